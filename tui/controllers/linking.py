"""Linking: pin a passage here, go there, and say with one letter how the two are tied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotations import commands
from annotations.changes import Transaction
from annotations.commands import CommandError, End, Passage
from annotations.model import Relation
from tui.controllers.base import Controller, Handler
from tui.dispatcher import Fired
from tui.layout.cells import cut
from tui.signs import RESTATES, SIGNS, relation_words

FORWARD = (RESTATES, "supports", "contradicts", "undercuts", "qualifies", "cites", "see_also")
"""The actions that link, without those that reverse."""


@dataclass(frozen=True, slots=True)
class Pin:
    """The first passage of a link to be. `words` are for the status line."""

    end: End
    words: str


class Linking(Controller):
    pin: Pin | None = None

    def handlers(self) -> Mapping[str, Handler]:
        table: dict[str, Handler] = {
            "reader.pin": self._pin,
            "link.unpin": lambda _: self.unpin(),
            f"link.{RESTATES}": lambda _: self._link(RESTATES, reverse=False),
        }
        for relation in Relation:
            id = f"link.{relation.value.replace('-', '_')}"
            table[id] = self._linker(relation, reverse=False)
            table[f"{id}_reversed"] = self._linker(relation, reverse=True)
        return table

    def _linker(self, relation: Relation, *, reverse: bool) -> Handler:
        return lambda _: self._link(relation, reverse=reverse)

    def _pin(self, _: Fired) -> None:
        try:
            end = self._end()
        except CommandError as problem:
            self.say(str(problem), error=True)
            return
        mark = None if isinstance(end, Passage) else self.workspace.library.mark(end)
        words = end.anchor.exact if isinstance(end, Passage) else mark.quote if mark else ""
        self.pin = Pin(end, " ".join(words.split()))
        self.reader.leave_selection()
        self.screen.show_state()

    def unpin(self) -> None:
        self.pin = None
        self.screen.show_state()

    def pinned(self, width: int) -> str:
        """What is pinned and how to go on, in as many words as a status line of `width` cells has room for."""
        if self.pin is None:
            return ""
        pin = self.key("reader.pin")
        keys = [self.screen.keymap.keys_of(f"link.{name}") for name in FORWARD]
        letters = " ".join(found[0].removeprefix(pin).strip() for found in keys if found)
        after = f"→ go to the other passage, {pin}, then" if width >= 100 else f"→ {pin} there, then"
        rest = f" {after} {letters}"
        return f"{pin} pinned: {cut(self.pin.words, max(6, width - len(rest) - 22))}{rest}"

    def _after_linking(self) -> str:
        return f"{self.key('reader.other_end')} goes there · {self.key('library.undo')} undoes it"

    def _end(self) -> End:
        """In the annotation pane its mark; else the selection, the mark under the cursor, the sentence.

        Raises CommandError.
        """
        if self.screen.in_marks or self.reader.view.selection is None:
            mark = self.chosen_mark()
            if mark:
                return mark.id
            if self.screen.in_marks:
                raise CommandError("There is no mark in this list to link with: Esc goes back to the text.")
        return self.passage()

    def _link(self, relation: str, *, reverse: bool) -> None:
        pin = self.pin
        if pin is None:
            return

        def make() -> Transaction:
            self.workspace.look_for_news()
            here = self._end()
            there = self.still(pin.end) if isinstance(pin.end, Passage) else pin.end
            origin, target = (here, there) if reverse else (there, here)
            if relation == RESTATES:
                return commands.restate(self.workspace.library, origin, target, self.stamp())
            return commands.link(self.workspace.library, origin, Relation(relation), target, self.stamp())

        if self.perform(make):
            self.pin = None
            self.reader.leave_selection()
            self.screen.show_state()
            words = relation_words(relation, forward=not reverse)
            self.say(f"{SIGNS[relation]} “{cut(pin.words, 24)}” {words} this · {self._after_linking()}")
