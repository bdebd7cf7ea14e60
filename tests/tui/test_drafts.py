"""A note that was being typed when the reader ended is offered again."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from tests.terminal import Terminal
from tests.tui.driver import FORUM, Driver, opened, reading

ROOT = Path(__file__).parents[2]
EDITOR = """#!/bin/sh
# Saves, says so, and goes on until it is told to stop.
printf '%s\\n' "$SAVES" > "$1"
echo $$ > "$0.pid"
echo editing
while :; do sleep 0.05; done
"""


async def typing(reader: Driver) -> None:
    await reader.stand_on("夜间渡轮平均")
    await reader.press("c", "e")
    await reader.type("甲乙")


@pytest.mark.parametrize(("key", "note"), [("<Esc>", "甲乙丙"), ("<C-g>", "")])
async def test_what_was_typed_is_offered_at_the_next_start(tmp_path: Path, key: str, note: str) -> None:
    async with opened(tmp_path, "forum") as reader:
        await typing(reader)
    async with reading(Workspace(open_library(tmp_path / FOLDER)), ["forum"]) as reader:
        await reader.sees("Note that was not saved", "甲乙", "was being typed when crossread ended")
        await reader.type("丙")
        await reader.press(key)
        assert [mark.note for mark in reader.marks()] == [note]
        assert reader.dialog == ""
    assert open_library(tmp_path / FOLDER).drafts.left() == []


async def test_a_note_that_was_kept_or_discarded_leaves_no_draft(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        for key in ("<Esc>", "<C-g>"):
            await typing(reader)
            await reader.until(lambda: any((tmp_path / FOLDER / ".state/drafts").glob("*.json")), "a draft")
            await reader.press(key)
            assert list((tmp_path / FOLDER / ".state/drafts").iterdir()) == []


def the_next_session_goes_on_with_it(command: list[str], folder: Path) -> None:
    with Terminal(command, size=(100, 30), cwd=ROOT) as terminal:
        terminal.wait_text("Note that was not saved", "我数过三个晚上")
        terminal.type("，最多四百人\x1b")
        terminal.wait(lambda screen: "NORMAL" in screen and "✎" in screen, "the note in the pane")
        terminal.type("q")
        assert terminal.wait_end() == 0
    (mark,) = Workspace(open_library(folder / FOLDER)).library.marks()
    assert mark.note == "我数过三个晚上，最多四百人"


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "told to stop"])
def test_a_killed_reader_has_kept_what_was_typed(tmp_path: Path, end: signal.Signals) -> None:
    path = tmp_path / "forum.md"
    path.write_text(FORUM, "utf-8")
    command = [sys.executable, "-m", "tui.cli", "--library", str(tmp_path), str(path)]
    drafts = tmp_path / FOLDER / ".state" / "drafts"
    with Terminal(command, size=(100, 30), cwd=ROOT) as terminal:
        terminal.wait_text("Marks", "NORMAL")
        terminal.type("c")
        terminal.wait_text("Marked as claim")
        terminal.type("e我数过三个晚上")
        terminal.wait_text("我数过三个晚上")
        if end == signal.SIGKILL:
            kept = lambda _: any("我数过三个晚上" in each.read_text("utf-8") for each in drafts.glob("*.json"))  # noqa: E731
            terminal.wait(kept, "the draft on the disk")
        terminal.process.send_signal(end)
        assert terminal.wait_end() == (-end if end == signal.SIGKILL else 128 + end)
    the_next_session_goes_on_with_it(command, tmp_path)


@pytest.mark.parametrize("ends", ["the editor", "the terminal", "the reader"])
def test_what_an_editor_saved_is_offered_when_it_or_the_reader_dies(tmp_path: Path, ends: str) -> None:
    path, editor = tmp_path / "forum.md", tmp_path / "slow editor"
    path.write_text(FORUM, "utf-8")
    editor.write_text(EDITOR, "utf-8")
    editor.chmod(0o700)
    command = [sys.executable, "-m", "tui.cli", "--library", str(tmp_path), str(path)]
    env = {"VISUAL": f"'{editor}'", "SAVES": "我数过三个晚上"}
    with Terminal(command, size=(100, 30), cwd=ROOT, env=env) as terminal:
        terminal.wait_text("Marks", "NORMAL")
        terminal.type("c")
        terminal.wait_text("Marked as claim")
        terminal.type("E")
        terminal.wait(lambda _: "editing" in terminal.output, "the editor")
        pid = int(editor.with_name("slow editor.pid").read_text())
        if ends == "the terminal":
            terminal.hang_up()
            os.killpg(terminal.process.pid, signal.SIGHUP)  # what the kernel does to all who have the terminal
            assert terminal.process.wait(timeout=20) == 128 + signal.SIGHUP
        elif ends == "the editor":
            os.kill(pid, signal.SIGKILL)
            terminal.wait_text("Note that was not saved", "我数过三个晚上", "slow editor ended with an error")
            terminal.process.send_signal(signal.SIGTERM)
            assert terminal.wait_end() == 128 + signal.SIGTERM
        else:
            terminal.process.send_signal(signal.SIGKILL)
            assert terminal.wait_end() == -signal.SIGKILL
            drafts = open_library(tmp_path / FOLDER).drafts
            assert drafts.left() == [], "who writes to it is still alive"
            os.kill(pid, signal.SIGKILL)
            end = time.monotonic() + 20
            while not drafts.left():
                assert time.monotonic() < end, "never left"
                time.sleep(0.01)
    the_next_session_goes_on_with_it(command, tmp_path)
    assert list((tmp_path / FOLDER / ".state/drafts").iterdir()) == []
