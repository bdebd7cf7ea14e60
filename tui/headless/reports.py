"""`search`, `digest` and `check`: what is asked of the whole library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.cite import short_citation
from annotations.commands import CommandError
from annotations.listing import hit_json
from annotations.search import Hit, forms
from annotations.search import search as hits_of
from annotations.store.locate import open_library
from annotations.workspace import Workspace
from sources.scan import Mode
from tui.headless.libraries import library_path, open_workspace
from tui.headless.output import counted, say, say_json, say_table, say_text, tell

if TYPE_CHECKING:
    from annotations.check import Counts


def search(library: str | None, query: str, json: bool, exact: bool) -> int:
    """1 when nothing is found."""
    if not query.strip():
        raise CommandError("The query is empty: give the words to search for.")
    workspace = open_workspace(library)
    hits = hits_of(workspace.library, workspace.document, query, exact)
    found = 0
    if json:
        for found, hit in enumerate(hits, 1):  # noqa: B007
            say_json(hit_json(workspace.library, hit))
    else:
        rows = [(str(hit.kind), _place(workspace, hit), hit.excerpt) for hit in hits]
        found = len(rows)
        say_table(("in", "place", "words"), rows)
    others = [form for form in forms(query, Mode.EXACT if exact else Mode.FOLDED) if form != query]
    also = f" Also searched: {', '.join(others)}." if others else ""
    if not found:
        tell(f"“{query}” was not found.{also}")
    elif also and not json:
        tell(also)
    return 0 if found else 1


def digest(library: str | None, by: str, out: str | None) -> int:
    from annotations.digest.model import By
    from annotations.digest.write import write_digest

    text = digest_text(open_workspace(library), By(by))
    if out is None or out == "-":
        say_text(text)
        return 0
    write_digest(Path(out), text)
    return 0


def digest_text(workspace: Workspace, by: str) -> str:
    from annotations.digest.build import build
    from annotations.digest.model import By, DigestOptions
    from annotations.digest.render import render

    return render(build(workspace.library, workspace.document, DigestOptions(by=By(by))))


def check(library: str | None) -> int:
    """1 when there is a problem."""
    from annotations.check import check as examine

    path = library_path(library)
    report = examine(open_library(path, create=False))
    for sentence in (*report.problems, *report.notes):
        say(" ".join(sentence.split()))
    counts = report.counts
    parts = [counted(getattr(counts, f"{noun}s"), noun) for noun in ("source", "mark", "claim", "link", "tag")]
    lost = f" Without a place: {', '.join(_without_place(counts))}." if counts.waiting or counts.lost else ""
    verdict = f"has {counted(len(report.problems), 'problem')}" if report.problems else "is sound"
    say(f"The library {path} {verdict}: {', '.join(parts)}.{lost}")
    return 1 if report.problems else 0


def _without_place(counts: Counts) -> Iterator[str]:
    if counts.waiting:
        yield f"{counted(counts.waiting, 'mark')} waiting to be placed again (,r in the reader)"
    if counts.lost:
        yield f"{counted(counts.lost, 'mark')} kept as lost"


def _place(workspace: Workspace, hit: Hit) -> str:
    source = workspace.library.source(hit.source) if hit.source else None
    return short_citation(source, hit.locator) if source else ""
