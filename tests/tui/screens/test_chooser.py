"""Choosing one of many by typing."""

from __future__ import annotations

import pytest

from tests.tui.screens.examples import SOURCES
from tests.tui.support import Stage, enter_text, press, shown_lines, wait_for
from tui.screens.chooser import Chooser
from tui.values import Choice
from tui.widgets.lines import Parts


def listed(chooser: Chooser) -> list[str]:
    return [line for line in shown_lines(chooser.list) if line]


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (["enter"], "s1"),
        (["ctrl+n", "down", "ctrl+p", "enter"], "s2"),
        (["pagedown", "up", "enter"], "s2"),
        (["h", "r", "b", "enter"], "s3"),
        (["z", "z", "enter", "backspace", "backspace", "enter"], "s1"),
        (["down", "escape"], None),
    ],
)
async def test_keys_and_what_they_choose(keys: list[str], value: str | None) -> None:
    app = Stage(Chooser("Open source", SOURCES))
    async with app.run_test() as pilot:
        await press(pilot, *keys)
        await wait_for(pilot, lambda: bool(app.results), "the chooser ends")
        assert app.results == [value]


async def test_typing_shows_what_matches_and_how_many() -> None:
    chooser = Chooser("Open source", SOURCES)
    async with Stage(chooser).run_test() as pilot:
        assert len(listed(chooser)) == 3
        await enter_text(pilot, "旧江　")
        assert [line[:4] for line in listed(chooser)] == ["▌002", " 001"]
        assert chooser.box.border_subtitle == " 2 of 3 "


async def test_nothing_matches_is_said_and_enter_stays() -> None:
    chooser = Chooser("Open source", SOURCES)
    app = Stage(chooser)
    async with app.run_test() as pilot:
        await enter_text(pilot, "zz")
        assert listed(chooser) == [" Nothing matches."]
        await press(pilot, "enter")
        assert "Nothing matches" in chooser.hints.message
        assert app.results == []


async def test_what_was_typed_can_be_the_choice() -> None:
    chooser = Chooser("Open source", SOURCES, free="open the file")
    app = Stage(chooser)
    async with app.run_test() as pilot:
        assert len(listed(chooser)) == 3
        await enter_text(pilot, "~/a.txt")
        assert listed(chooser) == ["▌open the file “~/a.txt”"]
        await press(pilot, "enter")
        await wait_for(pilot, lambda: bool(app.results), "the chooser ends")
        assert app.results == ["~/a.txt"]


async def test_what_was_typed_is_the_last_line_where_something_matches() -> None:
    chooser = Chooser("Open source", SOURCES, free="open the file")
    app = Stage(chooser)
    async with app.run_test() as pilot:
        await enter_text(pilot, "harbour")
        assert [line[:5] for line in listed(chooser)] == ["▌003 ", " open"]
        await press(pilot, "down", "enter")
        await wait_for(pilot, lambda: bool(app.results), "the chooser ends")
        assert app.results == ["harbour"]


async def test_title_detail_and_keys_on_one_line() -> None:
    chooser = Chooser("Palette", (Choice("a", "Line down", "Move down a line.", "j  Down"), Choice("b", "Up", "", "k")))
    async with Stage(chooser).run_test(size=(80, 24)):
        lines = listed(chooser)
        assert lines[0].split() == ["▌Line", "down", "Move", "down", "a", "line.", "j", "Down"]
        assert len(lines[0]) == len(lines[1])


async def test_a_click_chooses() -> None:
    chooser = Chooser("Open source", SOURCES)
    app = Stage(chooser)
    async with app.run_test() as pilot:
        await pilot.click(chooser.list, offset=(5, 1))
        await wait_for(pilot, lambda: bool(app.results), "the chooser ends")
        assert app.results == ["s2"]


async def test_of_ten_thousand_choices_only_those_in_view_are_drawn() -> None:
    choices = tuple(Choice(str(n), f"来源 {n} 舊江路", f"detail {n}") for n in range(10_000))
    chooser = Chooser("Open source", choices)
    drawn = 0
    draw = chooser.list._draw

    def counted(index: int, width: int) -> Parts:
        nonlocal drawn
        drawn += 1
        return draw(index, width)

    chooser.list._draw = counted
    async with Stage(chooser).run_test() as pilot:
        await enter_text(pilot, "舊江路 9999")
        assert 0 < drawn < 1_000
        assert listed(chooser)[0].startswith("▌来源 9999 舊江路")
