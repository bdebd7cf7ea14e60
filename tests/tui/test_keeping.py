"""The reader while files are written: it goes on, says what is not saved, and says when it is."""

from __future__ import annotations

import asyncio
import errno
import threading
from pathlib import Path

import pytest

from annotations.anchoring.quote import describe
from annotations.commands import Passage, Stamp, highlight
from annotations.ids import new_id, now
from annotations.model import SourceId
from annotations.store import writer
from annotations.store.disk import Disk
from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from tests.annotations.store.test_recovery import ReadOnly
from tests.annotations.test_outbox import Failing
from tests.tui.driver import opened, reading, shelve
from tui.controllers import keeping

TEXT = "First sentence here. Second sentence here. Third sentence here.\n\nA last paragraph stands here.\n"


class Blocking(Disk):
    """Putting a file in its place takes until it is released."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.released = threading.Event()

    def replace(self, old: Path, new: Path) -> None:
        if new.suffix == ".json" and new.parent.name == "sources":
            self.reached.set()
            assert self.released.wait(30)
        super().replace(old, new)


class Full(Disk):
    full = False

    def write(self, fd: int, data: memoryview) -> int:
        if self.full and len(data) and bytes(data[:10]) == b'{"_header"':
            raise OSError(errno.ENOSPC, "no space")
        return super().write(fd, data)


def again(folder: Path, disk: Disk) -> Workspace:
    shelve(folder, {"a.txt": TEXT}).close()
    return Workspace(open_library(folder / FOLDER, disk=disk))


async def test_keys_are_handled_while_a_file_is_written(tmp_path: Path) -> None:
    disk = Blocking()
    async with reading(again(tmp_path, disk), ["a"]) as reader:
        await reader.press("i")
        assert await asyncio.to_thread(disk.reached.wait, 30), "the file is not written in the background"
        await reader.press(")", "i")
        assert reader.at("Second")
        assert reader.quotes() == ["First sentence here.", "Second sentence here."]
        stored = open_library(tmp_path / FOLDER).path / ".state" / "journal.jsonl"
        assert "Second sentence here." in stored.read_text("utf-8"), "acknowledged while the file is still written"
        disk.released.set()
    assert len(Workspace(open_library(tmp_path / FOLDER)).library.marks()) == 2


async def test_what_cannot_be_written_is_said_until_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_LONGEST", 0.1)
    disk = Full()
    workspace = again(tmp_path, disk)
    file = next((tmp_path / FOLDER / "sources").iterdir())
    before = file.read_bytes()
    async with reading(workspace, ["a"]) as reader:
        disk.full = True
        await reader.press("i")
        await asyncio.to_thread(reader_waits, lambda: bool(workspace.unsaved))
        await reader.until(lambda: "unsaved" in reader.status, "the sign")
        assert "disk is full" in reader.screen_text()
        assert file.read_bytes() == before
        await reader.press("j")
        assert "unsaved" in reader.status
        disk.full = False
        await asyncio.to_thread(reader_waits, lambda: not workspace.unsaved)
        await reader.until(lambda: "unsaved" not in reader.status, "the sign is gone")
    assert b"First sentence" in file.read_bytes()


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_mark_that_the_disk_refuses_is_shown_as_not_saved_until_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(keeping, "_SOONEST", 0.05)
    disk = Failing("write")
    workspace = again(tmp_path, disk)
    async with reading(workspace, ["a"], size=size) as reader:
        disk.code = errno.ENOSPC
        await reader.press("c")
        await reader.sees("1 not saved", "One change is not saved yet", "disk is full")
        assert "Marked as claim" not in reader.screen_text()
        await reader.press(")", "i")
        await reader.sees("2 not saved")
        assert reader.quotes() == ["First sentence here.", "Second sentence here."]
        for _ in range(50):  # while an attempt is being made it asks for another try
            await reader.press("u")
            if "just being saved" not in reader.status:
                break
        await reader.sees("1 not saved")
        await reader.press("q")
        await reader.sees("1 change not saved", "Try again", "Quit", "Stay")
        await reader.press("<Enter>")
        await reader.sees("disk is full")
        disk.code = 0
        await reader.until(lambda: "not saved" not in reader.status, "it is saved")
        assert "All that you did is saved now" in reader.screen_text()
        await reader.press("u")
        assert "Undone: Mark claim" in reader.status
        await reader.press("U")
    assert [m.quote for m in Workspace(open_library(tmp_path / FOLDER)).library.marks()] == ["First sentence here."]


@pytest.mark.parametrize("asked", [True, False])
async def test_what_is_not_saved_at_the_end_is_left_and_taken_up(tmp_path: Path, asked: bool) -> None:
    disk = Failing("write")
    workspace = again(tmp_path, disk)
    async with reading(workspace, ["a"]) as reader:
        disk.code = errno.ENOSPC
        await reader.press("c")
        if asked:
            await reader.press("q", "<Down>", "<Enter>")
            await reader.until(lambda: reader.app._exit, "the end")
    assert "What you did is kept as" in workspace.outbox.left
    assert Workspace(open_library(tmp_path / FOLDER)).library.marks() == ()
    async with reading(Workspace(open_library(tmp_path / FOLDER)), ["a"]) as reader:
        await reader.until(lambda: reader.quotes() == ["First sentence here."], "the mark")
        await reader.sees("saved now")
    assert len(Workspace(open_library(tmp_path / FOLDER)).library.marks()) == 1


async def test_what_another_window_marks_is_seen_and_its_being_open_said(tmp_path: Path) -> None:
    workspace = again(tmp_path, Disk())
    other = Workspace(open_library(tmp_path / FOLDER))
    other.start()
    async with reading(workspace, ["a"]) as reader:
        await asyncio.to_thread(reader_waits, lambda: workspace.store.others == 1)
        await reader.sees("also open in another window")
        text = reader.text
        place = text.index("Second")
        anchor = describe(text, place, place + len("Second sentence here."))
        passage = Passage(SourceId(reader.reader.source), anchor)
        other.perform(highlight(other.library, passage, Stamp(now(), new_id)))
        await asyncio.to_thread(reader_waits, lambda: bool(workspace.store._ledger._news))  # type: ignore[attr-defined]
        await reader.until(lambda: reader.listed == ["Second sentence here."], "the mark in the list")
        other.close()
        await asyncio.to_thread(reader_waits, lambda: workspace.store.others == 0)
        await reader.until(lambda: "another window" not in reader.status, "the sign is gone")


async def test_a_session_for_reading_only_says_so_when_a_mark_is_tried(tmp_path: Path) -> None:
    async with reading(again(tmp_path, ReadOnly()), ["a"]) as reader:
        await reader.sees("read-only")
        await reader.press("c")
        assert "for reading only" in reader.status
        assert reader.marks() == []


async def test_leaving_brings_the_files_up_and_closes_the_window(tmp_path: Path) -> None:
    workspace = again(tmp_path, Disk())
    async with reading(workspace, ["a"], size=(80, 24)) as reader:
        other = Workspace(open_library(tmp_path / FOLDER))
        other.start()
        await asyncio.to_thread(reader_waits, lambda: workspace.store.others == 1)
        await reader.sees("+1 window")
        other.close()
        await reader.press("c")
    (file,) = (tmp_path / FOLDER / "sources").iterdir()
    assert "First sentence here." in file.read_text("utf-8")
    assert list((tmp_path / FOLDER / ".state" / "windows").iterdir()) == []


async def test_undo_after_a_restart_names_what_it_undoes(tmp_path: Path) -> None:
    workspace = again(tmp_path, Disk())
    async with reading(workspace, ["a"]) as reader:
        await reader.press("c")
    async with reading(Workspace(open_library(tmp_path / FOLDER)), ["a"]) as reader:
        assert len(reader.marks()) == 1
        await reader.press("u")
        assert "Mark claim" in reader.status
        assert reader.marks() == []
        await reader.press("U")
        assert len(reader.marks()) == 1


def reader_waits(condition: object) -> None:
    """Waits in a thread of its own for what the store's thread does."""
    import time

    assert callable(condition)
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("never came true")


async def test_what_is_typed_behind_the_key_that_quits_does_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("軟體")
        await reader.press("c")
        await reader.keys_at_once("qDa" + "x" * 20)
        assert len(reader.marks()) == 1 and reader.dialog == ""
