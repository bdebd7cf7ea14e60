"""The index mirrors the files: used when it fits, made anew when it does not, and no file is read without need."""

from __future__ import annotations

import gc
import os
import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.changes import Change, created
from annotations.library import Library
from annotations.model import SourceId
from annotations.store import shelf
from annotations.store.disk import Disk
from annotations.store.protocol import StoreError
from annotations.store.tiny import TinyStore
from tests.annotations.store.builders import Small, mark, source, state


class Watched(Disk):
    def __init__(self) -> None:
        self.opened: list[str] = []
        self.looked_at: list[str] = []

    def stat(self, path: Path) -> os.stat_result:
        self.looked_at.append(path.name)
        return super().stat(path)

    def open(self, path: Path, flags: int) -> int:
        if path.suffix == ".json":
            self.opened.append(path.name)
        return super().open(path, flags)


def held(small: Small, disk: Disk | None = None) -> Library:
    return Library(shelf=TinyStore(small.path, disk).shelf())


def test_a_library_that_is_as_it_was_is_opened_without_reading_its_files(small: Small) -> None:
    held(small)
    disk = Watched()
    library = held(small, disk)
    assert library.marks_of(small.first.id) == (small.here,)
    assert state(library.records()) == state(small.records)
    assert disk.opened == []


def test_only_files_that_changed_are_read(small: Small) -> None:
    held(small)
    path = small.file(small.first)
    path.write_text(path.read_text("utf-8").replace('"created"', '"note":"by hand","created"', 1), "utf-8")
    assert held(small).link(small.link.id) != small.link
    path.write_text(path.read_text("utf-8").replace("by hand", "again"), "utf-8")
    small.file(small.second).unlink()
    disk = Watched()
    library = held(small, disk)
    assert set(disk.opened) == {path.name}
    assert state(library.records()) == state(small.reopened().load())


BROKEN: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "other": lambda path: path.write_bytes(b"no database at all" * 1000),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "version": lambda path: path.write_bytes(path.read_bytes()[:60] + bytes([0, 0, 0, 77]) + path.read_bytes()[64:]),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_an_index_that_cannot_be_used_is_made_anew(small: Small, broken: Callable[[Path], object]) -> None:
    held(small)
    path = small.path / ".state" / "index.sqlite"
    del small.store
    gc.collect()  # closes it, as the end of a process does
    broken(path)
    assert state(held(small).records()) == state(small.records)
    disk = Watched()
    assert state(held(small, disk).records()) == state(small.records)
    assert disk.opened == []


def test_a_commit_reads_no_file_even_of_sources_never_asked_for(small: Small) -> None:
    held(small)
    disk = Watched()
    store = TinyStore(small.path, disk)
    library = Library(shelf=store.shelf())
    assert library.mark(small.there.id)
    store.commit(created([mark(small.second)]))
    assert disk.opened == []


def test_a_file_to_keep_off_is_named(small: Small) -> None:
    path = small.file(small.first)
    path.write_bytes(path.read_bytes().replace(b'"schema":', b'"schema":99'))
    with pytest.raises(StoreError, match="newer crossread"):
        held(small)


def test_what_is_opened_does_not_grow_with_the_library(small: Small) -> None:
    """Of a hundred other sources with marks none is taken into memory."""
    others = [source() for _ in range(100)]
    small.store.commit(created([*others, *(mark(of) for of in others)]))
    library = held(small)
    library.marks_of(small.first.id)
    assert len(library._marks) == 1
    assert len(library._sources) == 1
    assert library.sources_with(origin=small.first.origin)[0].origin == small.first.origin
    assert len(library.marks()) == 102
    assert replace(small.here) in library.marks()


