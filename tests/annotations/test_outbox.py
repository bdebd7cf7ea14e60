"""Row 4: the journal cannot be written. What is done then is told, waits, and is saved when there is room again."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.changes import Change, Transaction, created
from annotations.store.disk import Disk
from annotations.store.locate import open_library
from annotations.store.protocol import StoreError
from annotations.workspace import Workspace
from tests.annotations.store.builders import Small, mark


class Failing(Disk):
    """Appends to the journal fail with `code` while there is one: writing it, syncing it, or both that and cutting."""

    def __init__(self, how: str) -> None:
        self.how = how
        self.code = 0

    def append(self, path: Path, data: bytes, *, sync: bool) -> object:  # type: ignore[override]
        if self.code and sync and self.how == "write":
            super().append(path, data[: len(data) // 2], sync=False)
        elif self.code and sync:
            super().append(path, data, sync=False)
        if self.code and sync:
            raise OSError(self.code, "failed")
        return super().append(path, data, sync=sync)

    def cut(self, path: Path, length: int) -> None:
        if self.code and self.how == "cut":
            raise OSError(self.code, "failed")
        super().cut(path, length)

    def write(self, fd: int, data: memoryview) -> int:
        if self.code and self.how == "everything":
            raise OSError(self.code, "failed")
        return super().write(fd, data)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    small = Small(tmp_path)
    small.store.close()
    return small


def begun(small: Small, disk: Disk | None = None, *spare: Path) -> Workspace:
    workspace = Workspace(open_library(small.path, disk=disk))
    workspace.start(spare)
    return workspace


def marks(small: Small) -> set[object]:
    return set(small.reopened().load())


@pytest.mark.parametrize("how", ["write", "sync", "cut"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_what_is_refused_waits_in_order_and_is_saved_once(small: Small, how: str, code: int) -> None:
    disk = Failing(how)
    workspace = begun(small, disk)
    new = mark(small.first)
    noted = replace(new, note="später")
    disk.code = code
    workspace.perform(Transaction("Highlight", created([new])))
    workspace.perform(Transaction("Edit note", (Change(new, noted),)))
    assert workspace.library.mark(new.id) == noted
    assert workspace.unsaved.startswith("2 changes are not saved yet: the disk ")
    assert noted not in marks(small)
    workspace.outbox.attempt()
    assert len(workspace.outbox) == (1 if how == "cut" else 2), "a line that could not be cut off stands in a new file"
    disk.code = 0
    workspace.outbox.attempt()
    assert (len(workspace.outbox), workspace.unsaved) == (0, "")
    assert noted in marks(small)
    assert workspace.undo() == "Edit note" and workspace.undo() == "Highlight"
    assert workspace.library.mark(new.id) is None
    workspace.close()
    assert marks(small) == set(small.records)
    again = Workspace(small.reopened())
    assert [again.redo(), again.redo(), again.redo()] == ["Highlight", "Edit note", None], "each stands there once"


def test_undo_takes_back_what_waits(small: Small) -> None:
    disk = Failing("write")
    workspace = begun(small, disk)
    disk.code = errno.ENOSPC
    new = mark(small.first)
    workspace.perform(Transaction("Highlight", created([new])))
    assert workspace.undo() == "Highlight"
    assert workspace.library.mark(new.id) is None and workspace.unsaved == ""
    disk.code = 0
    workspace.close()
    assert marks(small) == set(small.records)


def test_who_has_not_started_a_session_hears_of_it_at_once(small: Small) -> None:
    disk = Failing("write")
    workspace = Workspace(open_library(small.path, disk=disk))
    disk.code = errno.ENOSPC
    with pytest.raises(StoreError, match="disk is full"):
        workspace.perform(Transaction("Highlight", created([mark(small.first)])))
    assert set(workspace.library.records()) == set(small.records)


@pytest.mark.parametrize("how", ["write", "everything"])
def test_what_waits_at_the_end_is_left_in_a_file_and_taken_up(small: Small, tmp_path: Path, how: str) -> None:
    """In the library, or, where nothing at all can be written there, in a spare folder."""
    disk = Failing(how)
    spare = tmp_path / "spare"
    workspace = begun(small, disk, spare)
    new = mark(small.first)
    disk.code = errno.ENOSPC
    workspace.perform(Transaction("Highlight", created([new])))
    if how == "everything":
        write = disk.write
        disk.write = lambda fd, data: Disk.write(disk, fd, data) if spare.exists() else write(fd, data)  # type: ignore[method-assign]
    workspace.close()
    (path,) = [*spare.glob("unsaved-*"), *(small.path / ".state" / "unsaved").glob("unsaved-*")]
    assert str(path) in workspace.outbox.left and "disk is full" in workspace.outbox.left
    assert (path.parent == spare) == (how == "everything")
    assert path.stat().st_mode & 0o777 == 0o600
    workspace.close()
    assert new not in marks(small)
    again = begun(small, None, spare)
    assert again.library.mark(new.id) == new
    assert any("saved now" in note for note in again.notes)
    assert not path.exists()
    assert again.undo() == "Highlight"
    again.close()


def test_left_and_still_no_room_it_waits_on(small: Small) -> None:
    disk = Failing("write")
    workspace = begun(small, disk)
    disk.code = errno.ENOSPC
    new = mark(small.first)
    workspace.perform(Transaction("Highlight", created([new])))
    workspace.close()
    again = begun(small, disk)
    assert again.library.mark(new.id) == new and len(again.outbox) == 1
    again.close()
    assert len(list((small.path / ".state" / "unsaved").iterdir())) == 1
    disk.code = 0
    begun(small, disk).close()
    assert new in marks(small)
    assert list((small.path / ".state" / "unsaved").iterdir()) == []


def test_what_another_window_changed_meanwhile_is_shown_and_ours_is_kept_for_a_person(small: Small) -> None:
    disk = Failing("write")
    workspace = begun(small, disk)
    workspace.library.marks()
    disk.code = errno.ENOSPC
    workspace.perform(Transaction("Edit note", (Change(small.here, replace(small.here, note="unsere")),)))
    theirs = replace(small.here, note="ihre")
    small.reopened().commit([Change(small.here, theirs)])
    disk.code = 0
    workspace.outbox.attempt()
    assert workspace.library.mark(small.here.id) == theirs
    (note,) = [note for note in workspace.notes if "could not be saved" in note]
    (path,) = (small.path / ".state" / "unsaved").iterdir()
    assert str(path) in note and "unsere" in path.read_text("utf-8")
    workspace.close()
    assert begun(small).library.mark(small.here.id) == theirs, "it is not taken up"


Broken = Callable[[Path], object]


@pytest.mark.parametrize(
    "broken",
    [lambda p: p.write_bytes(b"{"), lambda p: p.write_bytes(b'{"done":[{"label":1}]}'), lambda p: p.write_bytes(b"")],
)
def test_a_file_that_cannot_be_read_is_passed_over(small: Small, broken: Broken) -> None:
    disk = Failing("write")
    workspace = begun(small, disk)
    disk.code = errno.ENOSPC
    workspace.perform(Transaction("Highlight", created([mark(small.first)])))
    workspace.close()
    (path,) = (small.path / ".state" / "unsaved").iterdir()
    broken(path)
    again = begun(small)
    assert set(again.library.records()) == set(small.records)
    again.close()
    assert path.exists()
