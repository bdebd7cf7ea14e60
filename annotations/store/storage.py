"""One TinyDB file of the library: its bytes, its header, and what makes it refuse to be read.

The file is what plain TinyDB reads, laid out one record per line with tables and ids sorted: git can merge it and a
person repair it. TinyDB's own JSONStorage writes over the old bytes and is never used. The table `_header` comes
first and holds one document: `format`, `schema`, `gen` (counts writes), `parent` (SHA-256 of the file replaced) and
`sum` (SHA-256 of everything after the header line). `LibraryDB(path, …)` opens a file as a TinyDB with ULID ids; a
TinyDB of somebody else needs a table class with `document_id_class = str` for that, and nothing more.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from annotations.store.codec import Fields, line, parse
from annotations.store.disk import Disk
from annotations.store.protocol import StoreError

Tables = dict[str, dict[str, Fields]]

FORMAT = "crossread"
SCHEMA = 1
HEADER = "_header"


class UlidTable(Table):
    """A table whose ids are strings. Ids are given by the caller: TinyDB's integers are reused after a reopen."""

    document_id_class = str  # type: ignore[assignment]

    def _get_next_id(self) -> str:
        from annotations.ids import new_id

        return new_id()


class LibraryStorage(Storage):
    """Reads the file once and writes it atomically. Its life is one visit under the library's lock.

    `read` gives the tables without the header, or None when there is no file. Damage raises StoreError after a copy of
    the file was put into the folder `aside`; a newer schema raises StoreError. The file itself is left as it is.
    `note` is a sentence when the file had been edited outside, else empty.
    """

    def __init__(self, path: Path, disk: Disk, aside: Path) -> None:
        self.path = path
        self.note = ""
        self._disk = disk
        self._aside = aside
        self._tables: Tables | None = None
        self._is_read = False
        self._gen = 0
        self._parent = ""

    def read(self) -> Tables | None:
        if not self._is_read:
            self._read()
            self._is_read = True
        return self._tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replaces the file. Raises OSError; the file is then as it was."""
        self.put(self.serialise(data))

    def serialise(self, tables: Tables) -> bytes:
        """The file with these tables as its next generation. Raises ValueError on what JSON cannot hold."""
        body = _body(tables)
        header = {"format": FORMAT, "gen": self._gen + 1, "parent": self._parent, "schema": SCHEMA, "sum": _sum(body)}
        comma = b"" if body.startswith(b"}") else b","
        return f'{{"{HEADER}":{line({"1": header})}'.encode() + comma + b"\n" + body

    def put(self, data: bytes) -> None:
        """Makes `data`, from `serialise`, the file's content. What is in memory is read again after this."""
        self._is_read = False
        self._disk.make_folder(self.path.parent)
        self._disk.replace_file(self.path, data)

    def copy_aside(self, folder: Path) -> Path:
        """Keeps the file as it is now under a name made from its content. Raises OSError."""
        data = self._disk.read_file(self.path)
        copy = folder / f"{self.path.stem}-{_sum(data)[:12]}{self.path.suffix}"
        self._disk.make_folder(folder)
        self._disk.replace_file(copy, data)
        return copy

    def _read(self) -> None:
        self._tables, self._gen, self._parent = None, 0, ""
        try:
            data = self._disk.read_file(self.path)
        except FileNotFoundError:
            return
        try:
            tables = _tables(data)
            header = tables.pop(HEADER, {}).get("1", {})
            schema, gen = header.get("schema", SCHEMA), header.get("gen", 0)
            if header.get("format", FORMAT) != FORMAT or type(schema) is not int or type(gen) is not int:
                raise ValueError("its header is not one of crossread")
        except ValueError as error:
            raise self._damaged(error) from error
        if schema > SCHEMA:
            raise StoreError(
                f"{self.path} was written by a newer crossread (schema {schema}, this one knows {SCHEMA}); "
                "update crossread to open it."
            )
        # Other line ends or spacing are no edit: then the records, written anew, still have the sum.
        if header.get("sum") not in (_sum(data.partition(b"\n")[2]), _sum(_body(tables))):
            self.note = f"{self.path.name} was edited outside crossread; the edit was accepted."
        self._tables, self._gen, self._parent = tables, gen, _sum(data)

    def _damaged(self, fault: ValueError) -> StoreError:
        try:
            kept = f"a copy is kept as {self.copy_aside(self._aside)}"
        except OSError:
            kept = "a copy could not be made, so keep one yourself"
        return StoreError(
            f"{self.path} is damaged ({fault}) and was left as it is; {kept}. "
            "Repair the file or restore an older version of it, then open the library again."
        )


class LibraryDB(TinyDB):
    """`LibraryDB(path, disk, aside)`: a library file as a TinyDB. Writing through it wants the library's lock."""

    table_class = UlidTable
    default_storage_class = LibraryStorage  # type: ignore[assignment]


def _tables(data: bytes) -> Tables:
    """The file's tables with the header. Raises ValueError saying what is wrong."""
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


def _body(tables: Tables) -> bytes:
    """Everything after the header line. Tables without records are left out."""
    parts = []
    for name in sorted(name for name in tables if tables[name]):
        records = ",\n".join(f"{line(id)}:{line(fields)}" for id, fields in sorted(tables[name].items()))
        parts.append(f"{line(name)}:{{\n{records}\n}}")
    return (",\n".join(parts) + "}\n").encode()


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
