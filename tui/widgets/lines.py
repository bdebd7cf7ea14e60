"""Lines of styled text that scroll, or of which one is chosen: what every list and page over the text is drawn with.

Only lines in view are drawn, and a line is pairs of text and style, never markup. It is not Textual's ScrollView or
OptionList because those measure and keep every line, which takes seconds for ten thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from sources.safe import visible
from tui.layout.cells import cell_len, cut
from tui.layout.wrap import wrap

Parts = tuple[tuple[str, Style | None], ...]
"""Shown text (after `sources.safe`) and what it looks like beyond the widget's own style."""

MARGIN = 3
"""Cells of a list's width that are not text: the bar of what is chosen, a blank, the scroll mark."""

_WHEEL = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line on the screen. `chosen` gives it a bar and a background."""

    parts: Parts = ()
    chosen: bool = False


def plain(text: str, style: Style | None = None) -> Line:
    return Line(((text, style),))


def rows_of(text: str, first_width: int, width: int) -> list[str]:
    """A text of any number of paragraphs in rows of at most `width` cells, made safe to show; at least one row."""
    shown = visible(text)
    starts = [*wrap(shown, max(2, first_width), max(2, width)), len(shown)]
    return [shown[start:end].rstrip() for start, end in pairwise(starts)]


class Lines(Widget):
    """Lines made for a width by the function that `show` is given; they are made again when the width changes."""

    DEFAULT_CSS = """
    Lines {
        height: 1fr;
        background: $surface;
        & > .lines--chosen { background: $panel; text-style: bold; }
        & > .lines--bar { color: $cr-accent; text-style: bold; }
        & > .lines--scroll { color: $cr-border; }
        & > .lines--empty { color: $cr-quiet; }
    }
    """
    COMPONENT_CLASSES = {"lines--chosen", "lines--bar", "lines--scroll", "lines--empty"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.first = 0
        self._make: Callable[[int], Sequence[Line]] = lambda width: ()
        self._lines: Sequence[Line] = ()

    # ---- what it shows -------------------------------------------------------------------------------------

    def show(self, make: Callable[[int], Sequence[Line]], *, keep_place: bool = False) -> None:
        """`make` gets the width of the text in cells. The page starts at its top unless its place is to be kept."""
        self._make = make
        if not keep_place:
            self.first = 0
        self.remake()

    @property
    def count(self) -> int:
        return len(self._lines)

    @property
    def room(self) -> int:
        """Cells that a line's text may take."""
        return max(2, self.size.width - MARGIN)

    def line(self, index: int) -> Line:
        return self._lines[index]

    def remake(self) -> None:
        """Makes what is in view again: the width or the theme is another one."""
        if self.size.width:
            self._lines = self._make(self.room)
            self.scroll(0)

    def on_resize(self) -> None:
        self.remake()

    # ---- scrolling -----------------------------------------------------------------------------------------

    @property
    def page(self) -> int:
        """Lines that a page moves by: one stays in view."""
        return max(1, self.size.height - 1)

    def scroll(self, count: int) -> None:
        self.first = max(0, min(self.first + count, self.count - self.size.height))
        self.refresh()

    def reveal(self, start: int, end: int) -> None:
        """Scrolls as little as needed to have lines `[start, end)` in view, their start above all."""
        self.first = min(max(self.first, end - self.size.height), start)
        self.scroll(0)

    def press(self, token: str) -> bool:
        """Scrolls by a key of the reader's; False when it is none of those."""
        far = self.count
        steps = {
            **dict.fromkeys(("j", "<Down>"), 1),
            **dict.fromkeys(("k", "<Up>"), -1),
            **dict.fromkeys(("<Space>", "<PgDn>"), self.page),
            **dict.fromkeys(("b", "<PgUp>"), -self.page),
            "<C-d>": self.page // 2,
            "<C-u>": -(self.page // 2),
            **dict.fromkeys(("g", "<Home>"), -far),
            **dict.fromkeys(("G", "<End>"), far),
        }
        if token in steps:
            self.move(steps[token])
            return True
        return False

    def move(self, count: int) -> None:
        """What `press` does with its steps."""
        self.scroll(count)

    def on_mouse_scroll_down(self) -> None:
        self.move(_WHEEL)

    def on_mouse_scroll_up(self) -> None:
        self.move(-_WHEEL)

    # ---- drawing -------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        index = self.first + y
        if index >= self.count:
            return Strip.blank(width, base)
        line = self.line(index)
        if line.chosen:
            base = self.get_component_rich_style("lines--chosen")
        bar = "▌" if line.chosen else " "
        segments = [Segment(bar, base + self._color("lines--bar"))]
        segments += [Segment(text, base + style if style else base) for text, style in line.parts if text]
        strip = Strip(segments).adjust_cell_length(max(0, width - 1), base)
        return Strip([*strip, Segment(self._scroll_mark(y), base + self._color("lines--scroll"))], width)

    def _color(self, name: str) -> Style:
        return Style(color=self.get_component_rich_style(name, partial=True).color)

    def _scroll_mark(self, y: int) -> str:
        height, count = self.size.height, self.count
        if count <= height:
            return " "
        size = max(1, height * height // count)
        top = self.first * (height - size) // (count - height)
        return "┃" if top <= y < top + size else " "


class PickList(Lines):
    """A list with one chosen line. `draw` makes the line at an index, for a width, when it comes into view."""

    def __init__(self, draw: Callable[[int, int], Parts], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw = draw
        self._count = 0
        self._empty = ""
        self.chosen = 0

    def offer(self, count: int, *, empty: str = "", chosen: int = 0) -> None:
        """There are `count` lines now; `empty` is said when there are none."""
        self._count, self._empty = count, empty
        self.chosen = max(0, min(chosen, count - 1))
        self.reveal(self.chosen, self.chosen + 1)

    @property
    def count(self) -> int:
        return self._count or int(bool(self._empty))

    def line(self, index: int) -> Line:
        if not self._count:
            return plain(cut(self._empty, self.room), self._color("lines--empty"))
        return Line(self._draw(index, self.room), chosen=index == self.chosen)

    def remake(self) -> None:
        self.reveal(self.chosen, self.chosen + 1)

    def move(self, count: int) -> None:
        self.offer(self._count, empty=self._empty, chosen=self.chosen + count)

    def press_while_typing(self, token: str) -> bool:
        """Moves by the keys that a prompt does not need; False for all others."""
        if token in ("<Down>", "<C-n>", "<Up>", "<C-p>"):
            self.move(1 if token in ("<Down>", "<C-n>") else -1)
            return True
        return token in ("<PgDn>", "<PgUp>") and self.press(token)

    def line_at(self, y: int) -> int | None:
        """The index of the line drawn at row `y` of the widget."""
        index = self.first + y
        return index if index < self._count else None


def spread(left: Parts, right: Parts, width: int) -> Parts:
    """The one at the left edge, the other at the right; what does not fit is cut from the left one's end."""
    used = sum(cell_len(text) for text, _ in right)
    gap = 2 if used else 0
    room = max(0, width - used - gap)
    shown = []
    for text, style in left:
        piece = cut(text, room)
        room -= cell_len(piece)
        shown.append((piece, style))
        if piece != text:
            break
    return (*shown, (" " * (room + gap), None), *right)
