"""Layer two of terminal safety: whatever any widget draws, no control character leaves for the terminal.

Layer one substitutes visible characters before layout (`sources.safe`); this one is for every title, notification
and third-party widget, which Textual and Rich hand on raw.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from sources.safe import UNSAFE


class ControlFilter(LineFilter):
    """Deletes unsafe characters from text, and drops links whose address holds one. Rich counts them as 0 cells."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [_clean(segment) for segment in segments]


def _clean(segment: Segment) -> Segment:
    text, style, control = segment
    if control is not None:
        return segment
    if style is not None and style.link and UNSAFE.search(style.link):
        style = style.update_link(None)
    return Segment(UNSAFE.sub("", text), style) if UNSAFE.search(text) else Segment(text, style)
