"""A digest as values: what `build` decides and `render` writes. Strings are as sources and reader wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class By(StrEnum):
    SOURCE = "source"
    TAG = "tag"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class DigestOptions:
    by: By = By.SOURCE


@dataclass(frozen=True, slots=True)
class Reference:
    """Leads to a mark's entry: how its quote begins, and where it stands in short (`001 陆飞 ¶ 12`)."""

    anchor: str
    words: str
    place: str


@dataclass(frozen=True, slots=True)
class Line:
    """One tie to another mark. `label` says how it stands to it; `about` is the mark at this end where that is open."""

    label: str
    reference: Reference
    about: Reference | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A mark in full; each mark has exactly one entry in a digest. `statement` is empty where the quote says it."""

    anchor: str
    id: str
    quote: str
    citation: str
    lost: bool
    claim: bool
    statement: str
    tags: tuple[str, ...]
    note: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """`label` and `title` make the heading, unless there is an `anchor`: then that is, and the title stands below.

    `level` counts from 1. `elsewhere` are marks that belong here too and have their entry in an earlier section.
    """

    level: int
    label: str
    title: str = ""
    anchor: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    entries: tuple[Entry, ...] = ()
    groups: tuple[Group, ...] = ()
    elsewhere: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A claim in the overview. `anchor` is where it is told in this digest, empty when no mark makes it."""

    statement: str
    anchor: str
    makes: tuple[str, ...]
    backs: tuple[str, ...]
    denies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    title: str
    counts: tuple[tuple[str, int], ...]
    overview: tuple[Row, ...]
    sections: tuple[Section, ...]
