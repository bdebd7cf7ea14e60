"""The commands about sources: read them, add them, print them."""

from __future__ import annotations

import click

from tui.commands.group import (
    _Command,
    chosen_library,
    cli,
    config_option,
    json_option,
    library_option,
    named_library,
    read_library,
)


def reading_options(command: _Command) -> _Command:
    """How sources are read."""
    for option in (
        click.option("--allow-private", is_flag=True, help="Also fetch addresses of this machine and network."),
        click.option("--encoding", metavar="NAME", help="How they are encoded, where the guess is wrong: gb18030 …"),
    ):
        command = option(command)
    return command


@cli.command()
@library_option
@config_option
@click.option("--plain", is_flag=True, help="Print them with their marks instead, for pipes and screen readers.")
@click.argument("words", metavar="[SOURCE…]", nargs=-1)
def read(words: tuple[str, ...], plain: bool) -> int:
    """Open the reader on files, folders and sources of the library, or on the whole library.

    \b
    Example: crossread read --plain interview
    """
    if not plain:
        return read_library(words)
    from tui.headless.plain import print_plain

    return print_plain(chosen_library(), words)


@cli.command()
@config_option
@click.argument("folder", metavar="[DIR]", required=False)
def demo(folder: str | None) -> int:
    """Open the demo library.

    It is made in DIR, which must be new or empty, or in your data folder, and is found there as you left it. Where
    there is no terminal its digest is printed instead.

    \b
    Example: crossread demo
    """
    from tui.headless.demo import demo

    if named_library():
        raise click.UsageError("The demo has a library of its own: name its folder as DIR instead of --library.")
    return demo(folder)


@cli.command()
@click.argument("words", metavar="SOURCE…", nargs=-1, required=True)
@reading_options
@library_option
def add(words: tuple[str, ...], encoding: str | None, allow_private: bool) -> int:
    """Add files, the texts of folders, web pages, and with - what is piped in, to the library.

    A text that is there already under another name is known again; a file or page that changed becomes a new version
    of its source, and the marks move with it.

    \b
    Example: crossread add interview.md notes/ https://example.org/thread
    """
    from annotations.intake import Reading
    from tui.headless.adding import add

    return add(chosen_library(), words, Reading(encoding, allow_private))


@cli.command()
@click.argument("sources", metavar="[SOURCE…]", nargs=-1)
@reading_options
@json_option
@library_option
def refresh(sources: tuple[str, ...], encoding: str | None, allow_private: bool, json: bool) -> int:
    """Read sources again from where they came: those named, else all.

    Where a text changed, its marks are placed again, and how many were is told. Those whose place is not certain wait
    for you in the reader, under ,r.

    \b
    Example: crossread refresh interview
    """
    from annotations.intake import Reading
    from tui.headless.adding import refresh_sources

    return refresh_sources(chosen_library(), sources, Reading(encoding, allow_private), json)


@cli.command("list")
@json_option
@library_option
def list_(json: bool) -> int:
    """List the sources of the library.

    \b
    Example: crossread list --json
    """
    from tui.headless.sources import list_sources

    return list_sources(chosen_library(), json)


@cli.command()
@click.argument("source")
@click.option("--blocks", is_flag=True, help="Print its blocks instead: what each is, and where it stands.")
@json_option
@library_option
def text(source: str, blocks: bool, json: bool) -> int:
    """Print the text of a source, where all offsets count, or its blocks.

    \b
    Example: crossread text interview --blocks --json
    """
    from tui.headless.sources import print_text

    if json and not blocks:
        raise click.UsageError("--json prints the blocks of a text: say --blocks as well.")
    return print_text(chosen_library(), source, blocks=blocks, json=json)
