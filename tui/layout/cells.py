"""Columns of a single row of text: measure, cut, pad, and go from character to cell and back.

Every function takes text as it is shown (after `sources.safe.visible`), without line breaks, and costs O(row). They
exist beside Rich's own because those cache whole strings, know no flags and turn a cut wide character into spaces.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from tui.layout.characters import CELLS, cluster_start, measure

ELLIPSIS = "…"


def cell_len(text: str) -> int:
    """Cells that `text` takes; equal to Rich's `cell_len`."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(measure(text).translate(CELLS))


def cut(text: str, cells: int) -> str:
    """`text` if it fits into `cells`, else its beginning with "…", cut at a cluster edge. At most `cells` wide."""
    if cell_len(text) <= cells:
        return text
    room = cells - cell_len(ELLIPSIS)
    if room < 0:
        return ""
    codes = measure(text)
    end = bisect_right(list(accumulate(codes.translate(CELLS))), room)
    return text[: cluster_start(codes, end)] + ELLIPSIS


def cut_left(text: str, cells: int) -> str:
    """`text` if it fits into `cells`, else its end after "…", cut at a cluster edge."""
    if cell_len(text) <= cells:
        return text
    room = cells - cell_len(ELLIPSIS)
    if room < 0:
        return ""
    codes = measure(text)
    start = len(text) - bisect_right(list(accumulate(reversed(codes.translate(CELLS)))), room)
    while start < len(text) and cluster_start(codes, start) != start:
        start += 1
    return ELLIPSIS + text[start:]


def fit(text: str, cells: int) -> str:
    """`text` cut and padded with spaces to exactly `cells`."""
    padded = cut(text, cells)
    # A joiner at the very end swallows the first space, hence the second look.
    while missing := max(0, cells - cell_len(padded)):
        padded += " " * missing
    return padded


def offset_to_cell(row_text: str, index: int) -> int:
    """Cells before the cluster that holds character `index`; at or past the end, the width of the row."""
    codes = measure(row_text)
    return sum(codes[: cluster_start(codes, min(index, len(codes)))].translate(CELLS))


def cell_to_offset(row_text: str, cell: int) -> int:
    """Index of the cluster drawn at `cell` (either half of a wide one), or `len(row_text)` right of the text."""
    codes = measure(row_text)
    index = bisect_right(list(accumulate(codes.translate(CELLS))), max(0, cell))
    return cluster_start(codes, index)
