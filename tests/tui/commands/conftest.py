"""The commands as a person or a script calls them, in a folder of their own, with a copy of the demo library."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.demo.build import build_demo
from tests.tui.commands.answer import Answer, Crossread
from tui import cli
from tui.headless import output


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "demo"
    build_demo(folder)
    return folder


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder and a data folder of the test's own."""
    for name in ("CROSSREAD_LIBRARY", "CROSSREAD_CONFIG", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def demo(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demo library that the commands find."""
    folder = tmp_path / "demo"
    shutil.copytree(built, folder)
    monkeypatch.setenv("CROSSREAD_LIBRARY", str(folder))
    return folder


@pytest.fixture
def crossread(capsys: pytest.CaptureFixture[str]) -> Crossread:
    def call(*arguments: str) -> Answer:
        code = cli.run(arguments)
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return call


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """Python looks for garbage as before in the tests after these, although a reader was to be started."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)
    gc.enable()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed goes to a terminal of 80 columns."""
    monkeypatch.setattr(output, "is_terminal", lambda _: True)
    monkeypatch.setenv("COLUMNS", "80")
