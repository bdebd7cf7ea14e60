"""When a pane beside the text is seen: beside it where there is room, else over it while it has the focus.

Shared by the outline and the annotation pane; what they show is their own.
"""

from __future__ import annotations

from textual.widget import Widget

from tui.controllers.base import Controller
from tui.layout import room


class SidePane(Controller):
    """`wanted` says whether the reader has asked for the pane, `width` how many cells it is to take."""

    LEAST: int
    """Cells that the pane has at least, and that it leaves of the screen."""
    UNDER: int
    """Cells of text that stay in sight where the pane stands over it and is made wider."""

    pane: Widget
    wanted: bool
    width: int

    @property
    def focused(self) -> bool:
        raise NotImplementedError

    def show(self) -> None:
        raise NotImplementedError

    @property
    def cells(self) -> int:
        """Cells that the pane takes where it is seen: fewer than its width on a screen that has no room for that."""
        return max(self.LEAST, min(self.width, self.screen.app.size.width - self.LEAST))

    @property
    def beside(self) -> int:
        """Cells that the pane takes from the text."""
        return self.cells if self.pane.display and not self.pane.has_class("-overlay") else 0

    def leave(self) -> None:
        """Back to the text."""
        self.screen.panes.focus_pane(self.screen.panes.current)
        self.screen.fold()

    def resize(self, cells: int) -> None:
        """Makes the pane as wide as that, as far as the text beside it allows."""
        left = self.UNDER if self.pane.has_class("-overlay") else room.needed(len(self.screen.panes.all))
        self.width = max(self.LEAST, min(cells, self.screen.app.size.width - left))
        self.screen.fold()

    def stand(self, width: int, least: int = 0) -> None:
        """Beside or over the text in `width` cells; beside it only where `least` cells are free for the pane."""
        panes = self.screen.panes
        self.pane.styles.width = self.cells
        over = panes.is_single or not room.has_room_beside(width, len(panes.all), max(least, self.cells))
        self.pane.set_class(over, "-overlay")
        before = self.pane.display
        self.pane.display = self.wanted and (not over or self.focused)
        if self.pane.display and not before:
            self.show()
