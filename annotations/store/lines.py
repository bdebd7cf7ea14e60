"""A library file as it is laid out: a header line, then one record a line. Bytes ↔ lines, pure.

Records stay the JSON text that stands in the file: a file of ten thousand marks is brought up to date by changing the
lines that changed and joining the rest again, and two versions of it are compared line by line.

The layout is what plain TinyDB reads, with tables and ids sorted: git can merge it and a person repair it. The table
`_header` comes first and holds one document: `format`, `schema`, `gen` (counts writes), `parent` (SHA-256 of the file
replaced) and `sum` (SHA-256 of everything after the header line). Where versions were merged, `writer` says so and
`parent` names both.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]

from annotations.store.codec import Fields, line, parse
from annotations.store.migrations import SCHEMA, migrate

Tables = dict[str, dict[str, Fields]]
Lines = dict[str, dict[str, str]]
"""Table → id → the record's fields as canonical JSON."""

FORMAT = "crossread"
HEADER = "_header"


class NewerSchema(Exception):
    """The file was written by a later version of the program; `args[0]` is its schema."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds. `digest` is the SHA-256 of its bytes, empty where there is no file.

    `schema` is the one it was written in; the lines are as the present one has them. `edited` says that another program
    wrote the records: they do not have the header's sum.
    """

    lines: Lines = field(default_factory=dict)
    gen: int = 0
    digest: str = ""
    edited: bool = False
    schema: int = SCHEMA


def read(data: bytes) -> Content:
    """Raises ValueError saying what is damaged, and NewerSchema."""
    if not data:
        raise ValueError("it is empty")
    first, _, body = data.partition(b"\n")
    header = _header_of(first)
    if header and header.get("sum") == digest(body):
        schema = _schema(header)
        return Content(migrate(_split(body.decode()), schema), _gen(header), digest(data), schema=schema)
    tables = tables_of(data)
    header = tables.pop(HEADER, {}).get("1", {})
    schema = _schema(header)
    lines = to_lines(tables)
    # Other line ends or spacing are no edit: then the records, written anew, still have the sum.
    edited = header.get("sum") != digest(_body(lines))
    return Content(migrate(lines, schema), _gen(header), digest(data), edited, schema)


def serialise(lines: Lines, gen: int, parent: str, *, writer: str = "") -> bytes:
    """The file with these records as generation `gen`. Tables without records are left out."""
    body = _body(lines)
    header = {"format": FORMAT, "gen": gen, "parent": parent, "schema": SCHEMA, "sum": digest(body)}
    if writer:
        header["writer"] = writer
    comma = b"" if body.startswith(b"}") else b","
    return f'{{"{HEADER}":{line({"1": header})}'.encode() + comma + b"\n" + body


def has_records(lines: Lines) -> bool:
    """Whether there is more than the memory of what was deleted."""
    return any(table for name, table in lines.items() if name != "_deleted")


def to_lines(tables: Tables) -> Lines:
    """Raises ValueError on what JSON cannot hold."""
    return {name: {id: line(fields) for id, fields in table.items()} for name, table in tables.items() if table}


def to_tables(lines: Lines) -> Tables:
    return {name: {id: parse(text) for id, text in table.items()} for name, table in lines.items()}


def tables_of(data: bytes) -> Tables:
    """The file's tables with the header, however it is laid out. Raises ValueError saying what is wrong."""
    if not data:
        raise ValueError("it is empty")
    try:
        tables = parse(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"no UTF-8 at byte {error.start}") from None
    if not isinstance(tables, dict):
        raise ValueError("no tables in it")
    for name, table in tables.items():
        if not isinstance(table, dict) or not all(isinstance(fields, dict) for fields in table.values()):
            raise ValueError(f"“{name}” is no table of records")
    return tables


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _header_of(first: bytes) -> Fields | None:
    try:
        found = parse(first.decode().removesuffix(",") + "}")
        return dict(found[HEADER]["1"])
    except (ValueError, KeyError, TypeError):
        return None


def _schema(header: Fields) -> int:
    """Raises ValueError for a header of something else, and NewerSchema."""
    schema = header.get("schema", SCHEMA)
    if header.get("format", FORMAT) != FORMAT or type(schema) is not int or type(header.get("gen", 0)) is not int:
        raise ValueError("its header is not one of crossread")
    if schema > SCHEMA:
        raise NewerSchema(schema)
    if schema < 1:
        raise ValueError(f"there is no schema {schema}")
    found: int = schema
    return found


def _gen(header: Fields) -> int:
    gen: int = header.get("gen", 0)
    return gen


def _split(body: str) -> Lines:
    """The lines of a body that has its sum, and hence is as `_body` writes it."""
    found: Lines = {}
    table: dict[str, str] = {}
    for row in body.split("\n"):
        if row.endswith(":{"):
            table = found.setdefault(parse(row[:-2]), {})
        elif row.startswith('"'):
            id, end = scanstring(row, 1)
            table[id] = row[end + 1 :].removesuffix(",")
    return found


def _body(lines: Lines) -> bytes:
    """Everything after the header line."""
    parts = []
    for name in sorted(name for name in lines if lines[name]):
        table = lines[name]
        records = ",\n".join([f"{_key(id)}:{table[id]}" for id in sorted(table)])
        parts.append(f"{line(name)}:{{\n{records}\n}}")
    return (",\n".join(parts) + "}\n").encode()


def _key(id: str) -> str:
    return f'"{id}"' if id.isascii() and id.isalnum() else line(id)
