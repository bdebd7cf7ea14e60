"""Texts on their way into panes: the threads that bring them, what is shown and done until they are there.

A pane first shows the piece of its text around the reading place, or says what is being read; then, of a large new
text, its lines; then the text as the library has it, with the same words where they stood. Keys that a piece can answer
are answered at once. The others wait for a text that is about to come, and are told about one that takes long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from annotations.model import SourceId
from annotations.store.protocol import StoreError
from sources.document import Document
from sources.errors import LoadError
from sources.script import Script
from tui.controllers.base import Controller, Handler
from tui.layout.progress import PATIENCE, waiting_bar
from tui.motions import LOCAL, MOTIONS
from tui.pieces import Piece

if TYPE_CHECKING:
    from tui.dispatcher import Fired
    from tui.screens.reading import ReadingScreen
    from tui.values import MarkView
    from tui.widgets.pane import ReaderPane

_AT_ONCE = 2
"""Texts that are read at a time: what one waits for, a disk or a server, another need not."""
_BAR = 12
"""Cells."""
_TELL = 0.2
"""Seconds between two looks at how long it has taken."""
_ANY_TIME = ("app.", "panes.", "library.", "reader.script", "reader.wider", "reader.narrower", "reader.spacing")
_WITHOUT_LIBRARY = ("app.", "reader.script", "reader.wider", "reader.narrower", "reader.spacing")
_ITS_OWN = ("library.search", "library.refresh", "library.encoding", "library.reanchor")
"""Of these, what is done to the text itself."""

LIBRARY_IS_READ = "The library is being read; until then, what is open can be moved in."

Stopped = Callable[[], bool]


@dataclass(eq=False)
class Arrival:
    """One text on its way. `work` is done in a thread; what it gives goes to `then` in the program's own, or `failed`.

    `source` is set for a text that the library has; `piece` while the pane shows one. What the whole program waits for
    cannot be stopped.
    """

    what: str
    work: Callable[[Arrival], Any]
    then: Callable[[Any], None]
    failed: Callable[[str], None]
    pane: ReaderPane | None = None
    source: SourceId | None = None
    piece: Piece | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    began: float = 0.0
    can_stop: bool = True

    def words(self) -> str:
        """How long it has taken, once that is worth telling."""
        seconds = time.monotonic() - self.began
        if not self.began or seconds < PATIENCE:
            return ""
        return f"{waiting_bar(seconds, _BAR)} {seconds:.0f} s"


class Arriving(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._waiting: list[Arrival] = []
        self._running: list[Arrival] = []
        self._ready = False
        self._telling = False
        self._told = ""  # to somebody who wants what needs the text

    def handlers(self) -> Mapping[str, Handler]:
        return {}

    # ---- threads -------------------------------------------------------------------------------------------

    def begin(self, arrival: Arrival) -> None:
        """Does its work as soon as it is its turn, and not before the first frame is drawn."""
        if arrival.pane:
            self.leave(arrival.pane)
        self._waiting.append(arrival)
        self._go_on()

    def be_ready(self) -> None:
        """The first frame is drawn."""
        self._ready = True
        self._go_on()

    def is_reading(self) -> bool:
        return bool(self._waiting or self._running)

    def _go_on(self) -> None:
        while self._ready and self._waiting and len(self._running) < _AT_ONCE:
            arrival = self._waiting.pop(0)
            arrival.began = time.monotonic()
            self._running.append(arrival)
            # A daemon: what was given up, or waits for a server, does not keep the program from ending.
            threading.Thread(target=self._work, args=(arrival,), daemon=True, name="crossread-reading").start()
        if self._running and not self._telling:
            self._telling = True
            self.screen.set_timer(_TELL, self._tell)

    def _work(self, arrival: Arrival) -> None:
        result: Any
        try:
            result = arrival.work(arrival)
        except Exception as problem:
            result = problem
        if not arrival.stop.is_set():
            with suppress(RuntimeError):  # the program has ended meanwhile
                self.screen.call_later(self._finish, arrival, result)

    def _finish(self, arrival: Arrival, result: Any) -> None:
        if arrival not in self._running:
            return
        pane = arrival.pane
        if isinstance(result, LoadError | StoreError):
            arrival.failed(str(result))
        elif isinstance(result, Exception):
            raise result
        else:
            arrival.then(result)
        self._drop(arrival)
        if self._told and self._told == self.screen.status.message:
            self.say("")  # it is not true any more
        self._release(pane)
        self._go_on()
        self.screen.show_state()
        self.screen.searches.go_on()

    def _tell(self) -> None:
        self._telling = False
        for arrival in self._running:
            if arrival.pane is None and (words := arrival.words()):
                self.say(f"{words} · Esc stops reading {arrival.what}")
        if any(arrival.pane and arrival.words() for arrival in self._running):
            self.screen.show_state()
        self._go_on()

    # ---- stopping ------------------------------------------------------------------------------------------

    def stop(self) -> bool:
        """Escape: gives up what is read for the current pane, else what was asked for last. False when nothing is."""
        if self.screen.keyboard.drop():
            return True
        arrivals = [arrival for arrival in (*self._running, *self._waiting) if arrival.can_stop]
        if not arrivals:
            return False
        here = self.of(self.screen.panes.current)
        arrival = here if here in arrivals else arrivals[-1]
        self._drop(arrival)
        arrival.failed("Stopped: nothing was added." if arrival.source is None else f"Stopped opening {arrival.what}.")
        self._go_on()
        self.screen.show_state()
        return True

    def give_up(self, pane: ReaderPane) -> None:
        """The pane closes: nobody waits for its text any more."""
        if arrival := self.of(pane):
            self._drop(arrival)
            self._go_on()

    def leave(self, pane: ReaderPane) -> None:
        """The pane shows something else: a text that the library does not have yet is read all the same."""
        if (arrival := self.of(pane)) and arrival.source is None:
            arrival.pane = None
        else:
            self.give_up(pane)

    def _drop(self, arrival: Arrival) -> None:
        arrival.stop.set()  # the thread may take a while to see it, and nobody waits for it
        for arrivals in (self._running, self._waiting):
            if arrival in arrivals:
                arrivals.remove(arrival)

    # ---- what is shown meanwhile ---------------------------------------------------------------------------

    def of(self, pane: ReaderPane | None) -> Arrival | None:
        """What a pane waits for."""
        return next((a for a in (*self._running, *self._waiting) if pane is not None and a.pane is pane), None)

    def words(self, pane: ReaderPane) -> str | None:
        """What stands in the title of a pane that waits; None where none does."""
        arrival = self.of(pane)
        if arrival is None:
            return None
        words = arrival.words()
        if words and not arrival.can_stop:
            return f"{words} · reading {arrival.what}"
        return f"{words} · Esc stops" if words else ""

    def place(self, pane: ReaderPane) -> tuple[SourceId, int] | None:
        """Source and offset where the reader is in a pane whose known text is still on its way."""
        arrival = self.of(pane)
        if arrival is None or arrival.source is None or arrival.piece is None:
            return None
        return arrival.source, arrival.piece.base + pane.reader.view.cursor

    def show_piece(self, pane: ReaderPane, piece: Piece, marks: tuple[MarkView, ...], script: Script | None) -> None:
        """`marks` are in the text's own offsets."""
        base, end = piece.base, piece.base + len(piece.document.text)
        seen = tuple(
            replace(mark, start=max(mark.start, base) - base, end=min(mark.end, end) - base)
            for mark in marks
            if mark.start < end and mark.end > base
        )
        pane.reader.open("", piece.document, seen, piece.place, script)

    def early(self, arrival: Arrival, place: int = 0) -> Callable[[Document], None]:
        """What a thread hands the lines of a large text to; they are shown, from `place` on, until it has the whole."""

        def early(document: Document) -> None:
            with suppress(RuntimeError):  # the program has ended meanwhile
                self.screen.call_later(self._show_lines, arrival, document, place)

        return early

    def _show_lines(self, arrival: Arrival, document: Document, place: int) -> None:
        """All of a text can be read from now on, and marked as soon as the library has it."""
        pane = arrival.pane
        if pane in self.screen.panes.all and arrival in self._running and pane and not pane.reader.source:
            self.keeping_place(pane, lambda: pane.reader.open("", document, (), place, None))
            arrival.piece = None
            self._release(pane)
            self.screen.show_state()

    def keeping_place(self, pane: ReaderPane, fill: Callable[[], None]) -> None:
        """Fills a pane with the whole of what it shows a piece, or the lines, of; the words on the screen stay."""
        arrival, reader = self.of(pane), pane.reader
        base = arrival.piece.base if arrival and arrival.piece else 0
        had_text, before = bool(reader.document.text), reader.bookmark()
        fill()
        if had_text:
            here = reader.bookmark()
            reader.return_to(replace(here, cursor=before.cursor + base, top=before.top + base))

    # ---- keys meanwhile ------------------------------------------------------------------------------------

    def act(self, fired: Fired, act: Handler) -> bool:
        """Does what can be done to what the current pane shows; False when nothing was done (yet)."""
        pane = self.screen.panes.current
        arrival, id = self.of(pane), fired.action.id
        any_time = _ANY_TIME if self.workspace.is_read else _WITHOUT_LIBRARY
        if arrival is None or (id.startswith(any_time) and not id.startswith(_ITS_OWN)):
            act(fired)
            return True
        piece = arrival.piece
        if piece is None and id in MOTIONS and pane.reader.document.text:
            act(fired)
            return True
        if piece is not None and id in LOCAL:
            before = pane.reader.bookmark()
            act(fired)
            if piece.reaches(*pane.reader.in_view()):
                return True
            pane.reader.return_to(before)
        left = PATIENCE - (time.monotonic() - arrival.began if arrival.began else 0.0)
        if piece is not None and not piece.whole:
            self.screen.keyboard.hold(fired)
        elif left > 0:
            self.screen.keyboard.hold(fired)
            self.screen.set_timer(left, lambda: self._release(pane))
        elif not self.workspace.is_read:
            self.say(LIBRARY_IS_READ)
        else:
            self._told = (
                "The text is still being read: until then it can be moved in."
                if pane.reader.document.text
                else f"It is still being read: {self.key('library.open')} opens another, Esc stops it."
            )
            self.say(self._told)
        return False

    def _release(self, pane: ReaderPane | None) -> None:
        """Keys that were held for the pane count now."""
        if pane is not None and pane is self.screen.panes.current:
            self.screen.keyboard.release()
