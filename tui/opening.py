"""From words on the command line to the reader on the screen. The one place, with `app`, that loads Textual."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.commands import CommandError
from annotations.library import Library
from annotations.workspace import Workspace
from tui.headless.libraries import library_path, open_workspace, told_on_screen
from tui.headless.output import counted
from tui.named import First, named
from tui.new_texts import PIPED

if TYPE_CHECKING:
    from tui.config import Config

TOUR = "tour"
"""Under this name it is remembered that the tour has been shown."""


def open_reader(library: str | None, words: Sequence[str], commands: Sequence[str]) -> int:
    """Opens files, folders and sources of the library, or without words the library itself.

    `commands` are the names of the commands, one of which may have been meant. What cannot be read is told in the
    reader as long as something can.
    """
    known = open_workspace(library, hurried=True) if library_path(library).is_dir() else None
    is_read = known is None or known.is_read
    texts = named(words, commands)
    first: Sequence[First] = texts
    if is_read:
        first = list(dict.fromkeys(one.find(known.library if known else Library()) for one in texts))
    if not has_terminal(piped=PIPED in words):
        raise CommandError("The reader needs a terminal: `crossread --help` lists the commands that print instead.")
    is_empty = is_read and (known is None or known.library.is_empty())
    if not words and library is None and is_empty and tour_is_due():
        from tui.headless.demo import demo

        return demo(None)
    workspace = known or open_workspace(library, create=True)
    if PIPED in words:
        _type_from_terminal()
    return run_reader(workspace, first, [])


def has_terminal(*, piped: bool = False) -> bool:
    """Whether the reader can draw and be typed to; where stdin is a text, the keys come from the terminal itself."""
    if piped:
        return sys.stdout.isatty() and Path("/dev/tty").exists()
    return sys.stdin.isatty() and sys.stdout.isatty()


def _type_from_terminal() -> None:
    """Stdin is a text, and is read as such (`new_texts`): from here on its number is the terminal's."""
    terminal = os.open("/dev/tty", os.O_RDWR)
    os.dup2(terminal, 0)
    os.close(terminal)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it lives as long as the program


def run_reader(workspace: Workspace, sources: Sequence[First], notices: list[str], *, tour: bool = False) -> int:
    """`sources` empty means the library as a whole. Returns the exit code.

    Who asks for the tour leaves this library for the demo's, and comes back afterwards to where they were.
    """
    from tui import config, input_method

    input_method.choose_protocol()
    settings = config.load()
    if settings.settings.ambiguous_width == 2:
        from tui.ambiguous import use_wide

        use_wide()
    from tui.app import run

    notices = [*workspace.notes, *to_choose(workspace.library), *notices, *told(settings)]
    if not tour and tour_is_due(settings) and settings.choices.get(TOUR, None) is None:
        notices.append(f"New here? {settings.keymap.hint('app.tour')} shows how it all works, in three minutes.")
        settings.choices.keep(TOUR, "offered")
    code, asked_for_tour = run(workspace, sources, settings, notices=notices, tour=tour)
    told_on_screen(workspace)
    if not asked_for_tour:
        return code
    from tui.headless.demo import demo

    demo(None, tour=True)
    return run_reader(open_workspace(str(workspace.store.path)), sources, [])


def to_choose(library: Library) -> list[str]:
    """That merges left values to choose from, as one notice."""
    if not (found := len(library.alternatives())):
        return []
    return [f"A merge left {counted(found, 'value')} to choose from: Enter on a mark with ≠, or `crossread conflicts`."]


def tour_is_due(config: Config | None = None) -> bool:
    """Whether the tour is to be shown without being asked for: until it was, unless the settings say no."""
    from tui.config import load

    config = config or load()
    return config.settings.tour and config.choices.get(TOUR, None) != "seen"


def told(config: Config) -> list[str]:
    """What is wrong with the configuration, as one notice: the first bad entry, and where the others are named."""
    problems = config.problems
    if not problems:
        return []
    others = f" ({len(problems) - 1} more: {config.keymap.hint('app.settings')})" if len(problems) > 1 else ""
    return [f"{problems[0]}{others}"]
