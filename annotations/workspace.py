"""The one mutable object: library, history, store, open documents and whoever wants to hear of changes.

A transaction is committed by the store first; only then do the library, the history and the observers see it, so
that what is on the screen is never ahead of what is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path, PurePath

from annotations.changes import Change, Transaction
from annotations.commands import CommandError
from annotations.history import History, Step, still_possible, words
from annotations.library import Library
from annotations.model import Mark, Source, SourceId, record_key
from annotations.outbox import Outbox
from annotations.store.codec import table_of
from annotations.store.protocol import Conflict, Refused, Store, StoreError
from sources.block_table import from_bytes, to_bytes
from sources.document import Document, Early
from sources.errors import LoadError

_BLOCKS = 100
"""Sources whose blocks are kept while places are looked up in many."""
Observer = Callable[[Transaction], None]


class Workspace:
    def __init__(self, store: Store, *, hurried: bool = False) -> None:
        """Reads what is asked for when it is. `hurried` as in `Store.shelf`; then a library that takes long to be read
        is empty, and not `is_read`, until it was `read_beside`. Raises StoreError.
        """
        self.store = store
        self.library = Library()
        self.is_read = False
        self.outbox = Outbox(store, self._show, self._saved_late, self._as_committed)
        self._history: History | None = None
        self._observers: list[Observer] = []
        self._documents: dict[str, Document] = {}
        self._kept: set[str] = set()
        self._blocks = lru_cache(_BLOCKS)(self._read_blocks)
        if not hurried or not store.is_far_behind():
            self._read(hurried=hurried)

    def read_beside(self) -> None:
        """Reads a library of which that was put off; for a thread. Raises StoreError."""
        if self.store.read_beside():
            self._read(hurried=True)

    def _read(self, *, hurried: bool) -> None:
        self._shelf = self.store.shelf(hurried=hurried)
        self.library = Library(shelf=self._shelf)
        self.is_read = True

    def start(self, spare: Sequence[Path] = ()) -> None:
        """From now on the store writes its files in the background, and what the disk refuses waits in the outbox;
        `close` ends that. `spare` are folders for what waits at the end, where the library has no room for it.
        """
        self.outbox.begin(spare)
        self.store.start()

    def close(self) -> None:
        """Finishes what the store has left to do."""
        self.outbox.end()
        self.store.close()

    @property
    def notes(self) -> list[str]:
        """Sentences for the reader about what the store found and accepted, so far."""
        return self.store.notes

    @property
    def read_only(self) -> str:
        """A sentence when nothing can be changed, else empty."""
        return self.store.read_only

    @property
    def unsaved(self) -> str:
        """A sentence while something done is not yet where it belongs, else empty."""
        return str(self.outbox) or self.store.unsaved

    # ---- edits ---------------------------------------------------------------------------------------------

    def perform(self, transaction: Transaction, *, undoable: bool = True) -> None:
        """Commits, applies and announces. Raises StoreError, and then nothing has changed.

        Once `start` was called, what the disk refuses is put into the outbox instead, and so is what is done after it.
        """
        op = "do" if undoable else "once"
        if self.outbox:
            self.outbox.put_off(transaction, op)
            return
        try:
            history = self.history if undoable else None  # before the commit, which would be in it
            seq = self._commit(transaction, op)
        except Refused as problem:
            if not self.outbox.takes:
                raise
            self.outbox.put_off(transaction, op, problem.why)
            return
        if history is not None:
            history.record(seq, transaction)
        self._announce(transaction)

    def undo(self) -> str | None:
        """Takes the latest edit back and returns its label, or None when there is nothing to undo.

        What another window or device changed since stays as it is, and the label goes on to say so. Raises
        CommandError when that is all of it, and goes on to the edit before the next time.
        """
        return self._replay("undo")

    def redo(self) -> str | None:
        """As `undo`, for what was undone last."""
        return self._replay("redo")

    def catch_up(self) -> None:
        """Takes in what others committed, as far as the store has seen it. Looks at no file."""
        for transaction in self.store.news():
            self._show(transaction)

    def look_for_news(self) -> None:
        """Takes in what others committed until now, seen by the store or not, and waits for who is committing.

        Before a place in a text is taken: a new version of the text would have moved it.
        """
        self.store.generation()
        self.catch_up()

    @property
    def history(self) -> History:
        """What can be undone, from before this session too; read when it is first needed."""
        if self._history is None:
            self._history = History(Step(*step) for step in self.store.history())
        return self._history

    def _commit(self, transaction: Transaction, op: str, of: int = 0) -> int:
        try:
            seq = self.store.commit(transaction.changes, transaction.label, op, of)
        except Conflict:  # the next attempt starts from what is there, also where nobody told of it
            self._show(self._as_committed(transaction))
            raise
        self.library.apply(transaction.changes)
        return seq

    def _replay(self, op: str) -> str | None:
        if self.outbox and op == "undo":
            return self.outbox.take_back()
        if self.outbox:
            return None
        history, undo = self.history, op == "undo"
        step = history.next_undo() if undo else history.next_redo()
        if step is None:
            return None
        self.look_for_news()
        label = step.transaction.label
        changes, skipped = still_possible(self.library, step.transaction.inverse() if undo else step.transaction)
        done = Transaction(label, changes) if changes else None
        if done is not None:
            self._commit(done, op, step.seq)
        (history.undone if undo else history.redone)(done)
        left = ", ".join(dict.fromkeys(map(words, skipped)))
        if done is None:
            back = "taken back" if undo else "done again"
            raise CommandError(f"“{label}” cannot be {back}: changed elsewhere since: {left}.")
        self._announce(done)
        return f"{label}, but changed elsewhere since and left as it is: {left}" if skipped else label

    # ---- what the outbox asks for --------------------------------------------------------------------------

    def _show(self, transaction: Transaction) -> None:
        self.library.apply(transaction.changes)
        self._announce(transaction)

    def _saved_late(self, seq: int, transaction: Transaction, op: str) -> None:
        if op == "do" and self._history is not None:
            self._history.record(seq, transaction)

    def _as_committed(self, transaction: Transaction) -> Transaction:
        self.look_for_news()
        ends = []
        for record in {record_key(change.record): change.record for change in transaction.changes}.values():
            seen, actual = self.library.get(record), self._shelf.record(table_of(record), record_key(record)[1])
            if seen != actual:
                ends.append(Change(seen, actual))
        return Transaction(transaction.label, tuple(ends))

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

    def read(self, source: Source, early: Early | None = None) -> Document:
        """As `document`, read now and not kept: for a thread beside the screen.

        `early` is given the lines of a large text when what was found in it has to be found anew.
        """
        return self._documents.get(source.fingerprint) or self._reopen(source, early)

    def blocks(self, id: SourceId) -> Document:
        """As `document`, perhaps without its text, and nothing large is kept: for places in many sources. Raises
        StoreError. May be called in a thread.
        """
        source = self.source(id)
        return self._documents.get(source.fingerprint) or self._blocks(source)

    def _read_blocks(self, source: Source) -> Document:
        with suppress(ValueError):
            kept = from_bytes(self.store.structure(source.fingerprint))
            if kept.format == source.format:
                return Document("", kept.table)
        return Document("", self._found_anew(source).blocks)

    def source(self, id: SourceId) -> Source:
        source = self.library.source(id)
        if source is None:
            raise StoreError("That source is not in the library: add it again with `crossread add`.")
        return source

    def keep_document(self, document: Document, fingerprint: str = "") -> None:
        """Spares reading again a document that was just loaded. Of a large text the fingerprint takes time to make."""
        self._documents[fingerprint or document.fingerprint] = document

    def holds(self, source: Source) -> bool:
        """Whether its text is in memory."""
        return source.fingerprint in self._documents

    def forget_documents(self, but: Collection[str] = ()) -> None:
        """Gives back the memory of documents other than these, by fingerprint; they are read again when needed."""
        self._documents = {name: document for name, document in self._documents.items() if name in but}

    def keep_text(self, document: Document, original: bytes, interim_of: SourceId | None = None) -> None:
        """Puts a text, and what was found in it, into the library, for a source that is to be added. Raises StoreError.

        May be called in a thread first: then the second call, before the source is added, costs nothing. `interim_of`
        as in `Store.put_text`.
        """
        if document.fingerprint not in self._kept:
            self.store.put_text(document.text, original, interim_of)
            self.keep_structure(document)
            self._kept.add(document.fingerprint)

    def let_go(self, source: SourceId) -> None:
        """Has the texts removed that a watched source had for a while and nothing needs; in a thread."""
        if self.outbox:
            return
        needed = set()
        for record in self._history.versions(self.library) if self._history else ():
            if isinstance(record, Source | Mark):
                needed.add(record.fingerprint if isinstance(record, Source) else record.anchor.fingerprint)
        self._kept -= self.store.let_go(source, needed)

    def put_again(self, document: Document, original: bytes) -> None:
        """As `keep_text`, after a TextGone."""
        self._kept.discard(document.fingerprint)
        self.keep_text(document, original)

    def keep_structure(self, document: Document) -> None:
        """Spares finding again, when the source is next opened, what was found in its text."""
        if not self.store.structure(document.fingerprint):
            self.store.keep_structure(document.fingerprint, to_bytes(document))

    def _reopen(self, source: Source, early: Early | None = None) -> Document:
        try:
            kept = from_bytes(self.store.structure(source.fingerprint))
            if kept.format == source.format:
                return kept.document(self.store.text(source.fingerprint))
        except (StoreError, ValueError):
            pass
        return self._found_anew(source, early)

    def _found_anew(self, source: Source, early: Early | None = None) -> Document:
        # Here, for it brings every format and recogniser along, which opening a known text does not need.
        from sources.load import document_from_text, reload

        try:
            original = self.store.original(source.fingerprint)
            document = reload(original, PurePath(source.origin).name, source.encoding, source.format, early)
            if document.fingerprint == source.fingerprint:
                self.store.keep_structure(source.fingerprint, to_bytes(document))
                return document
        except (StoreError, LoadError):
            pass
        return document_from_text(self.store.text(source.fingerprint), source.format)
