"""Which names (styles, marks, hits, selection, cursor) lie on which characters of a row.

A pure step between the records and the widget: here spans become runs, there runs become coloured segments. Names are
opaque; overlapping spans each keep theirs, so that the widget decides what an overlap looks like.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Generic, NamedTuple, Protocol, TypeVar

from tui.layout.characters import cluster_end, cluster_start, measure
from tui.layout.rows import Row

Layer = Sequence[tuple[int, int, str]]
"""Spans `(start, end, name)` of one origin, sorted by start, in code points of the document's text; those in view."""


class Run(NamedTuple):
    """A piece of a row whose characters carry the same names: those of the first layer first, then by start."""

    start: int
    end: int
    names: tuple[str, ...]


class Spanning(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


T = TypeVar("T", bound=Spanning)


class SpanIndex(Generic[T]):
    """Finds the spans in view among many, however they overlap.

    Sorted starts bound the candidates above; the running maximum of the ends, which cannot fall, bounds them below. Two
    bisections, then a look at each candidate.
    """

    def __init__(self, spans: Iterable[T]) -> None:
        self._spans = sorted(spans, key=lambda span: (span.start, span.end))
        self._starts = [span.start for span in self._spans]
        self._furthest = list(accumulate((span.end for span in self._spans), max))

    def overlapping(self, start: int, end: int) -> list[T]:
        """The spans that share a character with `[start, end)`, by start, then end."""
        if start >= end:
            return []
        low = bisect_right(self._furthest, start)
        high = bisect_left(self._starts, end)
        return [span for span in self._spans[low:high] if start < span.end > span.start]


def runs(row: Row, text: str, layers: Sequence[Layer]) -> list[Run]:
    """Runs that cover what is drawn of `row`, in order; `text` is its drawn text (`Layout.text`). None if it is blank.

    A span that begins or ends inside a cluster takes all of it, since a terminal cannot colour half a character.
    """
    if not text:
        return []
    codes = measure(text)
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    names: list[str] = []
    for layer in layers:
        for start, end, name in layer:
            if start >= row.stop:
                break
            if end > max(start, row.start):
                begins.setdefault(cluster_start(codes, max(0, start - row.start)), []).append(len(names))
                ends.setdefault(cluster_end(codes, min(len(text), end - row.start)), []).append(len(names))
                names.append(name)
    edges = sorted({0, len(text), *begins, *ends})
    result: list[Run] = []
    active: set[int] = set()
    for edge, following in pairwise(edges):
        active.difference_update(ends.get(edge, ()))
        active.update(begins.get(edge, ()))
        result.append(Run(row.start + edge, row.start + following, tuple(names[i] for i in sorted(active))))
    return result
