"""Marks whose source changed: told, placed, undone; the queue, by hand, as lost; all the way in a real terminal too."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from annotations import commands
from annotations.anchoring.quote import describe
from annotations.commands import Passage, Stamp
from annotations.ids import new_id, now
from annotations.intake import Status, take_in
from annotations.model import AnchorState, Timestamp
from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from tests.terminal import Terminal
from tests.tui.driver import Driver, opened
from tests.tui.test_story import ROOT, crossread, records
from tui.controllers import watching

REPORT = """# Night ferry review

The service carried 1,200 passengers a night in May. The count excludes staff travelling on duty.

They went up by a fifth in June. The council had promised in March that they would not. Nobody was asked.
"""
SURE, EDITED, GONE = (
    "The count excludes staff travelling on duty.",
    "The council had promised in March that they would not.",
    "Nobody was asked.",
)
NEW = REPORT.replace(SURE, f"A note: this was corrected. {SURE}").replace(
    f"{EDITED} {GONE}", "The council had said in spring that the fares would stay as they are, for now."
)
FORUM = "# 夜间渡轮讨论\n\n夜间渡轮平均每晚运送一千二百人，这是官方数字。我数过三个晚上，最多的一次也只有四百人。\n"
FIGURE = "夜间渡轮平均每晚运送一千二百人，这是官方数字。"
FORUM_NEW = FORUM.replace(FIGURE, "官方说法是夜间渡轮每晚大约运送九百人，这个数字有争议。")


@pytest.fixture(autouse=True)
def unwatched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read again when a test says so, not when the reader notices."""
    monkeypatch.setattr(watching, "_WATCH", 1e6)


def mark(reader: Driver, *quotes: str) -> None:
    source = reader.source(reader.handle)
    for quote in quotes:
        at = reader.text.index(quote)
        passage = Passage(source.id, describe(reader.text, at, at + len(quote)))
        reader.workspace.perform(commands.highlight(reader.workspace.library, passage, Stamp(now(), new_id)))


async def changed(reader: Driver, folder: Path, name: str, text: str) -> None:
    """The file is written again, and read again by key."""
    before = reader.reader.document.fingerprint
    (folder / name).write_text(text, encoding="utf-8")
    await reader.press(", R")
    await reader.until(lambda: reader.reader.document.fingerprint != before, "the new text")
    await reader.pause()


async def test_a_changed_file_says_what_became_of_its_marks_and_the_rest_is_accepted(tmp_path: Path) -> None:
    async with opened(tmp_path, "report", texts={"report.md": REPORT}) as reader:
        mark(reader, SURE, EDITED, GONE)
        await changed(reader, tmp_path, "report.md", NEW)
        await reader.sees("1 of 3 marks placed again: 1 exact; 2 wait: ,r shows them.")
        assert [mark.lost for mark in reader.marks()] == [False, True, True]
        await reader.press(", r")
        assert reader.dialog == "Reanchoring"
        await reader.sees("1 of 2", "[-promised-]{+said+}", "Enter place it at 1")
        await reader.press("<Enter>")
        await reader.sees("1 of 1", "▌Nobody")
        await reader.press("x")
        assert reader.dialog == ""
        await reader.sees("Kept as lost")
        states = {mark.quote: mark.anchor.state for mark in reader.marks()}
        assert states[GONE] is AnchorState.LOST
        assert states["The council had said in spring that the fares would stay"] is AnchorState.PLACED
        await reader.press("u", "u", "u")
        assert all(mark.waiting for mark in reader.marks())


async def test_motions_go_through_the_marks_without_a_place_and_one_is_placed_by_hand(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum", texts={"forum.md": FORUM}, size=(80, 24)) as reader:
        mark(reader, FIGURE)
        await changed(reader, tmp_path, "forum.md", FORUM_NEW)
        await reader.press("] o")
        assert reader.dialog == "Reanchoring"
        await reader.sees("[-一千二-]{+九+}百", "was")
        assert reader.at("夜间渡轮每晚")
        await reader.press("m")
        await reader.sees("select its passage, Enter places it here")
        await reader.press("<Esc>")
        assert "select its passage" not in reader.screen_text()
        await reader.press("[ o", "m")
        await reader.stand_on("官方说法是")
        await reader.press("<Enter>")
        await reader.sees("Placed by hand")
        (placed,) = reader.marks()
        assert placed.quote == "官方说法是夜间渡轮每晚大约运送九百人，这个数字有争议。" and not placed.lost
        assert "select its passage" not in reader.screen_text()
        await reader.press("] o")
        assert "lost its place" in reader.status


async def test_the_queue_holds_marks_of_all_sources_and_shows_where_a_candidate_is(tmp_path: Path) -> None:
    texts = {"report.md": REPORT, "forum.md": FORUM}
    async with opened(tmp_path, "report", "forum", texts=texts) as reader:
        mark(reader, EDITED)
        await changed(reader, tmp_path, "report.md", NEW)
        await reader.press("<C-w> 2")
        mark(reader, "我数过三个晚上，最多的一次也只有四百人。")
        await changed(reader, tmp_path, "forum.md", "# 夜间渡轮讨论\n\n没有数字了。\n")
        await reader.press(", r")
        await reader.sees("1 of 2", "Highlight in forum", "not found")
        await reader.press("l", "g")
        assert reader.handle == "report" and reader.at("The council had said")


async def test_what_to_do_by_hand_is_said_at_once_though_something_else_was_said_before(tmp_path: Path) -> None:
    async with opened(tmp_path, "report", texts={"report.md": REPORT}, size=(80, 24)) as reader:
        mark(reader, EDITED, GONE)
        await changed(reader, tmp_path, "report.md", NEW)
        await reader.press(", r", "<Enter>")
        await reader.sees("Placed again", "1 of 1")
        await reader.press("m")
        await reader.sees("Nobody was asked. → select its passage, Enter places it here")


async def test_equal_lines_of_which_one_was_cut_wait_with_all_that_are_left(tmp_path: Path) -> None:
    lines = [f"- {line}\n" for line in ("我来了。", "顶一下。", "顶一下。", "顶一下。", "不同意。", "再说一次。")]
    async with opened(tmp_path, "forum", texts={"forum.md": "".join(lines)}, size=(80, 24)) as reader:
        mark(reader, "顶一下。")
        await changed(reader, tmp_path, "forum.md", "".join(lines[:1] + lines[2:]))
        await reader.sees("0 of 1 mark placed again: 1 waits")
        await reader.press(", r")
        await reader.sees("at several places", "1–2 at another")
        await reader.press("2")
        await reader.sees("Placed again")
        (placed,) = reader.marks()
        assert not placed.lost and placed.quote == "顶一下。"


async def test_without_lost_marks_the_queue_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path, "report", texts={"report.md": REPORT}) as reader:
        await reader.press(", r")
        assert "Every mark has its place" in reader.status and reader.dialog == ""


