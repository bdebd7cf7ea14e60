"""What a library file remembers of records that were deleted: the table `_deleted`.

A copy of the file that still has a record either never heard that it was deleted, or is where it was edited
afterwards. Without a common ancestor only this memory tells the two apart. The id of an entry is `TABLE/ID`; its field
`was` lists the digests of the record as it was when it was deleted (several where two devices deleted two versions).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from annotations.store.codec import Fields, line, parse

if TYPE_CHECKING:
    from annotations.store.body import Lines
    from annotations.store.lines import Tables

DELETED = "_deleted"


def key(table: str, id: str) -> str:
    return f"{table}/{id}"


def digest(fields: Fields) -> str:
    """32 hexadecimal digits of the SHA-256 of the record's canonical line."""
    return hashlib.sha256(line(fields).encode()).hexdigest()[:32]


def versions(tables: Tables, table: str, id: str) -> frozenset[str]:
    """The digests of the deleted versions; empty when the record is not known as deleted."""
    was = tables.get(DELETED, {}).get(key(table, id), {}).get("was")
    return frozenset(item for item in was if isinstance(item, str)) if isinstance(was, list) else frozenset()


def remember(tables: Tables, table: str, id: str, fields: Fields) -> None:
    """Notes in place that the record, as it was, has been deleted."""
    was = versions(tables, table, id) | {digest(fields)}
    tables.setdefault(DELETED, {})[key(table, id)] = {"was": sorted(was)}


def recall(lines: Lines, known: Mapping[tuple[str, str], Iterable[Fields]]) -> Lines:
    """The lines with these versions remembered as deleted, of records that are not among them."""
    tables: Tables = {DELETED: {key: parse(text) for key, text in lines.get(DELETED, {}).items()}}
    for (table, id), found in known.items():
        if id not in lines.get(table, {}):
            for fields in found:
                remember(tables, table, id, fields)
    memory = {key: line(fields) for key, fields in tables[DELETED].items()}
    return lines | {DELETED: memory} if memory else lines


def forget(tables: Tables, table: str, id: str) -> None:
    """The record is there again."""
    memory = tables.get(DELETED)
    if memory:
        memory.pop(key(table, id), None)
        if not memory:
            del tables[DELETED]
