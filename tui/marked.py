"""The marks of one text as a pane knows them: which lie where, how they lie in each other, where they begin.

Values that are bisected, without a screen: what is asked on a key does not grow with the marks out of view.
"""

from __future__ import annotations

from sources.document import Span
from tui.layout.paint import SpanIndex
from tui.values import MarkView


class Marked:
    """`starts` is where marks begin, in code points, sorted; `linked` where those begin that have links."""

    def __init__(self, marks: tuple[MarkView, ...] = ()) -> None:
        self._index = SpanIndex(marks)
        self.starts = sorted(mark.start for mark in marks)
        self.linked = sorted(mark.start for mark in marks if mark.signs)

    def between(self, start: int, end: int) -> list[MarkView]:
        """The marks that share a character with `[start, end)`, which counts as one character where it is empty."""
        return self._index.overlapping(start, max(end, start + 1))

    def innermost(self, offset: int) -> MarkView | None:
        return min(self.between(offset, offset), key=_size, default=None)

    def passage(self, offset: int, count: int, *, around: bool, linked: bool) -> Span | None:
        """The `count`-th mark over an offset from within; around it, with all marks that lie over it."""
        found = sorted((m for m in self.between(offset, offset) if m.signs or not linked), key=_size)
        if not found:
            return None
        mark = found[min(count, len(found)) - 1]
        start, end = mark.start, mark.end
        while around and (over := self._index.overlapping(start, end)):
            wider = min(m.start for m in over), max(m.end for m in over)
            if wider == (start, end):
                break
            start, end = wider
        return Span(start, end)


def _size(mark: MarkView) -> tuple[int, str]:
    return mark.end - mark.start, mark.id
