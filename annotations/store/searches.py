"""What was searched for in a library on this device, the latest last: `.state/searches.json`.

As with reading places nothing here is an error: losing a search costs typing it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from annotations.store.codec import line, parse
from annotations.store.disk import Disk
from annotations.store.protocol import StoreError

_MOST = 200
_LONGEST = 1000
_PATIENCE_SECONDS = 0.5


class Searches:
    def __init__(self, state: Path, disk: Disk) -> None:
        self._path = state / "searches.json"
        self._lock = state / "lock"
        self._disk = disk

    def read(self) -> list[str]:
        """Anything that is not a text is left out."""
        try:
            found = parse(self._disk.read_file(self._path).decode())
        except (OSError, ValueError):
            return []
        return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []

    def add(self, searches: Sequence[str]) -> None:
        """Under the lock, so that two windows keep each other's. Does nothing when that is not possible."""
        with suppress(OSError, StoreError, ValueError), self._disk.lock(self._lock, _PATIENCE_SECONDS):
            new = [text for text in searches if text.strip() and len(text) <= _LONGEST]
            kept = [*(text for text in self.read() if text not in new), *dict.fromkeys(new)][-_MOST:]
            self._disk.replace_file(self._path, f"{line(kept)}\n".encode())
