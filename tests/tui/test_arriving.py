"""Texts on their way into panes: the reader is there at once, and the text when it is."""

from __future__ import annotations

import gc
import os
import shutil
import threading
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from annotations.intake import take_in
from annotations.model import Source, SourceId
from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from sources import load
from sources.block_table import Kept
from sources.document import Document, Early
from sources.errors import LoadError
from sources.large import plain_structure
from sources.load import Loaded, load_bytes
from tests.terminal import Terminal
from tests.tui.driver import FORUM, Driver, shelve
from tests.tui.test_first_text import COMMAND, LINES, PATHS
from tui.app import CrossreadApp
from tui.controllers import arriving, desk
from tui.headless.libraries import stamp
from tui.new_texts import NewText, Stopped, new_file

LONG = "".join(f"第{n}行，渡轮在夜里开，a line of {n} words and 一些汉字。\n\n" for n in range(4000))


class Gate:
    """Loading that waits until it is let through."""

    def __init__(self, data: bytes, name: str) -> None:
        self.open = threading.Event()
        self.begun, self.stopped = threading.Event(), threading.Event()
        self._loaded: Callable[[], Loaded] = partial(load_bytes, data, name)
        self.text = NewText(name, name, self._load)

    def _load(self, stopped: Stopped, _: Early | None) -> Loaded:
        self.begun.set()
        while not self.open.wait(0.002):
            if stopped():
                self.stopped.set()
                raise LoadError("It was stopped.")
        return self._loaded()


@asynccontextmanager
async def reading(workspace: Workspace, *sources: SourceId | NewText) -> AsyncIterator[Driver]:
    app = CrossreadApp(workspace, sources)
    async with app.run_test(size=(140, 30)) as pilot:
        reader = Driver(app, pilot)
        await reader.until(lambda: reader.reader.size.height > 0, "the reader on the screen")
        yield reader


def empty(folder: Path) -> Workspace:
    return Workspace(open_library(folder / FOLDER))


def known(folder: Path, text: str, place: int = 0) -> tuple[Workspace, Source]:
    """A library in which a text was left at a place, opened anew."""
    workspace = shelve(folder, {"long.txt": text})
    (source,) = workspace.library.sources()
    workspace.store.keep_places({source.id: place})
    workspace.close()
    return Workspace(open_library(folder / FOLDER)), source


