"""A library file as a TinyDB, for whoever wants to read it as one.

`LibraryDB(path, …)` opens a file as a TinyDB with ULID ids; a TinyDB of somebody else needs a table class with
`document_id_class = str` for that, and nothing more. TinyDB's own JSONStorage writes over the old bytes and is never
used. The program itself goes by `files`, which keeps the layout's lines.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from annotations.store.disk import Disk
from annotations.store.lines import Content, NewerSchema, Tables, read, serialise, to_lines, to_tables
from annotations.store.protocol import StoreError


class UlidTable(Table):
    """A table whose ids are strings. Ids are given by the caller: TinyDB's integers are reused after a reopen."""

    document_id_class = str  # type: ignore[assignment]

    def _get_next_id(self) -> str:
        from annotations.ids import new_id

        return new_id()


class LibraryStorage(Storage):
    """Reads and replaces a file as a whole. `read` gives the tables without the header, None when there is no file."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self.path = path
        self._disk = disk

    def read(self) -> Tables | None:
        """Raises StoreError when the file is damaged or newer than this program."""
        content = self._content()
        return to_tables(content.lines) if content.digest else None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replaces the file. Raises OSError; the file is then as it was."""
        content = self._content()
        self._disk.replace_file(self.path, serialise(to_lines(data), content.gen + 1, content.digest))

    def _content(self) -> Content:
        try:
            return read(self._disk.read_file(self.path))
        except FileNotFoundError:
            return Content()
        except (ValueError, NewerSchema) as error:
            raise StoreError(f"{self.path} cannot be read as a library file ({error}).") from error


class LibraryDB(TinyDB):
    """`LibraryDB(path, disk)`: a library file as a TinyDB. Writing through it wants the library's locks."""

    table_class = UlidTable
    default_storage_class = LibraryStorage  # type: ignore[assignment]
