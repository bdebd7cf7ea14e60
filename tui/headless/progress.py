"""A progress line on stderr for what takes longer than half a second; Ctrl-C is its cancel."""

from __future__ import annotations

import signal
import sys
import threading
import time
from types import FrameType, TracebackType
from typing import Any

from sources.safe import one_line
from tui.layout.cells import cell_len, cut
from tui.layout.progress import EVERY, PATIENCE, progress_bar, waiting_bar

_BAR = 20
_WIDTH = 78
"""Cells of the line."""


class Progress:
    """Counts steps to `total`, and draws from a thread of its own, whatever a step is waiting for.

    Shows nothing where stderr is no terminal, nor before half a second has passed. A single step has no share that
    could be shown, only how long it has taken.

    Ctrl-C raises KeyboardInterrupt as usual and sets `stopped`: Python drops one that comes while it tidies up.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._words = ""
        self._began = time.monotonic()
        self.stopped = False
        self._before: Any = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._draw, daemon=True) if sys.stderr.isatty() else None

    def __enter__(self) -> Progress:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._stop)
        if self._thread:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
        if self._thread:
            self._thread.join()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped = True
        raise KeyboardInterrupt

    def begin(self, words: str) -> None:
        """The next step, in words: a file's name, an address."""
        self._words = words

    def end(self) -> None:
        self._done += 1

    def _draw(self) -> None:
        if self._over.wait(PATIENCE):
            return
        while True:
            sys.stderr.write(f"\r\x1b[K{self._line()}")
            sys.stderr.flush()
            if self._over.wait(EVERY):
                break
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

    def _line(self) -> str:
        seconds = time.monotonic() - self._began
        if self._total > 1:
            before = f"{progress_bar(self._done, self._total, _BAR)} {self._done}/{self._total} "
        else:
            before = f"{waiting_bar(seconds, _BAR)} {seconds:.0f} s "
        after = "  (Ctrl-C stops)"
        return before + cut(one_line(self._words), _WIDTH - cell_len(before + after)) + after
