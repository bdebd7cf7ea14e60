"""`TinyStore`: the library folder `.crossread` as a Store. It joins the parts and owns the order of their steps.

A commit, under the library's one lock: bring the files up to what the journal says; check every change against the
records on the disk; append one line to the journal and sync it. That line is the commit. Then the files that it touches
are replaced, and no others are read or written. If that last step fails the commit stands: the files follow at the
next commit or load.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from annotations.changes import Change
from annotations.model import Record, SourceId
from annotations.store.codec import decode
from annotations.store.disk import Disk, reason
from annotations.store.drafts import Drafts
from annotations.store.edits import Edit, apply, by_file, replay
from annotations.store.homes import CLAIMS, LIBRARY, SOURCES, Homes, tables_of
from annotations.store.journal import Journal
from annotations.store.places import Places
from annotations.store.protocol import StoreError
from annotations.store.searches import Searches
from annotations.store.storage import LibraryDB, LibraryStorage, Tables
from annotations.store.structures import Structures
from annotations.store.texts import Texts

STATE = ".state"


class TinyStore:
    """Opens nothing until it is asked; make it with `locate.open_library`, which creates and checks the folder.

    `notes` are sentences for the reader about what was found and accepted: edits made outside, lines skipped.
    """

    def __init__(self, path: Path, disk: Disk | None = None) -> None:
        self.path = path
        self.notes: list[str] = []
        self._disk = disk or Disk()
        self._state = path / STATE
        self._journal = Journal(self._state / "journal.jsonl", self._disk)
        self._texts = Texts(path / "texts", self._disk)
        self._places = Places(self._state, self._disk)
        self._structures = Structures(self._state / "structure", self._disk)
        self._searches = Searches(self._state, self._disk)
        self.drafts = Drafts(self._state, self._disk)
        self._homes = Homes(self._gather)
        self._own = 0

    def load(self) -> list[Record]:
        """Sources, each with its marks and links, then claims and tags. Raises StoreError naming every damaged file."""
        records, problems = self.examine()
        if problems:
            raise StoreError("\n".join(problems))
        return records

    def examine(self) -> tuple[list[Record], list[str]]:
        """Every record that can be read, and a sentence for each file and record that cannot. Raises StoreError."""
        with self._locked():
            for folder in (self.path, self.path / SOURCES, self.path / "texts", self._state):
                self._disk.sweep(folder)
            pending = self._pending()
            try:
                self._bring_up(pending)
            except StoreError:
                pass  # a damaged file: told about below, where all of them are read
            except OSError as error:
                self._note(f"Some saved changes are only in the journal yet: {reason(error)}.")
            self._journal.unsure = False
            return self._gather()

    def commit(self, changes: Iterable[Change]) -> None:
        """All or none, durably. Raises Conflict, a StoreError, when a record on the disk is not a change's `before`."""
        with self._locked():
            if self._journal.unsure:
                raise StoreError("It is not certain whether the last change was saved; reload the library to see.")
            self._bring_up(self._pending())
            edits = self._homes.edits(changes)
            prepared = [self._prepare(file, own) for file, own in by_file(edits).items()]
            if not prepared:
                return
            self._journal.append(edits)
            self._own += 1
            self._homes.remember(edits)
            try:
                for storage, data in prepared:
                    self._put(storage, data)
            except OSError as error:
                self._note(f"The change is saved in the journal, but not in the library's files yet: {reason(error)}.")
            else:
                self._journal.mark_applied()

    def generation(self) -> int:
        """Another number when another store has committed since; own commits do not change it. Costs a stat.

        Ask before `load`, so that what is committed in between counts as news. Edits by hand are not seen.
        """
        return self._journal.latest() - self._own

    def put_text(self, text: str, original: bytes) -> str:
        with self._locked():
            return self._texts.put(text, original)

    def text(self, fingerprint: str) -> str:
        return self._texts.text(fingerprint)

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

    def searches(self) -> list[str]:
        return self._searches.read()

    def keep_searches(self, searches: Sequence[str]) -> None:
        self._searches.add(searches)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Holds the library's lock, and turns what the system refuses into a sentence."""
        try:
            self._disk.make_folder(self._state)
            with self._disk.lock(self._state / "lock"):
                yield
        except OSError as error:
            raise StoreError(f"The library {self.path} could not be read or written: {reason(error)}.") from error

    def _storage(self, file: str) -> LibraryStorage:
        return LibraryStorage(self.path / file, self._disk, self._state / "corrupt")

    def _prepare(self, file: str, edits: list[Edit]) -> tuple[LibraryStorage, bytes]:
        """The file's next content, without writing it; empty when no record is left and the file is to go."""
        storage = self._storage(file)
        tables = storage.read() or {}
        self._note(storage.note)
        apply(tables, edits)
        return storage, _content(storage, tables)

    def _put(self, storage: LibraryStorage, data: bytes) -> None:
        if data:
            storage.put(data)
        else:
            self._disk.remove(storage.path)

    def _pending(self) -> list[Edit]:
        """What is committed and not in the files yet. Raises OSError: without the journal nothing is certain."""
        pending = self._journal.read()
        if self._journal.damaged:
            self._note(f"Damaged lines in the journal were skipped ({self._journal.damaged}); check the last changes.")
        return pending

    def _bring_up(self, pending: list[Edit]) -> None:
        """Brings the files up to what is pending. Raises OSError, or StoreError when a file is damaged."""
        for file, edits in by_file(pending).items():
            storage = self._storage(file)
            tables = storage.read() or {}
            if replay(tables, edits):
                copy = storage.copy_aside(self._state / "absorbed")
                self._note(f"{file} was edited while changes were being saved; its earlier content is kept as {copy}.")
            # Also when the file holds them already: the visit that wrote it may have failed before it was durable.
            self._put(storage, _content(storage, tables))
        if pending:
            self._journal.mark_applied()

    def _gather(self) -> tuple[list[Record], list[str]]:
        """Reads all files, with what is still only in the journal, and remembers where each record lives."""
        records: list[Record] = []
        problems: list[str] = []
        pending = by_file(self._journal.pending())
        self._homes.clear()
        for file in self._files(pending):
            try:
                tables = self._read(file, pending.get(file, []))
            except StoreError as error:
                problems.append(str(error))
                continue
            except OSError as error:
                problems.append(f"{self.path / file} could not be read: {reason(error)}.")
                continue
            for table in tables_of(file):
                for id, fields in sorted(tables.get(table, {}).items()):
                    try:
                        record = decode(table, id, fields, file)
                    except StoreError as error:
                        problems.append(str(error))
                        continue
                    if (table, id) in self._homes:
                        self._note(f"{file}: record {id} of table “{table}” is in another file too; that one was read.")
                        continue
                    self._homes.add(table, id, file)
                    records.append(record)
        return records, problems

    def _files(self, pending: Iterable[str]) -> list[str]:
        try:
            names = self._disk.names(self.path / SOURCES)
        except FileNotFoundError:
            names = []
        found = {f"{SOURCES}/{name}" for name in names if name.endswith(".json") and not name.startswith(".")}
        return [*sorted(found.union(pending) - {CLAIMS, LIBRARY}), CLAIMS, LIBRARY]

    def _read(self, file: str, pending: list[Edit]) -> Tables:
        with LibraryDB(self.path / file, self._disk, self._state / "corrupt") as db:
            tables: Tables = {
                name: {str(document.doc_id): dict(document) for document in db.table(name)} for name in db.tables()
            }
            self._note(getattr(db.storage, "note", ""))
        replay(tables, pending)
        return tables

    def _note(self, note: str) -> None:
        if note and note not in self.notes:
            self.notes.append(note)


def _content(storage: LibraryStorage, tables: Tables) -> bytes:
    return storage.serialise(tables) if any(tables.values()) else b""
