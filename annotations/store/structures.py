"""What was found in each source's text, kept on this device: `.state/structure/<fingerprint>`.

Derived from the text and found anew whenever it is missing, damaged or of another version, so nothing here is an error
and nothing is synced. Apart from `texts`, whose files are the only copy of what they hold.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from annotations.store.disk import Disk


class Structures:
    def __init__(self, folder: Path, disk: Disk) -> None:
        self._folder = folder
        self._disk = disk

    def read(self, fingerprint: str) -> bytes:
        """Empty when there is none."""
        try:
            return self._disk.read_file(self._folder / fingerprint)
        except OSError:
            return b""

    def remove(self, fingerprint: str) -> None:
        self._disk.unlink_quietly(self._folder / fingerprint)

    def keep(self, fingerprint: str, data: bytes) -> None:
        with suppress(OSError):
            self._disk.make_folder(self._folder)
            self._disk.replace_file(self._folder / fingerprint, data, sync=False)
