"""The rows of one pane on the screen: what is drawn, which rows differ from it, and how they come to the terminal.

The base of the reader, which says what there is to draw and moves about in it. Line API: a key costs the rows that it
touched. What a row looks like is `row_painter`'s, the way past Textual `at_once`'s.
"""

from __future__ import annotations

from dataclasses import replace

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.at_once import AtOnce
from tui.layout.rows import Layout, Row
from tui.look import Look
from tui.theming import StyleBook
from tui.viewport import Viewport
from tui.widgets.row_painter import Drawn, RowPainter, Scene

_AHEAD = 8
"""Rows that are drawn ahead at a time: a millisecond's work."""


class Canvas(Widget):
    view: Viewport
    look: Look

    def __init__(self, styles: StyleBook) -> None:
        super().__init__()
        self._painter = RowPainter(styles)
        self._rows: list[Row] = []
        self._fitted = Size(0, 0)
        self._at_once = AtOnce(self)

    # ---- what the reader says ------------------------------------------------------------------------------

    def scene(self, rows: list[Row]) -> Scene:
        """What there is to draw in these rows."""
        raise NotImplementedError

    def still_scene(self, rows: list[Row]) -> Scene:
        """The same as long as the cursor is somewhere else and nothing is searched."""
        scene = self.scene(rows)
        return replace(scene, cursor=-1, focused=False, selected=None, sentence=None, active="", hits=(), hit=None)

    def fit(self) -> None:
        """Lays the text out for the pane's size."""
        raise NotImplementedError

    # ---- drawing -------------------------------------------------------------------------------------------

    def use_styles(self, styles: StyleBook) -> None:
        self._painter.restyle(styles)
        self.refresh()

    def redraw(self) -> None:
        """Repaints the rows that look different from what is on the screen."""
        before = self._painter.rows_drawn
        after = self._draw()
        if len(before) != len(after):
            self.refresh()
            return
        changed = [y for y, (old, new) in enumerate(zip(before, after, strict=True)) if old is not new and old != new]
        left = self._at_once.paint(changed) if changed else []
        if len(left) > len(after) // 2:
            self.refresh()
        elif left:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in left))

    def draw_now(self) -> None:
        """Draws all rows for the size that the widget has now, those that nothing covers at once."""
        self._fit_to_size()
        self._at_once.paint(range(self.size.height))

    def _draw(self) -> tuple[Drawn, ...]:
        self._rows = self.view.rows()
        return self._painter.draw(
            self.scene(self._rows), self._rows, self.size.width, self.size.height, self.look.spacing
        )

    def look_ahead(self) -> bool:
        """Draws some rows of the pages that a key may soon ask for, as they will look without the cursor.

        For when nobody types: of the next page, the one before, the first, the last. Few at a time, since a key that
        comes meanwhile waits for them; False when all are drawn.
        """
        view, layout = self.view, self.view.layout
        below, above = layout.move(view.top, view.height - 1), layout.move(view.top, 1 - view.height)
        tops = (below, above, layout.first(), layout.move(layout.last(), 1 - view.height))
        return self.fits and any(self.prepare(layout, layout.rows(top, view.height)) for top in tops)

    @property
    def fits(self) -> bool:
        """Whether there is room, and the text is laid out for it."""
        return bool(self.size) and self._fitted == self.size

    def prepare(self, layout: Layout, rows: list[Row]) -> bool:
        """Draws some rows of a layout that are not in view; False when all of them were drawn before."""
        rows = self._painter.unknown(layout, rows, self.size.width)[:_AHEAD]
        if not rows:
            return False
        scene = replace(self.still_scene(rows), layout=layout)
        for strip in self._filtered(self._painter.prepare(scene, rows, self.size.width)):
            strip.render(self.app.console)
        return True

    # ---- what is where -------------------------------------------------------------------------------------

    def row_under(self, y: int) -> Row | None:
        """The row of text drawn at row `y` of the pane."""
        y //= self.look.spacing
        return self._rows[y] if 0 <= y < len(self._rows) else None

    def column_of(self, x: int) -> int:
        """The cell of the text for a cell of the pane: negative in the margin."""
        return x - self._painter.margin(self.size.width, self.view.layout)

    # ---- what Textual asks ---------------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips in `crop` as they were made: Textual's own way copies them to add borders, and there are none."""
        self._fit_to_size()
        width = self.size.width
        strips = self._filtered([self._painter.strip(y, width) for y in crop.line_range])
        return strips if crop.width == width else [strip.crop(*crop.column_span) for strip in strips]

    def _fit_to_size(self) -> None:
        """Textual asks for the rows before it says that the size is another."""
        if self._fitted != self.size:
            self._fitted = self.size
            self.fit()
            self._draw()

    def _filtered(self, strips: list[Strip]) -> list[Strip]:
        background = self.background_colors[1]
        for line_filter in self.get_line_filters():
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        return strips
