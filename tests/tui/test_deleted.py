"""A file of the library is deleted by another program: the reader asks what is to become of what stood in it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from tests.tui.driver import Driver, opened, reading
from tests.tui.test_keeping import reader_waits


async def deleted(reader: Driver, folder: Path, handle: str) -> Path:
    """A mark in the source, whose file goes; the reader has asked about it."""
    await reader.press("c")
    path = folder / FOLDER / "sources" / f"{reader.source(handle).id}.json"
    await asyncio.to_thread(reader_waits, lambda: path.exists() and reader.marks()[0].quote in path.read_text("utf-8"))
    path.unlink()
    await asyncio.to_thread(reader_waits, lambda: bool(reader.workspace.store.gone))
    await reader.sees("Deleted by another program", "Bring back", "1 mark, as last seen", "Let go", "Later")
    return path


@pytest.mark.parametrize("waits", [False, True])
async def test_it_is_brought_back_at_once_or_later(tmp_path: Path, waits: bool) -> None:
    async with opened(tmp_path, "forum") as reader:
        path = await deleted(reader, tmp_path, "forum")
        if waits:
            await reader.press("<Esc>")
            await reader.sees("1 file deleted")
            await reader.press(")", "i", ", D")
            await reader.sees("Bring back")
        await reader.press("<Enter>")
        await reader.sees("Brought back: ")
        await reader.until(lambda: "file deleted" not in reader.status, "the sign is gone")
        assert path.exists() and len(reader.marks()) == (2 if waits else 1)
    workspace = Workspace(open_library(tmp_path / FOLDER))
    assert len(workspace.library.marks()) == (2 if waits else 1) and workspace.notes == []


async def test_it_is_let_go_and_undone(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum", "podcast") as reader:
        path = await deleted(reader, tmp_path, "forum")
        await reader.press("<Down>", "<Enter>")
        await reader.sees("Let go of ", "u brings it back")
        assert [pane.title_bar.handle for pane in reader.screen.panes.all] == ["podcast"]
        assert reader.focus == "reader"
        await asyncio.to_thread(reader_waits, lambda: not reader.workspace.store.gone)
        await reader.until(lambda: "file deleted" not in reader.status, "the sign is gone")
        assert not path.exists()
        await reader.press("u")
        assert "Undone: Let go" in reader.status
        assert len(reader.marks()) == 1
    assert path.exists()


async def test_the_last_pane_stays_empty_and_usable(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        await deleted(reader, tmp_path, "forum")
        await reader.press("<Down>", "<Enter>")
        for keys in ("j", "c", ", R", ", E", "G", "i", "e", "K", "] c"):
            await reader.press(*keys.split(), "<Esc>", "<Esc>")
        assert reader.marks() == []
        await asyncio.to_thread(reader_waits, lambda: not reader.workspace.store.gone)
        await reader.press(", D")
        assert "No file of the library was deleted" in reader.status


async def test_what_another_window_decided_meanwhile_is_not_decided_again(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        path = await deleted(reader, tmp_path, "forum")
        other = open_library(tmp_path / FOLDER)
        other.load()
        other.restore([one.file for one in other.gone])
        await asyncio.to_thread(reader_waits, lambda: not reader.workspace.store.gone)
        await reader.press("<Down>", "<Enter>")
        await reader.sees("That was decided meanwhile")
        assert path.exists() and len(reader.marks()) == 1


async def test_several_are_asked_about_together_or_one_by_one_at_the_next_start(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum", "podcast") as reader:
        names = [f"{reader.source(handle).id}.json" for handle in ("forum", "podcast")]
    for name in names:
        (tmp_path / FOLDER / "sources" / name).unlink()
    async with reading(Workspace(open_library(tmp_path / FOLDER)), ["report"]) as reader:
        await reader.sees("Deleted by another program: 2 files", "Only “")
        await reader.press("<Down>", "<Down>", "<Down>", "<Enter>")
        await reader.sees("Deleted by another program: “", "Bring back")
        await reader.press("<Enter>")
        await reader.sees("Brought back: ")
        await reader.until(lambda: "1 file deleted" in reader.status, "the other is still gone")
        assert not any(note.startswith("Brought") for note in reader.workspace.notes)
    there = {path.name for path in (tmp_path / FOLDER / "sources").iterdir()}
    assert len(there & set(names)) == 1
