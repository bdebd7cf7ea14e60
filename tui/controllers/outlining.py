"""The outline as a task: of which source it is, when it is seen, where its entries lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sources.document import Document
from sources.outline import Outline, outline
from tui.controllers.base import Handler
from tui.controllers.side_pane import SidePane

if TYPE_CHECKING:
    from tui.screens.reading import ReadingScreen
    from tui.widgets.outline_pane import OutlinePane

WIDTH = 32
_KEPT = 8
"""Outlines of documents read last."""
_AT_ONCE = 5_000
"""Blocks whose outline is made within a key press; that of more is made in a thread."""


class Outlining(SidePane):
    LEAST = UNDER = 20
    pane: OutlinePane

    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self.pane = screen.outline
        self.wanted = False
        self.width = WIDTH
        self._known: list[tuple[Document, Outline]] = []
        self._making: Document | None = None

    def handlers(self) -> Mapping[str, Handler]:
        return {"library.outline": lambda _: self._toggle()}

    # ---- when it is seen -----------------------------------------------------------------------------------

    def _toggle(self) -> None:
        if self.pane.display:
            self.wanted = False
            self.leave()
        else:
            self.focus()

    def focus(self) -> None:
        self.wanted = True
        self.pane.display = True
        self.screen.set_focus(self.pane.filter)
        self.fold()
        self.show()

    @property
    def focused(self) -> bool:
        return self.screen.focused is self.pane.filter

    def fold(self) -> None:
        self.stand(self.screen.app.size.width)

    # ---- what it shows -------------------------------------------------------------------------------------

    def show(self) -> None:
        if self.pane.display and self.source:
            title = self.workspace.source(self.source).title
            self.pane.show(title, self.of(self.reader.document), self.reader.view.cursor)

    def follow(self) -> None:
        if self.pane.display:
            self.show() if self._making is None else None

    def of(self, document: Document) -> Outline | None:
        """The outline of a document; None while it is being made, after which the pane shows it."""
        for index, (known, found) in enumerate(self._known):
            if known is document:
                self._known.append(self._known.pop(index))
                return found
        if len(document.blocks) <= _AT_ONCE:
            return self._keep(document, outline(document))
        if self._making is not document:
            self._making = document
            self.screen.run_worker(lambda: self._make(document), thread=True, exit_on_error=False)
        return None

    def _make(self, document: Document) -> None:
        found = outline(document)
        self.screen.app.call_from_thread(self._made, document, found)

    def _made(self, document: Document, found: Outline) -> None:
        self._keep(document, found)
        if self._making is document:
            self._making = None
        self.show()

    def forget(self, document: Document) -> None:
        """A text that is closed needs no outline."""
        self._known = [(known, found) for known, found in self._known if known is not document]
        if self._making is document:
            self._making = None

    def _keep(self, document: Document, found: Outline) -> Outline:
        self._known = [*self._known[1 - _KEPT :], (document, found)]
        return found

    # ---- where it leads ------------------------------------------------------------------------------------

    def go(self, offset: int) -> None:
        self.leave()
        self.screen.travel.remember()
        self.reader.go(offset)
