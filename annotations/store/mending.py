"""What is wrong with a library's own files, and writing them anew. `recovery` says what can still be had of them.

Separate from `check`, which compares what the records say, and from reading, which never writes: only a person who asks
for a repair gets one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from annotations.store.disk import Disk
from annotations.store.edits import Edit
from annotations.store.files import Files
from annotations.store.journal import Journal
from annotations.store.lines import serialise
from annotations.store.recovery import recover


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind` is `file` or `journal`; `repair` says what was done once it is mended."""

    kind: str
    message: str
    repair: str


def faults(library: Path, files: Files, journal: Journal, disk: Disk) -> list[Fault]:
    """As far as the files have been read. Changes nothing."""
    anew = "the file was written anew from what could be recovered"
    found = [Fault("file", message, anew) for _, message in sorted(files.damaged.items())]
    for file in _missing(library, _all(journal), disk):
        message = f"{library / file} is gone, though nothing that was done here deleted it."
        found.append(Fault("file", message, "it was brought back from its newest backup and the journal"))
    if journal.damaged:
        message = f"Lines of the journal cannot be read ({journal.damaged}); they were skipped."
        found.append(Fault("journal", message, "the journal was written anew without them"))
    return found


def mend(library: Path, files: Files, journal: Journal, disk: Disk) -> None:
    """Mends all of `faults`. Wants both locks. Raises OSError, StoreError."""
    history = _all(journal)
    for file in sorted(files.damaged):
        content = files.known(file)
        files.put(file, serialise(content.lines, content.gen + 1, content.digest))
    for file in _missing(library, history, disk):
        found = recover(file, b"", files.backups.newest(file), history)
        if found is not None:
            files.put(file, serialise(found.content.lines, found.content.gen + 1, ""))
    files.sync()
    if journal.damaged:
        journal.start_anew()


def _all(journal: Journal) -> list[Edit]:
    return [edit for entry in journal.history() for edit in entry.edits]


def _missing(library: Path, history: Iterable[Edit], disk: Disk) -> list[str]:
    """Files in which, by the journal, a record stands, and which are not there."""
    alive: dict[str, set[tuple[str, str]]] = {}
    for edit in history:
        records = alive.setdefault(edit.file, set())
        if edit.after is None:
            records.discard((edit.table, edit.id))
        else:
            records.add((edit.table, edit.id))
    return [file for file, records in sorted(alive.items()) if records and not _exists(disk, library / file)]


def _exists(disk: Disk, path: Path) -> bool:
    try:
        disk.stat(path)
    except FileNotFoundError:
        return False
    return True
