"""Where in the texts of a library words stand: by the index where it knows a text, else in the document itself.

Apart from `search`, which decides what of that is a hit: here is what a text costs. A text that the index knows is not
opened at all; only the pieces that may hold the words are read, and where they stand is in the structure that was kept.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from annotations.model import Source, SourceId
from annotations.store.protocol import Store, StoreError
from annotations.text_index import Piece, TextIndex
from sources.block_table import from_bytes
from sources.document import Document, Locator, Span
from sources.latin import Latin
from sources.passages import stands_twice
from sources.scan import Finder, Mode, scan

AROUND = 40
"""Code points of context on each side of a hit."""
_BEFORE, _BEYOND = 512, 8192
"""Bytes that are read before and behind a piece: for the context, and for hits that go over its end."""

Stopped = Callable[[], bool]


class TextHit(NamedTuple):
    """`excerpt[match.start:match.end]` are the words found at `span`."""

    span: Span
    form: str
    excerpt: str
    match: Span
    locator: Locator


class Texts(Protocol):
    def hits(self, source: Source, finder: Finder, stopped: Stopped) -> Iterator[TextHit]:
        """In order, without those in passages that stand twice. Raises StoreError, PatternError."""

    def locator(self, source: Source, offset: int) -> Locator:
        """Raises StoreError."""


@dataclass(frozen=True, slots=True)
class Documents:
    """Texts that are opened, one after the other."""

    document: Callable[[SourceId], Document]

    def hits(self, source: Source, finder: Finder, stopped: Stopped) -> Iterator[TextHit]:
        document = self.document(source.id)
        for span, form in scan(document.latin, finder, stopped=stopped):
            if not stands_twice(document, span.start):
                yield TextHit(span, form, *excerpt(document.text, span), document.locator_at(span.start))

    def locator(self, source: Source, offset: int) -> Locator:
        return self.document(source.id).locator_at(offset)


class Indexed:
    """For one search. `others` are for what the index does not know; regular expressions are never in it."""

    def __init__(self, store: Store, index: TextIndex, others: Texts, mode: Mode) -> None:
        self._store = store
        self._index = index
        self._others = others
        self._mode = mode
        self._known: frozenset[str] | None = None
        self._pieces: dict[str, list[Piece]] | None = None
        self._structures: dict[str, Document | None] = {}

    def hits(self, source: Source, finder: Finder, stopped: Stopped) -> Iterator[TextHit]:
        if self._known is None:
            self._pieces = None if self._mode is Mode.REGEX else self._index.candidates(finder.forms)
            self._known = frozenset() if self._pieces is None else self._index.known()
        if self._pieces is None or source.fingerprint not in self._known:
            yield from self._others.hits(source, finder, stopped)
            return
        pieces = self._pieces.get(source.fingerprint, [])
        if not pieces:
            return
        structure = self._structure(source)
        if structure is None:
            yield from self._others.hits(source, finder, stopped)
            return
        last = 0
        for piece in pieces:
            if stopped():
                return
            text, first = self._read(source.fingerprint, piece)
            shift = piece.start - first
            for (start, end), form in finder.hits(Latin(text), first, first + piece.end - piece.start):
                span = Span(start + shift, end + shift)
                if span.start >= last and not stands_twice(structure, span.start):
                    last = span.end
                    yield TextHit(span, form, *excerpt(text, Span(start, end)), structure.locator_at(span.start))

    def locator(self, source: Source, offset: int) -> Locator:
        structure = self._structure(source)
        return structure.locator_at(offset) if structure else self._others.locator(source, offset)

    def _structure(self, source: Source) -> Document | None:
        """The blocks without their text; None where none were kept."""
        known = self._structures.get(source.fingerprint)
        if known is None:
            try:
                known = Document("", from_bytes(self._store.structure(source.fingerprint)).table)
            except ValueError:
                return None
            self._structures[source.fingerprint] = known
        return known

    def _read(self, fingerprint: str, piece: Piece) -> tuple[str, int]:
        """The piece with what stands around it, and where in that it begins."""
        low = max(0, piece.byte - _BEFORE)
        data = self._store.text_bytes(fingerprint, low, piece.byte - low + 4 * (piece.end - piece.start) + _BEYOND)
        before, behind = data[: piece.byte - low], data[piece.byte - low :]
        try:
            lead = before.lstrip(bytes(range(0x80, 0xC0))).decode("utf-8", "surrogatepass")
            return lead + _whole(behind), len(lead)
        except UnicodeDecodeError:
            raise StoreError("A text is not what it was: `crossread check` says which.") from None


def _whole(data: bytes) -> str:
    """The characters of UTF-8 that may have been cut at its end."""
    return codecs.getincrementaldecoder("utf-8")("surrogatepass").decode(data)


def _within_word(text: str, at: int) -> bool:
    """Whether a Latin word or a number goes on there."""
    both = text[max(0, at - 1) : at + 1]
    return len(both) == 2 and both.isascii() and both.isalnum()


def excerpt(text: str, span: Span) -> tuple[str, Span]:
    """The line or lines that the span is in, as far as they are near it, and where the span is in that.

    A Latin word is not torn at its ends, but left out.
    """
    start = max(text.rfind("\n", 0, span.start) + 1, span.start - AROUND)
    while start < span.start and _within_word(text, start):
        start += 1
    line_end = text.find("\n", span.end)
    end = min(len(text) if line_end < 0 else line_end, span.end + AROUND)
    while end > span.end and _within_word(text, end):
        end -= 1
    return text[start:end], Span(span.start - start, span.end - start)
