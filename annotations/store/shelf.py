"""What the library asks for when it is not in memory: the index, with what is committed since laid over it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Protocol, TypeVar

from annotations.model import Mark, Record, SourceId
from annotations.store.codec import Fields, decode, parse
from annotations.store.index import Index, Row
from annotations.store.protocol import StoreError

T = TypeVar("T")
_MOST = 500
"""Values in one question; SQLite has a limit."""
Overlay = Mapping[tuple[str, str, str], Fields | None]
Fits = Callable[[str, Fields], bool]
"""Whether a record, by id and fields, is asked for."""


class Ask(Protocol):
    def __call__(self, question: Callable[[Index], T], /) -> T: ...


class Shelf:
    """Records as committed; those that cannot be read are left out. Raises StoreError when the files cannot be read.

    `overlay` gives what is in the journal and not in the files: file, table and id → fields, or None for deleted.
    `used` is called with each file that records were taken out of, but for whole tables.
    """

    def __init__(self, ask: Ask, overlay: Callable[[], Overlay], used: Callable[[str], object]) -> None:
        self._ask = ask
        self._overlay = overlay
        self._used = used

    def record(self, table: str, id: str) -> Record | None:
        found = self._among(table, "id", {id}, lambda key, _: key == id)
        return found[0] if found else None

    def table(self, table: str) -> Iterator[list[Record]]:
        """All records of a table, some at a time. What is committed after the first of them may be left out."""
        first = self._over(table)
        yield self._decoded(table, (), first, lambda *_: True)
        after = ("", "")
        while rows := self._ask(lambda index, after=after: index.after(table, *after, _MOST)):  # type: ignore[misc]
            over = self._over(table)
            yield self._decoded(table, (row for row in rows if _key(row) not in first), over, lambda *_: False)
            after = rows[-1].id, rows[-1].file

    def count(self, table: str) -> int:
        """About how many records there are, as the files have them."""
        return self._ask(lambda index: index.count(table))

    def around(self, source: SourceId) -> list[Record]:
        """A source, its marks, the links at them, their claims and the other marks of those."""
        found = self._among("source", "id", {source}, lambda id, _: id == source)
        marks = self._among("marks", "a", {source}, lambda _, fields: fields.get("source") == source)
        ids = {mark.id for mark in marks if isinstance(mark, Mark)}
        claims = {mark.claim for mark in marks if isinstance(mark, Mark) and mark.claim}
        leaving = self._among("links", "a", ids, lambda _, fields: fields.get("origin") in ids)
        arriving = self._among("links", "b", ids, lambda _, fields: fields.get("target") in ids)
        made = self._among("claims", "id", claims, lambda id, _: id in claims)
        restating = self._among("marks", "b", claims, lambda _, fields: fields.get("claim") in claims)
        return [*found, *marks, *leaving, *arriving, *made, *restating]

    def of_claim(self, claim: str) -> list[Record]:
        """The marks that make a claim."""
        return self._among("marks", "b", {claim}, lambda _, fields: fields.get("claim") == claim)

    def sources(self, *, fingerprint: str = "", origin: str = "", handle: str = "") -> list[Record]:
        """The sources with this text, or from there, or of this name."""
        columns = (("fingerprint", "a", fingerprint), ("origin", "b", origin), ("handle", "c", handle))
        name, column, value = next(asked for asked in columns if asked[2])
        return self._among("source", column, {value}, lambda _, fields: fields.get(name) == value)

    def handles(self) -> list[str]:
        """Of all sources; also one that a source has had until just now."""
        over = self._over("source").values()
        return [*self._ask(Index.handles), *(str(fields.get("handle", "")) for fields in over if fields)]

    def has_sources(self) -> bool:
        first = "tbl=? AND id IN (SELECT id FROM records WHERE tbl='source' LIMIT 1)"
        return bool(self._select("source", first, ("source",), lambda *_: True)) or any(self.table("source"))

    def tag_counts(self) -> dict[str, int]:
        over = self._over("marks")
        counts = self._ask(Index.tag_counts)
        for (file, table, id), fields in over.items():
            for row in self._ask(lambda index, table=table, id=id: index.find(table, id)):  # type: ignore[misc]
                if row.file == file:
                    _count(counts, parse(row.line), -1)
            _count(counts, fields or {}, 1)
        return {tag: count for tag, count in counts.items() if count}

    def _among(self, table: str, column: str, values: Iterable[str], fits: Fits) -> list[Record]:
        """The records of a table that have one of the values in a column."""
        found: list[Record] = []
        for some in _batched(values, _MOST):
            places = ",".join("?" * len(some))
            found += self._select(table, f"tbl=? AND {column} IN ({places})", (table, *some), fits)
        return found

    def _select(self, table: str, where: str, values: Iterable[str], fits: Fits) -> list[Record]:
        over = self._over(table)  # first: an edit that gets into the files meanwhile is in both, not in neither
        rows = self._ask(lambda index: index.select(where, values))
        for file in {row.file for row in rows}:
            self._used(file)
        return self._decoded(table, rows, over, fits)

    def _over(self, table: str) -> dict[tuple[str, str, str], Fields | None]:
        """A copy made in one step: others may be committing."""
        return {key: fields for key, fields in list(self._overlay().items()) if key[1] == table}

    def _decoded(self, table: str, rows: Iterable[Row], over: Overlay, fits: Fits) -> list[Record]:
        """The rows that nothing is laid over, and what is laid over and fits."""
        found: dict[str, Record] = {}
        for row in rows:
            if _key(row) not in over:
                _add(found, row, parse(row.line))
        for (file, _, id), fields in over.items():
            if fields is not None and fits(id, fields):
                _add(found, Row(table, id, file, ""), fields)
        return list(found.values())


def _key(row: Row) -> tuple[str, str, str]:
    return row.file, row.table, row.id


def _add(found: dict[str, Record], row: Row, fields: Fields) -> None:
    with suppress(StoreError):
        found.setdefault(row.id, decode(row.table, row.id, fields, row.file))


def _count(counts: dict[str, int], fields: Fields, step: int) -> None:
    for tag in fields.get("tags") or ():
        counts[tag] = counts.get(tag, 0) + step


def _batched(values: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    rest = iter(values)
    while some := tuple(islice(rest, size)):
        yield some
