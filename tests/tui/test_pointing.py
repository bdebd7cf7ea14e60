"""The mouse: clicks that select, drags past the edge, margin signs and link ends, edges of panes."""

from __future__ import annotations

import base64
import sys
from pathlib import Path

from textual.events import MouseScrollDown
from textual.widget import Widget

from tests.terminal import Terminal
from tests.tui.driver import Driver, opened
from tui.layout.cursor import cell_of

ROOT = Path(__file__).parents[2]

LONG = {"long.txt": "\n\n".join(f"第{n}段，这里有一些很宽的字。" for n in range(200))}


def cell(reader: Driver, words: str) -> tuple[int, int]:
    """Where the first of these words is drawn in the current reader."""
    offset = reader.text.index(words)
    layout = reader.reader.view.layout
    row = layout.row(layout.position_of(offset))
    y = [shown.position for shown in reader.reader._rows].index(row.position)
    margin = -reader.reader.column_of(0)
    return margin + cell_of(layout, row, offset), y * reader.reader.look.spacing


async def drag(reader: Driver, widget: Widget, start: tuple[int, int], *to: tuple[int, int]) -> None:
    """Presses at a cell of a widget, moves over others, and lets go at the last: cells may lie outside of it."""
    x, y = widget.region.offset
    await reader.pilot.mouse_down(widget, offset=start)
    for place in to:
        await reader.pilot.hover(None, offset=(x + place[0], y + place[1]))
    await reader.pilot.mouse_up(None, offset=(x + to[-1][0], y + to[-1][1]))
    await reader.pause()


