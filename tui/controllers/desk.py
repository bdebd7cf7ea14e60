"""The desk: which sources stand in which panes, and how all that is found again: looks, side panes, places by letter.

Restored is what was open when nothing is named to open; a source that is named opens where it was left.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.model import SourceId
from annotations.store.protocol import StoreError
from sources.document import Document
from sources.script import Script
from tui import desk, shown
from tui.controllers.base import Controller, Handler
from tui.controllers.travel import Place
from tui.desk import DeskState, PaneState
from tui.widgets.pane import ReaderPane

if TYPE_CHECKING:
    from tui.screens.reading import ReadingScreen


class Desk(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._named: desk.Named | None = None

    def handlers(self) -> Mapping[str, Handler]:
        return {}

    # ---- sources in panes ------------------------------------------------------------------------------------

    def show_source(self, source: SourceId, *, offset: int | None = None) -> None:
        """Shows a source in the current pane, where it was left or at `offset`."""
        if document := self.document(source):
            self.screen.keep()
            self._show(self.screen.panes.current, source, document, offset)

    def open_source(self, source: SourceId, *, offset: int | None = None) -> None:
        """Shows a source in a new pane beside the current one."""
        if document := self.document(source):
            self.screen.keep()
            self._show(self.screen.panes.add(), source, document, offset)

    def _show(self, pane: ReaderPane, source: SourceId, document: Document, offset: int | None) -> None:
        self.fill(pane, source, document, offset)
        self.screen.panes.focus_pane(pane)
        self.screen.fold()
        self.screen.together.forget()
        self.screen.listing.show()
        self.screen.outlining.show()
        self.screen.show_state()

    def show_place(self, source: SourceId, offset: int) -> None:
        """Goes to a place: in a pane that shows the source, else in the current pane."""
        here = [pane for pane in self.screen.panes.all if pane.reader.source == source]
        if not here:
            self.show_source(source, offset=offset)
            return
        pane = self.screen.panes.current if self.screen.panes.current in here else here[0]
        self.screen.panes.focus_pane(pane)
        pane.reader.go(offset)
        self.screen.listing.show()
        self.screen.show_state()

    def document(self, source: SourceId) -> Document | None:
        """The source's text; where it cannot be had, why not is said, and what is on the screen stays."""
        try:
            return self.workspace.document(source)
        except StoreError as problem:
            self.say(str(problem), error=True)
            return None

    def fill(
        self, pane: ReaderPane, source: SourceId, document: Document, offset: int | None, *, passing: bool = False
    ) -> None:
        """`passing`: only to look at, as long as a prompt is open."""
        record = self.workspace.source(source)
        if source not in self.screen.sources and not passing:
            self.screen.sources.append(source)
        place = self.workspace.store.places().get(source, 0) if offset is None else offset
        pane.title_bar.handle, pane.title_bar.title = record.handle, record.title
        marks, script = self.screen.views.marks(source), Script(record.script or Script.OTHER)
        pane.reader.open(source, document, marks, place, script)

    # ---- from one start to the next ------------------------------------------------------------------------

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
        self.remember_shown()

    def restore(self) -> bool:
        """Opens what was open last; False when that is nothing that is still there."""
        state = desk.read(self.workspace.store.desk())
        known = [index for index, pane in enumerate(state.panes) if self._known(pane)]
        screen, current = self.screen, None
        for index in known:
            kept = state.panes[index]
            document = self.document(SourceId(kept.source))
            if document is None:
                continue
            pane = screen.panes.add() if screen.panes.current.reader.source else screen.panes.current
            pane.share = kept.share
            pane.reader.look = kept.look
            self.fill(pane, SourceId(kept.source), document, min(kept.offset, len(document.text)))
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

    def fill_early(self, pane: ReaderPane, path: Path, document: Document) -> None:
        """Shows the lines of a large text that is still being read; it can be read, and marked as soon as it is."""
        if pane in self.screen.panes.all and not pane.reader.source:
            pane.title_bar.title = path.name
            pane.reader.open("", document, (), 0)

    def remember_shown(self) -> None:
        """What the first text of the next start is drawn from."""
        records = [self.workspace.library.source(SourceId(pane.reader.source)) for pane in self.screen.panes.all]
        opened = [
            (record.origin, shown.Source(record.id, record.handle, record.title, record.fingerprint))
            for record in records
            if record
        ]
        look = shown.look(self.screen.config, self.screen.book, self.screen.app.theme_variables)
        shown.remember(self.workspace.store.path, opened, look)

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
