"""The one mutable object: library, history, store, open documents and whoever wants to hear of changes.

A transaction is committed by the store first; only then do the library, the history and the observers see it, so
that what is on the screen is never ahead of what is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from annotations.changes import Transaction
from annotations.commands import CommandError
from annotations.history import History
from annotations.library import Library
from annotations.model import Source, SourceId
from annotations.store.protocol import Store, StoreError
from sources.block_table import from_bytes, to_bytes
from sources.document import Document
from sources.errors import LoadError

Observer = Callable[[Transaction], None]


class Workspace:
    def __init__(self, store: Store) -> None:
        """Reads the whole library. Raises StoreError."""
        self.store = store
        self.library = Library(store.load())
        self.history = History()
        self._observers: list[Observer] = []
        self._documents: dict[str, Document] = {}

    def start(self) -> None:
        """From now on the store writes its files in the background; `close` ends that."""
        self.store.start()

    def close(self) -> None:
        """Finishes what the store has left to do."""
        self.store.close()

    @property
    def unsaved(self) -> str:
        """A sentence while something done is not yet where it belongs, else empty."""
        return self.store.unsaved

    # ---- edits ---------------------------------------------------------------------------------------------

    def perform(self, transaction: Transaction, *, undoable: bool = True) -> None:
        """Commits, applies and announces. Raises StoreError, and then nothing has changed."""
        self.store.commit(transaction.changes, transaction.label)
        self.library.apply(transaction.changes)
        if undoable:
            self.history.record(transaction)
        self._announce(transaction)

    def undo(self) -> str | None:
        """Takes the latest edit back and returns its label, or None when there is nothing to undo."""
        transaction = self.history.next_undo()
        if transaction is None:
            return None
        self._replay(transaction.inverse())
        self.history.undone()
        return transaction.label

    def redo(self) -> str | None:
        transaction = self.history.next_redo()
        if transaction is None:
            return None
        self._replay(transaction)
        self.history.redone()
        return transaction.label

    def _replay(self, transaction: Transaction) -> None:
        for change in transaction.changes:
            if self.library.get(change.record) != change.before:
                raise CommandError(f"“{transaction.label}” cannot be taken back: what it touched has changed since.")
        self.store.commit(transaction.changes, transaction.label)
        self.library.apply(transaction.changes)
        self._announce(transaction)

    # ---- observers -----------------------------------------------------------------------------------------

    def subscribe(self, observer: Observer) -> None:
        """Calls `observer` after each transaction, undone and redone ones too."""
        self._observers.append(observer)

    def _announce(self, transaction: Transaction) -> None:
        for observer in tuple(self._observers):
            observer(transaction)

    # ---- documents -----------------------------------------------------------------------------------------

    def document(self, source: SourceId) -> Document:
        """The source's text with its blocks, kept while the workspace lives. Raises StoreError.

        Blocks are those that were kept, else found again from the bytes the text was read from; should that no longer
        give the same text, the text as read counts, since every mark's position is in it.
        """
        record = self.source(source)
        document = self._documents.get(record.fingerprint)
        if document is None:
            document = self._documents[record.fingerprint] = self._reopen(record)
        return document

    def source(self, id: SourceId) -> Source:
        source = self.library.source(id)
        if source is None:
            raise StoreError("That source is not in the library: add it again with `crossread add`.")
        return source

    def keep_document(self, document: Document) -> None:
        """Spares reading again a document that was just loaded."""
        self._documents[document.fingerprint] = document

    def keep_structure(self, document: Document) -> None:
        """Spares finding again, when the source is next opened, what was found in its text."""
        if not self.store.structure(document.fingerprint):
            self.store.keep_structure(document.fingerprint, to_bytes(document))

    def _reopen(self, source: Source) -> Document:
        try:
            kept = from_bytes(self.store.structure(source.fingerprint))
            if kept.format == source.format:
                return kept.document(self.store.text(source.fingerprint))
        except (StoreError, ValueError):
            pass
        return self._found_anew(source)

    def _found_anew(self, source: Source) -> Document:
        # Here, for it brings every format and recogniser along, which opening a known text does not need.
        from sources.load import document_from_text, reload

        try:
            original = self.store.original(source.fingerprint)
            document = reload(original, PurePath(source.origin).name, source.encoding, source.format)
            if document.fingerprint == source.fingerprint:
                self.store.keep_structure(source.fingerprint, to_bytes(document))
                return document
        except (StoreError, LoadError):
            pass
        return document_from_text(self.store.text(source.fingerprint), source.format)
