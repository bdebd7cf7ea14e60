"""The reader: draws the rows in view of one document with its marks, and moves the cursor. It changes no records.

Line API over the pure layout: a key costs what is on the screen. Where the cursor goes is `motions`, what a row looks
like is `row_painter`; this widget holds the state of one pane and repaints the rows that differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.geometry import Region, Size
from textual.strip import Strip

from annotations.cite import short_place
from sources.document import Document, Span
from sources.pace import minutes, spoken
from sources.passages import next_sentence, sentence_at
from sources.script import Script, dominant
from tui.layout import overview
from tui.layout.clusters import seen_after, seen_before
from tui.layout.folds import Folds
from tui.layout.labels import labels
from tui.layout.paint import SpanIndex
from tui.layout.room import GUTTER, OVERVIEW
from tui.layout.rows import Layout, Row
from tui.look import NARROWEST, Look, script_shown, shown_text
from tui.messages import CursorMoved
from tui.theming import StyleBook
from tui.values import MarkView
from tui.viewport import Selection, Viewport
from tui.widgets.pointing import Pointing
from tui.widgets.row_painter import Drawn, RowPainter, Scene, sign_at

if TYPE_CHECKING:
    from tui.hits import Hits

_EMPTY = Document("", ())


@dataclass(frozen=True, slots=True)
class Bookmark:
    cursor: int
    top: int
    folds: Folds


class Reader(Pointing, can_focus=True):
    def __init__(self, styles: StyleBook, look: Look) -> None:
        super().__init__()
        self._painter = RowPainter(styles)
        self.look = look
        self._rows: list[Row] = []
        self._marks: SpanIndex[MarkView] = SpanIndex(())
        self._own_script = Script.OTHER
        self._fitted = Size(0, 0)
        self._folds = Folds(_EMPTY)
        self._starts: tuple[list[int], list[int]] = ([], [])
        self._signs: tuple[tuple[int, Hits | None, bool], tuple[str, ...]] | None = None
        self._minutes: float | None = None
        self.source = ""
        self.document = _EMPTY
        self.hits: Hits | None = None
        self._hit: Span | None = None
        self.labels: dict[str, int] = {}
        self.labels_typed = ""
        self.view = Viewport(_EMPTY, Layout(_EMPTY, NARROWEST), 1)

    # ---- what it is handed ---------------------------------------------------------------------------------

    def open(
        self, source: str, document: Document, marks: tuple[MarkView, ...], offset: int, script: Script | None = None
    ) -> None:
        """`script` is what the text is written in, as far as that is known: finding out takes tables and time."""
        self.source, self.document = source, document
        self._own_script = script or dominant(document.text)
        self._folds = Folds(document)
        self.hits, self._hit, self.labels = None, None, {}
        self._minutes = None
        self._take(marks)
        self.view = Viewport(document, self._layout(), self._height())
        self._painter.forget()
        self.go(offset)

    def show_marks(self, marks: tuple[MarkView, ...]) -> None:
        self._take(marks)
        self._painter.forget()
        self._redraw()

    def _take(self, marks: tuple[MarkView, ...]) -> None:
        self._marks = SpanIndex(marks)
        self._starts = sorted(mark.start for mark in marks), sorted(mark.start for mark in marks if mark.signs)
        self._signs = None

    def show_hits(self, hits: Hits | None, hit: Span | None = None) -> None:
        """Shows the hits, and goes to one of them where it is given."""
        self.hits, self._hit = hits, hit
        self._painter.describe_again()
        if hit:
            self.go(hit.start)
        else:
            self._redraw()

    @property
    def hit(self) -> Span | None:
        """The hit that was gone to last."""
        return self._hit

    def use_styles(self, styles: StyleBook) -> None:
        self._painter = RowPainter(styles)
        self._redraw()

    # ---- moving --------------------------------------------------------------------------------------------

    def perform(self, motion: Callable[[Viewport, int], None], count: int) -> None:
        before = self.view.cursor
        motion(self.view, count)
        fold = self._folds.hiding(self.view.cursor)
        if fold and self.view.cursor > fold.start:
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
        self._redraw()

    def leave_selection(self) -> None:
        if self.view.selection:
            self.view.selection = None
            self._changed()

    def move_selection_bound(self, *, end: bool, steps: int) -> None:
        """Moves the selection's end or start by characters, whichever of cursor and anchor stands there."""
        span, selection = self.view.selected(), self.view.selection
        if span is None or selection is None:
            return
        step = seen_after if steps > 0 else seen_before
        document = self.document
        low, high = span.start, seen_before(document, span.end)
        for _ in range(abs(steps)):
            if end:
                high = min(step(document, high), max(0, len(document.text) - 1))
            else:
                low = step(document, low)
        if low <= high:
            self.view.selection = Selection(low)
            self.view.go(high)
            self._changed()

    # ---- asking --------------------------------------------------------------------------------------------

    def mark_at_cursor(self) -> MarkView | None:
        """The innermost mark over the cursor."""
        found = self._marks.overlapping(self.view.cursor, self.view.cursor + 1)
        return min(found, key=lambda mark: (mark.end - mark.start, mark.id)) if found else None

    def marked_passage(self, count: int, *, around: bool, linked: bool) -> Span | None:
        """The `count`-th mark over the cursor from within; around it, with all marks that lie over it."""
        here = self._marks.overlapping(self.view.cursor, self.view.cursor + 1)
        found = sorted((m for m in here if m.signs or not linked), key=lambda mark: (mark.end - mark.start, mark.id))
        if not found:
            return None
        mark = found[min(count, len(found)) - 1]
        start, end = mark.start, mark.end
        while around and (over := self._marks.overlapping(start, end)):
            wider = min(m.start for m in over), max(m.end for m in over)
            if wider == (start, end):
                break
            start, end = wider
        return Span(start, end)

    def where(self) -> str:
        """Where the cursor stands: `陆飞 ¶ 12`, `玖羽 #25`."""
        return short_place(self.document.locator_at(self.view.cursor)) if self.document.blocks else ""

    def percent(self) -> int:
        """How far the last row in view is into the text."""
        length = len(self.document.text)
        rows = self._rows or self.view.rows()
        return 100 if not length or not rows else min(100, rows[-1].end * 100 // length)

    def bookmark(self) -> Bookmark:
        """Where the reader is, to `return_to` as if it had not been left."""
        return Bookmark(self.view.cursor, self.view.first_offset(), self._folds)

    def overview(self, height: int) -> tuple[tuple[str, ...], tuple[int, int]]:
        """What the column beside the text shows in `height` rows: signs, and which rows are in view."""
        length, rows = len(self.document.text), self._rows
        top, bottom = (rows[0].start, rows[-1].end) if rows else (0, length)
        part = overview.seen(length, height, top, bottom)
        if part == (0, 0):
            return (), part
        made_of = height, self.hits, self.hits is None or self.hits.complete
        if self._signs is None or self._signs[0] != made_of:
            marks, links = self._starts
            self._signs = made_of, overview.signs(length, height, marks, links, self.hits)
        return self._signs[1], part

    def time_left(self) -> str:
        """How long the rest takes to read, in words; nothing at the end."""
        if self._minutes is None:
            self._minutes = minutes(self.document.text)
        length = len(self.document.text)
        left = self._minutes * (length - self.view.cursor) / max(1, length)
        return f"{spoken(left)} left" if self.percent() < 100 else ""

    def return_to(self, bookmark: Bookmark) -> None:
        if bookmark.folds is not self._folds:
            self._fold(bookmark.folds)
        self.view.show_at_top(bookmark.top)
        self.go(bookmark.cursor)

    # ---- looks ---------------------------------------------------------------------------------------------

    def script_shown(self) -> str:
        return script_shown(self.look, self._own_script)

    def show_as(self, look: Look) -> None:
        """Shows the text another way; the passage at the top stays there."""
        if look != self.look:
            self.look = look
            self._lay_out()

    def room(self) -> int:
        """Cells that a row of text may take in this pane."""
        return max(NARROWEST, self.size.width - GUTTER - OVERVIEW + 1)

    def toggle_fold(self) -> str:
        """Opens or closes the fold at the cursor. Returns what to tell the reader, if anything."""
        fold = self._folds.holding(self.document.block_index(self.view.cursor))
        if fold is None:
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
        self._painter.forget()
        self.view.resize(self._layout(), self._height())

    def show_labels(self) -> None:
        """Puts a label on each sentence in view."""
        rows = self._rows
        if rows:
            starts, at = [], rows[0].start - 1
            while (after := next_sentence(self.document, at)) > at and after < rows[-1].end:
                fold = self._folds.hiding(after)
                at = max(after, fold.end - 1) if fold else after
                if not fold:
                    starts.append(after)
            self.labels, self.labels_typed = dict(zip(labels(len(starts)), starts, strict=False)), ""
            self._redraw()

    def narrow_labels(self, typed: str) -> bool:
        """Leaves the labels that begin so, for the letter that is still to come; False when there are none."""
        left = {label: at for label, at in self.labels.items() if label.startswith(typed)}
        if typed and left:
            self.labels, self.labels_typed = left, typed
            self._redraw()
        return bool(typed and left)

    def hide_labels(self) -> None:
        if self.labels:
            self.labels, self.labels_typed = {}, ""
            self._redraw()

    # ---- layout --------------------------------------------------------------------------------------------

    def _layout(self) -> Layout:
        def shown(start: int, end: int) -> str:
            return shown_text(document, look, start, end)

        document, look = self.document, self.look
        width = min(look.width, self.room())
        return Layout(document, width, shown=shown, folds=self._folds, by_sentence=look.by_sentence)

    def _height(self) -> int:
        """Rows of text that fit."""
        return -(-self.size.height // self.look.spacing)

    def _lay_out(self) -> None:
        self.view.resize(self._layout(), self._height())
        self._painter.forget()
        self._changed()

    def on_resize(self) -> None:
        if self._fitted != self.size:
            self._fit()
        self._changed()

    def _fit(self) -> None:
        """Lays out for the pane's size. Textual asks for the rows before it says that the size is another."""
        self._fitted = self.size
        self._painter.forget()
        self.view.resize(self._layout(), self._height())
        self._draw()

    # ---- painting ------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        """After anything that may have moved the cursor or the rows: repaints what differs and says so."""
        self._redraw()
        if self.document.text:
            self.post_message(CursorMoved(self, self.view.cursor))

    def _redraw(self) -> None:
        """Repaints the rows that look different from what is on the screen."""
        before = self._painter.rows_drawn
        after = self._draw()
        if len(before) != len(after):
            self.refresh()
            return
        changed = [y for y, (old, new) in enumerate(zip(before, after, strict=True)) if old is not new and old != new]
        if len(changed) > len(after) // 2:
            self.refresh()
        elif changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _draw(self) -> tuple[Drawn, ...]:
        self._rows = self.view.rows()
        return self._painter.draw(
            self._scene(self._rows), self._rows, self.size.width, self.size.height, self.look.spacing
        )

    def look_ahead(self) -> bool:
        """Draws one page that a key may soon ask for, as it will look without the cursor; False when all are drawn.

        For when nobody types: the next page, the one before, the first, the last.
        """
        view, layout = self.view, self.view.layout
        below, above = layout.move(view.top, view.height - 1), layout.move(view.top, 1 - view.height)
        if not self.size or self.labels or self._fitted != self.size:
            return False
        for top in (below, above, layout.first(), layout.move(layout.last(), 1 - view.height)):
            rows = layout.rows(top, view.height)
            if not self._painter.knows(rows):
                still = replace(self._scene(rows), cursor=-1, focused=False, selected=None, sentence=None, active="")
                for strip in self._filtered(self._painter.prepare(still, rows, self.size.width)):
                    strip.render(self.app.console)
                return True
        return False

    def _scene(self, rows: list[Row]) -> Scene:
        start, end = (rows[0].start, rows[-1].end) if rows else (0, 0)
        active = self.mark_at_cursor()
        selected = self.view.selected()
        return Scene(
            document=self.document,
            layout=self.view.layout,
            marks=tuple(self._marks.overlapping(start, max(end, start + 1))),
            active=active.id if active else "",
            sentence=None if selected else sentence_at(self.document, self.view.cursor),
            selected=selected,
            hits=self.hits.between(start, max(end, start + 1)) if self.hits else (),
            hit=self._hit,
            cursor=self.view.cursor if self.document.text else -1,
            focused=self.has_focus,
            labels=self.labels,
            start=self.document.blocks[rows[0].block].start if rows and rows[0].block >= 0 else start,
            end=end,
        )

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips in `crop` as they were made: Textual's own way copies them to add borders, and there are none."""
        if self._fitted != self.size:
            self._fit()
        width = self.size.width
        strips = self._filtered([self._painter.strip(y, width) for y in crop.line_range])
        return strips if crop.width == width else [strip.crop(*crop.column_span) for strip in strips]

    def _filtered(self, strips: list[Strip]) -> list[Strip]:
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        return strips

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._painter.forget()

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.labels = {}
        self._redraw()

    # ---- mouse ---------------------------------------------------------------------------------------------

    def row_under(self, y: int) -> Row | None:
        y //= self.look.spacing
        return self._rows[y] if 0 <= y < len(self._rows) else None

    def column_of(self, x: int) -> int:
        return x - self._painter.margin(self.size.width, self.view.layout)

    def sign_under(self, x: int, y: int) -> MarkView | None:
        row = self.row_under(y)
        if row is None or y % self.look.spacing:
            return None
        beginning = self._marks.overlapping(row.start, max(row.end, row.start + 1))
        return sign_at(beginning, row, self.column_of(x))

    def put(self, offset: int) -> None:
        self.view.put(offset)
        self._changed()

    def scroll_text(self, rows: int) -> None:
        self.view.scroll(rows)
        self._changed()
