"""A whole library in one file, and back: a zip of its files with a list of their sums.

What belongs to a device (`.state`: journal, undo, places, drafts) is no part of it. Putting one back never destroys
what is there: the library that it replaces is moved aside first.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from annotations.store.codec import line, parse
from annotations.store.disk import Disk, reason
from annotations.store.protocol import StoreError

if TYPE_CHECKING:
    from annotations.store.tiny import TinyStore

LIST = "crossread-backup.json"
_FILE = re.compile(
    r"library\.json|claims\.json|\.gitignore|\.gitattributes|sources/[0-9A-Za-z][0-9A-Za-z_-]{0,63}\.json"
    r"|texts/sha256-[0-9a-f]{64}\.(?:txt|orig)"
)
_FOLDERS = ("", "sources", "texts")


def back_up(store: TinyStore, target: Path, disk: Disk | None = None, *, as_is: bool = False) -> Path:
    """Writes the library as it stands to the new file `target`, durably, and returns its path. Raises StoreError.

    An existing file is never replaced. With `as_is` a library in which something is wrong is taken too.
    """
    disk = disk or Disk()
    target = target.absolute()
    try:
        with _new_file(target, disk) as out, store.settled(as_is=as_is):
            _pack(store, out, disk)
    except FileExistsError:
        raise StoreError(f"{target} exists already; name another file for the backup.") from None
    except OSError as error:
        raise StoreError(f"The backup {target} could not be written: {reason(error)}.") from error
    return target


def _pack(store: TinyStore, out: _Output, disk: Disk) -> None:
    sums = {}
    with zipfile.ZipFile(cast(IO[bytes], out), "w", zipfile.ZIP_DEFLATED) as archive:
        for name in _files(store.path, disk):
            data = disk.read_file(store.place(name))
            sums[name] = hashlib.sha256(data).hexdigest()
            archive.writestr(name, data)
        archive.writestr(LIST, line({"files": sums, "format": "crossread backup", "version": 1}))


def restore(source: Path, library: Path, aside: Path, disk: Disk | None = None) -> Path | None:
    """Puts a backup in place of the library; returns `aside` when there was one, which was moved there.

    Everything is checked and written beside the library before that is touched. Raises StoreError, nothing changed.
    """
    disk = disk or Disk()
    fresh = library.with_name(f"{library.name}.restoring-{os.getpid()}")
    try:
        with _opened(source) as archive:
            sums = _sums(source, archive)
            if _exists(disk, aside) or _exists(disk, fresh):
                raise StoreError(f"{aside} or {fresh} exists already; move it away and try again.")
            _make_folders(disk, library.parent)
            try:
                _unpack(source, archive, sums, fresh, disk)
                return _swap(library, fresh, aside, disk)
            except BaseException:
                _clear(disk, fresh)
                raise
    except OSError as error:
        raise StoreError(f"{source} could not be restored: {reason(error)}.") from error


def _files(library: Path, disk: Disk) -> Iterator[str]:
    for folder in _FOLDERS:
        with suppress(FileNotFoundError):
            for name in sorted(disk.names(library / folder)):
                path = f"{folder}/{name}" if folder else name
                if _FILE.fullmatch(path):
                    yield path


class _Output:
    """What zipfile writes to: a file of `Disk`, which cannot be sought in."""

    def __init__(self, fd: int, disk: Disk) -> None:
        self._fd = fd
        self._disk = disk

    def write(self, data: bytes) -> int:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._disk.write(self._fd, rest) :]
        except OSError as error:
            raise StoreError(f"The backup could not be written: {reason(error)}.") from error
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


@contextmanager
def _new_file(target: Path, disk: Disk) -> Iterator[_Output]:
    """A file that is there when all of it is, durably. Raises FileExistsError."""
    temporary = target.with_name(f".{target.name}.tmp-{os.getpid()}-{os.urandom(4).hex()}")
    if _exists(disk, target):
        raise FileExistsError(target)
    _make_folders(disk, target.parent)
    fd = disk.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        try:
            yield _Output(fd, disk)
            disk.fsync(fd)
        finally:
            disk.close(fd)
        disk.replace(temporary, target)
    except BaseException:
        disk.unlink_quietly(temporary)
        raise
    disk.sync_folder(target.parent)


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(source)
    except zipfile.BadZipFile:
        raise StoreError(f"{source} is no backup of crossread, or is damaged; name another one.") from None
    except FileNotFoundError:
        raise StoreError(f"There is no backup {source}; name the file that `crossread backup` wrote.") from None
    with archive:
        yield archive


def _sums(source: Path, archive: zipfile.ZipFile) -> dict[str, str]:
    """The list of files. Raises StoreError when the archive holds anything else, or not all of them."""
    try:
        found = parse(archive.read(LIST).decode())
        sums: dict[str, str] = found["files"]
        names = set(archive.namelist()) - {LIST}
        if found["format"] == "crossread backup" and names == set(sums) and all(map(_FILE.fullmatch, names)):
            return sums
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile):
        pass
    raise StoreError(f"{source} is no backup of crossread, or is damaged; name another one.")


def _unpack(source: Path, archive: zipfile.ZipFile, sums: dict[str, str], folder: Path, disk: Disk) -> None:
    for inner in ("", *_FOLDERS[1:], ".state"):
        disk.make_folder(folder / inner)
    for name, wanted in sums.items():
        try:
            data = archive.read(name)
        except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError):
            data = b""
        if hashlib.sha256(data).hexdigest() != wanted:
            raise StoreError(f"{source} is damaged: {name} in it is not what it was; restore another backup.")
        disk.replace_file(folder / name, data)


def _swap(library: Path, fresh: Path, aside: Path, disk: Disk) -> Path | None:
    """Under the locks of the library that goes, so that no program is in the middle of writing to it."""
    if not _exists(disk, library):
        disk.replace(fresh, library)
        disk.sync_folder(library.parent)
        return None
    disk.make_folder(library / ".state")
    with disk.lock(library / ".state" / "files.lock"), disk.lock(library / ".state" / "lock"):
        disk.replace(library, aside)
        try:
            disk.replace(fresh, library)
        except OSError:
            disk.replace(aside, library)
            raise
    disk.sync_folder(library.parent)
    return aside


def _clear(disk: Disk, folder: Path) -> None:
    """Removes what was unpacked of a backup that is not whole."""
    for name in (*_FOLDERS[1:], ".state", ""):
        with suppress(OSError):
            for entry in disk.names(folder / name):
                disk.unlink_quietly(folder / name / entry)
        with suppress(OSError):
            disk.rmdir(folder / name)


def _make_folders(disk: Disk, folder: Path) -> None:
    if not _exists(disk, folder):
        _make_folders(disk, folder.parent)
        disk.make_folder(folder)


def _exists(disk: Disk, path: Path) -> bool:
    try:
        disk.stat(path)
    except FileNotFoundError:
        return False
    return True
