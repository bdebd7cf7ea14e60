"""Everything about a mark, and what can be asked for from there."""

from __future__ import annotations

import pytest

from tests.tui.screens.examples import CONTRADICTS, RESTATES, SUPPORTED, entry
from tests.tui.support import Stage, enter_text, press, shown_lines, styles, wait_for
from tui.keymap import Keymap
from tui.screens.details import Details, DetailsResult
from tui.values import MarkEntry

WHERE = "001 旧江路，还给走路的人？ · 空气 · ¶ 9"


KEYS = Keymap.default().hint


def page(details: Details) -> str:
    return "\n".join(shown_lines(details.page))


def bars(details: Details) -> list[str]:
    """The words of the selected link."""
    return [line.strip("▌ ") for line in shown_lines(details.page) if line.startswith("▌")]


async def test_it_shows_all_there_is() -> None:
    details = Details(entry(), WHERE, styles(), KEYS)
    async with Stage(details).run_test(size=(100, 40)):
        shown = page(details)
        words = (WHERE, "绕行让环山路变慢", "“舊江路試行期間", "對照 004。", "Ask for the counts.", "● energy/nuclear")
        assert [each for each in words if each not in shown] == []
        assert "≡ restates  001 · 宋工 · ¶ 12" in shown
        assert "× contradicts  002 · 夜班老周 · ¶ 4" in shown
        assert "+ supported by  004 · ¶ 7" in shown
        assert "✎ 不同时段" in shown
        assert "Lost" not in shown


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        ("enter", DetailsResult("go", "m2")),
        ("j j j k enter", DetailsResult("go", "m3")),
        ("down x", DetailsResult("unlink", "l1")),
        ("P", DetailsResult("part", "m1")),
        ("q", None),
        ("s s escape q", None),
        ("s enter q", None),
        ("s x enter", DetailsResult("statement", "绕行让环山路变慢x")),
        ("s ctrl+u enter", DetailsResult("statement", "")),
    ],
)
async def test_keys_and_what_they_ask_for(keys: str, result: DetailsResult | None) -> None:
    app = Stage(Details(entry(), WHERE, styles(), KEYS))
    async with app.run_test() as pilot:
        await press(pilot, *keys.split())
        await wait_for(pilot, lambda: bool(app.results), "the details end")
        assert app.results == [result]


@pytest.mark.parametrize(
    ("shown", "keys", "said"),
    [
        (entry(links=(RESTATES,)), "x", "P parts this mark from it"),
        (entry(links=()), "x", "has no links"),
        (entry(links=()), "enter", "p in the text pins it"),
        (entry(links=(CONTRADICTS,)), "P", "No other mark makes this claim"),
        (entry(kind="highlight"), "s", "A highlight states nothing"),
    ],
)
async def test_what_cannot_be_done_is_said(shown: MarkEntry, keys: str, said: str) -> None:
    details = Details(shown, WHERE, styles(), KEYS)
    app = Stage(details)
    async with app.run_test() as pilot:
        await press(pilot, *keys.split())
        assert said in " ".join(details.hints.message.split())
        assert app.results == []


async def test_keys_of_the_text_are_those_that_hold() -> None:
    details = Details(entry(links=()), WHERE, styles(), Keymap.of("arrows").hint)
    async with Stage(details).run_test() as pilot:
        await press(pilot, "enter")
        assert "k in the text pins it" in " ".join(details.hints.message.split())


async def test_the_selected_link_comes_into_view() -> None:
    details = Details(entry(note="行\n" * 30, links=(SUPPORTED, CONTRADICTS)), WHERE, styles(), KEYS)
    async with Stage(details).run_test(size=(80, 24)) as pilot:
        assert bars(details) == []
        await press(pilot, "k")
        assert bars(details)[0].startswith("Links  + supported by  004")
        await press(pilot, "j")
        assert bars(details) == ["× contradicts  002 · 夜班老周 · ¶ 4", "“天天多11分钟。”", "✎ 不同时段"]
        await press(pilot, "g")
        assert WHERE in page(details)


async def test_without_links_the_keys_scroll() -> None:
    details = Details(entry(note="行\n" * 60, links=()), WHERE, styles(), KEYS)
    async with Stage(details).run_test(size=(80, 24)) as pilot:
        await press(pilot, "j", "j")
        assert details.page.first == 2


async def test_the_statement_is_edited_in_place() -> None:
    details = Details(entry(statement=""), WHERE, styles(), KEYS)
    app = Stage(details)
    async with app.run_test() as pilot:
        assert "not stated yet" in page(details)
        await press(pilot, "s")
        assert "Enter keep the statement" in shown_lines(details.hints)[0]
        await enter_text(pilot, "慢了jk")
        await press(pilot, "enter")
        await wait_for(pilot, lambda: bool(app.results), "the details end")
        assert app.results == [DetailsResult("statement", "慢了jk")]


async def test_a_lost_mark_says_so() -> None:
    details = Details(entry(kind="highlight", lost=True), WHERE, styles(), KEYS)
    async with Stage(details).run_test():
        assert details.box.border_title == " Highlight that lost its place "
        assert "The source changed" in page(details)
        assert "Claim" not in page(details)
