"""Terminals that give “ ” … — two cells: measure these characters so, in Rich, in Textual and in our own layout.

Unicode calls their width ambiguous (Standard Annex 11): one cell among Latin letters, two among Chinese ones, and many
terminals have a switch. Rich knows only one cell, so its table is exchanged before anything has been measured.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from functools import lru_cache
from itertools import chain

from rich import _unicode_data, cells

from tui.layout.characters import forget_widths

_DRAWN = range(0x2500, 0x25A0)
"""Lines and blocks stay at one cell: frames and bars are made of them, and most such terminals draw them so."""


def use_wide() -> None:
    """From now on every ambiguous character is two cells wide. To be called before anything is laid out."""
    narrow = _unicode_data.load

    @lru_cache(maxsize=4)
    def load_wide(unicode_version: str = "auto") -> cells.CellTable:
        table = narrow(unicode_version)
        return table._replace(widths=_widened(list(table.widths)))

    cells.load_cell_table = load_wide  # type: ignore[attr-defined]
    cells._is_single_cell_widths = frozenset(char for char in cells._SINGLE_CELLS if not wide(char)).issuperset
    cells.get_character_cell_size.cache_clear()
    cells.cached_cell_len.cache_clear()
    forget_widths()


def wide(character: str) -> bool:
    """Whether a character's width is ambiguous, and it is not one that takes no cell or draws the frame."""
    return (
        unicodedata.east_asian_width(character) == "A"
        and ord(character) not in _DRAWN
        and unicodedata.category(character) not in {"Mn", "Me", "Cf", "Co"}
    )


def _widened(widths: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The table with a range of two cells for every ambiguous character that it does not list yet."""
    starts = [start for start, _, _ in widths]
    added = []
    for code in chain(range(0xA0, 0x3000), range(0xFE00, 0x10000), range(0x1F100, 0x1F200)):
        character = chr(code)
        if wide(character):
            at = bisect_left(starts, code + 1) - 1
            if at < 0 or widths[at][1] < code:
                added.append((code, code, 2))
    return sorted([*widths, *added])