class Held:
    """Reading from the library that waits until it is let through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go_on = threading.Event()
        read = Workspace.read

        def held(workspace: Workspace, source: Source, early: Callable[[Document], None]) -> Document:
            assert threading.current_thread() is not threading.main_thread()
            self.go_on.wait(20)
            return read(workspace, source, early)

        monkeypatch.setattr(Workspace, "read", held)
        monkeypatch.setattr(desk, "_LARGE", 1000)


# ---- new texts ---------------------------------------------------------------------------------------------------


async def test_what_is_being_read_is_said_and_others_can_be_opened_meanwhile(tmp_path: Path) -> None:
    slow = Gate(b"# Slow\n\nIt came at last.\n", "slow.md")
    other = tmp_path / "other.txt"
    other.write_text("Another text.\n", encoding="utf-8")
    async with reading(empty(tmp_path), slow.text) as reader:
        await reader.sees("slow.md", "Reading slow.md …")
        await reader.press("<C-w> s")
        await reader.type(str(other))
        await reader.press("<Enter>")
        await reader.sees("Another text.", "Reading slow.md …")
        slow.open.set()
        await reader.sees("It came at last.", "Another text.")
        assert {source.handle for source in reader.workspace.library.sources()} == {"slow", "other"}


async def test_keys_wait_for_a_text_that_is_about_to_come(tmp_path: Path) -> None:
    slow = Gate("一二三四。五六七八。\n".encode(), "soon.txt")
    async with reading(empty(tmp_path), slow.text) as reader:
        await reader.press(")", "c")
        assert not reader.marks()
        slow.open.set()
        await reader.until(lambda: reader.quotes() == ["五六七八。"], "the mark on the second sentence")


async def test_keys_are_told_about_a_text_that_takes_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "PATIENCE", 0.0)
    slow = Gate("一二三四。五六七八。\n".encode(), "late.txt")
    async with reading(empty(tmp_path), slow.text) as reader:
        await reader.until(lambda: reader.screen.arriving.words(reader.screen.panes.current) != "", "time to pass")
        await reader.press("c")
        await reader.sees("It is still being read: ,o opens another, Esc stops it.", "s · Esc stops")
        slow.open.set()
        await reader.sees("五六七八")
        assert not reader.marks()


async def test_escape_gives_up_what_the_pane_waits_for(tmp_path: Path) -> None:
    slow = Gate(b"Never added.", "slow.txt")
    workspace = shelve(tmp_path, {"forum.md": FORUM})
    (forum,) = workspace.library.sources()
    async with reading(workspace, forum.id, slow.text) as reader:
        reader.screen.panes.focus_number(2)
        await reader.until(slow.begun.is_set, "the reading to begin")
        await reader.press("<Esc>")
        await reader.sees("Stopped: nothing was added.")
        assert reader.panes == ["forum"]
        await reader.until(slow.stopped.is_set, "the thread to see it")
        assert [source.handle for source in workspace.library.sources()] == ["forum"]


async def test_what_fails_is_told_beside_what_came(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "text.txt").write_text("A text.\n", encoding="utf-8")
    texts = [new_file(tmp_path / name) for name in ("picture.png", "text.txt")]
    async with reading(empty(tmp_path), *texts) as reader:
        await reader.sees("A text.")
        await reader.until(lambda: reader.panes == ["text"], "one pane with the text")


def test_a_file_that_is_no_text_ends_the_program_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    command = [*COMMAND, str(tmp_path / "picture.png"), "--library", str(tmp_path)]
    with Terminal(command, cwd=tmp_path, env=PATHS) as terminal:
        assert terminal.wait_end() == 2
        assert "“picture.png” is an image, not a text; load its text instead." in " ".join(terminal.screen.text.split())


@pytest.mark.skipif(shutil.which("setsid") is None, reason="needs a terminal that is its own")
def test_a_pipe_that_is_not_at_its_end_is_read_while_the_reader_is_there(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = " ".join([*COMMAND, "-", "--library", str(tmp_path)])
    with Terminal(["setsid", "-cw", "sh", "-c", f"{reader} < {pipe}"], cwd=tmp_path, env=PATHS) as terminal:
        with pipe.open("wb") as file:
            terminal.wait_text("Reading stdin …", "NORMAL")
            file.write("一二三四。五六七八。\n".encode())
        terminal.wait_text("五六七八")
        terminal.rest()
        terminal.type("q", "q", "q")
        assert terminal.wait_end() == 0


def test_the_first_text_stays_until_the_reader_has_it(tmp_path: Path) -> None:
    """At no moment is the pane empty again."""
    path = tmp_path / "new.txt"
    path.write_text(LINES, encoding="utf-8")
    with Terminal([*COMMAND, str(path), "--library", str(tmp_path)], cwd=tmp_path, env=PATHS) as terminal:
        terminal.wait_text("第3行")
        terminal.wait(lambda screen: "第3行" not in screen or "Added as new" in screen, "the text or its loss")
        assert "第3行" in terminal.screen.text
        terminal.type("q", "q", "q")
        assert terminal.wait_end() == 0


# ---- large texts of the library ------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
async def test_a_piece_is_read_in_until_the_whole_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    """What stands on the screen stays where it is when the whole text takes the piece's place."""
    workspace, source = known(tmp_path, LONG, int(share * (len(LONG) - 1)))
    held = Held(monkeypatch)
    async with reading(workspace, source.id) as reader:
        await reader.sees("渡轮在夜里开")
        await reader.press("j", "j", "k", ")")
        assert not reader.reader.source and len(reader.text) < len(LONG)
        before, words = [row[:80].rstrip() for row in reader.rows()[1:-1]], reader.text[reader.cursor :][:20]
        held.go_on.set()
        await reader.until(lambda: bool(reader.reader.source), "the whole text")
        await reader.pause()
        assert len(reader.text) == len(workspace.document(source.id).text)
        assert [row[:80].rstrip() for row in reader.rows()[1:-1]] == before
        assert reader.at(words)


async def test_what_takes_long_in_a_large_text_is_done_before_it_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing walks through the whole text in the screen's own thread: it is hashed where it is read."""
    workspace, source = known(tmp_path, LONG)
    held = Held(monkeypatch)
    async with reading(workspace, source.id) as reader:
        held.go_on.set()
        await reader.until(lambda: bool(reader.reader.source), "the whole text")
        assert "fingerprint" not in vars(reader.reader.document)


async def test_keys_that_need_the_whole_text_count_when_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, source = known(tmp_path, LONG)
    held = Held(monkeypatch)
    async with reading(workspace, source.id) as reader:
        await reader.sees("第3行")
        await reader.press("G")
        await reader.keys("/第2000行")
        assert reader.cursor == 0
        held.go_on.set()
        await reader.until(lambda: bool(reader.reader.source), "the whole text")
        await reader.sees("第2000行")
        await reader.press("<Enter>")
        await reader.until(lambda: reader.at("第2000行"), "the hit")


