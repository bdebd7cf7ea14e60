"""The reader's mouse: click, drag over wide characters and past the edge, words and sentences, margin signs, wheel.

The base of the reader, apart from it so that neither the drawing nor the keys know of a mouse. What a place on the
screen means is the layout's to say.
"""

from __future__ import annotations

from textual import events
from textual.timer import Timer

from sources.document import Document, Span
from sources.passages import sentence_at, word_at
from tui.layout.cursor import offset_at
from tui.messages import MarkClicked, SignClicked
from tui.theming import StyleBook
from tui.values import MarkView
from tui.viewport import Selection
from tui.widgets.canvas import Canvas

_WHEEL = 3
"""Rows."""
_PULL = 0.06
"""Seconds between two rows while the mouse is held beyond the edge."""


class Pointing(Canvas):
    document: Document

    def __init__(self, styles: StyleBook) -> None:
        super().__init__(styles)
        self._dragging = False
        self._at = (0, 0)
        self._pull: Timer | None = None

    # ---- what the reader says ------------------------------------------------------------------------------

    def sign_under(self, x: int, y: int) -> MarkView | None:
        """The mark whose sign is drawn there."""
        raise NotImplementedError

    def mark_at_cursor(self) -> MarkView | None:
        raise NotImplementedError

    def is_folded(self) -> bool:
        """Whether the cursor stands on the row of a closed fold."""
        raise NotImplementedError

    def toggle_fold(self) -> str:
        raise NotImplementedError

    def put(self, offset: int) -> None:
        """Puts the cursor on a place in view."""
        raise NotImplementedError

    def select(self, span: Span) -> None:
        raise NotImplementedError

    def scroll_text(self, rows: int) -> None:
        raise NotImplementedError

    # ---- clicks --------------------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        offset = self._offset_under(event.x, event.y)
        if offset is None or event.button != 1 or self.sign_under(event.x, event.y):
            return
        self.view.selection = None
        self._dragging = True
        self.capture_mouse()
        self.put(offset)
        if mark := self.mark_at_cursor():
            self.post_message(MarkClicked(mark.id))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self._dragging = False
        self._let_go()
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """A margin sign shows the other end; a second click selects the word, a third the sentence.

        On the row of a closed fold, the second opens it: what it hides is nothing to select unseen.
        """
        if event.chain == 1:
            if mark := self.sign_under(event.x, event.y):
                self.post_message(SignClicked(mark.id))
            return
        if self.is_folded():
            self.toggle_fold()
            return
        cursor = self.view.cursor
        span = word_at(self.document, cursor) if event.chain == 2 else sentence_at(self.document, cursor)
        if span and self._offset_under(event.x, event.y) is not None:
            self.select(span)

    def _offset_under(self, x: int, y: int) -> int | None:
        row = self.row_under(y)
        return None if row is None else offset_at(self.view.layout, row, self.column_of(x))

    # ---- dragging ------------------------------------------------------------------------------------------

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if not self._dragging:
            return
        self._at = (event.x, event.y)
        if 0 <= event.y < self.size.height:
            self._let_go()
            self._extend()
        elif self._pull is None:
            self._pull = self.set_interval(_PULL, self._pulled)
            self._pulled()

    def _pulled(self) -> None:
        """The mouse is held above or below the pane: the text comes after it, the faster the further."""
        y = self._at[1]
        beyond = y if y < 0 else y - self.size.height + 1
        begun = self.view.selection or Selection(self.view.cursor)
        self.view.selection = begun
        self.scroll_text(beyond)
        self._extend()

    def _extend(self) -> None:
        x, y = self._at
        inside = max(0, min(y, self.size.height - 1))
        while inside and self.row_under(inside) is None:
            inside -= 1
        offset = self._offset_under(x, inside)
        if offset is not None and offset != self.view.cursor:
            if self.view.selection is None:
                self.view.selection = Selection(self.view.cursor)
            self.put(offset)

    def _let_go(self) -> None:
        if self._pull:
            self._pull.stop()
            self._pull = None

    # ---- wheel ---------------------------------------------------------------------------------------------

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_text(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_text(-_WHEEL)
