"""The group of all commands, and the options that several of them have."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from tui.cli import COMMANDS

SECTIONS = ("sources", "marks", "library", "program")

_Command = TypeVar("_Command", bound=Callable[..., Any])


def valid(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Words that will be kept or compared must be valid UTF-8; the names of files need not be."""
    for text in value if isinstance(value, tuple) else (value or "",):
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise click.BadParameter("it is not valid UTF-8.", ctx, param)
    return value


class _Commands(click.Group):
    """A group whose first word may also be a file, a folder or a source to read."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "", super().get_command(ctx, "read"), args

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """By what they are about: the modules that they stand in."""
        for section in SECTIONS:
            with formatter.section(section.capitalize()):
                formatter.write_dl(
                    [
                        (name, command.get_short_help_str(200))
                        for name, command in self.commands.items()
                        if command.callback and command.callback.__module__ == f"{__package__}.{section}"
                    ]
                )

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read our output has seen enough. The rest, and Python's own last flush, go nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return result


def _set_library(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """One place for the option, wherever on the line it stands; the last one counts."""
    if value is not None:
        ctx.meta[__name__] = value


def library_option(command: _Command) -> _Command:
    return click.option(
        "--library",
        metavar="DIR",
        expose_value=False,
        callback=_set_library,
        help="The folder whose library to use, else CROSSREAD_LIBRARY, else the nearest upward, else your own.",
    )(command)


def _use_config(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        from tui.config import use_file

        use_file(value)


config_option = click.option(
    "--config",
    metavar="FILE",
    expose_value=False,
    is_eager=True,
    callback=_use_config,
    help="The config.toml to use, else CROSSREAD_CONFIG, else the one in your configuration folder.",
)


def named_library() -> str | None:
    """The folder that stands on the command line."""
    value: str | None = click.get_current_context().meta.get(__name__)
    return value


def chosen_library() -> str | None:
    return named_library() or os.environ.get("CROSSREAD_LIBRARY") or None


json_option = click.option("--json", is_flag=True, help="One JSON object a line.")


def read_library(words: tuple[str, ...]) -> int:
    from tui.opening import open_reader

    return open_reader(chosen_library(), words, COMMANDS)


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    options_metavar="[--library DIR] [--config FILE]",
    subcommand_metavar="[SOURCE…] | COMMAND …",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@library_option
@config_option
@click.version_option(package_name="crossread", prog_name="crossread", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> int | None:
    """Read several texts side by side, mark what they claim, link the claims, and hand over a digest.

    Without a command the reader opens: on files and folders, which are added to the library, or without any on the
    library. A file named like a command is written with its folder: crossread ./list

    \b
    Example: crossread interview.md report.txt
    """
    if ctx.invoked_subcommand is None:
        return read_library(())
    return None
