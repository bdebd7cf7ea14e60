"""Marks of a source whose text changed: sure places are taken, in one step that can be undone; the rest waits.

A mark that waits, or was given up as lost, keeps its anchor as it was and the fingerprint of the text it was made on.
The store keeps every text, so such a mark is placed from its own text, whatever became of the source since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from annotations.anchoring.confidence import SURE
from annotations.anchoring.placing import Kind, Placement, Placer
from annotations.anchoring.quote import describe, occurrences, place
from annotations.changes import Change, Transaction
from annotations.commands import CommandError, Stamp
from annotations.library import Library
from annotations.model import Anchor, AnchorState, Mark, MarkId, Source
from annotations.store.protocol import StoreError
from annotations.workspace import Workspace
from sources.document import Span

CONTEXT = 80
"""Code points of the old text shown on each side of a mark that waits."""

TextOf = Callable[[str], str]
"""A text by its fingerprint. Raises StoreError."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a mark may be now, and the words that stood around it in the text it was made on."""

    mark: Mark
    placement: Placement
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the marks of a source that was read again. `placed` holds the sure ones, `waiting` the others."""

    placed: tuple[Proposal, ...] = ()
    waiting: tuple[Proposal, ...] = ()

    def __str__(self) -> str:
        """`23 of 25 marks placed again: 20 exact, 3 edited; 2 wait`; empty when there are no marks."""
        total = len(self.placed) + len(self.waiting)
        if not total:
            return ""
        counts = Counter(proposal.placement.kind for proposal in self.placed)
        kinds = ", ".join(f"{counts[kind]} {kind}" for kind in Kind if counts[kind])
        wait = f"{len(self.waiting)} {'waits' if len(self.waiting) == 1 else 'wait'}" if self.waiting else ""
        words = f"{len(self.placed)} of {total} mark{'s' if total > 1 else ''} placed again"
        return (f"{words}: " if kinds or wait else words) + "; ".join(filter(None, (kinds, wait)))


def propose(marks: Iterable[Mark], text: str, fingerprint: str, text_of: TextOf) -> tuple[Proposal, ...]:
    """Where marks are in `text`, each from the text it was made on: its own if it waits, else that of `fingerprint`.

    Takes as long as aligning the texts takes, so it may be called in a thread; the marks are all it reads.
    """
    placers: dict[str, tuple[str, Placer] | None] = {}
    found: list[Proposal] = []
    for mark in marks:
        origin = mark.anchor.fingerprint or fingerprint
        if origin not in placers:
            try:
                old = text_of(origin)
                placers[origin] = old, Placer(old, text)
            except StoreError:
                placers[origin] = None
        found.append(_proposal(mark, text, placers[origin]))
    return tuple(found)


def renew(
    workspace: Workspace, older: Source, newer: Source, text: str, proposals: Iterable[Proposal], stamp: Stamp
) -> Report:
    """Makes `newer` the version of a source, and places its marks. Raises StoreError.

    First all marks that are not where they were begin to wait, with the new version; then those with a sure place are
    placed, which can be undone: they wait again. Marks that were kept as lost stay so unless they are sure now.
    """
    changes = [Change(older, newer)]
    sure: list[Proposal] = []
    waiting: list[Proposal] = []
    stayed: list[Proposal] = []
    for proposal in proposals:
        mark, placement = proposal.mark, proposal.placement
        if placement.confidence < SURE or placement.span is None:
            if mark.anchor.state is not AnchorState.LOST:
                waiting.append(proposal)
        elif not mark.lost and placement.kind is Kind.EXACT and placement.span == (mark.start, mark.end):
            stayed.append(proposal)
            anchor = describe(text, *placement.span)
            if anchor != mark.anchor:
                changes.append(Change(mark, replace(mark, anchor=anchor, updated=stamp.now)))
            continue
        else:
            sure.append(proposal)
        if not mark.lost:
            anchor = replace(mark.anchor, state=AnchorState.WAITING, fingerprint=older.fingerprint)
            changes.append(Change(mark, replace(mark, anchor=anchor, updated=stamp.now)))
    workspace.perform(Transaction("Read source again", tuple(changes)), undoable=False)
    if sure:
        workspace.perform(_placing(workspace.library, sure, text, stamp))
    return Report((*stayed, *sure), tuple(waiting))


def waiting(workspace: Workspace, source: Source | None = None) -> tuple[Mark, ...]:
    """The re-anchoring queue, of one source or of all: marks that wait, then those kept as lost, each in text order."""
    marks = workspace.library.marks() if source is None else workspace.library.marks_of(source.id)
    lost = [mark for mark in marks if mark.lost]
    return tuple(sorted(lost, key=lambda mark: mark.anchor.state is AnchorState.LOST))


def place_at(library: Library, id: MarkId, text: str, span: Span, stamp: Stamp) -> Transaction:
    """Puts a mark that has no place where its reader says. Raises CommandError."""
    mark = _without_place(library, id)
    placed = replace(mark, anchor=describe(text, *span), updated=stamp.now)
    return Transaction("Place mark again", (Change(mark, placed),))


def keep_as_lost(library: Library, id: MarkId, stamp: Stamp) -> Transaction:
    """Takes a mark out of the queue without a place: it stays in lists and digests under its quote."""
    mark = _without_place(library, id)
    if mark.anchor.state is AnchorState.LOST:
        raise CommandError("This mark is kept as lost already.")
    lost = replace(mark, anchor=replace(mark.anchor, state=AnchorState.LOST), updated=stamp.now)
    return Transaction("Keep mark as lost", (Change(mark, lost),))


def _placing(library: Library, sure: list[Proposal], text: str, stamp: Stamp) -> Transaction:
    changes = []
    for proposal in sure:
        mark, span = library.mark(proposal.mark.id), proposal.placement.span
        assert mark is not None and span is not None
        changes.append(Change(mark, replace(mark, anchor=describe(text, *span), updated=stamp.now)))
    words = f"{len(sure)} marks" if len(sure) > 1 else "mark"
    return Transaction(f"Place {words} again", tuple(changes))


def _without_place(library: Library, id: MarkId) -> Mark:
    mark = library.mark(id)
    if mark is None:
        raise CommandError("That mark is no longer in the library.")
    if not mark.lost:
        raise CommandError("This mark has its place already.")
    return mark


def _proposal(mark: Mark, text: str, known: tuple[str, Placer] | None) -> Proposal:
    anchor = mark.anchor
    if known and known[0][anchor.start : anchor.end] == anchor.exact:
        old, placer = known
        before, after = old[max(0, anchor.start - CONTEXT) : anchor.start], old[anchor.end : anchor.end + CONTEXT]
        return Proposal(mark, placer.place(anchor.start, anchor.end), before, after)
    return Proposal(mark, _by_quote(text, anchor), anchor.prefix, anchor.suffix)


def _by_quote(text: str, anchor: Anchor) -> Placement:
    """Without the text that the mark was made on: by its exact quote and context, and never without asking."""
    spans = [Span(at, at + len(anchor.exact)) for at, _ in zip(occurrences(text, anchor.exact), range(5), strict=False)]
    found = place(text, anchor)
    if found.state is not AnchorState.PLACED:
        return Placement(Kind.LOST, None, 0.0, tuple(spans))
    best = Span(found.start, found.end)
    kind = Kind.AMBIGUOUS if len(spans) > 1 else Kind.MOVED
    return Placement(kind, best, 0.7, (best, *(span for span in spans if span != best)))
