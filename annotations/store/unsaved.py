"""What was done and could not be committed when the program ended: left in a file, for the next session to take up.

The library's own folder is tried first, then others, since what is full or cannot be written may be all of its disk.
Where others can write too, only a file of the same user counts.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from annotations.changes import Change, Transaction
from annotations.ids import new_id
from annotations.store.codec import decode, encode, id_of, line, parse, table_of
from annotations.store.disk import Disk, reason
from annotations.store.protocol import StoreError

Left = tuple[Transaction, str]
"""What was done, and its `op` as in `Store.commit`."""


class UnsavedFiles:
    def __init__(self, library: Path, disk: Disk, spare: Sequence[Path]) -> None:
        """`spare` are folders outside the library; a missing one is made where its parent is there."""
        self._disk = disk
        self._folders = (library / ".state" / "unsaved", *spare)
        self._prefix = f"unsaved-{hashlib.sha256(os.fsencode(library)).hexdigest()[:12]}-"

    def leave(self, done: Iterable[Left], *, refused: bool = False) -> Path:
        """Writes them to a new file in the first folder that takes it. Raises StoreError.

        What is `refused` is not taken up again: it is for a person to look at.
        """
        entries = [
            {"label": transaction.label, "op": op, "changes": [_fields(change) for change in transaction.changes]}
            for transaction, op in done
        ]
        data = line({"format": "crossread unsaved", "done": entries}).encode() + b"\n"
        name = f"{'refused-' if refused else ''}{self._prefix}{new_id()}.json"
        problem: OSError = FileNotFoundError()
        for folder in self._folders:
            try:
                self._disk.make_folder(folder)
                self._disk.replace_file(folder / name, data)
                return folder / name
            except OSError as error:
                problem = error
        raise StoreError(f"What was not saved could not be left in a file either: {reason(problem)}.") from problem

    def found(self) -> Iterator[tuple[Path, list[Left]]]:
        """What was left, oldest first. What cannot be read is passed over and stays."""
        for folder in self._folders:
            with suppress(OSError):
                for name in sorted(self._disk.names(folder)):
                    if name.startswith(self._prefix) and name.endswith(".json"):
                        with suppress(OSError, ValueError, KeyError, TypeError, StoreError):
                            if self._disk.stat(folder / name).st_uid == os.geteuid():
                                yield folder / name, _read(self._disk.read_file(folder / name))

    def remove(self, path: Path) -> None:
        self._disk.unlink_quietly(path)


def _fields(change: Change) -> dict[str, object]:
    ends = (None if record is None else encode(record) for record in (change.before, change.after))
    return {
        "table": table_of(change.record),
        "id": id_of(change.record),
        **dict(zip(("before", "after"), ends, strict=True)),
    }


def _read(data: bytes) -> list[Left]:
    return [
        (Transaction(str(entry["label"]), tuple(map(_change, entry["changes"]))), str(entry["op"]))
        for entry in parse(data.decode())["done"]
    ]


def _change(fields: dict[str, object]) -> Change:
    table, id = str(fields["table"]), str(fields["id"])
    before, after = (None if fields[end] is None else decode(table, id, fields[end]) for end in ("before", "after"))
    return Change(before, after)
