"""Which other windows have this library open: `.state/windows/`, a file a window, locked as long as it lives.

The kernel frees the lock when a process dies, so that a window that crashed is not taken for one that is open.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from annotations.store.disk import Disk


class Windows:
    """Nothing here is an error: what cannot be told is not told."""

    def __init__(self, state: Path, disk: Disk) -> None:
        self._folder = state / "windows"
        self._disk = disk
        self._own: tuple[str, int] | None = None

    def enter(self) -> None:
        if self._own is not None:
            return
        with suppress(OSError):
            self._disk.make_folder(self._folder)
            name = f"{os.getpid()}-{os.urandom(4).hex()}"
            fd = self._disk.open(self._folder / name, os.O_RDWR | os.O_CREAT | os.O_EXCL)
            self._own = name, fd
            self._disk.flock(fd)

    def leave(self) -> None:
        if self._own is not None:
            name, fd = self._own
            self._own = None
            self._disk.unlink_quietly(self._folder / name)
            with suppress(OSError):
                self._disk.close(fd)

    def others(self) -> int:
        """How many there are now. Removes the files of windows that crashed."""
        found = 0
        with suppress(OSError):
            for name in self._disk.names(self._folder):
                if self._own is None or name != self._own[0]:
                    found += self._is_open(self._folder / name)
        return found

    def _is_open(self, path: Path) -> bool:
        try:
            fd = self._disk.open(path, os.O_RDWR)
        except OSError:
            return False
        try:
            self._disk.flock(fd)
            self._disk.unlink_quietly(path)
        except OSError:  # locked
            return True
        finally:
            with suppress(OSError):
                self._disk.close(fd)
        return False
