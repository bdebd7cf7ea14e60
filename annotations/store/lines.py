"""A library file as it is laid out: a header line, then one record a line. Bytes ↔ header and body, pure.

Records stay the JSON text that stands in the file, and a file is taken apart only when somebody asks for all of it
(`body` changes one as bytes). Two versions of it are compared line by line.

The layout is what plain TinyDB reads, with tables and ids sorted: git can merge it and a person repair it. The table
`_header` comes first and holds one document: `format`, `schema`, `gen` (counts writes), `parent` (SHA-256 of the file
replaced) and `sum` (SHA-256 of everything after the header line). Where versions were merged, `writer` says so and
`parent` names both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from annotations.store.body import Body, Lines, body_of
from annotations.store.codec import Fields, line, parse
from annotations.store.disk import Piece
from annotations.store.migrations import SCHEMA, migrate

Tables = dict[str, dict[str, Fields]]

FORMAT = "crossread"
HEADER = "_header"


class NewerSchema(Exception):
    """The file was written by a later version of the program; `args[0]` is its schema."""


@dataclass(frozen=True, eq=False)
class Content:
    """What a file holds. `digest` is the SHA-256 of its bytes, empty where there is no file.

    `held` is its records, as bytes or taken apart; `body` and `lines` make the one of the other when they are first
    asked for. `schema` is the one it was written in; the records are as the present one has them. `edited` says that
    another program wrote the records: they do not have the header's sum.
    """

    held: Body | Lines = field(default_factory=dict)
    gen: int = 0
    digest: str = ""
    edited: bool = False
    schema: int = SCHEMA

    @cached_property
    def lines(self) -> Lines:
        return self.held.lines() if isinstance(self.held, Body) else self.held

    @cached_property
    def body(self) -> Body:
        return self.held if isinstance(self.held, Body) else Body(body_of(self.held))


def read(data: bytes) -> Content:
    """Raises ValueError saying what is damaged, and NewerSchema."""
    if not data:
        raise ValueError("it is empty")
    start = data.find(b"\n") + 1 or len(data)
    header = _header_of(data[:start].removesuffix(b"\n"))
    if header and header.get("sum") == digest(memoryview(data)[start:]):
        schema = _schema(header)
        body = Body(data, start)
        held = body if schema == SCHEMA else migrate(body.lines(), schema)
        return Content(held, _gen(header), digest(data), schema=schema)
    tables = tables_of(data)
    header = tables.pop(HEADER, {}).get("1", {})
    schema = _schema(header)
    lines = to_lines(tables)
    # Other line ends or spacing are no edit: then the records, written anew, still have the sum.
    edited = header.get("sum") != digest(body_of(lines))
    return Content(migrate(lines, schema), _gen(header), digest(data), edited, schema)


def serialise(lines: Lines, gen: int, parent: str, *, writer: str = "") -> bytes:
    """The file with these records as generation `gen`. Tables without records are left out."""
    return b"".join(sealed([body_of(lines)], gen, parent, writer=writer))


def sealed(body: list[Piece], gen: int, parent: str, *, writer: str = "") -> list[Piece]:
    """A body in pieces with the header that belongs before it: the file, in pieces."""
    header = {"format": FORMAT, "gen": gen, "parent": parent, "schema": SCHEMA, "sum": digest(*body)}
    if writer:
        header["writer"] = writer
    comma = "" if body[0][:1] == b"}" else ","
    return [f'{{"{HEADER}":{line({"1": header})}{comma}\n'.encode(), *body]


def has_records(lines: Lines) -> bool:
    return holds_records(name for name, table in lines.items() if table)


def holds_records(tables: Iterable[str]) -> bool:
    """Whether there is more than the memory of what was deleted."""
    return any(name != "_deleted" for name in tables)


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


def digest(*pieces: Piece) -> str:
    """The SHA-256 of these bytes, one after the other."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


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
