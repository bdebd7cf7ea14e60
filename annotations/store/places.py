"""Where the reader stopped in each source, on this device: `.state/places.json`.

Separate because it promises less: losing a place costs a scroll, so nothing here is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from annotations.model import SourceId
from annotations.store.codec import line, parse
from annotations.store.disk import Disk
from annotations.store.protocol import StoreError

_PATIENCE_SECONDS = 0.5


class Places:
    def __init__(self, state: Path, disk: Disk) -> None:
        self._path = state / "places.json"
        self._lock = state / "lock"
        self._disk = disk

    def read(self) -> dict[SourceId, int]:
        """Source id to offset in code points. Anything that is not that is left out."""
        try:
            found = parse(self._disk.read_file(self._path).decode())
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {SourceId(id): offset for id, offset in found.items() if type(offset) is int and offset >= 0}

    def merge(self, places: Mapping[SourceId, int]) -> None:
        """Under the lock, so that two windows keep each other's places. Does nothing when that is not possible."""
        with suppress(OSError, StoreError), self._disk.lock(self._lock, _PATIENCE_SECONDS):
            self._disk.replace_file(self._path, f"{line(self.read() | dict(places))}\n".encode(), sync=False)
