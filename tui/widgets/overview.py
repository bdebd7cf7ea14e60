"""The column at a pane's right edge that shows where in the text marks, links and hits are; a click goes there."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from tui.layout.overview import HIT, LINK, MARK, NOTHING
from tui.messages import ShareClicked
from tui.theming import StyleBook

# Characters that no font draws in two cells, and that differ where colours do not.
_LOOKS = {HIT: ("*", "warning"), LINK: ("=", "accent"), MARK: ("-", "sign-claim"), NOTHING: (" ", "quiet")}
_IN_VIEW = ("|", "quiet")


class Overview(Widget):
    """Draws one cell a row from values that it is handed; repaints when they differ."""

    def __init__(self, styles: StyleBook) -> None:
        super().__init__()
        self._book = styles
        self._signs: tuple[str, ...] = ()
        self._seen = (0, 0)

    def show(self, signs: tuple[str, ...], seen: tuple[int, int]) -> None:
        if (signs, seen) != (self._signs, self._seen):
            self._signs, self._seen = signs, seen
            self.refresh()

    def use_styles(self, styles: StyleBook) -> None:
        self._book = styles
        self.refresh()

    def render_line(self, y: int) -> Strip:
        name = self._signs[y] if y < len(self._signs) else NOTHING
        here = self._seen[0] <= y < self._seen[1]
        char, layer = _IN_VIEW if here and name == NOTHING else _LOOKS[name]
        style = self._book.combine((layer,))
        if here and name != NOTHING:
            style += Style(bgcolor=self._book.named["selection"].bgcolor, bold=True)
        return Strip([Segment(char, style)], 1)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(ShareClicked(self, event.y / max(1, self.size.height - 1)))
