"""The commands: what may be typed, and what it says about itself. What is done stands in `headless` and `opening`.

Every import of those is inside a command, so that `crossread list` starts without what only the reader needs.
Exit codes: 0 fine, 1 the answer is no, 2 wrong use or bad input.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from tui.cli import COMMANDS

_Command = TypeVar("_Command", bound=Callable[..., Any])

BY = ("source", "tag", "claim")
RELATIONS = ("restates", "supports", "contradicts", "undercuts", "qualifies", "cites", "see-also")


def _valid(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
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
        return "", read, args

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever read our output has seen enough. The rest, and Python's own last flush, go nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return result


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
        tell(error.format_message().rstrip(".") + "." + hint)
    return 2


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


def _library() -> str | None:
    value: str | None = click.get_current_context().meta.get(__name__)
    return value or os.environ.get("CROSSREAD_LIBRARY") or None


json_option = click.option("--json", is_flag=True, help="One JSON object a line.")


def reading_options(command: _Command) -> _Command:
    """How sources are read."""
    for option in (
        click.option("--allow-private", is_flag=True, help="Also fetch addresses of this machine and network."),
        click.option("--encoding", metavar="NAME", help="How they are encoded, where the guess is wrong: gb18030 …"),
    ):
        command = option(command)
    return command


def filter_options(command: _Command) -> _Command:
    for option in (
        click.option("--lost", is_flag=True, help="Only of marks without a place since their source changed."),
        click.option("--claim", metavar="C", callback=_valid, help="Only of this claim: its id, or the end of it."),
        click.option("--tag", metavar="T", callback=_valid, help="Only with this tag or one below it."),
        click.option("--source", metavar="S", help="Only of this source: handle, id, path or title."),
    ):
        command = option(command)
    return library_option(json_option(command))


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
        return _read(())
    return None


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
        return _read(words)
    from tui.headless.plain import print_plain

    return print_plain(_library(), words)


def _read(words: tuple[str, ...]) -> int:
    from tui.opening import open_reader

    return open_reader(_library(), words, COMMANDS)


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

    if click.get_current_context().meta.get(__name__):
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

    return add(_library(), words, Reading(encoding, allow_private))


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

    return refresh_sources(_library(), sources, Reading(encoding, allow_private), json)


@cli.command("list")
@json_option
@library_option
def list_(json: bool) -> int:
    """List the sources of the library.

    \b
    Example: crossread list --json
    """
    from tui.headless.sources import list_sources

    return list_sources(_library(), json)


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
    return print_text(_library(), source, blocks=blocks, json=json)


@cli.command()
@click.argument("source")
@click.option("--quote", metavar="TEXT", callback=_valid, required=True, help="The words to mark.")
@click.option("--nth", metavar="N", type=click.IntRange(min=1), help="Which of several occurrences, from 1.")
@click.option(
    "--claim",
    metavar="[STATEMENT]",
    callback=_valid,
    is_flag=False,
    flag_value="",
    help="Mark as a claim, with a statement in your own words if you like; else it is a highlight.",
)
@click.option("--tag", "tags", metavar="T", callback=_valid, multiple=True, help="A tag; may be given several times.")
@click.option("--note", metavar="N", callback=_valid, default="", help="A note on the mark.")
@library_option
def mark(source: str, quote: str, nth: int | None, claim: str | None, tags: tuple[str, ...], note: str) -> int:
    """Mark words of a source and print the mark's id. A file that is not in the library is added first.

    \b
    Example: crossread mark report.txt --quote "降幅 31%" --claim "NO2 fell by a third" --tag air/no2
    """
    from tui.headless.marking import mark

    return mark(_library(), source, quote, nth=nth, claim=claim, tags=tags, note=note)


@cli.command()
@click.argument("origin", metavar="MARK", callback=_valid)
@click.argument("relation", metavar="RELATION", type=click.Choice(RELATIONS, case_sensitive=False))
@click.argument("target", metavar="MARK", callback=_valid)
@click.option("--note", metavar="N", callback=_valid, default="", help="A note on the link.")
@library_option
def link(origin: str, relation: str, target: str, note: str) -> int:
    """Link two marks and print the link's id.

    For restates it is the id of the claim which both make from then on. A MARK is an id or 6 characters of its
    beginning or end. RELATION is restates, supports, contradicts, undercuts,
    qualifies, cites or see-also.

    \b
    Example: crossread link 7QZ4M2 contradicts K0D9TX --note "Two totals for one thing"
    """
    from tui.headless.marking import link

    return link(_library(), origin, relation, target, note)


def _list_command(name: str, what: str, example: str) -> None:
    """`marks`, `claims`, `links` and `tags` differ in nothing but what they list."""

    @filter_options
    def listing(json: bool, source: str | None, tag: str | None, claim: str | None, lost: bool) -> int:
        from tui.headless import records

        lists = {
            "marks": records.list_marks,
            "claims": records.list_claims,
            "links": records.list_links,
            "tags": records.list_tags,
        }
        return lists[name](_library(), records.Filter(source, tag, claim, lost), json)

    listing.__doc__ = f"List {what}.\n\n\b\nExample: {example}"
    cli.command(name)(listing)


_list_command("marks", "marks, by source and in text order", "crossread marks --source report --json")
_list_command("claims", "claims, with who makes, backs and denies them", "crossread claims --tag air")
_list_command("links", "links, with the words at both ends", "crossread links --source report")
_list_command("tags", "tags, with the number of their marks", "crossread tags")


class _SearchCommand(click.Command):
    """A filter that is turned round, `-tag:draft`, is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [re.sub("^-(?=[A-Za-z]{2,}[:：])", "－", word) for word in args])


