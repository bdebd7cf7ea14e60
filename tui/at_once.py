"""Rows of a widget on the terminal at once, on a way past Textual's queues, its timer and its compositor.

Between a widget that asks for a refresh and the terminal stand an idle event, a timer and a compositor that takes all
widgets of the screen apart: most of what a key costs. Rows that nothing covers need none of it. Where anything is not
as it should be nothing is written, and the caller asks for a refresh as ever.

Apart from the widgets because it knows the inside of Textual, which nothing else of ours should.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable

from rich.console import Console, RenderableType
from textual._compositor import CompositorUpdate
from textual.constants import MAX_FPS
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

_APART = 1 / MAX_FPS
"""Seconds between two pictures. Keys that come faster are drawn together, by Textual: the newest position wins."""


class _Rows(CompositorUpdate):
    """Whole rows of one widget: `(y, strip)` on the screen, from column `x` on."""

    def __init__(self, x: int, rows: Iterable[tuple[int, Strip]]) -> None:
        self._x = x + 1
        self._rows = rows

    def render_segments(self, console: Console) -> str:
        return "".join([f"\x1b[{y + 1};{self._x}H{strip.render(console)}" for y, strip in self._rows])


class AtOnce:
    """The way of one widget to the terminal."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._last = 0.0
        self._seen: object = None
        self._free: Region | None = None

    def paint(self, rows: Collection[int]) -> bool:
        """Draws these rows of the widget as it would draw them now. False, and nothing drawn, where that cannot be."""
        now = time.monotonic()
        if now - self._last < _APART or (region := self._region()) is None:
            return False
        self._last = now
        widget = self._widget
        first = min(rows)
        strips = widget.render_lines(Region(0, first, region.width, max(rows) + 1 - first))
        drawn = [(region.y + y, strips[y - first]) for y in rows]
        update: RenderableType = _Rows(region.x, drawn)  # type: ignore[assignment]  # as Textual's own updates are
        widget.app._display(widget.screen, update)
        return True

    def _region(self) -> Region | None:
        """Where the widget stands; None where Textual is not just waiting, or the widget not wholly to be seen."""
        app = self._widget.app
        if app.is_headless or app.is_inline or app._batch_count or not self._widget.is_attached:
            return None
        screen = self._widget.screen
        compositor = screen._compositor
        if screen is not app.screen or screen._layout_required or compositor._full_map_invalidated:
            return None
        if (shown := compositor.visible_widgets) is not self._seen:  # another one after each layout
            self._seen, self._free = shown, self._found(shown)
        return self._free

    def _found(self, shown: dict[Widget, tuple[Region, Region]]) -> Region | None:
        """The widget's region, if it is as large as the widget, within its clip, and under no other widget."""
        region, clip = shown.get(self._widget, (Region(), Region()))
        if region.size != self._widget.size or not region or not clip.contains_region(region):
            return None
        for other, (covering, _) in shown.items():  # those in front come first
            if other is self._widget:
                return region
            if covering.overlaps(region):
                return None
        return None
