"""The order of steps whenever the library's files are written, read as a whole or looked at: their upkeep.

Files follow what is committed. They are brought up in the background, else when they are read or the store is closed;
what sync programs left beside them is merged before they are read. All under the files' lock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field

from annotations.model import Record
from annotations.store.codec import decode, parse
from annotations.store.conflicts import absorb, has_copies
from annotations.store.disk import reason
from annotations.store.edits import replay
from annotations.store.files import Files
from annotations.store.homes import tables_of
from annotations.store.ledger import Ledger, edits_by_file
from annotations.store.mending import mend
from annotations.store.mirror import Mirror
from annotations.store.premises import Premises
from annotations.store.protocol import StoreError
from annotations.store.shelf import Shelf


@dataclass(slots=True)
class Gathered:
    """All records that can be read, and a sentence for each file and each record that cannot."""

    records: list[Record] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Upkeep:
    """`unsaved` is a sentence while committed changes are in the journal but cannot be brought into the files."""

    def __init__(self, premises: Premises, ledger: Ledger, files: Files, mirror: Mirror) -> None:
        self.unsaved = ""
        self._premises = premises
        self._ledger = ledger
        self._files = files
        self._mirror = mirror

    # ---- writing -------------------------------------------------------------------------------------------

    def bring_up(self) -> bool:
        """Brings the files up to what is committed; whether all are. What was in the way is in `unsaved`."""
        if self._premises.read_only:
            return True
        try:
            with self._premises.told(), self._premises.files_lock():
                self._bring_up()
        except StoreError as error:
            self._fail(error)
            return False
        return True

    @contextmanager
    def settled(self, *, as_is: bool = False) -> Iterator[None]:
        """As `TinyStore.settled`."""
        with self._premises.told(), self._premises.files_lock():
            try:
                self._bring_up()
            except (OSError, StoreError):
                if not as_is:
                    raise
            yield

    def mend(self) -> None:
        """Writes damaged and missing files anew from what can be recovered. Raises StoreError."""
        with self._premises.told(), self._premises.files_lock():
            with self._ledger.taken_in():
                mend(self._files, self._ledger.journal)
            self._bring_up()

    def restore(self, files: Iterable[str]) -> None:
        """Writes files that somebody deleted as they were, with what was committed since. Raises StoreError."""
        with self._premises.told(), self._premises.files_lock():
            for file in files:
                self._files.restore(file)
            self._files.sync()
            self._bring_up()

    def _bring_up(self) -> None:
        """One that cannot be written does not hold up the others. Raises the first error, OSError or StoreError."""
        self._ledger.take_in()
        pending = self._ledger.pending()
        failed: OSError | StoreError | None = None
        before = self._premises.stamp() if pending else ""
        if pending:
            self._begin()
        for file, edits in edits_by_file(pending).items():
            try:
                self._files.bring_up(file, edits)
            except (OSError, StoreError) as error:
                failed = failed or error
        try:
            self._files.sync()
        except OSError as error:
            failed = failed or error
        if failed is not None:
            raise failed
        if pending:
            self._ledger.mark_applied(pending[-1].seq)
            self._mirror.written(before)
        self.unsaved = ""

    def _fail(self, error: StoreError) -> None:
        self.unsaved = f"What you did is safe in the journal, but not in the library's files yet. {error}"

    # ---- reading -------------------------------------------------------------------------------------------

    def shelf(self, *, hurried: bool) -> Shelf:
        """As `Store.shelf`."""
        premises = self._premises
        with premises.told(), nullcontext() if premises.read_only else premises.files_lock():
            self._ledger.take_in(anew=True)
            if not (self._mirror.begin() and hurried):
                if not premises.read_only:
                    self._prepare()
                self._mirror.refresh()
                self._put_merged()
            return self._mirror.shelf()

    def is_far_behind(self) -> bool:
        """As `TinyStore.is_far_behind`."""
        with self._premises.told():
            return not self._mirror.begin() and self._mirror.is_far_behind()

    def read_all(self) -> Gathered:
        if self._premises.read_only:
            self._ledger.take_in()
            self._find_gone()
            return self.gather()
        with self._premises.told(), self._premises.files_lock():
            self._prepare()
            self._find_gone()
            found = self.gather()
            self._put_merged()
            return found

    def _find_gone(self) -> None:
        """By all that is known."""
        self._begin()
        with suppress(sqlite3.Error):
            self._mirror.find_gone(everywhere=True)

    def _begin(self) -> None:
        """What is written is entered in the index, and what is not there is looked for in it."""
        if self._files.index is None:
            self._mirror.begin()

    def gather(self) -> Gathered:
        """Reads all files, with what stood in those that are gone and what is only in the journal; remembers where each
        record lives.
        """
        found = Gathered()
        pending = self._ledger.pending_by_file()
        homes = self._ledger.homes
        homes.clear()
        met: set[tuple[str, str]] = set()
        for file in self._premises.names({*pending, *self._files.gone}):
            try:
                lines = self._files.read(file).lines or self._files.gone.get(file, {})
            except StoreError as error:
                found.files.append(str(error))
                continue
            except OSError as error:
                found.files.append(f"{self._premises.path / file} could not be read: {reason(error)}.")
                continue
            lines = replay(lines, pending.get(file, ()))[0]
            for table in tables_of(file):
                for id, text in sorted(lines.get(table, {}).items()):
                    try:
                        record = decode(table, id, parse(text), file)
                    except (StoreError, ValueError) as error:
                        found.faults.append(str(error))
                        continue
                    if (table, id) in met:
                        self._premises.note_double(table, id, file)
                        continue
                    met.add((table, id))
                    homes.add(table, id, file)
                    found.records.append(record)
        return found

    def _prepare(self) -> None:
        """What is done before files are read: nothing is left over, pending or beside them."""
        self._premises.sweep()
        try:
            with self._premises.told():
                self._bring_up()
        except StoreError as error:  # a damaged file is told about too where it is read
            self._fail(error)
        self._ledger.take_in(anew=True)
        with self._ledger.unheard():
            self._absorb()

    def _put_merged(self) -> None:
        """What had conflict markers in it when it was read is written as merged, where that is possible."""
        if not self._premises.read_only:
            with suppress(OSError, StoreError):
                self._files.put_merged()

    def _absorb(self) -> None:
        """Takes in what sync programs left beside the files. Where that cannot be written it waits."""
        premises = self._premises
        try:
            for note in absorb(premises.path, premises.disk, self._files):
                premises.note(note)
        except OSError as error:
            premises.note(f"A conflict copy in {premises.path} is not merged yet: {reason(error)}.")

    # ---- looking -------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Takes in what others did to files that are in use, and what came to the folder while the library is open or
        was closed: conflict copies, and files of which nothing is in use, some at a time.
        """
        changed = self._files.changed()
        if changed:
            with suppress(StoreError), self._premises.told(), self._premises.files_lock():
                self._ledger.take_in()
                for file in changed:
                    self._files.read(file)
        with suppress(OSError, StoreError):
            if not self._premises.read_only and self._mirror.disturbed():
                self._premises.sweep()
                if has_copies(self._premises.path, self._premises.disk):
                    with self._premises.told(), self._premises.files_lock():
                        self._ledger.take_in()
                        self._absorb()
            self._mirror.check_some()
