"""A library that is far behind its index is read by another process, and is then as if it had been read here."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from annotations.store import beside, mirror
from annotations.store.disk import Disk
from annotations.store.locate import FOLDER, open_library
from annotations.store.mirror import INDEX
from annotations.workspace import Workspace
from tests.tui.driver import TEXTS, shelve

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.usefixtures("few")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "_FAR", 2)


def unread(folder: Path) -> Workspace:
    """A library with some sources and no index."""
    shelve(folder, TEXTS).close()
    for path in (folder / FOLDER / ".state").glob(f"{INDEX}*"):
        path.unlink()
    return Workspace(open_library(folder / FOLDER), hurried=True)


def test_it_is_empty_until_it_was_read(tmp_path: Path) -> None:
    workspace = unread(tmp_path)
    assert (workspace.is_read, workspace.library.is_empty()) == (False, True)
    workspace.read_beside()
    assert workspace.is_read
    assert {source.handle for source in workspace.library.sources()} == {"podcast", "forum", "report"}


def test_once_it_was_read_it_is_opened_at_once(tmp_path: Path) -> None:
    first = unread(tmp_path)
    first.read_beside()
    first.close()
    assert Workspace(open_library(tmp_path / FOLDER), hurried=True).is_read


def test_what_is_not_hurried_reads_it_at_once(tmp_path: Path) -> None:
    unread(tmp_path)
    assert len(Workspace(open_library(tmp_path / FOLDER)).library.sources()) == len(TEXTS)


def test_files_that_all_came_anew_are_read_beside_too(tmp_path: Path) -> None:
    first = unread(tmp_path)
    first.read_beside()
    first.close()
    for path in (tmp_path / FOLDER / "sources").iterdir():  # as git puts them in their places
        copy = path.with_name(f".{path.name}")
        copy.write_bytes(path.read_bytes())
        copy.replace(path)
    again = Workspace(open_library(tmp_path / FOLDER), hurried=True)
    assert not again.is_read
    again.read_beside()
    assert len(again.library.sources()) == len(TEXTS)


def test_where_no_process_can_be_had_it_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = unread(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "missing"))
    workspace.read_beside()
    assert len(workspace.library.sources()) == len(TEXTS)


def test_closing_ends_the_process_and_leaves_a_sound_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = unread(tmp_path)
    monkeypatch.setattr(beside, "_BOOT", "import time; time.sleep(1000)")
    waiting = threading.Thread(target=workspace.read_beside)
    waiting.start()
    process = None
    while process is None:
        process = workspace.store._beside._process  # type: ignore[attr-defined]
    workspace.close()
    waiting.join(10)
    assert not waiting.is_alive() and process.returncode == -9
    assert not workspace.is_read  # nobody wants it any more
    assert len(Workspace(open_library(tmp_path / FOLDER)).library.sources()) == len(TEXTS)


def test_a_library_that_cannot_be_written_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unread(tmp_path)
    store = open_library(tmp_path / FOLDER)
    store.only_read("It is only to be read.")
    monkeypatch.setattr(beside.Beside, "read", lambda _: pytest.fail("a process was started"))
    workspace = Workspace(store, hurried=True)
    workspace.read_beside()
    assert len(workspace.library.sources()) == len(TEXTS)


def test_the_process_ends_with_whoever_started_it(tmp_path: Path) -> None:
    unread(tmp_path)
    library = tmp_path / FOLDER
    with Disk().lock(library / ".state" / "files.lock"):  # so that it waits
        command = [sys.executable, "-c", f"from annotations.store.beside import main; main({str(library)!r})"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.communicate(timeout=10)
        assert process.returncode == 1
