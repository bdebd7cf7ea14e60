"""A look at the other end without going there."""

from __future__ import annotations

import pytest

from tests.tui.screens.examples import CONTRADICTS, RESTATES, SUPPORTED
from tests.tui.support import Stage, press, shown_lines, styles, wait_for
from tui.screens.peek import End, Peek

BEFORE, AFTER = "直播里先讲了空气。", "弹幕在问跟哪几个月比。"
ENDS: tuple[End, ...] = tuple((link, (BEFORE, link.quote, AFTER)) for link in (RESTATES, CONTRADICTS, SUPPORTED))


@pytest.mark.parametrize(
    ("keys", "mark"),
    [
        ("enter", "m2"),
        ("l right enter", "m4"),
        ("tab enter", "m3"),
        ("h enter", "m4"),
        ("l left shift+tab enter", "m4"),
        ("K", None),
        ("q", None),
    ],
)
async def test_keys_and_where_they_go(keys: str, mark: str | None) -> None:
    app = Stage(Peek(ENDS, styles()))
    async with app.run_test() as pilot:
        await press(pilot, *keys.split())
        await wait_for(pilot, lambda: bool(app.results), "the peek ends")
        assert app.results == [mark]


async def test_it_shows_relation_place_and_the_quote_in_its_context() -> None:
    peek = Peek(ENDS, styles())
    async with Stage(peek).run_test(size=(80, 24)) as pilot:
        assert shown_lines(peek.page)[0] == " ≡ restates  001 · 宋工 · ¶ 12"
        assert "".join(line.strip() for line in shown_lines(peek.page)[2:]) == BEFORE + RESTATES.quote + AFTER
        assert peek.box.border_subtitle == " 1 of 3 "
        await press(pilot, "l")
        assert shown_lines(peek.page)[:2] == [" × contradicts  002 · 夜班老周 · ¶ 4", " ✎ 不同时段"]
        assert peek.box.border_subtitle == " 2 of 3 "


async def test_the_quote_alone_is_drawn_as_a_claim() -> None:
    peek = Peek(ENDS, styles())
    async with Stage(peek).run_test(size=(60, 15)):
        strips = [peek.page.render_line(y) for y in range(2, peek.page.size.height)]
        drawn = [segment for strip in strips for segment in strip if segment.style]
        underlined = "".join(segment.text for segment in drawn if segment.style and segment.style.underline)
        assert underlined == RESTATES.quote


async def test_a_long_context_opens_at_the_quote() -> None:
    peek = Peek(((SUPPORTED, ("前\n" * 40, SUPPORTED.quote, "\n後" * 40)),), styles())
    async with Stage(peek).run_test(size=(80, 24)) as pilot:
        quoted = f" {SUPPORTED.quote}"
        await wait_for(pilot, lambda: quoted in shown_lines(peek.page), "the quote is in view")
        assert peek.box.border_subtitle is None
        await press(pilot, "g")
        assert shown_lines(peek.page)[0] == " + supported by  004 · ¶ 7"