async def test_a_large_text_whose_structure_is_gone_shows_its_lines_until_that_is_found_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, source = known(tmp_path, LONG, LONG.index("第2000行"))
    shutil.rmtree(tmp_path / FOLDER / ".state" / "structure")
    monkeypatch.setattr(load, "LARGE", 1000)
    monkeypatch.setattr(desk, "_LARGE", 1000)
    monkeypatch.setattr(arriving, "PATIENCE", 0.0)
    go_on, find = threading.Event(), plain_structure

    def later(*given: Any) -> Kept:
        go_on.wait(20)
        return find(*given)

    monkeypatch.setattr(load, "plain_structure", later)
    async with reading(workspace, source.id) as reader:
        await reader.sees("第2000行")
        await reader.press("G")
        await reader.until(lambda: reader.cursor > LONG.index("第3990行"), "the end")
        end = reader.cursor
        await reader.press("c")
        assert not reader.reader.source and "still being read" in reader.status
        go_on.set()
        await reader.until(lambda: bool(reader.reader.source), "the whole text")
        assert reader.cursor == end and "still being read" not in reader.status
        assert workspace.store.structure(source.fingerprint)


async def test_escape_forgets_the_keys_that_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, source = known(tmp_path, LONG)
    held = Held(monkeypatch)
    async with reading(workspace, source.id) as reader:
        await reader.press("G", "j", "<Esc>")
        held.go_on.set()
        await reader.until(lambda: bool(reader.reader.source), "the whole text")
        assert reader.cursor == 0


async def test_where_one_read_is_kept_before_the_whole_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    middle = LONG.index("第2000行")
    workspace, source = known(tmp_path, LONG, middle)
    held = Held(monkeypatch)
    async with reading(workspace, source.id) as reader:
        await reader.sees("第2000行")
        await reader.press(")")
        await reader.until(lambda: reader.at("第2001行"), "the next sentence")
        assert not reader.reader.source
    held.go_on.set()
    assert LONG.startswith("第2001行", workspace.store.places()[source.id])


async def test_a_text_that_is_damaged_is_told_and_the_former_one_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = shelve(tmp_path, {"long.txt": LONG, "forum.md": FORUM})
    long = next(source for source in workspace.library.sources() if source.handle == "long")
    forum = next(source for source in workspace.library.sources() if source.handle == "forum")
    workspace.forget_documents()
    monkeypatch.setattr(desk, "_LARGE", 1000)
    text = tmp_path / FOLDER / "texts" / f"sha256-{long.fingerprint}.txt"
    text.write_bytes(text.read_bytes()[:-1] + b"!")
    text.with_suffix(".orig").unlink()
    async with reading(workspace, forum.id) as reader:
        reader.screen.desk.show_source(long.id)
        await reader.sees("is not the text it was")
        assert reader.handle == "forum" and "夜间" in reader.screen_text()


# ---- what is left behind -------------------------------------------------------------------------------------------


def working() -> set[threading.Thread]:
    """The threads that do something for a pane; the library's writer stays, and a pool's wait for more."""
    others = ("asyncio_", "crossread-writer")
    return {thread for thread in threading.enumerate() if not thread.name.startswith(others)}


async def test_a_closed_pane_leaves_no_text_thread_or_task(tmp_path: Path) -> None:
    workspace = shelve(tmp_path, {"forum.md": FORUM})
    workspace.store.keep_desk({})
    path = tmp_path / "long.txt"
    path.write_text(LONG, encoding="utf-8")
    source = take_in(workspace, path, stamp()).source
    (forum,) = [source for source in workspace.library.sources() if source.handle == "forum"]
    slow = Gate(b"Never added.", "slow.txt")
    async with reading(workspace, forum.id) as reader:
        before = working()
        reader.screen.desk.open_source(source.id)
        await reader.press("/")
        await reader.type("渡轮")
        await reader.press("<Enter>")
        await reader.press(", t", "<Esc>")
        gone = weakref.ref(reader.reader.document)
        await reader.press("<C-w> q")
        assert reader.panes == ["forum"]
        pane = reader.screen.panes.add()
        reader.screen.opening.bring(pane, slow.text)
        await reader.until(slow.begun.is_set, "the reading to begin")
        reader.screen.panes.focus_pane(pane)
        await reader.press("<C-w> q")
        assert not reader.screen.arriving.is_reading()
        await reader.until(slow.stopped.is_set, "the thread to see it")
        await reader.until(lambda: working() <= before, f"the threads {working() - before} to end")

        await reader.pause()
        gc.collect()
        assert gone() is None, "the text of the closed pane"
