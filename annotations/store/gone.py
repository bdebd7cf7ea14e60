"""Files of the library that somebody deleted although records stood in them. A person says what becomes of those.

Until then such a file is never made again, and its records stay where they are asked for. What it held is in the index;
where that was lost too, in the file's newest backup and the journal. A file that the program itself removed, since
nothing was left in it, is known by a last backup without records.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from annotations.model import Mark, Record, Source
from annotations.store.body import Lines
from annotations.store.codec import decode, parse
from annotations.store.edits import Edit
from annotations.store.homes import CLAIMS, LIBRARY, tables_of
from annotations.store.protocol import StoreError


@dataclass(frozen=True, slots=True)
class Gone:
    """`file` is its path in the library, `records` are those that stood in it when it was last seen."""

    file: str
    records: tuple[Record, ...]

    def __str__(self) -> str:
        """What a person calls it."""
        named = {CLAIMS: "the claims", LIBRARY: "the tags"}.get(self.file)
        source = next((record for record in self.records if isinstance(record, Source)), None)
        return named or (f"“{source.title}”" if source else self.file)

    @property
    def marks(self) -> int:
        return sum(isinstance(record, Mark) for record in self.records)


def gone_of(file: str, lines: Lines) -> Gone:
    """Records that cannot be read are left out."""
    found: list[Record] = []
    for table in tables_of(file):
        for id, text in sorted(lines.get(table, {}).items()):
            with suppress(StoreError, ValueError):
                found.append(decode(table, id, parse(text), file))
    return Gone(file, tuple(found))


def alive(history: Iterable[Edit]) -> set[str]:
    """The files in which a record stands by what was committed."""
    found: dict[str, set[tuple[str, str]]] = {}
    for edit in history:
        records = found.setdefault(edit.file, set())
        if edit.after is None:
            records.discard((edit.table, edit.id))
        else:
            records.add((edit.table, edit.id))
    return {file for file, records in found.items() if records}
