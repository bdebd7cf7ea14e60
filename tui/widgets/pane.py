"""Reader panes side by side: a title over each reader, as many as fit, one of them current."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal

from tui.layout.room import panes_that_fit
from tui.look import Look
from tui.messages import EdgeDragged
from tui.theming import StyleBook
from tui.widgets.bars import TitleBar
from tui.widgets.divided import Divided
from tui.widgets.overview import Overview
from tui.widgets.reader import Reader

LEAST = 30
"""Cells that resizing leaves to a pane."""


class Body(Horizontal):
    BLANK = True  # it only holds other widgets: a frame then costs less


class ReaderPane(Divided):
    """`share` is its width in relation to the other panes'."""

    def __init__(self, styles: StyleBook, look: Look) -> None:
        super().__init__()
        self.share = 1.0
        self.title_bar = TitleBar()
        self.reader = Reader(styles, look)
        self.overview = Overview(styles)

    def compose(self) -> ComposeResult:
        yield self.title_bar
        with Body():
            yield self.reader
            yield self.overview

    # Title and overview belong to the text: the wheel moves it there too, and a click chooses the pane.

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.reader.on_mouse_scroll_down(event)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.reader.on_mouse_scroll_up(event)

    def on_click(self) -> None:
        self.reader.focus()

    def show_overview(self) -> None:
        self.overview.show(*self.reader.overview(self.overview.size.height))

    def use_styles(self, styles: StyleBook) -> None:
        self.reader.use_styles(styles)
        self.overview.use_styles(styles)

    def edge(self) -> int | None:
        return self.region.x if self.has_class("-beside") else None


class PaneRow(Horizontal):
    """The panes in order. `current` is the one that has, or last had, the focus."""

    BLANK = True

    def __init__(self, styles: StyleBook, look: Look, count: int = 1) -> None:
        """With `count` panes from the beginning: those that come later are drawn a frame later."""
        super().__init__(id="panes")
        self._book, self._look = styles, look
        self.zoomed = False  # the current pane has the whole row
        self.alone = False  # it has, and nothing else is on the screen
        self.all = [ReaderPane(styles, look) for _ in range(max(1, count))]
        self._used = list(self.all[:1])  # the current one last

    def compose(self) -> ComposeResult:
        yield from self.all

    def on_mount(self) -> None:
        self.fit_panes()

    def on_resize(self) -> None:
        self.fit_panes()

    @property
    def current(self) -> ReaderPane:
        return self._used[-1]

    @current.setter
    def current(self, pane: ReaderPane) -> None:
        self._used = [used for used in self._used if used is not pane and used in self.all] + [pane]

    # ---- which are seen ------------------------------------------------------------------------------------

    def fit_panes(self, width: int = 0) -> None:
        """Shows the panes that fit into so many cells, those next to the current one first, and marks the current one.

        Without `width`, into those that the row was laid out in.
        """
        fit = 1 if self.is_single else panes_that_fit(width or self.size.width or self.app.size.width)
        at = self.all.index(self.current)
        first = max(0, min(at - fit // 2, len(self.all) - fit))
        for index, pane in enumerate(self.all):
            pane.display = first <= index < first + fit
            pane.set_class(pane is self.current and len(self.all) > 1, "-current")
            pane.set_class(index > first, "-beside")
            pane.styles.width = f"{pane.share}fr"

    @property
    def is_single(self) -> bool:
        return self.zoomed or self.alone

    def hidden(self) -> int:
        return sum(not pane.display for pane in self.all)

    def seen(self) -> list[ReaderPane]:
        return [pane for pane in self.all if pane.display]

    def equal(self) -> None:
        """All panes, and all as wide."""
        for pane in self.all:
            pane.share = 1.0
        self.zoom(on=False)

    def resize(self, cells: int) -> bool:
        """Makes the current pane wider, at the cost of the next one, else of the one before. False when it is alone."""
        seen = self.seen()
        if len(seen) < 2:
            return False
        at = seen.index(self.current)
        if at + 1 < len(seen):
            self._move_edge(at + 1, cells)
        else:
            self._move_edge(at, -cells)
        return True

    @on(EdgeDragged)
    def _on_edge_dragged(self, event: EdgeDragged) -> None:
        event.stop()
        seen = self.seen()
        at = next((index for index, pane in enumerate(seen) if pane is event.pane), 0)
        if at:
            self._move_edge(at, event.column - seen[at].region.x)

    def _move_edge(self, at: int, cells: int) -> None:
        """Moves the edge between the pane before `at` and that one to the right, to the left when negative."""
        seen = self.seen()
        for pane in seen:
            pane.share = float(pane.outer_size.width)
        left, right = seen[at - 1], seen[at]
        moved = max(min(LEAST - left.share, 0), min(cells, max(0, right.share - LEAST)))
        left.share += moved
        right.share -= moved
        for pane in self.all:
            if not pane.display:
                pane.share = sum(other.share for other in seen) / len(seen)
        self.fit_panes()

    def zoom(self, *, on: bool | None = None) -> None:
        self.zoomed = not self.zoomed if on is None else on
        self.fit_panes()

    def be_alone(self, alone: bool) -> None:
        self.alone = alone
        self.fit_panes()

    # ---- adding, moving, closing ---------------------------------------------------------------------------

    def use_look(self, look: Look) -> None:
        """How panes look that are added from now on."""
        self._look = look

    def add(self, look: Look | None = None) -> ReaderPane:
        """A new pane right of the current one, which it becomes; it looks as configured, unless told."""
        pane = ReaderPane(self._book, look or self._look)
        after = self.all.index(self.current)
        self.all.insert(after + 1, pane)
        self.mount(pane, after=self.current)
        self.current = pane
        self.zoomed = False
        self.fit_panes()
        return pane

    def close(self, pane: ReaderPane) -> None:
        """Closes a pane that is not the last one; the current one gives way to the one used before, or the next."""
        at = self.all.index(pane)
        self.all.remove(pane)
        if pane is self.current:
            before = [used for used in self._used if used in self.all]
            self.focus_pane(before[-1] if before else self.all[min(at, len(self.all) - 1)])
        self.fit_panes()
        pane.remove()

    def close_empty(self, waiting: Sequence[ReaderPane] = ()) -> None:
        """Closes what shows no source and does not wait for one, but for one pane."""
        for pane in [pane for pane in self.all if not pane.reader.source and pane not in waiting]:
            if len(self.all) > 1:
                self.all.remove(pane)
                pane.remove()
        self.current = self.all[0]

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
            pane.use_styles(styles)

    # ---- focus ---------------------------------------------------------------------------------------------

    def focus_pane(self, pane: ReaderPane) -> None:
        self.current = pane
        self.fit_panes()
        self.screen.set_focus(pane.reader)

    def focus_number(self, number: int) -> None:
        """Focuses a pane counted from 1; a number too high means the last."""
        self.focus_pane(self.all[min(number, len(self.all)) - 1])
