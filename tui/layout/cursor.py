"""How the cursor moves over rows: by cluster and by row, with the column it would like to keep.

A column here is a cell counted from the layout's left edge, indent included. The cursor stands on the first character
of a cluster that is drawn, or at the start of an empty row. "Line" is a row of the screen, as `0` and `$` mean it.
"""

from __future__ import annotations

from tui.layout.cells import cell_to_offset, offset_to_cell
from tui.layout.characters import cluster_end, cluster_start, measure
from tui.layout.rows import Layout, Row


def _drawn(layout: Layout, row: Row) -> str:
    """The text of a row that a cursor can stand in: a fold's label is none."""
    return "" if row.label else layout.text(row)


def row_at(layout: Layout, offset: int) -> Row:
    """The row that holds `offset`."""
    return layout.row(layout.position_of(offset))


def cell_of(layout: Layout, row: Row, offset: int) -> int:
    """Column at which the cluster of `offset` is drawn; past what is drawn, the column after it, if there is one."""
    cell = row.indent + offset_to_cell(_drawn(layout, row), max(0, offset - row.start))
    return min(cell, layout.width - 1)


def offset_at(layout: Layout, row: Row, cell: int) -> int:
    """Where the cursor goes for column `cell` of `row`, by mouse or by movement: a wide character owns both its cells.

    Left of the text it is the row's start, right of it the last cluster.
    """
    text = _drawn(layout, row)
    index = cell_to_offset(text, cell - row.indent)
    return line_end(layout, row.start) if index >= len(text) else row.start + index


def down(layout: Layout, offset: int, goal: int, n: int) -> int:
    """The offset `n` rows below `offset` (above when negative), stopping at the ends, nearest to column `goal`."""
    return offset_at(layout, layout.row(layout.move(layout.position_of(offset), n)), goal)


def line_start(layout: Layout, offset: int) -> int:
    return row_at(layout, offset).start


def line_end(layout: Layout, offset: int) -> int:
    """The last cluster drawn in the row of `offset`, or the row's start when nothing is."""
    row = row_at(layout, offset)
    codes = measure(_drawn(layout, row))
    return row.start + cluster_start(codes, max(0, len(codes) - 1))


def next_cluster(layout: Layout, offset: int) -> int:
    """The next place of the cursor, going on to the next row; at the end of the text, the last place."""
    position = layout.position_of(offset)
    row = layout.row(position)
    codes = measure(_drawn(layout, row))
    index = cluster_end(codes, offset - row.start + 1)
    if index < len(codes):
        return row.start + index
    following = layout.move(position, 1)
    return line_end(layout, offset) if following == position else layout.row(following).start


def previous_cluster(layout: Layout, offset: int) -> int:
    """The place of the cursor before `offset`, going back to the row above; at the beginning, the first place."""
    position = layout.position_of(offset)
    row = layout.row(position)
    codes = measure(_drawn(layout, row))
    index = cluster_start(codes, min(offset - row.start, len(codes)))
    if index > 0:
        return row.start + cluster_start(codes, index - 1)
    above = layout.move(position, -1)
    return row.start if above == position else line_end(layout, layout.row(above).start)
