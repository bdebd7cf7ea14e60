"""The whole text in one column: which rows of it hold marks, links and hits, and which of it is in view.

Pure, and O(rows): a row asks by bisection whether anything begins in its share of the text, however much there is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

HIT, LINK, MARK, VIEW, NOTHING = "hit", "link", "mark", "view", ""
"""What a cell shows: the first of these that is true of its share of the text."""

Starts = Sequence[int]
"""Where things begin, in code points, sorted."""


class Places(Protocol):
    def anywhere(self, start: int, end: int) -> bool:
        """Whether anything begins in `[start, end)`; near its ends it may be mistaken by less than a row."""


class Sorted(NamedTuple):
    """Places that are all known."""

    starts: Starts

    def anywhere(self, start: int, end: int) -> bool:
        at = bisect_left(self.starts, start)
        return at < len(self.starts) and self.starts[at] < end


def signs(length: int, height: int, marks: Starts, links: Starts, hits: Places | None) -> tuple[str, ...]:
    """For each of `height` rows what begins in its share of a text of `length` code points."""
    edges = [length * row // height for row in range(height + 1)] if height else [0]
    edges[-1] += 1  # what stands at the very end is in the last row
    named = ((HIT, hits), (LINK, Sorted(links)), (MARK, Sorted(marks)))
    return tuple(
        next((name for name, places in named if places and places.anywhere(start, end)), NOTHING)
        for start, end in pairwise(edges)
    )


def seen(length: int, height: int, top: int, bottom: int) -> tuple[int, int]:
    """The rows `[first, last)` that stand for the text `[top, bottom)` in view: at least one; none if all is."""
    if not length or not height or (top <= 0 and bottom >= length):
        return 0, 0
    first = min(height - 1, top * height // length)
    return first, max(first + 1, min(height, -(-bottom * height // length)))
