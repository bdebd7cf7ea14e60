"""The objects that `--json` prints, one function a kind. Their fields are a promise, written down in docs/json.md.

Values are what JSON has (strings, integers, lists, objects, null), keys in the documented order. Offsets are code
points of the source's text. A link here is a typed one; that marks restate each other is their common `claim`, no link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from annotations.library import Library
from annotations.model import Claim, Link, Mark, Source, SourceId, Tag
from annotations.search import Hit
from annotations.store.protocol import StoreError
from annotations.views.claim_sheet import claim_sheet
from sources.document import Document, Locator

if TYPE_CHECKING:
    from annotations.intake import Intake
    from annotations.reanchoring import Proposal

Json = dict[str, Any]


def source_json(source: Source) -> Json:
    return {
        "id": source.id,
        "handle": source.handle,
        "title": source.title,
        "author": source.author,
        "date": source.date,
        "tags": list(source.tags),
        "script": source.script,
        "format": source.format,
        "encoding": source.encoding,
        "origin": source.origin,
        "length": source.length,
        "fingerprint": source.fingerprint,
        "added": source.added,
        "updated": source.updated,
    }


def intake_json(intake: Intake) -> Json:
    """What `crossread refresh --json` says of a source."""
    report = intake.report
    return {
        "source": intake.source.id,
        "handle": intake.source.handle,
        "status": str(intake.status),
        "fingerprint": intake.source.fingerprint,
        "placed": [proposal_json(proposal) for proposal in report.placed] if report else [],
        "waiting": [proposal_json(proposal) for proposal in report.waiting] if report else [],
    }


def proposal_json(proposal: Proposal) -> Json:
    """`start`, `end`: the mark's place in the new text, or its likely one where it waits; null where none is known."""
    placement = proposal.placement
    return {
        "mark": proposal.mark.id,
        "kind": str(placement.kind),
        "confidence": round(placement.confidence, 2),
        "start": placement.span.start if placement.span else None,
        "end": placement.span.end if placement.span else None,
        "quote": proposal.mark.quote,
        "candidates": [list(span) for span in placement.candidates],
    }


def mark_json(library: Library, document: Callable[[SourceId], Document], mark: Mark) -> Json:
    source = library.source(mark.source)
    placed = source and not mark.lost
    return {
        "id": mark.id,
        "source": mark.source,
        "start": mark.start,
        "end": mark.end,
        "quote": mark.quote,
        "prefix": mark.anchor.prefix,
        "suffix": mark.anchor.suffix,
        "tags": list(mark.tags),
        "note": mark.note,
        "claim": mark.claim,
        "state": str(mark.anchor.state),
        "created": mark.created,
        "updated": mark.updated,
        "handle": source.handle if source else None,
        "locator": _locator(document, mark) if placed else None,
    }


def _locator(document: Callable[[SourceId], Document], mark: Mark) -> Json | None:
    """None where the source's text cannot be read; the mark itself can."""
    try:
        return locator_json(document(mark.source).locator_at(mark.start))
    except StoreError:
        return None


def claim_json(library: Library, claim: Claim) -> Json:
    sheet = claim_sheet(library, claim)
    return {
        "id": claim.id,
        "statement": sheet.statement,
        "marks": [mark.id for mark in sheet.makers],
        "sources": [source.id for source in sheet.makes],
        "makes": _handles(sheet.makes),
        "backs": _handles(sheet.backs),
        "denies": _handles(sheet.denies),
        "created": claim.created,
        "updated": claim.updated,
    }


def link_json(link: Link) -> Json:
    return {
        "id": link.id,
        "origin": link.origin,
        "relation": str(link.relation),
        "target": link.target,
        "note": link.note,
        "created": link.created,
        "updated": link.updated,
    }


def tag_json(tag: Tag, marks: int) -> Json:
    """`marks`: how many marks have exactly this tag, as `Library.tag_counts` says."""
    return {"name": tag.name, "marks": marks, "color": tag.color, "letter": tag.letter}


def hit_json(library: Library, hit: Hit) -> Json:
    source = library.source(hit.source) if hit.source else None
    return {
        "kind": str(hit.kind),
        "source": hit.source,
        "handle": source.handle if source else None,
        "mark": hit.mark,
        "claim": hit.claim,
        "start": hit.start,
        "end": hit.end,
        "excerpt": hit.excerpt,
        "match": list(hit.match),
        "form": hit.form,
        "locator": locator_json(hit.locator) if hit.locator else None,
    }


def block_json(document: Document, index: int) -> Json:
    """Block `index` of a text: what `crossread text --blocks --json` prints."""
    block = document.blocks[index]
    return {
        "kind": str(block.kind),
        "start": block.start,
        "end": block.end,
        "level": block.level,
        "locator": locator_json(block.locator),
        "quotes": block.quotes,
        "folded": block.folded or None,
        "repeats": block.repeats,
    }


def locator_json(locator: Locator) -> Json:
    post = locator.post
    return {
        "heading": list(locator.heading),
        "speaker": locator.speaker,
        "time": locator.time,
        "post": {"number": post.number, "author": post.author, "time": post.time} if post else None,
        "page": locator.page,
        "paragraph": locator.paragraph,
        "line": locator.line,
    }


def _handles(sources: Iterable[Source]) -> list[str]:
    return [source.handle for source in sources]
