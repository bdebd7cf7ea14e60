"""The annotation pane as a task: what it lists, when it is seen, how it and the text follow each other.

Apart from the widget, which is handed its list and knows neither the library nor the other panes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from tui import present
from tui.controllers.base import Handler
from tui.controllers.side_pane import SidePane
from tui.controllers.whole_library import Turns
from tui.entry_list import EntryList
from tui.layout.room import ANNOTATIONS as WIDTH
from tui.layout.room import NARROWEST_PANE

if TYPE_CHECKING:
    from tui.screens.reading import ReadingScreen
    from tui.widgets.annotation_pane import AnnotationPane


class Annotations(SidePane):
    LEAST = 24
    UNDER = NARROWEST_PANE
    pane: AnnotationPane

    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self.pane = screen.annotations
        self._scope, self._grouping = "source", "text"
        self._shown = ""
        self.wanted = True
        self.width = WIDTH
        marking = (
            (self.key("reader.mark_claim"), "marks the sentence as a claim"),
            (self.key("reader.mark_highlight"), "highlights it"),
            (self.key("reader.mark_note"), "marks it, with a note"),
        )
        self.pane.list.none_yet = (" No marks here.", "", *(f" {keys}  {words}" for keys, words in marking))
        clear = self.key("marks.filter")
        self.pane.list.none_found = (" No mark has these words.", "", f" {clear} and Esc show all again")

    def handlers(self) -> Mapping[str, Handler]:
        marks = self.pane.list
        return {
            "library.marks": lambda _: self._toggle(),
            "library.claims": lambda _: self._claims(),
            "marks.down": lambda fired: marks.move(fired.count or 1),
            "marks.up": lambda fired: marks.move(-(fired.count or 1)),
            "marks.top": lambda _: marks.move_to_end(last=False),
            "marks.bottom": lambda _: marks.move_to_end(last=True),
            "marks.filter": lambda _: self.pane.open_filter(),
            "marks.scope": lambda _: self._next_scope(),
            "marks.group": lambda _: self._next_grouping(),
            "marks.leave": lambda _: self.leave(),
        }

    # ---- what it lists -------------------------------------------------------------------------------------

    def show(self) -> None:
        """Hands the pane the list that scope and grouping ask for."""
        if not self.pane.display or not self.screen.sources:
            return
        one = self.source if self._scope == "source" else None
        scope = "This source" if one else "All sources"
        title = scope if self._grouping == "text" else f"{scope} by {self._grouping}"
        whole = self.screen.whole_library
        whole.stop("marks")
        if one is None and whole.is_large("marks"):
            if title != self._shown:
                self._shown = title
                self.pane.show(title, None, self.screen.book)
            tables, make = ("source", "claims", "marks", "links"), partial(self._list_all, self._grouping)
            whole.make("marks", tables, make, partial(self._take, title))
        else:
            self._take(title, EntryList(self.screen.views.groups(one, self._grouping), self.pane.words))

    def _list_all(self, grouping: str, turns: Turns) -> EntryList:
        """In a thread, with all that the list is asked for later."""
        for mark in turns.each(self.workspace.library.marks()):
            for entry in self.screen.views.entries((mark,)):
                self.pane.words.of(entry)
        return EntryList(self.screen.views.groups(None, grouping), self.pane.words).with_words()

    def _take(self, title: str, entries: EntryList) -> None:
        self._shown = title
        self.pane.show(title, entries, self.screen.book)
        self.follow_cursor()

    def _claims(self) -> None:
        self._scope, self._grouping = "library", "claim"
        self.focus()

    def _next_scope(self) -> None:
        self._scope = "library" if self._scope == "source" else "source"
        self.show()

    def _next_grouping(self) -> None:
        after = present.GROUPINGS.index(self._grouping) + 1
        self._grouping = present.GROUPINGS[after % len(present.GROUPINGS)]
        self.show()

    # ---- when it is seen -----------------------------------------------------------------------------------

    @property
    def focused(self) -> bool:
        return self.pane.holds(self.screen.focused)

    def fold(self) -> None:
        if self.screen.program.is_idle:
            self.pane.display = False
            return
        self.stand(self.screen.app.size.width - self.screen.outlining.beside, WIDTH)

    def _toggle(self) -> None:
        """Focus the pane; when it has the focus already, hide it."""
        if self.screen.in_marks:
            self.wanted = False
            self.leave()
        else:
            self.focus()

    def focus(self) -> None:
        if self.screen.program.is_idle:
            self.say(f"No source is open: {self.key('library.open')} opens one.")
            return
        self.wanted = True
        self.pane.display = True
        self.screen.set_focus(self.pane.list)
        self.show()

    # ---- following -----------------------------------------------------------------------------------------

    def follow_cursor(self) -> None:
        """The pane selects the mark under the cursor, unless somebody is choosing in it."""
        mark = self.reader.mark_at_cursor()
        if mark and not self.pane.holds(self.screen.focused):
            self.pane.list.select(mark.id)

    def follow_list(self) -> None:
        """The text follows the list while the list has the focus, if the mark stands in the current source."""
        entry = self.pane.list.selected
        if self.screen.in_marks and entry and entry.source == self.source and not entry.lost:
            self.reader.go(entry.start)
