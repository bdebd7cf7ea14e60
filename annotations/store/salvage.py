"""What a file holds, in whatever state it is: half written by somebody, with git's conflict markers in it, damaged.

Apart from `files`, which reads and writes, and from `recovery`, which decides what can be had of a damaged file: here
a copy is kept first, and remembered what is to be said of the file and not to be kept as a version of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from annotations.store.backups import Backups
from annotations.store.body import Lines
from annotations.store.edits import Edit
from annotations.store.lines import Content, NewerSchema, digest, read
from annotations.store.premises import Premises
from annotations.store.protocol import StoreError
from annotations.store.recovery import recover
from annotations.store.versions import has_markers, merge_marked

PATIENCE = 0.3
"""Seconds in which a file that was just written by somebody may become whole."""
_PAUSE = 0.05
_RECENT = 2.0


class Salvage:
    """`history` gives what the journal has, for recovery."""

    def __init__(self, premises: Premises, backups: Backups, history: Callable[[], Iterable[Edit]]) -> None:
        self._premises = premises
        self._backups = backups
        self._history = history
        self.damaged: dict[str, str] = {}
        """What is known of each file that is damaged on the disk: a sentence or more."""
        self.merged: dict[str, bytes] = {}
        """What files with conflict markers are to hold."""

    def __contains__(self, file: str) -> bool:
        """Whether the file as it stands on the disk is no version to go back to."""
        return file in self.damaged or file in self.merged

    def forget(self, file: str) -> None:
        """The file was written anew."""
        self.damaged.pop(file, None)
        self.merged.pop(file, None)

    def content(self, file: str, data: bytes) -> Content:
        """Raises OSError, and StoreError for a file to keep off: from a newer program, or damaged beyond recovery."""
        disk, path = self._premises.disk, self._premises.place(file)
        patience = PATIENCE
        while True:
            try:
                content = self._unmarked(file, data) if has_markers(data) else read(data)
            except NewerSchema as error:
                raise StoreError(
                    f"{path} was written by a newer crossread (schema {error.args[0]}); update crossread to open it."
                ) from None
            except ValueError as error:
                # Another program that writes in place may be half done.
                if patience > 0 and abs(time.time() - disk.stat(path).st_mtime) < _RECENT:
                    patience -= _PAUSE
                    time.sleep(_PAUSE)
                    data = disk.read_file(path)
                    continue
                return self._recovered(file, data, error)
            self.damaged.pop(file, None)
            if content.edited:
                self._premises.note(f"{path.name} was edited outside crossread; the edit was accepted.")
            return content

    def left_of(self, file: str) -> Lines:
        """What backups and journal know of a file that is not there."""
        found = recover(file, b"", self._backups.newest(file), self._history())
        return found.content.lines if found else {}

    def copy_aside(self, file: str, data: bytes, folder: str) -> Path:
        """Keeps these bytes in `.state/<folder>/` under a name made from the content. Raises OSError."""
        stem, _, suffix = file.rpartition("/")[2].rpartition(".")
        copy = self._premises.state / folder / f"{stem}-{digest(data)[:12]}.{suffix}"
        self._premises.disk.make_folder(copy.parent)
        self._premises.disk.replace_file(copy, data)
        return copy

    def _unmarked(self, file: str, data: bytes) -> Content:
        """A file in which git left conflict markers, as both its sides merged. Raises ValueError, NewerSchema."""
        merged = merge_marked(data)
        name = file.rpartition("/")[2]
        self._premises.note(f"{name} had conflict markers of git in it; both sides were merged.")
        self.merged[file] = merged
        return replace(read(merged), digest=digest(data))

    def _recovered(self, file: str, data: bytes, fault: ValueError) -> Content:
        path = self._premises.path / file
        try:
            kept = f"a copy is kept as {self.copy_aside(file, data, 'corrupt')}"
        except OSError:
            kept = "a copy could not be made, so keep one yourself"
        found = recover(file, data, self._backups.newest(file), self._history())
        if found is None:
            raise StoreError(
                f"{path} is damaged ({fault}) and was left as it is; {kept}. "
                "Repair the file or restore an older version of it, then open the library again."
            )
        self.damaged[file] = f"{path} is damaged ({fault}); {kept}. Recovered: {found.told}."
        self._premises.note(f"{self.damaged[file]} The file is written anew with the next change in it.")
        return found.content
