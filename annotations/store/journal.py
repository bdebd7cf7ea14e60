"""The journal `.state/journal.jsonl`: a transaction is committed when its line is in it, whole and synced.

Lines: the head `{"applied","journal"}`, which names this journal and is unique to it; transactions
`{"by","changes":[{"file","table","id","before","after"}],"label","of","op","seq","sum"}` with `sum` the SHA-256 of the
line without it; and `{"applied":n}`: the files hold everything up to transaction n. The last kind needs no sync, since
replaying a transaction twice changes nothing. Bytes after the last newline were never acknowledged and are cut off
before the next append.

Transactions stay after they are applied, as the history that undo goes back in, until the journal has grown to
COMPACT_BYTES; then the latest HISTORY_BYTES of them are kept. Wants the journal's lock, and one thread at a time.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any, NoReturn

from annotations.ids import new_id
from annotations.store.codec import TABLES, decode, line, parse
from annotations.store.disk import Disk, Signature, signature_of
from annotations.store.edits import Edit
from annotations.store.protocol import StoreError

COMPACT_BYTES = 2 << 20
HISTORY_BYTES = 1 << 20
_SEALED = re.compile(rb'(?s)(.*"seq":(\d{1,18})),"sum":"([0-9a-f]{64})"\}\Z')
_FILE = re.compile(r"(library|claims|sources/[0-9A-Za-z][0-9A-Za-z_-]{0,63})\.json\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """A committed transaction as its line says it. `op` is `do`, `undo` or `redo`, the latter two `of` another seq."""

    seq: int
    edits: tuple[Edit, ...]
    label: str = ""
    by: str = ""
    op: str = "do"
    of: int = 0


@dataclass(slots=True)
class _Seen:
    """What is known of the journal: its head line, the offset after its last whole line, its transactions."""

    head: bytes = b""
    end: int = 0
    applied: int = 0
    lines: list[tuple[int, bytes]] = field(default_factory=list)
    pending: list[Entry] = field(default_factory=list)
    damaged: int = 0

    @property
    def seq(self) -> int:
        return max(self.applied, self.lines[-1][0] if self.lines else 0)


class Journal:
    """`unsure` is set when a failed append could not be taken back: then only reading anew tells what was committed."""

    def __init__(self, path: Path, disk: Disk, by: str) -> None:
        self.unsure = False
        self._path = path
        self._disk = disk
        self._by = by
        self._seen = _Seen()
        self._torn = False  # bytes after the last whole line
        self._key: Signature | None = None  # of what was read; None when it has to be read anew

    @property
    def damaged(self) -> int:
        """How many lines could not be read. They are skipped."""
        return self._seen.damaged

    @property
    def seq(self) -> int:
        """The number of the last transaction read or written."""
        return self._seen.seq

    @property
    def pending(self) -> tuple[Entry, ...]:
        """Transactions that the files may not hold yet, oldest first."""
        return tuple(self._seen.pending)

    @property
    def pending_bytes(self) -> int:
        """How much of the journal they are; counted from the latest back, so that the history costs nothing."""
        seen = self._seen
        return sum(len(raw) for _, raw in takewhile(lambda x: x[0] > seen.applied, reversed(seen.lines)))

    def history(self) -> list[Entry]:
        """The transactions that are kept, oldest first."""
        return _entries(raw for _, raw in self._seen.lines)

    def mentioning(self, words: Iterable[str]) -> list[Entry]:
        """Those of `history` in whose lines one of these words stands."""
        wanted = [word.encode() for word in words]
        return _entries(raw for _, raw in self._seen.lines if any(word in raw for word in wanted))

    def read(self, *, write: bool = True) -> list[Entry]:
        """Reads what others have added and returns it, oldest first. Costs a stat when that is nothing.

        The first time that is what is pending: the rest is in the files, and taken apart when `history` is asked for.
        Starts the journal where there is none, unless not to `write`. Raises OSError.
        """
        try:
            stat = self._disk.stat(self._path)
        except FileNotFoundError:
            stat = None
        if stat and self._key == signature_of(stat):
            return []
        before = self._seen
        first, last = not before.head, before.seq
        if stat and stat.st_size:
            data, stat, goes_on = self._disk.read_from(self._path, before.head, before.end)
            if not goes_on:
                self._seen = _Seen()
            _read_lines(data, self._seen)
            self._torn = not data.endswith(b"\n") and bool(data)
            self._key = signature_of(stat)
        elif write:
            self._start(before.seq, [raw for seq, raw in before.lines if seq > before.applied])
            return []
        else:
            return []
        if write and before is not self._seen:
            self._put_back(before)
        if first:
            return list(self._seen.pending)
        return _entries(raw for seq, raw in self._seen.lines if seq > last)

    def append(self, edits: list[Edit], label: str = "", op: str = "do", of: int = 0) -> Entry:
        """Commits a transaction. Call `read` first. Raises OSError; nothing is committed then, unless `unsure`."""
        if self._key is None:
            self.read()
        seen = self._seen
        entry = Entry(seen.seq + 1, tuple(edits), label, self._by, op, of)
        body = line(
            {
                "by": entry.by,
                "changes": [
                    {"after": x.after, "before": x.before, "file": x.file, "id": x.id, "table": x.table} for x in edits
                ],
                "label": label,
                "of": of,
                "op": op,
                "seq": entry.seq,
            }
        ).encode()
        raw = body[:-1] + f',"sum":"{hashlib.sha256(body).hexdigest()}"}}'.encode()
        if self._torn:
            self._disk.cut(self._path, seen.end)
            self._torn = False
        try:
            stat = self._disk.append(self._path, raw + b"\n", sync=True)
        except BaseException:
            self._key = None
            try:
                self._disk.cut(self._path, seen.end)
            except OSError:
                self.unsure = True
            raise
        self._key = signature_of(stat)
        seen.end += len(raw) + 1
        seen.lines.append((entry.seq, raw))
        seen.pending.append(entry)
        return entry

    def mark_applied(self, seq: int) -> None:
        """Records that the files hold every transaction up to `seq`. Call `read` first.

        Never raises: unrecorded, they are replayed to no effect.
        """
        seen = self._seen
        seen.applied = max(seen.applied, seq)
        seen.pending = [entry for entry in seen.pending if entry.seq > seen.applied]
        try:
            if seen.end > COMPACT_BYTES:
                self._start(seen.applied, self._kept())
            elif not self._torn and self._key is not None:
                data = f"{line({'applied': seen.applied})}\n".encode()
                self._key = signature_of(self._disk.append(self._path, data, sync=False))
                seen.end += len(data)
        except OSError:
            self._key = None

    def start_anew(self) -> None:
        """The same journal without what cannot be read in it. Call `read` first. Raises OSError."""
        self._start(self._seen.applied, [raw for _, raw in self._seen.lines])

    def _kept(self) -> list[bytes]:
        """The lines that a compacted journal goes on with: what is not applied, and the latest before it."""
        room, kept = HISTORY_BYTES, []
        for seq, raw in reversed(self._seen.lines):
            room -= len(raw)
            if room < 0 and seq <= self._seen.applied:
                break
            kept.append(raw)
        return kept[::-1]

    def _start(self, applied: int, lines: list[bytes]) -> None:
        """A new journal that goes on after transaction `applied`; what the lines hold may be before or after that."""
        head = f"{line({'applied': applied, 'journal': new_id()})}\n".encode()
        data = head + b"".join(raw + b"\n" for raw in lines)
        self._key = None
        self._disk.replace_file(self._path, data)
        self._key = signature_of(self._disk.stat(self._path))
        self._seen = _Seen()
        _read_lines(data, self._seen)
        self._torn = False

    def _put_back(self, before: _Seen) -> None:
        """Another journal stands here than before: what only the former held is acknowledged and written again."""
        there = {seq for seq, _ in self._seen.lines}
        for entry in before.pending:
            if entry.seq > self._seen.applied and entry.seq not in there:
                self.append(list(entry.edits), entry.label, entry.op, entry.of)


def _entries(lines: Iterable[bytes]) -> list[Entry]:
    found = []
    for raw in lines:
        with suppress(ValueError, KeyError, TypeError, StoreError):
            found.append(_entry(raw))
    return found


def _read_lines(data: bytes, seen: _Seen) -> None:
    """Goes on reading whole lines, of which `data` begins with the one after `seen.end`.

    First what is applied: transactions that the files hold already are not taken apart, there may be a thousand.
    """
    end = data.rfind(b"\n") + 1
    lines = data[:end].split(b"\n")[:-1]
    for read in (_read_applied, _read_transaction):
        for raw in lines:
            seen.head = seen.head or raw + b"\n"
            try:
                read(raw, seen)
            except (ValueError, KeyError, TypeError, StoreError):
                seen.damaged += 1
    seen.end += end
    seen.pending = [entry for entry in seen.pending if entry.seq > seen.applied]


def _read_applied(raw: bytes, seen: _Seen) -> None:
    if raw.startswith(b'{"applied"'):
        applied = parse(raw.decode())["applied"]
        seen.applied = max(seen.applied, applied if type(applied) is int else _bad("no number"))


def _read_transaction(raw: bytes, seen: _Seen) -> None:
    if raw.startswith(b'{"applied"'):
        return
    sealed = _SEALED.match(raw)
    if not sealed or hashlib.sha256(sealed[1] + b"}").hexdigest() != sealed[3].decode():
        _bad("wrong sum")
    seq = int(sealed[2])
    if seen.lines and seq <= seen.lines[-1][0]:
        _bad("out of order")
    if seq > seen.applied:
        seen.pending.append(_entry(raw))
    seen.lines.append((seq, raw))


def _bad(fault: str) -> NoReturn:
    raise ValueError(fault)


def _entry(raw: bytes) -> Entry:
    """Raises ValueError, KeyError, TypeError, StoreError on what is no transaction of ours."""
    found = parse(raw.decode())
    return Entry(
        found["seq"],
        tuple(_edits(found["changes"])),
        str(found.get("label", "")),
        str(found.get("by", "")),
        str(found.get("op", "do")),
        int(found.get("of", 0)),
    )


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
