"""Three-way merge of the tables of one library file. Pure: no files, no clock, no chance.

Two devices that merge the same versions get the same bytes, whichever each calls “ours”; merging a version again
changes nothing. What decides, record by record:

* Changed on one side only: that side. Deleted on one side: gone if the other left it as it was, else the edit wins.
* Changed on both: field by field, tags as sets. Where a field clashes, a value wins over none, then the later
  `updated` (with `by` where a program writes it), then the larger value. This is decided for each field by itself: a
  merged record carries the later time, so comparing whole records would turn the winner round when the same copy comes
  back. The value that lost is kept in the table `_conflicts` under an id made of its content.

Without a base (a conflict copy has none that every device knows) what differs counts as changed on both sides, and
`_deleted` tells what was deleted from what is new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from annotations.store import deleted
from annotations.store.codec import Fields, line
from annotations.store.deleted import DELETED

if TYPE_CHECKING:
    from annotations.store.lines import Tables

CONFLICTS = "_conflicts"

_STAMP = ("updated", "by")
_SETS = frozenset({"tags"})
_TEXT = frozenset({"fingerprint", "length", "encoding", "format", "extractor", "script"})
"""Fields of a source that say one thing together: which text it is. A mixture of two versions would be no text."""
_CHOSEN_BY_PROGRAM = frozenset({("tags", "color"), ("tags", "letter")})
"""Nobody wrote these, so the one that loses is not worth a question."""


@dataclass(frozen=True, slots=True)
class Merged:
    """`alternatives` are the ids in `_conflicts` of the values that lost in this merge, in order."""

    tables: Tables
    alternatives: tuple[str, ...]


class _Lost(NamedTuple):
    field: str
    value: Any
    updated: str
    ours: bool  # whose value it was


def merge(base: Tables | None, ours: Tables, theirs: Tables) -> Merged:
    """Merges tables without their header. `base` is their last common version, None where there is none to know.

    The arguments are left as they are; the result may share records with them.
    """
    merged: Tables = {}
    lost: Tables = {CONFLICTS: {}}
    for table in sorted((set(base or ()) | set(ours) | set(theirs)) - {DELETED, CONFLICTS}):
        for id in _ids(table, base, ours, theirs):
            record, losers = _merge_record(table, id, base, ours, theirs)
            if record is not None:
                merged.setdefault(table, {})[id] = record
            for loser in losers:
                key, fields = alternative(table, id, loser.field, loser.value, loser.updated)
                rejected = _settled(key, base, theirs if loser.ours else ours)  # by the side that has another value
                if not rejected and (table, loser.field) not in _CHOSEN_BY_PROGRAM:
                    lost[CONFLICTS][key] = fields
    new = _merge_alternatives(merged, lost, base, ours, theirs)
    _merge_deleted(merged, base, ours, theirs)
    return Merged(merged, new)


def alternative(table: str, id: str, field: str, value: Any, updated: str) -> tuple[str, Fields]:
    """Id and fields under which a value that lost is kept. The id says what it is, not when it was written."""
    content = {"table": table, "record": id, "field": field, "value": line(value)}
    return hashlib.sha256(line(content).encode()).hexdigest()[:26], content | {"updated": updated}


def unit(field: str) -> str:
    """The name under which a field is decided: most stand alone, those of a source's text go with its fingerprint."""
    return "fingerprint" if field in _TEXT else field


def value_of(table: str, record: Fields, unit: str) -> Any:
    """The value that is decided as one; None when the record has none, which is never a stored value."""
    if table == "source" and unit == "fingerprint":
        return {name: record[name] for name in sorted(_TEXT & set(record))} or None
    return record.get(unit)


def _ids(table: str, *versions: Tables | None) -> list[str]:
    return sorted({id for version in versions if version for id in version.get(table, ())})


def _merge_record(
    table: str, id: str, base: Tables | None, ours: Tables, theirs: Tables
) -> tuple[Fields | None, list[_Lost]]:
    b, o, t = (version.get(table, {}).get(id) if version else None for version in (base, ours, theirs))
    if o is None or t is None:
        there, absent = (o, theirs) if t is None else (t, ours)
        if there is None:
            return None, []
        return (None if _is_deleted(table, id, there, b, base, absent) else there), []
    lines = line(o), line(t)
    if lines[0] == lines[1]:
        return o, []
    if b is not None and line(b) in lines:
        return (t if line(b) == lines[0] else o), []
    return _merge_fields(table, b, o, t)


