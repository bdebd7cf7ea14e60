"""`search`, `glossary` and `index`: finding words in a library, and what helps to find them."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.cite import short_citation
from annotations.commands import CommandError
from annotations.glossary import NAME, add_group, group_of, read_glossary
from annotations.indexing import bring_up, texts_of
from annotations.listing import hit_json
from annotations.query import QueryError, parse
from annotations.search import Hit, finder_of
from annotations.search import search as hits_of
from annotations.workspace import Workspace
from sources.scan import PatternError
from tui.glossary import glossary_files
from tui.headless.libraries import library_path, open_workspace
from tui.headless.output import counted, say, say_json, say_table, tell


def search(library: str | None, typed: str, json: bool) -> int:
    """1 when nothing is found."""
    if not typed.strip():
        raise CommandError("The query is empty: give the words to search for.")
    workspace = open_workspace(library)
    glossary = read_glossary(glossary_files(workspace.store.path))
    for problem in glossary.problems:
        tell(problem)
    try:
        query = parse(typed)
        finder = finder_of(query, glossary.groups)
        found = 0
        rows = []
        for hit in hits_of(workspace.library, texts_of(workspace, query.mode), query, finder):
            found += 1
            if json:
                say_json(hit_json(workspace.library, hit))
            else:
                rows.append((str(hit.kind), _place(workspace, hit), hit.excerpt))
    except (QueryError, PatternError) as problem:
        raise CommandError(str(problem)) from problem
    say_table(("in", "place", "words"), rows)
    others = finder.forms[1:]
    also = f" Also searched: {', '.join(others)}." if others else ""
    if not found:
        tell(f"“{typed}” was not found.{also}")
    elif also and not json:
        tell(also)
    return 0 if found else 1


def glossary(library: str | None, lines: Sequence[str]) -> int:
    """Adds groups to the library's glossary, or without any prints what is in force."""
    path = library_path(library)
    files = glossary_files(path)
    try:
        groups = [group_of(line) for line in lines]
    except ValueError as error:
        raise CommandError(f"That is no line of a glossary: {error}, as in 兆=万亿.") from error
    if groups:
        open_workspace(library)  # only a library has a glossary
        for group in groups:
            add_group(files[0], group)
        return 0
    found = read_glossary(files)
    for group in found.groups:
        say(" = ".join(group))
    for problem in found.problems:
        tell(problem)
    if not found.groups:
        tell(f"There is no glossary yet: `crossread glossary 兆=万亿` begins {files[0].parent / NAME}.")
    return 1 if found.problems else 0


def index(library: str | None) -> int:
    workspace = open_workspace(library)
    sources = workspace.library.sources()
    added = sum(1 for _ in bring_up(workspace, sources))
    say(f"The index has {counted(len(sources), 'source')}, {added:,} of them new.")
    return 0


def _place(workspace: Workspace, hit: Hit) -> str:
    source = workspace.library.source(hit.source) if hit.source else None
    return short_citation(source, hit.locator) if source else ""
