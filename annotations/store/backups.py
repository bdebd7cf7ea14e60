"""Earlier versions of the library's files, in `.state/backups/<file>/<gen>-<sum>.json`.

The version that a write replaces is hard-linked here, which costs no writing. Kept are the last ten, one an hour for a
day and one a day for thirty days. Only whole files come in, so that a damaged one never rotates a good one out; names
of another form (those pinned before a migration) are never removed.
"""

from __future__ import annotations

import re
import stat
import time
from contextlib import suppress
from pathlib import Path

from annotations.store.disk import Disk, reason
from annotations.store.homes import CLAIMS, LIBRARY, SOURCES, is_source_file
from annotations.store.lines import Content, NewerSchema, digest, read, serialise

LAST = 10
_HOUR, _DAY = 3600.0, 86400.0
_SPANS = ((_HOUR, _DAY), (_DAY, 30 * _DAY))
"""One version in each so many seconds, for so many seconds."""
_NAME = re.compile(r"(\d{1,18})-([0-9a-f]{8})\.json\Z")


class Backups:
    """`problem` is a sentence once a version could not be kept; a write goes on without."""

    def __init__(self, state: Path, disk: Disk) -> None:
        self.problem = ""
        self._state = state
        self._disk = disk

    def keep(self, path: Path, file: str, content: Content) -> None:
        """Keeps the file as it is now, which is `content`. Never raises OSError."""
        try:
            folder = self._folder(file, make=True)
            name = folder / f"{content.gen}-{content.digest[:8]}.json"
            with suppress(FileExistsError):
                try:
                    self._disk.link(path, name)
                except FileExistsError:
                    raise
                except OSError:  # a file system without hard links
                    self._disk.copy(path, name)
        except OSError as error:
            self.problem = self.problem or f"Older versions of the library's files are not kept: {reason(error)}."

    def keep_copy(self, path: Path, file: str, content: Content) -> None:
        """As `keep`, with bytes of its own: a version that nothing has replaced yet stands on the disk only once."""
        with suppress(OSError):
            self._disk.copy(path, self._folder(file, make=True) / f"{content.gen}-{content.digest[:8]}.json")

    def keep_empty(self, file: str, gen: int = 0) -> None:
        """The file was removed on purpose, nothing being left in it: a version without records says so."""
        try:
            newest = self.newest(file)
            data = serialise({}, max(gen, newest.gen + 1 if newest else 1), newest.digest if newest else "")
            now = read(data)
            self._disk.replace_file(self._folder(file, make=True) / f"{now.gen}-{now.digest[:8]}.json", data)
        except OSError as error:
            self.problem = self.problem or f"Older versions of the library's files are not kept: {reason(error)}."

    def files(self) -> list[str]:
        """The files of which there are versions."""
        try:
            names = self._disk.names(self._state / "backups")
        except OSError:
            return []
        top = {file.removesuffix(".json"): file for file in (CLAIMS, LIBRARY)}
        return sorted(top.get(name, f"{SOURCES}/{name}.json") for name in names if is_source_file(f"{name}.json"))

    def paths(self, file: str) -> list[Path]:
        """All that is kept of a file. Raises OSError."""
        folder = self._folder(file)
        return [folder / name for name in self._disk.names(folder)] if self._there(folder) else []

    def pin(self, path: Path, file: str, schema: int) -> None:
        """Keeps the file as it is for ever: it is about to be written in `schema` for the first time."""
        try:
            name = self._folder(file, make=True) / f"pre-schema-{schema}.json"
            try:
                self._disk.stat(name)
            except FileNotFoundError:
                self._disk.replace_file(name, self._disk.read_file(path))
        except OSError as error:
            self.problem = self.problem or f"Older versions of the library's files are not kept: {reason(error)}."

    def rotate(self, file: str, now: float | None = None) -> None:
        """Removes what need not be kept any longer; `now` is in seconds since 1970."""
        now = time.time() if now is None else now
        with suppress(OSError):
            folder = self._folder(file)
            names = self._names(folder)
            if len(names) <= LAST:
                return
            times = {name: self._disk.stat(folder / name).st_mtime for name in names}
            for name in set(names) - wanted(names, times, now):
                self._disk.unlink_quietly(folder / name)

    def newest(self, file: str) -> Content | None:
        """The newest version that is whole; None where there is none."""
        with suppress(OSError):
            folder = self._folder(file)
            for name in reversed(self._names(folder)):
                with suppress(OSError, ValueError, NewerSchema):
                    data = self._disk.read_file(folder / name)
                    content = read(data)
                    if digest(data).startswith(name.rpartition("-")[2].removesuffix(".json")):
                        return content
        return None

    def _names(self, folder: Path) -> list[str]:
        """From the oldest generation to the newest."""
        found = [name for name in self._disk.names(folder) if _NAME.match(name)]
        return sorted(found, key=lambda name: (int(name.partition("-")[0]), name))

    def _folder(self, file: str, *, make: bool = False) -> Path:
        folder = self._state / "backups"
        for name in (folder, folder / file.rpartition("/")[2].removesuffix(".json")):
            if make and not self._there(name):
                self._disk.make_folder(name)
        return name

    def _there(self, folder: Path) -> bool:
        with suppress(FileNotFoundError):
            return stat.S_ISDIR(self._disk.stat(folder).st_mode)
        return False


def wanted(names: list[str], times: dict[str, float], now: float) -> set[str]:
    """Which of the versions, from the oldest to the newest, are kept: the newest ones and the first of each span."""
    kept = set(names[-LAST:])
    for step, most in _SPANS:
        taken: set[int] = set()
        for name in names:
            slot = int(times[name] // step)
            if now - times[name] <= most and slot not in taken:
                taken.add(slot)
                kept.add(name)
    return kept
