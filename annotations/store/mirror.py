"""Keeps the index in step with the files: which of them it has as they are, and whether anybody else was in the folder.

Apart from the index, which holds and answers and knows no file, and from the upkeep, which says when files are looked
at. The reader looks at none where the folder is as it was when the index last had all of it, and compares the files
afterwards, some at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from annotations.store.body import Lines
from annotations.store.codec import decode, parse
from annotations.store.disk import reason
from annotations.store.files import UNFIT, Files
from annotations.store.gone import alive
from annotations.store.homes import tables_of
from annotations.store.index import Index, Row
from annotations.store.ledger import Ledger
from annotations.store.premises import Premises
from annotations.store.protocol import StoreError
from annotations.store.shelf import Shelf, T

INDEX = "index.sqlite"
_FAR = 300
"""Files that are read in a quarter of a second."""
_CHECKED = 500
"""Files that are compared with the index at a time."""


class Mirror:
    """`open` is false until the files have been compared or need not be; then `ask` answers, come what may."""

    def __init__(self, premises: Premises, ledger: Ledger, files: Files) -> None:
        self.open = False
        self._premises = premises
        self._ledger = ledger
        self._files = files
        self._calm = ""
        """What the folder looked like when it was last known that nobody else had been there."""
        self._to_check: list[str] = []
        self._fresh = True  # the index was made anew

    # ---- opening -------------------------------------------------------------------------------------------

    def begin(self) -> bool:
        """Opens the index; whether the folder is as it was when the index had all of its files."""
        premises = self._premises
        index = self._files.index
        if index is None or not index.usable:
            in_memory = premises.read_only or not premises.disk.can_map(premises.state)
            self._files.index = index = Index(None if in_memory else premises.state / INDEX)
        try:
            self._fresh = index.is_empty()
            return index.stamp() == premises.stamp()
        except sqlite3.Error as error:
            index.give_up(error)
            return False

    def is_far_behind(self) -> bool:
        """Whether there is so much to `refresh` that a person has to wait for it. Raises OSError."""
        names = self._premises.names(())
        try:
            return len(names) > _FAR and (self._fresh or len(self._files.stale(names)) > _FAR)
        except sqlite3.Error:
            return True

    def refresh(self) -> None:
        """Has in the index what the files hold. Raises OSError, and StoreError naming every file to keep off."""
        index = self._files.index
        assert index is not None, "begun"
        stamp = self._premises.stamp()
        names = self._premises.names(self._ledger.pending_by_file())
        try:
            with self._ledger.unheard(), index.together():
                whole = self._enter_all(index, self._files.stale(names))
                self.find_gone(everywhere=self._fresh)
                for double in index.doubles():
                    self._premises.note_double(*double)
                if whole and not self._files.gone:
                    index.keep_stamp(stamp)
            index.settle()
        except sqlite3.Error as error:
            index.give_up(error)

    def shelf(self) -> Shelf:
        """The records, to be asked for from now on. Raises StoreError."""
        self.open = True
        self.ask(Index.stamp)
        return Shelf(self.ask, lambda: self._ledger.overlay, self._files.watch)

    def _enter_all(self, index: Index, files: Iterable[str]) -> bool:
        """Reads these files into the index; whether nothing is to be said of them. Raises StoreError, sqlite3.Error."""
        kept_off = []
        whole = True
        for file in files:
            try:
                whole = self._enter_one(index, file) and whole
            except StoreError as error:
                kept_off.append(str(error))
            except OSError as error:
                kept_off.append(f"{file}: {reason(error)}.")
        if kept_off:
            raise StoreError("\n".join(kept_off))
        return whole

    def _enter_one(self, index: Index, file: str) -> bool:
        content = self._files.read(file)  # enters it
        found = list(_faults(file, content.lines))
        for fault in found:
            self._premises.note(fault)
        if found or (not content.digest and not self._files.miss(file)):
            index.enter(file, UNFIT if found else None, lambda: content.lines)
        self._files.forget(file)
        return not found and file not in self._files.damaged

    def find_gone(self, *, everywhere: bool) -> None:
        """Which files somebody deleted, of those that the index knows, or that anything does. Raises sqlite3.Error."""
        index = self._files.index
        assert index is not None, "begun"
        there = self._premises.present()
        for file in sorted(index.signatures().keys() - there):
            if not self._files.miss(file):
                index.enter(file, None, dict)
        if everywhere:
            for file in sorted({*self._files.backups.files(), *alive(self._ledger.applied())} - there):
                if file not in self._files.gone:
                    self._files.recall(file)

    # ---- asking --------------------------------------------------------------------------------------------

    def ask(self, question: Callable[[Index], T]) -> T:
        """What the index answers; one in memory in its place where it cannot. Raises StoreError."""
        index = self._files.index
        assert index is not None, "only a shelf asks"
        try:
            return question(index)
        except sqlite3.Error as error:
            index.give_up(error)
        with self._premises.told(), self._ledger.mutex:
            if self._files.index is index:
                self._files.index = anew = Index(None)
                self._enter_all(anew, self._premises.names(()))
                return question(anew)
        return self.ask(question)

    def rows(self, table: str, id: str) -> list[Row]:
        """The record as the files hold it, by file: more than one if it stands in several. Raises StoreError."""
        return self.ask(lambda index: index.find(table, id))

    # ---- while it is open ----------------------------------------------------------------------------------

    def disturbed(self) -> bool:
        """Whether somebody came to the folder since this was last asked, or while nobody looked; its files are to be
        compared then, unless another window has done so. Costs four stats when nobody came.
        """
        stamp = self._premises.stamp()
        if stamp == self._calm:
            return False
        with suppress(sqlite3.Error):
            index = self._index
            entered_by_another = bool(self._calm) and index is not None and index.stamp() == stamp
            self._calm = stamp
            if not entered_by_another:
                self._to_check = [] if index is None else self._premises.names(())
                return True
        return False

    def check_some(self) -> None:
        """Compares some of the files that are to be compared. Raises StoreError."""
        index = self._index
        some, self._to_check = self._to_check[:_CHECKED], self._to_check[_CHECKED:]
        if some and index is not None:
            with suppress(sqlite3.Error):
                self._check(index, some)

    def _check(self, index: Index, some: list[str]) -> None:
        stale = [file for file in some if not self._is_entered(index, file)]
        if stale:
            with self._premises.told(), self._premises.files_lock():
                self._ledger.take_in()
                for file in stale:
                    try:
                        self._files.read(file)
                    except StoreError as error:
                        self._premises.note(str(error))
        if not self._to_check:
            self.find_gone(everywhere=False)
            sound = not self._files.gone and UNFIT.signature not in index.signatures().values()
            if sound and self._premises.stamp() == self._calm != index.stamp():
                index.keep_stamp(self._calm)

    def _is_entered(self, index: Index, file: str) -> bool:
        """Whether the index has the file as it is; one that is gone is told of elsewhere."""
        signature, entry = self._premises.signature(file), index.entry(file)
        return signature is None or (entry is not None and entry.signature == signature)

    def written(self, before: str) -> None:
        """We wrote files, and the folder's stamp was `before`: where nobody else had been there, nobody has."""
        with suppress(sqlite3.Error):
            now = self._premises.stamp()
            if self._calm == before:
                self._calm = now
            index = self._files.index
            if index is not None and index.usable and index.stamp() == before:
                index.keep_stamp(now)

    @property
    def _index(self) -> Index | None:
        return self._files.index if self.open else None


def _faults(file: str, lines: Lines) -> Iterator[str]:
    for table in tables_of(file):
        for id, text in lines.get(table, {}).items():
            try:
                decode(table, id, parse(text), file)
            except (StoreError, ValueError) as error:
                yield str(error)
