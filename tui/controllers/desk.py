"""The desk from one start to the next: open panes, their looks and places, the side panes, places by letter.

Restored is what was open when nothing is named to open; a source that is named opens where it was left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from annotations.model import SourceId
from tui import desk
from tui.controllers.base import Controller, Handler
from tui.controllers.travel import Place
from tui.desk import DeskState, PaneState

if TYPE_CHECKING:
    from tui.screens.reading import ReadingScreen


class Desk(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._named: desk.Named | None = None

    def handlers(self) -> Mapping[str, Handler]:
        return {}

    # ---- panes ---------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Remembers on this device where each source was left, in two panes the current one's place, and the panes."""
        panes = self.screen.panes
        shown = [pane for pane in panes.all if pane.reader.source]
        if not shown:
            return
        readers = [*(pane.reader for pane in shown), panes.current.reader]
        places = {SourceId(reader.source): reader.view.cursor for reader in readers if reader.source}
        self.workspace.store.keep_places(places)
        screen = self.screen
        state = DeskState(
            tuple(PaneState(p.reader.source, p.reader.view.cursor, p.share, p.reader.look) for p in shown),
            shown.index(panes.current) if panes.current in shown else 0,
            panes.zoomed,
            screen.outlining.width if screen.outlining.wanted else 0,
            screen.listing.width if screen.listing.wanted else 0,
        )
        self.workspace.store.keep_desk(desk.written(state))

    def restore(self) -> bool:
        """Opens what was open last; False when that is nothing that is still there."""
        state = desk.read(self.workspace.store.desk())
        known = [index for index, pane in enumerate(state.panes) if self._known(pane)]
        screen, current = self.screen, None
        for index in known:
            kept = state.panes[index]
            document = screen.document(SourceId(kept.source))
            if document is None:
                continue
            pane = screen.panes.add() if screen.panes.current.reader.source else screen.panes.current
            pane.share = kept.share
            pane.reader.look = kept.look
            screen.fill(pane, SourceId(kept.source), document, min(kept.offset, len(document.text)))
            current = pane if index == state.current or current is None else current
        if current is None:
            return False
        screen.panes.zoom(on=state.zoomed)
        screen.panes.focus_pane(current)
        screen.outlining.wanted, screen.listing.wanted = state.outline > 0, state.annotations > 0
        screen.outlining.width = state.outline or screen.outlining.width
        screen.listing.width = state.annotations or screen.listing.width
        return True

    def _known(self, pane: PaneState) -> bool:
        return self.workspace.library.source(SourceId(pane.source)) is not None

    # ---- places by letter ----------------------------------------------------------------------------------

    def place(self, letter: str, source: SourceId) -> Place | None:
        """The place under a letter: of this source for small ones, of any for others."""
        found = self._places().get(desk.place_name(letter, source))
        if found is None or self.workspace.library.source(SourceId(found[0])) is None:
            return None
        return Place(SourceId(found[0]), found[1])

    def keep_place(self, letter: str, place: Place) -> None:
        # Another window may have named places meanwhile.
        self._named = self._kept() | {desk.place_name(letter, place.source): (place.source, place.offset)}
        self.workspace.store.keep_desk({"named": {name: list(at) for name, at in self._named.items()}})

    def _places(self) -> desk.Named:
        if self._named is None:
            self._named = self._kept()
        return self._named

    def _kept(self) -> desk.Named:
        return (self._named or {}) | desk.named_places(self.workspace.store.desk().get("named"))
