"""Notes that are being typed: `.state/drafts/<mark>.<id>.json`, so that a crash loses no more than the last second.

Separate from the journal because a draft promises nothing: it is no edit of the library until the reader keeps it.
A lock on the file beside it says that its writer lives; the kernel frees it however the writer ends. A draft without
its writer is *left*, and whoever edits that note next takes it over.

A note in the reader's own editor is a file in the folder `<mark>.<id>` beside the draft, where what the editor saves
stays whatever becomes of it or of us, and where the editor finds what it put there to recover from.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from annotations.ids import new_id
from annotations.store.codec import line, parse
from annotations.store.disk import Disk, reason
from annotations.store.protocol import StoreError

SECONDS = 1.0
"""How often what is typed is kept."""
_FILE = "note.md"


@dataclass(frozen=True, slots=True)
class Left:
    """A draft whose writer is gone. `path` is where it is kept."""

    mark: str
    note: str
    path: Path


class Draft:
    """One note in an editor. `note` is what was left of an earlier session, None where there was nothing."""

    def __init__(self, path: Path, fd: int, disk: Disk, note: str | None) -> None:
        self.note = note
        self._path = path
        self._fd = fd
        self._disk = disk
        self._busy = threading.Lock()
        self._open = True

    def keep(self, note: str) -> None:
        """The draft is `note`, durably. Any thread may call it. Raises StoreError; does nothing once it has ended."""
        with self._busy:
            if not self._open:
                return
            data = line({"mark": self._path.name.partition(".")[0], "note": note}).encode() + b"\n"
            try:
                self._disk.replace_file(self._path, data)
                self._remove_file()
            except OSError as error:
                raise StoreError(f"What you type is not kept as a draft: {reason(error)}.") from error

    @property
    def lock(self) -> int:
        """The file descriptor that says the writer lives; a program that inherits it is one more writer."""
        return self._fd

    def begin_file(self, note: str) -> Path:
        """A file that holds the draft from now on, for another program to write; `note` is what it begins with.

        One that was left with that in it is gone on with. Raises StoreError.
        """
        path = _file_of(self._path)
        if self.in_file() == note:
            return path
        self.keep(note)
        try:
            self._disk.make_folder(path.parent)
            self._disk.replace_file(path, note.encode("utf-8", "replace"))
        except OSError as error:
            raise StoreError(f"The note cannot be given to an editor: {reason(error)}.") from error
        return path

    def in_file(self) -> str | None:
        """What the file of `begin_file` holds now, without newlines at its end; None where it is gone."""
        try:
            return _text(self._disk.read_file(_file_of(self._path)))
        except OSError:
            return None

    def has_more(self) -> bool:
        """Whether the editor left something beside the file: it was killed, and can recover from that."""
        with suppress(OSError):
            return self._disk.names(_file_of(self._path).parent) != [_FILE]
        return False

    def end(self, *, left: bool = False) -> None:
        """The note is saved or discarded and the draft goes; with `left` it stays for the next session. Never raises.

        Ending twice does nothing.
        """
        with self._busy:
            if not self._open:
                return
            self._open = False
            if not left:
                self._remove_file()
                self._disk.unlink_quietly(self._path)
                self._disk.unlink_quietly(_lock_of(self._path))
            with suppress(OSError):
                self._disk.close(self._fd)

    def _remove_file(self) -> None:
        """With what the editor left beside it."""
        folder = _file_of(self._path).parent
        with suppress(OSError):
            for name in self._disk.names(folder):
                self._disk.unlink_quietly(folder / name)
            self._disk.rmdir(folder)


class Drafts:
    def __init__(self, state: Path, disk: Disk) -> None:
        self._folder = state / "drafts"
        self._disk = disk

    def begin(self, mark: str) -> Draft:
        """A draft for the note of this mark: the latest that was left, else a new one. Raises StoreError."""
        try:
            self._disk.make_folder(self._folder)
            for path in self._paths(f"{mark}."):
                if (fd := self._take(path)) is not None:
                    note = self._read(path)
                    if note is not None:
                        return Draft(path, fd, self._disk, note)
                    self._disk.close(fd)
            path = self._folder / f"{mark}.{new_id()}.json"
            fd = self._take(path)
            if fd is None:
                raise StoreError("What you type is not kept as a draft: another program holds its file; try again.")
        except OSError as error:
            raise StoreError(f"What you type is not kept as a draft: {reason(error)}.") from error
        return Draft(path, fd, self._disk, None)

    def left(self) -> list[Left]:
        """The latest draft of each mark whose writer is gone. What cannot be read is passed over."""
        found: dict[str, Left] = {}
        with suppress(OSError):
            for path in self._paths():
                mark = path.name.partition(".")[0]
                fd = None if mark in found else self._take(path)
                if fd is None:
                    continue
                if (note := self._read(path)) is not None:
                    found[mark] = Left(mark, note, path)
                self._disk.close(fd)
        return list(found.values())

    def _paths(self, prefix: str = "") -> list[Path]:
        """The latest first: ids sort by time."""
        try:
            names = self._disk.names(self._folder)
        except FileNotFoundError:
            return []
        own = (name for name in names if name.startswith(prefix) and name.endswith(".json") and name[0] != ".")
        return [self._folder / name for name in sorted(own, key=lambda name: name.split(".")[-2], reverse=True)]

    def _take(self, path: Path) -> int | None:
        """The draft's lock, held; None when somebody else has it."""
        fd = self._disk.open(_lock_of(path), os.O_RDWR | os.O_CREAT)
        try:
            self._disk.flock(fd)
        except BlockingIOError:
            self._disk.close(fd)
            return None
        except OSError:
            self._disk.close(fd)
            raise
        return fd

    def _read(self, path: Path) -> str | None:
        """What another program was given counts before what it began with."""
        with suppress(OSError):
            return _text(self._disk.read_file(_file_of(path)))
        try:
            found = parse(self._disk.read_file(path).decode())
        except (OSError, ValueError):
            return None
        note = found.get("note") if isinstance(found, dict) else None
        return note if isinstance(note, str) else None


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _file_of(path: Path) -> Path:
    return path.with_suffix("") / _FILE


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n").rstrip("\n")
