"""The library's files: read as lines, and brought up to what the journal says. Wants the files' lock to write.

Bringing one up: read and hash what is there; put the committed edits into it, whoever wrote it last; serialise; a new
file beside it, synced and closed; the old version linked into the backups; the new one put in its place. The folder is
synced last, once for all files. Nothing is overwritten that was not looked at just before.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from annotations.store.backups import Backups
from annotations.store.disk import Disk
from annotations.store.edits import Edit, overwrite, replay
from annotations.store.index import Index, Signature
from annotations.store.lines import Content, Lines, NewerSchema, digest, has_records, read, serialise
from annotations.store.migrations import SCHEMA
from annotations.store.protocol import StoreError
from annotations.store.recovery import recover
from annotations.store.versions import has_markers, merge_marked

PATIENCE = 0.3
"""Seconds in which a file that was just written by somebody may become whole."""
_PAUSE = 0.05
_RECENT = 2.0
UNFIT: Signature = (0, 0, 0)
"""What no file looks like."""
_LARGEST = (1 << 63) - 1  # number in SQLite
_SMALL = 1 << 20
"""Bytes of a file that is worth remembering for what it had when it is first used."""
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
        self.index: Index | None = None
        """Where what is read and written is entered, if anywhere."""
        self._watched: dict[str, None] = {}
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
            signature = self._look_at(file)
            data = self._disk.read_file(path)
        except FileNotFoundError:
            self._known.pop(file, None)
            return Content()
        last = self._last(file)
        if last is not None and last.digest == digest(data):
            self._enter(file, signature, last.lines)
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
        self._watched[file] = None
        self._enter(file, signature, content.lines)
        if last is not None and last.lines != content.lines:
            self._differs(file, last.lines, content.lines)
        return content

    def changed(self) -> list[str]:
        """The files that are no longer what was last seen, by inode, size and time. Says which are gone."""
        found = []
        for file in list(self._watched)[-_LOOKED_AT:]:
            seen = self._seen.get(file)
            try:
                if self._look_at(file) != seen:
                    found.append(file)
            except FileNotFoundError:
                last = self._last(file)
                if last is not None and has_records(last.lines):
                    self.tell_gone(file)
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
        self._merged.pop(file, None)
        self.damaged.pop(file, None)
        self._watched[file] = None
        self._enter(file, self._look_at(file), now.lines)
        if now.lines != content.lines:
            self._differs(file, content.lines, now.lines)
        self._written.add(file)
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
        was = self._last(file)
        content = self.read(file)
        seen = self._seen.get(file)
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
        if lines == content.lines and file not in self.damaged:
            return lines
        if not has_records(lines):
            self._keep(path, file, content)
            self._disk.unlink(path)
            self._known.pop(file, None)
            self._enter(file, None, {})
            return {}
        data = serialise(lines, content.gen + 1, content.digest)
        self._disk.make_folder(path.parent)
        self._disk.swap_file(path, data, lambda: self._keep(path, file, content))
        self._known[file] = Content(lines, content.gen + 1, digest(data))
        self._merged.pop(file, None)
        self.damaged.pop(file, None)
        self._watched[file] = None
        self._enter(file, self._look_at(file), lines, (seen, content.lines))
        self._written.add(file)
        self.backups.rotate(file)
        return lines

    def sync(self) -> None:
        """Makes what was put in its place durable. Raises OSError; called again, it goes on."""
        for folder in sorted(self._unsynced):
            self._disk.sync_folder(folder)
            self._unsynced.discard(folder)

    def learn(self, file: str, edits: list[Edit]) -> None:
        """Another program has brought these edits into the file, and as a rule into the index."""
        last = self._last(file)
        if last is not None:
            self._known[file] = Content(replay(last.lines, edits)[0], last.gen, "unread")
        if self.index is not None:
            with suppress(OSError, StoreError, sqlite3.Error):
                signature = self.signature(file)
                if signature is None and last is not None and not has_records(self._known[file].lines):
                    self._known.pop(file)
                    self._enter(file, None, {})
                elif self.index.signature(file) != signature:
                    self.read(file)

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

    def stale(self, files: Iterable[str]) -> list[str]:
        """Which of these files the index does not have as they are. Raises sqlite3.Error."""
        assert self.index is not None
        known = self.index.signatures()
        return [file for file in files if known.get(file) != self.signature(file)]

    def forget(self, file: str) -> None:
        """What was read of a file need not be kept: the index has it. Of a damaged one nothing better can be read."""
        if file in self.damaged or file in self._merged:
            return
        self._known.pop(file, None)
        self._watched.pop(file, None)

    def watch(self, file: str) -> None:
        """The file's records are in use: what other programs do to it is of interest."""
        if file in self._watched or self.index is None:
            return
        self._watched[file] = None
        with suppress(sqlite3.Error):
            signature = self.index.signature(file)
            if signature is not None and file not in self._known:
                self._seen[file] = signature
                if signature[1] < _SMALL:
                    self._known[file] = Content(self.index.lines(file) or {}, digest="unread")

    def tell_gone(self, file: str) -> None:
        """The file was deleted by another program."""
        self._note(f"{_gone(self._folder / file)} Until then its marks are only in this window.")

    def _last(self, file: str) -> Content | None:
        """The file as it was last seen, here or by another window."""
        found = self._known.get(file)
        if found is None and self.index is not None:
            with suppress(sqlite3.Error):
                lines = self.index.lines(file)
                return None if lines is None else Content(lines, digest="unread")
        return found

    def _enter(
        self, file: str, signature: Signature | None, lines: Lines, before: tuple[Signature | None, Lines] | None = None
    ) -> None:
        """What is to be told each time that the library is opened is entered so that the file is read again then."""
        if self.index is not None:
            told = file in self.damaged or file in self._merged
            self.index.enter(file, UNFIT if told and signature else signature, lines, before)

    def signature(self, file: str) -> Signature | None:
        try:
            return _signature_of(self._disk.stat(self._folder / file))
        except OSError:
            return None

    def _look_at(self, file: str) -> Signature:
        self._seen[file] = _signature_of(self._disk.stat(self._folder / file))
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


def _signature_of(stat: os.stat_result) -> Signature:
    return stat.st_ino & _LARGEST, stat.st_size, stat.st_mtime_ns


def _gone(path: Path) -> str:
    return f"{path} was deleted by another program; put it back, or restore it with `crossread check --repair`."
