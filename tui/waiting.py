"""A mark without a place → the value that the re-anchoring queue shows; apart from `present`, which start-up needs."""

from __future__ import annotations

from annotations.anchoring.difference import difference
from annotations.anchoring.placing import Kind, Placement
from annotations.cite import short_place
from annotations.reanchoring import Proposal
from annotations.workspace import Workspace
from sources.document import Document, Span
from tui.present import kind
from tui.values import CandidateView, WaitingView

_CONTEXT = 60
"""Code points of a candidate's surroundings shown on each side."""
_TELLING = 6
"""Code points of surroundings without which passages of the same words look the same."""


def waiting_view(workspace: Workspace, proposal: Proposal) -> WaitingView:
    """Raises StoreError where the source's text cannot be read."""
    mark = proposal.mark
    source, document = workspace.source(mark.source), workspace.document(mark.source)
    return WaitingView(
        mark.id,
        mark.source,
        kind(mark).capitalize(),
        f"{source.handle} {source.title}",
        _up_to(proposal.before),
        mark.quote,
        _from(proposal.after),
        _found(proposal.placement),
        not mark.waiting,
        tuple(_candidate(mark.quote, document, span) for span in proposal.placement.candidates),
    )


def _candidate(quote: str, document: Document, span: Span) -> CandidateView:
    text, (start, end) = document.text, span
    return CandidateView(
        start,
        end,
        short_place(document.locator_at(start)),
        _up_to(text[max(0, start - _CONTEXT) : start]),
        tuple((str(piece.kind), piece.text) for piece in difference(quote, text[start:end])),
        _from(text[end : end + _CONTEXT]),
    )


def _found(placement: Placement) -> str:
    """How a mark was looked for, and how sure its first candidate is."""
    if not placement.candidates:
        return "not found"
    if placement.confidence == 0.0:
        return "perhaps gone: its words stand elsewhere too"
    words = {Kind.AMBIGUOUS: "at several places", Kind.SPLIT: "pulled apart", Kind.LOST: "perhaps edited"}
    return f"{words.get(placement.kind, str(placement.kind))}, {placement.confidence:.0%} sure"


def _up_to(text: str) -> str:
    """The end of a text back to its last paragraph's start, or as many paragraphs as tell where this is."""
    paragraphs = text.split("\n\n")
    kept = [paragraphs.pop()]
    while paragraphs and len("".join(kept).strip()) < _TELLING:
        kept.insert(0, paragraphs.pop())
    return ("" if paragraphs or not text else "…") + "\n".join(kept)


def _from(text: str) -> str:
    """The beginning of a text up to its first paragraph's end, or as many paragraphs as tell where this is."""
    paragraphs = text.split("\n\n")[::-1]
    kept = [paragraphs.pop()]
    while paragraphs and len("".join(kept).strip()) < _TELLING:
        kept.append(paragraphs.pop())
    return "\n".join(kept).rstrip("\n") + ("" if paragraphs or not text else "…")
