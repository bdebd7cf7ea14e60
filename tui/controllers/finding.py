"""Finding in the focused pane's source: the prompt, hits while typing, from hit to hit, what was searched before.

A text is searched from the cursor on. For a moment that is done at once; what is left is counted in a thread, which a
newer search stops, and looked at again and again until all is counted.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from sources.document import Span
from sources.turns import give_way, key_came
from tui.controllers.base import Controller, Handler
from tui.controllers.travel import Place

if TYPE_CHECKING:
    from textual import events
    from textual.timer import Timer

    from sources.scan import Finder, Mode, PatternError
    from tui.hits import Hits
    from tui.screens.reading import ReadingScreen
    from tui.widgets.reader import Bookmark, Reader

_REST = 0.01
"""Seconds without a key after which what has been typed is searched: nobody reads the hits of every letter."""
_AT_ONCE, _ON_ENTER = 0.015, 0.2
"""Seconds of searching that a key may wait for, and that is done at once for the hit that somebody waits for."""
_SOON = 0.004
"""Seconds that are counted at once when the first hit is shown: in most texts that is all, and a thread for nothing."""
_SLICE = 0.001
"""Seconds that the thread counts before it lets others have their turn."""
_LOOK = 0.05
"""Seconds between two looks at what the thread has counted."""


class Finding(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._query = ""
        self._typing: Timer | None = None
        self._looking: Timer | None = None
        self._stop = threading.Event()
        self._from: tuple[Place, Reader, Bookmark] | None = None

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "reader.find": lambda _: self._open(),
            "reader.next_hit": lambda fired: self._step(fired.count or 1),
            "reader.previous_hit": lambda fired: self._step(-(fired.count or 1)),
        }

    # ---- the prompt ----------------------------------------------------------------------------------------

    def _open(self) -> None:
        bar = self.screen.find_bar
        self._from = self.screen.travel.here(), self.reader, self.reader.bookmark()
        self.screen.searches.begin(bar.input)
        bar.state.say("")
        bar.state.mode = ""
        bar.input.put("")
        bar.display = True
        self.screen.set_focus(bar.input)
        self.screen.searches.prepare()

    def typed(self, text: str) -> None:
        if self._typing:
            self._typing.stop()
        if self.screen.find_bar.display:
            self._typing = self.screen.set_timer(_REST, lambda: self._so_far(text))

    def _so_far(self, text: str) -> None:
        if self.screen.find_bar.display and self._from:
            self._follow(self._search(text, self._from[0].offset, _AT_ONCE))

    def press(self, event: events.Key) -> bool:
        """Ends the typing, if the key does that: at once, for the hit is waited for."""
        prompt = self.screen.find_bar.input
        if self.screen.app.focused is not prompt or not prompt.closes(event):
            return False
        self._closed(accepted=event.key == "enter")
        return True

    def _closed(self, *, accepted: bool) -> None:
        """Stays at the hit, or goes back to where the search began and clears the hits."""
        text = self.screen.find_bar.input.end()
        begun, self._from = self._from, None
        wanted = accepted and text.strip() and begun
        if wanted:
            # The hit is on the screen before the prompt has left it: with the room for it all is laid out anew.
            self._query = text
            hits = self._search(text, wanted[0].offset, _ON_ENTER)
        self.hide()
        self.screen.panes.focus_pane(self.screen.panes.current)
        self.say("")
        if wanted:
            self.screen.searches.keep(text)
            self.screen.travel.remember(wanted[0])
            self._follow(hits)
        elif begun:
            _, reader, bookmark = begun
            self._clear()
            reader.return_to(bookmark)

    def hide(self) -> None:
        self.screen.find_bar.display = False
        if self._typing:
            self._typing.stop()

    # ---- searching -----------------------------------------------------------------------------------------

    def _search(self, text: str, origin: int, patience: float) -> Hits | PatternError:
        """Shows the hits of what is typed and goes to the first at or after `origin`, if `patience` seconds suffice.

        Returns what is wrong where the text is no query.
        """
        from sources.scan import PatternError
        from tui.hits import Hits

        self._halt()
        try:
            hits = Hits(self.reader.document, self.screen.searches.finder(text), origin)
            until = time.monotonic() + patience
            while hits.finder.forms and hits.first is None and not hits.complete and time.monotonic() < until:
                key_came()  # what computes beside it goes on resting
                hits.count_for(_REST, after_first=0)
        except PatternError as problem:
            return problem
        self.reader.show_hits(hits, hits.first)
        return hits

    def _follow(self, found: Hits | PatternError) -> None:
        """Says what was found, and goes on counting."""
        from sources.scan import PatternError

        try:
            if not isinstance(found, PatternError) and found.first:
                found.count_for(_SOON)
        except PatternError as problem:
            found = problem
        if isinstance(found, PatternError):
            self._fail(found)
            return
        complete = found.complete or not found.finder.forms
        if complete or found.first is None:
            self._tell(found, found.finder)
        if not complete:
            self._go_on(found, found.finder)

    def _clear(self) -> None:
        self._halt()
        self.reader.show_hits(None)

    def leave(self, reader: Reader) -> None:
        """A reader that closes needs no counting any more, and is not come back to."""
        if self._from and self._from[1] is reader:
            self._from = None
        if reader.hits is not None:
            self._halt()

    def _halt(self) -> None:
        self._stop.set()
        if self._looking:
            self._looking.stop()
            self._looking = None

    def _fail(self, problem: PatternError) -> None:
        self._clear()
        if self.screen.find_bar.display:
            self.screen.find_bar.state.mode = "regex"  # no other words can be wrong
            self.screen.find_bar.state.say(problem.brief, error=True)
        else:
            self.say(str(problem), error=True)

    def _go_on(self, hits: Hits, finder: Finder) -> None:
        """Counts the rest in a thread."""
        from sources.scan import PatternError

        stop = self._stop = threading.Event()
        problems: list[PatternError] = []

        def work() -> None:
            waited_for = hits.first is None
            try:
                while not stop.is_set() and not hits.count_for(_SLICE):
                    if waited_for and hits.first:
                        waited_for = False
                        wake()
                    give_way()
            except PatternError as problem:
                problems.append(problem)
            wake()

        def wake() -> None:
            with suppress(RuntimeError):  # the program has ended meanwhile
                self.screen.call_later(look)

        def look() -> None:
            if stop.is_set():
                return
            if problems:
                self._fail(problems[0])
            else:
                self._tell(hits, finder)
            if problems or hits.complete:
                looking.stop()

        looking = self._looking = self.screen.set_interval(_LOOK, look)
        threading.Thread(target=work, daemon=True).start()

    def _tell(self, hits: Hits, finder: Finder) -> None:
        """Goes to the first hit once it is there, and says which of how many is shown."""
        reader = self.reader
        if reader.hits is not hits:
            return
        typing = self.screen.find_bar.display
        if hits.first and reader.hit is None:
            reader.show_hits(hits, hits.first)
        bar = self.screen.find_bar.state
        bar.mode = self.screen.searches.mode(self.screen.find_bar.input.value)
        if hits.first is None and hits.complete:
            if typing:
                reader.go(hits.origin)
                bar.say("no hit" if finder.forms else "")
            elif finder.forms:
                reader.go(hits.origin)
                self._say_none(finder)
        elif typing:
            bar.say(self._count(hits, reader.hit) if finder.forms else "")
        elif reader.hit:
            self._say_hit(hits, reader.hit)

    def _count(self, hits: Hits, hit: Span | None) -> str:
        place = hits.place(hit) if hit else None
        total = f"{hits.total:,}" if hits.complete else f"{hits.total:,} so far"
        return f"{place:,} of {total}" if place else f"… of {total}"

    def _say_hit(self, hits: Hits, hit: Span) -> None:
        others = hits.finder.forms[1:]
        also = f" · also {', '.join(others)}" if others else ""
        self.say(f"/{self._query}  {self._count(hits, hit)}{also}")

    def _none(self, finder: Finder) -> str:
        from annotations.query import split_mode

        mode, words = split_mode(self._query)
        none = self.screen.searches.none_words(words, mode, finder, "in this source")
        return f"{none} {self.key('library.search')} searches the whole library."

    def _say_none(self, finder: Finder) -> None:
        self.say(self._none(finder), error=True)

    # ---- from hit to hit -----------------------------------------------------------------------------------

    def _step(self, count: int) -> None:
        from sources.scan import PatternError
        from tui.hits import Hits, StillSearching

        if not self._query:
            self.say("Nothing has been searched for yet: / finds text in this source.")
            return
        reader = self.reader
        try:
            hits = reader.hits
            if hits is None:
                finder = self.screen.searches.finder(self._query)
                hits = Hits(reader.document, finder, reader.view.cursor)
                if not hits.count_for(_AT_ONCE):
                    self._halt()
                    self._go_on(hits, finder)
            hit = hits.step(reader.view.cursor, count)
        except PatternError as problem:
            self._fail(problem)
            return
        except StillSearching:
            self.say("Still searching: press it again in a moment.")
            return
        if hit is None:
            self._say_none(hits.finder)
            return
        self.screen.travel.remember()
        reader.show_hits(hits, hit)
        self._say_hit(hits, hit)

    def take(self, words: str, mode: Mode, finder: Finder, hit: Span) -> None:
        """Goes on with what was found elsewhere: its hits are shown here, and n and N go from one to the next."""
        from annotations.query import with_mode
        from tui.hits import Hits

        self._query = words if mode == "folded" else with_mode(words, mode)
        self._halt()
        hits = Hits(self.reader.document, finder, hit.start)
        complete = hits.count_for(_AT_ONCE)
        self.reader.show_hits(hits, hit)
        self._tell(hits, finder)
        if not complete:
            self._go_on(hits, finder)
