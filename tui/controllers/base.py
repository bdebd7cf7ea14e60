"""What the reading screen's controllers share: the desk they work at, and how they name what they handle.

A controller owns one kind of task (marking, linking, going places …). It turns actions into commands and
transactions; the screen only routes keys to it, so that neither grows with the number of actions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from annotations.changes import Transaction
from annotations.commands import CommandError, Passage, Stamp
from annotations.ids import new_id, now
from annotations.model import Mark, SourceId
from annotations.store.protocol import StoreError
from sources.document import Span

if TYPE_CHECKING:
    from tui.dispatcher import Fired
    from tui.screens.reading import ReadingScreen
    from tui.widgets.reader import Reader

Handler = Callable[["Fired"], object]


class Controller:
    def __init__(self, screen: ReadingScreen) -> None:
        self.screen = screen
        self.workspace = screen.workspace

    def handlers(self) -> Mapping[str, Handler]:
        """What this controller does, by action id."""
        raise NotImplementedError

    # ---- what most of them need ----------------------------------------------------------------------------

    @property
    def reader(self) -> Reader:
        """The reader that has, or last had, the focus."""
        return self.screen.panes.current.reader

    @property
    def source(self) -> SourceId:
        return SourceId(self.reader.source)

    def stamp(self) -> Stamp:
        return Stamp(now(), new_id)

    def say(self, message: str, *, error: bool = False) -> None:
        self.screen.say(message, error=error)

    def perform(self, make: Callable[[], Transaction]) -> bool:
        """Makes and performs a transaction; what cannot be done or written is said. True when it was done."""
        try:
            self.workspace.perform(make())
        except (CommandError, StoreError) as problem:
            self.say(str(problem), error=True)
            return False
        return True

    def passage(self, span: Span | None = None) -> Passage:
        """The selection, else the sentence under the cursor, as something to mark. Raises CommandError."""
        from annotations.anchoring.quote import describe

        span = span or self.reader.view.passage()
        if span is None or span.start >= span.end:
            raise CommandError("There is no text here to mark.")
        return Passage(self.source, describe(self.reader.document.text, *span))

    def mark_at_cursor(self) -> Mark | None:
        """The shortest mark over the cursor: the innermost where several overlap."""
        found = [
            mark
            for mark in self.workspace.library.marks_of(self.source)
            if mark.start <= self.reader.view.cursor < mark.end and not mark.lost
        ]
        return min(found, key=lambda mark: (mark.end - mark.start, mark.id)) if found else None

    def chosen_mark(self) -> Mark | None:
        """The mark an action is about: the annotation pane's selected one while it has the focus, else as above."""
        if self.screen.annotations.list.has_focus:
            entry = self.screen.annotations.list.selected
            return next((m for m in self.workspace.library.marks() if entry and m.id == entry.id), None)
        return self.mark_at_cursor()
