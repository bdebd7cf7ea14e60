"""The column that stands for the whole text."""

from __future__ import annotations

from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from tests.sources.checks import growth
from tui.layout.overview import HIT, LINK, MARK, NOTHING, Sorted, seen, signs

starts = st.lists(st.integers(0, 999), max_size=8).map(sorted)


def test_each_thing_in_its_row_and_the_weightiest_first() -> None:
    assert signs(100, 4, [3, 30, 99], [30], Sorted([60])) == (MARK, LINK, HIT, MARK)
    assert signs(100, 4, [], [], None) == (NOTHING,) * 4
    assert signs(0, 0, [], [], None) == () and signs(100, 0, [3], [], None) == ()


@given(st.integers(1, 1000), st.integers(1, 60), starts, starts, starts)
def test_nothing_is_missing_and_nothing_is_shown_that_is_not_there(
    length: int, height: int, marks: list[int], links: list[int], hits: list[int]
) -> None:
    marks, links, hits = ([at for at in found if at <= length] for found in (marks, links, hits))
    shown = signs(length, height, marks, links, Sorted(hits))
    assert len(shown) == height
    edges = [length * row // height for row in range(height)]
    for at in (*marks, *links, *hits):
        row = bisect_left(edges, at + 1) - 1
        assert shown[row] != NOTHING
    assert sum(name != NOTHING for name in shown) <= len(marks) + len(links) + len(hits)


@given(st.integers(1, 10_000), st.integers(1, 60), st.integers(0, 10_000), st.integers(1, 400))
def test_what_is_in_view_has_rows_unless_all_is(length: int, height: int, top: int, rows: int) -> None:
    top = min(top, length - 1)
    bottom = min(length, top + rows)
    first, last = seen(length, height, top, bottom)
    if (top, bottom) == (0, length):
        assert (first, last) == (0, 0)
    else:
        assert 0 <= first < last <= height


def test_it_costs_rows_not_marks() -> None:
    def column(size: int) -> None:
        for _ in range(30):
            signs(size * 10, 40, many[size], many[size], Sorted(many[size]))

    many = {size: list(range(0, size * 10, 10)) for size in (20_000, 200_000)}
    assert growth(column, 20_000) < 4
