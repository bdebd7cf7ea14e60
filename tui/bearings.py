"""Where in the text a pane is: the share, what is left to read, and the column of signs beside it.

What costs something is kept as long as text, marks and hits are the same: it is asked for after every key.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from sources.document import Document
from sources.pace import minutes, spoken
from tui.layout import overview
from tui.layout.rows import Row
from tui.marked import Marked

if TYPE_CHECKING:
    from tui.hits import Hits


class Bearings:
    def __init__(self, document: Document, marked: Marked) -> None:
        self._document = document
        self._length = len(document.text)
        self._marked = marked
        self._signs: tuple[tuple[int, Hits | None, bool], tuple[str, ...]] | None = None

    def take(self, marked: Marked) -> None:
        """Other marks in the same text."""
        self._marked, self._signs = marked, None

    @cached_property
    def _minutes(self) -> float:
        return minutes(self._document.text)

    def percent(self, rows: Sequence[Row]) -> int:
        """How far the last row in view is into the text."""
        return min(100, rows[-1].end * 100 // self._length) if self._length and rows else 100

    def time_left(self, cursor: int) -> str:
        """How long the rest takes to read, in words."""
        return f"{spoken(self._minutes * (self._length - cursor) / max(1, self._length))} left"

    def overview(self, height: int, rows: Sequence[Row], hits: Hits | None) -> tuple[tuple[str, ...], tuple[int, int]]:
        """What the column beside the text shows in `height` rows: signs, and which rows are in view."""
        top, bottom = (rows[0].start, rows[-1].end) if rows else (0, self._length)
        part = overview.seen(self._length, height, top, bottom)
        if part == (0, 0):
            return (), part
        made_of = height, hits, hits is None or hits.complete
        if self._signs is None or self._signs[0] != made_of:
            signs = overview.signs(self._length, height, self._marked.starts, self._marked.linked, hits)
            self._signs = made_of, signs
        return self._signs[1], part
