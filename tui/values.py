"""What widgets are handed: immutable values made from the library, so that no widget ever sees the library itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MarkView:
    """A mark as the reader draws it. `kind` is `claim` or `highlight`; `signs` are relation names, each once."""

    id: str
    start: int
    end: int
    kind: str
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TagView:
    """`color` is an index into the palette's tag colours."""

    name: str
    color: int
    letter: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class LinkView:
    """A tie seen from one mark: what stands at the other end. `link` is empty for a shared claim (`restates`)."""

    link: str
    relation: str
    forward: bool
    mark: str
    source: str
    place: str
    quote: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OtherView:
    """A value that lost when versions of the library were merged: what of (`note`, `claim`), its words, from when."""

    id: str
    what: str
    value: str
    updated: str
    can_be_taken: bool


@dataclass(frozen=True, slots=True)
class MarkEntry:
    """A mark as the annotation pane and the details show it. `place` is its handle and locator, short."""

    id: str
    source: str
    kind: str
    place: str
    quote: str
    statement: str
    note: str
    tags: tuple[TagView, ...]
    links: tuple[LinkView, ...]
    start: int
    end: int
    lost: bool
    claim: str = ""
    others: tuple[OtherView, ...] = ()


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A passage that a mark may be about now. `pieces` are (`same`, `removed` or `added`, words), in order."""

    start: int
    end: int
    place: str
    before: str
    pieces: tuple[tuple[str, str], ...]
    after: str


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A mark without a place: its words in the text it was made on, how they were looked for, and where it may be."""

    id: str
    source: str
    kind: str
    source_name: str
    before: str
    quote: str
    after: str
    found: str
    kept: bool
    candidates: tuple[CandidateView, ...]


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """Entries under one heading; `title` is empty where the list is not grouped."""

    title: str
    entries: tuple[MarkEntry, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a chooser: what is returned, what is read, what stands dim beside it, and its keys at the right."""

    value: str
    title: str
    detail: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True)
class ResultView:
    """A hit as the library search lists it. `kind` is what it was found in; the words found stand in the middle."""

    id: int
    kind: str
    place: str
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class ResultGroup:
    """The hits of one source, or of what belongs to none. `count` is all of them, `results` those that are listed."""

    title: str
    count: int
    results: tuple[ResultView, ...]
