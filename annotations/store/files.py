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
from annotations.store.body import Changes, Lines, body_of, difference
from annotations.store.codec import Fields
from annotations.store.disk import Piece, Signature, signature_of
from annotations.store.edits import Edit, descent, effect, overwrite, replay
from annotations.store.index import Entry, Index
from annotations.store.lines import Content, digest, has_records, holds_records, read, sealed
from annotations.store.migrations import SCHEMA
from annotations.store.premises import Premises
from annotations.store.protocol import StoreError
from annotations.store.salvage import Salvage

UNFIT = Entry((0, 0, 0), "")
"""What no file is like."""
_SMALL = 1 << 20
"""Bytes of a file that is kept in memory where there is an index; of a larger one only its digest is."""
_LOOKED_AT = 200
"""Files of which changes by other programs are looked for while the library is open."""


class Missing(StoreError):
    """A file that the library had is gone; writing to it would make another one with less in it."""


class Files:
    """Keeps what it last saw of each file: a digest, and of small ones the content, so that one that is as it was need
    not be taken apart again, and what somebody else changed in it can be told.

    `differs` is called with a file's name and its lines as they were known and as somebody else left them. `history`
    gives what the journal has, for recovery and for what was deleted.
    """

    def __init__(
        self, premises: Premises, differs: Callable[[str, Lines, Lines], object], history: Callable[[], Iterable[Edit]]
    ) -> None:
        self._premises = premises
        self._folder = premises.path
        self._disk = premises.disk
        self._differs = differs
        self._seen: dict[str, Signature] = {}
        self._digests: dict[str, str] = {}
        self._known: dict[str, Content] = {}
        self._learned: dict[str, list[Edit]] = {}
        """What is in each file beyond what was seen of it."""
        self._written: dict[str, Content] = {}
        self._unsynced: set[Path] = set()
        self.index: Index | None = None
        """Where what is read and written is entered, if anywhere."""
        self._watched: dict[str, None] = {}
        self.backups = Backups(premises.state, premises.disk)
        self._history = history
        self._salvage = Salvage(premises, self.backups, history)
        self.gone: dict[str, Lines] = {}
        """What stood in files that somebody deleted. They are not made again until that is asked for."""

    @property
    def damaged(self) -> dict[str, str]:
        """What is known of each file that is damaged on the disk: a sentence or more."""
        return self._salvage.damaged

    # ---- reading -------------------------------------------------------------------------------------------

    def known(self, file: str) -> Content:
        """As last read, or read now. What others wrote since is not in it. Raises OSError, StoreError."""
        found = None if file in self._learned else self._known.get(file)
        return self.read(file) if found is None else found

    def read(self, file: str) -> Content:
        """Empty, without digest, where there is no file. Raises OSError, and StoreError for a file to keep off."""
        try:
            signature = self._look_at(file)
            data = self.data(file)
        except FileNotFoundError:
            self._known.pop(file, None)
            self._digests.pop(file, None)
            return Content()
        known = self._known.get(file)
        if known is not None and known.digest == digest(data):
            content, last = known, None
        else:
            content = self._salvage.content(file, data)
            last = None if content.digest == self._last_digest(file) else self._last_lines(file)
        self.gone.pop(file, None)
        self._remember(file, content.digest, len(data), lambda: content)
        self._enter(file, signature, content.digest, lambda: content.lines)
        if last is not None and last != content.lines:
            self._differs(file, last, content.lines)
        return content

    def data(self, file: str) -> bytes:
        """As it stands there. Raises OSError."""
        return self._disk.read_file(self._premises.place(file))

    def deleted(self, file: str) -> dict[tuple[str, str], list[Fields]]:
        """Versions of records that the journal knows to have been deleted from the file, by table and id."""
        return descent(self._history(), file)

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

    def stale(self, files: Iterable[str]) -> list[str]:
        """Which of these files the index does not have as they are. Raises sqlite3.Error."""
        assert self.index is not None
        known = self.index.signatures()
        return [file for file in files if known.get(file) != self._premises.signature(file)]

    # ---- files that somebody deleted -----------------------------------------------------------------------

    def miss(self, file: str) -> bool:
        """The file is not there: whether it had records when it was last seen, and hence is `gone` now."""
        lines = self._last_lines(file) or {}
        if not has_records(lines):
            return False
        if file not in self.gone:
            self.gone[file] = lines
            self._premises.note(_gone(self._folder / file))
        return True

    def recall(self, file: str) -> None:
        """The file is not there, and the index does not know it: it is `gone` if backups or journal know records."""
        lines = self._salvage.left_of(file)
        if has_records(lines) and self.index is not None:
            self.index.enter(file, UNFIT, lambda: lines)
            self.miss(file)

    def restore(self, file: str) -> None:
        """Writes a file that is `gone` as it was when it was last seen, unless it has come back. Raises OSError,
        StoreError. Call `sync` afterwards.
        """
        lines = self.gone.get(file)
        if lines is None or self.read(file).digest:
            return
        gen = self._last_gen(file) + 1
        self._swap(file, sealed([body_of(lines)], gen, ""), Content(), gen, {})

    def _left(self, file: str, known: Content | None, edits: list[Edit]) -> Lines | None:
        """What would stand after these edits in a file that is not there; None where there never was one."""
        lines = self._last_lines(file, known) or {}
        if self.index is None and not has_records(lines) and (backup := self.backups.newest(file)):
            lines = backup.lines
        return replay(lines, edits)[0] if has_records(lines) else None

    def _last_gen(self, file: str) -> int:
        """Where a file that is not there goes on to count."""
        newest = self.backups.newest(file)
        return newest.gen if newest else 0

    # ---- writing -------------------------------------------------------------------------------------------

    def put(self, file: str, data: bytes) -> None:
        """Replaces the file with `data`, which is whole. Raises OSError, StoreError. Call `sync` afterwards."""
        before, now = self.read(file), read(data)
        self._swap(file, [data], before, now.gen, difference(before.lines, now.lines))
        if now.lines != before.lines:
            self._differs(file, before.lines, now.lines)

    def put_merged(self) -> None:
        """Puts what was read from files with conflict markers in their place. Raises OSError, StoreError."""
        for file, data in sorted(self._salvage.merged.items()):
            self._salvage.copy_aside(file, self.data(file), "absorbed")
            self.put(file, data)
        self.sync()

    def bring_up(self, file: str, edits: list[Edit]) -> None:
        """Writes the file with these committed edits in it. Raises OSError, StoreError. Call `sync` afterwards."""
        path, known = self._premises.place(file), self._known.get(file)
        content = self.read(file)
        if not content.digest and (left := self._left(file, known, edits)) is not None:
            if has_records(left):
                raise Missing(f"{_gone(path)} What was changed in it since is kept in the journal.")
            self.backups.keep_empty(file)
            self._drop(file)
            return
        try:
            changes, disputed = effect(content.body, edits)
            if disputed and not content.digest:
                raise Missing(_gone(path))
            if disputed:
                changes = self._merged(file, content, edits)
            pieces, tables = content.body.spliced(changes)
        except ValueError as error:
            told = f"{path} is not laid out as its header says ({error}); restore an older version of it."
            raise StoreError(told) from None
        self._unsynced.add(path.parent)
        if not changes and file not in self.damaged:
            return
        if holds_records(tables):
            gen = (content.gen if content.digest else self._last_gen(file)) + 1
            self._swap(file, sealed(pieces, gen, content.digest), content, gen, changes)
        else:
            self._keep(file, content)
            self.backups.keep_empty(file, content.gen + 1)
            self._disk.unlink(path)
            self._drop(file)

    def _merged(self, file: str, content: Content, edits: list[Edit]) -> Changes:
        """What becomes of a file that another program changed at the same places: both are merged."""
        lines = replay(content.lines, edits)[0]
        copy = self._salvage.copy_aside(file, self.data(file), "absorbed")
        self._premises.note(
            f"{file} was edited by another program while changes were being saved; both were merged, and what that "
            f"program wrote is kept as {copy}."
        )
        self._differs(file, overwrite(content.lines, edits), lines)
        return difference(content.lines, lines)

    def _swap(self, file: str, pieces: list[Piece], before: Content, gen: int, changes: Changes) -> None:
        """Puts a file in pieces in the place of what stood there, which is kept."""
        path = self._premises.place(file)
        self._unsynced.add(path.parent)
        self._disk.make_folder(path.parent)
        self._disk.swap_file(path, pieces, lambda: self._keep(file, before))
        self._salvage.forget(file)
        self.gone.pop(file, None)
        sum_, size = digest(*pieces), sum(map(len, pieces))
        self._remember(file, sum_, size, lambda: read(b"".join(pieces)))
        signature = self._look_at(file)
        self._enter(file, signature, sum_, lambda: read(b"".join(pieces)).lines, (before.digest, changes))
        self._written[file] = Content({}, gen, sum_)
        self.backups.rotate(file)

    def sync(self) -> None:
        """Makes what was put in its place durable. Raises OSError; called again, it goes on."""
        for folder in sorted(self._unsynced):
            self._disk.sync_folder(folder)
            self._unsynced.discard(folder)

    def copy_newest(self) -> None:
        """Keeps a copy of each file written since: of all versions, only the latest is on the disk but once."""
        for file, content in sorted(self._written.items()):
            if self._last_digest(file) == content.digest:
                self.backups.keep_copy(self._premises.place(file), file, content)
        self._written.clear()

    # ---- what is known of them -----------------------------------------------------------------------------

    def learn(self, file: str, edits: list[Edit]) -> None:
        """Another program has brought these edits into the file, and as a rule into the index."""
        self._learned.setdefault(file, []).extend(edits)
        if self.index is not None:
            with suppress(OSError, StoreError, sqlite3.Error):
                signature, entry = self._premises.signature(file), self.index.entry(file)
                if signature is None and not has_records(self._last_lines(file) or {}):
                    self._drop(file)
                elif signature is not None and (entry is None or entry.signature != signature):
                    self.read(file)
        if not any(file in seen for seen in (self._known, self._digests, self.gone)):
            self._learned.pop(file, None)

    def forget(self, file: str) -> None:
        """What was read of a file need not be kept: the index has it. Of a damaged one nothing better can be read."""
        if file not in self._salvage:
            for known in (self._known, self._digests, self._learned, self._watched):
                known.pop(file, None)

    def watch(self, file: str) -> None:
        """The file's records are in use: what other programs do to it is of interest."""
        if file in self._watched or self.index is None:
            return
        self._watched[file] = None
        with suppress(sqlite3.Error):
            entry = self.index.entry(file)
            if entry is not None and file not in self._digests:
                self._seen[file], self._digests[file] = entry
                if entry.signature[1] < _SMALL:
                    self._known[file] = Content(self.index.lines(file) or {})

    def _last_digest(self, file: str) -> str:
        """Of the file as it was last seen, here or by another window; empty where that is not known."""
        if file in self._learned:
            return ""
        found = self._digests.get(file)
        if found is None and self.index is not None:
            with suppress(sqlite3.Error):
                entry = self.index.entry(file)
                return entry.digest if entry else ""
        return found or ""

    def _last_lines(self, file: str, known: Content | None = None) -> Lines | None:
        """What it held then, with what was learned since."""
        known = known or self._known.get(file)
        lines = known.lines if known else self.gone.get(file)
        if lines is None and self.index is not None:
            with suppress(sqlite3.Error):
                lines = self.index.lines(file)
        learned = self._learned.get(file)
        return replay(lines, learned)[0] if lines is not None and learned else lines

    def _remember(self, file: str, sum_: str, size: int, content: Callable[[], Content]) -> None:
        """The file is like this now."""
        self._digests[file] = sum_
        self._learned.pop(file, None)
        self._watched[file] = None
        if self.index is None or size < _SMALL or file in self._salvage:
            self._known[file] = content()
        else:
            self._known.pop(file, None)

    def _drop(self, file: str) -> None:
        """Nothing is left of a file that is not there."""
        self.gone.pop(file, None)
        self._salvage.forget(file)
        self.forget(file)
        self._enter(file, None, "", dict)

    def _enter(
        self,
        file: str,
        signature: Signature | None,
        sum_: str,
        lines: Callable[[], Lines],
        since: tuple[str, Changes] | None = None,
    ) -> None:
        """What is to be told each time that the library is opened is entered so that the file is read again then."""
        if self.index is not None:
            now = None if signature is None else UNFIT if file in self._salvage else Entry(signature, sum_)
            self.index.enter(file, now, lines, since)

    def _look_at(self, file: str) -> Signature:
        self._seen[file] = signature_of(self._premises.stat(file))
        return self._seen[file]

    def _keep(self, file: str, content: Content) -> None:
        if content.digest and file not in self._salvage:
            path = self._premises.place(file)
            self.backups.keep(path, file, content)
            if content.schema < SCHEMA:
                self.backups.pin(path, file, SCHEMA)
            self._premises.note(self.backups.problem)


def _gone(path: Path) -> str:
    return (
        f"{path} was deleted by another program. What stood in it is still known: bring it back with "
        "`crossread check --repair`, or let it go with `crossread check --let-go`."
    )
