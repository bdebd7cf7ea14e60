"""What a transaction does to the files: one edit for each record and file, and how edits meet what is on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from annotations.changes import Change
from annotations.model import Record
from annotations.store import deleted
from annotations.store.body import Body, Changes, Lines, difference
from annotations.store.codec import Fields, decode, encode, field_names, line, parse
from annotations.store.deleted import DELETED
from annotations.store.lines import to_lines, to_tables
from annotations.store.merge import CONFLICTS, merge
from annotations.store.protocol import Conflict, StoreError


@dataclass(frozen=True, slots=True)
class Edit:
    """One record of one file, its known fields before and after; None means that it is not there."""

    file: str
    table: str
    id: str
    before: Fields | None
    after: Fields | None

    @property
    def key(self) -> tuple[str, str, str]:
        return self.file, self.table, self.id


Current = Callable[[str, str, str], Fields | None]
"""File, table, id → the record's known fields as they stand committed."""


def by_file(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    grouped: dict[str, list[Edit]] = {}
    for edit in edits:
        grouped.setdefault(edit.file, []).append(edit)
    return grouped


def check(edits: Iterable[Edit], current: Current) -> None:
    """Raises Conflict when a record is neither as before an edit nor, which is no conflict, as after it already."""
    now: dict[tuple[str, str, str], Fields | None] = {}
    for edit in edits:
        found = now[edit.key] if edit.key in now else current(*edit.key)
        if found not in (edit.before, edit.after):
            what = "deleted" if found is None else "added" if edit.before is None else "changed"
            raise Conflict(
                f"{edit.table} record {edit.id} in {edit.file} was {what} by another program meanwhile; "
                "nothing was saved: look at it as it stands now and make the change again."
            )
        now[edit.key] = edit.after


def replay(lines: Lines, edits: Iterable[Edit]) -> tuple[Lines, list[str]]:
    """One file's lines after acknowledged edits, however many of them are done already; `lines` stays as it is.

    A record that somebody else had changed meanwhile is merged. Also returns the ids of those.
    """
    after = {name: dict(table) for name, table in lines.items()}
    chains: dict[tuple[str, str], list[Edit]] = {}
    for edit in edits:
        chains.setdefault((edit.table, edit.id), []).append(edit)
    disputed = []
    for steps in chains.values():
        first, last = steps[0], steps[-1]
        text = after.get(first.table, {}).get(first.id)
        if known_fields(*first.key, text) in (first.before, *(step.after for step in steps)):
            _put(after, last)
        else:
            disputed.append(first.id)
            _merge(after, first, last)
    return after, disputed


def effect(body: Body, edits: Iterable[Edit]) -> tuple[Changes, list[str]]:
    """What `replay` would change in a file's body, found by looking at the records of the edits alone.

    Also the ids of records that somebody else had changed meanwhile: with any, only `replay` says what is to be.
    Raises ValueError on a body that cannot be read.
    """
    edits = tuple(edits)
    before: Lines = {}
    for edit in edits:
        for table, id in ((edit.table, edit.id), (DELETED, deleted.key(edit.table, edit.id))):
            text = body.line(table, id)
            if text is not None:
                before.setdefault(table, {})[id] = text
    after, disputed = replay(before, edits)
    return difference(before, after), disputed


def descent(history: Iterable[Edit], file: str) -> dict[tuple[str, str], list[Fields]]:
    """Of each record of the file that was deleted last: the versions that led to that, one out of the other.

    A version that was put aside by somebody else's is not among them, nor what came before it.
    """
    chains: dict[tuple[str, str], list[Edit]] = {}
    for edit in history:
        if edit.file == file:
            chains.setdefault((edit.table, edit.id), []).append(edit)
    found: dict[tuple[str, str], list[Fields]] = {}
    for key, steps in chains.items():
        now: Fields | None = None
        for edit in reversed(steps):
            if edit.after != now:
                break
            now = edit.before
            if now is not None:
                found.setdefault(key, []).append(now)
    return found


def overwrite(lines: Lines, edits: Iterable[Edit]) -> Lines:
    """The lines as they would be after the edits had nobody else changed anything; `lines` stays as it is."""
    after = {name: dict(table) for name, table in lines.items()}
    for edit in edits:
        _put(after, edit)
    return after


def changes_between(file: str, tables: Iterable[str], before: Lines, after: Lines) -> tuple[Change, ...]:
    """What differs in the records of a file. One that cannot be read counts as not there."""
    found = []
    changed = difference(before, after)
    for table in tables:
        old, new = before.get(table, {}), after.get(table, {})
        for id in sorted(changed.get(table, {})):
            ends = [_record(file, table, id, lines.get(id)) for lines in (old, new)]
            if ends[0] != ends[1]:
                found.append(Change(*ends))
    return tuple(found)


def _record(file: str, table: str, id: str, text: str | None) -> Record | None:
    try:
        return None if text is None else decode(table, id, parse(text), file)
    except StoreError:
        return None


def known_fields(file: str, table: str, id: str, text: str | None) -> Fields | None:
    return None if text is None else encode(decode(table, id, parse(text), file))


def changes_of(edits: Iterable[Edit]) -> tuple[Change, ...]:
    """The records that edits change, each once: a record that moved from one file to another is two edits."""
    ends: dict[tuple[str, str], list[Fields | None]] = {}
    for edit in edits:
        known = ends.setdefault((edit.table, edit.id), [edit.before, edit.after])
        known[0] = edit.before if known[0] is None and known[1] is None else known[0]
        known[1] = edit.after
    return tuple(
        Change(*(None if fields is None else decode(table, id, fields) for fields in (before, after)))
        for (table, id), (before, after) in ends.items()
        if before != after
    )


def _put(lines: Lines, edit: Edit) -> None:
    """Sets the known fields; fields that another program added to the record stay. What is deleted is remembered."""
    table = lines.setdefault(edit.table, {})
    text = table.get(edit.id)
    if edit.after is None:
        if text is not None:
            del table[edit.id]
            _remember(lines, edit, text)
        return
    if text is None and DELETED in lines:
        lines[DELETED].pop(deleted.key(edit.table, edit.id), None)
    fields = field_names(edit.table)
    foreign = {name: value for name, value in parse(text).items() if name not in fields} if text else {}
    table[edit.id] = line(foreign | edit.after)


def _remember(lines: Lines, edit: Edit, text: str) -> None:
    memory, key = lines.setdefault(DELETED, {}), deleted.key(edit.table, edit.id)
    tables = {DELETED: {key: parse(memory[key])}} if key in memory else {}
    deleted.remember(tables, edit.table, edit.id, parse(text))
    memory[key] = line(tables[DELETED][key])


def _merge(lines: Lines, first: Edit, last: Edit) -> None:
    """The record as it was, as we have it and as it stands in the file: three versions, merged field by field."""
    about = {name: lines.get(name, {}) for name in (DELETED, CONFLICTS)}
    theirs = to_tables(about | {first.table: {k: v for k, v in lines.get(first.table, {}).items() if k == first.id}})
    base, ours = dict(theirs), dict(theirs)
    base[first.table] = {} if first.before is None else {first.id: first.before}
    ours[first.table] = {} if last.after is None else {first.id: last.after}
    merged = to_lines(merge(base, ours, theirs).tables)
    lines.setdefault(first.table, {}).pop(first.id, None)
    for name, table in merged.items():
        lines.setdefault(name, {}).update(table)
