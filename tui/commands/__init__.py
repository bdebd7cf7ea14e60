"""The commands: what may be typed, and what it says about itself. What is done stands in `headless` and `opening`.

Every import of those is inside a command, so that `crossread list` starts without what only the reader needs.
Exit codes: 0 fine, 1 the answer is no, 2 wrong use or bad input.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from tui.commands import library, marks, program, sources
from tui.commands.group import cli

__all__ = ["library", "marks", "program", "run", "sources"]
"""The modules are imported for the commands that they add to the group."""


def run(arguments: Sequence[str]) -> int:
    """The exit code of a command. What is wrongly used is told; other errors are the caller's."""
    from tui.headless.output import tell

    try:
        return cli.main(list(arguments), prog_name="crossread", standalone_mode=False) or 0
    except click.Abort:
        return 130
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        hint = f" See `{context.command_path.strip()} --help`." if context else ""
        said = error.format_message().rstrip(".")
        tell(said + ("" if said.endswith("?") else ".") + hint)
    return 2
