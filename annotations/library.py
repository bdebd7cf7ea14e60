"""The tables of a library in memory, with the indexes that queries need. Applies changes; decides nothing.

It is separate from the commands, which only read it, and from the workspace, which alone lets changes in.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from threading import RLock
from typing import Any, Protocol

from annotations.changes import Change
from annotations.model import (
    Alternative,
    AlternativeId,
    Claim,
    ClaimId,
    Link,
    LinkId,
    Mark,
    MarkId,
    Record,
    Source,
    SourceId,
    Tag,
    record_key,
)


class Shelf(Protocol):
    """Where the records are that nobody has asked for yet."""

    def record(self, table: str, id: str) -> Record | None: ...

    def table(self, table: str) -> Iterator[list[Record]]:
        """All of a table's records, some at a time."""

    def count(self, table: str) -> int:
        """About how many they are."""

    def around(self, source: SourceId) -> list[Record]:
        """A source with its marks, the links at them, their claims and all marks of those."""

    def of_claim(self, claim: str) -> list[Record]: ...

    def sources(self, *, fingerprint: str = "", origin: str = "", handle: str = "") -> list[Record]: ...

    def handles(self) -> list[str]: ...

    def has_sources(self) -> bool: ...

    def tag_counts(self) -> dict[str, int]: ...


