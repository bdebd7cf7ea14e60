"""What asks for the whole library is made beside the screen, in a thread that leaves keys their turn.

A library of a hundred thousand marks takes seconds to be read whole. Of what is asked for under one name the newest
counts; what was asked for before is given up. What changes while something is made is in it when it is handed over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from annotations.store.protocol import StoreError
from tui import memory
from tui.controllers.base import Controller, Handler

if TYPE_CHECKING:
    from tui.screens.reading import ReadingScreen

LARGE = 2000
"""Records from which on a list of all of them is not made on a key."""
_PAUSE = 0.001
"""Seconds of rest after each slice of work."""
_SLICE = 50
"""Records in a slice."""
_SETTLED = 10
"""Turns after which what is in memory is taken to stay there."""
T = TypeVar("T")


class _Stopped(Exception):
    """Nobody waits for it any more."""


class Turns:
    """For a thread that works on much: calling it lets the screen have its turn. Raises when nobody waits any more."""

    def __init__(self, stopped: threading.Event) -> None:
        self._stopped = stopped
        self._number = self._taken = 0

    def __call__(self) -> None:
        self._taken += 1
        if self._taken % _SETTLED == 0:
            memory.settle()  # or the collector would go through all of it, again and again
        if self._stopped.wait(_PAUSE):
            raise _Stopped

    def now_and_then(self) -> None:
        """A turn for the screen, every few calls."""
        self._number += 1
        if self._number % _SLICE == 0:
            self()

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """These, with a turn for the screen after every few of them."""
        for item in items:
            yield item
            self.now_and_then()


class WholeLibrary(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._asked: dict[str, threading.Event] = {}

    def handlers(self) -> Mapping[str, Handler]:
        return {}

    def is_large(self, *tables: str) -> bool:
        return any(self.workspace.library.count(table) > LARGE for table in tables)

    def make(
        self,
        name: str,
        tables: Iterable[str],
        work: Callable[[Turns], T],
        then: Callable[[T], object],
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Takes the tables into memory, does the work, both in a thread, and hands what it gives to `then`.

        The work is begun again when the library changed meanwhile. Where it raises a StoreError the sentence goes to
        `failed`, or is said.
        """
        self.stop(name)
        stopped = threading.Event()
        self._asked[name] = stopped
        turns = Turns(stopped)

        def finish(end: Callable[[], object]) -> None:
            if not stopped.is_set():
                end()

        def run() -> None:
            end: Callable[[], object]
            try:
                for _ in self.workspace.library.fill(*tables):
                    turns()
                made = self._steadily(lambda: work(turns))
                end = lambda: then(made)  # noqa: E731
            except StoreError as problem:
                said = str(problem)
                end = lambda: failed(said) if failed else self.say(said, error=True)  # noqa: E731
            except _Stopped:
                return
            memory.settle()
            with suppress(RuntimeError):  # the program has ended
                self.screen.app.call_from_thread(finish, end)

        threading.Thread(target=run, name="crossread-whole", daemon=True).start()

    def stop(self, name: str = "") -> None:
        """What was asked for under this name, or all, is not wanted any more."""
        for asked, stopped in self._asked.items():
            if name in ("", asked):
                stopped.set()

    def _steadily(self, work: Callable[[], T]) -> T:
        """Does the work until the library did not change meanwhile."""
        views = self.screen.views
        while True:
            version = views.version
            try:
                made = work()
            except (KeyError, RuntimeError):  # something was taken away where this was reading
                if views.version == version:
                    raise
                continue
            if views.version == version:
                return made