def test_what_is_done_while_all_marks_are_read_counts(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slice at a time: what was deleted meanwhile does not come back, what was added and changed is there."""
    monkeypatch.setattr(shelf, "_MOST", 1)
    marks = [mark(small.first, note=str(number)) for number in range(6)]
    small.store.commit(created(marks))
    store = TinyStore(small.path)
    library = Library(shelf=store.shelf())
    reading = library.fill("marks")
    next(reading)
    next(reading)
    known = set(library._marks)
    late = next(one for one in marks if one.id not in known)
    rest = next(one for one in reversed(marks) if one.id not in known)
    changed = replace(rest, note="changed")
    for changes in (created([new := mark(small.second)]), [Change(late, None)], [Change(rest, changed)]):
        store.commit(changes)
        next(reading)
        library.apply(changes)
        assert store.bring_up()
    assert sum(1 for _ in reading) < 10
    assert library.count("marks") == 8
    assert state(library.marks()) == state(
        [small.here, small.there, new, changed, *(one for one in marks if one not in (late, rest))]
    )


def test_the_files_of_sources_are_not_even_looked_at_before_the_first_key(small: Small) -> None:
    held(small)
    disk = Watched()
    Library(shelf=TinyStore(small.path, disk).shelf(hurried=True))
    assert not {small.file(small.first).name, small.file(small.second).name} & set(disk.looked_at)


def test_what_was_edited_in_place_while_nobody_looked_becomes_news(small: Small) -> None:
    """The folder does not tell; the writer compares the files with the index once the library is open."""
    held(small)
    path = small.file(small.second)
    path.write_text(path.read_text("utf-8").replace('"created"', '"note":"by hand","created"', 1), "utf-8")
    store = small.reopened()
    library = Library(shelf=store.shelf(hurried=True))
    store.start()
    try:
        deadline = time.monotonic() + 10
        while not (news := store.news()):
            assert time.monotonic() < deadline, "no news of the edit"
            time.sleep(0.02)
    finally:
        store.close()
    for transaction in news:
        library.apply(transaction.changes)
    assert state(library.records()) == state(small.reopened().load())
    found = library.mark(small.there.id)
    assert found and found.note == "by hand"


def test_what_one_window_writes_another_finds_without_reading_it(small: Small) -> None:
    disk = Watched()
    other = TinyStore(small.path, disk)
    seen = Library(shelf=other.shelf())
    disk.opened.clear()
    store = small.reopened()
    Library(shelf=store.shelf())
    new = mark(small.second, 1, 3)
    store.commit(created([new]))
    assert store.bring_up()
    other.generation()
    assert seen.mark(new.id) == new
    assert disk.opened == []


@pytest.mark.parametrize("done", [False, True], ids=["while it is asked", "while it is written"])
def test_an_index_that_fails_is_gone_on_without(small: Small, monkeypatch: pytest.MonkeyPatch, done: bool) -> None:
    store = small.reopened()
    library = Library(shelf=store.shelf())
    index = store._files.index
    assert index

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(index, "_change" if done else "_ask", fail)
    new = mark(small.second, 1, 3)
    store.commit(created([new]))
    assert store.bring_up()
    library.apply(created([new]))
    assert state(library.records()) == state([*small.records, new])
    assert library.marks_of(small.second.id) == (new, small.there)
    assert state(held(small).records()) == state([*small.records, new])


def test_a_damaged_file_is_told_of_at_each_opening(small: Small) -> None:
    held(small)
    path = small.file(small.first)
    path.write_bytes(path.read_bytes()[:-40])
    os.utime(path, (0, 0))
    for _ in range(2):
        store = small.reopened()
        Library(shelf=store.shelf(hurried=True))
        store.start()
        try:
            deadline = time.monotonic() + 10
            while not any("damaged" in note for note in store.notes):
                assert time.monotonic() < deadline, "nothing was said of the damage"
                time.sleep(0.02)
        finally:
            store.close()


def test_names_that_are_no_characters_are_found(small: Small) -> None:
    new = replace(source(), origin="/a\udcff.txt")
    small.store.commit(created([new]))
    small.store.bring_up()
    library = held(small)
    assert library.sources_with(origin=new.origin) == (new,)
    assert library.source(SourceId("\udcff")) is None
