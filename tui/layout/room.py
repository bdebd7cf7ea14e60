"""How the width of the screen is shared out, as plain numbers: what stands where before any widget exists."""

from __future__ import annotations

from itertools import pairwise

NARROWEST_PANE = 40
"""Cells a pane needs; panes that do not fit are hidden until the focus comes to them."""

ANNOTATIONS = 36
"""Cells that the annotation pane takes from the others when it stands beside them."""

GUTTER = 4
"""Cells left of the text: the sentence's bar, two signs, a space."""


OVERVIEW = 2
"""Cells right of the text: a blank, and the column that shows the whole of it."""


def needed(panes: int) -> int:
    """Cells that the panes need for a pane to stand beside them: two of them are to be seen."""
    return NARROWEST_PANE * min(panes, 2)


def has_room_beside(width: int, panes: int, beside: int = ANNOTATIONS) -> bool:
    """Whether a pane of `beside` cells leaves the others what they need."""
    return width - beside >= needed(panes)


def panes_that_fit(width: int) -> int:
    return max(1, width // NARROWEST_PANE)


def shares(width: int, panes: int) -> list[tuple[int, int]]:
    """Left edge and width of each of `panes` equal panes."""
    return [(left, right - left) for left, right in pairwise(width * n // panes for n in range(panes + 1))]


def text_margin(pane: int, text: int) -> int:
    """Cells between a pane's left edge and column 0 of the text: the text is centred where there is room."""
    return GUTTER + max(0, (pane - GUTTER - OVERVIEW - text) // 2)
