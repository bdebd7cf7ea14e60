"""The reader told to stop, left without a terminal, or at fault: nothing lost, the terminal restored, no traceback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal
from tui import faults

ROOT = Path(__file__).parents[2]
RESTORED = ("\x1b[?1049l", "\x1b[?25h", "\x1b[?1000l", "\x1b[?2004l")
FAULT = """
import sys
from tui.controllers.marking import Marking
def broken(*_):
    raise ZeroDivisionError("bad \\x1b]52;c;cHduZWQ=\\x07 [/] \\u202e")
Marking._mark_and_note = broken
from tui.cli import run
sys.exit(run(sys.argv[1:]))
"""


def reading(folder: Path, *command: str) -> Terminal:
    path = folder / "a.txt"
    path.write_text("渡輪每天過河。\n\n沒有人數過。\n", encoding="utf-8")
    program = command or ("-m", "tui.cli")
    return Terminal(
        [sys.executable, *program, "--library", str(folder), str(path)],
        cwd=ROOT,
        env={"XDG_STATE_HOME": str(folder / "state"), "PYTHONPATH": str(ROOT)},
    )


def marks(folder: Path) -> int:
    command = [sys.executable, "-m", "tui.cli", "--library", str(folder), "marks", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    return len([json.loads(line) for line in done.stdout.splitlines()])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_reader_and_restores_the_terminal(number: signal.Signals, tmp_path: Path) -> None:
    with reading(tmp_path) as terminal:
        terminal.wait_text("NORMAL")
        terminal.type("c")
        terminal.wait_text("Marked as claim")
        terminal.process.send_signal(number)
        assert terminal.wait_end() == 128 + number
        after = terminal.output[terminal.output.rindex("Marked as claim") :]
        assert [mode for mode in RESTORED if mode not in after] == []
    assert marks(tmp_path) == 1


def test_a_terminal_that_is_gone_ends_the_reader(tmp_path: Path) -> None:
    with reading(tmp_path) as terminal:
        terminal.wait_text("NORMAL")
        terminal.type("c")
        terminal.wait_text("Marked as claim")
        terminal.hang_up()
        assert terminal.process.wait(timeout=20) == 128 + signal.SIGHUP
    assert marks(tmp_path) == 1


def test_a_fault_of_the_program_is_one_sentence_and_a_report(tmp_path: Path) -> None:
    with reading(tmp_path, "-c", FAULT) as terminal:
        terminal.wait_text("NORMAL")
        terminal.type("c")
        terminal.wait_text("Marked as claim")
        terminal.type("a")
        assert terminal.wait_end() == 1
        after = terminal.output[terminal.output.rindex(RESTORED[0]) :]
        assert "made a mistake (ZeroDivisionError: bad" in after and "Traceback" not in after
        assert terminal.screen.strange == [] and not any("cHduZWQ" in copied for copied in terminal.screen.clipboard)
    (path,) = (tmp_path / "state" / "crossread" / "faults").glob("*.txt")
    text = path.read_text(encoding="utf-8")
    assert "Traceback" in text and "ZeroDivisionError" in text and "\x1b" not in text
    assert marks(tmp_path) == 1


def test_reports_are_few_and_a_folder_that_cannot_be_written_still_gets_the_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "folder", lambda: tmp_path / "faults")
    for _ in range(faults.KEPT + 5):
        assert "report it with" in faults.report(ValueError("x"))
    assert len(list((tmp_path / "faults").iterdir())) == faults.KEPT
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(faults, "folder", lambda: blocked / "faults")
    assert faults.report(ValueError("x\x1b")).endswith("is safe.")