@cli.command(cls=_SearchCommand)
@click.argument("words", metavar="QUERY…", nargs=-1, required=True, callback=_valid)
@json_option
@click.option("--exact", is_flag=True, help="Only these characters: no other script, width, case or regional word.")
@click.option("--regex", is_flag=True, help="The words are a regular expression.")
@library_option
def search(words: tuple[str, ...], json: bool, exact: bool, regex: bool) -> int:
    """Find words in texts, notes, tags and claims. The exit code is 1 when there are none.

    The words are one phrase, found in any script, width and case and by what they are called in other regions and in
    the glossary. tag: note: claim: source: speaker: and date: (2024, 2024-05..2025) narrow the search, -tag: and so on
    turn that round; filters alone list the marks that pass.

    \b
    Example: crossread search 大模型 tag:cost -source:forum
    """
    from annotations.query import from_words
    from tui.headless.searching import search

    if exact and regex:
        raise click.UsageError("--exact and --regex exclude each other: leave one out.")
    return search(_library(), from_words(words, "exact" if exact else "regex" if regex else ""), json)


@cli.command()
@click.argument("lines", metavar="[WORD=WORD…]", nargs=-1, callback=_valid)
@library_option
def glossary(lines: tuple[str, ...]) -> int:
    """Print the words that searches take for one thing, or add to them.

    They stand in glossary.txt of the library and beside config.toml, a group a line: edit it as you like.

    \b
    Example: crossread glossary 兆=万亿 "data centre = 数据中心"
    """
    from tui.headless.searching import glossary

    return glossary(_library(), lines)


@cli.command()
@library_option
def index() -> int:
    """Bring the search index up to date at once; the reader does so while it is open.

    \b
    Example: crossread index
    """
    from tui.headless.searching import index

    return index(_library())


@cli.command()
@click.option("--by", type=click.Choice(BY), default="source", show_default=True, help="What it is ordered by.")
@click.option("--out", metavar="FILE", help="Write it there instead of to stdout.")
@library_option
def digest(by: str, out: str | None) -> int:
    """Print a Markdown digest of the library.

    \b
    Example: crossread digest --by claim --out digest.md
    """
    from tui.headless.reports import digest

    return digest(_library(), by, out)


@cli.command()
@json_option
@config_option
def keys(json: bool) -> int:
    """Print the keys that hold, with your own in their places.

    \b
    Example: crossread keys --json
    """
    from tui.headless.configuration import print_keys

    return print_keys(json)


@cli.command()
@json_option
@config_option
def config(json: bool) -> int:
    """Print every setting, where its value comes from, and what is wrong with your configuration.

    \b
    Example: crossread config
    """
    from tui.headless.configuration import print_config

    return print_config(json)


@cli.command()
@click.option("--quick", is_flag=True, help="Leave out the test of the input method, which waits for you to type.")
@json_option
@config_option
def doctor(quick: bool, json: bool) -> int:
    """Look for what keeps crossread from working well here, and say what to do about it.

    Size, colours, widths, clipboard, keyboard, input method, optional parts, configuration. The exit code is 1 when
    there is something to do.

    \b
    Example: crossread doctor
    """
    from tui.headless.doctor import doctor

    return doctor(json=json, quick=quick)


@cli.command()
@config_option
def tour() -> int:
    """Show in three minutes, and by doing, how it works: mark, link, digest.

    It is in the demo library; nothing of yours is touched.

    \b
    Example: crossread tour
    """
    from tui.headless.demo import demo

    return demo(None, tour=True)


import tui.upkeep  # noqa: E402, F401 - adds the commands about the library as a whole, with the options from above
