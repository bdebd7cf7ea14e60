"""Opening the reader; wrong use, help, and what cannot be done: one sentence and an exit code."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.tui.commands.answer import Crossread
from tui import cli, opening
from tui.new_texts import NewText


def test_the_reader_opens_files_folders_and_sources(
    crossread: Crossread, demo: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[list[str], list[str]]] = []

    def run(workspace: Any, sources: list[Any], notices: list[str]) -> int:
        names = [s.name if isinstance(s, NewText) else workspace.library.source(s).handle for s in sources]
        opened.append((names, notices))
        return 0

    monkeypatch.setattr(opening, "has_terminal", lambda **_: True)
    monkeypatch.setattr(opening, "run_reader", run)
    (elsewhere / "more").mkdir()
    for name in ("list", "more/two.txt", "more/three.txt"):
        (elsewhere / name).write_text(f"The text of {name}.", "utf-8")
    (elsewhere / "bad.txt").write_bytes(b"%PDF-1.7 ...")
    assert crossread("./list", "more", "03", str(demo / "01-livestream.md"), "list").code == 0
    assert opened.pop() == (["list", "three.txt", "two.txt", "03", "01-livestream.md"], [])
    assert crossread().code == 0
    assert opened.pop() == ([], [])
    assert crossread("bad.txt", "03", "--library", str(demo)).code == 0
    assert opened.pop() == (["bad.txt", "03"], [])


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["serach", "foo"], "`crossread search`"),
        (["storey.txt"], "`story.txt`"),
        (["./storey.txt"], "`story.txt`"),
        (["xyzzy-plugh"], "`crossread --help` lists the commands"),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest(
    crossread: Crossread, elsewhere: Path, words: list[str], meant: str
) -> None:
    (elsewhere / "story.txt").write_text("Once.", "utf-8")
    answer = crossread(*words)
    assert (answer.code, answer.out) == (2, "")
    assert words[0] in answer.err and meant in answer.err
    assert answer.err.count("\n") == 1
    assert not (elsewhere.parent / "data").exists()


def test_the_reader_wants_a_terminal(crossread: Crossread, demo: Path) -> None:
    for words in ([], ["03"]):
        answer = crossread(*words)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("crossread: The reader needs a terminal")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--bogus"],
        ["list", "--bogus"],
        ["list", "extra"],
        ["mark", "01"],
        ["mark", "01", "--quote", "x", "--nth", "0"],
        ["mark", "01", "--quote", "x", "--note", "\udcff"],
        ["mark", "01", "--quote", "x", "--tag", "\udcff"],
        ["link", "a", "loves", "b"],
        ["digest", "--by", "mood"],
        ["add"],
        ["add", "01-livestream.md", "--encoding", "klingon"],
        ["list", "--library", "nowhere"],
        ["check", "--library", "nowhere"],
    ],
)
def test_wrong_use_is_one_sentence_and_2(crossread: Crossread, demo: Path, arguments: list[str]) -> None:
    answer = crossread(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("crossread: ") and "Traceback" not in answer.err


@pytest.mark.parametrize("command", [[], *([name] for name in cli.COMMANDS)])
def test_help_has_an_example(crossread: Crossread, command: list[str]) -> None:
    answer = crossread(*command, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert f"Example: crossread {' '.join(command)}".rstrip() in answer.out


def test_version(crossread: Crossread) -> None:
    assert crossread("--version").out.startswith("crossread 0.")


def test_the_library_is_found_upward_and_in_the_data_folder(
    crossread: Crossread, built: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(built, elsewhere / "project")
    (elsewhere / "project" / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(elsewhere / "project" / "deep" / "er")
    assert len(crossread("list", "--json").objects) == 6
    monkeypatch.chdir(elsewhere)
    assert crossread("list").code == 2
    (elsewhere / "one.txt").write_text("One.", "utf-8")
    assert crossread("add", "one.txt").code == 0
    assert (elsewhere.parent / "data" / "crossread" / ".crossread" / "library.json").exists()
    assert len(crossread("list", "--json").objects) == 1


def test_a_key_that_interrupts_is_130(crossread: Crossread, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.headless import upkeep

    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(upkeep, "check", interrupted)
    answer = crossread("check")
    assert (answer.code, answer.err.strip()) == (130, "")


def test_a_library_that_cannot_be_read_is_a_sentence(crossread: Crossread, demo: Path) -> None:
    before = crossread("claims", "--json").out
    claims = demo / ".crossread" / "claims.json"
    claims.write_bytes(b"{")
    answer = crossread("claims", "--json")
    assert (answer.code, answer.out) == (0, before), "recovered from the journal and the backups"
    assert "claims.json is damaged" in answer.err and answer.err.count("\n") == 1
    shutil.rmtree(demo / ".crossread" / ".state")
    answer = crossread("marks")
    assert (answer.code, answer.out) == (2, "")
    assert "claims.json" in answer.err and answer.err.count("\n") == 1


def test_a_folder_that_was_deleted_under_us_is_said(crossread: Crossread, elsewhere: Path) -> None:
    gone = elsewhere / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    try:
        answer = crossread("list")
    finally:
        os.chdir(elsewhere)
    assert (answer.code, answer.out) == (2, "") and "The folder that you are in was deleted" in answer.err