async def test_a_version_that_another_window_read_is_shown_here_too(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum", texts={"forum.md": FORUM}) as reader:
        mark(reader, FIGURE, "我数过三个晚上，最多的一次也只有四百人。")
        other = Workspace(open_library(tmp_path / FOLDER))
        (tmp_path / "forum.md").write_text(FORUM_NEW, encoding="utf-8")
        intake = take_in(other, tmp_path / "forum.md", Stamp(now(), new_id))
        assert str(intake.report) == "1 of 2 marks placed again: 1 exact; 1 waits"
        reader.workspace.store.generation()
        reader.workspace.catch_up()
        await reader.until(lambda: "有争议" in reader.text, "the new text")
        assert [mark.waiting for mark in reader.marks()] == [mark.waiting for mark in other.library.marks()]
        await reader.press(", r")
        await reader.sees("[-一千二-]{+九+}百")


def test_two_windows_may_read_the_same_change_at_once(tmp_path: Path) -> None:
    path = tmp_path / "forum.md"
    path.write_text(FORUM, encoding="utf-8")
    one, other = (Workspace(open_library(tmp_path / FOLDER)) for _ in range(2))
    take_in(one, path, Stamp(now(), new_id))
    other.store.generation()
    other.catch_up()
    path.write_text(FORUM_NEW, encoding="utf-8")
    assert take_in(one, path, Stamp(now(), new_id)).status is Status.CHANGED
    again = take_in(other, path, Stamp(Timestamp("2030-01-01T00:00:00Z"), new_id))
    assert again.status is Status.KNOWN
    assert again.source == one.library.sources()[0] == other.library.sources()[0]


def test_in_a_terminal_a_file_changes_while_it_is_read_and_a_mark_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "forum.md"
    path.write_text(FORUM, encoding="utf-8")
    command = [sys.executable, "-m", "tui.cli", "--library", str(tmp_path), str(path)]
    with Terminal(command, size=(100, 30), cwd=ROOT) as terminal:
        terminal.wait_text("Marks", "NORMAL")
        terminal.type("}", "}", "c")
        terminal.wait_text("Marked as claim")
        path.write_text(FORUM_NEW, encoding="utf-8")
        terminal.type(",R")
        terminal.wait_text("0 of 1 mark placed again", "1 waits")
        terminal.type(",r")
        terminal.wait_text("Marks without a place", "[-一千二-]{+九+}百")
        terminal.type("\r")
        terminal.wait_text("Placed again")
        terminal.type("qqq")
        assert terminal.wait_end() == 0
    (placed,) = records(tmp_path, "marks")
    assert (placed["state"], placed["quote"]) == ("placed", "夜间渡轮每晚大约运送九百人，这个数字有争议。")


def test_the_command_line_tells_lists_and_counts_what_waits(tmp_path: Path) -> None:
    path = tmp_path / "forum.md"
    path.write_text(FORUM, encoding="utf-8")
    crossread(tmp_path, "add", path)
    crossread(tmp_path, "mark", "forum", "--quote", FIGURE)
    crossread(tmp_path, "mark", "forum", "--quote", "我数过三个晚上，最多的一次也只有四百人。")
    path.write_text(FORUM_NEW, encoding="utf-8")
    told = json.loads(crossread(tmp_path, "refresh", "--json"))
    assert (told["status"], len(told["placed"]), len(told["waiting"])) == ("changed", 1, 1)
    assert told["placed"][0]["kind"] == "exact" and told["waiting"][0]["kind"] == "edited"
    (start, end), *_ = told["waiting"][0]["candidates"]
    assert crossread(tmp_path, "text", "forum")[start:end] == "夜间渡轮每晚大约运送九百人，这个数字有争议。"
    listed = crossread(tmp_path, "marks", "--lost")
    assert "一千二百人" in listed and "四百人" not in listed
    assert "1 mark waiting to be placed again" in crossread(tmp_path, "check")
    digest = crossread(tmp_path, "digest")
    assert "夜间渡轮平均每晚运送一千二百人" in digest and "Lost its place" in digest


async def test_one_mark_that_waits_is_told_of_as_one(tmp_path: Path) -> None:
    async with opened(tmp_path, "report", texts={"report.md": REPORT}) as reader:
        mark(reader, EDITED, GONE)
        await changed(reader, tmp_path, "report.md", NEW)
        await reader.sees("2 wait: ,r shows them.")
        await reader.press(", r", "m", "<Enter>")
        await reader.sees("1 waits: ,r shows it ·")
