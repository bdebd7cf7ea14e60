"""Where each pane stands, as its title says and the column at its edge shows: place, script, share, time left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.events import Key

from tui.controllers.base import Controller, Handler
from tui.dispatcher import Fired
from tui.keys import event_of
from tui.offers import Mode, Offer, offered
from tui.together import Together
from tui.widgets.pane import ReaderPane

if TYPE_CHECKING:
    from tui.screens.reading import ReadingScreen

_ROOM_FOR_PLACE = 56
"""Cells from which on a pane's title also says where the cursor stands, as one would cite it."""


class Standing(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self.status = screen.status

    def handlers(self) -> Mapping[str, Handler]:
        return {}

    def show(self) -> None:
        """Mode, pin, pane titles, overviews."""
        screen = self.screen
        mode = self._mode()
        together = screen.together.mode
        self.status.mode = mode if together is Together.OFF else f"⇅ {together} · {mode}"
        self.status.offers = offered(mode, screen.keymap, has_text=not screen.program.is_idle)
        width = screen.app.size.width
        self.status.pinned = screen.reanchoring.words(width) or screen.linking.pinned(width)
        for pane in screen.panes.seen():
            pane.title_bar.place = self._of(pane)
            pane.show_overview()

    def take(self, offer: Offer) -> None:
        """What the status line offers was clicked: as if its keys had been pressed."""
        if offer.action:
            self.screen.act(Fired(self.screen.keymap.action(offer.action)))
        elif key := event_of(offer.keys.split(" ")[0]):
            self.screen.app.post_message(Key(*key))

    def _mode(self) -> Mode:
        screen = self.screen
        if screen.search_panel.display:
            return Mode.SEARCH
        if screen.find_bar.display:
            return Mode.FIND
        if screen.focused is screen.annotations.filter:
            return Mode.FILTER
        if screen.outlining.focused:
            return Mode.OUTLINE
        if screen.in_marks:
            return Mode.MARKS
        selection = screen.panes.current.reader.view.selection
        if selection is None:
            return Mode.NORMAL
        return Mode.SENTENCES if selection.by_sentence else Mode.SELECT

    def _of(self, pane: ReaderPane) -> str:
        reader = pane.reader
        if (words := self.screen.arriving.words(pane)) is not None:
            return words
        if not reader.source:
            return ""
        roomy = pane.size.width >= _ROOM_FOR_PLACE
        parts = [reader.where() if roomy else "", reader.script_shown(), f"{reader.percent()} %"]
        if hidden := self.screen.panes.hidden() if pane is self.screen.panes.current else 0:
            parts.append(f"+{hidden} pane{'s' if hidden > 1 else ''}")
        if roomy:
            parts.append(reader.time_left())
        return " · ".join(part for part in parts if part)
