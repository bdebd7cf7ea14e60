"""Describe a span so that it can be found again, and find it by its exact quote.

Approximate re-anchoring, which weighs edits, is a later part of this package; this one never guesses: a quote
stands where it stood, or at one place that its context speaks for, or it is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from annotations.model import Anchor, AnchorState

CONTEXT = 32
"""Code points of context kept on each side, the Hypothesis client's choice."""

_DISTINCT = 8
"""A quote of at least this many code points that occurs once needs no context to be believed."""


def describe(text: str, start: int, end: int) -> Anchor:
    """The anchor of `text[start:end]`. Raises ValueError for an empty span or one outside the text."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no passage at {start}–{end} in a text of {len(text)} characters")
    return Anchor(
        start,
        end,
        text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
    )


def place(text: str, anchor: Anchor) -> Anchor:
    """The anchor as it stands in `text`: placed (perhaps elsewhere, with fresh context), or marked as lost.

    Of several occurrences the one with the longest agreeing context wins, then the nearest to the old position. A
    short quote without any agreeing context is lost rather than put under words that it is not about.
    """
    if anchor.exact and text.startswith(anchor.exact, anchor.start):
        agreed = _agreement(text, anchor.start, anchor)
        if agreed or len(anchor.exact) >= _DISTINCT:
            rivals = [at for at in occurrences(text, anchor.exact) if _agreement(text, at, anchor) > agreed]
            if not rivals:
                return describe(text, anchor.start, anchor.start + len(anchor.exact))
    best: tuple[int, int, int] | None = None
    count = 0
    for at in occurrences(text, anchor.exact):
        count += 1
        rank = (_agreement(text, at, anchor), -abs(at - anchor.start), at)
        best = max(best, rank) if best else rank
    if best is None or (best[0] == 0 and (count > 1 or len(anchor.exact) < _DISTINCT)):
        return replace(anchor, state=AnchorState.LOST)
    return describe(text, best[2], best[2] + len(anchor.exact))


def occurrences(text: str, quote: str) -> Iterator[int]:
    """Start of every occurrence of a non-empty quote, overlapping ones too, in text order."""
    at = text.find(quote) if quote else -1
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def _agreement(text: str, at: int, anchor: Anchor) -> int:
    """Code points of context that agree next to the quote, both sides added."""
    end = at + len(anchor.exact)
    before = _common(reversed(anchor.prefix), (text[i] for i in range(at - 1, -1, -1)))
    after = _common(iter(anchor.suffix), (text[i] for i in range(end, len(text))))
    return before + after


def _common(one: Iterator[str], other: Iterator[str]) -> int:
    n = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        n += 1
    return n
