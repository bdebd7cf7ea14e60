"""Who makes a claim, who backs it and who denies it: read from the marks and links, written nowhere.

The digest, the `--json` lists and the screen all show these values; one place decides what they mean. Only what a
reader linked counts: a source backs or denies a claim when one of its marks is linked to a mark of the claim, not
because it says the same as a source that does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotations.library import Library
from annotations.model import Claim, Link, Mark, MarkId, Relation, Source


@dataclass(frozen=True, slots=True)
class Tie:
    """A link seen from one of its ends. `own` is the mark at this end; `incoming` says that the link points at it."""

    link: Link
    own: Mark
    other: Mark
    incoming: bool


@dataclass(frozen=True, slots=True)
class ClaimSheet:
    """`makers` are the marks of the claim by source handle, then in text order; `ties` are theirs, oldest first.

    `makes`, `backs` and `denies` hold each source once, by handle. To support counts in the link's direction only;
    two passages that contradict each other deny each other, whichever was linked to which.
    """

    claim: Claim
    statement: str
    makers: tuple[Mark, ...]
    ties: tuple[Tie, ...]
    makes: tuple[Source, ...]
    backs: tuple[Source, ...]
    denies: tuple[Source, ...]


def claim_sheet(library: Library, claim: Claim) -> ClaimSheet:
    makers = tuple(mark for mark in library.marks_of_claim(claim.id) if library.source(mark.source))
    own = {mark.id for mark in makers}
    ties = [
        tie
        for mark in makers
        for tie in ties_of(library, mark)
        if tie.incoming or tie.other.id not in own  # a link within the claim is told once
    ]
    ties.sort(key=lambda tie: (tie.link.created, tie.link.id))
    return ClaimSheet(
        claim,
        library.statement(claim),
        makers,
        tuple(ties),
        makes=_sources(library, makers),
        backs=_sources(library, (t.other for t in ties if t.link.relation is Relation.SUPPORTS and t.incoming)),
        denies=_sources(library, (t.other for t in ties if t.link.relation is Relation.CONTRADICTS)),
    )


def ties_of(library: Library, mark: Mark) -> tuple[Tie, ...]:
    """The mark's links whose other end is in the library, oldest first."""
    ties = []
    for link in library.links_of(mark.id):
        incoming = link.target == mark.id
        other = _present(library, link.origin if incoming else link.target)
        if other:
            ties.append(Tie(link, mark, other, incoming))
    return tuple(ties)


def _present(library: Library, id: MarkId) -> Mark | None:
    mark = library.mark(id)
    return mark if mark and library.source(mark.source) else None


def _sources(library: Library, marks: Iterable[Mark]) -> tuple[Source, ...]:
    ids = {mark.source for mark in marks}
    found = filter(None, map(library.source, ids))
    return tuple(sorted(found, key=lambda source: (source.handle.casefold(), source.id)))
