"""Two clones of a library, with the git that is installed here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.changes import Change, created
from annotations.model import Alternative, Mark, Record, Tag, Timestamp
from annotations.store.git import drive, set_up
from annotations.store.locate import FOLDER, open_library
from annotations.store.protocol import StoreError
from annotations.store.tiny import TinyStore
from tests.annotations.store.builders import Small, claim, mark, state

ROOT = Path(__file__).parents[3]
COMMAND = f"{sys.executable} -P -m tui.cli"
LATER = Timestamp("2026-05-06T07:08:09Z")

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of whoever runs the tests; the merge driver is the code that is tested."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "reader")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "reader@example.org")


def git(folder: Path, *arguments: str, fails: bool = False) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done.stdout


class Clones:
    """A library in a repository, and a clone of it that may lack the merge driver."""

    def __init__(self, folder: Path, *, driver: bool = True) -> None:
        self.one, self.two = folder / "one", folder / "two"
        self.one.mkdir()
        self.small = Small(self.one)
        self.small.store.close()
        git(self.one, "init", "--quiet", "--initial-branch=main")
        if driver:
            set_up(self.one / FOLDER, COMMAND)
        self.save(self.one)
        git(folder, "clone", "--quiet", str(self.one), str(self.two))
        if driver:
            set_up(self.two / FOLDER, COMMAND)

    def save(self, clone: Path) -> None:
        git(clone, "add", "--all")
        git(clone, "commit", "--quiet", "--message=annotated")

    def write(self, clone: Path, changes: Iterable[Change]) -> None:
        store = open_library(clone / FOLDER)
        store.commit(changes)
        store.close()
        self.save(clone)

    def fetch(self, clone: Path) -> None:
        git(clone, "fetch", "--quiet", str(self.two if clone == self.one else self.one), "main")

    def merge(self, clone: Path, *, fails: bool = False) -> None:
        git(clone, "merge", "--quiet", "--no-edit", "FETCH_HEAD", fails=fails)

    def files(self, clone: Path) -> dict[str, bytes]:
        library = clone / FOLDER
        paths = [library / "library.json", library / "claims.json", *sorted((library / "sources").iterdir())]
        return {path.name: path.read_bytes() for path in paths}

    def store(self, clone: Path) -> TinyStore:
        return open_library(clone / FOLDER, create=False)


def one_of(records: Iterable[Record], kind: type[Record], id: str) -> Record:
    return state(records)[kind, id]


def test_both_clones_end_with_every_mark_and_the_same_bytes(tmp_path: Path) -> None:
    clones = Clones(tmp_path)
    small = clones.small
    said = claim("费用上涨")
    ours: list[Record] = [mark(small.first, n, n + 2) for n in range(5)]
    theirs: list[Record] = [said, Tag("neu/標籤"), *(mark(small.first, n, n + 3, claim=said) for n in range(5))]
    clones.write(clones.one, [*created(ours), Change(small.tag, None)])
    clones.write(clones.two, [*created(theirs), Change(small.there, None), Change(small.link, None)])
    for step in (clones.fetch, clones.merge):  # each merges what the other had before it merged
        for clone in (clones.one, clones.two):
            step(clone)
    assert clones.files(clones.one) == clones.files(clones.two)
    expected = state([*({*small.records} - {small.tag, small.there, small.link}), *ours, *theirs])
    for clone in (clones.one, clones.two):
        store = clones.store(clone)
        assert state(store.load()) == expected
        assert store.notes == []
        assert git(clone, "status", "--porcelain") == ""


def test_one_record_edited_in_both_keeps_both_values(tmp_path: Path) -> None:
    clones = Clones(tmp_path)
    here = clones.small.here
    clones.write(clones.one, [Change(here, replace(here, note="甲", tags=("a",)))])
    clones.write(clones.two, [Change(here, replace(here, note="乙", tags=("b",), updated=LATER))])
    clones.fetch(clones.one)
    clones.merge(clones.one)
    records = clones.store(clones.one).load()
    merged = one_of(records, Mark, here.id)
    assert isinstance(merged, Mark)
    assert (merged.note, merged.tags) == ("乙", ("a", "b"))
    (kept,) = (record for record in records if isinstance(record, Alternative))
    assert (kept.record, kept.field, kept.value) == (here.id, "note", '"甲"')


@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_without_the_driver_conflict_markers_are_understood(tmp_path: Path, style: str) -> None:
    clones = Clones(tmp_path, driver=False)
    git(clones.one, "config", "merge.conflictStyle", style)
    small = clones.small
    ours, theirs = mark(small.first, 1, 3), mark(small.first, 2, 4)
    edited = replace(small.here, note="乙", updated=LATER)
    clones.write(clones.one, created([ours]))
    clones.write(clones.two, [*created([theirs]), Change(small.here, edited), Change(small.tag, None)])
    clones.fetch(clones.one)
    clones.merge(clones.one, fails=True)
    marked = small.file(small.first)
    assert b"<<<<<<< " in marked.read_bytes()
    store = clones.store(clones.one)
    assert state(store.load()) == state([*({*small.records} - {small.here, small.tag}), ours, theirs, edited])
    assert any("conflict markers" in note for note in store.notes)
    again = clones.store(clones.one)
    assert state(again.load()) == state(store.load())
    assert again.notes == []
    assert b"<<<<<<<" not in marked.read_bytes()
    clones.save(clones.one)


def test_setting_up_twice_does_it_once_and_keeps_what_is_there(tmp_path: Path) -> None:
    small = Small(tmp_path)
    (small.path / ".gitignore").write_text("mine")
    (tmp_path / ".gitignore").write_text(FOLDER + "\n")
    done = " ".join(set_up(small.path, COMMAND))
    assert "Made a git repository" in done
    assert "ignores" in done
    assert (small.path / ".gitignore").read_text() == "mine\n.state/\n"
    assert git(tmp_path, "check-attr", "merge", "--", ".crossread/sources/x.json").endswith(": crossread\n")
    (tmp_path / ".gitignore").unlink()
    assert set_up(small.path, COMMAND) == []
    git(tmp_path, "add", "--all")
    assert ".state" not in git(tmp_path, "ls-files")


def test_what_cannot_be_merged_leaves_ours_as_it_is(tmp_path: Path) -> None:
    small = Small(tmp_path)
    small.store.close()
    ours, theirs = small.file(small.first), small.file(small.second)
    data = ours.read_bytes()
    for bad, message in ((b"{", "git checkout"), (data.replace(b'"schema":', b'"schema":9'), "newer")):
        theirs.write_bytes(bad)
        with pytest.raises(StoreError, match=message):
            drive(theirs, ours, theirs, "x.json")
        assert ours.read_bytes() == data


def test_the_bytes_of_a_text_are_the_same_whoever_merges(tmp_path: Path) -> None:
    for ours, theirs in (("utf-8", "utf-16"), ("utf-16", "utf-8")):
        one, two = tmp_path / "one", tmp_path / "two"
        one.write_bytes("同一個".encode(ours))
        two.write_bytes("同一個".encode(theirs))
        drive(two, one, two, "texts/sha256-0.orig")
        assert one.read_bytes() == min("同一個".encode(), "同一個".encode("utf-16"))
