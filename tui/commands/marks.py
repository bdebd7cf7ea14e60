"""The commands about marks and what hangs on them: make, list, search, hand over."""

from __future__ import annotations

import re

import click

from tui.commands.group import _Command, chosen_library, cli, json_option, library_option, valid

BY = ("source", "tag", "claim")
RELATIONS = ("restates", "supports", "contradicts", "undercuts", "qualifies", "cites", "see-also")


@cli.command()
@click.argument("source")
@click.option("--quote", metavar="TEXT", callback=valid, required=True, help="The words to mark.")
@click.option("--nth", metavar="N", type=click.IntRange(min=1), help="Which of several occurrences, from 1.")
@click.option(
    "--claim",
    metavar="[STATEMENT]",
    callback=valid,
    is_flag=False,
    flag_value="",
    help="Mark as a claim, with a statement in your own words if you like; else it is a highlight.",
)
@click.option("--tag", "tags", metavar="T", callback=valid, multiple=True, help="A tag; may be given several times.")
@click.option("--note", metavar="N", callback=valid, default="", help="A note on the mark.")
@library_option
def mark(source: str, quote: str, nth: int | None, claim: str | None, tags: tuple[str, ...], note: str) -> int:
    """Mark words of a source and print the mark's id. A file that is not in the library is added first.

    \b
    Example: crossread mark report.txt --quote "降幅 31%" --claim "NO2 fell by a third" --tag air/no2
    """
    from tui.headless.marking import mark

    return mark(chosen_library(), source, quote, nth=nth, claim=claim, tags=tags, note=note)


@cli.command()
@click.argument("origin", metavar="MARK", callback=valid)
@click.argument("relation", metavar="RELATION", type=click.Choice(RELATIONS, case_sensitive=False))
@click.argument("target", metavar="MARK", callback=valid)
@click.option("--note", metavar="N", callback=valid, default="", help="A note on the link.")
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

    return link(chosen_library(), origin, relation, target, note)


def filter_options(command: _Command) -> _Command:
    for option in (
        click.option("--lost", is_flag=True, help="Only of marks without a place since their source changed."),
        click.option("--claim", metavar="C", callback=valid, help="Only of this claim: its id, or the end of it."),
        click.option("--tag", metavar="T", callback=valid, help="Only with this tag or one below it."),
        click.option("--source", metavar="S", help="Only of this source: handle, id, path or title."),
    ):
        command = option(command)
    return library_option(json_option(command))


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
        return lists[name](chosen_library(), records.Filter(source, tag, claim, lost), json)

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
@click.argument("words", metavar="QUERY…", nargs=-1, required=True, callback=valid)
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
    return search(chosen_library(), from_words(words, "exact" if exact else "regex" if regex else ""), json)


@cli.command()
@click.argument("lines", metavar="[WORD=WORD…]", nargs=-1, callback=valid)
@library_option
def glossary(lines: tuple[str, ...]) -> int:
    """Print the words that searches take for one thing, or add to them.

    They stand in glossary.txt of the library and beside config.toml, a group a line: edit it as you like.

    \b
    Example: crossread glossary 兆=万亿 "data centre = 数据中心"
    """
    from tui.headless.searching import glossary

    return glossary(chosen_library(), lines)


@cli.command()
@library_option
def index() -> int:
    """Bring the search index up to date at once; the reader does so while it is open.

    \b
    Example: crossread index
    """
    from tui.headless.searching import index

    return index(chosen_library())


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

    return digest(chosen_library(), by, out)
