"""The hits of one query in one document, found where they are asked for, and counted a stretch at a time.

A text of 100 MB may hold millions of hits: kept are their number for each stretch of the text, and the hits themselves
of the stretches looked at last. Which hits there are depends on the query and the stretch alone, not on the order in
which they were asked for. Counting may go on in a thread while the screen asks.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterator

from sources.document import Document, Span
from sources.passages import stands_twice
from sources.scan import STRETCH, Finder

_KEPT = 64
"""Stretches whose hits are kept."""
_FAR = 16
"""Stretches that are looked over at once for the next hit: a millisecond or two."""
_CELL = 512
"""Code points of which is kept whether a hit begins in them: 0.2 % of the text's size."""


class StillSearching(Exception):
    """What was asked for is not known yet and would take too long to wait for."""


class Hits:
    """`origin` is the offset from which counting begins, to go round the text once; `first` the first hit found so."""

    def __init__(self, document: Document, finder: Finder, origin: int = 0) -> None:
        self.document = document
        self.finder = finder
        self.origin = origin
        self.first: Span | None = None
        self._text = document.text
        self._number = max(1, -(-len(self._text) // STRETCH))
        self._counts = [-1] * self._number
        self._uncounted = self._number
        self._cells = bytearray(len(self._text) // _CELL + 1)
        self._kept: dict[int, tuple[Span, ...]] = {}
        self._walk = self._count()

    # ---- counting ------------------------------------------------------------------------------------------

    def count_for(self, seconds: float, after_first: float | None = None) -> bool:
        """Counts on for about so long, or `after_first` where the first hit is known; True when all is counted.

        Raises PatternError. One thread at a time.
        """
        began = time.monotonic()
        for _ in self._walk:
            if time.monotonic() - began > (seconds if self.first is None or after_first is None else after_first):
                return self.complete
        return True

    @property
    def complete(self) -> bool:
        return not self._uncounted

    @property
    def total(self) -> int:
        """Hits counted so far."""
        return sum(count for count in self._counts if count > 0)

    def _count(self) -> Iterator[None]:
        here = min(self.origin // STRETCH, self._number - 1)
        for begin, end in ((here, self._number), (0, here)):
            at, before = begin, self._raw(begin - 1)
            while at < end:
                if clear := self._clear(at, min(end, at + _FAR)):
                    self._counts[at : at + clear] = [0] * clear
                    self._counted(clear, here)
                    at, before = at + clear, ()
                else:
                    raw = self._raw(at)
                    own = self._own(raw, before)
                    self._counts[at] = len(own)
                    for hit in own:
                        self._cells[hit.start // _CELL] = 1
                    if self.first is None:
                        self._keep(at, own)  # what is around the first hit is drawn with it, as soon as that is known
                        self.first = next((hit for hit in own if hit.start >= self.origin or at != here), None)
                    self._counted(1, here)
                    at, before = at + 1, raw
                yield

    def _clear(self, at: int, end: int) -> int:
        """How many stretches from `at` on have no hit, as far as is known from one look as far as `end`."""
        text = self._text
        last = min(end * STRETCH, len(text))
        clear = self.finder.clear(self.document.latin, at * STRETCH, last)
        return end - at if clear >= last else clear // STRETCH - at

    def _counted(self, stretches: int, here: int) -> None:
        if self.first is None and self._uncounted == stretches and self._counts[here]:
            self.first = self._stretch(here)[0]
        self._uncounted -= stretches  # last: what is complete knows its first hit

    def _raw(self, at: int) -> tuple[Span, ...]:
        """Hits that begin in a stretch, those too that lie over the last hit of the stretch before."""
        if at < 0:
            return ()
        latin, start = self.document.latin, at * STRETCH
        return tuple(found.span for found in self.finder.hits(latin, start, min(start + STRETCH, len(latin.text))))

    def _own(self, raw: tuple[Span, ...], before: tuple[Span, ...]) -> tuple[Span, ...]:
        """Without those that lie over a hit before them, and those in passages that stand twice."""
        last = before[-1].end if before else 0
        return tuple(hit for hit in raw if hit.start >= last and not stands_twice(self.document, hit.start))

    # ---- asking --------------------------------------------------------------------------------------------

    def between(self, start: int, end: int) -> tuple[Span, ...]:
        """Hits that lie in or over `[start, end)`."""
        found: list[Span] = []
        for at in range(max(0, start // STRETCH - 1), min(max(0, end - 1) // STRETCH, self._number - 1) + 1):
            hits = self._stretch(at)
            first = max(0, bisect_left(hits, (start, 0)) - 1)
            found += (hit for hit in hits[first : bisect_left(hits, (end, 0))] if hit.end > start)
        return tuple(found)

    def anywhere(self, start: int, end: int) -> bool:
        """Whether a hit counted so far begins in `[start, end)`, to within 512 code points in ranges longer than that.

        Costs no searching: it is asked of the whole text, a range for each row of the screen.
        """
        first, last = start // _CELL, max(start // _CELL, (end - 1) // _CELL)
        if last - first < 2:
            return any(self._cells[first : last + 1]) and any(
                start <= hit.start < end for hit in self.between(start, end)
            )
        # The cell at the start belongs to the range before it, unless the range begins with the cell.
        return any(self._cells[first + (start % _CELL > 0) : last + 1])

    def step(self, offset: int, count: int, patience: float = 0.1) -> Span | None:
        """The `count`-th hit that begins after `offset`, or before it for negative counts, going round the text.

        None when there are none. Raises StillSearching when `patience` seconds do not suffice, and PatternError.
        """
        until = time.monotonic() + patience
        left = (abs(count) - 1) % max(1, self.total) + 1 if self.complete else abs(count)
        for at, low, high in self._round(offset, forward=count > 0):
            if not self._counts[at]:
                continue
            if self._counts[at] < 0 and time.monotonic() > until:
                raise StillSearching
            hits = [hit for hit in self._stretch(at) if low <= hit.start < high]
            if len(hits) >= left:
                return hits[left - 1] if count > 0 else hits[-left]
            left -= len(hits)
        return None

    def place(self, hit: Span) -> int | None:
        """Which of all hits this one is, from 1; None as long as those before it are not counted."""
        at = hit.start // STRETCH
        if min(self._counts[: at + 1]) < 0:
            return None
        return sum(self._counts[:at]) + self._stretch(at).index(hit) + 1

    def _round(self, offset: int, *, forward: bool) -> Iterator[tuple[int, int, int]]:
        """Every stretch in the order of a step from `offset`, with the offsets that count; its own comes twice."""
        here = min(offset // STRETCH, self._number - 1)
        end = len(self._text) + 1
        if forward:
            yield here, offset + 1, end
            yield from ((at, 0, end) for at in (*range(here + 1, self._number), *range(here)))
            yield here, 0, offset + 1
        else:
            yield here, 0, offset
            yield from ((at, 0, end) for at in (*range(here - 1, -1, -1), *range(self._number - 1, here, -1)))
            yield here, offset, end

    def _stretch(self, at: int) -> tuple[Span, ...]:
        if not self._counts[at]:
            return ()
        known = self._kept.get(at)
        if known is None:
            known = self._own(self._raw(at), self._raw(at - 1))
            self._keep(at, known)
        return known

    def _keep(self, at: int, hits: tuple[Span, ...]) -> None:
        if len(self._kept) >= _KEPT:
            for oldest in list(self._kept)[:1]:  # the counting thread keeps some too
                self._kept.pop(oldest, None)
        self._kept[at] = hits
