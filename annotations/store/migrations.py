"""Files that earlier versions of the program wrote, brought up in memory: one pure step from each schema to the next.

A file is written in the new schema when it is written anyway, and as it was before is kept for ever (`Backups.pin`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from annotations.store.codec import line, parse

if TYPE_CHECKING:
    from annotations.store.body import Lines

SCHEMA = 2
"""2: files remember what was deleted (`_deleted`) and what lost a merge (`_conflicts`). A program that knows neither
must not write them: what it deletes would come back with the next merge."""


def migrate(lines: Lines, schema: int) -> Lines:
    """The lines of a file of an earlier schema as this one has them; the argument stays as it is. Raises ValueError."""
    for earlier in range(schema, SCHEMA):
        lines = STEPS[earlier](lines)
    return lines


def _schema_in_header_only(lines: Lines) -> Lines:
    """Schema 1 repeated the schema in the library's own record, where it would now be wrong."""
    found = lines.get("library")
    if not found:
        return lines
    records = {id: {k: v for k, v in parse(text).items() if k != "schema"} for id, text in found.items()}
    return lines | {"library": {id: line(fields) for id, fields in records.items()}}


STEPS: Mapping[int, Callable[[Lines], Lines]] = MappingProxyType({1: _schema_in_header_only})
"""From each earlier schema to the next one."""
