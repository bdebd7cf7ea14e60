"""The outline beside the text: headings, speakers and posts, filtered by typing, and where the cursor is among them.

It is handed outlines and posts where somebody wants to go; which source it is about is its controller's to say.
"""

from __future__ import annotations

from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from sources.document import BlockKind
from sources.outline import Outline
from sources.safe import one_line
from tui.layout.cells import cell_len, cut
from tui.messages import FilterClosed, NextPaneRequested, OutlineLeft, PlaceRequested
from tui.theming import StyleBook
from tui.widgets.bars import TitleBar
from tui.widgets.divided import Divided
from tui.widgets.lines import Parts, PickList
from tui.widgets.prompt import PromptInput

_DEEPEST = 6
"""Levels that are indented."""
_STEPS = {"down": 1, "ctrl+n": 1, "up": -1, "ctrl+p": -1}


class OutlinePane(Divided):
    def __init__(self, styles: StyleBook) -> None:
        super().__init__(id="outline")
        self._styles = styles.named
        self.title_bar = TitleBar()
        self.filter = PromptInput(placeholder="type to filter", id="outline-filter")
        self.list = PickList(self._draw)
        self._outline = Outline()
        self._folded: list[str] = []
        self._found: list[int] = []
        self._here = -1

    def compose(self) -> ComposeResult:
        yield self.title_bar
        yield self.filter
        yield self.list

    def edge(self) -> int | None:
        return self.region.right - 1

    # ---- what it is handed ---------------------------------------------------------------------------------

    def show(self, title: str, outline: Outline | None, offset: int) -> None:
        """The outline of another source; None while it is being made."""
        self.title_bar.handle, self.title_bar.title = "Outline", title
        if outline is None or outline is not self._outline:
            self._outline, self._folded, self._here = outline or Outline(), [], -1
            self._filter()
        self.follow(offset)

    def follow(self, offset: int) -> None:
        """Chooses what the cursor stands under, unless somebody is choosing."""
        here = self._outline.at(offset)
        if here == self._here:
            return
        self._here = here
        if not self.filter.has_focus and not self.filter.value and here >= 0:
            self.list.offer(len(self._found), chosen=here)
        self.list.refresh()

    def use_styles(self, styles: StyleBook) -> None:
        self._styles = styles.named
        self.list.refresh()

    # ---- typing --------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _on_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._filter()

    def _filter(self) -> None:
        """Every word that was typed must be in an entry, in any script, width and case."""
        from sources.fold import fold_text

        entries = self._outline.entries
        words = fold_text(self.filter.value).split()
        if words and not self._folded:
            self._folded = [fold_text(f"{entry.name} {entry.words}") for entry in entries]
        self._found = [
            index for index in range(len(entries)) if not words or all(word in self._folded[index] for word in words)
        ]
        chosen = max(0, self._here) if not words else 0
        empty = "Nothing matches." if words else "No headings, speakers or posts."
        self.list.offer(len(self._found), empty=empty, chosen=chosen)
        self.title_bar.place = f"{len(self._found)} of {len(entries)}" if words else str(len(entries))

    def on_key(self, event: events.Key) -> None:
        """What the filter leaves: moving in the list, and on to the next pane."""
        if event.key in _STEPS:
            self.list.move(_STEPS[event.key])
        elif event.key in ("pagedown", "pageup"):
            self.list.move(self.list.page if event.key == "pagedown" else -self.list.page)
        elif event.key in ("tab", "shift+tab"):
            self.post_message(NextPaneRequested(1 if event.key == "tab" else -1))
        else:
            return
        event.stop()
        event.prevent_default()

    @on(FilterClosed)
    def _on_closed(self, event: FilterClosed) -> None:
        event.stop()
        if event.accepted:
            self._go()
        elif self.filter.value:
            self.filter.value = ""
        else:
            self.post_message(OutlineLeft())

    def on_click(self, event: events.Click) -> None:
        index = self.list.line_at(event.y) if event.widget is self.list else None
        if index is not None:
            self.list.move(index - self.list.chosen)
            self._go()

    def _go(self) -> None:
        if self.list.chosen < len(self._found):
            entry = self._outline.entries[self._found[self.list.chosen]]
            self.filter.value = ""
            self.post_message(PlaceRequested(entry.start))

    # ---- drawing -------------------------------------------------------------------------------------------

    def _draw(self, index: int, width: int) -> Parts:
        at = self._found[index]
        entry = self._outline.entries[at]
        indent = "  " * min(entry.level, _DEEPEST)
        name = cut(one_line(entry.name), max(2, width - cell_len(indent)))
        is_heading = entry.kind is BlockKind.HEADING
        style = Style(color=None if is_heading else self._styles["speaker"].color, bold=is_heading)
        if at == self._here:
            style = self._styles["accent"] + Style(bold=True)
        room = width - cell_len(indent) - cell_len(name) - 2
        words = cut(one_line(entry.words), room) if room > 3 else ""
        return (indent, None), (name, _plain(style)), (f"  {words}" if words else "", _plain(self._styles["quiet"]))


def _plain(style: Style) -> Style:
    """Without a background: the list has its own."""
    return Style(color=style.color, bold=style.bold)
