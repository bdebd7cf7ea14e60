from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.document import BlockKind, Document
from tests.tui.layout.alphabet import widths
from tests.tui.layout.test_rows import document_of, documents
from tui.layout.cells import cell_len
from tui.layout.cursor import (
    cell_of,
    down,
    line_end,
    line_start,
    next_cluster,
    offset_at,
    previous_cluster,
    row_at,
)
from tui.layout.rows import Layout


def places(layout: Layout) -> list[int]:
    """Every place of the cursor from the first on."""
    found = [0]
    while (following := next_cluster(layout, found[-1])) != found[-1]:
        found.append(following)
    return found


@settings(deadline=None, max_examples=100)
@given(documents, widths)
def test_next_and_previous_visit_the_same_places_in_order(document: Document, width: int) -> None:
    layout = Layout(document, width)
    forth = places(layout)
    assert forth == sorted(set(forth))
    back = [forth[-1]]
    while (before := previous_cluster(layout, back[-1])) != back[-1]:
        back.append(before)
    assert back[::-1] == forth
    rows = layout.rows(layout.first(), 10_000)
    assert {row.start for row in rows} <= set(forth)
    assert all(row_at(layout, place).stop > place or row_at(layout, place).start == place for place in forth)


@settings(deadline=None, max_examples=100)
@given(documents, widths, st.data())
def test_a_click_on_a_drawn_cluster_finds_it(document: Document, width: int, data: st.DataObject) -> None:
    layout = Layout(document, width)
    offset = data.draw(st.sampled_from(places(layout)))
    row = row_at(layout, offset)
    left = cell_of(layout, row, offset)
    assert row.indent <= left < width
    right = row.indent + cell_len(layout.text(row)[: next_cluster(layout, offset) - row.start])
    assert all(offset_at(layout, row, cell) == offset for cell in range(left, right))
    assert offset_at(layout, row, 0) in (row.start, offset_at(layout, row, row.indent))
    assert offset_at(layout, row, 10_000) == line_end(layout, offset)
    assert line_start(layout, offset) == row.start


def test_the_goal_column_survives_short_and_blank_rows() -> None:
    layout = Layout(document_of("一二三四五六\n\n短\nabcdefghijkl"), 12)
    at = 4  # 五, columns 8 and 9
    goal = cell_of(layout, row_at(layout, at), at)
    assert goal == 8
    assert [down(layout, at, goal, n) for n in range(6)] == [4, 7, 8, 18, 18, 18]
    assert down(layout, 18, goal, -3) == 4
    assert down(layout, 18, goal, -99) == 4


def test_both_halves_of_a_wide_character_are_it() -> None:
    layout = Layout(document_of("引文字", [BlockKind.QUOTE]), 20)
    row = row_at(layout, 0)
    assert [offset_at(layout, row, cell) for cell in range(10)] == [0, 0, 0, 0, 1, 1, 2, 2, 2, 2]


def test_hanging_spaces_and_line_breaks_are_passed_over() -> None:
    layout = Layout(document_of("abcd   efg\nh"), 4)
    assert places(layout) == [0, 1, 2, 3, 7, 8, 9, 11]
    assert next_cluster(layout, 5) == 7
    assert previous_cluster(layout, 5) == 3
    assert cell_of(layout, row_at(layout, 5), 5) == 3
    assert line_end(layout, 5) == 3
