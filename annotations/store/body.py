"""The records of a file as bytes: one is found by bisection, others take its place, and the rest is not touched.

A body is everything after the header line: tables by name, in each the records by id, one a line, as `body_of` lays
them out. Separate from `lines`, which takes a file apart: of a file of ten thousand marks, bringing it up looks at the
lines that change and copies none, so that whoever wants the interpreter meanwhile gets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]

from annotations.store.codec import line, parse
from annotations.store.disk import Piece

Lines = dict[str, dict[str, str]]
"""Table → id → the record's fields as canonical JSON."""
Changes = Mapping[str, Mapping[str, str | None]]
"""Table → id → the record's new fields as canonical JSON, or None where it is gone."""

_BETWEEN = b",\n"
_TABLE_ENDS = b"\n},\n"
_BODY_ENDS = b"\n}}\n"


class Body:
    """What `data` holds from `start` on. Raises ValueError where that is not laid out as a body is."""

    def __init__(self, data: bytes = b"}\n", start: int = 0) -> None:
        self.data = data
        self.start = start
        self._tables = dict(self._find_tables())

    @property
    def tables(self) -> Iterable[str]:
        return self._tables.keys()

    def line(self, table: str, id: str) -> str | None:
        """The record's fields. Raises ValueError."""
        if table not in self._tables:
            return None
        begin, after = self._find(table, id)
        if begin == after:
            return None
        text = self.data[begin : after - len(_BETWEEN)].decode()
        return text[scanstring(text, 1)[1] + 1 :]

    def lines(self) -> Lines:
        """All records."""
        found: Lines = {}
        for name, (first, stop) in self._tables.items():
            table = found[name] = {}
            for row in self.data[first:stop].decode().split("\n"):
                id, end = scanstring(row, 1)
                table[id] = row[end + 1 :].removesuffix(",")
        return found

    def spliced(self, changes: Changes) -> tuple[list[Piece], set[str]]:
        """The body with these changes, as pieces one after the other, and the names of its tables. Raises ValueError.

        The pieces are as few as the changes; those that are as they were are views of this one.
        """
        pieces: list[Piece] = []
        names: set[str] = set()
        for name in sorted({*self._tables, *changes}):
            runs = self._runs(name, changes.get(name, {}))
            if runs:
                pieces += [_BETWEEN] * bool(names) + [f"{line(name)}:{{\n".encode(), runs[0]]
                for run in runs[1:]:
                    pieces += [_BETWEEN, run]
                pieces.append(b"\n}")
                names.add(name)
        return [*pieces, b"}\n"], names

    def _runs(self, name: str, changes: Mapping[str, str | None]) -> list[Piece]:
        """A table's records with changes, as stretches between which commas belong."""
        view = memoryview(self.data)
        at, stop = self._tables.get(name, (0, -len(_BETWEEN)))
        runs: list[Piece] = []
        for id in sorted(changes):
            begin, after = self._find(name, id)
            if begin > at:
                runs.append(view[at : begin - len(_BETWEEN)])
            text = changes[id]
            if text is not None:
                runs.append(f"{_key(id)}:{text}".encode())
            at = after
        if at < stop:
            runs.append(view[at:stop])
        return runs

    def _find(self, name: str, id: str) -> tuple[int, int]:
        """Where the record begins and the next one does; the same place twice where it would stand if it did."""
        low, stop = self._tables.get(name, (0, -len(_BETWEEN)))
        high = stop + len(_BETWEEN)  # as if a comma were after the last one too
        while low < high:
            middle = (low + high) // 2
            begin = self.data.rfind(b"\n", low, middle) + 1 or low
            end = self.data.find(b"\n", begin, stop)
            after = high if end < 0 else end + 1
            found = self._id_at(begin, stop if end < 0 else end)
            if found == id:
                return begin, after
            if found < id:
                low = after
            else:
                high = begin
        return low, low

    def _id_at(self, begin: int, end: int) -> str:
        if self.data[begin : begin + 1] != b'"':
            raise ValueError("a line in it is no record")
        quote = self.data.find(b'"', begin + 1, end)
        plain = self.data[begin + 1 : max(quote, begin)]
        if b"\\" in plain or quote < 0:
            return str(scanstring(self.data[begin:end].decode(), 1)[0])
        return plain.decode()

    def _find_tables(self) -> Iterable[tuple[str, tuple[int, int]]]:
        """Each table's name, where its first record begins and where its last one ends."""
        data, at = self.data, self.start
        if data[at : at + 3] == b"}\n":
            return
        if not data.endswith(_BODY_ENDS):
            raise ValueError("its end is not that of a file of crossread")
        while at < len(data):
            first = data.index(b"\n", at) + 1
            if data[first - 3 : first] != b":{\n":
                raise ValueError("a table is missing where one should be")
            stop = data.find(_TABLE_ENDS, first)
            if stop < 0:
                stop = len(data) - len(_BODY_ENDS)
            yield parse(data[at : first - 3].decode()), (first, stop)
            at = stop + len(_TABLE_ENDS)


def body_of(lines: Lines) -> bytes:
    parts = []
    for name in sorted(name for name in lines if lines[name]):
        table = lines[name]
        records = ",\n".join([f"{_key(id)}:{table[id]}" for id in sorted(table)])
        parts.append(f"{line(name)}:{{\n{records}\n}}")
    return (",\n".join(parts) + "}\n").encode()


def difference(before: Lines, after: Lines) -> Changes:
    """What makes the one of the other."""
    found: dict[str, dict[str, str | None]] = {}
    for table in {*before, *after}:
        old, new = before.get(table, {}), after.get(table, {})
        changed = {id for id, _ in old.items() ^ new.items()}
        if changed:
            found[table] = {id: new.get(id) for id in changed}
    return found


def _key(id: str) -> str:
    return f'"{id}"' if id.isascii() and id.isalnum() else line(id)
