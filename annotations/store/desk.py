"""How the reader left the desk on this device: `.state/desk.json`, one object whose meaning is the reader's.

As with places, losing it costs nothing that was written; so nothing here is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from annotations.store.codec import line, parse
from annotations.store.disk import Disk
from annotations.store.protocol import StoreError

_PATIENCE_SECONDS = 0.5


class Desk:
    def __init__(self, state: Path, disk: Disk) -> None:
        self._path = state / "desk.json"
        self._lock = state / "lock"
        self._disk = disk

    def read(self) -> dict[str, object]:
        """What was kept last; empty when there is nothing, or nothing that can be read."""
        try:
            found = parse(self._disk.read_file(self._path).decode())
        except (OSError, ValueError, RecursionError):
            return {}
        return dict(found) if isinstance(found, dict) else {}

    def merge(self, desk: Mapping[str, object]) -> None:
        """Each entry replaces that of its name, under the lock. Does nothing when that is not possible."""
        with suppress(OSError, StoreError), self._disk.lock(self._lock, _PATIENCE_SECONDS):
            self._disk.replace_file(self._path, f"{line(self.read() | dict(desk))}\n".encode())
