"""The library's files: read as lines, and brought up to what the journal says. Wants the files' lock to write.

Bringing one up: read and hash what is there; put the committed edits into it, whoever wrote it last; serialise; a new
file beside it, synced and closed; the old version linked into the backups; the new one put in its place. The folder is
synced last, once for all files. Nothing is overwritten that was not looked at just before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from annotations.store.backups import Backups
from annotations.store.disk import Signature, signature_of
from annotations.store.edits import Edit, overwrite, replay
from annotations.store.index import Index
from annotations.store.lines import Content, Lines, digest, has_records, read, serialise
from annotations.store.migrations import SCHEMA
from annotations.store.premises import Premises
from annotations.store.protocol import StoreError
from annotations.store.salvage import Salvage

UNFIT: Signature = (0, 0, 0)
"""What no file looks like."""
_SMALL = 1 << 20
"""Bytes of a file that is worth remembering for what it had when it is first used."""
_LOOKED_AT = 200
"""Files of which changes by other programs are looked for while the library is open."""


class Missing(StoreError):
    """A file that the library had is gone; writing to it would make another one with less in it."""


class Files:
    """Keeps what it last read of each file, so that a file that is as it was need not be taken apart again.

    `differs` is called with a file's name and its lines as they were known and as somebody else left them. `history`
    gives what the journal has, for recovery.
    """

    def __init__(
        self, premises: Premises, differs: Callable[[str, Lines, Lines], object], history: Callable[[], Iterable[Edit]]
    ) -> None:
        self._premises = premises
        self._folder = premises.path
        self._disk = premises.disk
        self._differs = differs
        self._seen: dict[str, Signature] = {}
        self._known: dict[str, Content] = {}
        self._written: set[str] = set()
        self._unsynced: set[Path] = set()
        self.index: Index | None = None
        """Where what is read and written is entered, if anywhere."""
        self._watched: dict[str, None] = {}
        self.backups = Backups(premises.state, premises.disk)
        self._salvage = Salvage(premises, self.backups, history)
        self.gone: dict[str, Lines] = {}
        """What stood in files that somebody deleted. They are not made again until that is asked for."""

    @property
    def damaged(self) -> dict[str, str]:
        """What is known of each file that is damaged on the disk: a sentence or more."""
        return self._salvage.damaged

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
        self.gone.pop(file, None)
        if last is not None and last.digest == digest(data):
            self._enter(file, signature, last.lines)
            return last
        content = self._salvage.content(file, data)
        self._known[file] = content
        self._watched[file] = None
        self._enter(file, signature, content.lines)
        if last is not None and last.lines != content.lines:
            self._differs(file, last.lines, content.lines)
        return content

    def changed(self) -> list[str]:
        """The files that are no longer what was last seen, by inode, size and time. Those that are gone are `gone`."""
        found = []
        for file in list(self._watched)[-_LOOKED_AT:]:
            seen = self._seen.get(file)
            try:
                if self._look_at(file) != seen:
                    found.append(file)
            except FileNotFoundError:
                self.miss(file)
            except OSError:
                continue
        return found

    # ---- files that somebody deleted -----------------------------------------------------------------------

    def miss(self, file: str) -> bool:
        """The file is not there: whether it had records when it was last seen, and hence is `gone` now."""
        last = self._last(file)
        if last is None or not has_records(last.lines):
            return False
        if file not in self.gone:
            self.gone[file] = last.lines
            self._premises.note(_gone(self._folder / file))
        return True

    def recall(self, file: str) -> None:
        """The file is not there, and the index does not know it: it is `gone` if backups or journal know records."""
        lines = self._salvage.left_of(file)
        if has_records(lines) and self.index is not None:
            self.index.enter(file, UNFIT, lines)
            self.miss(file)

    def restore(self, file: str) -> None:
        """Writes a file that is `gone` as it was when it was last seen, unless it has come back. Raises OSError,
        StoreError. Call `sync` afterwards.
        """
        lines = self.gone.get(file)
        if lines is None or self.read(file).digest:
            return
        gen = self._last_gen(file) + 1
        data = serialise(lines, gen, "")
        self._write(file, data, Content(lines, gen, digest(data)))

    def _let_go(self, file: str) -> None:
        """Nothing is left of a file that is not there."""
        self.backups.keep_empty(file)
        self.gone.pop(file, None)
        self._known.pop(file, None)
        self._watched.pop(file, None)
        self._enter(file, None, {})

    # ---- writing -------------------------------------------------------------------------------------------

    def put(self, file: str, data: bytes) -> None:
        """Replaces the file with `data`, which is whole. Raises OSError, StoreError. Call `sync` afterwards."""
        before = self.read(file)
        now = read(data)
        self._write(file, data, now, before)
        if now.lines != before.lines:
            self._differs(file, before.lines, now.lines)

    def _write(
        self, file: str, data: bytes, now: Content, before: Content | None = None, seen: Signature | None = None
    ) -> None:
        """Puts the file in its place; the one that stands there, which is `before`, is kept as a backup."""
        path = self._folder / file
        self._unsynced.add(path.parent)
        self._disk.make_folder(path.parent)
        self._disk.swap_file(path, data, lambda: self._keep(path, file, before or Content()))
        self._known[file] = now
        self._salvage.forget(file)
        self.gone.pop(file, None)
        self._watched[file] = None
        self._enter(file, self._look_at(file), now.lines, (seen, before.lines) if before and seen else None)
        self._written.add(file)
        self.backups.rotate(file)

    def put_merged(self) -> None:
        """Puts what was read from files with conflict markers in their place. Raises OSError, StoreError."""
        for file, data in sorted(self._salvage.merged.items()):
            self._salvage.copy_aside(file, self._disk.read_file(self._folder / file), "absorbed")
            self.put(file, data)
        self.sync()

    def bring_up(self, file: str, edits: list[Edit]) -> Lines:
        """Writes the file with these committed edits in it and returns what it holds then. Raises OSError, StoreError.

        Call `sync` afterwards.
        """
        path = self._folder / file
        last = self._last(file)
        content = self.read(file)
        seen = self._seen.get(file)
        if not content.digest and (left := self._left(file, last, edits)) is not None:
            if has_records(left):
                raise Missing(f"{_gone(path)} What was changed in it since is kept in the journal.")
            self._let_go(file)
            return {}
        lines, disputed = replay(content.lines, edits)
        if disputed and not content.digest:
            raise Missing(_gone(path))
        if disputed:
            copy = self._salvage.copy_aside(file, self._disk.read_file(path), "absorbed")
            self._premises.note(
                f"{file} was edited by another program while changes were being saved; both were merged, and what that "
                f"program wrote is kept as {copy}."
            )
            self._differs(file, overwrite(content.lines, edits), lines)
        self._unsynced.add(path.parent)
        if lines == content.lines and file not in self.damaged:
            return lines
        if not has_records(lines):
            self._keep(path, file, content)
            self.backups.keep_empty(file, content.gen + 1)
            self._disk.unlink(path)
            self._known.pop(file, None)
            self._enter(file, None, {})
            return {}
        gen = (content.gen if content.digest else self._last_gen(file)) + 1
        data = serialise(lines, gen, content.digest)
        self._write(file, data, Content(lines, gen, digest(data)), content, seen)
        return lines

    def _last_gen(self, file: str) -> int:
        """Where a file that is not there goes on to count."""
        newest = self.backups.newest(file)
        return newest.gen if newest else 0

    def _left(self, file: str, last: Content | None, edits: list[Edit]) -> Lines | None:
        """What would stand after these edits in a file that is not there; None where there never was one."""
        lines = self.gone.get(file) or (last.lines if last else {})
        if self.index is None and not has_records(lines) and (backup := self.backups.newest(file)):
            lines = backup.lines
        return replay(lines, edits)[0] if has_records(lines) else None

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
                signature = self._premises.signature(file)
                if signature is None and last is not None and not has_records(self._known[file].lines):
                    self._known.pop(file)
                    self.gone.pop(file, None)
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

    def stale(self, files: Iterable[str]) -> list[str]:
        """Which of these files the index does not have as they are. Raises sqlite3.Error."""
        assert self.index is not None
        known = self.index.signatures()
        return [file for file in files if known.get(file) != self._premises.signature(file)]

    def forget(self, file: str) -> None:
        """What was read of a file need not be kept: the index has it. Of a damaged one nothing better can be read."""
        if file in self._salvage:
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

    def _last(self, file: str) -> Content | None:
        """The file as it was last seen, here or by another window."""
        found = self._known.get(file)
        if found is None and file in self.gone:
            return Content(self.gone[file], digest="unread")
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
            told = file in self._salvage
            self.index.enter(file, UNFIT if told and signature else signature, lines, before)

    def _look_at(self, file: str) -> Signature:
        self._seen[file] = signature_of(self._disk.stat(self._folder / file))
        return self._seen[file]

    def _keep(self, path: Path, file: str, content: Content) -> None:
        if content.digest and file not in self._salvage:
            self.backups.keep(path, file, content)
            if content.schema < SCHEMA:
                self.backups.pin(path, file, SCHEMA)
            self._premises.note(self.backups.problem)


def _gone(path: Path) -> str:
    return (
        f"{path} was deleted by another program. What stood in it is still known: bring it back with "
        "`crossread check --repair`, or let it go with `crossread check --let-go`."
    )