def _is_deleted(table: str, id: str, there: Fields, before: Fields | None, base: Tables | None, absent: Tables) -> bool:
    """Whether a record that one side lacks is to go: it was deleted there, as it still is here."""
    if before is not None and line(before) == line(there):
        return True
    known = deleted.versions(base, table, id) if base else frozenset()  # what was undone since is not deleted
    return deleted.digest(there) in deleted.versions(absent, table, id) - known


def _merge_fields(table: str, base: Fields | None, ours: Fields, theirs: Fields) -> tuple[Fields, list[_Lost]]:
    stamps = _stamp(ours), _stamp(theirs)
    merged: Fields = {}
    lost: list[_Lost] = []
    grouped = unit if table == "source" else str
    for name in sorted({grouped(field) for field in (*ours, *theirs) if field not in _STAMP}):
        b, o, t = (None if side is None else value_of(table, side, name) for side in (base, ours, theirs))
        value: Any
        if line(o) == line(t):
            value = o
        elif base is not None and line(b) in (line(o), line(t)):
            value = t if line(b) == line(o) else o
        elif name in _SETS and _is_set(o) and _is_set(t):
            value = _merge_sets(b, o, t)
        else:
            ranks = tuple((v is not None, stamp, line(v)) for v, stamp in ((o, stamps[0]), (t, stamps[1])))
            first = ranks[0] >= ranks[1]
            value, loser = (o, t) if first else (t, o)
            if loser is not None:
                lost.append(_Lost(name, loser, stamps[1 if first else 0][0], ours=not first))
        if value is None:
            continue
        merged |= value if name == "fingerprint" and grouped is unit else {name: value}
    later = ours if stamps[0] >= stamps[1] else theirs
    return merged | {name: later[name] for name in _STAMP if name in later}, lost


def _stamp(record: Fields) -> tuple[str, str, str]:
    return str(record.get("updated", "")), str(record.get("by", "")), line([record.get(name) for name in _STAMP])


def _is_set(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def _merge_sets(base: Any, ours: Any, theirs: Any) -> list[str] | None:
    o, t = set(ours or ()), set(theirs or ())
    b = set(base) if _is_set(base) and base else set()
    return sorted((o | t) - (b - o) - (b - t)) or None


def _merge_alternatives(
    merged: Tables, lost: Tables, base: Tables | None, ours: Tables, theirs: Tables
) -> tuple[str, ...]:
    """Adds `_conflicts` to `merged`: those of both sides and the new ones, without what has been settled."""
    kept: dict[str, Fields] = {}
    for id in _ids(CONFLICTS, ours, theirs, lost):
        versions = [side[CONFLICTS][id] for side in (ours, theirs, lost) if id in side.get(CONFLICTS, ())]
        entry = max(versions, key=lambda fields: (_stamp(fields), line(fields)))
        settled = id not in lost[CONFLICTS] and (_settled(id, base, ours) or _settled(id, base, theirs))
        record = merged.get(str(entry.get("table")), {}).get(str(entry.get("record")))
        if settled or record is None:
            continue
        now = value_of(str(entry.get("table")), record, str(entry.get("field")))
        if line(now) != entry.get("value"):
            kept[id] = entry
    if kept:
        merged[CONFLICTS] = kept
    return tuple(id for id in sorted(lost[CONFLICTS]) if id in kept)


def _settled(id: str, base: Tables | None, side: Tables) -> bool:
    """Whether that side's reader has decided about an alternative since the base."""
    known = deleted.versions(base, CONFLICTS, id) if base else frozenset()
    return bool(deleted.versions(side, CONFLICTS, id) - known)


def _merge_deleted(merged: Tables, base: Tables | None, ours: Tables, theirs: Tables) -> None:
    """Adds `_deleted` to `merged`: what either side deleted and is not there any more."""
    gone: Tables = {}
    for table in sorted(set(base or ()) | set(ours) | set(theirs)):
        if table == DELETED:
            continue
        for id in _ids(table, base, ours, theirs):
            if id not in merged.get(table, {}) and table != CONFLICTS:
                for fields in _present(table, id, base, ours, theirs):
                    deleted.remember(gone, table, id, fields)
    entries = gone.get(DELETED, {})
    for name in _ids(DELETED, ours, theirs):
        table, _, id = name.partition("/")
        if id in merged.get(table, {}):
            continue
        was = set(entries.get(name, {}).get("was", ()))
        for side in (ours, theirs):
            was |= deleted.versions(side, table, id)
        entries[name] = {"was": sorted(was)}
    if entries:
        merged[DELETED] = dict(sorted(entries.items()))


def _present(table: str, id: str, *versions: Tables | None) -> Iterable[Fields]:
    return (version[table][id] for version in versions if version and id in version.get(table, ()))
