"""The commands about a library as a whole, as a person or a script meets them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from annotations.changes import created
from annotations.demo.build import build_demo
from annotations.model import Alternative, AlternativeId, Mark, Tag, Timestamp
from annotations.store.locate import FOLDER, open_library
from tui import cli


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "demo"
    build_demo(folder)
    return folder


@pytest.fixture
def demo(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "demo"
    shutil.copytree(built, folder)
    monkeypatch.setenv("CROSSREAD_LIBRARY", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def disagree(folder: Path) -> Mark:
    """A mark whose note lost against another in a merge."""
    store = open_library(folder / FOLDER)
    mark = next(record for record in store.load() if isinstance(record, Mark) and record.note)
    other = Alternative(AlternativeId("abcdef0123"), "marks", mark.id, "note", '"另一个"', Timestamp(""))
    store.commit(created([other]))
    return mark


def test_check_speaks_and_prints_json(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["check"]) == 0
    assert "is sound: 6 sources" in capsys.readouterr().out
    disagree(demo)
    assert cli.run(["check", "--json"]) == 1
    problem, summary = map(json.loads, capsys.readouterr().out.splitlines())
    assert (problem["kind"], problem["repairable"]) == ("conflict", False)
    assert (summary["kind"], summary["sound"], summary["problems"]) == ("summary", False, 1)


def test_check_repairs_after_a_backup(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (text,) = list((demo / FOLDER / "texts").glob("*.txt"))[:1]
    text.write_text("spoilt")
    assert cli.run(["check"]) == 1
    assert "`crossread check --repair` can mend 1" in capsys.readouterr().err
    assert cli.run(["check", "--repair"]) == 0
    captured = capsys.readouterr()
    assert "Repaired: the text was read again" in captured.out
    (backup,) = (demo / FOLDER / ".state" / "backups").glob("before-repair-*.zip")
    assert str(backup) in captured.err
    assert cli.run(["check"]) == 0


def test_a_conflict_is_listed_and_chosen(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mark = disagree(demo)
    assert cli.run(["conflicts"]) == 0
    row = capsys.readouterr().out.splitlines()[1]
    assert row.startswith("abcdef01")
    assert "另一个" in row
    assert cli.run(["conflicts", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["record"] == mark.id
    for wrong in (["abcdef"], ["--take"], ["ffffff", "--keep"], ["abc", "--take"]):
        assert cli.run(["conflicts", *wrong]) == 2
    assert cli.run(["conflicts", "abcdef", "--take"]) == 0
    assert cli.run(["conflicts"]) == 0
    assert "No merge has left" in capsys.readouterr().err
    changed = {record.id: record for record in open_library(demo / FOLDER).load() if isinstance(record, Mark)}
    assert changed[mark.id].note == "另一个"


def test_a_conflict_may_keep_what_stands(demo: Path) -> None:
    mark = disagree(demo)
    assert cli.run(["conflicts", "abcdef0123", "--keep"]) == 0
    assert mark in open_library(demo / FOLDER).load()
    assert cli.run(["check"]) == 0


def test_backup_and_restore(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["backup", "keep.zip"]) == 0
    archive = Path(capsys.readouterr().out.strip())
    assert archive == demo.parent / "keep.zip"
    assert cli.run(["backup"]) == 0
    assert Path(capsys.readouterr().out.strip()).name.startswith("crossread-demo-")
    assert cli.run(["backup", "keep.zip"]) == 2
    mark = disagree(demo)
    assert cli.run(["restore", str(archive)]) == 0
    assert "is kept as" in capsys.readouterr().err
    assert cli.run(["check"]) == 0
    (aside,) = demo.glob(f"{FOLDER}-replaced-*")
    assert mark in open_library(aside).load()
    assert cli.run(["restore", str(archive), "--library", str(demo.parent / "elsewhere")]) == 0
    assert cli.run(["check", "--library", str(demo.parent / "elsewhere")]) == 0
    capsys.readouterr()
    assert cli.run(["restore", "nowhere.zip"]) == 2
    assert "There is no backup nowhere.zip" in capsys.readouterr().err


def test_init_starts_a_library_here_and_sets_up_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CROSSREAD_LIBRARY", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / FOLDER).mkdir()
    here = tmp_path / "project"
    here.mkdir()
    monkeypatch.chdir(here)
    assert cli.run(["init"]) == 0
    assert capsys.readouterr().out == f"Started a library at {here / FOLDER}.\n"
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    assert cli.run(["init", "--git"]) == 0
    out = capsys.readouterr().out
    assert "Made a git repository" in out
    assert ".gitattributes" in out
    assert cli.run(["init", "--git"]) == 0
    assert "set up for it already" in capsys.readouterr().out
    assert cli.run(["check"]) == 0
    assert "init --git" not in capsys.readouterr().out
    subprocess.run(["git", "config", "--unset", "merge.crossread.driver"], check=True)  # as in a fresh clone
    assert cli.run(["check"]) == 0
    assert "run `crossread init --git`" in capsys.readouterr().out
    assert cli.run(["init", "--git"]) == 0
    driver = subprocess.run(["git", "config", "merge.crossread.driver"], capture_output=True, text=True, check=True)
    assert driver.stdout.rstrip().endswith("merge %O %A %B %P")


def test_merge_writes_ours_and_says_what_it_cannot_do(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = demo / FOLDER / "library.json"
    ours, theirs = (shutil.copy(base, demo.parent / name) for name in ("ours", "theirs"))
    for path, tag in ((ours, "a"), (theirs, "b")):
        folder = demo.parent / tag
        shutil.copytree(demo, folder)
        store = open_library(folder / FOLDER)
        store.commit(created([Tag(f"merged/{tag}")]))
        store.close()
        shutil.copy(folder / FOLDER / "library.json", path)
    assert cli.run(["merge", str(base), str(ours), str(theirs)]) == 0
    shutil.copy(ours, base)
    assert {Tag("merged/a"), Tag("merged/b")} <= set(open_library(demo / FOLDER).load())
    Path(theirs).write_text("{")
    assert cli.run(["merge", str(base), str(ours), str(theirs), "library.json"]) == 2
    assert "git checkout" in capsys.readouterr().err
    assert Path(ours).read_bytes() == base.read_bytes()


def test_every_command_says_what_it_absorbed(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claims = demo / FOLDER / "claims.json"
    shutil.copy(claims, claims.with_name("claims (何屿's conflicted copy 2026-05-06).json"))
    assert cli.run(["claims"]) == 0
    assert "a conflict copy of claims.json, was merged: nothing in it was new" in capsys.readouterr().err
    assert cli.run(["claims"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("option", ["--repair", "--let-go"])
def test_what_stood_in_a_deleted_file_is_brought_back_or_let_go(
    demo: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    path = max((demo / FOLDER / "sources").iterdir(), key=lambda file: file.stat().st_size)
    path.unlink()
    assert cli.run(["--library", str(demo), "marks", "--json"]) == 0
    out, err = capsys.readouterr()
    marks = len(out.splitlines())
    assert path.name in err and "--let-go" in err
    assert cli.run(["--library", str(demo), "check"]) == 1
    assert f"{path.name} (“" in capsys.readouterr().out and not path.exists()
    assert cli.run(["--library", str(demo), "check", "--repair", "--let-go"]) == 2
    capsys.readouterr()
    assert cli.run(["--library", str(demo), "check", option]) == 0
    said = capsys.readouterr().out
    assert ("Let go of “" in said) == (option == "--let-go")
    assert path.exists() == (option == "--repair")
    assert cli.run(["--library", str(demo), "marks", "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert (len(out.splitlines()) == marks) == (option == "--repair")
    assert cli.run(["--library", str(demo), "check"]) == 0