async def test_either_half_of_a_wide_character_is_that_character(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        x, y = cell(reader, "官方")
        for half in (0, 1):
            await reader.mouse(x + half, y)
            assert reader.at("官方") and not reader.selected
        await reader.mouse(x, y, to=(x + 3, y))
        assert reader.selected == "官方"
        await reader.mouse(x + 3, y, to=(x, y))
        assert reader.selected == "官方"


async def test_a_double_click_takes_the_word_a_third_the_sentence(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        x, y = cell(reader, "官方")
        await reader.mouse(x, y, chain=2)
        assert reader.selected == "官方"
        await reader.mouse(x, y, chain=3)
        assert reader.selected == "夜间渡轮平均每晚运送一千二百人，这是官方数字。"


async def test_a_click_near_the_edge_does_not_move_the_text(tmp_path: Path) -> None:
    async with opened(tmp_path, "long", size=(60, 16), texts=LONG) as reader:
        await reader.press("5 0 %")
        top = reader.reader.view.top
        last = reader.reader.size.height - 1
        for y in (0, last - (reader.reader.row_under(last).block < 0)):  # type: ignore[union-attr]
            await reader.mouse(8, y, chain=2)
            assert reader.reader.view.top == top and reader.selected


async def test_a_drag_past_the_edge_brings_the_text_after_it(tmp_path: Path) -> None:
    async with opened(tmp_path, "long", size=(60, 16), texts=LONG) as reader:
        await drag(reader, reader.reader, (8, 4), (8, 10), (8, 14))
        assert reader.selected.startswith(reader.text[reader.reader.view.selection.anchor :][:4])  # type: ignore[union-attr]
        assert reader.reader.view.top > reader.reader.view.layout.first()
        assert reader.reader._pull is None
        scrolled = reader.reader.view.top
        await drag(reader, reader.reader, (8, 4), (8, -1))
        assert reader.reader.view.top < scrolled


async def test_while_the_mouse_is_held_beyond_the_edge_the_text_goes_on(tmp_path: Path) -> None:
    async with opened(tmp_path, "long", size=(60, 16), texts=LONG) as reader:
        region = reader.reader.region
        await reader.pilot.mouse_down(reader.reader, offset=(8, 4))
        await reader.pilot.hover(None, offset=(8, region.bottom))
        first = reader.reader.view.top

        def further() -> bool:
            reader.reader._pulled()  # what its timer does
            return reader.reader.view.top > first

        await reader.until(further, "it goes on")
        await reader.pilot.mouse_up(None, offset=(8, region.bottom))
        await reader.pause()
        assert reader.reader._pull is None and len(reader.selected) > 40


async def test_a_sign_in_the_margin_shows_the_other_end_or_the_mark(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum", size=(160, 40)) as reader:
        await reader.stand_on("船上")
        await reader.press("c", "p", "<Tab>")
        await reader.stand_on("我数过")
        await reader.press("p c")
        _, y = cell(reader, "我数过")
        begin = cell(reader, "夜间渡轮平均")[0]
        column = next(x for x in range(begin) if reader.reader.sign_under(x, y))
        await reader.mouse(column + 1, y)
        assert reader.dialog == "Peek"
        await reader.sees("船上總是空的。")
        await reader.press("<Esc>")
        await reader.stand_on("周末")
        await reader.press("i")
        _, y = cell(reader, "周末")
        await reader.mouse(begin - 3, y)
        assert reader.dialog == "Details"


async def test_a_click_on_a_mark_selects_its_entry_or_says_what_it_is(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum", size=(160, 40)) as reader:
        await reader.stand_on("船上")
        await reader.press("c")
        await reader.stand_on("軟體")
        await reader.press("i", "g g")
        for words, quote in (("船上", "船上總是空的。"), ("軟體", "阿明: 我每天搭，軟體顯示的人數根本沒有這麼多。")):
            await reader.mouse(*cell(reader, words))
            assert reader.chosen == quote
        await reader.resize(80, 24)
        await reader.mouse(*cell(reader, "船上"))
        assert "Claim" in reader.status and "Enter opens it" in reader.status


async def test_a_click_on_a_link_end_in_the_list_goes_there(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum", size=(160, 40)) as reader:
        await reader.stand_on("船上")
        await reader.press("c", "p", "<Tab>")
        await reader.stand_on("我数过")
        await reader.press("p c")
        marks = reader.screen.annotations.list
        rows = [line.plain for line, _ in marks._lines]
        y = next(index for index, row in enumerate(rows) if "contradict" in row)
        await reader.pilot.click(marks, offset=(6, y + 1))
        await reader.pause()
        assert reader.handle == "podcast" and reader.at("船上")


async def test_the_edge_between_panes_is_dragged(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum", size=(160, 30)) as reader:
        left, right = reader.screen.panes.all
        before = left.region.width
        await drag(reader, right, (0, 10), (-8, 10), (-12, 12))
        await reader.until(lambda: left.region.width == before - 12, "the left pane is narrower")
        await drag(reader, right, (0, 10), (-45, 10))
        await reader.until(lambda: left.region.width >= 30, "something is left of it")
        assert left.region.width + right.region.width + reader.screen.annotations.region.width == 160
        marks = reader.screen.annotations
        wide = marks.region.width
        await drag(reader, marks, (0, 5), (-6, 5))
        await reader.until(lambda: marks.region.width == wide + 6, "the marks pane is wider")


async def test_the_edge_between_panes_moves_by_keys(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum", size=(160, 30)) as reader:
        left, right = reader.screen.panes.all
        both = left.region.width + right.region.width
        before = left.region.width
        await reader.press("2 <C-w> >")
        await reader.until(lambda: left.region.width == before + 8, "wider by two steps")
        await reader.press("<Tab>", "<C-w> >")
        await reader.until(lambda: left.region.width == before + 4, "the other one wider")
        await reader.press("9 <C-w> <", "9 <C-w> <")
        await reader.until(lambda: right.region.width == 30, "not too narrow")
        await reader.press("<C-w> =")
        await reader.until(lambda: abs(left.region.width - right.region.width) <= 1, "equal")
        assert left.region.width + right.region.width == both
        await reader.press("<Tab>", "<C-w> >")
        await reader.until(lambda: reader.screen.annotations.region.width == 40, "the marks pane is wider")


async def test_lines_apart_are_clicked_as_they_are_seen(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        await reader.press("z l")
        assert "apart" in reader.status
        x, y = cell(reader, "官方")
        assert y % 2 == 0
        await reader.mouse(x, y)
        assert reader.at("官方")
        rows = reader.rows()
        assert "官方" in rows[y + 1] and not rows[y + 2][:60].strip()


def test_a_drag_in_a_real_terminal_copies_the_original_characters(tmp_path: Path) -> None:
    """The bytes that terminals send for press, move and release; the script view is on, the copy is as written."""
    (tmp_path / "talk.txt").write_text("夜間渡輪每晚載客一千二百人。\n\n市府說票價不變。\n", encoding="utf-8")
    command = [sys.executable, "-m", "tui.cli", "--library", str(tmp_path / "library"), str(tmp_path / "talk.txt")]
    with Terminal(command, size=(80, 24), cwd=ROOT) as terminal:
        terminal.wait_text("夜間渡輪", "NORMAL")
        terminal.type("s")
        terminal.wait_text("夜间渡轮", "→简")
        rows = terminal.screen.cells
        y = next(index for index, row in enumerate(rows) if "每" in row)
        x = rows[y].index("渡")
        for kind, column, end in ((0, x, "M"), (32, x + 3, "M"), (32, x + 7, "M"), (0, x + 7, "m")):
            terminal.type(f"\x1b[<{kind};{column + 1};{y + 1}{end}")
        terminal.wait_text("SELECT")
        terminal.type("y")
        terminal.wait(lambda _: terminal.screen.clipboard, "something on the clipboard")
        copied = terminal.screen.clipboard[-1].split(";")[-1]
        assert base64.b64decode(copied).decode() == "渡輪每晚"
        terminal.type("q")
        assert terminal.wait_end() == 0


async def test_title_and_overview_belong_to_their_text(tmp_path: Path) -> None:
    async with opened(tmp_path, "long", "long", size=(120, 20), texts=LONG) as reader:
        left, right = reader.screen.panes.all
        await reader.pilot.click(right.title_bar)
        await reader.pause()
        assert reader.screen.panes.current is right
        for widget in (left.title_bar, left.overview, left.reader):
            before = left.reader.view.first_offset()
            await reader.pilot._post_mouse_events([MouseScrollDown], widget, offset=(0, 0))
            await reader.pause()
            below = left.reader.view.first_offset()
            assert reader.text[before:below].count("\n\n") in (1, 2), "three rows"
            assert right.reader.view.first_offset() == 0


async def test_a_double_click_in_a_list_chooses_once(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", size=(120, 30)) as reader:
        await reader.press(", o")
        await reader.sees("夜间渡轮讨论")
        y = next(y for y, row in enumerate(reader.rows()) if "夜间渡轮讨论" in row) + 1
        await reader.keys_at_once(f"\x1b[<0;40;{y}M\x1b[<0;40;{y}m" * 2)
        await reader.until(lambda: not reader.dialog, "the list is closed")
        assert reader.handle == "forum" and not reader.app._exit and reader.app.screen is reader.screen


async def test_a_double_click_opens_a_fold(tmp_path: Path) -> None:
    post = "##### {0}#  木木  发表于 2025-11-12 16:5{0}\n\n第{0}楼说的话。\n\n*****\n\n"
    texts = {"thread.txt": "".join(post.format(n) for n in range(1, 6))}
    async with opened(tmp_path, "thread", texts=texts) as reader:
        y = next(y for y, row in enumerate(reader.rows()) if "⋯" in row) - 1
        await reader.mouse(8, y)
        assert reader.reader.is_folded()
        await reader.mouse(8, y, chain=2)
        assert not reader.reader.is_folded() and not reader.selected and "*****" in reader.rows()[y + 1]


async def test_the_mouse_selects_in_the_text_alone(tmp_path: Path) -> None:
    """Textual's own selection ends the program where the press is on a widget that was closed a moment before."""
    async with opened(tmp_path, "podcast", size=(100, 20)) as reader:
        for widget in (reader.screen.panes.current.title_bar, reader.screen.status):
            await reader.pilot.mouse_down(widget, offset=(4, 0))
            assert reader.screen._select_state is None
            await reader.pilot.hover(widget, offset=(20, 0))
            await reader.pilot.mouse_up(widget, offset=(20, 0))
        assert not reader.screen.selections
