"""What was chosen in the program and is to be so next time: the theme, and that the tour has been seen.

Kept in the state folder, never written into a person's config.toml. A choice holds as long as config.toml says the same
as when it was made: who then edits the file means the file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

FILE = "choices.json"
_LARGEST = 64 * 1024


class Choices:
    """Those kept in `folder`; with None, and where the folder cannot be read or written, only for this run."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._kept = _read(folder / FILE) if folder else {}

    def get(self, name: str, configured: object) -> object:
        """What was chosen for a setting, or None; `configured` is what config.toml says about it, None for nothing."""
        entry = self._kept.get(name)
        return entry.get("value") if isinstance(entry, Mapping) and entry.get("configured") == configured else None

    def keep(self, name: str, value: object, configured: object = None) -> None:
        """Remembers a choice; other programs' choices since are kept."""
        if self._folder is None:
            return
        self._kept = _read(self._folder / FILE) | {name: {"value": value, "configured": configured}}
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            partial = self._folder / f".{FILE}.{os.getpid()}"
            partial.write_text(json.dumps(self._kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
            partial.replace(self._folder / FILE)


def _read(path: Path) -> dict[str, Any]:
    """The choices of a file; none where there is no file or another thing is in it."""
    try:
        with path.open("rb") as file:
            kept = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}
