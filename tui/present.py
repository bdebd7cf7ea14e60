"""Library → values for widgets. The one place that decides how a mark is put into words for the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotations import alternatives
from annotations.changes import Transaction
from annotations.cite import locator_text, short_place
from annotations.library import Library
from annotations.model import Alternative, Claim, ClaimId, Link, LinkId, Mark, MarkId, Source, SourceId, Tag
from annotations.store.protocol import StoreError
from annotations.workspace import Workspace
from sources.document import Locator
from sources.structure.pictures import with_signs
from tui.signs import RESTATES
from tui.values import EntryGroup, LinkView, MarkEntry, MarkView, OtherView, TagView

GROUPINGS = ("text", "claim", "tag")


class Views:
    """What widgets are handed about each mark, made once and kept until a transaction touches it.

    A source may have tens of thousands of marks: making the views of all of them again after every edit takes
    seconds.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._marks: dict[MarkId, MarkView] = {}
        self._entries: dict[MarkId, MarkEntry] = {}
        self.version = 0
        """Another number after each transaction."""

    def forget(self, transaction: Transaction) -> None:
        """Drops what a transaction that was just done makes untrue."""
        self.version += 1
        touched = _touched(self._workspace.library, transaction)
        if touched is None:
            self._marks.clear()
            self._entries.clear()
            return
        for id in touched:
            self._marks.pop(id, None)
            self._entries.pop(id, None)

    def marks(self, source: SourceId) -> tuple[MarkView, ...]:
        """The marks of one source that have a place, in text order, each with the signs of its ties."""
        known = self._marks
        return tuple(
            known.get(mark.id) or known.setdefault(mark.id, mark_view(self._workspace.library, mark))
            for mark in self._workspace.library.marks_of(source)
            if not mark.lost
        )

    def entries(self, marks: Iterable[Mark]) -> tuple[MarkEntry, ...]:
        """May be called in a thread beside the screen's: what became untrue while it was made is not kept."""
        return tuple(self._entries.get(mark.id) or self._entry(mark) for mark in marks)

    def _entry(self, mark: Mark) -> MarkEntry:
        version, made = self.version, entry(self._workspace, mark)
        if self.version == version:
            self._entries[mark.id] = made
        return made

    def groups(self, source: SourceId | None, grouping: str) -> tuple[EntryGroup, ...]:
        """The annotation pane's list: marks of one source, or of all when `source` is None, grouped as asked."""
        library = self._workspace.library
        marks = library.marks() if source is None else library.marks_of(source)
        if grouping == "claim":
            found = _by_claim(library, marks)
        elif grouping == "tag":
            found = _by_tag(marks)
        elif source is not None:
            found = [("", marks)]
        else:
            found = [(f"{record.handle} {record.title}", library.marks_of(record.id)) for record in library.sources()]
        return tuple(EntryGroup(title, self.entries(group)) for title, group in found if group)


def _touched(library: Library, transaction: Transaction) -> set[MarkId] | None:
    """The marks that look different after a transaction: its own, and those tied to them. None: any of them may."""
    touched: set[MarkId] = set()
    for change in transaction.changes:
        for record in (change.before, change.after):
            match record:
                case Mark():
                    touched.add(record.id)
                    touched.update(end for link in library.links_of(record.id) for end in (link.origin, link.target))
                    if record.claim:
                        touched.update(mark.id for mark in library.marks_of_claim(record.claim))
                case Claim():
                    touched.update(mark.id for mark in library.marks_of_claim(record.id))
                case Link():
                    touched.update((record.origin, record.target))
                case Alternative():
                    touched.update(_marks_with(library, record))
        if isinstance(change.record, Source) or (isinstance(change.record, Tag) and change.before and change.after):
            return None
    return touched


def _marks_with(library: Library, alternative: Alternative) -> list[MarkId]:
    """The marks that show an alternative."""
    match alternative.table:
        case "marks":
            return [MarkId(alternative.record)]
        case "claims":
            return [mark.id for mark in library.marks_of_claim(ClaimId(alternative.record))]
        case "links" if link := library.link(LinkId(alternative.record)):
            return [link.origin]
    return []


