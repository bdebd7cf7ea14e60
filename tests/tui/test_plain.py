"""`read --plain`: what a pipe or a screen reader gets, and that nothing of the marks is missing from it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal
from tests.tui.driver import shelve
from tui import cli
from tui.layout.cells import cell_len

TALK = """# 夜間渡輪

主持人: 市府說每晚有一千二百人搭乘。這個數字可信嗎？

> 沒有人數過。

Fares cover half of the cost.
"""


@pytest.fixture
def library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Two sources; in one, marks over each other, tagged, noted and linked."""
    shelve(tmp_path, {"talk.md": TALK, "other.md": "Nobody \x1b]52;c;eA==\x07counted.\n"})

    def run(*words: str) -> str:
        assert cli.run([*words, "--library", str(tmp_path)]) == 0
        return capsys.readouterr().out.strip()

    words = "市府說每晚有一千二百人搭乘。"
    long = run("mark", "talk", "--quote", words, "--claim", "1,200 a night", "--tag", "figures")
    run("mark", "talk", "--quote", "一千二百人搭乘。這個數字", "--note", "Who\ncounted?")
    other = run("mark", "other", "--quote", "counted", "--claim")
    run("link", other.split()[0], "contradicts", long.split()[0], "--note", "No figures")
    return str(tmp_path)


def test_marks_stand_in_brackets_and_are_told_under_their_block(
    library: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["read", "--plain", "talk", "--library", library]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == ["talk 夜間渡輪", "2 marks.", "", "# 夜間渡輪"]
    assert lines[5:11] == [
        "主持人: [c1: 市府說每晚有[h2: 一千二百人搭乘。 :c1]這個數字 :h2]可信嗎？",
        "  c1 claim: 1,200 a night",
        "  c1 tags: #figures",
        "  c1 contradicted by other · ¶ 1: “counted” (No figures)",
        "  h2 highlight",
        "  h2 note: Who counted?",
    ]
    assert lines[12:] == ["> 沒有人數過。", "", "Fares cover half of the cost."]


def test_without_a_name_all_sources_are_printed_and_controls_of_a_source_are_not(
    library: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["read", "--plain", "--library", library]) == 0
    out = capsys.readouterr().out
    assert "talk 夜間渡輪" in out
    assert "␛]52;c;eA==␇[c1: counted :c1]." in out
    assert "\x1b" not in out


def test_a_source_that_is_not_there_is_one_sentence(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["read", "--plain", "tlk", "--library", library]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_text_that_is_in_no_library_yet_is_added_and_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "talk.md").write_text(TALK, encoding="utf-8")
    for told in ("added talk “夜間渡輪”.", ""):
        assert cli.run(["read", "--plain", str(tmp_path / "talk.md"), "--library", str(tmp_path / "lib")]) == 0
        out, err = capsys.readouterr()
        assert out.startswith("talk 夜間渡輪\n0 marks.\n\n# 夜間渡輪")
        assert err.strip() == (f"crossread: {told}" if told else "")


def test_on_a_terminal_lines_fit(library: str) -> None:
    command = [sys.executable, "-m", "tui.cli", "read", "--plain", "talk", "--library", library]
    with Terminal(command, size=(40, 40)) as terminal:
        assert terminal.wait_end() == 0
    assert not terminal.screen.strange
    rows = terminal.output.splitlines()
    assert max(map(cell_len, rows)) <= 40
    assert "  h2 highlight" in rows
    assert "Fares cover half of the cost." in rows


def test_a_quote_that_was_saved_with_its_sign_has_it_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    thread = "1楼 甲 2025-01-02 10:00\n\n没有人数过。\n\n2楼 乙 2025-01-02 11:00\n\n> 没有人数过\n\n我数过三次。\n"
    shelve(tmp_path, {"thread.txt": thread, "talk.md": TALK})
    assert cli.run(["read", "--plain", "--library", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "> 没有人数过" in lines and "> 沒有人數過。" in lines
