"""The desk: which sources stand in which panes, and how all that is found again: looks, side panes, places by letter.

Restored is what was open when nothing is named to open; a source that is named opens where it was left.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from annotations.model import SourceId
from annotations.store.protocol import StoreError
from sources.document import Document
from sources.script import Script
from tui import desk, shown
from tui.controllers.arriving import Arrival
from tui.controllers.base import Controller, Handler
from tui.controllers.travel import Place
from tui.desk import DeskState, PaneState
from tui.look import Look
from tui.pieces import piece_of_known, reading_words
from tui.widgets.pane import ReaderPane

if TYPE_CHECKING:
    from tui.screens.reading import ReadingScreen

_LARGE = 1_000_000
"""Code points of a text that is read from the library in a thread: some 15 ms' work."""


class Desk(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._named: desk.Named | None = None

    def handlers(self) -> Mapping[str, Handler]:
        return {}

    # ---- sources in panes ------------------------------------------------------------------------------------

    def show_source(self, source: SourceId, *, offset: int | None = None) -> None:
        """Shows a source in the current pane, where it was left or at `offset`."""
        if self._is_there(source):
            self.screen.keep()
            self._show(self.screen.panes.current, source, offset)

    def open_source(self, source: SourceId, *, offset: int | None = None, look: Look | None = None) -> None:
        """Shows a source in a new pane beside the current one."""
        if self._is_there(source):
            self.screen.keep()
            self.screen.windows.leave_zen()
            self._show(self.screen.panes.add(look), source, offset)

    def _is_there(self, source: SourceId) -> bool:
        """Whether its text is in memory now, or on its way; where it cannot be had, why not is said."""
        return self._is_slow(source) or self.document(source) is not None

    def _is_slow(self, source: SourceId) -> bool:
        """Whether reading it from the library would be felt."""
        record = self.workspace.source(source)
        return record.length > _LARGE and not self.workspace.holds(record)

    def bring(self, pane: ReaderPane, source: SourceId, offset: int | None = None) -> None:
        """Shows a source in a pane; of a large one that is not in memory the piece that is seen, until the rest is."""
        if not self._is_slow(source):
            self.screen.arriving.leave(pane)
            if document := self.document(source):
                self.fill(pane, source, document, offset)
            return
        record, before = self.workspace.source(source), (SourceId(pane.reader.source), pane.reader.view.cursor)
        place = self.workspace.store.places().get(source, 0) if offset is None else offset
        try:
            piece = piece_of_known(self.workspace.store.path, record.fingerprint, place)
        except (OSError, ValueError):
            piece = None
        arriving = self.screen.arriving

        def there(document: Document) -> None:
            self.workspace.keep_document(document, record.fingerprint)
            arriving.keeping_place(pane, lambda: self.fill(pane, source, document, place))
            self.screen.listing.show()
            self.screen.outlining.show()

        def failed(sentence: str) -> None:
            self.say(sentence, error=True)
            pane.title_bar.handle = pane.title_bar.title = ""
            pane.reader.announce("")
            if before[0] and before[0] != source:
                self.bring(pane, *before)

        def work(arrival: Arrival) -> Document:
            return self.workspace.read(record, arriving.early(arrival, place))

        arriving.begin(Arrival(record.handle, work, there, failed, pane, source, piece))
        pane.title_bar.handle, pane.title_bar.title = record.handle, record.title
        if piece:
            arriving.show_piece(pane, piece, self.screen.views.marks(source), Script(record.script or Script.OTHER))
        else:
            pane.reader.announce(reading_words(record.handle))

    def _show(self, pane: ReaderPane, source: SourceId, offset: int | None) -> None:
        self.bring(pane, source, offset)
        self.forget_unseen()
        self.screen.panes.focus_pane(pane)
        self.screen.fold()
        self.screen.together.forget()
        self.screen.listing.show()
        self.screen.outlining.show()
        self.screen.show_state()

    def show_place(self, source: SourceId, offset: int) -> None:
        """Goes to a place: in a pane that shows the source, else in the current pane."""
        here = [pane for pane in self.screen.panes.all if self._shows(pane) == source]
        if not here:
            self.show_source(source, offset=offset)
            return
        pane = self.screen.panes.current if self.screen.panes.current in here else here[0]
        self.screen.panes.focus_pane(pane)
        if pane.reader.source:
            pane.reader.go(offset)
        else:
            self.bring(pane, source, offset)
        self.screen.listing.show()
        self.screen.show_state()

    def _shows(self, pane: ReaderPane) -> SourceId:
        """Also while the text is on its way."""
        arrival = self.screen.arriving.of(pane)
        return SourceId(pane.reader.source) or (arrival.source if arrival and arrival.source else SourceId(""))

    def forget_unseen(self) -> None:
        """Gives back the memory of texts that no pane shows any more."""
        shown = [self.workspace.library.source(self._shows(pane)) for pane in self.screen.panes.all]
        self.workspace.forget_documents(but=[source.fingerprint for source in shown if source])

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
        found = [(pane, place) for pane in panes.all if (place := self._place_in(pane))]
        if not found:
            return
        current = self._place_in(panes.current)
        self.workspace.store.keep_places(dict([*(place for _, place in found), *([current] if current else [])]))
        screen, kept = self.screen, [pane for pane, _ in found]
        state = DeskState(
            tuple(PaneState(source, at, p.share, p.reader.look, p.reader.first_in_view()) for p, (source, at) in found),
            kept.index(panes.current) if panes.current in kept else 0,
            panes.zoomed,
            screen.outlining.width if screen.outlining.wanted else 0,
            screen.listing.width if screen.listing.wanted else 0,
        )
        self.workspace.store.keep_desk(desk.written(state))
        self.remember_shown()

    def _place_in(self, pane: ReaderPane) -> tuple[SourceId, int] | None:
        """The source that a pane shows, and where the reader is in it."""
        if pane.reader.source:
            return SourceId(pane.reader.source), pane.reader.view.cursor
        return self.screen.arriving.place(pane)

    def restore(self) -> bool:
        """Opens what was open last; False when that is nothing that is still there."""
        state = desk.read(self.workspace.store.desk())
        known = [index for index, pane in enumerate(state.panes) if self._known(pane)]
        screen, current = self.screen, None
        for index in known:
            kept = state.panes[index]
            if not self._is_there(SourceId(kept.source)):
                continue
            pane = screen.panes.add() if current else screen.panes.current
            pane.share = kept.share
            pane.reader.look = kept.look
            self.bring(pane, SourceId(kept.source), kept.offset)
            if kept.top >= 0 and pane.reader.source:
                pane.reader.show_from(kept.top)
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

    def remember_shown(self) -> None:
        """What the first text of the next start is drawn from."""
        records = [self.workspace.library.source(self._shows(pane)) for pane in self.screen.panes.all]
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

    def places(self, source: SourceId) -> Mapping[str, Place]:
        """All that `place` would find from this source, by letter."""
        letters = sorted({name[-1:] for name in self._places()})
        found = {letter: self.place(letter, source) for letter in letters}
        return {letter: place for letter, place in found.items() if place}

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
