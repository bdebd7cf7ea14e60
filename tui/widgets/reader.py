"""The reader: draws the rows in view of one document with its marks, and moves the cursor. It changes no records.

Line API over the pure layout: a key costs what is on the screen. Where the cursor goes is `motions`, what a row looks
like is `row_painter`; this widget holds the state of one pane and repaints the rows that differ.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from annotations.cite import short_place
from sources.document import BlockKind, Document, Span
from sources.passages import next_sentence, sentence_at, word_at
from sources.patterns import lazy
from sources.script import Script, approximate, convert, detect, dominant
from tui.layout.clusters import cluster_after, cluster_before
from tui.layout.cursor import offset_at
from tui.layout.folds import Folds
from tui.layout.paint import SpanIndex
from tui.layout.rows import Layout, Row
from tui.messages import CursorMoved, MarkClicked
from tui.theming import StyleBook
from tui.values import MarkView
from tui.viewport import Selection, Viewport
from tui.widgets.row_painter import GUTTER, RowPainter, Scene

if TYPE_CHECKING:
    from sources.fold import Folded

_EMPTY = Document("", ())
_HAN_BREAK = lazy("(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")
_MEASURE = 84
"""Cells of text in a row where the pane is wider; longer lines lose the eye."""
_NARROWEST = 16
_LABELS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM"
_SCRIPTS: tuple[Script | None, ...] = (None, Script.SIMPLIFIED, Script.TRADITIONAL)


class Reader(Widget, can_focus=True):
    def __init__(self, styles: StyleBook) -> None:
        super().__init__()
        self._painter = RowPainter(styles)
        self._measure = _MEASURE
        self._rows: list[Row] = []
        self._folded: Folded | None = None
        self._folding: Thread | None = None
        self._marks: SpanIndex[MarkView] = SpanIndex(())
        self._script: Script | None = None
        self._own_script = Script.OTHER
        self._dragging = False
        self._folds = Folds(_EMPTY)
        self._by_sentence = False
        self.source = ""
        self.document = _EMPTY
        self.hits: tuple[Span, ...] = ()
        self._hit = -1
        self.labels: dict[str, int] = {}
        self.view = Viewport(_EMPTY, Layout(_EMPTY, _NARROWEST), 1)

    # ---- what it is handed ---------------------------------------------------------------------------------

    def open(
        self, source: str, document: Document, marks: tuple[MarkView, ...], offset: int, script: Script | None = None
    ) -> None:
        """`script` is what the text is written in, as far as that is known: finding out takes tables and time."""
        self.source, self.document = source, document
        self._own_script = script or dominant(document.text)
        self._folds = Folds(document)
        self._folded, self._folding, self.hits, self._hit, self.labels = None, None, (), -1, {}
        self._marks = SpanIndex(marks)
        self.view = Viewport(document, self._layout(), self.size.height)
        self._painter.forget()
        self.go(offset)

    def show_marks(self, marks: tuple[MarkView, ...]) -> None:
        self._marks = SpanIndex(marks)
        self._painter.forget()
        self._redraw()

    def show_hits(self, hits: tuple[Span, ...], current: int) -> None:
        self.hits, self._hit = hits, current
        self._painter.forget()
        self._redraw()

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

    def leave_selection(self) -> None:
        if self.view.selection:
            self.view.selection = None
            self._changed()

    def move_selection_bound(self, *, end: bool, steps: int) -> None:
        """Moves the selection's end or start by characters, whichever of cursor and anchor stands there."""
        span, selection = self.view.selected(), self.view.selection
        if span is None or selection is None:
            return
        step = cluster_after if steps > 0 else cluster_before
        text = self.document.text
        low, high = span.start, cluster_before(text, span.end)
        for _ in range(abs(steps)):
            if end:
                high = min(step(text, high), max(0, len(text) - 1))
            else:
                low = step(text, low)
        if low <= high:
            self.view.selection = Selection(low)
            self.view.go(high)
            self._changed()

    # ---- asking --------------------------------------------------------------------------------------------

    def mark_at_cursor(self) -> MarkView | None:
        """The innermost mark over the cursor."""
        found = self._marks.overlapping(self.view.cursor, self.view.cursor + 1)
        return min(found, key=lambda mark: (mark.end - mark.start, mark.id)) if found else None

    def where(self) -> str:
        """Where the cursor stands: `陆飞 ¶ 12`, `玖羽 #25`."""
        return short_place(self.document.locator_at(self.view.cursor)) if self.document.blocks else ""

    def percent(self) -> int:
        """How far the last row in view is into the text."""
        length = len(self.document.text)
        rows = self._rows or self.view.rows()
        return 100 if not length or not rows else min(100, rows[-1].end * 100 // length)

    def folded(self) -> Folded:
        """The text folded for searching; folded once, on the first search."""
        self.prepare_search().join()
        assert self._folded is not None
        return self._folded

    def prepare_search(self) -> Thread:
        """Begins to fold while the reader is still typing what to search for. The thread ends when it is done."""
        if self._folding is None:
            self._folding = Thread(target=self._fold_text, args=(self.document,), daemon=True)
            self._folding.start()
        return self._folding

    def _fold_text(self, document: Document) -> None:
        from sources.fold import fold

        folded = fold(document.text)
        if document is self.document:
            self._folded = folded

    # ---- looks ---------------------------------------------------------------------------------------------

    def script_shown(self) -> str:
        """One character for the script on the screen: 繁 or 简, `→` before it when it is converted, `≈` if roughly."""
        names = {Script.SIMPLIFIED: "简", Script.TRADITIONAL: "繁"}
        if self._script is None or self._script == self._own_script:
            return names.get(self._own_script, "")
        return ("≈" if approximate(self._script) else "→") + names[self._script]

    def next_script(self) -> str:
        """Shows the next of: as written, Simplified, Traditional. Returns what to tell the reader."""
        after = _SCRIPTS.index(self._script) + 1
        self._script = _SCRIPTS[after % len(_SCRIPTS)]
        self._lay_out()
        if self._script is None:
            return "Shown as written."
        rough = " (approximate)" if approximate(self._script) else ""
        return f"Shown in {self._script.capitalize()}{rough}; marks and copies keep the original."

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
        self.view.resize(self._layout(), self.size.height)

    def toggle_by_sentence(self) -> str:
        self._by_sentence = not self._by_sentence
        self._lay_out()
        return "Each sentence begins a line." if self._by_sentence else "Sentences run on."

    def change_width(self, cells: int) -> None:
        widest = max(_NARROWEST, self.size.width - GUTTER - 1)
        self._measure = max(_NARROWEST, min(min(self._measure, widest) + cells, max(widest, _MEASURE)))
        self._lay_out()

    def show_labels(self) -> None:
        """Puts a letter on each sentence in view."""
        rows = self._rows
        if rows:
            starts, at = [], rows[0].start - 1
            while (after := next_sentence(self.document, at)) > at and after < rows[-1].end:
                starts.append(at := after)
            self.labels = dict(zip(_LABELS, starts, strict=False))
            self._redraw()

    def hide_labels(self) -> None:
        if self.labels:
            self.labels = {}
            self._redraw()

    # ---- layout --------------------------------------------------------------------------------------------

    def _layout(self) -> Layout:
        width = max(_NARROWEST, min(self._measure, self.size.width - GUTTER - 1))
        return Layout(self.document, width, shown=self._shown, folds=self._folds, by_sentence=self._by_sentence)

    def _shown(self, start: int, end: int) -> str:
        """The text as drawn, one code point for one: safe, and in the script asked for."""
        from sources.safe import visible

        text = visible(self.document.text[start:end])
        if "\n" in text and self.document.format == "plain" and self._is_prose(start):
            # Lines that a program broke at its own width run on; between two Han there was no space.
            text = _HAN_BREAK.sub("\u200b", text).replace("\n", " ")
        if self._script is not None and detect(text) not in (self._script, Script.OTHER):
            return convert(text, self._script)
        return text

    def _is_prose(self, offset: int) -> bool:
        block = self.document.block_at(offset)
        return block is not None and block.kind is BlockKind.PARAGRAPH

    def _lay_out(self) -> None:
        self.view.resize(self._layout(), self.size.height)
        self._painter.forget()
        self._changed()

    def on_resize(self) -> None:
        self._lay_out()

    # ---- painting ------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        """After anything that may have moved the cursor or the rows: repaints what differs and says so."""
        self._redraw()
        if self.source:
            self.post_message(CursorMoved(self.view.cursor))

    def _redraw(self) -> None:
        """Repaints the rows that look different from what is on the screen."""
        before = self._painter.rows_drawn
        self._rows = self.view.rows()
        after = self._painter.draw(self._scene(), self._rows, self.size.width, self.size.height)
        if len(before) != len(after):
            self.refresh()
            return
        changed = [y for y, (old, new) in enumerate(zip(before, after, strict=True)) if old is not new and old != new]
        if len(changed) > len(after) // 2:
            self.refresh()
        elif changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _scene(self) -> Scene:
        rows = self._rows
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
            hits=self.hits,
            hit=self._hit,
            cursor=self.view.cursor if self.document.text else -1,
            focused=self.has_focus,
            labels=self.labels,
            start=self.document.blocks[rows[0].block].start if rows and rows[0].block >= 0 else start,
            end=end,
        )

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips in `crop` as they were made: Textual's own way copies them to add borders, and there are none."""
        width, background, filters = self.size.width, self.background_colors[1], self.get_line_filters()
        strips = []
        for y in crop.line_range:
            strip = self._painter.strip(y, width)
            for line_filter in filters:
                strip = strip.apply_filter(line_filter, background)
            strips.append(strip if crop.width == width else strip.crop(*crop.column_span))
        return strips

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._painter.forget()

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.labels = {}
        self._redraw()

    # ---- mouse ---------------------------------------------------------------------------------------------

    def _offset_under(self, x: int, y: int) -> int | None:
        if not 0 <= y < len(self._rows):
            return None
        return offset_at(self.view.layout, self._rows[y], x - self._painter.margin(self.size.width, self.view.layout))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        offset = self._offset_under(event.x, event.y)
        if offset is None or event.button != 1:
            return
        self.view.selection = None
        self._dragging = True
        self.capture_mouse()
        self.go(offset)
        if mark := self.mark_at_cursor():
            self.post_message(MarkClicked(mark.id))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if not self._dragging:
            return
        offset = self._offset_under(event.x, max(0, min(event.y, len(self._rows) - 1)))
        if offset is not None and offset != self.view.cursor:
            if self.view.selection is None:
                self.view.selection = Selection(self.view.cursor)
            self.go(offset)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self._dragging = False
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """A second click selects the word, a third the sentence."""
        if event.chain < 2:
            return
        cursor = self.view.cursor
        span = word_at(self.document, cursor) if event.chain == 2 else sentence_at(self.document, cursor)
        if span:
            self.view.selection = Selection(span.start)
            self.go(cluster_before(self.document.text, span.end))

    def on_mouse_scroll_down(self) -> None:
        self._scroll(3)

    def on_mouse_scroll_up(self) -> None:
        self._scroll(-3)

    def _scroll(self, rows: int) -> None:
        self.view.scroll(rows)
        self._changed()
