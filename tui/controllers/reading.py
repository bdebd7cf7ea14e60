"""Moving within the focused pane: motions, labels; copying."""

from __future__ import annotations

from collections.abc import Mapping

from annotations.cite import citation
from annotations.commands import CommandError
from sources.document import Span
from tui.clipboard import copy
from tui.controllers.base import Controller, Handler
from tui.dispatcher import Fired
from tui.motions import MOTIONS, to_paragraph

ENDS = {"reader.top", "reader.bottom"}
"""A number before them is that of a paragraph."""
FAR = {*ENDS, "reader.share"}
"""Motions that leave an entry in the jump list."""
SPARSE = {f"reader.{way}_{thing}" for way in ("next", "previous") for thing in ("heading", "turn", "post")}
"""Motions to what may not be there, which say so then, and leave an entry where it is."""


class Reading(Controller):
    def handlers(self) -> Mapping[str, Handler]:
        table: dict[str, Handler] = dict.fromkeys(MOTIONS, self._move)
        return table | {
            **dict.fromkeys((f"reader.extend_{way}" for way in ("left", "right", "up", "down")), self._extend),
            "reader.jump": self._jump,
            "reader.where": lambda _: self._where(),
            "reader.copy_quote": lambda _: self._copy(cited=False),
            "reader.copy_citation": lambda _: self._copy(cited=True),
        }

    def _move(self, fired: Fired) -> None:
        action = fired.action.id
        if action == "reader.share" and fired.count is None:
            self.say("Type the share first: 50% goes to the middle.")
            return
        if action == "reader.select_again" and not self.reader.view.last_selected:
            self.say("Nothing was selected here before.")
            return
        before = self.screen.travel.here()
        numbered = fired.count and action in ENDS
        self.reader.perform(to_paragraph if numbered else MOTIONS[action], fired.count or 1)
        if self.reader.view.cursor != before.offset:
            if action in FAR | SPARSE:
                self.screen.travel.remember(before)
        elif action in SPARSE:
            self.say("There is none further on." if ".next" in action else "There is none before this.")

    def _extend(self, fired: Fired) -> None:
        """As in an editor: without a selection, the first step to the right takes the character at the cursor."""
        count = fired.count or 1
        if self.reader.view.selection is None:
            self.reader.perform(MOTIONS["reader.select_characters"], 1)
            count -= fired.action.id.endswith("right")
        if count:
            self.reader.perform(MOTIONS[fired.action.id.replace("extend_", "")], count)

    def _jump(self, fired: Fired) -> None:
        """Goes to the sentence under a label; the first letter of a label of two waits for the second."""
        typed = self.reader.labels_typed + (fired.argument or "")
        offset = self.reader.labels.get(typed)
        if offset is None and self.reader.narrow_labels(typed):
            self.screen.keyboard.go_on(fired)
            return
        self.reader.hide_labels()
        if offset is not None:
            self.screen.travel.remember()
            self.reader.go(offset)

    def _where(self) -> None:
        """What a title says where there is room for it."""
        reader, source = self.reader, self.workspace.source(self.source)
        place = citation(source, reader.document.locator_at(reader.view.cursor))
        share = f"{(reader.view.cursor + 1) * 100 // max(1, len(reader.document.text))} %"
        self.say(" · ".join(part for part in (source.handle, place, share, reader.time_left()) if part))

    # ---- copying -------------------------------------------------------------------------------------------

    def _copy(self, *, cited: bool) -> None:
        mark = self.mark_at_cursor()
        span = self.reader.view.selected() or (Span(mark.start, mark.end) if mark else None)
        try:
            passage = self.passage(span)
        except CommandError as problem:
            self.say(str(problem), error=True)
            return
        text = passage.anchor.exact
        if cited:
            source = self.workspace.source(self.source)
            text = f"{text}\n— {citation(source, self.reader.document.locator_at(passage.anchor.start))}"
        self.say(copy(self.screen.app, text))
        self.reader.leave_selection()
