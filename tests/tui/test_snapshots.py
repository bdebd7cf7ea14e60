"""A few pictures of the reader, each looked at before it was accepted. Behaviour is asserted elsewhere, as text."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Protocol

import pytest

from annotations.demo.build import build_demo
from annotations.store.locate import open_library
from annotations.workspace import Workspace
from tests.tui.support import settle
from themes.palette import builtin
from tui.app import CrossreadApp
from tui.config import Config
from tui.settings import Settings


class SnapCompare(Protocol):
    def __call__(
        self, app: CrossreadApp, *, press: list[str], run_before: object, terminal_size: tuple[int, int]
    ) -> bool: ...


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    build_demo(folder)
    return folder


@pytest.fixture
def demo(built: Path, tmp_path: Path) -> Path:
    """A library of the test's own: in another's window it would say that it is open twice."""
    return Path(shutil.copytree(built, tmp_path / "demo"))


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TEXTUAL_THEME", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


def app(demo: Path, theme: str, handles: tuple[str, ...]) -> CrossreadApp:
    workspace = Workspace(open_library(demo / ".crossread"))
    ids = {source.handle: source.id for source in workspace.library.sources()}
    workspace.store.keep_places(dict.fromkeys(ids.values(), 0))
    return CrossreadApp(workspace, [ids[handle] for handle in handles], config=Config(Settings(theme=theme)))


@pytest.mark.parametrize(
    ("theme", "size"),
    [*((theme, (80, 24)) for theme in builtin()), ("paper", (160, 45)), ("ink", (160, 45))],
    ids=lambda value: value if isinstance(value, str) else f"{value[0]}x{value[1]}",
)
def test_reader(theme: str, size: tuple[int, int], demo: Path, snap_compare: SnapCompare) -> None:
    """Two sources with claims, highlights, links and a selection begun in the first."""
    press = ["right_square_bracket", "c", "right_square_bracket", "c"]
    assert snap_compare(app(demo, theme, ("03", "05")), press=press, run_before=settle, terminal_size=size)


@pytest.mark.parametrize(
    ("name", "press"),
    [("which-key", ["p", "tab", "p"]), ("details", ["right_square_bracket", "c", "enter"]), ("tags", ["t"])],
)
def test_panels(name: str, press: list[str], demo: Path, snap_compare: SnapCompare) -> None:
    assert snap_compare(app(demo, "paper", ("01", "06")), press=press, run_before=settle, terminal_size=(120, 40))


def test_narrow(demo: Path, snap_compare: SnapCompare) -> None:
    """At 60×15 the annotation pane lies over the text."""
    assert snap_compare(app(demo, "ink", ("04",)), press=["comma", "m"], run_before=settle, terminal_size=(60, 15))
