"""Finding words anywhere in a library: in texts, notes, tags, claims, and quotes that lost their place.

What counts as the same word is `sources.fold`'s to say; this decides where to look, in which forms of the query, and
what a hit tells. It goes source by source, so that the first hits are there before the last text is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from annotations.library import Library
from annotations.model import ClaimId, Mark, MarkId, Source, SourceId
from sources.document import Document, Locator, Span
from sources.fold import Folded, find, fold
from sources.passages import stands_twice
from sources.regional import regional_variants
from sources.scan import Mode

_AROUND = 40
"""Code points of context on each side of a hit."""


class HitKind(StrEnum):
    TEXT = "text"
    QUOTE = "quote"
    NOTE = "note"
    TAG = "tag"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a form of the query stands.

    `excerpt[match.start:match.end]` is the original wording; the excerpt is an unchanged piece of what was searched
    (text, quote, note, tag name or statement) and has no newline but within the match. `start`, `end` are code points
    of the source's text: the words found, or for notes, tags and claims the passage of the `mark` they hang on. They
    are None where there is no such place: a lost mark, a source's own tag, a tag or claim without marks. A quote is
    searched only where it lost its place, since else it is found as text. `form` is the form of the query found.
    """

    kind: HitKind
    source: SourceId | None
    mark: MarkId | None
    claim: ClaimId | None
    start: int | None
    end: int | None
    excerpt: str
    match: Span
    locator: Locator | None
    form: str


def forms(query: str, mode: Mode = Mode.FOLDED, glossary: Iterable[tuple[str, ...]] = ()) -> tuple[str, ...]:
    """What is searched for: the query and, where it is folded, what it is called in other regions and the glossary."""
    return regional_variants(query, glossary) if mode is Mode.FOLDED else (query,)


def search(
    library: Library, document: Callable[[SourceId], Document], query: str, exact: bool = False
) -> Iterator[Hit]:
    """Hits by source handle: those in the text in order, then those of its marks, then its own tags; then claims in the
    order they were made, then tags without marks. In any script, width and case, unless `exact`. A query that folds to
    nothing has no hits. What `document` raises for a text that cannot be read is passed on.
    """
    finder = _Finder(library, document, forms(query, Mode.EXACT if exact else Mode.FOLDED), exact)
    for source in library.sources():
        yield from finder.in_source(source)
    yield from finder.in_claims()
    yield from finder.in_unused_tags()


class _Finder:
    def __init__(
        self, library: Library, document: Callable[[SourceId], Document], forms: tuple[str, ...], exact: bool
    ) -> None:
        self.library = library
        self.document = document
        self.forms = forms
        self.exact = exact

    def in_source(self, source: Source) -> Iterator[Hit]:
        document = self.document(source.id)
        for span, form in self.spans(document.text):
            if stands_twice(document, span.start):
                continue
            excerpt, match = _excerpt(document.text, span)
            where = document.locator_at(span.start)
            yield Hit(HitKind.TEXT, source.id, None, None, span.start, span.end, excerpt, match, where, form)
        for mark in self.library.marks_of(source.id):
            if mark.lost:
                yield from self.at_mark(HitKind.QUOTE, mark.quote, mark)
            yield from self.at_mark(HitKind.NOTE, mark.note, mark)
            for tag in mark.tags:
                yield from self.at_mark(HitKind.TAG, tag, mark)
        for tag in source.tags:
            for span, form in self.spans(tag):
                yield Hit(HitKind.TAG, source.id, None, None, None, None, tag, span, None, form)

    def in_claims(self) -> Iterator[Hit]:
        """Statements in the reader's words; one that is its mark's quote is found there."""
        for claim in self.library.claims():
            marks = self.library.marks_of_claim(claim.id)
            first = min(marks, key=lambda mark: (mark.created, mark.id), default=None)
            yield from self.at_mark(HitKind.CLAIM, claim.statement, first, claim.id)

    def in_unused_tags(self) -> Iterator[Hit]:
        for tag, count in sorted(self.library.tag_counts().items()):
            if not count:
                yield from self.at_mark(HitKind.TAG, tag, None)

    def at_mark(self, kind: HitKind, text: str, mark: Mark | None, claim: ClaimId | None = None) -> Iterator[Hit]:
        for span, form in self.spans(text):
            excerpt, match = _excerpt(text, span)
            if mark is None:
                yield Hit(kind, None, None, claim, None, None, excerpt, match, None, form)
                continue
            start, end, locator = None, None, None
            if not mark.lost and self.library.source(mark.source):
                start, end = mark.start, mark.end
                locator = self.document(mark.source).locator_at(mark.start)
            yield Hit(kind, mark.source, mark.id, claim or mark.claim, start, end, excerpt, match, locator, form)

    def spans(self, text: str) -> Iterator[tuple[Span, str]]:
        """Disjoint spans in order; where two forms overlap the one that begins first counts, then the query itself."""
        if not text:
            return
        folded = fold(text)
        last = 0
        for span, rank in sorted(self.each(folded)):
            if span.start >= last:
                yield span, self.forms[rank]
                last = span.end

    def each(self, folded: Folded) -> Iterator[tuple[Span, int]]:
        for rank, form in enumerate(self.forms):
            for span in find(folded, form, self.exact):
                yield span, rank


def _excerpt(text: str, span: Span) -> tuple[str, Span]:
    """The line or lines that the span is in, as far as they are near it, and where the span is in that."""
    start = max(text.rfind("\n", 0, span.start) + 1, span.start - _AROUND)
    line_end = text.find("\n", span.end)
    end = min(len(text) if line_end < 0 else line_end, span.end + _AROUND)
    return text[start:end], Span(span.start - start, span.end - start)
