"""Every system call of the store goes through `Disk`.

It is separate so that tests can fail each call in turn and replay what a crash leaves behind. The methods in the
first half are one system call each; those in the second half are made of them and of nothing else.
"""

from __future__ import annotations

import errno
import fcntl
import os
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from annotations.store.protocol import Refused

_CHUNK = 1 << 20
_LARGEST = (1 << 63) - 1  # number in SQLite
_PAGE = 4096
_ROOM = 1 << 20
Piece = bytes | memoryview
Signature = tuple[int, int, int]
"""What tells that a file is as it was: inode, size in bytes, time of change in nanoseconds."""
_pauses = random.Random()
"""Of our own: waiting for a lock must not disturb who seeded the shared one."""
_TEMPORARY = re.compile(r"\..*\.tmp-(\d{1,9})-[0-9a-f]+\Z", re.DOTALL)
_in_use: set[str] = set()
"""Names of the temporary files that this process is writing."""
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP}
_REASONS = {
    errno.ENOSPC: "the disk is full; free some space and try again",
    errno.EDQUOT: "your disk quota is used up; free some space and try again",
    errno.EFBIG: "the file would be larger than allowed here; raise the limit and try again",
    errno.EROFS: "the disk is read-only; make it writable or choose another library with --library",
    errno.EACCES: "permission was denied; check who owns the folder or choose another library with --library",
    errno.EPERM: "permission was denied; check who owns the folder or choose another library with --library",
    errno.EIO: "the disk reports an error; check the disk and keep a copy of the library",
    errno.ELOOP: "a symbolic link stands where a file should be; put the file itself there",
    errno.ENOENT: "a file or folder is gone; put it back and open the library again",
}


def reason(error: OSError) -> str:
    """Why a call failed and what to do, as the end of a sentence without its full stop."""
    return _REASONS.get(error.errno or 0, f"{error.strerror or error}; try again")


def signature_of(stat: os.stat_result) -> Signature:
    return stat.st_ino & _LARGEST, stat.st_size, stat.st_mtime_ns


