"""Values that lost when versions were merged: what they are in words, and the two things a reader can do with one.

Apart from `commands` because a value can be of any field: it is read and checked as the store reads that field.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from annotations.changes import Change, Transaction
from annotations.commands import CommandError, Stamp
from annotations.library import Library
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
from annotations.store.codec import decode, encode, parse
from annotations.store.protocol import StoreError

_WORDS = {"anchor": "place", "fingerprint": "text", "origin": "start", "target": "end"}
_NOUNS = {"source": "source", "marks": "mark", "claims": "claim", "links": "link", "tags": "tag"}


@dataclass(frozen=True, slots=True)
class Said:
    """An alternative for people: whose and what (`note`), its value and the one that stands, and from when it is.

    `there` is False where the record is gone.
    """

    id: AlternativeId
    table: str
    record: str
    field: str
    value: str
    stands: str
    updated: str
    there: bool
    can_be_taken: bool

    @property
    def noun(self) -> str:
        return _NOUNS.get(self.table, self.table)


def say(library: Library, alternative: Alternative) -> Said:
    record = _record(library, alternative)
    stands = "" if record is None else _shown(library, alternative.field, encode(record).get(alternative.field, ""))
    return Said(
        alternative.id,
        alternative.table,
        alternative.record,
        _WORDS.get(alternative.field, alternative.field),
        _shown(library, alternative.field, _value(alternative)),
        stands,
        alternative.updated,
        record is not None,
        record is not None and alternative.field != "fingerprint",
    )


def of_mark(library: Library, mark: Mark) -> tuple[Alternative, ...]:
    """Those of the mark itself, of the claim that it makes and of the links that start at it."""
    records = [mark.id, *([mark.claim] if mark.claim else [])]
    records += [link.id for link in library.links_of(mark.id) if link.origin == mark.id]
    return tuple(alternative for record in records for alternative in library.alternatives(record))


def take(library: Library, id: AlternativeId, stamp: Stamp, text_of: Callable[[SourceId], str]) -> Transaction:
    """The alternative stands from now on, instead of what stood. Raises CommandError where it no longer can."""
    alternative = _known(library, id)
    record = _record(library, alternative)
    if record is None:
        raise CommandError("What it belongs to is no longer in the library.")
    if alternative.field == "fingerprint":
        raise CommandError("A source's other text cannot be put in place here: add that version of its file again.")
    if isinstance(record, Alternative):
        raise CommandError("That is no value of a record.")
    changed = _with(record, alternative, stamp)
    _check(library, changed, text_of)
    changes = [Change(record, changed), Change(alternative, None)]
    if isinstance(record, Mark) and isinstance(changed, Mark) and record.claim != changed.claim:
        claim = library.claim(record.claim) if record.claim else None
        if claim and not library.restating(record):
            changes.append(Change(claim, None))
            changes += [Change(other, None) for other in library.alternatives(claim.id)]
    return Transaction(f"Take the other {_WORDS.get(alternative.field, alternative.field)}", tuple(changes))


def dismiss(library: Library, id: AlternativeId) -> Transaction:
    """What stands is right; the alternative goes."""
    return Transaction("Keep what stands", (Change(_known(library, id), None),))


def _known(library: Library, id: AlternativeId) -> Alternative:
    alternative = library.alternative(id)
    if alternative is None:
        raise CommandError("That has been decided meanwhile.")
    return alternative


def _record(library: Library, alternative: Alternative) -> Record | None:
    match alternative.table:
        case "source":
            return library.source(SourceId(alternative.record))
        case "marks":
            return library.mark(MarkId(alternative.record))
        case "claims":
            return library.claim(ClaimId(alternative.record))
        case "links":
            return library.link(LinkId(alternative.record))
        case "tags":
            return library.tag(alternative.record)
    return None


def _value(alternative: Alternative) -> Any:
    try:
        return parse(alternative.value)
    except ValueError:
        return alternative.value


def _shown(library: Library, field: str, value: Any) -> str:
    """A value as a person reads it: a place is its words, a claim its statement."""
    if isinstance(value, dict):
        return str(value.get("exact", value.get("fingerprint", value)))
    if field == "claim":
        claim = library.claim(ClaimId(str(value)))
        return (library.statement(claim) if claim else "") or str(value)
    return str(value)


def _with(record: Source | Mark | Claim | Link | Tag, alternative: Alternative, stamp: Stamp) -> Record:
    fields = encode(record) | {alternative.field: _value(alternative)}
    try:
        changed = decode(alternative.table, alternative.record, fields)
    except StoreError:
        raise CommandError(f"That is no value for the field “{alternative.field}”.") from None
    return changed if isinstance(changed, Tag | Alternative) else replace(changed, updated=stamp.now)


def _check(library: Library, record: Record, text_of: Callable[[SourceId], str]) -> None:
    """Raises CommandError when the record would point to what is not there."""
    if isinstance(record, Mark):
        if record.claim and library.claim(record.claim) is None:
            raise CommandError("The claim that the mark would make is no longer in the library.")
        if not record.lost and text_of(record.source)[record.start : record.end] != record.quote:
            raise CommandError("The source has changed: those words are no longer at that place.")
    if isinstance(record, Link) and not (library.mark(record.origin) and library.mark(record.target)):
        raise CommandError("The mark that the link would tie is no longer in the library.")
