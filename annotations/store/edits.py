"""What a transaction does to the files: one edit for each record and file, and how edits meet what is on the disk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from annotations.store.codec import Fields, decode, encode, field_names
from annotations.store.protocol import StoreError
from annotations.store.storage import Tables


class Conflict(StoreError):
    """A record on the disk is not what the change started from; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One record of one file, its known fields before and after; None means that it is not there."""

    file: str
    table: str
    id: str
    before: Fields | None
    after: Fields | None


def by_file(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    grouped: dict[str, list[Edit]] = {}
    for edit in edits:
        grouped.setdefault(edit.file, []).append(edit)
    return grouped


def apply(tables: Tables, edits: Iterable[Edit]) -> None:
    """Carries out the edits of one file in place. What is done already is no conflict.

    Raises Conflict, `tables` then half edited, when a record is neither as before nor as after.
    """
    for edit in edits:
        current = _current(tables, edit)
        if current == edit.after:
            continue
        if current != edit.before:
            what = "deleted" if current is None else "added" if edit.before is None else "changed"
            raise Conflict(
                f"{edit.table} record {edit.id} in {edit.file} was {what} by another program meanwhile; "
                "nothing was saved: reload the library and make the change again."
            )
        _put(tables, edit)


def replay(tables: Tables, edits: Iterable[Edit]) -> list[str]:
    """Brings one file's tables to the state after acknowledged edits, in place, however many of them are done already.

    Returns the ids of records that somebody else had changed meanwhile: for those the acknowledged state wins.
    """
    chains: dict[tuple[str, str], list[Edit]] = {}
    for edit in edits:
        chains.setdefault((edit.table, edit.id), []).append(edit)
    overwritten = []
    for steps in chains.values():
        if _current(tables, steps[0]) not in chain((steps[0].before,), (step.after for step in steps)):
            overwritten.append(steps[0].id)
        _put(tables, steps[-1])
    return overwritten


def _current(tables: Tables, edit: Edit) -> Fields | None:
    raw = tables.get(edit.table, {}).get(edit.id)
    return None if raw is None else encode(decode(edit.table, edit.id, raw, edit.file))


def _put(tables: Tables, edit: Edit) -> None:
    """Sets the known fields; fields that another program added to the record stay."""
    table = tables.setdefault(edit.table, {})
    if edit.after is None:
        table.pop(edit.id, None)
        return
    known = field_names(edit.table)
    foreign = {name: value for name, value in table.get(edit.id, {}).items() if name not in known}
    table[edit.id] = foreign | edit.after
