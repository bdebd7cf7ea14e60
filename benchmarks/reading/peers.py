"""The programs that are measured, with their keys. One that is not installed is left out.

Whatever their licences, they are only run, never imported.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from reading.cases import SIZES, Case

_APPS = Path(__file__).parents[1] / "apps"
_PYTHON = sys.executable
_TEXTS = ("text", "line")
_DOWN, _UP, _PAGE, _END, _HOME = "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b[F", "\x1b[H"


class Peer(NamedTuple):
    """A program and its keys, empty for what it cannot do. `search` is pressed after `prompt`.

    `own` says that it is crossread: then script, theme and held keys are measured too. `ready` is what shows that it is
    there. `size` is the terminal's, where it is not the usual one.
    """

    name: str
    command: Callable[[Case], tuple[str, ...]]
    shapes: tuple[str, ...] = _TEXTS
    largest: int = 1 << 40
    down: str = "j"
    up: str = "k"
    page: str = " "
    end: str = "G"
    top: str = "g"
    prompt: str = "/"
    search: str = "BENCH-DEEP\r"
    own: bool = False
    ready: str = "BENCH-START"
    first: str = ""
    """What goes to the beginning, in a program that opens elsewhere."""
    size: tuple[int, int] | None = None
    reason: str = ""
    """Why larger texts are left out."""

    def takes(self, case: Case) -> str:
        """Why a case is left out; empty when it is not."""
        if case.shape not in self.shapes:
            return "another format"
        return self.reason if SIZES[case.size] > self.largest else ""


def _crossread(case: Case, *others: Path) -> tuple[str, ...]:
    library = ("--library", str(case.folder))
    return (_PYTHON, "-m", "tui.cli", *library, str(case.document), *map(str, others))


def _app(name: str) -> Callable[[Case], tuple[str, ...]]:
    return lambda case: (_PYTHON, str(_APPS / name), str(case.document))


def _program(path: str) -> Callable[[Case], tuple[str, ...]]:
    return lambda case: (path, str(case.document))


def peers() -> list[Peer]:
    """Those that are installed."""
    everything = (*_TEXTS, "md", "html", "epub")
    found = [
        Peer("minimal app", _app("minimal.py"), everything, down="", page="", end="", prompt="", search=""),
        Peer("pager", _app("pager.py"), prompt="", search="n"),
        Peer("crossread", _crossread, everything, top="gg", own=True),
        Peer(
            "crossread, full",
            lambda case: _crossread(case, *case.others),
            everything,
            top="gg",
            own=True,
            size=(160, 45),
        ),
        Peer(
            "TextArea",
            _app("text_area.py"),
            largest=10_000_000,
            down=_DOWN,
            up=_UP,
            page=_PAGE,
            end="",
            top="\x1b[1;5H",
            prompt="",
            search="",
            reason="takes minutes",
        ),
    ]
    if path := shutil.which("less"):
        found.append(Peer("less", _program(path)))
    if path := shutil.which("vim"):
        options = ("-u", "NONE", "-N", "-R", "-n", "--not-a-term")
        keys = {"down": "\x05", "up": "\x19", "page": "\x06", "top": "gg"}
        found.append(Peer("vim", lambda case, path=path: (path, *options, str(case.document)), **keys))  # type: ignore[misc, arg-type]
    if path := shutil.which("tl"):
        found.append(
            Peer("toolong", _program(path), end=_END, top=_HOME, prompt="", search="", ready="BENCH-END", first=_HOME)
        )
    if path := shutil.which("frogmouth"):
        reason = "shows nothing within half a minute"
        found.append(
            Peer(
                "frogmouth",
                _program(path),
                ("md",),
                1_000_000,
                end=_END,
                top=_HOME,
                prompt="",
                search="",
                reason=reason,
            )
        )
    if path := shutil.which("baca"):
        found.append(Peer("baca", _program(path), ("epub",), page=_PAGE, prompt="", search=""))
    if path := shutil.which("epy"):
        found.append(Peer("epy", _program(path), ("epub",), top="", end="", prompt="", search="", ready=""))
    return found
