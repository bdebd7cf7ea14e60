"""The stores that are crashed: ours, and ones broken on purpose, without which a clean run would prove nothing.

A subject keeps notes by id. What a writer tried and what it was told is saved goes into a `Ledger`, which says after a
crash what must be found and what may be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from tinydb import Query, TinyDB

from annotations.changes import Change, created
from annotations.ids import new_id, now
from annotations.model import Anchor, Mark, MarkId, Source, SourceId
from annotations.store.disk import Disk
from annotations.store.locate import open_library

TEXT = "渡輪每天過河。The ferry crosses every day.\n"

Say = Callable[[str, str, str | None], None]
"""(`try` or `done`, id, note or None for a deletion): what a writer tells about one of its changes."""


class Writer(Protocol):
    def put(self, id: str, note: str | None) -> None:
        """The note of `id` is `note`, or `id` is gone. Returns when that is saved."""

    def settle(self) -> None:
        """Does now what the store otherwise does later, behind what is written."""

    def close(self) -> None: ...


class Subject(Protocol):
    name: str

    def create(self, folder: Path) -> None: ...

    def writer(self, folder: Path) -> Writer: ...

    def read(self, folder: Path) -> dict[str, str]:
        """Every note by id, in a program that has just started. Raises when the store cannot be read."""


class Crossread:
    """The store of this program, on the disk that is given: a whole one, or one that leaves something out."""

    def __init__(self, name: str = "crossread", disk: Callable[[], Disk] = Disk) -> None:
        self.name = name
        self.disk = disk

    def create(self, folder: Path) -> None:
        store = open_library(folder)
        fingerprint = store.put_text(TEXT, TEXT.encode())
        store.commit(created([Source(SourceId(new_id()), "ferry", "Ferry", fingerprint, "ferry.txt", now(), now())]))

    def writer(self, folder: Path) -> Writer:
        return _Marks(folder, self.disk())

    def read(self, folder: Path) -> dict[str, str]:
        return {record.id: record.note for record in open_library(folder).load() if isinstance(record, Mark)}


class _Marks:
    def __init__(self, folder: Path, disk: Disk) -> None:
        self.store = open_library(folder, create=False, disk=disk)
        self.source = next(record.id for record in self.store.load() if isinstance(record, Source))
        self.marks: dict[str, Mark] = {}

    def put(self, id: str, note: str | None) -> None:
        before = self.marks.get(id)
        after = None if note is None else self._mark(id, note, before)
        self.store.commit([Change(before, after)])
        if after is None:
            del self.marks[id]
        else:
            self.marks[id] = after

    def settle(self) -> None:
        self.store.bring_up()

    def close(self) -> None:
        self.store.close()

    def _mark(self, id: str, note: str, before: Mark | None) -> Mark:
        if before:
            return replace(before, note=note)
        return Mark(MarkId(id), self.source, Anchor(0, 7, TEXT[:7]), now(), now(), note=note)


class EarlyWord:
    """Broken: tells that a change is saved before it saves it."""

    name = "broken: says saved too early"

    def __init__(self) -> None:
        self.whole = Crossread()
        self.create = self.whole.create
        self.read = self.whole.read

    def writer(self, folder: Path) -> Writer:
        return _Late(self.whole.writer(folder))


class _Late:
    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.owed: tuple[str, str | None] | None = None

    def put(self, id: str, note: str | None) -> None:
        if self.owed:
            self.writer.put(*self.owed)
        self.owed = (id, note)

    def settle(self) -> None:
        self.writer.settle()

    def close(self) -> None:
        self.writer.close()


class PlainTinyDB:
    """Broken: TinyDB with its own storage, which writes over the old bytes in place."""

    name = "broken: TinyDB's own storage"

    def create(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        with TinyDB(folder / "db.json") as db:
            db.insert_multiple({"id": f"old{n}", "note": "x" * 400} for n in range(20))

    def writer(self, folder: Path) -> Writer:
        return _Rows(TinyDB(folder / "db.json"))

    def read(self, folder: Path) -> dict[str, str]:
        with TinyDB(folder / "db.json") as db:
            return {row["id"]: row["note"] for row in db if not row["id"].startswith("old")}


class _Rows:
    def __init__(self, db: TinyDB) -> None:
        self.db = db
        self.close = db.close

    def settle(self) -> None:
        pass

    def put(self, id: str, note: str | None) -> None:
        if note is None:
            self.db.remove(Query().id == id)
        else:
            self.db.upsert({"id": id, "note": note}, Query().id == id)


@dataclass
class Ledger:
    """What was tried and acknowledged, id by id. Absence is None."""

    saved: dict[str, str | None] = field(default_factory=dict)
    open: dict[str, list[str | None]] = field(default_factory=lambda: defaultdict(list))
    acknowledged: int = 0
    """Changes, since the last `settle`."""

    def tried(self, id: str, note: str | None) -> None:
        self.open[id].append(note)

    def done(self, id: str, note: str | None) -> None:
        self.saved[id] = note
        self.open.pop(id, None)
        self.acknowledged += 1

    def faults(self, found: dict[str, str]) -> Iterable[str]:
        """Ids whose state is neither what was acknowledged last nor what was being tried."""
        for id in {*self.saved, *self.open, *found}:
            if found.get(id) not in (self.saved.get(id), *self.open.get(id, ())):
                yield id

    def settle(self, found: dict[str, str]) -> None:
        """What was found is from now on what is expected."""
        self.open.clear()
        self.acknowledged = 0
        self.saved = dict.fromkeys(self.saved) | found
