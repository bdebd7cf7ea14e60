"""A progress line on stderr for what takes longer than half a second; Ctrl-C is its cancel."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from sources.safe import one_line
from tui.layout.cells import cell_len, cut

_PATIENCE = 0.5
"""Seconds that nobody needs to be told about."""
_EVERY = 0.1
_BAR = 20
_WIDTH = 78
"""Cells of the line."""


class Progress:
    """Counts steps to `total`. Shows nothing where stderr is no terminal, nor before half a second has passed."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._words = ""
        self._began = time.monotonic()
        self._shown = 0.0
        self._visible = sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def begin(self, words: str) -> None:
        """The next step, in words: a file's name, an address."""
        self._words = words
        self.tick()

    def end(self) -> None:
        self._done += 1

    def tick(self) -> bool:
        """Draws the line if it is time to; loaders call it while they work. False: nothing is cancelled by it."""
        now = time.monotonic()
        if self._visible and now - self._began > _PATIENCE and now - self._shown > _EVERY:
            self._shown = now
            filled = _BAR * self._done // max(1, self._total)
            bar = "━" * filled + "─" * (_BAR - filled)
            before, after = f"{bar} {self._done}/{self._total} ", "  (Ctrl-C stops)"
            words = cut(one_line(self._words), _WIDTH - cell_len(before + after))
            sys.stderr.write(f"\r\x1b[K{before}{words}{after}")
            sys.stderr.flush()
        return False
