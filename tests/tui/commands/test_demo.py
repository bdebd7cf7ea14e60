"""The demo, built, kept and opened by command."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from annotations.demo.build import build_demo
from tests.tui.commands.answer import Crossread
from tui import opening


def test_the_demo_is_the_same_bytes_wherever_it_is_built(built: Path, crossread: Crossread, elsewhere: Path) -> None:
    build_demo(elsewhere / "again")

    def records(folder: Path) -> dict[str, bytes]:
        files = [folder / ".crossread" / "claims.json", *(folder / ".crossread" / "sources").iterdir()]
        return {file.name: file.read_bytes().replace(str(folder).encode(), b"") for file in files}

    names = set(records(built))
    assert names == set(records(elsewhere / "again")) and len(names) == 7
    for command in (("marks", "--json"), ("claims", "--json"), ("links", "--json"), ("tags", "--json"), ("digest",)):
        outs = {crossread(*command, "--library", str(folder)).out for folder in (built, elsewhere / "again")}
        assert len(outs) == 1
    assert str(elsewhere) not in crossread("digest", "--library", "again").out


def test_the_demo_without_a_terminal_is_its_digest(built: Path, crossread: Crossread, elsewhere: Path) -> None:
    expected = crossread("digest", "--by", "claim", "--library", str(built)).out
    answer = crossread("demo")
    assert (answer.code, answer.out, answer.err) == (0, expected, "")
    assert not (elsewhere.parent / "data").exists(), "printing left something behind"
    assert crossread("demo", "here").out == expected
    assert sorted(path.name for path in (elsewhere / "here").iterdir())[:2] == [".crossread", "01-livestream.md"]


def test_the_demo_is_kept_as_it_was_left(crossread: Crossread, elsewhere: Path) -> None:
    crossread("demo", "here")
    crossread("mark", "06", "--quote", "TUESDAY", "--note", "a note of mine", "--library", "here")
    assert "a note of mine" in crossread("demo", "here").out


def test_the_demo_puts_nothing_over_other_things(crossread: Crossread, elsewhere: Path) -> None:
    (elsewhere / "mine").mkdir()
    (elsewhere / "mine" / "notes.txt").write_text("mine", "utf-8")
    crossread("add", "mine", "--library", "other")
    for folder in ("mine", "mine/notes.txt", "other"):
        answer = crossread("demo", folder)
        assert (answer.code, answer.out) == (2, "")
        assert "stay as they are" in answer.err
    assert [path.name for path in (elsewhere / "mine").iterdir()] == ["notes.txt"]
    assert crossread("--library", "mine", "demo").code == 2


def test_the_demo_in_a_terminal_is_built_in_the_data_folder(
    crossread: Crossread, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, int, list[str]]] = []

    def run(workspace: Any, sources: list[Any], notices: list[str], *, tour: bool = False) -> int:
        assert tour is not bool(opened)
        opened.append((str(workspace.store.path), len(sources), notices))
        return 0

    monkeypatch.setattr(opening, "has_terminal", lambda **_: True)
    monkeypatch.setattr(opening, "run_reader", run)
    assert crossread("demo").code == 0
    assert crossread("demo").code == 0
    home = str(elsewhere.parent / "data" / "crossread" / "demo" / ".crossread")
    assert opened == [(home, 2, []), (home, 6, [])], "the first time it is the tour, beside two of its sources"
    shutil.rmtree(elsewhere.parent / "data")
    (elsewhere.parent / "data").write_text("in the way", "utf-8")
    assert crossread("demo").code == 0
    assert opened[-1][0] != home
    assert "gone when you leave" in opened[-1][2][0]
