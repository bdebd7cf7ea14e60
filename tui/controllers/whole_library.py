"""What asks for the whole library is made beside the screen, in a thread that leaves keys their turn.

A library of a hundred thousand marks takes seconds to be read whole. The newest request counts; what was asked for
before is given up. What changes while a list is made is taken in before it is handed over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress

from annotations.store.protocol import StoreError
from tui.controllers.base import Controller, Handler
from tui.values import EntryGroup

LARGE = 2000
"""Records from which on a list of all of them is not made on a key."""
_PAUSE = 0.001
"""Seconds of rest after each slice of work."""
_SLICE = 50
"""Marks in a slice."""


class WholeLibrary(Controller):
    _stopped: threading.Event | None = None

    def handlers(self) -> Mapping[str, Handler]:
        return {}

    def is_large(self, table: str) -> bool:
        return self.workspace.library.count(table) > LARGE

    def marks(self, grouping: str, then: Callable[[tuple[EntryGroup, ...]], object]) -> None:
        """Calls `then` with the annotation pane's list of all marks."""

        def make(stopped: threading.Event) -> Callable[[], object] | None:
            if not self._fill(stopped, "source", "claims", "marks", "links"):
                return None
            while True:
                version = self.screen.views.version
                try:
                    for number, mark in enumerate(self.workspace.library.marks()):
                        self.screen.views.entries((mark,))
                        if number % _SLICE == 0 and stopped.wait(_PAUSE):
                            return None
                    groups = self.screen.views.groups(None, grouping)
                except (KeyError, RuntimeError):
                    if self.screen.views.version == version:
                        raise
                    continue  # something was taken away where this was reading
                if self.screen.views.version == version:
                    return lambda: then(groups)

        self._begin(make)

    def sources(self, then: Callable[[], object]) -> None:
        """Calls `then` when all sources are in memory."""
        self._begin(lambda stopped: then if self._fill(stopped, "source") else None)

    def stop(self) -> None:
        if self._stopped is not None:
            self._stopped.set()
            self._stopped = None

    def _fill(self, stopped: threading.Event, *tables: str) -> bool:
        """Whether all is there; not when it was stopped."""
        return not any(stopped.wait(_PAUSE) for _ in self.workspace.library.fill(*tables))

    def _begin(self, make: Callable[[threading.Event], Callable[[], object] | None]) -> None:
        self.stop()
        self._stopped = stopped = threading.Event()

        def finish(then: Callable[[], object]) -> None:
            if not stopped.is_set():
                then()

        def work() -> None:
            try:
                then = make(stopped)
            except StoreError as problem:
                said = str(problem)
                then = lambda: self.say(said, error=True)  # noqa: E731 - as one of those that were asked for
            if then is not None and not stopped.is_set():
                with suppress(RuntimeError):  # the program has ended
                    self.screen.app.call_from_thread(finish, then)

        threading.Thread(target=work, name="crossread-whole", daemon=True).start()
