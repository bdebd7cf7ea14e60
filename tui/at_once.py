"""Rows of a widget on the terminal at once, on a way past Textual's queues, its timer and its compositor.

Between a widget that asks for a refresh and the terminal stand an idle event, a timer and a compositor that takes all
widgets of the screen apart: most of what a key costs. Rows that nothing covers need none of it. Where anything is not
as it should be nothing is written, and the rows are left for Textual to draw as ever.

Apart from the widgets because it knows the inside of Textual, which nothing else of ours should.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import Any

from rich.console import Console, RenderableType
from textual._compositor import CompositorUpdate
from textual.constants import MAX_FPS
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

_APART = 1 / MAX_FPS
"""Seconds between two pictures. Keys that come faster are drawn together, by Textual: the newest position wins."""


_HAND_OVER = 0.0001
"""Seconds for the thread that writes: it would wait for its turn until all else that the key set off is done."""


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
        self._seen: list[_Shown] = []
        self._free: tuple[Region, frozenset[int]] = (Region(), frozenset())

    def paint(self, rows: Sequence[int]) -> list[int]:
        """Draws rows of the widget as it would draw them now. Returns those that are left for Textual to draw."""
        now = time.monotonic()
        if now - self._last < _APART or not self._may():
            return list(rows)
        region, free = self._free
        if clear := [y for y in rows if y in free]:
            self._last = now
            widget, first = self._widget, min(clear)
            strips = widget.render_lines(Region(0, first, region.width, max(clear) + 1 - first))
            drawn = [(region.y + y, strips[y - first]) for y in clear]
            update: RenderableType = _Rows(region.x, drawn)  # type: ignore[assignment]  # as Textual's own updates are
            widget.app._display(widget.app.screen, update)
            time.sleep(_HAND_OVER)
        return [y for y in rows if y not in free]

    def _may(self) -> bool:
        """Whether there is a terminal that shows the widget. What stands where is what was laid out last, and drawn."""
        app = self._widget.app
        if app.is_headless or app.is_inline or app._batch_count or not self._widget.is_attached:
            return False
        screens = app.screen_stack
        if self._widget.screen not in screens:
            return False
        own, *before = screens[screens.index(self._widget.screen) :]
        if own._compositor._full_map_invalidated or not all(_is_seen_through(screen) for screen in before):
            return False
        shown = [screen._compositor.visible_widgets for screen in (own, *before)]  # others after each layout
        if [*map(id, shown)] != [*map(id, self._seen)]:
            self._seen, self._free = shown, self._found(shown[0], [region for s in before for region in _boxes(s)])
        return bool(self._free[1])

    def _found(self, shown: _Shown, boxes: list[Region]) -> tuple[Region, frozenset[int]]:
        """The widget's region, and its rows that nothing covers; none where it is not wholly in its clip."""
        region, clip = shown.get(self._widget, (Region(), Region()))
        free = set(range(region.height))
        if region.size != self._widget.size or not clip.contains_region(region):
            free.clear()
        in_front = takewhile(lambda widget: widget is not self._widget, shown)
        for covering in (*(shown[widget][0] for widget in in_front), *boxes):
            if covering.overlaps(region):
                free.difference_update(range(covering.y - region.y, covering.bottom - region.y))
        return region, frozenset(free)


_Shown = dict[Widget, tuple[Region, Region]]
"""Widgets with region and clip, those in front first."""


def _is_seen_through(screen: Screen[Any]) -> bool:
    return screen.styles.background.is_transparent and not screen._compositor._full_map_invalidated


def _boxes(screen: Screen[Any]) -> list[Region]:
    """Where something stands on a screen."""
    return [region for widget, (region, _) in screen._compositor.visible_widgets.items() if widget is not screen]
