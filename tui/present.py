"""Library → values for widgets. The one place that decides how a mark is put into words for the screen."""

from __future__ import annotations

from collections.abc import Iterable

from annotations.cite import locator_text
from annotations.library import Library
from annotations.model import Mark, SourceId
from annotations.workspace import Workspace
from tui.signs import RESTATES
from tui.values import EntryGroup, LinkView, MarkEntry, MarkView, TagView

SCOPES = ("source", "library")
GROUPINGS = ("text", "claim", "tag")


def mark_views(library: Library, source: SourceId) -> tuple[MarkView, ...]:
    """The marks of one source that have a place, in text order, each with the signs of its ties."""
    return tuple(
        MarkView(mark.id, mark.start, mark.end, kind(mark), _signs(library, mark))
        for mark in library.marks_of(source)
        if not mark.lost
    )


def kind(mark: Mark) -> str:
    return "claim" if mark.claim else "highlight"


def _signs(library: Library, mark: Mark) -> tuple[str, ...]:
    ties = [RESTATES] if library.restating(mark) else []
    return tuple(dict.fromkeys([*ties, *(str(link.relation) for link in library.links_of(mark.id))]))


def entry(workspace: Workspace, mark: Mark) -> MarkEntry:
    library = workspace.library
    claim = library.claim(mark.claim) if mark.claim else None
    return MarkEntry(
        id=mark.id,
        source=mark.source,
        kind=kind(mark),
        place=place(workspace, mark),
        quote=mark.quote,
        statement=claim.statement if claim else "",
        note=mark.note,
        tags=tuple(tag_view(library, name) for name in mark.tags),
        links=links(workspace, mark),
        start=mark.start,
        end=mark.end,
        lost=mark.lost,
        claim=mark.claim or "",
    )


def links(workspace: Workspace, mark: Mark) -> tuple[LinkView, ...]:
    """All other ends: first those of the same claim, then links in the order they were made."""
    library = workspace.library
    views = [
        LinkView("", RESTATES, True, other.id, other.source, place(workspace, other), other.quote)
        for other in library.restating(mark)
    ]
    for link in library.links_of(mark.id):
        forward = link.origin == mark.id
        end = library.mark(link.target if forward else link.origin)
        if end:
            at = place(workspace, end)
            views.append(LinkView(link.id, str(link.relation), forward, end.id, end.source, at, end.quote, link.note))
    return tuple(views)


def place(workspace: Workspace, mark: Mark) -> str:
    """`001 · 陆飞 · ¶ 12`: the source's handle and where the mark stands in it."""
    source = workspace.library.source(mark.source)
    if source is None:
        return ""
    locator = workspace.document(source.id).locator_at(mark.start)
    parts = [source.handle, *([locator.speaker] if locator.speaker else []), f"¶ {locator.paragraph}"]
    return " · ".join(parts)


def full_place(workspace: Workspace, mark: Mark) -> str:
    """As `place`, with the source's title and the heading path."""
    source = workspace.library.source(mark.source)
    if source is None:
        return ""
    return f"{source.handle} {source.title} · {locator_text(workspace.document(source.id).locator_at(mark.start))}"


def tag_view(library: Library, name: str, count: int = 0) -> TagView:
    tag = library.tag(name)
    return TagView(name, tag.color if tag else 0, tag.letter if tag else "", count)


def tag_views(library: Library) -> tuple[TagView, ...]:
    return tuple(tag_view(library, name, count) for name, count in library.tag_counts().items())


def groups(workspace: Workspace, source: SourceId | None, grouping: str) -> tuple[EntryGroup, ...]:
    """The annotation pane's list: marks of one source, or of all when `source` is None, grouped as asked."""
    library = workspace.library
    marks = library.marks_of(source) if source else library.marks()
    if grouping == "claim":
        return _by_claim(workspace, marks)
    if grouping == "tag":
        return _by_tag(workspace, marks)
    if source:
        return (EntryGroup("", _entries(workspace, marks)),)
    return tuple(
        EntryGroup(f"{record.handle} {record.title}", _entries(workspace, found))
        for record in library.sources()
        if (found := library.marks_of(record.id))
    )


def _by_claim(workspace: Workspace, marks: Iterable[Mark]) -> tuple[EntryGroup, ...]:
    library = workspace.library
    shown = {mark.claim: mark for mark in marks if mark.claim}
    found = [
        EntryGroup(library.statement(claim), _entries(workspace, library.marks_of_claim(claim.id)))
        for claim in library.claims()
        if claim.id in shown
    ]
    rest = [mark for mark in marks if not mark.claim]
    return (*found, EntryGroup("No claim", _entries(workspace, rest))) if rest else tuple(found)


def _by_tag(workspace: Workspace, marks: Iterable[Mark]) -> tuple[EntryGroup, ...]:
    tagged: dict[str, list[Mark]] = {}
    rest = []
    for mark in marks:
        for name in mark.tags:
            tagged.setdefault(name, []).append(mark)
        if not mark.tags:
            rest.append(mark)
    found = [EntryGroup(f"#{name}", _entries(workspace, tagged[name])) for name in sorted(tagged)]
    return (*found, EntryGroup("No tag", _entries(workspace, rest))) if rest else tuple(found)


def _entries(workspace: Workspace, marks: Iterable[Mark]) -> tuple[MarkEntry, ...]:
    return tuple(entry(workspace, mark) for mark in marks)
