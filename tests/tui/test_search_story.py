"""Searching by keys in a real terminal: a library on screen and without one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.terminal import Terminal
from tests.tui.driver import TEXTS, shelve

ROOT = Path(__file__).parents[2]


def command(library: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "tui.cli", *words, "--library", str(library)]


def test_search_a_library_look_leave_and_go_there(tmp_path: Path) -> None:
    shelve(tmp_path, TEXTS)
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    run = command(tmp_path, "glossary", "渡轮 = 摆渡船")
    subprocess.run(run, check=True, cwd=ROOT, capture_output=True)
    with Terminal(command(tmp_path, "report"), size=(120, 36), cwd=ROOT, env=home) as terminal:
        terminal.wait_text("Night ferry review", "NORMAL")
        terminal.type("g/")
        terminal.wait_text("speaker:", "SEARCH")
        terminal.type("夜间摆渡船")
        terminal.wait_text("4 in 2", "also", "夜间渡轮平均每晚")
        terminal.type("\x1b")
        terminal.wait(lambda screen: "NORMAL" in screen and "Night ferry review" in screen, "the source as it was")
        terminal.type("g/", "四百人", "\r")
        terminal.wait(lambda screen: "NORMAL" in screen and "1 of 1" in screen, "the hit in its source")
        terminal.type("q")
        assert terminal.wait_end() == 0
        assert terminal.screen.strange == []
    run = command(tmp_path, "search", "夜间摆渡船", "-source:podcast")
    found = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.count("forum") == 2 and "Also searched" in found.stderr
    wrong = subprocess.run(command(tmp_path, "search", "tga:x"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert wrong.returncode == 2 and "did you mean tag:?" in wrong.stderr and "Traceback" not in wrong.stderr
