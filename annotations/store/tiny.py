"""`TinyStore`: the library folder `.crossread` as a Store. It joins the parts and owns the order of their steps.

A commit, under the journal's lock: take in what others committed; check every change against the records as they stand;
append one line to the journal and sync it. That line is the commit, and no other file is looked at for it. The files
follow in the background (`start`), else when they are read or the store is closed. Whoever changes files holds the
files' lock, which a commit never waits for.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path

from annotations.changes import Change, Transaction
from annotations.ids import new_id
from annotations.model import Record, SourceId
from annotations.store.codec import Fields, decode, id_of, parse, table_of
from annotations.store.conflicts import absorb, has_copies
from annotations.store.desk import Desk
from annotations.store.disk import Disk, reason
from annotations.store.drafts import Drafts
from annotations.store.edits import Edit, by_file, changes_between, changes_of, check, known_fields, replay
from annotations.store.files import UNFIT, Files
from annotations.store.homes import CLAIMS, LIBRARY, SOURCES, Homes, is_source_file, tables_of
from annotations.store.index import Index
from annotations.store.journal import Entry, Journal
from annotations.store.lines import Lines
from annotations.store.mending import Fault, faults, mend
from annotations.store.places import Places
from annotations.store.protocol import StoreError
from annotations.store.searches import Searches
from annotations.store.shelf import Shelf, T
from annotations.store.strangers import strangers
from annotations.store.structures import Structures
from annotations.store.texts import Texts
from annotations.store.windows import Windows
from annotations.store.writer import Writer

STATE = ".state"
INDEX = "index.sqlite"
_CHECKED = 500
"""Files that are compared with the index at a time."""
_MOST_PENDING = 1 << 20
"""Bytes of transactions from which on the files are brought up by the commit itself, where no writer runs."""


class TinyStore:
    """Opens nothing until it is asked; make it with `locate.open_library`, which creates and checks the folder.

    `notes` are sentences for the reader about what was found and accepted: edits made outside, lines skipped.
    `read_only` is a sentence when nothing can be written here: then nothing is tried either, no lock, no repair.
    `unsaved` is a sentence while committed changes are in the journal but cannot be brought into the files.
    """

    def __init__(self, path: Path, disk: Disk | None = None) -> None:
        self.path = path
        self.notes: list[str] = []
        self.unsaved = ""
        self.read_only = ""
        self._disk = disk or Disk()
        self._state = path / STATE
        self._by = new_id()
        self._journal = Journal(self._state / "journal.jsonl", self._disk, self._by)
        self._files = Files(path, self._state, self._disk, self._note, self._differs, self._committed)
        self._texts = Texts(path / "texts", self._disk)
        self._places = Places(self._state, self._disk)
        self._desk = Desk(self._state, self._disk)
        self._structures = Structures(self._state / "structure", self._disk)
        self._searches = Searches(self._state, self._disk)
        self.drafts = Drafts(self._state, self._disk)
        self._homes = Homes(self._find_homes)
        self._writer = Writer(self._write, self._look)
        self._mutex = threading.RLock()  # for journal and overlay; held only as long as a line takes to write
        self._overlay: dict[tuple[str, str, str], Fields | None] = {}
        self._windows = Windows(self._state, self._disk)
        self._news: list[Transaction] = []
        self._opened: int | None = None
        self._indexed = False
        self._calm = ""
        """What the folder looked like when it was last known that nobody else had been there."""
        self._to_check: list[str] = []
        self.others = 0
        self._own = 0

    # ---- reading -------------------------------------------------------------------------------------------

    def load(self) -> list[Record]:
        """Sources, each with its marks and links, then claims and tags. Raises StoreError naming every file that must
        be kept off. What was recovered and what cannot be read of a file is in `notes`.
        """
        records, files, faults = self._read_all()
        if files:
            raise StoreError("\n".join(files))
        for fault in faults:
            self._note(fault)
        return records

    def shelf(self, *, hurried: bool = False) -> Shelf:
        """The records to be asked for one by one or source by source. Only files that the index does not have as they
        are are read. Raises StoreError naming every file that must be kept off.

        `hurried`, files are not looked at where no file came or went since the index was kept: what was written in
        place becomes news soon after `start`.
        """
        with self._told(), nullcontext() if self.read_only else self._files_lock():
            with self._mutex, self._journal_lock():
                self._journal.unsure = False
                self._take_in()
            self._files.index = index = Index(None if self.read_only else self._state / INDEX)
            try:
                self._refresh(index, hurried)
            except sqlite3.Error as error:
                index.give_up(error)
            self._indexed = True
            self._asked(Index.stamp)
        return Shelf(self._asked, lambda: self._overlay, self._files.watch)

    def _refresh(self, index: Index, hurried: bool) -> None:
        """Has in the index what the files hold. Raises OSError, StoreError, sqlite3.Error."""
        stamp = self._stamp()
        if hurried and index.stamp() == stamp:
            return
        if not self.read_only:
            self._prepare()
            stamp = self._stamp()
        with self._mutex:
            pending = by_file(edit for entry in self._journal.pending for edit in entry.edits)
        names = self._names(pending)
        told = len(self._news)
        with index.together():
            whole = self._enter_all(index, self._files.stale(names))
            for file in index.signatures().keys() - set(names):
                index.enter(file, None, {})
            for table, id, file in index.doubles():
                self._note(f"{file}: record {id} of table “{table}” is in another file too; that one was read.")
            if whole:
                index.keep_stamp(stamp)
        index.settle()
        del self._news[told:]
        if not self.read_only:
            with suppress(OSError, StoreError):
                self._files.put_merged()

    def _enter_all(self, index: Index, files: Iterable[str]) -> bool:
        """Reads these files into the index; whether nothing is to be said of them. Raises StoreError, sqlite3.Error."""
        kept_off = []
        faulty = False
        for file in files:
            try:
                content = self._files.read(file)
            except (StoreError, OSError) as error:
                kept_off.append(str(error) if isinstance(error, StoreError) else f"{file}: {reason(error)}.")
                continue
            found = list(self._faults(file, content.lines))
            for fault in found:
                self._note(fault)
            if found or not content.digest:
                index.enter(file, UNFIT if found else None, content.lines)
            faulty = faulty or bool(found) or file in self._files.damaged
            self._files.forget(file)
        if kept_off:
            raise StoreError("\n".join(kept_off))
        return not faulty

    def _asked(self, question: Callable[[Index], T]) -> T:
        """What the index answers; one in memory in its place where it cannot. Raises StoreError."""
        index = self._files.index
        assert index is not None, "only a shelf asks"
        try:
            return question(index)
        except sqlite3.Error as error:
            index.give_up(error)
        with self._told(), self._mutex:
            if self._files.index is index:
                self._files.index = anew = Index(None)
                self._enter_all(anew, self._names(()))
                return question(anew)
        return self._asked(question)

    def _stamp(self) -> str:
        """What the library's folders look like as long as nobody puts or removes a file."""
        return repr([self._files.signature(name) for name in (CLAIMS, LIBRARY, "", SOURCES)])

    def _faults(self, file: str, lines: Lines) -> Iterator[str]:
        for table in tables_of(file):
            for id, text in lines.get(table, {}).items():
                try:
                    decode(table, id, parse(text), file)
                except (StoreError, ValueError) as error:
                    yield str(error)

    def examine(self) -> tuple[list[Record], list[str]]:
        """Every record that can be read, and a sentence for each file and record that cannot. Raises StoreError."""
        records, files, faults = self._read_all()
        return records, [*files, *self._files.damaged.values(), *faults]

    def _read_all(self) -> tuple[list[Record], list[str], list[str]]:
        if self.read_only:
            with self._told(), self._mutex:
                self._take_in()
                return self._gather()
        with self._told(), self._files_lock():
            self._prepare()
            found = self._gather()
            with suppress(OSError, StoreError):
                self._files.put_merged()
            return found

    def _prepare(self) -> None:
        """What is done before files are read: nothing is left over, pending or beside them."""
        self._sweep()
        try:
            with self._told():
                self._bring_up()
        except StoreError as error:  # a damaged file is told about too where it is read
            self._fail(error)
        with self._mutex, self._journal_lock():
            self._journal.unsure = False
            self._take_in()
        told = len(self._news)
        self._absorb()
        del self._news[told:]  # what was absorbed is among the records that are read now

    def _sweep(self) -> None:
        for folder in (self.path, self.path / SOURCES, self.path / "texts", self._state):
            self._disk.sweep(folder)

    def _absorb(self) -> None:
        """Takes in what sync programs left beside the files. Where that cannot be written it waits."""
        try:
            for note in absorb(self.path, self._disk, self._files):
                self._note(note)
        except OSError as error:
            self._note(f"A conflict copy in {self.path} is not merged yet: {reason(error)}.")

    @contextmanager
    def settled(self, *, as_is: bool = False) -> Iterator[None]:
        """Meanwhile the files hold all that is committed, and nobody writes to them. Raises StoreError.

        With `as_is` what cannot be brought up is no error.
        """
        self._writable()
        with self._told(), self._files_lock():
            try:
                self._bring_up()
            except (OSError, StoreError):
                if not as_is:
                    raise
            yield

    def faults(self) -> list[Fault]:
        """What is wrong with the files themselves, as far as they have been read: call `examine` first."""
        with self._mutex:
            return faults(self.path, self._files, self._journal, self._disk)

    def mend(self) -> None:
        """Writes damaged and missing files anew from what can be recovered. Raises StoreError."""
        self._writable()
        with self._told(), self._files_lock():
            with self._mutex, self._journal_lock():
                self._take_in()
                mend(self.path, self._files, self._journal, self._disk)
            self._bring_up()

    def strangers(self, fingerprints: set[str]) -> tuple[list[str], int]:
        return strangers(self.path, self._disk, fingerprints)

    def generation(self) -> int:
        """Another number when another store has committed since; own commits do not change it. Costs a stat.

        Ask before `load`, so that what is committed in between counts as news. Edits by hand are not seen.
        """
        with suppress(OSError, StoreError), self._mutex, self._journal_lock():
            self._take_in()
        return self._journal.seq - self._own

    def news(self) -> list[Transaction]:
        """What other stores committed since the last call, oldest first; from memory, no file is looked at."""
        with self._mutex:
            news, self._news = self._news, []
        return news

    def history(self) -> list[tuple[int, Transaction, str, int]]:
        """What was committed before this store was opened, and by it since; as far back as the journal goes."""
        with self._told(), self._mutex, self._journal_lock():
            self._take_in()
            entries = self._journal.history()
        found = []
        for entry in entries:
            if entry.by == self._by or entry.seq <= (self._opened or 0):
                with suppress(StoreError):
                    found.append((entry.seq, Transaction(entry.label, changes_of(entry.edits)), entry.op, entry.of))
        return found

    # ---- writing -------------------------------------------------------------------------------------------

    def commit(self, changes: Iterable[Change], label: str = "", op: str = "do", of: int = 0) -> int:
        """All or none, durably; returns the transaction's number, 0 when nothing changed.

        Raises Conflict, a StoreError, when a record as committed is not a change's `before`.
        """
        self._writable()
        with self._told(), self._mutex, self._journal_lock():
            if self._journal.unsure:
                raise StoreError("It is not certain whether the last change was saved; reload the library to see.")
            self._take_in()
            edits = self._homes.edits(changes)
            check(edits, self._current)
            if not edits:
                return 0
            entry = self._journal.append(edits, label, op, of)
            self._own += 1
            self._homes.remember(edits)
            for edit in edits:
                self._overlay[edit.key] = edit.after
        if self._writer.running:
            self._writer.wake()
        elif self._journal.pending_bytes > _MOST_PENDING:
            self.bring_up()
        return entry.seq

    def bring_up(self) -> bool:
        """Brings the files up to what is committed; whether all are. What was in the way is in `unsaved`."""
        if self.read_only:
            return True
        try:
            with self._told(), self._files_lock():
                self._bring_up()
        except StoreError as error:
            self._fail(error)
            return False
        return True

    def _fail(self, error: StoreError) -> None:
        self.unsaved = f"What you did is safe in the journal, but not in the library's files yet. {error}"

    def start(self) -> None:
        """From now on the files follow by themselves, and what others commit is looked for."""
        if not self.read_only:
            self._windows.enter()
        self._writer.start()
        self._writer.wake()

    def close(self) -> None:
        """Brings the files up; the store can be used again after it."""
        self._writer.stop()
        self._windows.leave()
        with self._mutex:
            pending = bool(self._journal.pending)
        if pending:
            self.bring_up()
        if not self.read_only:
            self._files.copy_newest()

    def put_text(self, text: str, original: bytes) -> str:
        self._writable()
        with self._told():
            return self._texts.put(text, original)

    def _writable(self) -> None:
        if self.read_only:
            raise StoreError(f"Nothing was changed. {self.read_only}")

    def text(self, fingerprint: str) -> str:
        return self._texts.text(fingerprint)

    def text_bytes(self, fingerprint: str, start: int, size: int) -> bytes:
        return self._texts.piece(fingerprint, start, size)

    def original(self, fingerprint: str) -> bytes:
        return self._texts.original(fingerprint)

    def is_original(self, fingerprint: str, path: Path) -> bool:
        return self._texts.is_original(fingerprint, path)

    def structure(self, fingerprint: str) -> bytes:
        return self._structures.read(fingerprint)

    def keep_structure(self, fingerprint: str, data: bytes) -> None:
        self._structures.keep(fingerprint, data)

    def places(self) -> dict[SourceId, int]:
        return self._places.read()

    def keep_places(self, places: dict[SourceId, int]) -> None:
        self._places.merge(places)

    def desk(self) -> dict[str, object]:
        return self._desk.read()

    def keep_desk(self, desk: Mapping[str, object]) -> None:
        self._desk.merge(desk)

    def searches(self) -> list[str]:
        return self._searches.read()

    def keep_searches(self, searches: Sequence[str]) -> None:
        self._searches.add(searches)

    # ---- locks ---------------------------------------------------------------------------------------------

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what the system refuses into a sentence."""
        try:
            yield
        except OSError as error:
            raise StoreError(f"The library {self.path} could not be read or written: {reason(error)}.") from error

    @contextmanager
    def _journal_lock(self) -> Iterator[None]:
        with self._lock("lock"):
            yield

    @contextmanager
    def _files_lock(self) -> Iterator[None]:
        """Always taken before the journal's."""
        with self._lock("files.lock"):
            yield

    @contextmanager
    def _lock(self, name: str) -> Iterator[None]:
        if self.read_only:
            yield
            return
        with ExitStack() as held:
            try:
                held.enter_context(self._disk.lock(self._state / name))
            except FileNotFoundError:  # as after a git clone, which leaves `.state` out
                self._disk.make_folder(self._state)
                held.enter_context(self._disk.lock(self._state / name))
            yield

    # ---- the journal ---------------------------------------------------------------------------------------

    def _take_in(self) -> None:
        """Reads what others committed, and what they brought into the files. Raises OSError."""
        before = self._journal.pending
        fresh = self._journal.read(write=not self.read_only)
        if self._opened is None:
            self._opened = self._journal.seq
        else:
            self._news += [Transaction(entry.label, changes_of(entry.edits)) for entry in fresh]
        for entry in fresh:
            self._homes.remember(entry.edits)
        pending = self._journal.pending
        if fresh or pending != before:
            left = {entry.seq for entry in pending}
            done = [edit for entry in (*before, *fresh) if entry.seq not in left for edit in entry.edits]
            for file, edits in by_file(done).items():
                self._files.learn(file, edits)
            self._lay_over(pending)
        if self._journal.damaged:
            self._note(f"Damaged lines in the journal were skipped ({self._journal.damaged}); check the last changes.")

    def _lay_over(self, pending: tuple[Entry, ...]) -> None:
        self._overlay = {edit.key: edit.after for entry in pending for edit in entry.edits}

    def _current(self, file: str, table: str, id: str) -> Fields | None:
        """The record as committed."""
        key = (file, table, id)
        if key in self._overlay:
            return self._overlay[key]
        if self._indexed:
            rows = self._asked(lambda index: index.find(table, id))
            return known_fields(*key, next((row.line for row in rows if row.file == file), None))
        return known_fields(*key, self._files.known(file).lines.get(table, {}).get(id))

    # ---- the files -----------------------------------------------------------------------------------------

    def _write(self) -> bool:
        return self.bring_up()

    def _look(self) -> None:
        self.generation()
        self.others = self._windows.others()
        changed = self._files.changed()
        if changed:
            with suppress(StoreError), self._told(), self._files_lock():
                with self._mutex, self._journal_lock():
                    self._take_in()
                for file in changed:
                    self._files.read(file)
        self._look_around()

    def _look_around(self) -> None:
        """Takes in what came to the folder while the library is open or was closed: conflict copies, and files of
        which nothing is in use, some at a time. Costs four stats when nobody came.
        """
        with suppress(OSError, StoreError, sqlite3.Error):
            stamp = self._stamp()
            index = self._files.index if self._indexed else None
            if stamp != self._calm and not self.read_only:
                others_entered = bool(self._calm) and index is not None and index.stamp() == stamp
                if not self._calm:
                    self._sweep()
                self._calm = stamp
                if not others_entered:
                    self._look_for_copies()
                    self._to_check = [] if index is None else self._names(())
            some, self._to_check = self._to_check[:_CHECKED], self._to_check[_CHECKED:]
            if some and index is not None:
                self._check(index, some)

    def _check(self, index: Index, some: list[str]) -> None:
        stale = [file for file in some if self._files.signature(file) not in (None, index.signature(file))]
        if stale:
            with self._told(), self._files_lock():
                with self._mutex, self._journal_lock():
                    self._take_in()
                for file in stale:
                    try:
                        self._files.read(file)
                    except StoreError as error:
                        self._note(str(error))
        if not self._to_check:
            known = index.signatures()
            gone = known.keys() - set(self._names(()))
            for file in gone:
                self._files.tell_gone(file)
            if not gone and UNFIT not in known.values() and self._stamp() == self._calm != index.stamp():
                index.keep_stamp(self._calm)

    def _look_for_copies(self) -> None:
        if has_copies(self.path, self._disk):
            with self._told(), self._files_lock():
                with self._mutex, self._journal_lock():
                    self._take_in()
                self._absorb()

    def _differs(self, file: str, before: Lines, after: Lines) -> None:
        """Somebody else changed the file: what that means for its records is news."""
        changes = changes_between(file, tables_of(file), before, after)
        if changes:
            with self._mutex:
                self._news.append(Transaction(f"{file} was edited elsewhere", changes))
                for change in changes:
                    if change.after is not None:
                        self._homes.add(table_of(change.after), id_of(change.after), file)

    def _bring_up(self) -> None:
        """Brings the files up to what is pending; one that cannot be written does not hold up the others.

        Raises the first error, OSError or StoreError.
        """
        with self._mutex, self._journal_lock():
            self._take_in()
            pending = self._journal.pending
        failed: OSError | StoreError | None = None
        before = self._stamp() if pending else ""
        if pending:
            for file, edits in by_file(edit for entry in pending for edit in entry.edits).items():
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
            with self._mutex, self._journal_lock():
                self._take_in()
                self._journal.mark_applied(pending[-1].seq)
                self._lay_over(self._journal.pending)
            self._still_calm(before)
        self.unsaved = ""

    def _still_calm(self, before: str) -> None:
        """Where nobody else had been in the folder before files were brought up, nobody has."""
        with suppress(sqlite3.Error):
            now = self._stamp()
            if self._calm == before:
                self._calm = now
            index = self._files.index
            if index is not None and index.usable and index.stamp() == before:
                index.keep_stamp(now)

    def _find_homes(self, table: str, id: str) -> None:
        if not self._indexed:
            self._gather()
            return
        for row in self._asked(lambda index: index.find(table, id))[:1]:
            self._homes.add(table, id, row.file)

    def _committed(self) -> list[Edit]:
        """All that the journal has, for what a file has lost."""
        with self._mutex:
            return [edit for entry in self._journal.history() for edit in entry.edits]

    def _gather(self) -> tuple[list[Record], list[str], list[str]]:
        """Reads all files, with what is still only in the journal, and remembers where each record lives.

        Also what is wrong: with files as a whole, and with single records.
        """
        records: list[Record] = []
        problems: list[str] = []
        faults: list[str] = []
        with self._mutex:
            pending = by_file(edit for entry in self._journal.pending for edit in entry.edits)
        self._homes.clear()
        for file in self._names(pending):
            try:
                lines = self._files.read(file).lines
            except StoreError as error:
                problems.append(str(error))
                continue
            except OSError as error:
                problems.append(f"{self.path / file} could not be read: {reason(error)}.")
                continue
            lines = replay(lines, pending.get(file, ()))[0]
            for table in tables_of(file):
                for id, text in sorted(lines.get(table, {}).items()):
                    try:
                        record = decode(table, id, parse(text), file)
                    except (StoreError, ValueError) as error:
                        faults.append(str(error))
                        continue
                    if (table, id) in self._homes:
                        self._note(f"{file}: record {id} of table “{table}” is in another file too; that one was read.")
                        continue
                    self._homes.add(table, id, file)
                    records.append(record)
        return records, problems, faults

    def _names(self, pending: Iterable[str]) -> list[str]:
        try:
            names = self._disk.names(self.path / SOURCES)
        except FileNotFoundError:
            names = []
        found = {f"{SOURCES}/{name}" for name in names if is_source_file(name)}
        return [*sorted(found.union(pending) - {CLAIMS, LIBRARY}), CLAIMS, LIBRARY]

    def _note(self, note: str) -> None:
        if note and note not in self.notes:
            self.notes.append(note)
