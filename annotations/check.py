"""`crossread check`: everything a library says about itself, compared with what is there. Changes nothing of it.

Separate from the store because it looks across records and texts; it asks no more of a store than the protocol and
`examine`, which goes on where `load` would stop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from annotations.model import Claim, Link, Mark, Record, Source, Tag
from annotations.store.protocol import Store, StoreError


class Examinable(Store, Protocol):
    @property
    def notes(self) -> list[str]: ...

    def examine(self) -> tuple[list[Record], list[str]]:
        """Every record that can be read, and a sentence for each file and record that cannot."""


@dataclass(frozen=True, slots=True)
class Counts:
    sources: int
    marks: int
    claims: int
    links: int
    tags: int
    waiting: int  # marks that wait to be placed again in a text that changed
    lost: int  # marks kept without a place


@dataclass(frozen=True, slots=True)
class Report:
    """`problems` and `notes` are sentences; a library is sound when there are no problems."""

    problems: tuple[str, ...]
    notes: tuple[str, ...]
    counts: Counts


def check(store: Examinable) -> Report:
    """Reads every record and text. Raises StoreError only when the library cannot be opened at all."""
    records, problems = store.examine()
    found = _Records(records)
    problems += _dangling(found)
    for source in found.sources.values():
        problems += _text_problems(store, source, [mark for mark in found.marks.values() if mark.source == source.id])
    counts = Counts(
        len(found.sources),
        len(found.marks),
        len(found.claims),
        len(found.links),
        found.tags,
        sum(mark.waiting for mark in found.marks.values()),
        sum(mark.lost and not mark.waiting for mark in found.marks.values()),
    )
    return Report(tuple(problems), tuple(store.notes), counts)


class _Records:
    def __init__(self, records: list[Record]) -> None:
        self.sources = {record.id: record for record in records if isinstance(record, Source)}
        self.marks = {record.id: record for record in records if isinstance(record, Mark)}
        self.claims = {record.id: record for record in records if isinstance(record, Claim)}
        self.links = {record.id: record for record in records if isinstance(record, Link)}
        self.tags = sum(isinstance(record, Tag) for record in records)


def _dangling(found: _Records) -> Iterator[str]:
    for mark in found.marks.values():
        if mark.source not in found.sources:
            yield f"Mark {mark.id} belongs to source {mark.source}, which is not in the library."
        if mark.claim is not None and mark.claim not in found.claims:
            yield f"Mark {mark.id} makes claim {mark.claim}, which is not in the library."
    made = {mark.claim for mark in found.marks.values()}
    for claim in found.claims.values():
        if claim.id not in made:
            yield f"Claim {claim.id} is made by no mark."
    for link in found.links.values():
        for end, id in (("starts at", link.origin), ("leads to", link.target)):
            if id not in found.marks:
                yield f"Link {link.id} {end} mark {id}, which is not in the library."


def _text_problems(store: Store, source: Source, marks: list[Mark]) -> Iterator[str]:
    try:
        text = store.text(source.fingerprint)
        store.original(source.fingerprint)
    except StoreError as error:
        yield f"Source {source.handle}: {error}"
        return
    for fingerprint in {mark.anchor.fingerprint for mark in marks} - {"", source.fingerprint}:
        try:
            store.text(fingerprint)
        except StoreError as error:
            yield f"Source {source.handle}, a text that marks without a place were made on: {error}"
    for mark in marks:
        if not mark.lost and text[mark.start : mark.end] != mark.quote:
            yield f"Mark {mark.id} in {source.handle}: the text at its place is not its quote."
