"""How far something is, in a row of cells: the one drawing of it for the reader's last line and for the terminal."""

from __future__ import annotations

PATIENCE = 0.5
"""Seconds that nobody needs to be told about."""

EVERY = 0.1
"""Seconds from one drawing to the next."""

_DONE, _LEFT = "━", "─"
_BLOCK = 5
_STEPS = 12
"""Cells that the moving part goes on in a second."""


def progress_bar(done: int, total: int, cells: int) -> str:
    """`done` of `total` steps, in `cells` cells."""
    filled = cells * min(done, total) // max(1, total)
    return _DONE * filled + _LEFT * (cells - filled)


def waiting_bar(seconds: float, cells: int) -> str:
    """Something that has no steps and has taken so long: a part of the bar goes to and fro."""
    room = max(1, cells - _BLOCK)
    at = int(seconds * _STEPS) % (2 * room)
    at = min(at, 2 * room - at)
    return (_LEFT * at + _DONE * min(_BLOCK, cells)).ljust(cells, _LEFT)[:cells]
