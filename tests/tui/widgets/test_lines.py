"""Lists and pages: what is drawn, how they scroll, what is chosen."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.app import App
from textual.widget import Widget

from tests.tui.support import Stage, press, shown_lines, wait_for
from tui.layout.cells import cell_len
from tui.screens.modal import Modal
from tui.widgets.lines import MARGIN, Line, Lines, Parts, PickList, plain, rows_of, spread


class Holder(Modal[None]):
    def __init__(self, held: Widget) -> None:
        super().__init__("held")
        self.held = held

    def body(self) -> Iterable[Widget]:
        return (self.held,)

    def rows_wanted(self, width: int) -> int:
        return 10

    def press(self, token: str) -> bool:
        return isinstance(self.held, Lines) and self.held.press(token)


def stage(held: Widget) -> App[None]:
    return Stage(Holder(held))


def text_of(parts: Parts) -> str:
    return "".join(text for text, _ in parts)


def test_rows_of_keeps_paragraphs_and_shows_controls() -> None:
    assert rows_of("一二三四五\n\x1b[31m", 8, 6) == ["一二三四", "五", "␛[31m"]
    assert rows_of("", 8, 8) == [""]


def test_spread_keeps_the_right_part_whole() -> None:
    assert text_of(spread((("一二三四", None),), (("gg", None),), 9)) == "一二…  gg"
    assert text_of(spread((("ab", None),), (("c", None),), 6)) == "ab   c"
    assert text_of(spread((("ab", None), ("cd", None)), (), 6)) == "abcd  "


async def test_a_page_scrolls_by_the_keys_of_a_reader() -> None:
    page = Lines()
    async with stage(page).run_test(size=(80, 24)) as pilot:
        page.show(lambda width: [plain(str(n)) for n in range(50)])
        height = page.size.height
        places = []
        for key in ("j", "space", "k", "G", "b", "g", "k", "full_width", "pagedown", "end", "home"):
            await press(pilot, "ｊ" if key == "full_width" else key)
            places.append(page.first)
        last = 50 - height
        assert places == [1, height, height - 1, last, last - height + 1, 0, 0, 1, height, last, 0]


async def test_a_mark_at_the_edge_shows_where_the_page_is() -> None:
    page = Lines()
    async with stage(page).run_test(size=(80, 24)):
        page.show(lambda width: [plain("x")] * 50)
        last = page.size.height - 1
        assert (page.render_line(0).text[-1], page.render_line(last).text[-1]) == ("┃", " ")
        page.press("G")
        assert (page.render_line(0).text[-1], page.render_line(last).text[-1]) == (" ", "┃")
        page.show(lambda width: [plain("x")])
        assert page.render_line(0).text[-1] == " "


async def test_lines_are_made_again_for_another_width() -> None:
    page = Lines()
    async with stage(page).run_test(size=(80, 24)) as pilot:
        widths: list[int] = []

        def make(width: int) -> list[Line]:
            widths.append(width)
            return [plain("x")]

        page.show(make)
        await pilot.resize_terminal(60, 24)
        await pilot.pause()
        assert widths[0] == 72 - 2 - MARGIN
        assert widths[-1] == 60 - 2 - MARGIN


async def test_reveal_moves_no_more_than_needed() -> None:
    page = Lines()
    async with stage(page).run_test(size=(80, 24)):
        page.show(lambda width: [plain(str(n)) for n in range(50)])
        height = page.size.height
        page.reveal(0, 3)
        assert page.first == 0
        page.reveal(20, 22)
        assert page.first == 22 - height
        page.reveal(5, 30)
        assert page.first == 5


async def test_a_list_draws_only_what_is_in_view() -> None:
    drawn: list[int] = []

    def draw(index: int, width: int) -> Parts:
        drawn.append(index)
        return ((f"number {index}", None),)

    picks = PickList(draw)
    async with stage(picks).run_test(size=(80, 24)) as pilot:
        picks.offer(10_000)
        await press(pilot, "G")
        await pilot.pause()
        assert picks.chosen == 9_999
        assert shown_lines(picks)[-1].startswith("▌number 9999")
        assert len(set(drawn)) <= 3 * picks.size.height


async def test_the_chosen_line_stays_within_the_list_and_in_view() -> None:
    picks = PickList(lambda index, width: ((str(index), None),))
    async with stage(picks).run_test(size=(80, 24)):
        picks.offer(30, chosen=40)
        assert (picks.chosen, picks.first) == (29, 30 - picks.size.height)
        picks.move(-100)
        assert (picks.chosen, picks.first) == (0, 0)
        picks.move(1)
        assert (picks.line_at(0), picks.line_at(99)) == (0, None)


async def test_an_empty_list_says_why() -> None:
    picks = PickList(lambda index, width: ())
    async with stage(picks).run_test(size=(80, 24)):
        picks.offer(0, empty="Nothing here.")
        assert shown_lines(picks)[0] == " Nothing here."
        assert picks.line_at(0) is None


async def test_the_wheel_scrolls() -> None:
    page = Lines()
    async with stage(page).run_test(size=(80, 24)) as pilot:
        page.show(lambda width: [plain(str(n)) for n in range(50)])
        page.post_message(events.MouseScrollDown(page, 1, 1, 0, 1, 0, False, False, False))
        await wait_for(pilot, lambda: page.first == 3, "the page moves by three lines")


def test_a_line_of_any_text_fits_its_width() -> None:
    for width in range(8, 40):
        parts = spread((("混排 mixed 文字", None), ("  ", None), ("細節", None)), (("Ctrl-w v", None),), width)
        assert cell_len(text_of(parts)) <= max(width, 10)
