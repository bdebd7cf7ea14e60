"""Copies that sync programs leave where two devices wrote to one file: merged once, then moved to `.state/absorbed/`.

A copy travels to every device like any file. Each merges it into the same bytes (`versions`), so they do not conflict
anew. There is no base that all of them would know; what tells deleted from new is the file's own memory (`deleted`).
The device that deleted a record knows more, its journal: older versions of the record, in a copy that is stale. It adds
them to that memory, from which the others learn them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from annotations.store.body import Lines
from annotations.store.deleted import recall
from annotations.store.disk import Disk
from annotations.store.files import Files
from annotations.store.homes import CLAIMS, LIBRARY, SOURCES, is_source_file
from annotations.store.lines import NewerSchema, digest, has_records, read
from annotations.store.merge import CONFLICTS
from annotations.store.protocol import StoreError
from annotations.store.versions import has_markers, merge_contents, merge_marked

_COPIES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(.+)\.sync-conflict-\d{8}-\d{6}-[a-z0-9]{7}\.json",  # Syncthing
        r"(.+?) ?\([^()]*conflicted copy[^()]*\)(?: \(\d+\))?\.json",  # Dropbox, Nextcloud; Obsidian
        r"(.+) \(\d{1,3}\)\.json",  # downloads, Google Drive
        r"(.+)\.json~[^/]+",  # git, where a branch has a folder of that name
        r"(.+)~HEAD\.json",
    )
)


def original_of(name: str) -> str:
    """The name of the file that a conflict copy is of; empty where it is none."""
    for pattern in _COPIES:
        if match := pattern.fullmatch(name):
            return f"{match[1]}.json"
    return ""


def has_copies(library: Path, disk: Disk) -> bool:
    """Raises OSError."""
    return any(True for _ in _copies(library, disk))


def absorb(library: Path, disk: Disk, files: Files) -> list[str]:
    """Merges every conflict copy in the library; a sentence for each. Wants the files' lock. Raises OSError."""
    notes = []
    for copy, file in _copies(library, disk):
        try:
            notes.append(_absorb(library, copy, file, disk, files))
        except NewerSchema as error:
            notes.append(
                f"{copy} was written by a newer crossread (schema {error.args[0]}); update crossread to merge it."
            )
        except (ValueError, StoreError) as error:
            notes.append(f"{copy}, a conflict copy of {file}, cannot be merged ({error}); it was left where it is.")
    return notes


def _copies(library: Path, disk: Disk) -> Iterator[tuple[str, str]]:
    """Paths in the library of copies, and of the files that they are of."""
    for name in _names(disk, library):
        if original_of(name) in (CLAIMS, LIBRARY):
            yield name, original_of(name)
    for name in _names(disk, library / SOURCES):
        original = original_of(name)
        if is_source_file(original):
            yield f"{SOURCES}/{name}", f"{SOURCES}/{original}"


def _absorb(library: Path, copy: str, file: str, disk: Disk, files: Files) -> str:
    theirs = disk.read_file(library / copy)
    if has_markers(theirs):
        theirs = merge_marked(theirs)
    before = files.read(file)
    ours = files.data(file) if before.digest else b""
    lines = recall(before.lines, {key: found for key, found in files.deleted(file).items() if _has(theirs, key)})
    known = replace(before, held=lines, edited=before.edited or lines != before.lines)
    merged = merge_contents(None, (known, ours), (read(theirs), theirs))
    if merged != ours and has_records(read(merged).lines):
        files.put(file, merged)
        files.sync()
    _move_aside(library, copy, disk)
    told = _changes(before.lines, files.read(file).lines)
    return f"{copy}, a conflict copy of {file}, was merged: {told}. The copy is kept in .state/absorbed."


def _has(data: bytes, key: tuple[str, str]) -> bool:
    return key[1].encode() in data


def _move_aside(library: Path, copy: str, disk: Disk) -> None:
    folder = library / ".state" / "absorbed"
    disk.make_folder(folder)
    name = copy.rpartition("/")[2]
    with suppress(FileNotFoundError):
        disk.stat(folder / name)
        name = f"{digest(disk.read_file(library / copy))[:12]} {name}"
    disk.replace(library / copy, folder / name)
    disk.sync_folder(folder)
    disk.sync_folder((library / copy).parent)


def _changes(before: Lines, after: Lines) -> str:
    """What the merge did, in words."""
    tables = [name for name in {*before, *after} if not name.startswith("_")]
    added = sum(id not in before.get(name, {}) for name in tables for id in after.get(name, {}))
    gone = sum(id not in after.get(name, {}) for name in tables for id in before.get(name, {}))
    changed = sum(
        text != after[name].get(id, text)
        for name in tables
        if name in after
        for id, text in before.get(name, {}).items()
    )
    choices = len(set(after.get(CONFLICTS, {})) - set(before.get(CONFLICTS, {})))
    parts = [(added, "added"), (changed, "changed"), (gone, "removed")]
    told = ", ".join(f"{count} {'record' if count == 1 else 'records'} {what}" for count, what in parts if count)
    choice = f", {choices} of them with a value to choose (`crossread conflicts`)" if choices else ""
    return (told or "nothing in it was new") + choice


def _names(disk: Disk, folder: Path) -> list[str]:
    try:
        return sorted(disk.names(folder))
    except FileNotFoundError:
        return []
