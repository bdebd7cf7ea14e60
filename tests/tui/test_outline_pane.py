"""The outline beside the text: follows the cursor, filters by typing, leads to places; zen; the overview column."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.driver import Driver, opened
from tui.widgets.lines import PickList

LONG = {"long.md": "\n\n".join(f"## 第{n}节\n\n甲: 这是第{n}句话。\n\n乙: 好的，{n}。" for n in range(40))}


def chosen(reader: Driver) -> str:
    """The words of the outline's chosen line."""
    found: PickList = reader.screen.outline.list
    return "".join(text for text, _ in found.line(found.chosen).parts).strip()


async def test_it_follows_the_cursor_and_leads_to_places(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", size=(160, 30)) as reader:
        await reader.press(", t")
        assert reader.focus == "outline-filter" and reader.mode == "OUTLINE"
        await reader.sees("夜間渡輪值得嗎", "票價", "阿明")
        await reader.press("<Esc>", "] h", "] h")
        assert reader.focus == "reader"
        await reader.until(lambda: chosen(reader) == "票價", "the heading")
        await reader.press("] s")
        assert chosen(reader).startswith("主持人")
        await reader.press("<S-Tab>")
        assert reader.focus == "outline-filter"
        await reader.press("<Up>", "<Up>", "<Enter>")
        assert reader.focus == "reader" and reader.at("阿明: 我每天搭")
        await reader.press("<C-o>")
        assert reader.at("主持人: 那麼")


async def test_typing_filters_in_any_script_and_enter_goes(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", size=(160, 30)) as reader:
        await reader.press(", t")
        await reader.type("票价")
        await reader.until(lambda: chosen(reader) == "票價", "the one heading with these words")
        await reader.press("<Enter>")
        assert reader.at("票價\n") and not reader.screen.outline.filter.value
        await reader.press(", t", ", t")
        await reader.type("没有的")
        await reader.sees("Nothing matches.")
        await reader.press("<Enter>", "<Esc>", "<Esc>")
        assert reader.focus == "reader" and reader.at("票價\n")
        await reader.press(", t")
        assert not reader.screen.outline.display


async def test_another_source_another_outline(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "report", size=(180, 30)) as reader:
        await reader.press(", t", "<Tab>", "<Tab>")
        assert reader.handle == "report"
        await reader.until(lambda: chosen(reader) == "Night ferry review", "the other one's heading")
        await reader.press("<Tab>", "<Tab>")
        assert reader.focus == "outline-filter"
        await reader.press("<Esc>")
        assert reader.focus == "reader"


async def test_where_there_is_no_room_it_lies_over_the_text_while_it_is_used(tmp_path: Path) -> None:
    async with opened(tmp_path, "long", size=(60, 20), texts=LONG) as reader:
        await reader.press(", t")
        await reader.sees("Outline")
        assert reader.screen.outline.has_class("-overlay")
        await reader.type("第30节")
        await reader.press("<Enter>")
        assert reader.at("第30节") and not reader.screen.outline.display
        await reader.press(", t")
        assert reader.focus == "outline-filter"
        await reader.until(lambda: chosen(reader) == "第30节", "where the cursor stands")


async def test_zen_shows_nothing_but_the_text(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum", size=(120, 30)) as reader:
        await reader.press("z n")
        await reader.sees("zn brings the rest back")
        await reader.press("j")
        await reader.until(lambda: "NORMAL" not in reader.screen_text(), "no status line")
        assert "podcast" not in reader.screen_text() and "Marks" not in reader.screen_text()
        await reader.press("/")
        assert reader.focus == "find"
        await reader.press("<Esc>", "z n")
        await reader.sees("podcast", "forum", "NORMAL")


@pytest.mark.parametrize("keys", ["z n", "z m"])
async def test_the_text_alone_is_alone_also_when_asked_for_in_the_marks_pane(tmp_path: Path, keys: str) -> None:
    async with opened(tmp_path, "podcast", "forum", size=(150, 30)) as reader:
        await reader.press("<C-w> l", "<C-w> l")
        assert reader.focus == "marks"
        await reader.press(keys)
        await reader.until(lambda: "forum" not in reader.rows()[0] or "podcast" not in reader.rows()[0], "one text")
        assert "Marks" not in reader.screen_text() and reader.focus == "reader"
        await reader.press(keys)
        await reader.sees("podcast", "forum", "Marks")


async def test_the_overview_shows_marks_hits_and_the_view_and_a_click_goes_there(tmp_path: Path) -> None:
    async with opened(tmp_path, "long", size=(80, 24), texts=LONG) as reader:

        def column() -> list[str]:
            overview = reader.screen.panes.current.overview
            return [overview.render_line(y).text for y in range(overview.size.height)]

        await reader.until(lambda: column()[0] == "|", "what is in view")
        assert set(column()[4:]) == {" "}
        overview = reader.screen.panes.current.overview
        await reader.pilot.click(overview, offset=(0, 11))
        await reader.pause()
        assert 0.4 < reader.cursor / len(reader.text) < 0.6
        await reader.press("c", "g g")
        await reader.until(lambda: "-" in column()[9:14], "the mark, in the middle")
        await reader.press("/")
        await reader.type("第39句")
        await reader.press("<Enter>", "g g")
        await reader.until(lambda: "*" in column()[-3:], "the hit, near the end")


async def test_a_wide_title_says_how_long_the_rest_takes(tmp_path: Path) -> None:
    texts = {"long.txt": "\n\n".join("渡轮每天载客一万二千人，市府说票价不变。" * 8 for _ in range(60))}
    async with opened(tmp_path, "long", size=(120, 30), texts=texts) as reader:
        await reader.sees("min left")
        await reader.press("5 0 %")
        left = reader.rows()[0]
        await reader.press("G")
        await reader.until(lambda: "left" not in reader.rows()[0], "nothing is left")
        assert "min left" in left
