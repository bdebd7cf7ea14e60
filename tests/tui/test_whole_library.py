"""Lists of everything in a large library: keys count while they are made, and what is done meanwhile is in them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.anchoring.quote import describe
from annotations.commands import Passage, Stamp, highlight
from annotations.ids import new_id, now
from annotations.library import Library
from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from tests.tui.driver import reading, shelve
from tui.controllers import whole_library

TEXTS = {
    "a.txt": "First sentence here. Second sentence here. Third sentence here.\n",
    "b.txt": "渡轮每晚运送一千二百人。这是官方数字。\n",
}


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Every library is a large one, and reading it whole takes until this is set."""
    go_on = threading.Event()
    fill = Library.fill

    def slow(library: Library, *tables: str) -> Iterator[None]:
        while threading.current_thread() is not threading.main_thread() and not go_on.wait(0.01):
            yield
        yield from fill(library, *tables)

    monkeypatch.setattr(Library, "fill", slow)
    monkeypatch.setattr(whole_library.WholeLibrary, "is_large", lambda *_: True)
    yield go_on
    go_on.set()


def again(folder: Path) -> Workspace:
    """Opened anew: nothing of the library is in memory."""
    shelve(folder, TEXTS).close()
    return Workspace(open_library(folder / FOLDER))


async def test_all_marks_are_listed_when_they_are_read_and_keys_count_meanwhile(
    tmp_path: Path, held: threading.Event
) -> None:
    first = shelve(tmp_path, TEXTS)
    text, library = TEXTS["b.txt"], first.library
    quote = text[: text.index("。") + 1]
    other = next(source for source in library.sources() if source.handle == "b")
    first.perform(highlight(library, Passage(other.id, describe(text, 0, len(quote))), Stamp(now(), new_id)))
    first.close()
    async with reading(Workspace(open_library(tmp_path / FOLDER)), ["a"], size=(120, 30)) as reader:
        await reader.press(", m", "a")
        await reader.sees("All sources", "is being read")
        await reader.press("<Esc>")
        await reader.stand_on("Second")
        await reader.press("c")
        assert reader.listed == []
        held.set()
        await reader.until(lambda: reader.listed == ["Second sentence here.", quote], "both marks")
        assert "is being read" not in reader.screen_text()
        assert reader.quotes() == ["Second sentence here.", quote]


async def test_sources_are_offered_when_they_are_read(tmp_path: Path, held: threading.Event) -> None:
    async with reading(again(tmp_path), ["a"]) as reader:
        await reader.press(", o")
        await reader.sees("is being read")
        await reader.type("b")
        held.set()
        await reader.until(lambda: "is being read" not in reader.screen_text(), "the list")
        await reader.press("<Enter>")
        await reader.until(lambda: reader.handle == "b", "the other source")


async def test_escape_leaves_a_list_that_is_not_there_yet(tmp_path: Path, held: threading.Event) -> None:
    async with reading(again(tmp_path), ["a"]) as reader:
        await reader.press(", o")
        await reader.sees("is being read")
        await reader.press("<Esc>")
        held.set()
        await reader.stand_on("Third")
        assert reader.at("Third")


async def test_a_digest_is_shown_when_the_library_is_read(tmp_path: Path, held: threading.Event) -> None:
    async with reading(again(tmp_path), ["a"]) as reader:
        await reader.press(", d")
        await reader.sees("Digest", "is being read")
        held.set()
        await reader.sees("Digest by source", "title:")
        await reader.press("c")
        await reader.sees("Digest by claim")


async def test_a_digest_that_nobody_waits_for_is_given_up(tmp_path: Path, held: threading.Event) -> None:
    async with reading(again(tmp_path), ["a"]) as reader:
        await reader.press(", d")
        await reader.sees("is being read")
        await reader.press("<Esc>")
        working = [thread for thread in threading.enumerate() if thread.name == "crossread-whole"]
        await reader.until(lambda: not any(thread.is_alive() for thread in working), "the thread to end")
        assert not held.is_set()
        await reader.stand_on("Third")


async def test_marks_without_a_place_are_looked_for_beside_the_screen(tmp_path: Path, held: threading.Event) -> None:
    async with reading(again(tmp_path), ["a"]) as reader:
        await reader.press(", r")
        await reader.sees("is being read")
        await reader.stand_on("Third")
        held.set()
        await reader.sees("Every mark has its place.")


async def test_a_list_goes_on_being_made_while_sources_are_offered(tmp_path: Path, held: threading.Event) -> None:
    async with reading(again(tmp_path), ["a"]) as reader:
        await reader.stand_on("Second")
        await reader.press("c", ", m", "a", ", o", "<Esc>")
        held.set()
        await reader.until(lambda: reader.listed == ["Second sentence here."], "the mark")
