"""Layer two of terminal safety: whatever any widget draws, no control character leaves for the terminal.

Layer one substitutes visible characters before layout (`sources.safe`); this one is for every title, notification
and third-party widget, which Textual and Rich hand on raw.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from sources.safe import UNSAFE


class ControlFilter(LineFilter):
    """Deletes unsafe characters from text, and drops links whose address holds one. Rich counts them as 0 cells.

    It applies the filters `others` as well, after its own work: Textual copies each strip for each filter.
    """

    def __init__(self, others: Sequence[LineFilter] = ()) -> None:
        super().__init__()
        self.others = others

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        segments = [_clean(segment) for segment in segments]
        for other in self.others:
            segments = other.apply(segments, background)
        return segments


def _clean(segment: Segment) -> Segment:
    text, style, control = segment
    if control is not None:
        return segment
    if style is not None and style.link and UNSAFE.search(style.link):
        style = style.update_link(None)
    return Segment(UNSAFE.sub("", text), style)
