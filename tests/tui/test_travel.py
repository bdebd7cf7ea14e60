"""Going places: marks, links, headings, speakers, places, hits, and always back again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.driver import Driver, opened

FIRST, SECOND, THIRD = "市府說", "軟體", "船上"


async def mark_three(reader: Driver) -> None:
    for words in (FIRST, SECOND, THIRD):
        await reader.stand_on(words)
        await reader.press("v", "l", "i")
    await reader.press("g g")


async def link_across(reader: Driver) -> None:
    """The podcast's 空的 contradicts the forum's 四百人; the cursor is on the latter."""
    await reader.stand_on("空的")
    await reader.press("v", "l", "p", "<C-w> 2")
    await reader.stand_on("四百人")
    await reader.press("v", "2 l", "o", "p c")


async def test_marks_forward_back_and_counted(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await mark_three(reader)
        await reader.press("] c")
        assert reader.at(FIRST)
        await reader.press("2 ] c")
        assert reader.at(THIRD)
        await reader.press("] c")
        assert reader.at(THIRD) and "none further" in reader.status
        await reader.press("[ c")
        assert reader.at(SECOND)
        await reader.press("9 [ c")
        assert reader.at(FIRST)
        await reader.press("[ c")
        assert "none before" in reader.status


async def test_backspace_and_L_walk_the_jumps(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await mark_three(reader)
        await reader.press("] c", "] c", "<BS>")
        assert reader.at(FIRST)
        await reader.press("<C-o>")
        assert reader.cursor == 0
        await reader.press("L", "L")
        assert reader.at(SECOND)
        await reader.press("L")
        assert reader.at(SECOND) and "forward" in reader.status


async def test_headings_and_speakers(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press("] h")
        assert reader.at("票價")
        await reader.press("] h")
        assert "none further" in reader.status
        await reader.press("[ h")
        assert reader.cursor == 0
        await reader.press("2 ] s")
        assert reader.at("阿明: 我每天")
        await reader.press("[ s")
        assert reader.at("主持人: 今天")
        await reader.press("[ s")
        assert "none before" in reader.status


async def test_links_other_ends_peek_and_back_across_sources(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await link_across(reader)
        await reader.press("g d")
        assert reader.handle == "podcast" and reader.at("空的")
        await reader.press("<BS>")
        assert reader.handle == "forum"
        await reader.press("L", "K")
        assert reader.dialog == "Peek"
        await reader.sees("contradicts", "四百人")
        await reader.press("<Esc>")
        assert reader.handle == "podcast" and reader.dialog == ""
        await reader.press("K", "<Enter>")
        assert reader.handle == "forum" and reader.at("四百人")
        await reader.press("g g", "] l")
        assert reader.at("四百人")
        await reader.press("g r")
        assert reader.dialog == "Chooser"
        await reader.press("<Enter>")
        assert reader.handle == "podcast" and reader.at("空的")


async def test_the_other_end_is_shown_where_its_source_is_not_open(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await link_across(reader)
        await reader.press("<C-w> o")
        assert reader.panes == ["forum"]
        await reader.press("g d")
        assert reader.handle == "podcast" and reader.at("空的")
        await reader.press("<BS>")
        assert reader.handle == "forum" and reader.at("四百人")


async def test_several_other_ends_are_offered(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum", "report") as reader:
        await link_across(reader)
        await reader.press("p", "<C-w> 3")
        await reader.stand_on("The count")
        await reader.press("p n", "<C-w> 2", "g d")
        assert reader.dialog == "Chooser"
        await reader.sees("contradicted by", "see also")
        await reader.type("count")
        await reader.press("<Enter>")
        assert reader.handle == "report" and reader.at("The count")


async def test_a_link_is_found_through_the_mark_inside_the_linked_one(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await link_across(reader)
        await reader.press("g d", "v", "l", "h", "i")
        assert len(reader.marks("podcast")) == 2
        await reader.press("g d")
        assert reader.handle == "forum"


async def test_nothing_to_go_to_is_said(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        for keys, said in (
            ("g d", "no mark here"),
            ("g r", "no mark here"),
            ("K", "no mark here"),
            ("<Enter>", "no mark here"),
            ("] o", "lost"),
            ("] l", "none further"),
            ("<BS>", "nothing to go back"),
            ("L", "nothing to go forward"),
            ("' x", "mx sets it"),
            ("n", "/ finds"),
            ("%", "50%"),
        ):
            await reader.press(keys)
            assert said in reader.status, keys
        await reader.press("c", "g d")
        assert "no links yet" in reader.status


async def test_f_labels_sentences(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press("f")
        labels = dict(reader.reader.labels)
        assert len(labels) >= 6
        target = labels["d"]
        await reader.press("d")
        assert reader.cursor == target and not reader.reader.labels
        await reader.press("<BS>")
        assert reader.cursor == 0
        await reader.press("f", "<Esc>")
        assert not reader.reader.labels and reader.cursor == 0
        await reader.press("3 f")
        assert reader.reader.labels
        await reader.press("<Down>")
        assert not reader.reader.labels


async def test_find_as_it_is_typed_in_any_script_and_stay(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press("/")
        assert reader.focus == "find"
        await reader.type("软体")
        await reader.until(lambda: reader.at("軟體"), "the first hit")
        await reader.press("<Enter>")
        assert reader.at("軟體") and reader.focus == "reader"
        assert "1 of 1" in reader.status
        await reader.press("<BS>")
        assert reader.cursor == 0


async def test_find_left_with_esc_is_as_if_it_had_not_been(tmp_path: Path) -> None:
    long = {"long.txt": "\n\n".join(f"第{n}段。" for n in range(200))}
    async with opened(tmp_path, "long", texts=long) as reader:
        await reader.stand_on("第100段")
        await reader.press("5 k")
        before, at = reader.rows(), reader.cursor
        await reader.press("/")
        await reader.type("第3段")
        await reader.press("<Esc>")
        await reader.pause()
        assert reader.cursor == at and reader.focus == "reader"
        assert reader.rows()[:-1] == before[:-1]
        assert "of" not in reader.status.split("?")[0]


async def test_n_and_N_go_round(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum", "podcast") as reader:
        await reader.press("/")
        await reader.type("夜间渡轮")
        await reader.press("<Enter>")
        first = reader.cursor
        await reader.press("n")
        second = reader.cursor
        assert second > first and "2 of 2" in reader.status
        await reader.press("n")
        assert reader.cursor == first
        await reader.press("N")
        assert reader.cursor == second
        await reader.press("<Tab>", "n")
        assert reader.handle == "podcast" and reader.at("夜間渡輪")
        await reader.press("<S-Tab>")
        await reader.stand_on("票价")
        await reader.press("/")
        await reader.type("没有的话")
        await reader.press("<Enter>")
        assert "not in this source" in reader.status and reader.at("票价")


async def test_counts_shares_and_full_width_keys(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press("5 0 %")
        assert reader.cursor == len(reader.text) // 2
        await reader.press("g g")
        await reader.keys("３ｊ")
        three = reader.cursor
        await reader.press("g g", "j", "j", "j")
        assert reader.cursor == three > 0
        await reader.keys("？")
        assert reader.dialog == "Help"
        await reader.press("q")
        await reader.keys("／")
        assert reader.focus == "find"
        await reader.press("<Esc>")
        await reader.keys("：")
        assert reader.dialog == "Chooser"
        await reader.press("<Esc>")
        assert reader.focus == "reader"


async def test_a_han_letter_says_that_the_input_method_is_on_and_keeps_what_was_begun(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.keys("好")
        assert "input method" in reader.status and reader.marks() == []
        await reader.press("f")
        await reader.keys("好")
        assert reader.reader.labels
        target = reader.reader.labels["s"]
        await reader.press("s")
        assert reader.cursor == target


async def test_copies_are_the_original_whatever_script_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "here")
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("軟體")
        await reader.press("v", "l", "i", "s")
        await reader.sees("软体显示", "→简")
        assert "keep the original" in reader.status
        await reader.press("y")
        assert reader.app.clipboard == "軟體"
        await reader.press("Y")
        assert reader.app.clipboard.startswith("軟體\n— ") and "夜間渡輪值得嗎" in reader.app.clipboard
        await reader.stand_on("船上")
        await reader.press("y")
        assert reader.app.clipboard == "船上總是空的。"
        await reader.press("V", "y")
        assert reader.app.clipboard == "船上總是空的。" and reader.selected == ""
        await reader.press("s", "s")
        assert "as written" in reader.status
        await reader.sees("軟體顯示")


async def test_wider_and_narrower(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        width = reader.reader.view.layout.width
        await reader.press("-", "-")
        assert reader.reader.view.layout.width == width - 8
        await reader.press("+")
        assert reader.reader.view.layout.width == width - 4
        await reader.press("9 9 -", "9 9 +", "9 9 +")
        assert 16 <= reader.reader.view.layout.width <= 140


async def test_huge_counts_end_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        for key in ("j", "k", "w", "W", ")", "(", "}", "{", "l", "h", "<Space>", "b", "<C-d>", "] c", "] h", "+", "n"):
            await reader.press(f"9 9 9 9 9 {key}")
        assert reader.focus == "reader"


async def test_more_sentences_than_letters_have_labels_of_two(tmp_path: Path) -> None:
    texts = {"short.txt": "".join(f"第{n}句。" for n in range(200))}
    async with opened(tmp_path, "short", size=(100, 40), texts=texts) as reader:
        await reader.press("f")
        await reader.until(lambda: len(reader.reader.labels) == 200, "every sentence has a label")
        label = next(label for label, at in reader.reader.labels.items() if reader.text.startswith("第150句", at))
        assert len(label) == 2
        await reader.keys(label[0])
        assert reader.status.startswith("f") and all(found[0] == label[0] for found in reader.reader.labels)
        await reader.keys(label[1])
        assert reader.at("第150句") and not reader.reader.labels
        await reader.press("<C-o>")
        assert reader.cursor == 0
        await reader.press("f", "a")
        assert reader.at("第0句") and reader.mode == "NORMAL"


async def test_what_is_folded_has_no_labels(tmp_path: Path) -> None:
    post = "##### {0}#  木木  发表于 2025-11-12 16:5{0}\n\n第{0}楼说的话。\n\n*****\n\n"
    texts = {"thread.txt": "".join(post.format(n) for n in range(1, 6))}
    async with opened(tmp_path, "thread", texts=texts) as reader:
        await reader.press("f")
        hidden = [at for at in reader.reader.labels.values() if reader.reader._folds.hiding(at)]
        assert reader.reader.labels and not hidden


async def test_where_one_was_before_a_heading_or_a_turn(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("軟體")
        await reader.press("] h", "<BS>")
        assert reader.at("軟體")
        await reader.press("] s", "<BS>", "<BS>")
        assert reader.at("軟體") and "nothing to go back" in reader.status


async def test_where_this_is_is_said_however_narrow_the_pane(tmp_path: Path) -> None:
    texts = {"long.md": "# 渡輪\n\n## 票價\n\n" + "\n\n".join(f"第{n}段，說的是票價。" for n in range(400))}
    async with opened(tmp_path, "long", "long", size=(80, 20), texts=texts) as reader:
        await reader.press("5 0 %", "<C-g>")
        assert "long · 渡輪, § 票價 · ¶ 2" in reader.status and "50 % · 4 min left" in reader.status
        await reader.press("G", "<C-g>")
        assert "100 %" in reader.status and "left" not in reader.status


async def test_a_number_before_the_ends_is_a_paragraph(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        blocks = reader.reader.document.blocks
        for keys in ("3 g g", "3 G"):
            await reader.press("G", keys)
            assert reader.cursor == blocks[2].start
        await reader.press("9 9 9 G")
        assert reader.cursor == blocks[-1].start
        await reader.press("g g", "G")
        assert reader.cursor == len(reader.text) - 1


async def test_a_number_before_back_and_forward_takes_so_many_steps(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await mark_three(reader)
        await reader.press("] c", "] c", "] c", "2 <C-o>")
        assert reader.at(FIRST)
        await reader.press("9 L")
        assert reader.at(THIRD) and "nothing" not in reader.status
        await reader.press("9 L")
        assert reader.at(THIRD) and "nothing to go forward to" in reader.status
