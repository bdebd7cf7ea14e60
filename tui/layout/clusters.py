"""From one character as seen to the next in a text, without a layout: how marks and selections grow and shrink."""

from __future__ import annotations

from sources.document import Document
from sources.structure.pictures import picture_at
from tui.layout.characters import cluster_end, cluster_start, measure

_LONGEST = 64
"""Code points looked at: no cluster that a font can draw is longer."""


def cluster_after(text: str, offset: int) -> int:
    """The end of the cluster that holds `offset`; at most the end of the text."""
    low = max(0, offset - _LONGEST)
    codes = measure(text[low : offset + _LONGEST])
    return min(len(text), low + cluster_end(codes, min(offset - low + 1, len(codes))))


def cluster_before(text: str, offset: int) -> int:
    """The start of the cluster that ends at or holds the character before `offset`; at least 0."""
    low = max(0, offset - _LONGEST)
    codes = measure(text[low : offset + _LONGEST])
    return low + cluster_start(codes, max(0, offset - low - 1))


def seen_after(document: Document, offset: int) -> int:
    """As `cluster_after`; a picture, of which one sign is seen, is one character."""
    picture = picture_at(document, offset)
    return picture.end if picture else cluster_after(document.text, offset)


def seen_before(document: Document, offset: int) -> int:
    """As `cluster_before`; a picture is one character."""
    before = cluster_before(document.text, offset)
    picture = picture_at(document, before)
    return picture.start if picture else before
