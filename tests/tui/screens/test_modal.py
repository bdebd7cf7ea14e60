"""What holds for every screen over the text: it fits the terminal, shows nothing unsafe, and Esc leaves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from sources.safe import UNSAFE
from tests.tui.screens.examples import CONTRADICTS, RESTATES, SOURCES, TAGS, entry
from tests.tui.support import Stage, press, shown_lines, styles, wait_for
from tui.actions import Context
from tui.keymap import Keymap
from tui.layout.cells import cell_len
from tui.screens.chooser import Chooser
from tui.screens.details import Details
from tui.screens.digest import DigestView
from tui.screens.help import Help
from tui.screens.modal import Modal
from tui.screens.note_editor import NoteEditor
from tui.screens.peek import Peek
from tui.screens.tag_picker import TagPicker
from tui.values import Choice
from tui.widgets.lines import Lines

HOSTILE = "\x1b]52;c;aGk=\x07 [b]粗[/b] [@click=app.bell]x[/] \u202e\n\t末"


def hostile_details() -> Details:
    links = (replace(RESTATES, quote=HOSTILE, place=HOSTILE), replace(CONTRADICTS, note=HOSTILE))
    return Details(
        replace(entry(links=links), note=HOSTILE, statement=HOSTILE, quote=HOSTILE),
        HOSTILE,
        styles(),
        Keymap.default().hint,
    )


def hostile_tags() -> TagPicker:
    return TagPicker((replace(TAGS[0], name=HOSTILE), *TAGS[1:]), (HOSTILE,), remembered=True)


MAKE: dict[str, Callable[[], Modal[Any]]] = {
    "chooser": lambda: Chooser("Open [b]source[/b]", (*SOURCES, Choice("x", HOSTILE, HOSTILE, HOSTILE)), free="open"),
    "tags": hostile_tags,
    "note": lambda: NoteEditor(HOSTILE, "note"),
    "details": hostile_details,
    "peek": lambda: Peek(((replace(RESTATES, place=HOSTILE), (HOSTILE, HOSTILE, HOSTILE)),) * 2, styles()),
    "help": lambda: Help((Context.READER,), Keymap.default()),
    "digest": lambda: DigestView(
        lambda by, take, fail: take(f"# {HOSTILE}\n\n> {HOSTILE * 20}"), lambda text, path: None
    ),
}


def text_of(screen: Screen[Any]) -> str:
    """All that the screen sends to the terminal, by row."""
    return "\n".join("".join(segment.text for segment in row) for row in screen._compositor.render_strips())


def has_width(box: Widget, width: int) -> bool:
    return box.region.width == width


@pytest.mark.parametrize("name", MAKE)
async def test_it_fits_any_terminal_and_shows_nothing_unsafe(name: str) -> None:
    screen = MAKE[name]()
    async with Stage(screen).run_test(size=(80, 24)) as pilot:
        for columns, rows in ((80, 24), (60, 15), (20, 8), (300, 80)):
            width = columns if columns < 70 else min(screen.WIDEST, columns * 9 // 10)
            await pilot.resize_terminal(columns, rows)
            await wait_for(pilot, partial(has_width, screen.box, width), "the box takes its width")
            assert Region(0, 0, columns, rows).contains_region(screen.box.region)
            for lines in screen.query(Lines):
                assert all(cell_len(line) <= lines.size.width for line in shown_lines(lines))
            shown = text_of(screen)
            assert not UNSAFE.search(shown.replace("\n", ""))
            if columns >= 60:
                assert "Esc " in shown
                assert "[b]" in shown or name == "help"


@pytest.mark.parametrize("name", [name for name in MAKE if name != "note"])
async def test_escape_leaves_with_nothing(name: str) -> None:
    app = Stage(MAKE[name]())
    async with app.run_test() as pilot:
        await press(pilot, "escape")
        await wait_for(pilot, lambda: bool(app.results), "the screen ends")
        assert app.results == [None]


async def test_a_message_stands_in_place_of_the_keys_until_the_next_one() -> None:
    screen = MAKE["details"]()
    async with Stage(screen).run_test() as pilot:
        await press(pilot, "x")
        assert "share a claim" in "".join(shown_lines(screen.hints))
        await press(pilot, "j")
        assert "Esc close" in "".join(shown_lines(screen.hints))


@pytest.mark.parametrize("name", [name for name in MAKE if name != "note"])
async def test_a_click_beside_the_box_leaves(name: str) -> None:
    app = Stage(MAKE[name]())
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.click(app.shown, offset=(1, 1))
        await wait_for(pilot, lambda: bool(app.results), "the screen ends")
        assert app.results == [None]


async def test_a_click_on_a_key_is_that_key() -> None:
    screen = MAKE["help"]()
    assert isinstance(screen, Help)
    app = Stage(screen)
    async with app.run_test(size=(120, 40)) as pilot:
        hints = shown_lines(screen.hints)[0]
        for words, first in (("PgDn", screen.page.page), ("scroll", screen.page.page - 1), ("↓", screen.page.page)):
            await pilot.click(screen.hints, offset=(hints.index(words), 0))
            await wait_for(pilot, lambda first=first: screen.page.first == first, words)  # type: ignore[misc]
        await pilot.click(screen.hints, offset=(hints.index("close"), 0))
        await wait_for(pilot, lambda: bool(app.results), "the screen ends")


async def test_the_way_out_is_told_in_the_smallest_terminal() -> None:
    for name, make in MAKE.items():
        screen = make()
        async with Stage(screen).run_test(size=(40, 12)):
            assert any("Esc " in row for row in shown_lines(screen.hints)), name


async def test_a_key_of_an_input_method_is_told_from_a_wrong_key() -> None:
    screen = MAKE["help"]()
    async with Stage(screen).run_test() as pilot:
        await press(pilot, "的")
        assert "input method" in screen.hints.message


async def test_what_is_chosen_is_told_by_more_than_colour() -> None:
    screen = Chooser("Open", SOURCES)
    async with Stage(screen).run_test():
        strips = [screen.list.render_line(y) for y in (0, 1)]
        assert [strip.text[0] for strip in strips] == ["▌", " "]
        assert [bool(strip._segments[1].style and strip._segments[1].style.bold) for strip in strips] == [True, False]
