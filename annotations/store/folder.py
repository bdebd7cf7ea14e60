"""Where the library is. Apart from `locate`, which opens it, so that this costs no more than looking at folders."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

FOLDER = ".crossread"


def find_library(start: Path, explicit: Path | None, data_dir: Path) -> Path:
    """The `.crossread` folder to use; it need not exist.

    `explicit` is the folder that contains it or is to, or the folder itself; without one, the nearest upward from
    `start`; else the one in `data_dir`.
    """
    if explicit is not None:
        explicit = explicit.absolute()
        return explicit if explicit.name == FOLDER else explicit / FOLDER
    start = start.absolute()
    for folder in (start, *start.parents):
        with suppress(OSError):  # a folder that may not be looked into
            if (folder / FOLDER).is_dir():
                return folder / FOLDER
    return data_dir.absolute() / FOLDER
