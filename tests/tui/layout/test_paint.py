from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.safe import visible
from tests.tui.layout.alphabet import edges, raw_rows
from tui.layout.paint import Run, SpanIndex, runs
from tui.layout.rows import Position, Row


class Piece(NamedTuple):
    start: int
    end: int
    name: str = ""


spans = st.builds(lambda start, length: Piece(start, start + length), st.integers(0, 60), st.integers(0, 30))


@settings(deadline=None, max_examples=200)
@given(st.lists(spans, max_size=30), st.integers(0, 80), st.integers(0, 80))
def test_index_finds_what_a_scan_finds(pieces: list[Piece], start: int, end: int) -> None:
    expected = [piece for piece in sorted(pieces) if any(start <= i < end for i in range(piece.start, piece.end))]
    assert SpanIndex(pieces).overlapping(start, end) == expected


class Watched:
    """A span that counts how often it is looked at."""

    looks = 0

    def __init__(self, start: int) -> None:
        self._start = start

    @property
    def start(self) -> int:
        Watched.looks += 1
        return self._start

    @property
    def end(self) -> int:
        return self._start + 5


def test_spans_out_of_view_are_not_looked_at() -> None:
    index = SpanIndex([Watched(i * 3) for i in range(10_000)])
    Watched.looks = 0
    assert len(index.overlapping(15_000, 15_030)) == 11
    assert Watched.looks == 11


def row_of(text: str, start: int = 0) -> Row:
    return Row(start, start + len(text), start + len(text), 0, 0, True, Position(0, 0))


@settings(deadline=None, max_examples=300)
@given(raw_rows.map(visible), st.integers(0, 20), st.lists(st.lists(spans, max_size=6), max_size=4))
def test_runs_name_every_character_as_a_scan_does(text: str, offset: int, pieces: list[list[Piece]]) -> None:
    layers = [
        [Piece(span.start, span.end, f"{n}.{i}") for i, span in enumerate(sorted(layer))]
        for n, layer in enumerate(pieces)
    ]
    row = row_of(text, offset)
    painted = runs(row, text, layers)
    whole = sorted(edges(text))
    assert all(run.start - offset in whole and run.end - offset in whole for run in painted)
    assert [run.start for run in painted] == [offset, *(run.end for run in painted)][: len(painted)]
    assert (painted[-1].end if painted else offset) == row.stop
    named = {i: run.names for run in painted for i in range(run.start, run.end)}
    for start, end in pairwise(whole):
        cluster = range(offset + start, offset + end)
        expected = tuple(
            name for layer in layers for left, right, name in layer if any(left <= i < right for i in cluster)
        )
        assert {named[i] for i in cluster} == {expected}


def test_overlapping_spans_of_one_name_stay_apart() -> None:
    layer = [(10, 14, "claim"), (12, 16, "claim")]
    assert runs(row_of("一二三四五六七", 10), "一二三四五六七", [layer]) == [
        Run(10, 12, ("claim",)),
        Run(12, 14, ("claim", "claim")),
        Run(14, 16, ("claim",)),
        Run(16, 17, ()),
    ]


def test_a_blank_row_has_no_runs() -> None:
    assert runs(Row(5, 9, 5, 0, -1, False, Position(0, 1)), "", [[(0, 20, "selection")]]) == []
