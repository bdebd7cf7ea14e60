"""Selecting passages by name: `vis`, `vap`, with counts, and marking what is selected."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.driver import opened


@pytest.mark.parametrize(
    ("at", "keys", "selected"),
    [
        ("這個", "v i s", "這個數字可信嗎？"),
        ("今天", "v 2 i s", "主持人: 今天談夜間渡輪，市府說每晚有一千二百人搭乘。這個數字可信嗎？"),
        ("市府", "v i c", "市府說每晚有一千二百人搭乘。"),
        ("市府", "v i p", "今天談夜間渡輪，市府說每晚有一千二百人搭乘。這個數字可信嗎？"),
        ("市府", "v a t", "主持人: 今天談夜間渡輪，市府說每晚有一千二百人搭乘。這個數字可信嗎？"),
        ("漲了", "v i h", "主持人: 那麼，票價呢？聽說漲了兩成。\n\n阿明: 沒錯。"),
        ("軟體", "v i w", "軟體"),
    ],
)
async def test_a_passage_by_its_name(tmp_path: Path, at: str, keys: str, selected: str) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on(at)
        await reader.press(keys)
        assert reader.selected == selected and reader.mode == "SELECT"


async def test_what_is_selected_is_marked_and_is_found_as_a_mark(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("這個")
        await reader.press("v i s", "i")
        assert reader.quotes() == ["這個數字可信嗎？"]
        await reader.stand_on("市府")
        await reader.press("V", ")", "i")
        await reader.stand_on("可信")
        await reader.press("v i m")
        assert reader.selected == "這個數字可信嗎？"
        await reader.press("<Esc>", "v a m")
        assert reader.selected == "主持人: 今天談夜間渡輪，市府說每晚有一千二百人搭乘。這個數字可信嗎？"
        await reader.press("<Esc>", "v i l")
        assert "no linked mark here" in reader.status and reader.mode == "SELECT"


async def test_once_the_cursor_has_moved_i_and_a_mark_the_selection(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("船上")
        await reader.press("v", "l", "i")
        assert reader.quotes() == ["船上"]
        await reader.press("v", "i")
        await reader.sees("Inside sentence", "Inside quote")


async def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    async with opened(tmp_path, "report") as reader:
        await reader.stand_on("Fares")
        await reader.press("v i o")
        assert "There is no post here" in reader.status
        await reader.press("v", "v i t")
        assert "no speaker’s turn" in reader.status


async def test_clauses_and_posts_with_counts(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("今天")
        await reader.press("2 g )")
        assert reader.at("這個數字")
        await reader.press("g (")
        assert reader.at("市府")
        await reader.press("] p")
        assert "none further" in reader.status


async def test_white_space_around_a_selection_is_not_marked(tmp_path: Path) -> None:
    async with opened(tmp_path, "report") as reader:
        await reader.stand_on("Fares cover")
        await reader.press("v a s", "c")
        assert reader.quotes() == ["Fares cover half of the cost."]


async def test_what_was_selected_last_is_selected_again(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press("g v")
        assert "Nothing was selected" in reader.status
        await reader.stand_on("軟體")
        await reader.press("v l", "<Esc>", "G", "g v")
        assert reader.selected == "軟體"
        await reader.press("c", "g g", "g v")
        assert reader.selected == "軟體" and reader.quotes() == ["軟體"]


async def test_a_passage_that_ends_in_a_fold_leaves_the_next_selection_as_any_other(tmp_path: Path) -> None:
    post = "##### {0}#  木木  发表于 2025-11-12 16:5{0}\n\n第{0}楼说的话。\n\n*****\n\n"
    texts = {"thread.txt": "".join(post.format(n) for n in range(1, 6))}
    async with opened(tmp_path, "thread", texts=texts) as reader:
        await reader.stand_on("第2楼")
        await reader.press("v a o", "<Esc>", "v i o")
        assert reader.selected == "第2楼说的话。" and reader.marks() == []
