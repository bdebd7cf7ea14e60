"""Letting go of what stood in a file that somebody deleted: an edit like any other, which undo takes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from annotations.changes import Change, Transaction
from annotations.library import Library
from annotations.model import Alternative, Claim, Link, Mark, Record, Source, Tag, record_key


def let_go(library: Library, records: Iterable[Record]) -> Transaction:
    """Without these records, as they are by now, and without what refers to them: links, claims that no mark makes.

    A mark of a claim that goes stays, as a highlight.
    """
    gone = {record_key(now): now for record in records if (now := library.get(record))}

    def also(*others: Record) -> None:
        gone.update({record_key(other): other for other in others})

    def of(kind: type[Record]) -> list[Record]:
        return [record for record in gone.values() if isinstance(record, kind)]

    for source in of(Source):
        assert isinstance(source, Source)
        also(*library.marks_of(source.id))
    for mark in of(Mark):
        assert isinstance(mark, Mark)
        also(*library.links_of(mark.id))
        claim = library.claim(mark.claim) if mark.claim else None
        if claim and all(record_key(other) in gone for other in library.marks_of_claim(claim.id)):
            also(claim)
    unclaimed = [
        Change(mark, replace(mark, claim=None))
        for claim in of(Claim)
        if isinstance(claim, Claim)
        for mark in library.marks_of_claim(claim.id)
        if record_key(mark) not in gone
    ]
    for record in list(gone.values()):
        also(*library.alternatives(record.name if isinstance(record, Tag) else record.id))
    order = (Alternative, Link, Mark, Claim, Tag, Source)
    changes = [Change(record, None) for kind in order for record in of(kind)]
    return Transaction("Let go of deleted files", (*changes, *unclaimed))
