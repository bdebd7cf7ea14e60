"""A plain pager on Textual's Line API, as fast as Textual allows: what every key press is compared with.

It cuts rows at the width, draws them in one style, keeps no cursor and knows no marks. Only what is seen is wrapped.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

_PIECE = 2000


def rows_of(text: str, width: int) -> list[str]:
    ends = list(accumulate(2 if char > "\u2e7f" else 1 for char in text))
    rows, start, used = [], 0, 0
    for i, end in enumerate(ends):
        if end - used > width:
            rows.append(text[start:i])
            start, used = i, ends[i - 1]
    return [*rows, text[start:]]


class Pager(Widget, can_focus=True):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.pieces = [
            line[at : at + _PIECE] for line in text.split("\n") for at in range(0, max(1, len(line)), _PIECE)
        ]
        self.rows = lru_cache(1000)(lambda piece: rows_of(self.pieces[piece], self.size.width))
        self.top = (0, 0)

    def after(self, place: tuple[int, int], count: int) -> tuple[int, int]:
        piece, row = place[0], place[1] + count
        while row < 0 and piece:
            piece -= 1
            row += len(self.rows(piece))
        while row >= len(self.rows(piece)) and piece + 1 < len(self.pieces):
            row -= len(self.rows(piece))
            piece += 1
        return piece, max(0, min(row, len(self.rows(piece)) - 1))

    def on_key(self, event: events.Key) -> None:
        page, last = self.size.height - 1, len(self.pieces) - 1
        match event.character:
            case "j":
                self.top = self.after(self.top, 1)
            case "k":
                self.top = self.after(self.top, -1)
            case " ":
                self.top = self.after(self.top, page)
            case "g":
                self.top = (0, 0)
            case "G":
                self.top = self.after((last, len(self.rows(last)) - 1), -page)
            case "n":
                found = (i for i in range(self.top[0] + 1, len(self.pieces)) if "BENCH-DEEP" in self.pieces[i])
                self.top = (next(found, self.top[0]), 0)
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        width, height = self.size
        piece, row = self.top
        shown: list[str] = []
        while len(shown) < height and piece < len(self.pieces):
            shown += self.rows(piece)[row:]
            piece, row = piece + 1, 0
        shown += [""] * (height - len(shown))
        style = self.rich_style
        return [Strip([Segment(text, style)]).adjust_cell_length(width, style) for text in shown[crop.y : crop.bottom]]


class PagerApp(App[None]):
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield Pager(Path(sys.argv[1]).read_text(encoding="utf-8"))

    def on_mount(self) -> None:
        self.query_one(Pager).focus()


if __name__ == "__main__":
    PagerApp().run()
