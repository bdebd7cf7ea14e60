"""The tables of a library in memory, with the indexes that queries need. Applies changes; decides nothing.

It is separate from the commands, which only read it, and from the workspace, which alone lets changes in.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable

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
)


class Library:
    def __init__(self, records: Iterable[Record] = ()) -> None:
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

    # ---- records -------------------------------------------------------------------------------------------

    def apply(self, changes: Iterable[Change]) -> None:
        """What is in the library already, or gone from it, is no error: changes of others may be seen twice."""
        for change in changes:
            present = self.get(change.record)
            if present is not None:
                self._remove(present)
            if change.after is not None:
                self._put(change.after)

    def records(self) -> list[Record]:
        """Every record, in a stable order."""
        tables = (self._sources, self._tags, self._claims, self._marks, self._links, self._alternatives)
        return [table[key] for table in tables for key in sorted(table)]  # type: ignore[index]

    def get(self, record: Record) -> Record | None:
        """The record that now stands under the same key, or None."""
        match record:
            case Source():
                return self._sources.get(record.id)
            case Mark():
                return self._marks.get(record.id)
            case Claim():
                return self._claims.get(record.id)
            case Link():
                return self._links.get(record.id)
            case Tag():
                return self._tags.get(record.name)
            case Alternative():
                return self._alternatives.get(record.id)

    def source(self, id: SourceId) -> Source | None:
        return self._sources.get(id)

    def mark(self, id: MarkId) -> Mark | None:
        return self._marks.get(id)

    def claim(self, id: ClaimId) -> Claim | None:
        return self._claims.get(id)

    def link(self, id: LinkId) -> Link | None:
        return self._links.get(id)

    def tag(self, name: str) -> Tag | None:
        return self._tags.get(name)

    # ---- queries -------------------------------------------------------------------------------------------

    def sources(self) -> tuple[Source, ...]:
        """By handle, as a person lists them."""
        if self._listed is None:
            by_handle = sorted(self._sources.values(), key=lambda source: (source.handle.casefold(), source.id))
            self._listed = tuple(by_handle)
        return self._listed

    def marks(self) -> tuple[Mark, ...]:
        """By source handle, then in text order."""
        return tuple(mark for source in self.sources() for mark in self.marks_of(source.id))

    def marks_of(self, source: SourceId) -> tuple[Mark, ...]:
        """In text order: by start, then the longer first, then id."""
        return tuple(self._marks[id] for _, _, id in self._by_source.get(source, ()))

    def claims(self) -> tuple[Claim, ...]:
        """In the order in which they were made."""
        return tuple(sorted(self._claims.values(), key=lambda claim: (claim.created, claim.id)))

    def marks_of_claim(self, claim: ClaimId) -> tuple[Mark, ...]:
        """By source handle, then in text order."""
        marks = [self._marks[id] for id in self._by_claim.get(claim, ())]
        if len(marks) < 2:
            return tuple(marks)
        handles = {source.id: source.handle.casefold() for source in self._sources.values()}
        return tuple(sorted(marks, key=lambda m: (handles.get(m.source, ""), m.source, m.start, -m.end, m.id)))

    def statement(self, claim: Claim) -> str:
        """The claim in the reader's words, else the quote of the mark that was made first."""
        if claim.statement:
            return claim.statement
        marks = [self._marks[id] for id in self._by_claim.get(claim.id, ())]
        return min(marks, key=lambda mark: (mark.created, mark.id)).quote if marks else ""

    def links(self) -> tuple[Link, ...]:
        return tuple(sorted(self._links.values(), key=lambda link: (link.created, link.id)))

    def links_of(self, mark: MarkId) -> tuple[Link, ...]:
        """Links that start or end at the mark, oldest first."""
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


def _order(mark: Mark) -> tuple[int, int, MarkId]:
    return mark.start, -mark.end, mark.id