def mark_view(library: Library, mark: Mark) -> MarkView:
    return MarkView(mark.id, mark.start, mark.end, kind(mark), _signs(library, mark))


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
        quote=with_signs(mark.quote),
        statement=claim.statement if claim else "",
        note=mark.note,
        tags=tuple(tag_view(library, name) for name in mark.tags),
        links=links(workspace, mark),
        start=mark.start,
        end=mark.end,
        lost=mark.lost,
        claim=mark.claim or "",
        others=others(library, mark),
    )


def others(library: Library, mark: Mark) -> tuple[OtherView, ...]:
    """What lost a merge against the mark, its claim or its links."""
    said = (alternatives.say(library, other) for other in alternatives.of_mark(library, mark))
    return tuple(
        OtherView(
            one.id,
            one.field if one.noun == "mark" else f"{one.noun}'s {one.field}",
            one.value,
            one.updated.replace("T", " ").removesuffix("Z"),
            one.can_be_taken,
        )
        for one in said
    )


def links(workspace: Workspace, mark: Mark) -> tuple[LinkView, ...]:
    """All other ends: first those of the same claim, then links in the order they were made."""
    library = workspace.library
    views = [
        LinkView("", RESTATES, True, other.id, other.source, place(workspace, other), with_signs(other.quote))
        for other in library.restating(mark)
    ]
    for link in library.links_of(mark.id):
        forward = link.origin == mark.id
        end = library.mark(link.target if forward else link.origin)
        if end:
            at = place(workspace, end)
            views.append(
                LinkView(link.id, str(link.relation), forward, end.id, end.source, at, with_signs(end.quote), link.note)
            )
    return tuple(views)


def place(workspace: Workspace, mark: Mark) -> str:
    """`001 · 陆飞 · ¶ 12`, `004 · 玖羽 #25`: the source's handle and where the mark stands in it."""
    source = workspace.library.source(mark.source)
    if source is None:
        return ""
    locator = _locator(workspace, mark)
    if locator is None:
        return source.handle
    if locator.post:
        return f"{source.handle} · {short_place(locator)}"
    return " · ".join(filter(None, (source.handle, locator.speaker, short_place(replace(locator, speaker=None)))))


def full_place(workspace: Workspace, mark: Mark) -> str:
    """As `place`, with the source's title and the heading path."""
    source = workspace.library.source(mark.source)
    if source is None:
        return ""
    locator = _locator(workspace, mark)
    return f"{source.handle} {source.title}" + (f" · {locator_text(locator)}" if locator else "")


def _locator(workspace: Workspace, mark: Mark) -> Locator | None:
    """None for a mark without a place, or where the text cannot be read: that is no reason not to show its marks."""
    if mark.lost:
        return None
    try:
        return workspace.blocks(mark.source).locator_at(mark.start)
    except StoreError:
        return None


def tag_view(library: Library, name: str, count: int = 0) -> TagView:
    tag = library.tag(name)
    return TagView(name, tag.color if tag else 0, tag.letter if tag else "", count)


def tag_views(library: Library) -> tuple[TagView, ...]:
    return tuple(tag_view(library, name, count) for name, count in library.tag_counts().items())


Group = tuple[str, Sequence[Mark]]


def _by_claim(library: Library, marks: Iterable[Mark]) -> list[Group]:
    """Claims that the marks make, each with all its marks, in other sources too; then the marks without one."""
    marks = tuple(marks)
    made = {mark.claim for mark in marks}
    found: list[Group] = [
        (library.statement(claim), library.marks_of_claim(claim.id)) for claim in library.claims() if claim.id in made
    ]
    return [*found, ("No claim", [mark for mark in marks if not mark.claim])]


def _by_tag(marks: Iterable[Mark]) -> list[Group]:
    tagged: dict[str, list[Mark]] = {}
    rest = []
    for mark in marks:
        for name in mark.tags:
            tagged.setdefault(name, []).append(mark)
        if not mark.tags:
            rest.append(mark)
    return [*((f"#{name}", tagged[name]) for name in sorted(tagged)), ("No tag", rest)]
