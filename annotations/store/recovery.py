"""What can still be had of a damaged library file. Pure: bytes, an older version and the journal in, lines out.

From the oldest to the newest, the newer winning: the newest whole backup; every record line of the file that is whole;
what the journal says was committed. A record that stands twice with different fields is merged, so that both contents
survive. Nothing is written here: the file stays as it is until the next change of one of its records.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]

from annotations.store.body import Lines
from annotations.store.codec import TABLES, Fields, decode, line, parse
from annotations.store.deleted import DELETED, key
from annotations.store.edits import Edit, overwrite
from annotations.store.lines import HEADER, Content, NewerSchema, digest, has_records, read, to_lines
from annotations.store.merge import CONFLICTS, merge
from annotations.store.migrations import SCHEMA
from annotations.store.protocol import StoreError


@dataclass(frozen=True, slots=True)
class Recovered:
    """`told` says in words what came from where and what is missing, as the end of a sentence."""

    content: Content
    told: str


def recover(file: str, data: bytes, backup: Content | None, history: Iterable[Edit]) -> Recovered | None:
    """None when nothing is left of the file anywhere. Raises NewerSchema."""
    text = _text(data)
    try:
        content = read(text.encode())
        told = "it was saved in another encoding and is read in full" if content.edited else "it is read in full"
        return Recovered(Content(content.held, content.gen, digest(data)), told)
    except ValueError:
        pass
    found, broken = _whole_lines(file, text)
    lines: Lines = {name: dict(table) for name, table in (backup.lines if backup else {}).items()}
    gone = found.get(DELETED, {})
    for name, table in lines.items():
        for id in [id for id in table if key(name, id) in gone]:
            del table[id]
    for name, table in found.items():
        lines.setdefault(name, {}).update(table)
    own = sum(map(len, found.values()))
    older = sum(len(table) for table in lines.values()) - own
    committed = [edit for edit in history if edit.file == file]
    lines = overwrite(lines, committed)
    if not has_records(lines):
        return None
    missing = sorted(id for id in broken if not any(id in table for table in lines.values()))
    parts = [f"{_counted(own)} read from it"]
    if backup:
        parts.append(f"{_counted(older)} taken from its newest backup")
    if committed:
        parts.append("what was done last taken from the journal")
    names = ", ".join(missing[:8]) + (" …" if len(missing) > 8 else "")
    parts.append(f"missing: {names}" if missing else "nothing is known to be missing")
    return Recovered(Content(lines, backup.gen if backup else 0, digest(data)), "; ".join(parts))


def _counted(number: int) -> str:
    return f"{number} record was" if number == 1 else f"{number} records were"


def _text(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode("utf-8", "replace").decode()
    return data.decode("utf-8", "replace").removeprefix("\ufeff")


def _whole_lines(file: str, text: str) -> tuple[Lines, set[str]]:
    """The records whose lines can be read, and the ids of those whose lines cannot."""
    found: Lines = {}
    broken: set[str] = set()
    table = ""
    for row in text.replace("\r\n", "\n").split("\n"):
        row = row.lstrip("},\0")
        if row.endswith(":{") and row.startswith('"'):
            table = _id(row)
            continue
        if not row.startswith('"'):
            _check_schema(row)
            continue
        id = _id(row)
        fields = _fields(row)
        home = _table(file, table, id, fields) if fields is not None and id else ""
        if not home or fields is None:
            broken |= {id} if id else set()
        elif home in found and id in found[home] and found[home][id] != line(fields):
            _keep_both(found, home, id, fields)
        else:
            found.setdefault(home, {})[id] = line(fields)
    return found, broken


def _check_schema(row: str) -> None:
    if row.startswith(f'{{"{HEADER}"'):
        try:
            schema = parse(row.removesuffix(",") + "}")[HEADER]["1"].get("schema")
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        if type(schema) is int and schema > SCHEMA:
            raise NewerSchema(schema)


def _id(row: str) -> str:
    try:
        id: str = scanstring(row, 1)[0]
    except ValueError:
        return ""
    return id


def _fields(row: str) -> Fields | None:
    """Of `"id":{…}` what stands in the braces, also where what closed the table or the file stands behind it."""
    for ends in ("", ",", "}", "},", "}}"):
        if row.endswith(ends):
            try:
                (fields,) = parse("{" + row.removesuffix(ends) + "}").values()
            except ValueError:
                continue
            return fields if isinstance(fields, dict) else None
    return None


def _table(file: str, table: str, id: str, fields: Fields) -> str:
    """The table a record is of: that of the line before it, or where that one is lost, the one whose fields it has."""
    if table and table not in TABLES:
        return table
    for name in dict.fromkeys((table, "marks", "links", "source", "claims")):
        if name:
            try:
                decode(name, id, fields, file)
            except StoreError:
                continue
            return name
    return ""


def _keep_both(found: Lines, table: str, id: str, fields: Fields) -> None:
    one = {table: {id: parse(found[table][id])}}
    merged = to_lines(merge(None, one, {table: {id: fields}}).tables)
    found[table][id] = merged[table][id]
    found.setdefault(CONFLICTS, {}).update(merged.get(CONFLICTS, {}))
