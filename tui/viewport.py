"""Where a reader stands in a document: top row, cursor, selection. Pure values over the layout, no Textual.

It is separate from the widget so that every motion can be tested as a function from one state to the next.
"""

from __future__ import annotations

from dataclasses import dataclass

from sources.document import Document, Span
from sources.passages import sentence_at
from sources.structure.pictures import picture_at
from tui.layout.clusters import seen_after, seen_before
from tui.layout.cursor import cell_of
from tui.layout.rows import Layout, Position, Row

_MARGIN = 2
"""Rows kept in view above and below the cursor."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Runs from `anchor` to the cursor, both included; by sentences it covers theirs whole.

    `begun`: a key has begun it by character, and what it is to hold may still be said: `is`, a sentence.
    """

    anchor: int
    by_sentence: bool = False
    begun: bool = False


class Viewport:
    def __init__(self, document: Document, layout: Layout, height: int) -> None:
        self.document = document
        self.layout = layout
        self.height = max(1, height)
        self.top: Position = layout.first()
        self.cursor = 0
        self.goal: int | None = None
        self.last_selected: Span | None = None
        self._selection: Selection | None = None
        self._kept = self.top, 0

    # ---- what is seen --------------------------------------------------------------------------------------

    def rows(self) -> list[Row]:
        return self.layout.rows(self.top, self.height)

    def first_offset(self) -> int:
        """Where the row at the top begins, which means the same in every layout."""
        return self.layout.row(self.top).start

    def passage(self) -> Span | None:
        """What a marking command works on: the selection, else the sentence under the cursor."""
        return self.selected() or sentence_at(self.document, self.cursor)

    def selected(self) -> Span | None:
        if self.selection is None or not self.document.text:
            return None
        low, high = sorted((self.selection.anchor, self.cursor))
        if not self.selection.by_sentence:
            return Span(low, seen_after(self.document, high))
        first, last = sentence_at(self.document, low), sentence_at(self.document, high)
        if first is None or last is None:
            return None
        return Span(first.start, max(first.end, last.end))

    @property
    def selection(self) -> Selection | None:
        return self._selection

    @selection.setter
    def selection(self, selection: Selection | None) -> None:
        """What was selected when a selection ends can be selected again."""
        if selection is None and self._selection is not None:
            self.last_selected = self.selected()
        self._selection = selection

    def select(self, span: Span) -> None:
        """Selects a span that is not empty; the cursor stands on its last character."""
        self.selection = Selection(span.start)
        self.put(seen_before(self.document, span.end))

    @property
    def has_begun(self) -> bool:
        """Whether a selection was begun and nothing has been done with it yet."""
        return self.selection is not None and self.selection.begun

    def move_bound(self, *, end: bool, steps: int) -> bool:
        """Moves the selection's end or start by characters, whichever of cursor and anchor stands there.

        False, and nothing moved, where there is none, or the one would pass the other.
        """
        span = self.selected()
        if span is None:
            return False
        step = seen_after if steps > 0 else seen_before
        low, high = span.start, seen_before(self.document, span.end)
        for _ in range(abs(steps)):
            if end:
                high = min(step(self.document, high), max(0, len(self.document.text) - 1))
            else:
                low = step(self.document, low)
        if low > high:
            return False
        self.selection = Selection(low)
        self.go(high)
        return True

    # ---- moving --------------------------------------------------------------------------------------------

    def go(self, offset: int, *, keep_goal: bool = False) -> None:
        """Puts the cursor on `offset` and brings it into view with as little scrolling as that takes."""
        self._stand_on(offset)
        if not keep_goal:
            self.goal = None
        self._reveal()

    def put(self, offset: int) -> None:
        """Puts the cursor on what is in view: the text does not move under a mouse that clicks near the edge."""
        self._stand_on(offset)
        self.goal = None
        self._reveal(0)

    def goal_cell(self) -> int:
        """The column in cells that vertical movement keeps to."""
        if self.goal is None:
            row = self.layout.row(self.layout.position_of(self.cursor))
            self.goal = cell_of(self.layout, row, self.cursor)
        return self.goal

    def scroll(self, rows: int) -> None:
        """Moves the text under the window; the cursor stays on its passage while that is well in view."""
        before, self.top = self.top, self._clamped(self.layout.move(self.top, rows))
        at = self.layout.position_of(self.cursor)
        upper, lower = self._well_in_view(_MARGIN)
        if self.top > before and at < upper:
            self.cursor = self.layout.row(upper).start
        elif self.top < before and at > lower:
            self.cursor = self.layout.row(lower).start

    def resize(self, layout: Layout, height: int) -> None:
        """Takes another layout of the same text and keeps the passage at the top, then the cursor in view.

        As long as nothing else moves the text it is the same passage, however often: wider rows begin before it.
        """
        top, start = self._kept
        if top != self.top:
            start = self.first_offset()
        self.layout = layout
        self.height = max(1, height)
        self.top = self._clamped(layout.position_of(start))
        self.goal = None
        self._reveal()
        self._kept = self.top, start

    def stay_at(self, offset: int) -> None:
        """Has a place at the top, in every size until something else moves the text."""
        self.show_at_top(offset)
        self._kept = self.top, offset

    def show_at_top(self, offset: int) -> None:
        self.top = self._clamped(self.layout.position_of(offset))

    def show_at(self, offset: int, row: int) -> None:
        """Puts the cursor on `offset` and that at `row` of the window, as far as the text's ends allow it."""
        self._stand_on(offset)
        self.goal = None
        row = max(0, min(row, self.height - 1))
        self.top = self._clamped(self.layout.move(self.layout.position_of(self.cursor), -row))

    def row_of_cursor(self) -> int:
        """The row of the window that the cursor stands in, from 0; counted on the rows in view only."""
        at = self.layout.position_of(self.cursor)
        return sum(row.position < at for row in self.rows())

    def step_to(self, offset: int) -> None:
        """Puts the cursor on `offset` as one of several steps, in view or not; on from a picture to what follows."""
        picture = picture_at(self.document, self.cursor)
        self._stand_on(picture.end if picture and picture.start < offset < picture.end else offset)

    def _stand_on(self, offset: int) -> None:
        """Of a picture's tag one sign is drawn: the cursor stands there."""
        last = max(0, len(self.document.text) - 1)
        offset = max(0, min(offset, last))
        picture = picture_at(self.document, offset)
        self.cursor = picture.start if picture else offset
        if self.selection and self.selection.begun:
            self.selection = Selection(self.selection.anchor)

    def _reveal(self, most: int = _MARGIN) -> None:
        at = self.layout.position_of(self.cursor)
        margin = min(most, (self.height - 1) // 2)
        upper, lower = self._well_in_view(margin)
        if upper <= at <= lower:
            return
        # What is less than a page away comes into view at the edge. Only the page on that side is laid out for it.
        if at < upper and self.layout.move(self.top, -self.height) <= at:
            top = self.layout.move(at, -margin)
        elif lower < at <= self.layout.move(lower, self.height):
            top = self.layout.move(at, margin + 1 - self.height)
        else:
            top = self.layout.move(at, -(self.height // 3))
        self.top = self._clamped(top)

    def _well_in_view(self, margin: int) -> tuple[Position, Position]:
        """The rows between which the cursor may stand: `margin` of the window above and below, if it has as many."""
        margin = min(margin, (self.height - 1) // 2)
        return self.layout.move(self.top, margin), self.layout.move(self.top, self.height - 1 - margin)

    def _clamped(self, top: Position) -> Position:
        """No empty screen below the end of the text."""
        return min(top, self.layout.move(self.layout.last(), 1 - self.height))
