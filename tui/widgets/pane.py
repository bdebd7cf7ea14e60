"""Reader panes side by side: a title over each reader, as many as fit, one of them current."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from tui.theming import StyleBook
from tui.widgets.bars import TitleBar
from tui.widgets.reader import Reader

NARROWEST = 40
"""Cells a pane needs; panes that do not fit are hidden until the focus comes to them."""


class ReaderPane(Vertical):
    def __init__(self, styles: StyleBook) -> None:
        super().__init__()
        self.title_bar = TitleBar()
        self.reader = Reader(styles)

    def compose(self) -> ComposeResult:
        yield self.title_bar
        yield self.reader


class PaneRow(Horizontal):
    """The panes in order. `current` is the one that has, or last had, the focus."""

    BLANK = True

    def __init__(self, styles: StyleBook) -> None:
        super().__init__(id="panes")
        self._book = styles
        self.zoomed = False
        first = ReaderPane(styles)
        self.all: list[ReaderPane] = [first]
        self.current = first

    def compose(self) -> ComposeResult:
        yield from self.all

    def on_mount(self) -> None:
        self.fit_panes()

    def on_resize(self) -> None:
        self.fit_panes()

    # ---- which are seen ------------------------------------------------------------------------------------

    def fit_panes(self) -> None:
        """Shows the panes that fit, those next to the current one first, and marks the current one."""
        fit = 1 if self.zoomed else max(1, self.size.width // NARROWEST)
        at = self.all.index(self.current)
        first = max(0, min(at - fit // 2, len(self.all) - fit))
        for index, pane in enumerate(self.all):
            pane.display = first <= index < first + fit
            pane.set_class(pane is self.current and len(self.all) > 1, "-current")
            pane.set_class(index > first, "-beside")

    def hidden(self) -> int:
        return sum(not pane.display for pane in self.all)

    def zoom(self, *, on: bool | None = None) -> None:
        self.zoomed = not self.zoomed if on is None else on
        self.fit_panes()

    # ---- adding, moving, closing ---------------------------------------------------------------------------

    def add(self) -> ReaderPane:
        """A new pane right of the current one, which it becomes."""
        pane = ReaderPane(self._book)
        after = self.all.index(self.current)
        self.all.insert(after + 1, pane)
        self.mount(pane, after=self.current)
        self.current = pane
        self.zoomed = False
        self.fit_panes()
        return pane

    def close_current(self) -> None:
        at = self.all.index(self.current)
        pane = self.all.pop(at)
        self.focus_pane(self.all[min(at, len(self.all) - 1)])
        pane.remove()

    def close_others(self) -> None:
        for pane in [pane for pane in self.all if pane is not self.current]:
            self.all.remove(pane)
            pane.remove()
        self.fit_panes()

    def shift(self, step: int) -> None:
        """Moves the current pane to the left or right by one."""
        at = self.all.index(self.current)
        to = at + step
        if not 0 <= to < len(self.all):
            return
        self.all[at], self.all[to] = self.all[to], self.all[at]
        if step < 0:
            self.move_child(self.current, before=self.all[at])
        else:
            self.move_child(self.current, after=self.all[at])
        self.fit_panes()

    def use_styles(self, styles: StyleBook) -> None:
        self._book = styles
        for pane in self.all:
            pane.reader.use_styles(styles)

    # ---- focus ---------------------------------------------------------------------------------------------

    def focus_pane(self, pane: ReaderPane) -> None:
        self.current = pane
        self.fit_panes()
        self.screen.set_focus(pane.reader)

    def focus_number(self, number: int) -> None:
        """Focuses a pane counted from 1; a number too high means the last."""
        self.focus_pane(self.all[min(number, len(self.all)) - 1])
