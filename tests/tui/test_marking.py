"""Marking as a reader does it: one key a mark, tags, notes, ends moved, all of it undone and redone."""

from __future__ import annotations

import stat
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.widgets import Input

from annotations.intake import take_in
from annotations.store.locate import FOLDER, open_library
from annotations.store.protocol import StoreError
from annotations.workspace import Workspace
from tests.tui.driver import PODCAST, Driver, opened, reading, shelve
from tui.headless.libraries import stamp

ALOUD = "阿明: 我每天搭，軟體顯示的人數根本沒有這麼多。"
EMPTY = "船上總是空的。"


async def test_c_marks_the_sentence_and_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("軟體")
        await reader.press("c")
        assert reader.quotes() == [ALOUD]
        assert reader.marks()[0].claim
        assert "Marked as claim" in reader.status
        await reader.sees("podcast · 阿明 · ¶ 3")


async def test_c_twice_marks_once(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("軟體")
        await reader.press("c", "c")
        assert reader.quotes() == [ALOUD]
        assert "already" in reader.status


async def test_i_and_c_turn_one_kind_into_the_other(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on(EMPTY)
        await reader.press("i")
        assert reader.quotes() == [EMPTY] and reader.marks()[0].claim is None
        await reader.press("c")
        assert reader.quotes() == [EMPTY] and reader.marks()[0].claim
        await reader.press("i")
        assert reader.marks()[0].claim is None
        await reader.press("u", "u", "u", "u")
        assert reader.marks() == []
        assert "nothing to undo" in reader.status
        await reader.press("U", "<C-r>", "U")
        assert reader.quotes() == [EMPTY] and reader.marks()[0].claim is None


async def test_a_selection_is_marked_as_it_stands_and_dropped(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("軟體")
        await reader.press("v", "3 l")
        assert reader.selected == "軟體顯示" and reader.mode == "SELECT"
        await reader.press("c")
        assert reader.quotes() == ["軟體顯示"]
        assert reader.selected == "" and reader.mode == "NORMAL"


async def test_V_selects_sentences_and_o_swaps_the_ends(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("軟體")
        await reader.press("V", ")")
        assert reader.selected == ALOUD + EMPTY and reader.mode == "SENTENCES"
        at = reader.cursor
        await reader.press("o")
        assert reader.cursor < at and reader.selected == ALOUD + EMPTY
        await reader.press("v")
        assert reader.mode == "SELECT"
        await reader.press("<Esc>")
        assert reader.selected == "" and reader.mode == "NORMAL"


async def test_marks_may_overlap_and_the_innermost_counts(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("軟體")
        await reader.press("c", "v", "l", "i")
        assert reader.quotes() == [ALOUD, "軟體"]
        await reader.press("D")
        assert reader.quotes() == [ALOUD]
        assert "u brings it back" in reader.status
        await reader.press("D", "D")
        assert reader.marks() == [] and "no mark here" in reader.status


async def test_a_note_here_and_again_later(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on(EMPTY)
        await reader.press("a")
        assert reader.dialog == "NoteEditor"
        await reader.type("對照 forum")
        await reader.press("<Esc>")
        assert reader.dialog == "" and reader.marks()[0].note == "對照 forum"
        await reader.sees("✎ 對照 forum")
        await reader.press("e")
        await reader.type("。")
        await reader.press("<C-s>")
        assert reader.marks()[0].note == "對照 forum。"
        await reader.press("e")
        await reader.type("never mind")
        await reader.press("<C-g>")
        assert reader.marks()[0].note == "對照 forum。"
        await reader.press("a", "<Esc>")
        assert len(reader.marks()) == 1


async def test_tags_known_and_new_and_again_with_a_dot(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on(EMPTY)
        await reader.press("i", "t")
        await reader.type("人數/夜間")
        await reader.press("<Enter>", "<Enter>")
        assert reader.marks()[0].tags == ("人數/夜間",)
        await reader.sees("#人數/夜間")
        await reader.stand_on("聽說")
        await reader.press(".")
        assert [(m.quote, m.tags, m.claim) for m in reader.marks()][1] == ("聽說漲了兩成。", ("人數/夜間",), None)
        await reader.stand_on("那麼")
        await reader.press("c", "t")
        await reader.type("人数")
        await reader.press("<Enter>", "<Enter>")
        assert {m.tags for m in reader.marks()} == {("人數/夜間",)}


async def test_t_on_a_bare_sentence_marks_it_with_the_tags_at_once_or_not_at_all(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on(EMPTY)
        await reader.press("t", "<Esc>")
        assert reader.marks() == []
        await reader.press("t")
        await reader.type("船")
        await reader.press("<Enter>", "<Enter>")
        assert [(m.quote, m.tags) for m in reader.marks()] == [(EMPTY, ("船",))]
        await reader.press("u")
        assert reader.marks() == []


async def test_t_tags_the_selection_and_not_the_mark_around_it(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("軟體")
        await reader.press("c", "v", "l", "t")
        await reader.type("x")
        await reader.press("<Enter>", "<Enter>")
        assert [(m.quote, m.tags) for m in reader.marks()] == [(ALOUD, ()), ("軟體", ("x",))]


@pytest.mark.parametrize(
    ("keys", "quote"),
    [
        (">", "軟體顯"),
        ("2 >", "軟體顯示"),
        ("<", "軟"),
        ("<A-,>", "，軟體"),
        ("g <", "，軟體"),
        ("2 g <", "搭，軟體"),
        ("<A-.>", "體"),
        ("g >", "體"),
    ],
)
async def test_ends_move_on_a_mark_and_on_a_selection(tmp_path: Path, keys: str, quote: str) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("軟體")
        await reader.press("v", "l", keys)
        assert reader.selected == quote
        await reader.press("<Esc>")
        await reader.stand_on("軟體")
        await reader.press("v", "l", "c")
        await reader.press(keys)
        assert reader.quotes() == [quote]
        assert reader.screen.annotations.list.selected is not None
        await reader.press("u")
        assert reader.quotes() == ["軟體"]


async def test_an_end_cannot_pass_the_other_nor_leave_the_text(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on("軟體")
        await reader.press("v", "l", "c", "9 <")
        assert reader.quotes() == ["軟體"] and "cannot" in reader.status
        await reader.press("9 9 9 >")
        assert reader.marks()[0].end == len(reader.text.rstrip())
        await reader.press(">")
        assert "text ends" in reader.status


async def test_marking_from_a_blank_line_takes_the_sentence_that_the_bar_shows_and_finds_it_again(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on(EMPTY)
        await reader.press("j")
        assert reader.text[reader.cursor] == "\n"
        await reader.press("c")
        assert len(reader.marks()) == 1
        await reader.stand_on(EMPTY)
        await reader.press("j", "c")
        assert "already" in reader.status
        await reader.press("e")
        await reader.type("here")
        await reader.press("<Esc>", "D")
        assert reader.marks() == []


def editor(folder: Path, script: str) -> str:
    path = folder / "my editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return f"'{path}'"


@pytest.mark.parametrize(
    ("script", "note", "said"),
    [
        ("printf '第一行\\n\\n第二行\\n' > \"$1\"", "第一行\n\n第二行", ""),
        ("exit 1", "before", "my editor ended with an error. The note stays as it was"),
        ('rm "$1"', "before", "removed the file, so the note stays as it was"),
        ("true", "before", ""),
    ],
)
async def test_E_writes_the_note_in_an_editor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, note: str, said: str
) -> None:
    monkeypatch.setenv("VISUAL", editor(tmp_path, script))
    async with opened(tmp_path, "podcast") as reader:
        suspended(reader, monkeypatch)
        await reader.stand_on(EMPTY)
        await reader.press("a")
        await reader.type("before")
        await reader.press("<Esc>", "E")
        assert reader.marks()[0].note == note
        assert said in reader.status


@pytest.mark.parametrize("named", ["/no/such/editor", "'", " "])
async def test_an_editor_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("VISUAL", named)
    async with opened(tmp_path, "podcast") as reader:
        suspended(reader, monkeypatch)
        await reader.press("i", "E")
        assert "$EDITOR" in reader.status


def suspended(reader: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal of tests has nothing to suspend."""
    monkeypatch.setattr(reader.app, "suspend", nullcontext)


async def test_what_cannot_be_written_is_said_and_nothing_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press("c")

        def full(*_: object) -> None:
            raise StoreError("The disk is full, so nothing was changed: make room and try again.")

        monkeypatch.setattr(reader.workspace.store, "commit", full)
        await reader.stand_on(EMPTY)
        for keys in ("c", "i", "D", "p", "u"):
            await reader.press(keys)
            if keys != "p":
                assert "disk is full" in reader.status or "no mark" in reader.status
        assert len(reader.marks()) == 1
        monkeypatch.undo()
        await reader.press("<Esc>", "c")
        assert len(reader.marks()) == 2


async def test_marks_are_there_after_a_restart(tmp_path: Path) -> None:
    workspace = shelve(tmp_path, {"a.txt": "甲說對。乙說錯。\n"})
    async with reading(workspace, ["a"]) as reader:
        await reader.stand_on("乙")
        await reader.press("c")
    async with reading(Workspace(open_library(tmp_path / FOLDER)), ["a"]) as reader:
        assert reader.quotes() == ["乙說錯。"] and reader.at("乙說錯")
        await reader.sees("c 乙說錯。")


@pytest.mark.parametrize("text", ["", "\n\n\n", "   "])
async def test_a_source_without_words_has_nothing_to_mark(tmp_path: Path, text: str) -> None:
    async with opened(tmp_path, "blank", texts={"blank.txt": text}) as reader:
        for keys in ("c", "i", "a", ".", "t", "e", "E", "D", "p", "y", "Y", "<", ">", "v", "V", "*", "g d", "K", "f a"):
            await reader.press(keys, "<Esc>", "<Esc>")
            assert reader.marks() == [] and reader.dialog == ""
        for keys in ("j", "k", "G", "g g", "5 0 %", "w", ")", "}", "<Space>", "b", "$", "] c", "] h", "+", "s"):
            await reader.press(keys)
        assert reader.focus == "reader"
        assert not [w for w in reader.screen.query(Input) if all(each.display for each in w.ancestors_with_self)]


async def test_a_number_before_undo_and_redo_is_how_many_changes(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press("c", ")", "i", ")", "i")
        quotes = reader.quotes()
        await reader.press("2 u")
        assert reader.quotes() == quotes[:1] and "2 changes, the last: Highlight" in reader.status
        await reader.press("9 <C-r>")
        assert reader.quotes() == quotes and "2 changes" in reader.status
        await reader.press("9 u")
        assert not reader.marks() and "3 changes, the last: Mark claim" in reader.status
        await reader.press("2 u")
        assert "nothing to undo" in reader.status


async def test_tags_go_to_the_words_that_were_chosen_though_the_text_changed_meanwhile(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.stand_on(EMPTY)
        await reader.press("V", "t")
        await reader.type("energy")
        path = tmp_path / "podcast.md"
        path.write_text(PODCAST.replace("今天談", "各位晚安！今天談"), encoding="utf-8")
        take_in(reader.workspace, path, stamp())
        await reader.press("<Enter>", "<Enter>")
        (mark,) = reader.marks()
        assert (mark.quote, mark.tags) == (EMPTY, ("energy",))
        assert reader.text[mark.start : mark.end] == EMPTY


async def test_a_selection_with_a_blank_at_its_end_is_marked_and_its_note_written(tmp_path: Path) -> None:
    async with opened(tmp_path, "report") as reader:
        await reader.stand_on("service")
        await reader.press("v", "a w", "a")
        assert reader.quotes() == ["service"] and reader.dialog == "NoteEditor"


async def test_an_end_passes_over_white_space_which_a_mark_neither_begins_nor_ends_with(tmp_path: Path) -> None:
    async with opened(tmp_path, "report") as reader:
        await reader.stand_on("Fares")
        await reader.press("v i w c", ">")
        assert reader.quotes() == ["Fares c"]
        await reader.press("<")
        assert reader.quotes() == ["Fares"]
        await reader.press("g <", "g <")
        assert reader.quotes() == ["y.\n\nFares"]
        await reader.press("2 g >")
        assert reader.quotes() == ["Fares"]
