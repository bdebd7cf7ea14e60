"""Texts that a watched file had for a while: let go of once nothing refers to them.

A file that goes on growing is another text each time that it is read, and each of them is kept like any text. Which
were put here for that alone is noted on this device, in `.state/interim.json`, by source. One of those is removed when
it is mentioned nowhere: in no record, in the files or committed; in no backup of the source's file, and no copy put
aside; in nothing that undo may lead back to. That is made sure of under the locks under which files and journal change;
and whoever commits a source is refused under the same lock if its text went meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from annotations.store.backups import Backups
from annotations.store.codec import Fields, line, parse
from annotations.store.disk import Signature, signature_of
from annotations.store.edits import Edit
from annotations.store.homes import SOURCES
from annotations.store.index import Index
from annotations.store.journal import Entry
from annotations.store.ledger import Ledger
from annotations.store.premises import Premises
from annotations.store.protocol import StoreError, TextGone
from annotations.store.shelf import Ask
from annotations.store.structures import Structures
from annotations.store.texts import Texts

_AT_ONCE = 4
"""Texts that are looked for in all records at a time; one comes with each version that is read."""
_SLICE = 4_000
"""Records that are looked through at a time: a few milliseconds in which nobody else is answered."""
_ASIDE = ("corrupt", "absorbed", "unsaved")
"""Folders of what was put aside, for a person or for the next session."""
_PRINT = re.compile(rb"[0-9a-f]{64}")


class Interim:
    def __init__(
        self, premises: Premises, ledger: Ledger, backups: Backups, texts: Texts, structures: Structures, ask: Ask
    ) -> None:
        self._premises = premises
        self._ledger = ledger
        self._backups = backups
        self._texts = texts
        self._structures = structures
        self._ask = ask
        self._path = premises.state / "interim.json"
        self._seen: dict[Path, tuple[Signature, frozenset[str]]] = {}
        """Of files that hardly ever change: which fingerprints are in them."""

    def all(self) -> set[str]:
        return {fingerprint for some in self._read().values() for fingerprint in some}

    def note(self, source: str, fingerprint: str) -> None:
        """The text is about to be put here. Where that cannot be noted it is kept like any other."""
        with suppress(OSError, StoreError), self._premises.files_lock():
            known = self._read()
            some = [other for other in known.get(source, ()) if other != fingerprint]
            self._write(known | {source: [*some, fingerprint]})

    def verify(self, edits: Iterable[Edit]) -> None:
        """Raises TextGone if a source is to have a text that was put here by us and is not here any more. Wants the
        journal's lock.
        """
        for edit in edits:
            fingerprint = str((edit.after or {}).get("fingerprint", "")) if edit.table == "source" else ""
            if fingerprint in self._texts.put_here and not self._texts.has(fingerprint):
                raise TextGone("The text of a source was removed by another window just now; read it again.")

    def let_go(self, source: str, needed: Collection[str]) -> set[str]:
        """Removes what can go of the source's, but for what is `needed`; returns that. Never raises: it can wait."""
        gone: set[str] = set()
        with suppress(OSError, StoreError):
            if not self._read().get(source):
                return gone
            with self._premises.files_lock():
                self._ledger.take_in()
                known = self._read()
                free = [x for x in known.get(source, ()) if x not in needed]
                file = f"{SOURCES}/{source}.json"
                mentioned = self._in_files(file)
                some = [x for x in free if x not in mentioned][:_AT_ONCE]
                mentioned = self._in_records(some)
                with self._ledger.taken_in():
                    gone = set(some) - mentioned - self._in_journal(file, some)
                    for fingerprint in gone:
                        self._texts.remove(fingerprint)
                        self._structures.remove(fingerprint)
                if gone:
                    left = {id: [x for x in some if x not in gone] for id, some in known.items()}
                    self._write({id: some for id, some in left.items() if some})
        return gone

    # ---- where a text may be mentioned ---------------------------------------------------------------------

    def _in_files(self, file: str) -> set[str]:
        """In the source's file as it stands, in what it was, and in what was put aside. Raises OSError."""
        self._premises.stat(file)
        paths = [self._premises.place(file), *self._backups.paths(file), *self._beside(file)]
        for folder in _ASIDE:
            paths += self._names(self._premises.state / folder)
        self._seen = {path: self._prints(path) for path in paths}
        return {fingerprint for _, found in self._seen.values() for fingerprint in found}

    def _beside(self, file: str) -> Iterator[Path]:
        """Copies that a sync program left and that wait to be merged."""
        path = self._premises.path / file
        return (other for other in self._names(path.parent) if other.name.startswith(path.stem) and other != path)

    def _names(self, folder: Path) -> list[Path]:
        with suppress(FileNotFoundError):
            return [folder / name for name in self._premises.disk.names(folder)]
        return []

    def _prints(self, path: Path) -> tuple[Signature, frozenset[str]]:
        signature = signature_of(self._premises.disk.stat(path))
        known = self._seen.get(path)
        if known is None or known[0] != signature:
            found = frozenset(x.decode() for x in _PRINT.findall(self._premises.disk.read_file(path)))
            known = signature, found
        return known

    def _in_records(self, fingerprints: Collection[str]) -> set[str]:
        """In any record of the library, as the files have it. Raises StoreError."""
        found: set[str] = set()
        last = self._ask(Index.last_row) if fingerprints else 0
        for start in range(0, last, _SLICE):
            found |= self._ask(_within(fingerprints, start))
        return found

    def _in_journal(self, file: str, fingerprints: Collection[str]) -> set[str]:
        """In what is committed, and in what undoing may lead back to."""
        entries = self._ledger.journal.mentioning([file, *fingerprints])
        pending = [edit.after for entry in self._ledger.journal.pending for edit in entry.edits]
        versions = line([*pending, *reachable(entries)])
        return {fingerprint for fingerprint in fingerprints if fingerprint in versions}

    # ---- the list ------------------------------------------------------------------------------------------

    def _read(self) -> dict[str, list[str]]:
        """By source, the oldest first. Anything that is not that is left out, and its text is kept."""
        try:
            found: Any = parse(self._premises.disk.read_file(self._path).decode())
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict):
            return {}
        lists = {id: some for id, some in found.items() if isinstance(some, list)}
        return {
            id: [x for x in some if isinstance(x, str) and _PRINT.fullmatch(x.encode())] for id, some in lists.items()
        }

    def _write(self, known: dict[str, list[str]]) -> None:
        self._premises.disk.replace_file(self._path, f"{line(known)}\n".encode(), sync=False)


def reachable(entries: Iterable[Entry]) -> Iterator[Fields | None]:
    """The versions of records, oldest transaction first, that undo may lead back to: none from before the last change
    that cannot be undone.
    """
    settled: set[tuple[str, str, str]] = set()
    for entry in reversed(tuple(entries)):
        for edit in reversed(entry.edits):
            if edit.key not in settled:
                yield edit.after
                if entry.op == "once":
                    settled.add(edit.key)
                else:
                    yield edit.before


def _within(fingerprints: Collection[str], start: int) -> Callable[[Index], set[str]]:
    return lambda index: index.mentioned(fingerprints, start, start + _SLICE)
