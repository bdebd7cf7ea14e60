"""How the library's folder comes to be, and is checked."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.ids import new_id
from annotations.store.disk import Disk, reason
from annotations.store.folder import FOLDER as FOLDER
from annotations.store.folder import find_library as find_library
from annotations.store.homes import LIBRARY, SOURCES
from annotations.store.protocol import StoreError

if TYPE_CHECKING:
    from annotations.store.tiny import TinyStore

_NOT_WRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM)
_HIDDEN = r"|\..*"
"""What other programs keep beside anything, and what a crash of ours left."""
_INSIDE = {
    SOURCES: re.compile(rf"(.*\.json(~.*)?{_HIDDEN})\Z", re.DOTALL),
    "texts": re.compile(rf"(sha256-.*{_HIDDEN})\Z", re.DOTALL),
    ".state": re.compile(
        r"((files\.)?lock|journal\.jsonl|(index|search)\.sqlite.*|(places|desk|searches)\.json|structure|windows"
        rf"|backups|drafts|corrupt|absorbed|unsaved{_HIDDEN})\Z",
        re.DOTALL,
    ),
}
"""The folders of a library, and what belongs there."""


def open_library(path: Path, create: bool = True, disk: Disk | None = None) -> TinyStore:
    """The library in the folder `path` (a `.crossread`), made when missing and `create`. Does not read the records.

    One that can be read but not written is opened for reading only, and says why. Raises StoreError when it is missing,
    is no folder, or cannot be read, and for a symbolic link that is not followed. Followed is one that leads to a
    folder of the same user, inside the library to one with nothing else in it: what is written there stays a library's.
    """
    from annotations.store.tiny import TinyStore

    disk = disk or Disk()
    path = _led_to(disk, path)
    store = TinyStore(path, disk)
    try:
        _check(disk, path, create)
        for name, belongs in _INSIDE.items():
            _check(disk, path / name, create=True, belongs=belongs)
        with disk.lock(path / ".state" / "lock"):
            store.notes.extend(_furnish(disk, path))
    except OSError as error:
        if error.errno not in _NOT_WRITABLE or not _is_readable(disk, path):
            raise StoreError(f"The library {path} cannot be opened: {reason(error)}.") from error
        store.only_read(f"The library {path} is open for reading only: {reason(error)}.")
    return store


def _is_readable(disk: Disk, path: Path) -> bool:
    try:
        disk.read_file(path / LIBRARY)
        disk.names(path / SOURCES)
    except OSError:
        return False
    return True


def _check(disk: Disk, path: Path, create: bool, belongs: re.Pattern[str] | None = None) -> None:
    mode = _mode(disk, path)
    if mode is None:
        if not create:
            raise StoreError(
                f"There is no library at {path}: `crossread add FILE` starts one, --library names another."
            )
        _make(disk, path)
    elif stat.S_ISLNK(mode):
        strange = [name for name in disk.names(_led_to(disk, path)) if belongs and not belongs.match(name)]
        if strange:
            raise StoreError(
                f"{path} is a symbolic link to {path.resolve()}, where other things are too ({sorted(strange)[0]}); "
                "link to a folder that has nothing else in it."
            )
    elif not stat.S_ISDIR(mode):
        raise StoreError(f"{path} is not a folder; move it away or choose another library with --library.")


def _led_to(disk: Disk, path: Path) -> Path:
    """The path itself, or the folder that it leads to as a link. Raises StoreError."""
    if not stat.S_ISLNK(_mode(disk, path) or 0):
        return path
    target = Path(os.path.realpath(path))
    try:
        found = disk.stat(target)
    except OSError as error:
        raise StoreError(f"{path} is a symbolic link to {target}, which cannot be opened: {reason(error)}.") from error
    if not stat.S_ISDIR(found.st_mode):
        raise StoreError(f"{path} is a symbolic link to {target}, which is not a folder; make it lead to one.")
    if found.st_uid != os.geteuid():
        raise StoreError(
            f"{path} is a symbolic link to {target}, which belongs to another user; copy the folder or name it itself "
            "with --library."
        )
    return target


def _make(disk: Disk, path: Path) -> None:
    if _mode(disk, path.parent) is None:
        _make(disk, path.parent)
    disk.make_folder(path)


def _furnish(disk: Disk, path: Path) -> list[str]:
    """The files that every library has, and what to tell about them. Under the lock: two programs may start one."""
    from annotations.store.backups import Backups
    from annotations.store.lines import serialise, to_lines

    if _mode(disk, path / ".gitignore") is None:
        disk.replace_file(path / ".gitignore", b".state/\n")
    if _mode(disk, path / LIBRARY) is None:
        backup = Backups(path / ".state", disk).newest(LIBRARY)
        if backup is not None:
            disk.replace_file(path / LIBRARY, serialise(backup.lines, backup.gen + 1, backup.digest))
            return [f"{path / LIBRARY} was missing and has been restored from its newest backup."]
        lines = to_lines({"library": {new_id(): {}}})
        disk.replace_file(path / LIBRARY, serialise(lines, 1, ""))
        if disk.names(path / SOURCES):
            return [f"{path / LIBRARY} was missing and has been started anew without tags; restore it if you have it."]
    return []


def _mode(disk: Disk, path: Path) -> int | None:
    try:
        return disk.stat(path).st_mode
    except FileNotFoundError:
        return None
