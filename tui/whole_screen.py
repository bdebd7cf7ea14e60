"""What changes the whole screen, another size, drawn once and the text first.

Left to itself, Textual waits for further sizes before it looks at the first; then it draws all widgets in the new size
as they were made for the old one, tells them of it, and lays all out and draws it again because they have heard of it.

Apart from the app and its screens because it knows the inside of Textual, as `at_once` does.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.app import App
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from tui.widgets.canvas import Canvas


class SizedAtOnce(App[str]):
    """The first of several sizes counts at once; those that come while it is drawn are one, the last."""

    async def on_event(self, event: events.Event) -> None:
        first = isinstance(event, events.Resize) and self._resize_timer is None
        await super().on_event(event)
        if first:
            self._check_resize()


class DrawnOnce(Screen[None]):
    _sizing = False

    def fit(self) -> None:
        """What a size decides before anything is laid out for it: which widgets are seen."""

    def fitted(self) -> None:
        """What a size decides afterwards, without moving anything: what is written where."""

    def texts(self) -> Iterable[Canvas]:
        """What is drawn before all else."""
        return ()

    def _screen_resized(self, size: Size) -> None:
        if size == self._size or not self.is_current or not self.is_attached:
            super()._screen_resized(size)
            return
        self.fit()
        widgets = [self, *self.walk_children(Widget)]
        waiting = {widget for widget in widgets if widget._layout_required}
        self._sizing = True
        try:
            super()._screen_resized(size)
        finally:
            self._sizing = False
        for widget in widgets:
            # All is laid out and drawn; that each widget wants it because its size is another need not be heard.
            widget._repaint_required = False
            if widget not in waiting:
                widget._layout_required = False

    def _compositor_refresh(self) -> None:
        if self._sizing:
            _ = self._compositor.full_map  # Textual would find out only where it draws who stands where
            for text in self.texts():
                text.draw_now()
            self.fitted()
        super()._compositor_refresh()
