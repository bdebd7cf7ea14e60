"""Moving within the focused pane: motions, finding, labels; copying."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import TYPE_CHECKING

from annotations.cite import citation
from annotations.commands import CommandError
from annotations.model import SourceId
from sources.document import Span
from sources.passages import stands_twice, word_at
from tui.clipboard import copy
from tui.controllers.base import Controller, Handler
from tui.controllers.travel import Place
from tui.dispatcher import Fired
from tui.motions import MOTIONS

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui.screens.reading import ReadingScreen

FAR = {"reader.top", "reader.bottom", "reader.share"}
"""Motions that leave an entry in the jump list."""
SPARSE = {f"reader.{way}_{thing}" for way in ("next", "previous") for thing in ("heading", "turn", "post")}
"""Motions to what may not be there, which say so then."""
_REST = 0.03
"""Seconds."""


class Reading(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._query = ""
        self._typing: Timer | None = None
        self._find_from = Place(SourceId(""), 0)
        self._find_top = 0

    def handlers(self) -> Mapping[str, Handler]:
        table: dict[str, Handler] = dict.fromkeys(MOTIONS, self._move)
        return table | {
            **dict.fromkeys((f"reader.extend_{way}" for way in ("left", "right", "up", "down")), self._extend),
            "reader.jump": self._jump,
            "reader.find": lambda _: self._open_find(),
            "reader.next_hit": lambda fired: self._step_hit(fired.count or 1),
            "reader.previous_hit": lambda fired: self._step_hit(-(fired.count or 1)),
            "reader.find_this": lambda _: self._find_this(),
            "reader.copy_quote": lambda _: self._copy(cited=False),
            "reader.copy_citation": lambda _: self._copy(cited=True),
        }

    def _move(self, fired: Fired) -> None:
        if fired.action.id in FAR:
            self.screen.travel.remember()
        if fired.action.id == "reader.share" and fired.count is None:
            self.say("Type the share first: 50% goes to the middle.")
            return
        before = self.reader.view.cursor
        self.reader.perform(MOTIONS[fired.action.id], fired.count or 1)
        if fired.action.id in SPARSE and self.reader.view.cursor == before:
            self.say("There is none further on." if ".next" in fired.action.id else "There is none before this.")

    def _extend(self, fired: Fired) -> None:
        """As in an editor: without a selection, the first step to the right takes the character at the cursor."""
        count = fired.count or 1
        if self.reader.view.selection is None:
            self.reader.perform(MOTIONS["reader.select_characters"], 1)
            count -= fired.action.id.endswith("right")
        if count:
            self.reader.perform(MOTIONS[fired.action.id.replace("extend_", "")], count)

    def _jump(self, fired: Fired) -> None:
        offset = self.reader.labels.get(fired.argument or "")
        self.reader.hide_labels()
        if offset is not None:
            self.screen.travel.remember()
            self.reader.go(offset)

    # ---- finding -------------------------------------------------------------------------------------------

    def _open_find(self) -> None:
        self._find_from = self.screen.travel.here()
        self._find_top = self.reader.view.first_offset()
        self.screen.find_input.value = ""
        self.screen.find_input.display = True
        self.screen.set_focus(self.screen.find_input)
        self.screen.call_after_refresh(self.reader.prepare_search)

    def find_typed(self, query: str) -> None:
        """Shows the hits of what has been typed, once the typing rests: nobody reads those of every letter."""
        if self._typing:
            self._typing.stop()
        self._typing = self.screen.set_timer(_REST, lambda: self._find_so_far(query))

    def _find_so_far(self, query: str) -> None:
        if self.screen.find_input.display:
            self.find(query, origin=self._find_from.offset, final=False)

    def find_closed(self, *, accepted: bool) -> None:
        """Stays at the hit, or goes back to where the search began and clears the hits."""
        query = self.screen.find_input.value
        self.screen.find_input.display = False
        self.screen.panes.focus_pane(self.screen.panes.current)
        self.say("")
        if accepted and query.strip():
            self.screen.travel.remember(self._find_from)
            self.find(query, origin=self._find_from.offset, final=True)
        else:
            self.find("", origin=self._find_from.offset, final=False)
            self.reader.view.show_at_top(self._find_top)
            self.reader.go(self._find_from.offset)

    def find(self, query: str, *, origin: int, final: bool) -> None:
        """Shows all hits of `query` and goes to the first at or after `origin`; an empty query clears them."""
        hits = self._hits(query)
        at = bisect_left(hits, (origin, 0)) % len(hits) if hits else -1
        self.reader.show_hits(hits, at)
        if hits:
            self.reader.go(hits[at].start)
        elif final and query.strip():
            self.reader.go(origin)
            self._say_none(query)
        if final:
            self._query = query
        if hits:
            self.say(f"/{query}  {at + 1} of {len(hits)}")

    def _hits(self, query: str) -> tuple[Span, ...]:
        from sources.fold import find

        found = find(self.reader.folded(), query) if query.strip() else ()
        return tuple(hit for hit in found if not stands_twice(self.reader.document, hit.start))

    def _say_none(self, query: str) -> None:
        self.say(f"“{query}” is not in this source, in any script, width or case.", error=True)

    def _step_hit(self, count: int) -> None:
        if not self._query:
            self.say("Nothing has been searched for yet: / finds text in this source.")
            return
        hits = self.reader.hits or self._hits(self._query)
        if not hits:
            self._say_none(self._query)
            return
        starts = [hit.start for hit in hits]
        cursor = self.reader.view.cursor
        at = bisect_right(starts, cursor) + count - 1 if count > 0 else bisect_left(starts, cursor) + count
        at %= len(hits)
        self.screen.travel.remember()
        self.reader.show_hits(hits, at)
        self.reader.go(hits[at].start)
        self.say(f"/{self._query}  {at + 1} of {len(hits)}")

    def _find_this(self) -> None:
        view = self.reader.view
        span = view.selected() or word_at(view.document, view.cursor)
        if span is None:
            return
        query = " ".join(view.document.text[span.start : span.end].split())
        self.reader.leave_selection()
        self.find(query, origin=span.start, final=True)

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
