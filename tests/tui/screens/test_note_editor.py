"""Writing a note: what is kept, what is discarded, what a paste may bring."""

from __future__ import annotations

import pytest
from textual.events import Paste

from tests.tui.support import Stage, enter_text, press, settle, shown_lines, wait_for
from tui.screens.note_editor import PASTE_LIMIT, NoteEditor

QUOTE = "舊江路試行期間，環山路早高峰平均慢了4分鐘；宋工認為換得來。" * 4


@pytest.mark.parametrize(
    ("keys", "note"),
    [
        ("a b enter c escape", "note ab\nc"),
        ("a ctrl+s", "note a"),
        ("a ctrl+g", None),
        ("home delete escape", "ote "),
        ("a ctrl+z escape", "note "),
    ],
)
async def test_keys_and_the_note_they_leave(keys: str, note: str | None) -> None:
    app = Stage(NoteEditor(QUOTE, "note "))
    async with app.run_test() as pilot:
        await press(pilot, *keys.split(" "))
        await wait_for(pilot, lambda: bool(app.results), "the editor ends")
        assert app.results == [note]


async def test_an_input_methods_blank_is_typed_like_any_character() -> None:
    editor = NoteEditor(QUOTE, "note")
    async with Stage(editor).run_test() as pilot:
        await enter_text(pilot, "中　，文")
        assert editor.area.text == "note中　，文"
        editor.area.select_all()
        await enter_text(pilot, "　")
        assert editor.area.text == "　"


async def test_a_paste_loses_controls_and_keeps_lines() -> None:
    editor = NoteEditor(QUOTE, "")
    async with Stage(editor).run_test() as pilot:
        editor.area.post_message(Paste("一\r\n二\r三\n\t\x1b]52;c;aGk=\x07\x9b四　"))
        await wait_for(pilot, lambda: "四" in editor.area.text, "the text is pasted")
        assert editor.area.text == "一\n二\n三\n\t]52;c;aGk=四　"
        assert editor.hints.message == ""


async def test_a_paste_is_cut_at_the_limit_and_that_is_said() -> None:
    editor = NoteEditor(QUOTE, "")
    async with Stage(editor).run_test() as pilot:
        line = "一二三四五六七八九十" * 10 + "\n"
        editor.area.post_message(Paste(line * (PASTE_LIMIT // len(line.encode()) + 5)))
        await wait_for(pilot, lambda: "64 KiB" in editor.hints.message, "the cut is said")
        size = len(editor.area.text.encode())
        assert PASTE_LIMIT - 3 < size <= PASTE_LIMIT
        await press(pilot, "x")
        await wait_for(pilot, lambda: editor.hints.message == "", "the keys come back")


@pytest.mark.parametrize(("height", "rows"), [(15, 2), (30, 3)])
async def test_the_quote_stands_above_cut_to_a_few_rows(height: int, rows: int) -> None:
    editor = NoteEditor(QUOTE, "")
    async with Stage(editor).run_test(size=(60, height)):
        lines = shown_lines(editor.quote)
        assert len(lines) == rows
        assert lines[0].startswith(" “舊江路")
        assert lines[-1].endswith("…")
        assert editor.area.size.height >= 5


async def test_arrows_in_a_fast_burst_keep_their_place_among_the_letters() -> None:
    editor = NoteEditor(QUOTE, "")
    async with Stage(editor).run_test() as pilot:
        await enter_text(pilot, "ab\x1b[Dc\r\x1b[Ad\x1b[Fe\x7ff")
        assert editor.area.text == "dacf\nb"


async def test_a_terminal_without_a_column_for_the_note_leaves_it_as_it_is() -> None:
    editor = NoteEditor(QUOTE, "")
    app = Stage(editor)
    async with app.run_test() as pilot:
        for width in (4, 1, 80):
            await pilot.resize_terminal(width, 24)
            await settle(pilot)
        await enter_text(pilot, "一")
        await pilot.resize_terminal(4, 24)
        await press(pilot, "escape")
        await wait_for(pilot, lambda: bool(app.results), "the editor ends")
        assert app.results == ["一"]
