"""What changes the whole screen, another size or another theme, drawn once; for another size the text first.

Left to itself, Textual waits for further sizes before it looks at the first; then it draws all widgets in the new size
as they were made for the old one, tells them of it, and lays all out and draws it again because they have heard of it.
For another theme it draws all in the old one, reads all style sheets again, draws the screen in front before those
behind it have the new styles, and then all again, several times.

Apart from the app and its screens because it knows the inside of Textual, as `at_once` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual import events
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from tui.widgets.canvas import Canvas


class Rules(Stylesheet):
    """All of the styles. Between `begin` and `end`, what is not shown is left out."""

    _later: list[DOMNode] | None = None

    def reparse(self) -> None:
        """Textual parses all in a style sheet that it throws away, and then here: at the start, everything twice."""
        self.parse()

    def update(self, root: DOMNode, animate: bool = False) -> None:
        if self._later is None:
            super().update(root, animate)
        else:
            shown, hidden = _by_display(root)
            self._later += hidden
            self.update_nodes(shown, animate)

    def begin(self) -> None:
        """From here on, what is not shown gets its styles later."""
        self._later = []

    def end(self) -> list[DOMNode]:
        """What has not got its styles yet."""
        later, self._later = self._later or [], None
        return later


def _by_display(root: DOMNode) -> tuple[list[DOMNode], list[DOMNode]]:
    """The nodes under `root` that are shown, and those that are not."""
    shown: list[DOMNode] = []
    hidden: dict[DOMNode, None] = {}
    for node in root.walk_children(with_self=True):
        if node.display and node.parent not in hidden:
            shown.append(node)
        else:
            hidden[node] = None
    return shown, list(hidden)


class ChangedAtOnce(App[str]):
    """The first of several sizes counts at once; those that come while it is drawn are one, the last.

    Another theme is drawn when all that is shown has its styles.
    """

    _restyling = 0

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._rules = Rules(variables=self.get_css_variables())
        self.stylesheet = self._rules

    def restyled(self) -> None:
        """There is another theme: what draws with styles of its own is told of it."""

    async def on_event(self, event: events.Event) -> None:
        first = isinstance(event, events.Resize) and self._resize_timer is None
        await super().on_event(event)
        if first:
            self._check_resize()

    def _watch_theme(self, theme_name: str) -> None:
        if self.is_running:
            self._restyling += 1
            self._begin_batch()
        super()._watch_theme(theme_name)

    def refresh_css(self, animate: bool = True) -> None:
        if not self._restyling:
            super().refresh_css(animate)
            return
        try:
            if self._restyling == 1:  # else another theme is about to come
                self._rules.begin()
                super().refresh_css(animate)
                self.restyled()
        finally:
            if later := self._rules.end():
                self.call_after_refresh(self._restyle, later)
            self._restyling -= 1
            self._end_batch()

    def _restyle(self, nodes: list[DOMNode]) -> None:
        self._rules.update_nodes(node for node in nodes if node.is_attached)


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
