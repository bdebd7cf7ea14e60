"""`demo`: the demo library, opened as it was left, built where there is none, or printed as a digest."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from annotations.commands import CommandError
from annotations.demo.build import build_demo, is_demo
from annotations.store.locate import FOLDER, open_library
from annotations.store.protocol import StoreError
from annotations.workspace import Workspace
from tui.config import load
from tui.headless.libraries import data_folder
from tui.headless.output import say_text
from tui.headless.reports import digest_text

BESIDE = ("03", "05")
"""The two sources that the tour shows: a report, and what the council was told of it."""


def demo(folder: str | None, *, tour: bool = False) -> int:
    """Opens the demo in `folder`, else in the user's data folder. Without a terminal it prints the digest by claim.

    The first time, and with `tour` whenever asked, the tour is shown in it.

    Only a named folder or the reader writes anything that stays: otherwise, and where the user's data folder cannot
    be written, the demo is a temporary one.
    """
    from tui.opening import TOUR, has_terminal, run_reader, tour_is_due

    with ExitStack() as stack:
        notices: list[str] = []
        home = Path(folder) if folder is not None else _home(build=has_terminal())
        if home is None:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crossread-demo-")))
            notices.append("Your data folder cannot be written, so this demo is gone when you leave it.")
        workspace = _in_folder(home)
        if has_terminal():
            sources = workspace.library.sources()
            if tour or tour_is_due():
                load().choices.keep(TOUR, "seen")
                beside = [source.id for source in sources if source.handle in BESIDE]
                return run_reader(workspace, beside, notices, tour=True)
            return run_reader(workspace, [source.id for source in sources], notices)
        if tour:
            raise CommandError("The tour needs a terminal: crossread demo prints what it leads to.")
        say_text(digest_text(workspace, "claim"))
    return 0


def _home(*, build: bool) -> Path | None:
    """The demo's place in the user's data folder, made if asked; None where there is none or it cannot be written."""
    try:
        home = data_folder() / "demo"
        if build and not home.exists():
            build_demo(home)
        return home if home.exists() and os.access(home, os.W_OK) else None
    except (CommandError, OSError, StoreError):
        return None


def _in_folder(folder: Path) -> Workspace:
    if (folder / FOLDER).is_dir():
        workspace = Workspace(open_library(folder / FOLDER, create=False))
        if is_demo(workspace.library):
            return workspace
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandError(f"{folder} has other things in it, which stay as they are: name a new or an empty folder.")
    build_demo(folder)
    return Workspace(open_library(folder / FOLDER, create=False))
