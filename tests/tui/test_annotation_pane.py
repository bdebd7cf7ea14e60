"""The marks pane: it follows the cursor, filters, groups, widens, and leads to each mark and its links."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.geometry import Offset

from tests.tui.driver import Driver, opened
from tests.tui.support import wait_for

CLAIM = "阿明: 我每天搭，軟體顯示的人數根本沒有這麼多。"
SHIP = "船上總是空的。"
THERE = "我数过三个晚上，最多的一次也只有四百人。"


async def three_marks(reader: Driver) -> None:
    """Two in the podcast, one in the forum that supports the second; the podcast's pane has the focus."""
    await reader.stand_on("軟體")
    await reader.press("c", "t")
    await reader.type("人數")
    await reader.press("<Enter>", "<Enter>")
    await reader.stand_on(SHIP)
    await reader.press("i", "<C-w> 2")
    await reader.stand_on(THERE)
    await reader.press("p", "<C-w> 1", "p s")


async def test_it_follows_the_cursor_and_shows_the_links_of_the_mark_there(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await three_marks(reader)
        assert reader.listed == [CLAIM, SHIP]
        await reader.press("g g", "] c")
        assert reader.chosen == CLAIM
        await reader.press("] c")
        await wait_for(reader.pilot, lambda: reader.chosen == SHIP, "the list to follow")
        await reader.sees("supported by forum")


async def test_the_text_follows_the_list_and_enter_goes_there(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await three_marks(reader)
        await reader.press("g g", ", m")
        assert reader.mode == "MARKS" and reader.focus == "marks"
        await reader.press("g g")
        assert reader.at(CLAIM) and reader.focus == "marks"
        await reader.press("j")
        assert reader.at(SHIP) and reader.chosen == SHIP
        await reader.press("9 j", "9 k")
        assert reader.chosen == CLAIM
        await reader.press("<Enter>")
        assert reader.focus == "reader" and reader.at(CLAIM) and reader.mode == "NORMAL"


async def test_enter_goes_to_a_mark_of_another_source_and_backspace_returns(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await three_marks(reader)
        await reader.press(", m", "a")
        assert sorted(reader.listed) == sorted([CLAIM, SHIP, THERE])
        await reader.sees("All sources")
        while reader.chosen != THERE:
            await reader.press("k")
        await reader.press("<Enter>")
        assert reader.handle == "forum" and reader.at(THERE)
        await reader.press("<BS>")
        assert reader.handle == "podcast"


async def test_groups_by_claim_and_by_tag(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await three_marks(reader)
        await reader.press(", m", "b")
        await reader.sees("This source by claim", "No claim")
        assert reader.listed == [CLAIM, SHIP]
        await reader.press("b")
        await reader.sees("by tag", "#人數", "No tag")
        await reader.press("b", "<Esc>", ", c")
        assert reader.focus == "marks"
        await reader.sees("All sources by claim")
        assert len(reader.listed) == 3


async def test_the_filter_finds_words_and_tags_in_any_script(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await three_marks(reader)
        await reader.press(", m", "/")
        assert reader.focus == "filter"
        await reader.type("软体")
        assert reader.listed == [CLAIM]
        await reader.press("<Enter>")
        assert reader.focus == "marks"
        await reader.sees("软体")
        await reader.press("/", "<Esc>")
        assert reader.focus == "marks" and len(reader.listed) == 2
        await reader.press("/")
        await reader.type("#人数")
        assert reader.listed == [CLAIM]
        await reader.type(" nowhere")
        assert reader.listed == []
        await reader.sees("No mark has these words")
        await reader.press("<Enter>", "<Esc>")
        assert reader.focus == "reader"
        await reader.press(", m", "<Enter>", "t", "e", "D", "j", "G", "g g")
        assert reader.focus == "marks" and reader.dialog == ""


async def test_tags_notes_and_deletion_from_the_list_stay_with_their_mark(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await three_marks(reader)
        await reader.press(", m", "a")
        while reader.chosen != THERE:
            await reader.press("k")
        await reader.press("t")
        await reader.type("外")
        await reader.press("<Enter>", "<Enter>")
        assert [m.tags for m in reader.marks("forum")] == [("外",)]
        assert reader.focus == "marks" and reader.chosen == THERE
        await reader.press("e")
        await reader.type("note")
        await reader.press("<Esc>")
        assert reader.marks("forum")[0].note == "note" and reader.chosen == THERE
        await reader.press("D")
        assert reader.marks("forum") == [] and reader.links() == [] and reader.focus == "marks"
        await reader.press("u")
        assert len(reader.links()) == 1


async def test_after_a_deletion_the_next_one_is_chosen(tmp_path: Path) -> None:
    sentences = [f"第{n}句。" for n in range(9)]
    async with opened(tmp_path, "nine", texts={"nine.txt": "".join(sentences)}) as reader:
        for words in sentences:
            await reader.stand_on(words)
            await reader.press("i")
        await reader.press(", m", "g g", "4 j", "D")
        assert reader.chosen == sentences[5]
        await reader.press("G", "D")
        assert reader.chosen == sentences[7]
        await reader.press("9 D", "D", "D", "D", "D", "D", "D", "D")
        assert reader.listed == [] and reader.chosen == ""
        await reader.sees("No marks here")


async def test_a_click_on_an_entry_goes_there_and_the_wheel_moves_the_list_only(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await three_marks(reader)
        await reader.press("g g")
        row = next(y for y, text in enumerate(reader.rows()) if "船上" in text[-36:] and y)
        marks = reader.screen.annotations.list
        await reader.pilot.click(marks, offset=(5, row - marks.region.y))
        await reader.pause()
        assert reader.at(SHIP) and reader.focus == "reader"
        await reader.press("g g")
        at = reader.cursor
        for down in (True, True, False):
            kind = events.MouseScrollDown if down else events.MouseScrollUp
            x, y = marks.region.offset + Offset(3, 3)
            marks.post_message(kind(marks, x, y, 0, 0, 0, False, False, False))
            await reader.pause()
        assert reader.cursor == at and reader.focus == "reader"


async def test_narrow_screens_show_it_over_the_text_while_it_is_used(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", size=(60, 15)) as reader:
        await reader.press("c")
        assert "Marks" not in reader.rows()[0]
        for leave in ("<Esc>", "q", "<Enter>", "<Tab>", ", m"):
            await reader.press(", m")
            await reader.until(lambda: "Marks" in reader.rows()[0], "the pane")
            assert reader.focus == "marks"
            await reader.press(leave)
            await reader.until(lambda: "Marks" not in reader.rows()[0], f"gone with {leave}")
            assert reader.focus == "reader", leave


async def test_hiding_it_gives_the_room_to_the_text(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        width = reader.reader.size.width
        await reader.press(", m", ", m")
        await reader.until(lambda: reader.reader.size.width == width + 36, "the text has the room")
        assert reader.focus == "reader"
        await reader.press("c", ", m")
        assert reader.focus == "marks" and len(reader.listed) == 1


async def test_a_mark_with_two_tags_is_listed_under_both_and_keeps_its_row(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press("c", "t")
        for tag in ("a", "b"):
            await reader.type(tag)
            await reader.press("<Enter>")
        await reader.press("<Enter>", ", m", "b", "b", "G")
        assert len(reader.listed) == 2
        row = reader.screen.annotations.list._selected
        await reader.press("e")
        await reader.type("n")
        await reader.press("<Esc>")
        assert reader.screen.annotations.list._selected == row


async def test_under_its_claim_an_entry_shows_its_own_words(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await three_marks(reader)
        await reader.stand_on("軟體")
        await reader.press("<Enter>", "s")
        await reader.type("人數造假")
        await reader.press("<Enter>", "<Esc>")
        await reader.sees("c 人數造假")
        await reader.press(", c", "G")
        await reader.sees(" 人數造假", "c 阿明")
        assert "c 人數造假" not in reader.screen_text()
