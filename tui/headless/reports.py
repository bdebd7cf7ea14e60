"""`search` and `digest`: what is asked of the whole library."""

from __future__ import annotations

from pathlib import Path

from annotations.cite import short_citation
from annotations.commands import CommandError
from annotations.listing import hit_json
from annotations.search import Hit, forms
from annotations.search import search as hits_of
from annotations.workspace import Workspace
from sources.scan import Mode
from tui.headless.libraries import open_workspace
from tui.headless.output import say_json, say_table, say_text, tell


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


def _place(workspace: Workspace, hit: Hit) -> str:
    source = workspace.library.source(hit.source) if hit.source else None
    return short_citation(source, hit.locator) if source else ""
