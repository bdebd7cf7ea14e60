"""A library that takes long to be read: what was named can be read and moved in until it is there."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from annotations.store import mirror
from annotations.store.locate import FOLDER, open_library
from annotations.store.mirror import INDEX
from annotations.store.protocol import StoreError
from annotations.store.tiny import TinyStore
from annotations.workspace import Workspace
from tests.tui.driver import TEXTS, Driver, shelve
from tui.app import CrossreadApp
from tui.controllers import arriving
from tui.named import Named, named
from tui.screens.chooser import Chooser

LONG = "".join(f"第{n}行，渡轮在夜里开，a line of {n} words and 一些汉字。\n\n" for n in range(3000))


class Slow:
    """A library in `folder` whose index is gone, and whose reading waits until it is let go on."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go_on = threading.Event()
        monkeypatch.setattr(mirror, "_FAR", 2)
        # No process: what it does not read is read by whoever asks, which these tests are not about.
        monkeypatch.setattr(TinyStore, "read_beside", lambda _: self.go_on.wait(20))
        for path in (folder / FOLDER / ".state").glob(f"{INDEX}*"):
            path.unlink()
        self.workspace = Workspace(open_library(folder / FOLDER), hurried=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workspace = shelve(tmp_path, TEXTS | {"long.txt": LONG})
    (source,) = workspace.library.sources_with(handle="long")
    workspace.store.keep_places({source.id: LONG.index("第500行")})
    workspace.close()
    return tmp_path


@asynccontextmanager
async def reading(workspace: Workspace, first: Sequence[Named]) -> AsyncIterator[Driver]:
    app = CrossreadApp(workspace, first)
    async with app.run_test(size=(140, 30)) as pilot:
        reader = Driver(app, pilot)
        await reader.until(lambda: reader.reader.size.height > 0, "the reader on the screen")
        yield reader


Opened = Callable[..., tuple[Slow, list[Named]]]


@pytest.fixture
def opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    def open_(*names: str) -> tuple[Slow, list[Named]]:
        words = [str(folder / name) if "." in name else name for name in names]
        return Slow(folder, monkeypatch), named(words, ["digest"])

    return open_


async def test_a_text_can_be_moved_in_and_is_marked_once_the_library_is_there(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "PATIENCE", 60.0)
    slow, first = opened("report.md")
    async with reading(slow.workspace, first) as reader:
        await reader.sees("The service carried 1,200 passengers")
        await reader.press("}", ")", "c")
        assert not slow.workspace.is_read
        slow.go_on.set()
        await reader.until(
            lambda: reader.quotes() == ["The count excludes staff travelling on duty."], "the mark on what was moved to"
        )
        await reader.sees("report")


async def test_what_needs_the_library_is_told_so_when_it_takes_long(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "PATIENCE", 0.0)
    slow, first = opened("forum.md")
    async with reading(slow.workspace, first) as reader:
        await reader.sees("夜间渡轮平均每晚", "reading the library")
        for keys in ("c", ", o", "g /", ", m", "/"):
            await reader.press(keys)
            await reader.sees("The library is being read; until then, what is open can be moved in.")
        await reader.press("<Esc>", "G", ", T")
        await reader.sees("Theme")
        await reader.press("<Esc>")
        slow.go_on.set()
        await reader.until(lambda: reader.reader.source != "", "the source")
        assert "being read" not in reader.screen.status.message
        await reader.press("c")
        await reader.until(lambda: len(reader.quotes()) == 1, "the mark")


async def test_without_having_moved_the_reader_is_where_the_text_was_left(opened: Opened) -> None:
    slow, first = opened("long.txt")
    async with reading(slow.workspace, first) as reader:
        await reader.sees("第0行")
        slow.go_on.set()
        await reader.sees("第500行")


async def test_who_has_moved_stays_there(opened: Opened) -> None:
    slow, first = opened("long.txt")
    async with reading(slow.workspace, first) as reader:
        await reader.sees("第0行")
        await reader.press("G")
        await reader.sees("第2999行")
        before = reader.reader.bookmark()
        slow.go_on.set()
        await reader.until(lambda: reader.reader.source != "", "the source")
        after = reader.reader.bookmark()
        assert (after.cursor, after.top) == (before.cursor, before.top)


async def test_a_source_that_is_named_by_its_handle_and_a_new_file_stand_side_by_side(
    opened: Opened, folder: Path
) -> None:
    (folder / "new.md").write_text("# New\n\nNever seen before.\n", encoding="utf-8")
    slow, first = opened("podcast", "new.md")
    async with reading(slow.workspace, first) as reader:
        await reader.sees("Reading podcast …", "Never seen before.")
        slow.go_on.set()
        await reader.sees("夜間渡輪值得嗎", "Never seen before.")
        await reader.until(lambda: all(pane.reader.source for pane in reader.screen.panes.all), "both sources")
        assert len(slow.workspace.library.sources()) == len(TEXTS) + 2


async def test_without_a_name_what_was_open_last_comes_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Workspace(open_library(folder / FOLDER))
    (forum,) = before.library.sources_with(handle="forum")
    before.store.keep_desk({"panes": [{"source": forum.id, "offset": 0}], "current": 0})
    before.close()
    slow = Slow(folder, monkeypatch)
    async with reading(slow.workspace, []) as reader:
        await reader.sees("Reading the library …")
        slow.go_on.set()
        await reader.sees("夜间渡轮平均每晚")


async def test_without_anything_that_was_open_its_sources_are_offered(folder: Path, opened: Opened) -> None:
    slow, first = opened()
    async with reading(slow.workspace, first) as reader:
        slow.go_on.set()
        await reader.until(lambda: isinstance(reader.app.screen, Chooser), "the list of sources")


async def test_a_word_that_names_nothing_ends_the_program_with_a_sentence(opened: Opened) -> None:
    slow, first = opened("digset")
    async with reading(slow.workspace, first) as reader:
        slow.go_on.set()
        await reader.until(lambda: reader.screen.failure != "", "the end")
        assert reader.screen.failure.endswith("did you mean `crossread digest`?")


async def test_a_library_that_cannot_be_read_ends_the_program_with_a_sentence(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, first = opened("forum.md")

    def refuse(store: TinyStore) -> None:
        slow.go_on.wait(20)
        raise StoreError("The library cannot be read: close the other program.")

    monkeypatch.setattr(TinyStore, "read_beside", refuse)
    async with reading(slow.workspace, first) as reader:
        await reader.sees("夜间渡轮平均每晚")
        slow.go_on.set()
        await reader.until(lambda: reader.screen.failure != "", "the end")
        assert reader.screen.failure == "The library cannot be read: close the other program."


async def test_quitting_meanwhile_loses_nothing(opened: Opened, folder: Path) -> None:
    slow, first = opened("forum.md")
    async with reading(slow.workspace, first) as reader:
        await reader.sees("夜间渡轮平均每晚")
        await reader.press("q")
        await reader.until(lambda: not reader.app.is_running, "the end")
        slow.go_on.set()
    kept = Workspace(open_library(folder / FOLDER))
    assert len(kept.library.sources()) == len(TEXTS) + 1
    (source,) = kept.library.sources_with(handle="long")
    assert kept.store.places()[source.id] == LONG.index("第500行")
