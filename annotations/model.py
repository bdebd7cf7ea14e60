"""The records a library is made of: frozen, slotted, compared by value.

They hold no behaviour beyond what follows from their own fields: who may change them and how is `commands`,
how they are written is `store.codec`. Times are UTC, ISO 8601 to the second with `Z`; ids are ULIDs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

SourceId = NewType("SourceId", str)
MarkId = NewType("MarkId", str)
ClaimId = NewType("ClaimId", str)
LinkId = NewType("LinkId", str)
AlternativeId = NewType("AlternativeId", str)
Timestamp = NewType("Timestamp", str)


class Relation(StrEnum):
    """What the origin of a link does to its target."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    UNDERCUTS = "undercuts"
    QUALIFIES = "qualifies"
    CITES = "cites"
    SEE_ALSO = "see-also"


class AnchorState(StrEnum):
    """A mark without a place waits to be placed again, until its reader keeps it as lost."""

    PLACED = "placed"
    WAITING = "waiting"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Anchor:
    """How a span is found again: position, exact quote and context, all in code points of the source's text.

    While `state` is PLACED, `text[start:end] == exact`. An anchor without a place keeps the position that it last had,
    and `fingerprint` names the text that this position is in, which is not the source's present one.
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    state: AnchorState = AnchorState.PLACED
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One text in the library.

    `fingerprint` is the SHA-256 of the text as read. `origin` is where it was last read from (a path or an
    address), a hint only: a source is known by id and fingerprint. `handle` is the short name that citations and
    panes use. `extractor` names the loader that read the text out of the original bytes, with its version.
    """

    id: SourceId
    handle: str
    title: str
    fingerprint: str
    origin: str
    added: Timestamp
    updated: Timestamp
    author: str = ""
    date: str = ""
    tags: tuple[str, ...] = ()
    encoding: str = "utf-8"
    format: str = "plain"
    extractor: str = ""
    script: str = ""
    length: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """An anchored passage. It is a claim mark when `claim` is set, else a highlight."""

    id: MarkId
    source: SourceId
    anchor: Anchor
    created: Timestamp
    updated: Timestamp
    tags: tuple[str, ...] = ()
    note: str = ""
    claim: ClaimId | None = None

    @property
    def start(self) -> int:
        return self.anchor.start

    @property
    def end(self) -> int:
        return self.anchor.end

    @property
    def quote(self) -> str:
        return self.anchor.exact

    @property
    def lost(self) -> bool:
        """Whether the mark has no place in its source's present text: it waits, or is kept as lost."""
        return self.anchor.state is not AnchorState.PLACED

    @property
    def waiting(self) -> bool:
        return self.anchor.state is AnchorState.WAITING


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that one or more marks make. An empty `statement` is read as the quote of its first mark."""

    id: ClaimId
    statement: str
    created: Timestamp
    updated: Timestamp


@dataclass(frozen=True, slots=True)
class Link:
    """A typed, directed tie: the mark `origin` supports, contradicts … the mark `target`."""

    id: LinkId
    origin: MarkId
    relation: Relation
    target: MarkId
    created: Timestamp
    updated: Timestamp
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A name in a tree, `energy/nuclear`. `color` is an index into the palette's tag colours, `letter` its sign."""

    name: str
    color: int = 0
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value that lost when two versions of a record were merged: kept beside it until the reader chooses.

    `table` and `record` say whose it is, `field` which of its fields would take `value`, which is JSON. `updated` is
    the time of the version that it comes from. The id is made of the content, the same on every device.
    """

    id: AlternativeId
    table: str
    record: str
    field: str
    value: str
    updated: Timestamp = Timestamp("")


Record = Source | Mark | Claim | Link | Tag | Alternative


def record_key(record: Record) -> tuple[type[Record], str]:
    """The table a record belongs to and its key in it (a tag's key is its name)."""
    return type(record), record.name if isinstance(record, Tag) else record.id
