"""Records and libraries for the store's tests."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from pathlib import Path

from annotations.changes import created
from annotations.model import (
    Anchor,
    Claim,
    ClaimId,
    Link,
    LinkId,
    Mark,
    MarkId,
    Record,
    Relation,
    Source,
    SourceId,
    Tag,
    Timestamp,
    record_key,
)
from annotations.store.locate import FOLDER, open_library
from annotations.store.tiny import TinyStore

TIME = Timestamp("2026-01-02T03:04:05Z")
TEXT = "試點失敗了。Ninety-five percent of pilots fail.\n"
_numbers = count(1)

State = dict[tuple[type[Record], str], Record]


def source(fingerprint: str = "0" * 64, **fields: str) -> Source:
    id = SourceId(f"S{next(_numbers):04}")
    return Source(id, fields.get("handle", id), fields.get("title", "標題"), fingerprint, "a.txt", TIME, TIME)


def mark(of: Source, start: int = 0, end: int = 4, note: str = "", claim: Claim | None = None) -> Mark:
    anchor = Anchor(start, end, TEXT[start:end])
    return Mark(
        MarkId(f"M{next(_numbers):04}"), of.id, anchor, TIME, TIME, note=note, claim=claim.id if claim else None
    )


def claim(statement: str = "Pilots fail") -> Claim:
    return Claim(ClaimId(f"C{next(_numbers):04}"), statement, TIME, TIME)


def link(origin: Mark, target: Mark, note: str = "") -> Link:
    return Link(LinkId(f"L{next(_numbers):04}"), origin.id, Relation.SUPPORTS, target.id, TIME, TIME, note)


def state(records: Iterable[Record]) -> State:
    return {record_key(record): record for record in records}


class Small:
    """Two sources with a mark each, one of them a claim, a link between them, and a tag."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FOLDER
        self.store = open_library(self.path)
        fingerprint = self.store.put_text(TEXT, TEXT.encode("utf-16"))
        self.first, self.second = source(fingerprint), source(fingerprint)
        self.claim = claim()
        self.here, self.there = mark(self.first, claim=self.claim), mark(self.second, 6, 17)
        self.link = link(self.here, self.there)
        self.tag = Tag("energy/核能", 3, "e")
        self.records: list[Record] = [
            self.first,
            self.second,
            self.claim,
            self.here,
            self.there,
            self.link,
            self.tag,
        ]
        self.store.commit(created(self.records))
        assert self.store.bring_up()

    def file(self, of: Source) -> Path:
        return self.path / "sources" / f"{of.id}.json"

    def reopened(self) -> TinyStore:
        return open_library(self.path, create=False)
