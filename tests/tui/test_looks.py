"""What a reader sees around the text: where the focus is, what may be typed, where a passage stands, lists that say why
they are empty."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.tui.driver import Driver, opened, shelve
from tests.tui.support import wait_for
from themes.palette import builtin_palette
from tui.app import CrossreadApp
from tui.layout.room import GUTTER
from tui.screens.modal import Modal
from tui.tour import STEPS
from tui.widgets.bars import TitleBar

TEXTS = {"one.md": "# Fares\n\nFares rose.\n\nThe boat was empty.\n", "two.md": "The boat was full.\n"}


def _stands_out(reader: Driver, handle: str) -> bool:
    """Whether that title bar, and no other, looks as if keys went there."""
    raised = builtin_palette("paper").panel
    bars = reader.screen.query(TitleBar).results(TitleBar)
    return {bar.handle for bar in bars if bar.region and bar.styles.background.hex.lower() == raised} == {handle}


def _in_mode(reader: Driver, mode: str) -> bool:
    return reader.mode == mode


async def test_the_title_that_stands_out_is_where_the_keys_go(tmp_path: Path) -> None:
    async with opened(tmp_path, "one", "two", texts=TEXTS, size=(160, 30)) as reader:
        first, second = (source.handle for source in reader.app.workspace.library.sources())
        for keys, handle in (
            *((", t", "Outline"), ("<Esc>", first), (", m", "Marks"), ("<Esc>", first), ("<Tab>", second)),
            *((":", ""), ("<Esc>", second)),
        ):
            await reader.press(keys)
            if handle:
                await reader.until(partial(_stands_out, reader, handle), f"{handle} stands out")


async def test_while_something_is_typed_the_footer_says_how_that_ends(tmp_path: Path) -> None:
    async with opened(tmp_path, "one", "two", texts=TEXTS, size=(100, 24)) as reader:
        for open_it, mode, words in (
            ("/", "FIND", "Enter stay at the hit · Esc go back"),
            (", t", "OUTLINE", "Enter go there"),
        ):
            await reader.press(open_it)
            await reader.until(partial(_in_mode, reader, mode), f"the mode is {mode}")
            assert words in reader.status
            await reader.press("<Esc>")
            await reader.until(lambda: reader.mode == "NORMAL", "the text has the keys again")
        await reader.press("c", ", m", "/")
        await reader.until(lambda: reader.mode == "FILTER", "the filter has the keys")
        assert "Esc show all" in reader.status and "claim" not in reader.status
        await reader.press("<Esc>")
        await reader.until(lambda: reader.mode == "MARKS", "the list has the keys")


async def test_where_a_passage_stands_is_told_beside_it(tmp_path: Path) -> None:
    async with opened(tmp_path, "one", texts=TEXTS, size=(160, 24)) as reader:
        row = next(row for row in reader.rows() if "The boat was empty." in row)
        place = row[: row.index("The boat")].rstrip()
        assert place.endswith("¶ 3")
        assert row.index("The boat") - len(place) == GUTTER + 1


@pytest.mark.parametrize("width", [120, 80, 60])
async def test_each_step_of_the_tour_says_how_to_leave_it(width: int, tmp_path: Path) -> None:
    workspace = shelve(tmp_path, TEXTS)
    app = CrossreadApp(workspace, [source.id for source in workspace.library.sources()], tour=True)
    async with app.run_test(size=(width, 24)) as pilot:
        reader = Driver(app, pilot)
        for number, step in enumerate(STEPS, 1):
            await reader.sees(f"Tour {number} of {len(STEPS)} · {step.title}", "Ctrl-n skips it · Ctrl-x ends the tour")
            await reader.press("<C-n>")


async def test_a_theme_is_looked_at_as_it_will_be(tmp_path: Path) -> None:
    """The page is not dimmed, most of it is in view, and each theme says what it is like."""
    async with opened(tmp_path, "one", "two", texts=TEXTS, size=(80, 24)) as reader:
        await reader.press(", T")
        await reader.sees("Paper", "light: black ink on warm paper", "like gruvbox", "colours of your terminal")
        dialog = reader.app.screen
        assert isinstance(dialog, Modal)
        assert dialog.styles.background.a == 0
        assert dialog.box.region.bottom == 24 and dialog.box.region.height <= 13


async def test_the_palette_begins_with_the_work_and_tells_keys_apart(tmp_path: Path) -> None:
    async with opened(tmp_path, "one", "two", texts=TEXTS, size=(100, 30)) as reader:
        await reader.press(":")
        await reader.sees("What to do")
        rows = [row for row in reader.rows() if "│" in row]
        assert "Mark claim" in rows[1]
        await reader.type("start back")
        await reader.sees("Alt-, · g<")


async def test_an_empty_list_says_so_in_words_that_can_be_read(tmp_path: Path) -> None:
    async with opened(tmp_path, "one", "two", texts=TEXTS, size=(100, 30)) as reader:
        await reader.press("g /")
        await reader.type("qqq")
        await reader.sees("no hit", "is not in this library")
        results = reader.screen.search_panel.list
        segment = next(segment for segment in results.render_line(0) if "not in this library" in segment.text)
        quiet = reader.screen.book.named["quiet"]
        assert segment.style and segment.style.color and quiet.color
        assert segment.style.color.get_truecolor() == quiet.color.get_truecolor()


@asynccontextmanager
async def nothing_open(folder: Path) -> AsyncIterator[Driver]:
    """A library with sources, none of which was named or chosen."""
    app = CrossreadApp(shelve(folder, TEXTS), [])
    async with app.run_test(size=(80, 24)) as pilot:
        reader = Driver(app, pilot)
        await wait_for(pilot, lambda: isinstance(app.screen, Modal), "the sources are offered")
        await reader.press("<Esc>")
        yield reader


async def test_where_no_source_is_open_nothing_is_said_of_one(tmp_path: Path) -> None:
    async with nothing_open(tmp_path) as reader:
        await reader.pause()
        assert "%" not in reader.rows()[0]


async def test_a_library_with_nothing_open_says_what_to_do(tmp_path: Path) -> None:
    async with nothing_open(tmp_path) as reader:
        await reader.sees("No source is open.", ",o  opens a source", "?   shows the keys", "q   quits")
        assert not reader.screen.annotations.display
        await reader.press(", m")
        await reader.sees("No source is open: ,o opens one.")
        assert reader.mode == "NORMAL"
        await reader.press(", o")
        await reader.type("one")
        await reader.press("<Enter>")
        await reader.sees("Fares rose.", "Marks This source")


async def test_a_long_message_stands_below_the_step_of_the_tour(tmp_path: Path) -> None:
    workspace = shelve(tmp_path, TEXTS)
    app = CrossreadApp(workspace, [source.id for source in workspace.library.sources()], tour=True)
    async with app.run_test(size=(80, 24)) as pilot:
        reader = Driver(app, pilot)
        await reader.sees("Tour 1 of", "sentence that you are at")
        reader.screen.say("A message of many words, which takes two rows. " * 3)
        await reader.sees("A message of many", "sentence that you are at")
        await reader.press("j")
        await reader.sees("sentence that you are at", "? help")
        assert not reader.rows()[-2] or "sentence that" in reader.rows()[-2]


async def test_a_letter_with_alt_is_not_typed(tmp_path: Path) -> None:
    """As it comes from Escape and a letter typed fast."""
    async with opened(tmp_path, "one", texts=TEXTS, size=(100, 24)) as reader:
        await reader.press(", t", "<A-v>", "x")
        assert reader.typed == "x"
