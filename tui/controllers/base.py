"""What the reading screen's controllers share: the desk they work at, and how they name what they handle.

A controller owns one kind of task (marking, linking, going places …). It turns actions into commands and
transactions; the screen only routes keys to it, so that neither grows with the number of actions.

What only one action needs (a modal screen, the digest) is imported when that action is taken: start-up is imports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from annotations.changes import Transaction
from annotations.commands import CommandError, Passage, Stamp
from annotations.ids import new_id, now
from annotations.model import AnchorState, Mark, MarkId, SourceId
from annotations.store.protocol import StoreError
from sources.document import Span
from tui.layout.cells import cut

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

    def key(self, action: str) -> str:
        """The keys of an action, for a sentence."""
        return self.screen.keymap.hint(action)

    def how_to_mark(self) -> str:
        claim, highlight = self.key("reader.mark_claim"), self.key("reader.mark_highlight")
        return f"There is no mark here: {claim} marks the sentence as a claim, {highlight} highlights it."

    def perform(self, make: Callable[[], Transaction]) -> bool:
        """Makes and performs a transaction; what cannot be done or written is said. True when it was done."""
        try:
            self.workspace.perform(make())
        except (CommandError, StoreError) as problem:
            self.say(str(problem), error=True)
            return False
        return True

    def passage(self, span: Span | None = None) -> Passage:
        """The selection, else the sentence under the cursor, as something to mark. Raises CommandError.

        White space at its ends is not part of a passage.
        """
        from annotations.anchoring.quote import describe

        text = self.reader.document.text
        start, end = span or self.reader.view.passage() or (0, 0)
        while start < end and text[end - 1].isspace():
            end -= 1
        while start < end and text[start].isspace():
            start += 1
        if start >= end:
            raise CommandError("There is no text here to mark.")
        return Passage(self.source, describe(text, start, end))

    def still(self, passage: Passage) -> Passage:
        """A passage that was taken before, where it stands now: its text may have changed meanwhile. Raises
        CommandError, or StoreError when its source is gone.
        """
        from annotations.anchoring.quote import place

        text, anchor = self.workspace.document(passage.source).text, passage.anchor
        around = anchor.prefix + anchor.exact + anchor.suffix
        if text.startswith(around, anchor.start - len(anchor.prefix)):
            return passage
        now = place(text, anchor)
        if now.state is not AnchorState.PLACED:
            words = cut(" ".join(anchor.exact.split()), 24)
            raise CommandError(f"The text changed, and “{words}” is not in it any more: take the passage again.")
        return Passage(passage.source, now)

    def mark_at_cursor(self) -> Mark | None:
        """The innermost mark over the cursor, else the one on the sentence that the bar in the margin shows.

        On a blank line or between sentences the cursor is on no mark, but marking there marks that sentence.
        """
        if view := self.reader.mark_at_cursor():
            return self.workspace.library.mark(MarkId(view.id))
        span = self.reader.view.passage()
        return None if span is None or self.reader.view.selection else self.marked(span)

    def marks_at_cursor(self) -> list[Mark]:
        """All marks over the cursor, the innermost first; as `mark_at_cursor` where there are none."""
        cursor = self.reader.view.cursor
        marks = self.workspace.library.marks_of(self.source)
        found = [mark for mark in marks if mark.start <= cursor < mark.end and not mark.lost]
        last = self.mark_at_cursor()
        return sorted(found, key=lambda mark: (mark.end - mark.start, mark.id)) or ([last] if last else [])

    def marked(self, span: Span) -> Mark | None:
        """The mark on exactly this passage."""
        marks = self.workspace.library.marks_of(self.source)
        return next((mark for mark in marks if (mark.start, mark.end) == span and not mark.lost), None)

    def chosen_mark(self) -> Mark | None:
        """The mark an action is about: the annotation pane's selected one while it has the focus, else as above."""
        if self.screen.in_marks:
            entry = self.screen.annotations.list.selected
            return self.workspace.library.mark(MarkId(entry.id)) if entry else None
        return self.mark_at_cursor()