class Library:
    """Holds all records that it is given; with a `shelf`, those that were asked for, a source with what is tied to it.

    The shelf is never behind this: what was changed here was committed before.
    """

    def __init__(self, records: Iterable[Record] = (), shelf: Shelf | None = None) -> None:
        self._shelf = shelf
        self._lock = RLock()  # for threads that read while the screen does
        self._whole: set[str] = set()  # sources and claims of which all marks are here
        self._all: set[str] = set()  # tables of which all records are here
        self._sources: dict[SourceId, Source] = {}
        self._listed: tuple[Source, ...] | None = None
        self._marks: dict[MarkId, Mark] = {}
        self._claims: dict[ClaimId, Claim] = {}
        self._links: dict[LinkId, Link] = {}
        self._tags: dict[str, Tag] = {}
        self._alternatives: dict[AlternativeId, Alternative] = {}
        self._of_record: defaultdict[str, set[AlternativeId]] = defaultdict(set)
        self._by_source: defaultdict[SourceId, list[tuple[int, int, MarkId]]] = defaultdict(list)
        self._by_claim: defaultdict[ClaimId, set[MarkId]] = defaultdict(set)
        self._by_mark: defaultdict[MarkId, set[LinkId]] = defaultdict(set)
        for record in records:
            self._put(record)
        if shelf is not None:
            self._need_all("tags", "_conflicts")

    # ---- what is not here yet ------------------------------------------------------------------------------

    def _take(self, records: Iterable[Record]) -> None:
        for record in records:
            if record_key(record)[1] not in self._table(record):
                self._put(record)

    def _need(self, source: SourceId) -> None:
        with self._lock:
            if self._shelf is not None and source not in self._whole and "marks" not in self._all:
                records = self._shelf.around(source)
                self._take(records)
                made = (r.claim for r in records if isinstance(r, Mark) and r.source == source and r.claim)
                self._whole.update((source, *made))

    def _need_claim(self, claim: ClaimId) -> None:
        with self._lock:
            if self._shelf is not None and claim not in self._whole and "marks" not in self._all:
                self._take(self._shelf.of_claim(claim))
                self._whole.add(claim)

    def _need_all(self, *tables: str) -> None:
        for _ in self.fill(*tables):
            pass

    def fill(self, *tables: str) -> Iterator[None]:
        """Takes in all records of these tables, some at a time: between them, a thread beside this one has its turn."""
        for table in tables:
            if self._shelf is None or table in self._all:
                continue
            rest = self._shelf.table(table)
            more = True
            while more:
                with self._lock:  # what is read and not yet here could be deleted otherwise, and come back
                    some = next(rest, None)
                    self._take(some or ())
                    more = some is not None
                    if not more:
                        self._all.add(table)
                yield

    def count(self, table: str) -> int:
        """About how many records of a table there are. Reads none of them."""
        if self._shelf is not None and table not in self._all:
            return self._shelf.count(table)
        known: dict[str, Mapping[Any, Record]] = {"source": self._sources, "marks": self._marks, "claims": self._claims}
        return len(known[table])

    def _fetch(self, table: str, known: Mapping[Any, Record], id: str) -> Record | None:
        found = known.get(id)
        if found is None and self._shelf is not None and table not in self._all:
            with self._lock:
                found = self._shelf.record(table, id)
                if found is not None:
                    self._take([found])
        return found

    def _table(self, record: Record) -> Mapping[Any, Record]:
        match record:
            case Source():
                return self._sources
            case Mark():
                return self._marks
            case Claim():
                return self._claims
            case Link():
                return self._links
            case Tag():
                return self._tags
            case Alternative():
                return self._alternatives

    # ---- records -------------------------------------------------------------------------------------------

    def apply(self, changes: Iterable[Change]) -> None:
        """What is in the library already, or gone from it, is no error: changes of others may be seen twice."""
        with self._lock:
            for change in changes:
                present = self._table(change.record).get(record_key(change.record)[1])
                if present is not None:
                    self._remove(present)
                if change.after is not None:
                    self._put(change.after)

    def records(self) -> list[Record]:
        """Every record, in a stable order."""
        self._need_all("source", "claims", "marks", "links")
        tables = (self._sources, self._tags, self._claims, self._marks, self._links, self._alternatives)
        return [table[key] for table in tables for key in sorted(table)]  # type: ignore[index]

    def get(self, record: Record) -> Record | None:
        """The record that now stands under the same key, or None."""
        return self._fetch(_TABLES[type(record)], self._table(record), record_key(record)[1])

    def source(self, id: SourceId) -> Source | None:
        self._fetch("source", self._sources, id)
        return self._sources.get(id)

    def mark(self, id: MarkId) -> Mark | None:
        self._fetch("marks", self._marks, id)
        return self._marks.get(id)

    def claim(self, id: ClaimId) -> Claim | None:
        self._fetch("claims", self._claims, id)
        return self._claims.get(id)

    def link(self, id: LinkId) -> Link | None:
        self._fetch("links", self._links, id)
        return self._links.get(id)

    def tag(self, name: str) -> Tag | None:
        return self._tags.get(name)

    # ---- queries -------------------------------------------------------------------------------------------

    def sources(self) -> tuple[Source, ...]:
        """By handle, as a person lists them."""
        self._need_all("source")
        if self._listed is None:
            by_handle = sorted(self._sources.values(), key=lambda source: (source.handle.casefold(), source.id))
            self._listed = tuple(by_handle)
        return self._listed

    def sources_with(self, *, fingerprint: str = "", origin: str = "", handle: str = "") -> tuple[Source, ...]:
        """The sources with this text, or from there, or of this name, by handle."""
        if self._shelf is not None and "source" not in self._all:
            for record in self._shelf.sources(fingerprint=fingerprint, origin=origin, handle=handle):
                self.get(record)
        asked = {"fingerprint": fingerprint, "origin": origin, "handle": handle}
        with self._lock:
            found = [s for s in self._sources.values() if all(not v or getattr(s, k) == v for k, v in asked.items())]
        return tuple(sorted(found, key=lambda source: (source.handle.casefold(), source.id)))

    def handles(self) -> set[str]:
        """What a new source may not be called. Reads no records."""
        with self._lock:
            known = {source.handle for source in self._sources.values()}
        return known if self._shelf is None or "source" in self._all else known.union(self._shelf.handles())

    def is_empty(self) -> bool:
        """Whether there is no source."""
        return not self._sources and not (self._shelf.has_sources() if self._shelf is not None else False)

    def marks(self) -> tuple[Mark, ...]:
        """By source handle, then in text order."""
        self._need_all("source", "marks")
        return tuple(mark for source in self.sources() for mark in self.marks_of(source.id))

    def marks_of(self, source: SourceId) -> tuple[Mark, ...]:
        """In text order: by start, then the longer first, then id."""
        self._need(source)
        return tuple(self._marks[id] for _, _, id in self._by_source.get(source, ()))

    def claims(self) -> tuple[Claim, ...]:
        """In the order in which they were made."""
        self._need_all("claims", "marks")
        return tuple(sorted(self._claims.values(), key=lambda claim: (claim.created, claim.id)))

    def marks_of_claim(self, claim: ClaimId) -> tuple[Mark, ...]:
        """By source handle, then in text order."""
        self._need_claim(claim)
        marks = [self._marks[id] for id in self._by_claim.get(claim, ())]
        if len(marks) < 2:
            return tuple(marks)
        made_in = {mark.source: self.source(mark.source) for mark in marks}
        handles = {id: source.handle.casefold() if source else "" for id, source in made_in.items()}
        return tuple(sorted(marks, key=lambda m: (handles[m.source], m.source, m.start, -m.end, m.id)))

    def statement(self, claim: Claim) -> str:
        """The claim in the reader's words, else the quote of the mark that was made first."""
        if claim.statement:
            return claim.statement
        self._need_claim(claim.id)
        marks = [self._marks[id] for id in self._by_claim.get(claim.id, ())]
        return min(marks, key=lambda mark: (mark.created, mark.id)).quote if marks else ""

    def links(self) -> tuple[Link, ...]:
        self._need_all("links")
        return tuple(sorted(self._links.values(), key=lambda link: (link.created, link.id)))

    def links_of(self, mark: MarkId) -> tuple[Link, ...]:
        """Links that start or end at the mark, oldest first."""
        here = self.mark(mark)
        if here is not None and "marks" in self._all:  # whoever has asked for all marks is likely to go on
            self._need_all("links")
        elif here is not None:
            self._need(here.source)
        links = [self._links[id] for id in self._by_mark.get(mark, ())]
        return tuple(sorted(links, key=lambda link: (link.created, link.id)))

    def restating(self, mark: Mark) -> tuple[Mark, ...]:
        """The other marks of the same claim."""
        return tuple(m for m in self.marks_of_claim(mark.claim) if m.id != mark.id) if mark.claim else ()

    def tags(self) -> tuple[Tag, ...]:
        return tuple(self._tags[name] for name in sorted(self._tags))

    def tag_counts(self) -> dict[str, int]:
        """Marks for each tag name that is known or used; a parent does not count its children's."""
        counts = dict.fromkeys(sorted(self._tags), 0)
        if self._shelf is not None and "marks" not in self._all:
            return counts | self._shelf.tag_counts()
        for mark in self._marks.values():
            for tag in mark.tags:
                counts[tag] = counts.get(tag, 0) + 1
        return counts

    def alternatives(self, record: str | None = None) -> tuple[Alternative, ...]:
        """What lost when versions were merged, of one record (its id, a tag's name) or of all, the latest first."""
        ids = self._alternatives if record is None else self._of_record.get(record, ())
        found = (self._alternatives[id] for id in ids)
        return tuple(sorted(found, key=lambda alternative: (alternative.updated, alternative.id), reverse=True))

    def alternative(self, id: AlternativeId) -> Alternative | None:
        return self._alternatives.get(id)

    # ---- indexes -------------------------------------------------------------------------------------------

    def _put(self, record: Record) -> None:
        match record:
            case Source():
                self._sources[record.id] = record
                self._listed = None
            case Mark():
                self._marks[record.id] = record
                insort(self._by_source[record.source], _order(record))
                if record.claim:
                    self._by_claim[record.claim].add(record.id)
            case Claim():
                self._claims[record.id] = record
            case Link():
                self._links[record.id] = record
                self._by_mark[record.origin].add(record.id)
                self._by_mark[record.target].add(record.id)
            case Tag():
                self._tags[record.name] = record
            case Alternative():
                self._alternatives[record.id] = record
                self._of_record[record.record].add(record.id)

    def _remove(self, record: Record) -> None:
        match record:
            case Source():
                del self._sources[record.id]
                self._listed = None
            case Mark():
                del self._marks[record.id]
                self._by_source[record.source].remove(_order(record))
                if record.claim:
                    self._by_claim[record.claim].discard(record.id)
            case Claim():
                del self._claims[record.id]
            case Link():
                del self._links[record.id]
                self._by_mark[record.origin].discard(record.id)
                self._by_mark[record.target].discard(record.id)
            case Tag():
                del self._tags[record.name]
            case Alternative():
                del self._alternatives[record.id]
                self._of_record[record.record].discard(record.id)


_TABLES: Mapping[type[Record], str] = {
    Source: "source",
    Mark: "marks",
    Claim: "claims",
    Link: "links",
    Tag: "tags",
    Alternative: "_conflicts",
}


def _order(mark: Mark) -> tuple[int, int, MarkId]:
    return mark.start, -mark.end, mark.id
