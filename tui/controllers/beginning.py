"""How a session begins: with what was named to open, else with what was open last, else with the library's list.

A library whose index is missing or far behind is read first, in another process. Until it is, the panes show what
can be shown of what was named, and it can be moved in.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.commands import CommandError
from annotations.store.protocol import StoreError
from sources.errors import LoadError
from tui import shown
from tui.controllers.arriving import LIBRARY_IS_READ, Arrival
from tui.controllers.base import Controller, Handler
from tui.first_text import Seen, seen
from tui.messages import LibraryRead
from tui.named import First, Named
from tui.new_texts import NewText
from tui.pieces import reading_words

if TYPE_CHECKING:
    from sources.load import Loaded
    from tui.screens.reading import ReadingScreen
    from tui.widgets.pane import ReaderPane

_LIBRARY = "the library"
_LOOK = 0.05
"""Seconds between two looks at what still waits."""


class Beginning(Controller):
    """Calls `begun` once the library is there and what it has to do with is on the screen."""

    def __init__(self, screen: ReadingScreen, begun: Callable[[], object]) -> None:
        super().__init__(screen)
        self._begun = begun
        self.waited = False
        """Whether the library had to be read first; `LibraryRead` tells when it was."""
        self._is_read = threading.Event()

    def handlers(self) -> Mapping[str, Handler]:
        return {}

    def begin(self, first: Sequence[First]) -> None:
        if self.workspace.is_read:
            self._open(first)
            self._begun()
        else:
            self._wait(first)

    # ---- a library that is there ---------------------------------------------------------------------------

    def _open(self, first: Sequence[First]) -> None:
        screen, waiting = self.screen, []
        for source, pane in zip(first, screen.panes.all, strict=False):
            if isinstance(source, Named):
                source = source.find(self.workspace.library)
            if isinstance(source, NewText):
                screen.opening.bring(pane, source)
            else:
                screen.desk.bring(pane, source)
            if screen.arriving.of(pane):
                waiting.append(pane)
        screen.panes.close_empty(waiting)
        if first:
            screen.panes.focus_pane(screen.panes.all[0])
        else:
            self._restore()

    def _restore(self) -> None:
        """Nothing was named."""
        if not self.screen.desk.restore():
            self.screen.panes.focus_pane(self.screen.panes.all[0])
            self.screen.program.open_first()

    # ---- a library that has to be read ---------------------------------------------------------------------

    def _wait(self, first: Sequence[First]) -> None:
        self.waited = True
        screen = self.screen
        known = shown.read(self.workspace.store.path)
        for one, pane in zip([one for one in first if isinstance(one, Named)], screen.panes.all, strict=False):
            self._show(pane, one, known)
        if not first:
            pane = screen.panes.current
            pane.reader.announce(reading_words(_LIBRARY))
            screen.arriving.begin(self._arrival(pane, lambda _: self._restored(pane), None))
        screen.panes.focus_pane(screen.panes.all[0])
        threading.Thread(target=self._read, name="crossread-library", daemon=True).start()

    def _show(self, pane: ReaderPane, one: Named, known: shown.Shown) -> None:
        try:
            found = seen(self.workspace.store.path, known, one.word)
        except (OSError, ValueError):
            found = None
        found = found or Seen(None, Path(one.word).name)
        pane.title_bar.handle, pane.title_bar.title = "", found.title
        text = one.text if not found.fingerprint else None
        arrival = self._arrival(pane, lambda loaded: self._fill(arrival, one, found, loaded), text)
        arrival.piece = found.piece
        self.screen.arriving.begin(arrival)
        if found.piece:
            self.screen.arriving.show_piece(pane, found.piece, (), None)
        else:
            pane.reader.announce(reading_words(found.title))

    def _arrival(self, pane: ReaderPane, then: Callable[[Loaded | None], None], text: NewText | None) -> Arrival:
        """Waits for the library; meanwhile `text` is read, so that all of it can be moved in."""
        arriving = self.screen.arriving

        def work(arrival: Arrival) -> Loaded | None:
            loaded = None
            if text:
                with suppress(LoadError):  # it is read again, and told then
                    loaded = text.load(self._is_read.is_set, None)
                    arriving.early(arrival)(loaded.document)
            while not (self._is_read.wait(_LOOK) or arrival.stop.is_set()):
                pass
            return loaded

        return Arrival(_LIBRARY, work, then, lambda _: None, pane, can_stop=False)

    def _read(self) -> None:
        problem = ""
        try:
            self.workspace.read_beside()
        except StoreError as error:
            problem = str(error)
        with suppress(RuntimeError):  # the program has ended meanwhile
            self.screen.call_later(self._there, problem)
        self._is_read.set()

    def _there(self, problem: str) -> None:
        if problem:
            self.screen.give_up(problem)
            return
        from tui.opening import to_choose

        self.screen.post_message(LibraryRead())
        if self.screen.status.message == LIBRARY_IS_READ:
            self.say("")
        for notice in to_choose(self.workspace.library):
            self.screen.add_word(notice)
        self._go_on()

    def _go_on(self) -> None:
        """Once the panes have what they waited for."""
        arrivals = filter(None, map(self.screen.arriving.of, self.screen.panes.all))
        if all(arrival.can_stop for arrival in arrivals):
            self._begun()
        else:
            self.screen.set_timer(_LOOK, self._go_on)

    def _restored(self, pane: ReaderPane) -> None:
        self.screen.arriving.leave(pane)
        pane.reader.announce("")
        self._restore()

    def _fill(self, arrival: Arrival, one: Named, found: Seen, loaded: Loaded | None) -> None:
        """The pane shows what the library has of its text, at the reading place, unless the reader has moved on."""
        screen, pane = self.screen, arrival.pane
        assert pane is not None
        try:
            text = one.find(self.workspace.library)
        except CommandError as problem:
            screen.opening.fail(str(problem), pane)
            return
        if isinstance(text, NewText):
            screen.opening.go_on(pane, replace(text, load=lambda *_: loaded) if loaded else text)
            return
        base = arrival.piece.base if arrival.piece else 0
        before, reader = pane.reader.bookmark(), pane.reader
        fingerprint = loaded.document.fingerprint if loaded else found.fingerprint
        began = found.piece.base + found.piece.place if found.piece else 0
        if fingerprint != self.workspace.source(text).fingerprint or before.cursor + base == began:
            screen.desk.bring(pane, text)
        else:
            screen.desk.bring(pane, text, before.cursor + base)
            if reader.source:
                reader.return_to(replace(reader.bookmark(), cursor=before.cursor + base, top=before.top + base))
