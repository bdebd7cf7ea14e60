"""`doctor`: in a terminal that answers, in one that does not, and in none."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.terminal import Emulator, Terminal
from tui import cli
from tui.config import Config
from tui.headless import doctor
from tui.headless.doctor import BAD, GOOD, UNKNOWN, Finding, findings, judge_typed
from tui.headless.terminal import Answers

COMMAND = [sys.executable, "-m", "tui.cli", "doctor"]
KITTY_COMMIT = "\x1b[0;;20320:22909:26377:20123:23383:21448u"
"""Six Han characters committed as one event of the kitty protocol: more than Textual's own limit lets through."""


def home(folder: Path) -> dict[str, str]:
    return {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"), "XDG_STATE_HOME": str(folder / "state")}


def found(answers: Answers | None, config: Config | None = None, **environ: str) -> dict[str, Finding]:
    return {finding.part: finding for finding in findings(config or Config(), environ, answers)}


def test_a_terminal_that_answers(tmp_path: Path) -> None:
    screen = Emulator(100, 40, answering=True, kitty=True)
    with Terminal(COMMAND, screen=screen, env=home(tmp_path)) as terminal:
        terminal.wait_text("press Enter")
        terminal.wait(lambda _: terminal.output.count("\x1b[>25u"), "the keyboard protocol that the reader uses")
        terminal.type(KITTY_COMMIT, "\r")
        assert terminal.wait_end() in (0, 1)
    text = screen.text
    assert "kitty protocol (emulator 1.0)" in text
    assert "“ ” … — take 1 cell, as is set" in text
    assert "100 columns, 40 rows" in text
    assert "6 characters arrived: 你好有些字又" in text


def test_wide_ambiguous_characters_are_found_and_what_to_set_is_said(tmp_path: Path) -> None:
    screen = Emulator(160, 40, answering=True, ambiguous=2)
    with Terminal([*COMMAND, "--quick"], screen=screen, env=home(tmp_path)) as terminal:
        assert terminal.wait_end() == 1
    assert "take 2 cells here, and ambiguous_width is 1" in screen.text
    assert "→ set ambiguous_width = 2 in" in screen.text
    assert "plain (emulator 1.0)" in screen.text


def test_a_terminal_that_does_not_answer_is_left_as_it_was(tmp_path: Path) -> None:
    with Terminal([*COMMAND, "--quick"], size=(120, 40), env=home(tmp_path)) as terminal:
        terminal.wait_end()
    assert "the terminal did not answer" in terminal.screen.text
    assert "if lines with “ ” … — are shifted" in terminal.screen.text


def test_without_a_terminal_it_says_what_it_could_not_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in home(tmp_path).items():
        monkeypatch.setenv(name, value)
    for name in ("TMUX", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(doctor, "can_ask", lambda: False)
    assert cli.run(["doctor", "--json"]) == 0
    rows = {row["part"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert {part for part, row in rows.items() if row["state"] == UNKNOWN} >= {"ambiguous width", "keyboard"}


@pytest.mark.parametrize(("setting", "state"), [("external", BAD), ("off", BAD), ("", BAD), ("on", GOOD)])
def test_tmux_must_hand_on_what_is_copied(setting: str, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_tmux", lambda _: setting)
    finding = found(None, TMUX="/tmp/tmux-0/default,1,0")["clipboard"]
    assert finding.state == state
    assert bool(finding.advice) == (state == BAD)


def test_widths_are_compared_with_what_is_set() -> None:
    assert found(Answers(True, (1, 1, 2, 1, 2), False, ""))["ambiguous width"].state == GOOD
    assert found(Answers(True, (2, 2, 2, 1, 2), False, ""))["ambiguous width"].state == BAD
    assert found(Answers(True, (2, 1, 2, 1, 2), False, ""))["ambiguous width"].state == BAD
    assert found(Answers(True, (2, 2, 2, 2, 2), False, ""))["frames"].state == BAD
    assert found(Answers(True, (1, 1, 6, 1, 2), False, ""))["Chinese"].state == BAD
    assert found(Answers(False, (None,) * 5, False, ""))["ambiguous width"].state == UNKNOWN


def test_a_bad_configuration_and_a_missing_editor_are_findings() -> None:
    config = Config(path=Path("/x/config.toml"), file_problems=("config.toml: them is not a setting.",))
    assert found(None, config)["configuration"].state == BAD
    assert found(None, EDITOR="no-such-editor -w")["editor"].state == BAD


@pytest.mark.parametrize(
    ("text", "state"),
    [("你好世界今天", GOOD), ("かな漢字", GOOD), ("abc", UNKNOWN), ("^[0;;20320:22909u", BAD), ("你\ufffd", BAD)],
)
def test_what_an_input_method_sent_is_judged(text: str, state: str) -> None:
    assert judge_typed(text, kitty=True).state == state
