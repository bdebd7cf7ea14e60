"""Selections of a passage by its name: the sentence, the speaker's turn, the mark under the cursor."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sources.objects import OBJECTS
from tui.controllers.base import Controller, Handler
from tui.dispatcher import Fired

MARKED = ("mark", "link")
"""Passages that the reader made, not the text."""

_WORDS = {"turn": "speaker’s turn", "link": "linked mark", "quote": "quotation"}


class Selecting(Controller):
    def handlers(self) -> Mapping[str, Handler]:
        return {
            f"select.{where}_{name}": partial(self._select, name=name, around=where == "around")
            for name in (*OBJECTS, *MARKED)
            for where in ("inside", "around")
        } | {"reader.leave_selection": lambda _: self.reader.leave_selection()}

    def _select(self, fired: Fired, *, name: str, around: bool) -> None:
        count, view = fired.count or 1, self.reader.view
        if name in MARKED:
            span = self.reader.marked_passage(count, around=around, linked=name == "link")
        else:
            span = OBJECTS[name](view.document, view.cursor, count, around)
        if span is None or span.start >= span.end:
            self.say(f"There is no {_WORDS.get(name, name)} here.")
        else:
            self.reader.select(span)
