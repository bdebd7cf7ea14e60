"""A pane with an edge that the mouse takes hold of: how wide the panes then are is for others to say."""

from __future__ import annotations

from textual import events
from textual.containers import Vertical

from tui.messages import EdgeDragged


class Divided(Vertical):
    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._held = False

    def edge(self) -> int | None:
        """The column of the screen where the edge is drawn; None while there is none."""
        raise NotImplementedError

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button == 1 and event.screen_x == self.edge():
            event.stop()
            self._held = True
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._held:
            event.stop()
            self.post_message(EdgeDragged(self, event.screen_x))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._held:
            event.stop()
            self._held = False
            self.release_mouse()
