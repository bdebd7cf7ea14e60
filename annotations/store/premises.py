"""The library's folder as the parts of its store share it: where things are, its two locks, what is to be told of it.

Commits take the journal's lock, whoever changes files the files' lock. Whoever wants both takes the files' first; a
commit never waits for a file.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from annotations.store.disk import Disk, Signature, reason, signature_of
from annotations.store.homes import CLAIMS, LIBRARY, SOURCES, is_source_file
from annotations.store.protocol import Refused, StoreError

STATE = ".state"
REFUSED: Signature = (0, 0, 1)
"""Of a link that is not followed: it is no file, but something stands there."""
_BEGINNING = b'{"_header":'


class Premises:
    """`notes` and `read_only` as the store shows them."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self.path = path
        self.state = path / STATE
        self.disk = disk
        self.notes: list[str] = []
        self.read_only = ""
        self._sources = Path(os.path.realpath(path / SOURCES))
        self._looked_at: set[str] = set()
        self._links: dict[str, Path] = {}

    def note(self, note: str) -> None:
        if note and note not in self.notes:
            self.notes.append(note)

    def note_double(self, table: str, id: str, file: str) -> None:
        self.note(f"{file}: record {id} of table “{table}” is in another file too; that one was read.")

    def writable(self) -> None:
        """Raises StoreError where nothing can be written."""
        if self.read_only:
            raise StoreError(f"Nothing was changed. {self.read_only}")

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turns what the system refuses into a sentence."""
        try:
            yield
        except OSError as error:
            why = f"{reason(error)}."
            raise Refused(f"The library {self.path} could not be read or written: {why}", why) from error

    @contextmanager
    def journal_lock(self) -> Iterator[None]:
        with self._lock("lock"):
            yield

    @contextmanager
    def files_lock(self) -> Iterator[None]:
        with self._lock("files.lock"):
            yield

    def names(self, pending: Iterable[str]) -> list[str]:
        """The files that there are, and those that are to be, in the order in which their records count."""
        try:
            names = self.disk.names(self.path / SOURCES)
        except FileNotFoundError:
            names = []
        found = {f"{SOURCES}/{name}" for name in names if is_source_file(name)}
        return [*sorted(found.union(pending) - {CLAIMS, LIBRARY}), CLAIMS, LIBRARY]

    def present(self) -> set[str]:
        """The files that there are."""
        return {file for file in self.names(()) if file.startswith(f"{SOURCES}/") or self.signature(file) is not None}

    def stat(self, file: str) -> os.stat_result:
        """Of the file, or of what a link in its place leads to. Raises OSError: for a link that is not followed too.

        A link is followed that was there when the file was first looked at; what it leads to is written in its own
        place, and the link stays. One that takes the place of a file while the library is open is not.
        """
        if file in self._looked_at:
            return self.disk.stat(self.place(file))
        found = self.disk.stat(self.path / file)
        if stat.S_ISLNK(found.st_mode):
            self._links[file], found = self._followed(self.path / file)
        self._looked_at.add(file)
        return found

    def place(self, file: str) -> Path:
        """Where the file is, or is to be, once it was looked at."""
        return self._links.get(file) or self.path / file

    def _followed(self, link: Path) -> tuple[Path, os.stat_result]:
        """What a link leads to, if it is a file of a library and the same user's: anything else stays untouched."""
        place = Path(os.path.realpath(link))
        try:
            found = self.disk.stat(place)
            ours = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid()
            if ours and self.disk.read_file(place).startswith(_BEGINNING):
                return place, found
        except FileNotFoundError:
            pass
        raise OSError(errno.ELOOP, f"{link} leads to {place}")

    def signature(self, file: str) -> Signature | None:
        """What the file looks like; None where it cannot be seen."""
        try:
            return signature_of(self.stat(file))
        except OSError as error:
            return REFUSED if error.errno == errno.ELOOP else None

    def stamp(self) -> str:
        """What the library's folders look like as long as nobody puts or removes a file."""
        return repr([*map(self.signature, (CLAIMS, LIBRARY)), *map(self._look_at, (self.path, self._sources))])

    def _look_at(self, folder: Path) -> Signature | None:
        try:
            return signature_of(self.disk.stat(folder))
        except OSError:
            return None

    def sweep(self) -> None:
        """Removes what a crash left of files that were being written."""
        for folder in (self.path, self._sources, self.path / "texts", self.state):
            self.disk.sweep(folder)

    @contextmanager
    def _lock(self, name: str) -> Iterator[None]:
        if self.read_only:
            yield
            return
        with ExitStack() as held:
            try:
                held.enter_context(self.disk.lock(self.state / name))
            except FileNotFoundError:  # as after a git clone, which leaves `.state` out
                self.disk.make_folder(self.state)
                held.enter_context(self.disk.lock(self.state / name))
            yield
