"""The library's files: read as lines, and brought up to what the journal says. Wants the files' lock to write.

Bringing one up: read and hash what is there; put the committed edits into it, whoever wrote it last; serialise; a new
file beside it, synced and closed; the old version linked into the backups; the new one put in its place. The folder is
synced last, once for all files. Nothing is overwritten that was not looked at just before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from annotations.store.backups import Backups
from annotations.store.disk import Disk
from annotations.store.edits import Edit, overwrite, replay
from annotations.store.lines import Content, Lines, NewerSchema, digest, has_records, read, serialise
from annotations.store.migrations import SCHEMA
from annotations.store.protocol import StoreError
from annotations.store.recovery import recover
from annotations.store.versions import has_markers, merge_marked

PATIENCE = 0.3
"""Seconds in which a file that was just written by somebody may become whole."""
_PAUSE = 0.05
_RECENT = 2.0
_LOOKED_AT = 200
"""Files of which changes by other programs are looked for while the library is open."""


class Missing(StoreError):
    """A file that the library had is gone; writing to it would make another one with less in it."""


class Files:
    """Keeps what it last read of each file, so that a file that is as it was need not be taken apart again.

    `note` is called with a sentence for the reader about what was found and accepted, `differs` with a file's name and
    its lines as they were known and as somebody else left them. `history` gives what the journal has, for recovery.
    """

    def __init__(
        self,
        folder: Path,
        state: Path,
        disk: Disk,
        note: Callable[[str], None],
        differs: Callable[..., None],
        history: Callable[[], Iterable[Edit]],
    ) -> None:
        self._folder = folder
        self._state = state
        self._disk = disk
        self._note = note
        self._differs = differs
        self._history = history
        self._seen: dict[str, tuple[int, int, int]] = {}
        self._known: dict[str, Content] = {}
        self._written: set[str] = set()
        self._unsynced: set[Path] = set()
        self._merged: dict[str, bytes] = {}
        self.backups = Backups(state, disk)
        self.damaged: dict[str, str] = {}
        """What is known of each file that is damaged on the disk: a sentence or more."""

    def known(self, file: str) -> Content:
        """As last read, or read now. What others wrote since is not in it. Raises OSError, StoreError."""
        found = self._known.get(file)
        return self.read(file) if found is None else found

    def read(self, file: str) -> Content:
        """Empty, without digest, where there is no file. Raises OSError, and StoreError for a file to keep off."""
        path = self._folder / file
        try:
            self._look_at(file)
            data = self._disk.read_file(path)
        except FileNotFoundError:
            self._known.pop(file, None)
            return Content()
        last = self._known.get(file)
        if last is not None and last.digest == digest(data):
            return last
        try:
            content = self._content(file, path, data)
        except NewerSchema as error:
            raise StoreError(
                f"{path} was written by a newer crossread (schema {error.args[0]}); update crossread to open it."
            ) from None
        if content.edited:
            self._note(f"{path.name} was edited outside crossread; the edit was accepted.")
        self._known[file] = content
        if last is not None and last.lines != content.lines:
            self._differs(file, last.lines, content.lines)
        return content

    def changed(self) -> list[str]:
        """The files that are no longer what was last seen, by inode, size and time. Says which are gone."""
        found = []
        for file, seen in list(self._seen.items())[:_LOOKED_AT]:
            try:
                if file in self._known and self._look_at(file) != seen:
                    found.append(file)
            except FileNotFoundError:
                if has_records(self._known[file].lines):
                    self._note(f"{_gone(self._folder / file)} Until then its marks are only in this window.")
            except OSError:
                continue
        return found

    def put(self, file: str, data: bytes) -> None:
        """Replaces the file with `data`, which is whole. Raises OSError, StoreError. Call `sync` afterwards."""
        path = self._folder / file
        content = self.read(file)
        self._unsynced.add(path.parent)
        self._disk.make_folder(path.parent)
        self._disk.swap_file(path, data, lambda: self._keep(path, file, content))
        self._known[file] = now = read(data)
        if now.lines != content.lines:
            self._differs(file, content.lines, now.lines)
        self._look_at(file)
        self._written.add(file)
        self._merged.pop(file, None)
        self.damaged.pop(file, None)
        self.backups.rotate(file)

    def put_merged(self) -> None:
        """Puts what was read from files with conflict markers in their place. Raises OSError, StoreError."""
        for file, data in sorted(self._merged.items()):
            self.copy_aside(file, self._disk.read_file(self._folder / file), "absorbed")
            self.put(file, data)
        self.sync()

    def bring_up(self, file: str, edits: list[Edit]) -> Lines:
        """Writes the file with these committed edits in it and returns what it holds then. Raises OSError, StoreError.

        Call `sync` afterwards.
        """
        path = self._folder / file
        was = self._known.get(file)
        content = self.read(file)
        lines, disputed = replay(content.lines, edits)
        gone = not content.digest and has_records(lines)
        if gone and (disputed or (was and has_records(was.lines))):
            raise Missing(f"{_gone(path)} What was changed in it since is kept in the journal.")
        if disputed:
            copy = self.copy_aside(file, self._disk.read_file(path), "absorbed")
            self._note(
                f"{file} was edited by another program while changes were being saved; both were merged, and what that "
                f"program wrote is kept as {copy}."
            )
            self._differs(file, overwrite(content.lines, edits), lines)
        self._unsynced.add(path.parent)
        if lines == content.lines:
            return lines
        if not has_records(lines):
            self._keep(path, file, content)
            self._disk.unlink(path)
            self._known.pop(file, None)
            return {}
        data = serialise(lines, content.gen + 1, content.digest)
        self._disk.make_folder(path.parent)
        self._disk.swap_file(path, data, lambda: self._keep(path, file, content))
        self._known[file] = Content(lines, content.gen + 1, digest(data))
        self._look_at(file)
        self._merged.pop(file, None)
        self.damaged.pop(file, None)
        self._written.add(file)
        self.backups.rotate(file)
        return lines

    def sync(self) -> None:
        """Makes what was put in its place durable. Raises OSError; called again, it goes on."""
        for folder in sorted(self._unsynced):
            self._disk.sync_folder(folder)
            self._unsynced.discard(folder)

    def learn(self, file: str, edits: list[Edit]) -> None:
        """Another program has brought these edits into the file."""
        last = self._known.get(file)
        if last is not None:
            self._known[file] = Content(replay(last.lines, edits)[0], last.gen, "unread")

    def copy_newest(self) -> None:
        """Keeps a copy of each file written since: of all versions, only the latest is on the disk but once."""
        for file in sorted(self._written):
            content = self._known.get(file)
            if content is not None and content.digest != "unread":
                self.backups.keep_copy(self._folder / file, file, content)
        self._written.clear()

    def copy_aside(self, file: str, data: bytes, folder: str) -> Path:
        """Keeps these bytes in `.state/<folder>/` under a name made from the content. Raises OSError."""
        stem, _, suffix = file.rpartition("/")[2].rpartition(".")
        copy = self._state / folder / f"{stem}-{digest(data)[:12]}.{suffix}"
        self._disk.make_folder(copy.parent)
        self._disk.replace_file(copy, data)
        return copy

    def _look_at(self, file: str) -> tuple[int, int, int]:
        stat = self._disk.stat(self._folder / file)
        self._seen[file] = stat.st_ino, stat.st_size, stat.st_mtime_ns
        return self._seen[file]

    def _keep(self, path: Path, file: str, content: Content) -> None:
        if content.digest and file not in self._merged and file not in self.damaged:
            # One with conflict markers, or a damaged one, is no version to go back to.
            self.backups.keep(path, file, content)
            if content.schema < SCHEMA:
                self.backups.pin(path, file, SCHEMA)
            self._note(self.backups.problem)

    def _unmarked(self, path: Path, file: str, data: bytes) -> Content:
        """A file in which git left conflict markers, as both its sides merged. Raises ValueError, NewerSchema."""
        merged = merge_marked(data)
        self._note(f"{path.name} had conflict markers of git in it; both sides were merged.")
        self._merged[file] = merged
        return replace(read(merged), digest=digest(data))

    def _content(self, file: str, path: Path, data: bytes) -> Content:
        """Raises NewerSchema, and StoreError for what is damaged beyond recovery."""
        patience = PATIENCE
        while True:
            try:
                content = self._unmarked(path, file, data) if has_markers(data) else read(data)
            except ValueError as error:
                # Another program that writes in place may be half done.
                if patience > 0 and abs(time.time() - self._disk.stat(path).st_mtime) < _RECENT:
                    patience -= _PAUSE
                    time.sleep(_PAUSE)
                    data = self._disk.read_file(path)
                    continue
                return self._recovered(file, path, data, error)
            self.damaged.pop(file, None)
            return content

    def _recovered(self, file: str, path: Path, data: bytes, fault: ValueError) -> Content:
        try:
            kept = f"a copy is kept as {self.copy_aside(file, data, 'corrupt')}"
        except OSError:
            kept = "a copy could not be made, so keep one yourself"
        found = recover(file, data, self.backups.newest(file), self._history())
        if found is None:
            raise StoreError(
                f"{path} is damaged ({fault}) and was left as it is; {kept}. "
                "Repair the file or restore an older version of it, then open the library again."
            )
        self.damaged[file] = f"{path} is damaged ({fault}); {kept}. Recovered: {found.told}."
        self._note(f"{self.damaged[file]} The file is written anew with the next change in it.")
        return found.content


def _gone(path: Path) -> str:
    return f"{path} was deleted by another program; put it back, or restore it with `crossread check --repair`."
