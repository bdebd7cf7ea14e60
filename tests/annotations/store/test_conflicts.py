"""Copies that sync programs leave: merged once on every device, with the same bytes, and told."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.changes import Change, created
from annotations.model import Alternative, Mark, Record, Tag, Timestamp
from annotations.store.conflicts import original_of
from annotations.store.locate import FOLDER, open_library
from tests.annotations.store.builders import Small, mark, state

LATER = Timestamp("2026-05-06T07:08:09Z")
Found = TypeVar("Found")
NAMES = {
    "Syncthing": "{}.sync-conflict-20260506-070809-ABCDEF2.json",
    "Dropbox": "{} (何屿's conflicted copy 2026-05-06).json",
    "Dropbox, second": "{} (何屿's conflicted copy 2026-05-06) (1).json",
    "Obsidian": "{} (Conflicted copy laptop 202605060708).json",
    "Nextcloud": "{} (conflicted copy 2026-05-06 070809).json",
    "numbered": "{} (1).json",
    "git": "{}.json~HEAD",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_copies_are_known_by_their_names(name: str) -> None:
    assert original_of(name.format("01ABC")) == "01ABC.json"


@pytest.mark.parametrize("name", ["01ABC.json", "library.json", "a (b).json", "01ABC.sync-conflict.json", ".json"])
def test_other_files_are_no_copies(name: str) -> None:
    assert original_of(name) == ""


class Devices:
    """Two devices with one library, each of which wrote something while they were apart."""

    def __init__(self, folder: Path, ours: Iterable[Change], theirs: Iterable[Change], small: Small) -> None:
        self.small = small
        small.store.close()
        self.one, self.two = folder / "one" / FOLDER, folder / "two" / FOLDER
        for path, changes in ((self.one, ours), (self.two, theirs)):
            shutil.copytree(small.path, path)
            store = open_library(path)
            store.commit(changes)
            store.close()

    def sync(self, file: str, name: str) -> None:
        """Both get the first device's file, and the second's beside it as a copy under this name."""
        loser = (self.two / file).read_bytes()
        for path in (self.one, self.two):
            (path / file).write_bytes((self.one / file).read_bytes())
            (path / file).with_name(name.format(Path(file).stem)).write_bytes(loser)

    def open(self, path: Path) -> tuple[list[Record], list[str]]:
        store = open_library(path, create=False)
        records = store.load()
        store.close()
        return records, store.notes


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_both_devices_absorb_the_copy_once_and_hold_the_same_bytes(small: Small, tmp_path: Path, name: str) -> None:
    ours, theirs = mark(small.first, 1, 3), mark(small.first, 2, 4)
    edited = replace(small.here, note="乙", updated=LATER)
    devices = Devices(
        tmp_path,
        [*created([ours]), Change(small.here, replace(small.here, note="甲"))],
        [*created([theirs]), Change(small.here, edited), Change(small.link, None)],
        small,
    )
    file = f"sources/{small.first.id}.json"
    devices.sync(file, name)
    copy = name.format(small.first.id)
    for path in (devices.one, devices.two):
        records, notes = devices.open(path)
        kept = [record for record in records if isinstance(record, Alternative)]
        assert [(one.record, one.value) for one in kept] == [(small.here.id, '"甲"')]
        expected = [*({*small.records} - {small.here, small.link}), ours, theirs, edited, *kept]
        assert state(records) == state(expected)
        (note,) = notes
        assert copy in note
        assert "1 record added, 1 record changed, 1 record removed, 1 of them with a value to choose" in note
        assert [each.name for each in (path / ".state" / "absorbed").iterdir()] == [copy]
        assert devices.open(path) == (records, [])
    assert (devices.one / file).read_bytes() == (devices.two / file).read_bytes()
    before = (devices.one / file).read_bytes()
    devices.sync(file, "{} (2).json")  # the same copy comes again: there is nothing new in it
    assert "nothing in it was new" in devices.open(devices.one)[1][0]
    assert (devices.one / file).read_bytes() == before


def test_tags_and_claims_have_copies_too(small: Small, tmp_path: Path) -> None:
    claim = replace(small.claim, statement="涨了", updated=LATER)
    devices = Devices(tmp_path, created([Tag("a")]), [*created([Tag("b")]), Change(small.claim, claim)], small)
    for file in ("library.json", "claims.json"):
        devices.sync(file, NAMES["Dropbox"])
    records, notes = devices.open(devices.one)
    assert {Tag("a"), Tag("b"), claim} <= set(records)
    assert len(notes) == 2


def test_a_copy_of_a_file_that_is_gone_brings_it_back(small: Small, tmp_path: Path) -> None:
    devices = Devices(tmp_path, [], [], small)
    path = devices.one / "sources" / f"{small.second.id}.json"
    path.rename(path.with_name(NAMES["Syncthing"].format(path.stem)))
    records, notes = devices.open(devices.one)
    assert state(records) == state(small.records)
    assert "2 records added" in notes[0]


@pytest.mark.parametrize("changed", [False, True], ids=["stale", "edited elsewhere"])
def test_a_stale_copy_brings_back_only_what_somebody_changed_since(small: Small, tmp_path: Path, changed: bool) -> None:
    """A mark is made and noted; a device keeps the file from then; the mark is noted again, and deleted."""
    first = mark(small.first, 1, 3)
    noted, again = replace(first, note="eins"), replace(first, note="zwei")
    file = f"sources/{small.first.id}.json"
    store = small.store
    store.commit(created([first]))
    store.commit([Change(first, noted)])
    store.close()
    shutil.copytree(small.path, tmp_path / "old" / FOLDER)
    if changed:
        other = open_library(tmp_path / "old" / FOLDER)
        other.commit([Change(noted, replace(noted, note="anderswo"))])
        other.close()
    store.commit([Change(noted, again)])
    store.commit([Change(again, None)])
    store.close()
    (tmp_path / "third" / FOLDER / "sources").mkdir(parents=True)  # one that has the files, and no journal
    for name in ("library.json", "claims.json", file, f"sources/{small.second.id}.json"):
        shutil.copy(small.path / name, tmp_path / "third" / FOLDER / name)
    copy = NAMES["Syncthing"].format(small.first.id)
    for path in (small.path, tmp_path / "third" / FOLDER):
        shutil.copy(tmp_path / "old" / FOLDER / file, path / "sources" / copy)
        records = open_library(path, create=False).load()
        notes = [record.note for record in records if isinstance(record, Mark) and record.id == first.id]
        if changed:
            assert notes == ["anderswo"]
        elif path == small.path:
            assert notes == [], "it was deleted after this"
    ours, theirs = (small.path / file).read_bytes(), (tmp_path / "third" / FOLDER / file).read_bytes()
    assert (ours == theirs) == changed
    for path, bytes_ in ((small.path, theirs), (tmp_path / "third" / FOLDER, ours)):
        (path / "sources" / copy).write_bytes(bytes_)
        assert (Mark, first.id) in state(open_library(path, create=False).load()) or not changed
    assert (small.path / file).read_bytes() == (tmp_path / "third" / FOLDER / file).read_bytes()
    assert b"eins" not in (small.path / file).read_bytes()


def test_what_was_let_go_with_its_file_is_not_brought_back_by_a_copy(small: Small) -> None:
    small.store.load()
    file = small.file(small.second)
    old = file.read_bytes()
    changes = [Change(record, None) for record in (small.link, small.there, small.second)]
    small.store.commit(changes)
    small.store.close()
    file.with_name(NAMES["Dropbox"].format(file.stem)).write_bytes(old)
    store = small.reopened()
    assert set(store.load()) == set(small.records) - {small.link, small.there, small.second}
    assert not file.exists()
    assert len(list((small.path / ".state" / "absorbed").iterdir())) == 1


def test_a_field_that_differs_without_a_common_base_keeps_both_values(small: Small, tmp_path: Path) -> None:
    ours = replace(small.here, note="甲", tags=("a",))
    theirs = replace(small.here, note="乙", tags=("b",), updated=LATER)
    devices = Devices(tmp_path, [Change(small.here, ours)], [Change(small.here, theirs)], small)
    devices.sync(f"sources/{small.first.id}.json", NAMES["Obsidian"])
    records, _ = devices.open(devices.one)
    assert replace(theirs, tags=("a", "b")) in records
    assert [(one.field, one.value) for one in records if isinstance(one, Alternative)] == [("note", '"甲"')]


def test_a_copy_that_cannot_be_read_stays_and_is_told(small: Small, tmp_path: Path) -> None:
    devices = Devices(tmp_path, [], [], small)
    copy = devices.one / "sources" / NAMES["Obsidian"].format(small.first.id)
    for data in (b"{", small.file(small.first).read_bytes().replace(b'"schema":', b'"schema":9')):
        copy.write_bytes(data)
        records, notes = devices.open(devices.one)
        assert state(records) == state(small.records)
        assert copy.name in notes[0]
        assert copy.read_bytes() == data


def until(look: Callable[[], Found], what: str) -> Found:
    """What `look` finds, once it finds something."""
    end = time.monotonic() + 20
    while not (found := look()):
        assert time.monotonic() < end, f"never saw {what}"
        time.sleep(0.01)
    return found


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["", "甲", "乙"])), max_size=5), min_size=2, max_size=2
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_two_devices_wrote_they_end_the_same(
    tmp_path_factory: pytest.TempPathFactory, edits: list[list[tuple[int, str]]]
) -> None:
    """Each edit gives one of six marks a note, or deletes it."""
    folder = tmp_path_factory.mktemp("devices")
    small = Small(folder)
    marks = [mark(small.first, number, number + 1) for number in range(6)]
    small.store.commit(created(marks))

    def changes(wanted: list[tuple[int, str]]) -> list[Change]:
        notes = dict(wanted)
        return [
            Change(one, replace(one, note=notes[number]) if notes[number] else None)
            for number, one in enumerate(marks)
            if number in notes
        ]

    devices = Devices(folder, changes(edits[0]), changes(edits[1]), small)
    file = f"sources/{small.first.id}.json"
    devices.sync(file, NAMES["Syncthing"])
    records = state(devices.open(devices.one)[0])
    devices.open(devices.two)
    assert (devices.one / file).read_bytes() == (devices.two / file).read_bytes()
    for number, one in enumerate(marks):
        written = {notes[number] for notes in map(dict, edits) if number in notes} - {""}
        found = records.get((Mark, one.id))
        said = {found.note} if isinstance(found, Mark) else set()
        said |= {r.value.strip('"') for r in records.values() if isinstance(r, Alternative) and r.record == one.id}
        assert written <= said, "a note was lost"


def test_a_copy_that_comes_while_the_library_is_open_is_news(small: Small, tmp_path: Path) -> None:
    theirs = mark(small.first, 2, 4)
    devices = Devices(tmp_path, [], created([theirs]), small)
    store = open_library(devices.one)
    store.load()
    store.start()
    try:
        devices.sync(f"sources/{small.first.id}.json", NAMES["Syncthing"])
        absorbed = devices.one / ".state" / "absorbed"
        news = until(lambda: store.news(), "the copy's mark")
        assert [change for transaction in news for change in transaction.changes] == [Change(None, theirs)]
        until(lambda: any("was merged: 1 record added" in note for note in store.notes), "a note")
        assert len(list(absorbed.iterdir())) == 1
        noted = replace(theirs, note="weiter")
        store.commit([Change(theirs, noted)])
    finally:
        store.close()
    assert state(devices.open(devices.one)[0]) == state([*small.records, noted])
