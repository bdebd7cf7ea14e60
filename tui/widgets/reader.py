"""The reader: one document with its marks, where somebody stands in it, and what is selected. It changes no records.

Where the cursor goes is `motions`, what a row looks like is `row_painter`, how rows come to the screen is `canvas`, the
mouse is `pointing`; this widget holds the state of one pane, and says when it moved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from annotations.cite import short_place
from sources.document import Document, Span
from sources.passages import sentence_at
from sources.script import Script, dominant
from tui.bearings import Bearings
from tui.layout.folds import Folds
from tui.layout.labels import labelled
from tui.layout.room import GUTTER, OVERVIEW
from tui.layout.rows import Layout, Row
from tui.look import NARROWEST, Look, script_shown, shown_text
from tui.marked import Marked
from tui.messages import CursorMoved
from tui.theming import StyleBook
from tui.values import MarkView
from tui.viewport import Selection, Viewport
from tui.widgets.pointing import Pointing
from tui.widgets.row_painter import LAYOUTS, Scene, sign_at

if TYPE_CHECKING:
    from tui.hits import Hits

_EMPTY = Document("", ())


@dataclass(frozen=True, slots=True)
class Bookmark:
    cursor: int
    top: int
    folds: Folds
    selection: Selection | None = None
    last_selected: Span | None = None


class Reader(Pointing, can_focus=True):
    def __init__(self, styles: StyleBook, look: Look) -> None:
        super().__init__(styles)
        self.look = look
        self._marks = Marked()
        self._bearings = Bearings(_EMPTY, self._marks)
        self.own_script = Script.OTHER
        self._folds = Folds(_EMPTY)
        self.source = ""
        self.document = _EMPTY
        self.hits: Hits | None = None
        self.hit: Span | None = None  # the one that was gone to last
        self.labels: dict[str, int] = {}
        self.labels_typed = ""
        self._notice = ""
        self._compares = False  # whether other scripts than the text's own were asked for
        self._layouts: dict[tuple[Script | None, bool, int, frozenset[int]], Layout] = {}  # the one used last is last
        self.view = Viewport(_EMPTY, Layout(_EMPTY, NARROWEST), 1)

    # ---- what it is handed ---------------------------------------------------------------------------------

    def open(
        self, source: str, document: Document, marks: tuple[MarkView, ...], offset: int, script: Script | None = None
    ) -> None:
        """`script` is what the text is written in, as far as that is known: finding out takes tables and time."""
        self.source, self.document = source, document
        self.own_script = script or dominant(document.text)
        self._folds = Folds(document)
        self.hits, self.hit, self.labels = None, None, {}
        self._notice = ""
        self._marks = Marked(marks)
        self._bearings = Bearings(document, self._marks)
        self._layouts.clear()
        self.view = Viewport(document, self._layout(), self._height())
        self._painter.describe_again()
        self.go(offset)

    def announce(self, words: str) -> None:
        """Shows no text yet, but a sentence where it will be."""
        self.open("", _EMPTY, (), 0, Script.OTHER)
        self._notice = words
        self.redraw()

    def show_marks(self, marks: tuple[MarkView, ...]) -> None:
        self._marks = Marked(marks)
        self._bearings.take(self._marks)
        self._painter.describe_again()
        self.redraw()

    def show_hits(self, hits: Hits | None, hit: Span | None = None) -> None:
        """Shows the hits, and goes to one of them where it is given."""
        self.hits, self.hit = hits, hit
        if hit:
            self.go(hit.start)
        else:
            self.redraw()

    # ---- moving --------------------------------------------------------------------------------------------

    def perform(self, motion: Callable[[Viewport, int], None], count: int) -> None:
        before = self.view.cursor
        motion(self.view, count)
        fold = self._folds.hiding(self.view.cursor)
        if fold and self.view.cursor not in (before, fold.start):
            # A closed fold is one step: on from its row forwards, to its row backwards.
            beyond = next((block.start for block in self.document.blocks[fold.last + 1 : fold.last + 2]), None)
            self.view.go(beyond if self.view.cursor > before and beyond is not None else fold.start)
        self._changed()

    def go(self, offset: int) -> None:
        """Goes to a place, and opens the fold that hides it; a fold's own row may be stood on closed."""
        if (fold := self._folds.hiding(offset)) and offset > fold.start:
            self._fold(self._folds.toggled(fold))
        self.view.go(offset)
        self._changed()

    def show_from(self, offset: int) -> None:
        """Puts a place at the top, now and in the size that the pane is about to have."""
        self.view.stay_at(offset)
        self.redraw()

    def select(self, span: Span) -> None:
        self.view.select(span)
        self._changed()

    def follow(self, offset: int, row: int) -> None:
        """Shows a place at a row of the pane because another pane is there; does not tell of it as a move."""
        if (fold := self._folds.hiding(offset)) and offset > fold.start:
            offset = fold.start
        cursor = self.view.cursor
        self.view.show_at(offset, row)
        if self.view.selection:
            self.view.cursor = cursor  # what is selected stays so
        self.redraw()

    def leave_selection(self) -> None:
        if self.view.selection:
            self.view.selection = None
            self._changed()

    def move_selection_bound(self, *, end: bool, steps: int) -> None:
        """Moves the selection's end or start by characters, whichever of cursor and anchor stands there."""
        if self.view.move_bound(end=end, steps=steps):
            self._changed()

    # ---- asking --------------------------------------------------------------------------------------------

    def mark_at_cursor(self) -> MarkView | None:
        """The innermost mark over the cursor."""
        return self._marks.innermost(self.view.cursor)

    def marked_passage(self, count: int, *, around: bool, linked: bool) -> Span | None:
        """The `count`-th mark over the cursor from within; around it, with all marks that lie over it."""
        return self._marks.passage(self.view.cursor, count, around=around, linked=linked)

    def where(self) -> str:
        """Where the cursor stands: `陆飞 ¶ 12`, `玖羽 #25`."""
        return short_place(self.document.locator_at(self.view.cursor)) if self.document.blocks else ""

    def in_view(self) -> tuple[int, int]:
        """Where the rows in view begin and end."""
        rows = self._rows or self.view.rows()
        return (rows[0].start, rows[-1].end) if rows else (0, 0)

    def first_in_view(self) -> int:
        """Where the first row begins, in code points; -1 while there is no text of a source."""
        return self.view.first_offset() if self.source else -1

    def percent(self) -> int:
        """How far the last row in view is into the text."""
        return self._bearings.percent(self._rows or self.view.rows())

    def time_left(self) -> str:
        """How long the rest takes to read, in words; nothing at the end."""
        return self._bearings.time_left(self.view.cursor) if self.percent() < 100 else ""

    def overview(self, height: int) -> tuple[tuple[str, ...], tuple[int, int]]:
        """What the column beside the text shows in `height` rows: signs, and which rows are in view."""
        return self._bearings.overview(height, self._rows, self.hits)

    def bookmark(self) -> Bookmark:
        """Where the reader is, to `return_to` as if it had not been left."""
        view = self.view
        return Bookmark(view.cursor, view.first_offset(), self._folds, view.selection, view.last_selected)

    def return_to(self, bookmark: Bookmark) -> None:
        if bookmark.folds is not self._folds:
            self._fold(bookmark.folds)
        self.view.show_at_top(bookmark.top)
        self.go(bookmark.cursor)
        if bookmark.selection != self.view.selection:
            self.view.selection = bookmark.selection
            self._changed()
        self.view.last_selected = bookmark.last_selected

    def go_on_from(self, before: Bookmark, hits: Hits | None, hit: Span | None) -> None:
        """Shows what was shown of a text that this one only continues: folds, selection and hits too."""
        self.return_to(replace(before, folds=self._folds.with_opened(before.folds.opened)))
        if hits:
            self.show_hits(hits)
            self.hit = hit

    # ---- looks ---------------------------------------------------------------------------------------------

    def script_shown(self) -> str:
        return script_shown(self.look, self.own_script)

    def show_as(self, look: Look) -> None:
        """Shows the text another way; the passage at the top stays there."""
        if look != self.look:
            self._compares = self._compares or look.script != self.look.script
            self.look = look
            self.fit()
            self._changed()

    def room(self) -> int:
        """Cells that a row of text may take in this pane."""
        return max(NARROWEST, self.size.width - GUTTER - OVERVIEW + 1)

    def is_folded(self) -> bool:
        return self._folds.hiding(self.view.cursor) is not None

    def toggle_fold(self) -> str:
        """Opens or closes the fold at the cursor. Returns what to tell the reader, if anything."""
        if (fold := self._folds.holding(self.document.block_index(self.view.cursor))) is None:
            return "There is no fold here."
        self._fold(self._folds.toggled(fold))
        self.view.go(fold.start)
        self._changed()
        return ""

    def toggle_folds(self) -> str:
        if not self._folds.all:
            return "Nothing is folded in this source."
        self._fold(self._folds.all_toggled())
        fold = self._folds.hiding(self.view.cursor)
        self.view.go(fold.start if fold else self.view.cursor)
        self._changed()
        return ""

    def _fold(self, folds: Folds) -> None:
        self._folds = folds
        self.fit()

    def show_labels(self) -> None:
        """Puts a label on each sentence in view."""
        self.labels, self.labels_typed = labelled(self.document, self._rows, self._folds), ""
        self.redraw()

    def narrow_labels(self, typed: str) -> bool:
        """Leaves the labels that begin so, for the letter that is still to come; False when there are none."""
        left = {label: at for label, at in self.labels.items() if label.startswith(typed)}
        if typed and left:
            self.labels, self.labels_typed = left, typed
            self.redraw()
        return bool(typed and left)

    def hide_labels(self) -> None:
        if self.labels:
            self.labels, self.labels_typed = {}, ""
            self.redraw()

    # ---- layout --------------------------------------------------------------------------------------------

    def _layout(self, look: Look | None = None) -> Layout:
        """The layout for a look, the pane's unless given, its size and folds: one that was in use lately, if it was."""
        look = look or self.look
        width = min(look.width, self.room())
        asked = (look.script, look.by_sentence, width, self._folds.opened)
        layout = self._layouts.pop(asked, None)
        if layout is None:
            shown = partial(shown_text, self.document, look)
            layout = Layout(self.document, width, shown=shown, folds=self._folds, by_sentence=look.by_sentence)
            while len(self._layouts) >= LAYOUTS:
                del self._layouts[next(iter(self._layouts))]
        self._layouts[asked] = layout
        return layout

    def _height(self) -> int:
        """Rows of text that fit."""
        return -(-self.size.height // self.look.spacing)

    def fit(self) -> None:
        self.view.resize(self._layout(), self._height())

    def on_resize(self) -> None:
        self._fit_to_size()
        self._changed()

    # ---- painting ------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        """After anything that may have moved the cursor or the rows: repaints what differs and says so."""
        self.redraw()
        if self.document.text:
            self.post_message(CursorMoved(self, self.view.cursor))

    def look_ahead(self) -> bool:
        return not self.labels and (self._look_at_next_script() or super().look_ahead())

    def _look_at_next_script(self) -> bool:
        """Draws what is in view as the next script will show it, once somebody has asked for another one."""
        if not self._compares or not self.document.text or not self.fits:
            return False
        layout = self._layout(self.look.next_script())
        rows = layout.rows(layout.position_of(self.view.first_offset()), self.view.height)
        return self.prepare(layout, rows)

    def scene(self, rows: list[Row]) -> Scene:
        start, end = (rows[0].start, rows[-1].end) if rows else (0, 0)
        active = self.mark_at_cursor()
        selected = self.view.selected()
        return Scene(
            document=self.document,
            layout=self.view.layout,
            marks=tuple(self._marks.between(start, end)),
            active=active.id if active else "",
            sentence=None if selected else sentence_at(self.document, self.view.cursor),
            selected=selected,
            hits=self.hits.between(start, max(end, start + 1)) if self.hits else (),
            hit=self.hit,
            cursor=self.view.cursor if self.document.text else -1,
            focused=self.has_focus,
            labels=self.labels,
            start=self.document.blocks[rows[0].block].start if rows and rows[0].block >= 0 else start,
            end=end,
            notice=self._notice,
        )

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.labels = {}
        self.redraw()

    # ---- mouse ---------------------------------------------------------------------------------------------

    def sign_under(self, x: int, y: int) -> MarkView | None:
        row = self.row_under(y)
        if row is None or y % self.look.spacing:
            return None
        return sign_at(self._marks.between(row.start, row.end), row, self.column_of(x))

    def put(self, offset: int) -> None:
        self.view.put(offset)
        self._changed()

    def scroll_text(self, rows: int) -> None:
        self.view.scroll(rows)
        self._changed()
