"""Every system call of a commit and of a load fails, or is the last thing that the process does, in turn."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.changes import Change, Transaction, created
from annotations.model import Alternative, Claim, Mark, Tag
from annotations.store.disk import Disk
from annotations.store.protocol import StoreError
from annotations.store.tiny import TinyStore
from tests.annotations.store.builders import mark, state
from tests.annotations.store.faults import Killed, Scene, disk_error, faults, no_space


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


@pytest.mark.parametrize("forever", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("fault", [no_space, disk_error])
def test_a_failing_call_leaves_the_old_state_or_the_new(
    scene: Scene, fault: Callable[[], BaseException], forever: bool
) -> None:
    for disk in faults(fault, forever):
        path = scene.fresh()
        at, disk.at = disk.at, 10**9
        store = TinyStore(path, disk)
        store.load()
        disk.at, disk.calls = at, 0
        try:
            store.commit(scene.changes)
        except StoreError as error:
            assert "; " in str(error)
            fired = disk.fired
            found = scene.found()
            assert found == scene.old or (forever and found == scene.new), at
            if not forever:  # the same store goes on, at once
                store.commit(scene.changes)
                assert scene.found() == scene.new
            assert fired
        else:
            assert scene.found() == scene.new, at


@pytest.mark.parametrize("fault", [no_space, disk_error])
def test_files_that_cannot_be_written_stay_and_are_written_later(
    scene: Scene, fault: Callable[[], BaseException]
) -> None:
    """The commit stands in the journal, the reader is told, and the next attempt, with a new file, succeeds."""
    failed = 0
    for disk in faults(fault, forever=False):
        path = scene.fresh()
        at, disk.at = disk.at, 10**9
        store = TinyStore(path, disk)
        store.load()
        store.commit(scene.changes)
        disk.at, disk.calls = at, 0
        if not store.bring_up():
            failed += 1
            assert "; " in store.unsaved
            for file in path.rglob("*.json"):
                with TinyDB(str(file), encoding="utf-8") as db:
                    assert "_header" in db.tables()
        disk.at = 10**9
        assert store.bring_up()
        assert store.unsaved == ""
        again = TinyStore(path)
        assert state(again.load()) == scene.new
        assert again.notes == []
    assert failed > 20


def test_a_store_goes_on_after_a_fault_that_it_survived(scene: Scene) -> None:
    """What one failed step leaves behind (a torn line, a stale position) must not spoil the next commit."""
    undo = Transaction("", scene.changes).inverse().changes
    for disk in faults(disk_error, forever=False):
        store = TinyStore(scene.fresh(), disk)
        for changes, expected in ((scene.changes, scene.new), (undo, scene.old)):
            try:
                store.commit(changes)
            except StoreError:
                store.commit(changes)
            store.bring_up()
            assert state(TinyStore(scene.path).load()) == expected


def test_a_kill_at_any_call_leaves_the_old_state_or_the_new(scene: Scene) -> None:
    seen = set()
    for disk in faults(Killed, forever=True):
        store = TinyStore(scene.fresh(), disk)
        acknowledged = False
        try:
            store.commit(scene.changes)
            acknowledged = True
            store.bring_up()
        except Killed:
            found = scene.found()
            assert found == scene.new or (found == scene.old and not acknowledged)
            seen.add(found == scene.new)
        else:
            assert scene.found() == scene.new
    assert seen == {True, False}


@pytest.mark.parametrize("fault", [disk_error, Killed])
def test_what_is_only_in_the_journal_survives_a_failing_load(scene: Scene, fault: Callable[[], BaseException]) -> None:
    for disk in faults(fault, forever=fault is Killed):
        store = TinyStore(scene.with_pending(), disk)
        try:
            found = state(store.load())
        except (StoreError, Killed):
            pass
        else:
            assert found == scene.new
        assert scene.found() == scene.new


def test_a_commit_after_a_pending_one_stands_whatever_call_fails(scene: Scene) -> None:
    """Bringing the files up and committing are one visit: what fails in the first must not spoil the second."""
    later = dict(scene.new) | state([Tag("later")])
    for disk in faults(disk_error, forever=False):
        store = TinyStore(scene.with_pending(), disk)
        try:
            store.commit(created([Tag("later")]))
        except StoreError:
            assert scene.found() == scene.new
        else:
            assert scene.found() == later
        after = TinyStore(scene.path)
        after.load()
        assert after.notes == [], "a line of the journal was spoilt"


def test_pending_changes_are_brought_into_the_files_once(scene: Scene) -> None:
    path = scene.with_pending()
    TinyStore(path).load()
    written = (path / "claims.json").read_bytes()
    assert b"other" in written
    TinyStore(path).load()
    assert (path / "claims.json").read_bytes() == written


def test_a_full_disk_does_not_hide_what_is_in_the_journal(scene: Scene) -> None:
    path = scene.with_pending()

    class Full(Disk):
        def write(self, fd: int, data: memoryview) -> int:
            raise no_space()

    store = TinyStore(path, Full())
    assert state(store.load()) == scene.new
    assert "disk is full" in store.unsaved
    with pytest.raises(StoreError, match="disk is full"):
        store.commit(created([Tag("later")]))
    assert scene.found() == scene.new


def test_an_edit_by_hand_under_a_pending_change_is_merged_and_kept_aside(scene: Scene) -> None:
    path = scene.with_pending()
    claims = path / "claims.json"
    by_hand = claims.read_bytes().replace(b"Pilots fail", b"By hand")
    claims.write_bytes(by_hand)
    store = TinyStore(path)
    found = store.load()
    values = {record.statement for record in found if isinstance(record, Claim)}
    values |= {json.loads(record.value) for record in found if isinstance(record, Alternative)}
    assert values == {"other", "By hand"}, "both edits are present, one as the alternative of the other"
    (copy,) = (path / ".state" / "absorbed").iterdir()
    assert copy.read_bytes() == by_hand
    assert any(str(copy) in note for note in store.notes)
    assert state(TinyStore(path).load()) == state(found)


def test_an_edit_by_hand_of_another_field_is_kept_beside_ours(scene: Scene) -> None:
    path = scene.with_pending()
    file = path / "sources" / scene.small.file(scene.small.second).name
    file.write_bytes(file.read_bytes().replace(b'"updated":"2026-01-02T03:04:05Z"', b'"tags":["hand"],"updated":"9"'))
    (found,) = (r for r in TinyStore(path).load() if isinstance(r, Mark) and r.id == scene.small.there.id)
    assert (found.note, found.tags) == ("x" * 3000, ("hand",))


def test_when_taking_back_fails_the_next_commit_goes_on_with_a_new_journal(scene: Scene) -> None:
    class Broken(Disk):
        broken = False

        def fsync(self, fd: int) -> None:
            if self.broken:
                raise disk_error()

    disk = Broken()
    store = TinyStore(scene.fresh(), disk)
    disk.broken = True
    with pytest.raises(StoreError, match="disk reports an error"):
        store.commit(scene.changes)
    disk.broken = False
    before = (scene.path / ".state" / "journal.jsonl").stat().st_ino
    store.commit(scene.changes)
    assert (scene.path / ".state" / "journal.jsonl").stat().st_ino != before
    assert scene.found() == scene.new


def test_short_writes_are_finished(scene: Scene) -> None:
    class Short(Disk):
        def write(self, fd: int, data: memoryview) -> int:
            return super().write(fd, data[:7])

    store = TinyStore(scene.fresh(), Short())
    store.commit(scene.changes)
    assert store.bring_up()
    assert scene.found() == scene.new


@pytest.mark.parametrize(("code", "tolerated"), [(errno.EINVAL, True), (errno.ENOTSUP, True), (errno.EIO, False)])
def test_only_a_file_system_that_cannot_sync_folders_is_tolerated(tmp_path: Path, code: int, tolerated: bool) -> None:
    class NoFolderSync(Disk):
        def open(self, path: Path, flags: int) -> int:
            self.last = super().open(path, flags)
            self.folder = path.is_dir()
            return self.last

        def fsync(self, fd: int) -> None:
            if self.folder and fd == self.last:
                raise OSError(code, "")

    if tolerated:
        NoFolderSync().replace_file(tmp_path / "x", b"1")
    else:
        with pytest.raises(OSError):
            NoFolderSync().replace_file(tmp_path / "x", b"1")


def test_nothing_is_replaced_or_acknowledged_before_it_is_synced(scene: Scene) -> None:
    """The order that a power cut needs: journal line synced, then each file synced, renamed, and its folder synced."""

    class Logged(Disk):
        def __init__(self) -> None:
            self.names_of: dict[int, str] = {}
            self.log: list[str] = []

        def open(self, path: Path, flags: int) -> int:
            fd = super().open(path, flags)
            self.names_of[fd] = path.name.split(".tmp-")[0].lstrip(".")
            return fd

        def write(self, fd: int, data: memoryview) -> int:
            self.log.append(f"write {self.names_of[fd]}")
            return super().write(fd, data)

        def fsync(self, fd: int) -> None:
            self.log.append(f"sync {self.names_of[fd]}")

        def replace(self, old: Path, new: Path) -> None:
            self.log.append(f"replace {new.name}")
            super().replace(old, new)

    disk = Logged()
    store = TinyStore(scene.fresh(), disk)
    store.commit([Change(scene.small.tag, None), *created([mark(scene.small.first)])])
    assert disk.log == ["write journal.jsonl", "sync journal.jsonl"]
    store.bring_up()
    source_file = scene.small.file(scene.small.first).name
    backups = ["sync " + folder.name for folder in (scene.path / ".state" / "backups").iterdir()]
    assert [entry for entry in disk.log if entry not in ("sync backups", "sync .state", *backups)] == [
        "write journal.jsonl",
        "sync journal.jsonl",
        "write library.json",
        "sync library.json",
        "replace library.json",
        f"write {source_file}",
        f"sync {source_file}",
        "replace " + source_file,
        f"sync {scene.path.name}",
        "sync sources",
        "write journal.jsonl",
    ]