class Disk:
    """Raises OSError as the system does, and Refused when the lock stays busy.

    A file that is a link is refused. A folder may be one: which are followed is decided where the library is opened.
    """

    lock_seconds = 5.0

    def open(self, path: Path, flags: int) -> int:
        follow = 0 if flags & os.O_DIRECTORY else os.O_NOFOLLOW
        return os.open(path, flags | follow | os.O_CLOEXEC, 0o600)

    def read(self, fd: int, size: int) -> bytes:
        return os.read(fd, size)

    def write(self, fd: int, data: memoryview) -> int:
        return os.write(fd, data)

    def fsync(self, fd: int) -> None:
        os.fsync(fd)

    def truncate(self, fd: int, length: int) -> None:
        os.ftruncate(fd, length)

    def chmod(self, fd: int, mode: int) -> None:
        os.fchmod(fd, mode)

    def flock(self, fd: int) -> None:
        """Raises BlockingIOError at once when another holds the lock."""
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def close(self, fd: int) -> None:
        os.close(fd)

    def seek(self, fd: int, offset: int) -> None:
        os.lseek(fd, offset, os.SEEK_SET)

    def fstat(self, fd: int) -> os.stat_result:
        return os.fstat(fd)

    def replace(self, old: Path, new: Path) -> None:
        os.replace(old, new)  # noqa: PTH105 - one call by its own name

    def link(self, old: Path, new: Path) -> None:
        os.link(old, new, follow_symlinks=False)

    def unlink(self, path: Path) -> None:
        os.unlink(path)  # noqa: PTH108

    def mkdir(self, path: Path) -> None:
        os.mkdir(path, 0o700)  # noqa: PTH102

    def rmdir(self, path: Path) -> None:
        os.rmdir(path)  # noqa: PTH106

    def stat(self, path: Path) -> os.stat_result:
        return os.lstat(path)

    def statvfs(self, folder: Path) -> os.statvfs_result:
        return os.statvfs(folder)

    def names(self, folder: Path) -> list[str]:
        return os.listdir(folder)  # noqa: PTH208

    def can_map(self, folder: Path) -> bool:
        """Whether SQLite may map a file in this folder: where blocks are smaller than its pages and there is no room
        for the rest of one, the system ends the program that touches it.
        """
        try:
            found = self.statvfs(folder)
        except OSError:
            return False
        return found.f_frsize >= _PAGE or found.f_bavail * found.f_frsize > _ROOM

    def read_file(self, path: Path) -> bytes:
        fd = self.open(path, os.O_RDONLY)
        try:
            return self._read_all(fd)
        finally:
            self._close_quietly(fd)

    def read_pieces(self, path: Path, size: int) -> Iterator[bytes]:
        """What the file holds, `size` bytes at a time."""
        fd = self.open(path, os.O_RDONLY)
        try:
            while piece := self.read(fd, size):
                yield piece
        finally:
            self._close_quietly(fd)

    def read_from(self, path: Path, head: bytes, offset: int) -> tuple[bytes, os.stat_result, bool]:
        """What the file holds from `offset` on, or all of it when it does not begin with `head`; which one is last."""
        fd = self.open(path, os.O_RDONLY)
        try:
            begins = bool(head) and self.read(fd, len(head)) == head and self.fstat(fd).st_size >= offset
            self.seek(fd, offset if begins else 0)
            return self._read_all(fd), self.fstat(fd), begins
        finally:
            self._close_quietly(fd)

    def replace_file(self, path: Path, data: bytes, *, sync: bool = True) -> None:
        """The file holds `data`, durably if `sync`, or what it held before. Its mode is kept; a new file is 0600.

        An error while the folder is synced leaves the new content in place but perhaps not durable.
        """
        self.swap_file(path, [data], sync=sync)
        if sync:
            self.sync_folder(path.parent)

    def swap_file(
        self,
        path: Path,
        pieces: Sequence[Piece],
        before: Callable[[], None] = lambda: None,
        *,
        sync: bool = True,
    ) -> None:
        """As `replace_file` with one piece after the other, but the folder is still to be synced.

        `before` is called when all but the swap is done.
        """
        temporary = path.with_name(f".{path.name}.tmp-{os.getpid()}-{os.urandom(4).hex()}")
        try:
            mode = self.stat(path).st_mode & 0o777
        except FileNotFoundError:
            mode = 0o600
        _in_use.add(temporary.name)
        try:
            self._swap(path, temporary, pieces, mode, before, sync)
        finally:
            _in_use.discard(temporary.name)

    def _swap(
        self,
        path: Path,
        temporary: Path,
        pieces: Sequence[Piece],
        mode: int,
        before: Callable[[], None],
        sync: bool,
    ) -> None:
        fd = self.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            try:
                if mode != 0o600:
                    self.chmod(fd, mode)
                for piece in [b"".join(pieces)] if sum(map(len, pieces)) < _CHUNK else pieces:
                    self._write_all(fd, piece)
                if sync:
                    self.fsync(fd)
            except BaseException:
                self._close_quietly(fd)
                raise
            self.close(fd)
            before()
            self.replace(temporary, path)
        except BaseException:
            self.unlink_quietly(temporary)
            raise

    def copy(self, old: Path, new: Path) -> None:
        """A file of its own with the same content, or none. Not synced; raises FileExistsError."""
        data = self.read_file(old)
        fd = self.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        try:
            try:
                self._write_all(fd, data)
            finally:
                self.close(fd)
        except BaseException:
            self.unlink_quietly(new)
            raise

    def append(self, path: Path, data: bytes, *, sync: bool) -> os.stat_result:
        """Adds `data` at the end of an existing file. On an error part of it may be there: `cut` takes it back."""
        fd = self.open(path, os.O_WRONLY | os.O_APPEND)
        try:
            self._write_all(fd, data)
            if sync:
                self.fsync(fd)
            found = self.fstat(fd)
        except BaseException:
            self._close_quietly(fd)
            raise
        self.close(fd)
        return found

    def cut(self, path: Path, length: int) -> None:
        """The file is `length` bytes long, durably."""
        fd = self.open(path, os.O_WRONLY)
        try:
            self.truncate(fd, length)
            self.fsync(fd)
        finally:
            self._close_quietly(fd)

    def remove(self, path: Path) -> None:
        """The file is gone, durably; one that is missing already is fine."""
        with suppress(FileNotFoundError):
            self.unlink(path)
        self.sync_folder(path.parent)

    def make_folder(self, path: Path) -> None:
        """The folder exists, durably; its parent must."""
        with suppress(FileExistsError):
            self.mkdir(path)
            self.sync_folder(path.parent)

    def sync_folder(self, path: Path) -> None:
        """Makes renames in a folder durable. Some file systems cannot and say so: that is no error."""
        fd = self.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self.fsync(fd)
        except OSError as error:
            if error.errno not in _NO_FOLDER_SYNC:
                raise
        finally:
            self._close_quietly(fd)

    def alive(self, pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True

    def sweep(self, folder: Path) -> None:
        """Removes temporary files that a crash left: those of no program that still runs, and of none that we write."""
        with suppress(OSError):
            for name in self.names(folder):
                found = _TEMPORARY.match(name)
                if found and name not in _in_use and (int(found[1]) == os.getpid() or not self.alive(int(found[1]))):
                    self.unlink_quietly(folder / name)

    def unlink_quietly(self, path: Path) -> None:
        with suppress(OSError):
            self.unlink(path)

    @contextmanager
    def lock(self, path: Path, seconds: float | None = None) -> Iterator[None]:
        """Holds the file's lock; the kernel frees it when a process dies. Refused after `seconds` of waiting."""
        seconds = self.lock_seconds if seconds is None else seconds
        fd = self.open(path, os.O_RDWR | os.O_CREAT)
        try:
            deadline = time.monotonic() + seconds
            while True:
                try:
                    self.flock(fd)
                    break
                except BlockingIOError:
                    if time.monotonic() >= deadline:
                        raise Refused(
                            "The library is busy: another program has been writing to it for more than "
                            f"{seconds:g} seconds; wait for it to finish and try again."
                        ) from None
                    time.sleep(_pauses.uniform(0.0005, 0.003))
            yield
        finally:
            self._close_quietly(fd)

    def _read_all(self, fd: int) -> bytes:
        """In one piece where the file does not grow meanwhile: to join pieces keeps everybody else waiting."""
        parts: list[bytes] = []
        while part := self.read(fd, max(self.fstat(fd).st_size, _CHUNK) if not parts else _CHUNK):
            parts.append(part)
        return b"".join(parts)

    def _write_all(self, fd: int, data: Piece) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self.write(fd, rest) :]

    def _close_quietly(self, fd: int) -> None:
        with suppress(OSError):
            self.close(fd)
