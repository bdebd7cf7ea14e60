"""The index of a library brought up in a process of its own, where so much is to be read that a screen would wait.

A hundred thousand marks take seconds, all of them Python's: in a thread of the reader every key would wait for them,
and their memory would stay. To the library the process is another window that opens it, and what it found is in the
index.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from subprocess import Popen

from sources import child

_BOOT = "from annotations.store.beside import main; main(sys.argv[1])"
_PATIENCE = 600.0
"""Seconds to wait for another window that is reading the library too."""


class Beside:
    """One such process at a time; `stop` ends it. What it could not do is left to whoever asks for the records."""

    def __init__(self, library: Path) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._stopped = False
        self._process: Popen[bytes] | None = None

    def read(self) -> bool:
        """Returns when the process has ended: false if that was asked for, and the records are wanted no more."""
        with suppress(OSError), self._lock:
            if not self._stopped:
                self._process = child.begin(_BOOT, str(self._library.resolve()))
        if self._process is not None:
            with self._process:
                self._process.wait()
        return not self._stopped

    def stop(self) -> None:
        """The library is wanted no more: what the process has not finished is as if it had not begun."""
        with self._lock:
            self._stopped = True
            if self._process is not None and self._process.poll() is None:
                self._process.kill()
                self._process.wait()


def main(library: str) -> None:
    """The child. It ends with whoever started it, by whatever that was ended."""
    from annotations.store.disk import Disk
    from annotations.store.locate import open_library

    child.end_with_parent()
    disk = Disk()
    disk.lock_seconds = _PATIENCE
    open_library(Path(library), create=False, disk=disk).shelf()
