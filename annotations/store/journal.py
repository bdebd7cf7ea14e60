"""The journal `.state/journal.jsonl`: a transaction is committed when its line is in it, whole and synced.

Lines: the head `{"applied","journal"}`, which names this journal and is unique to it; transactions
`{"changes":[{"file","table","id","before","after"}],"seq","sum"}` with `sum` the SHA-256 of the line without it; and
`{"applied":n}`: the files hold everything up to transaction n. The last kind needs no sync, since replaying a
transaction twice changes nothing. Bytes after the last newline were never acknowledged and are cut off before the next
append. Everything here but `latest` wants the library's lock.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from annotations.ids import new_id
from annotations.store.codec import TABLES, decode, line, parse
from annotations.store.disk import Disk
from annotations.store.edits import Edit
from annotations.store.protocol import StoreError

COMPACT_BYTES = 1 << 20
_SEALED = re.compile(rb'(?s)(.*),"sum":"([0-9a-f]{64})"\}\Z')
_FILE = re.compile(r"(library|claims|sources/[0-9A-Za-z][0-9A-Za-z_-]{0,63})\.json\Z")


@dataclass(slots=True)
class _Seen:
    """What is known of the journal: its head line, the offset after its last whole line, and what is not applied."""

    head: bytes = b""
    end: int = 0
    seq: int = 0
    pending: list[tuple[int, list[Edit]]] = field(default_factory=list)
    damaged: int = 0


class Journal:
    """`unsure` is set when a failed append could not be taken back: then only a new `read` tells what was committed."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self.unsure = False
        self._path = path
        self._disk = disk
        self._seen = _Seen()
        self._torn = False  # bytes after the last whole line
        self._stale = False  # a write failed, so what is on the disk has to be looked at again
        self._polled: tuple[object, int] = (None, 0)

    @property
    def damaged(self) -> int:
        """How many lines could not be read. They are skipped."""
        return self._seen.damaged

    def read(self) -> list[Edit]:
        """The edits of transactions that the files may not hold yet, oldest first. Raises OSError."""
        try:
            data = self._disk.read_file(self._path)
        except FileNotFoundError:
            data = b""
        self._stale = False
        if not data:
            self._start(0)
            return []
        if not (self._seen.head and data.startswith(self._seen.head)):
            self._seen = _Seen()
        _read_lines(data, self._seen)
        self._torn = len(data) > self._seen.end
        return self.pending()

    def pending(self) -> list[Edit]:
        return [edit for _, edits in self._seen.pending for edit in edits]

    def append(self, edits: list[Edit]) -> None:
        """Commits a transaction. Call `read` first. Raises OSError; nothing is committed then, unless `unsure`."""
        if self._stale:
            self.read()
        seen = self._seen
        body = line({"changes": [asdict(edit) for edit in edits], "seq": seen.seq + 1}).encode()
        data = body[:-1] + f',"sum":"{hashlib.sha256(body).hexdigest()}"}}\n'.encode()
        if self._torn:
            self._disk.cut(self._path, seen.end)
            self._torn = False
        try:
            self._disk.append(self._path, data, sync=True)
        except BaseException:
            self._stale = True
            try:
                self._disk.cut(self._path, seen.end)
            except OSError:
                self.unsure = True
            raise
        seen.end += len(data)
        seen.seq += 1
        seen.pending.append((seen.seq, edits))

    def mark_applied(self) -> None:
        """Records that the files hold every transaction. Never raises: unrecorded, they are replayed to no effect."""
        seen = self._seen
        seen.pending.clear()
        try:
            if seen.end > COMPACT_BYTES:
                self._start(seen.seq)
            elif not self._torn:
                data = f"{line({'applied': seen.seq})}\n".encode()
                self._disk.append(self._path, data, sync=False)
                seen.end += len(data)
        except OSError:
            self._stale = True

    def latest(self) -> int:
        """The number of the last transaction committed by anybody. Wants no lock; costs a stat when nothing changed."""
        with suppress(OSError):
            stat = self._disk.stat(self._path)
            key = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
            if key != self._polled[0]:
                seen = _Seen()
                _read_lines(self._disk.read_file(self._path), seen)
                self._polled = (key, seen.seq)
        return self._polled[1]

    def _start(self, applied: int) -> None:
        """A new journal, empty, that goes on after transaction `applied`."""
        head = f"{line({'applied': applied, 'journal': new_id()})}\n".encode()
        self._disk.replace_file(self._path, head)
        self._seen = _Seen(head, len(head), applied)
        self._torn = False


def _read_lines(data: bytes, seen: _Seen) -> None:
    """Goes on reading whole lines from `seen.end`."""
    end = data.rfind(b"\n") + 1
    for raw in data[seen.end : end].split(b"\n")[:-1]:
        seen.head = seen.head or raw + b"\n"
        try:
            _read_line(raw, seen)
        except (ValueError, KeyError, TypeError, StoreError):
            seen.damaged += 1
    seen.end = end


def _read_line(raw: bytes, seen: _Seen) -> None:
    found = parse(raw.decode())
    if "applied" in found:
        seen.pending = [entry for entry in seen.pending if entry[0] > found["applied"]]
        seen.seq = max(seen.seq, found["applied"])
        return
    sealed = _SEALED.match(raw)
    if not sealed or hashlib.sha256(sealed[1] + b"}").hexdigest() != sealed[2].decode():
        raise ValueError("wrong sum")
    seen.pending.append((found["seq"], list(_edits(found["changes"]))))
    seen.seq = max(seen.seq, found["seq"])


def _edits(changes: Iterable[Any]) -> Iterable[Edit]:
    """The file's name is checked because it becomes a path, and the journal of a copied library is not ours."""
    for change in changes:
        edit = Edit(**change)
        if not _FILE.match(edit.file) or edit.table not in TABLES:
            raise ValueError("a change to no file of the library")
        for fields in (edit.before, edit.after):
            if fields is not None:
                decode(edit.table, edit.id, fields)
        yield edit
