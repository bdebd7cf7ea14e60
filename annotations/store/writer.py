"""The one thread that brings the library's files up to date and looks for what others did, so that no screen waits.

It works when it was not woken for a moment, but soon at the latest, and looks around every so often. What fails is
tried again, with longer and longer pauses. It knows nothing of files: the store hands it what to do.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

GATHER = 0.3
"""Seconds after the last commit until its files are written, so that a series of them is not disturbed by it."""
LATEST = 0.9
"""Seconds after the first commit at which they are written however many follow."""
LOOK = 0.4
"""Seconds between two looks for what others did."""
_LONGEST = 8.0
"""Seconds between two attempts, at most."""


class Writer:
    def __init__(self, write: Callable[[], bool], look: Callable[[], object]) -> None:
        """`write` returns whether all is written; `look` is cheap. Neither raises."""
        self._write = write
        self._look = look
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        return self._thread is not None

    def start(self) -> None:
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="crossread-writer", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """There is something to write."""
        self._wake.set()

    def stop(self) -> None:
        """Returns when the thread has ended; what it was doing is done."""
        if self._thread is not None:
            self._stop.set()
            self._wake.set()
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        pause = GATHER
        while not self._stop.is_set():
            if not self._wake.wait(LOOK):
                self._look()
            elif self._gather(pause):
                if self._write():
                    pause = GATHER
                else:
                    self._wake.set()
                    pause = min(pause * 2, _LONGEST)
                self._look()

    def _gather(self, pause: float) -> bool:
        """Waits until it is calm, at least `pause` seconds; whether to go on."""
        latest = time.monotonic() + max(pause, LATEST)
        while self._wake.is_set() and time.monotonic() < latest:
            self._wake.clear()
            if self._stop.wait(pause):
                return False
        self._wake.clear()
        return True
