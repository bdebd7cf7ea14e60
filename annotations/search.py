"""Finding words anywhere in a library: in texts, notes, tags, claims, and quotes that lost their place.

What counts as the same word is `sources.fold`'s to say and where it stands `searching`'s; this decides where to look,
in which forms of the query, and what a hit tells. It goes source by source, so that the first hits are there before the
last text is looked at, and stops between two of them when it is told to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from annotations.library import Library
from annotations.model import ClaimId, Mark, MarkId, Source, SourceId
from annotations.query import Field, Query
from annotations.search_filters import Filters
from annotations.searching import Texts, excerpt
from sources.document import Locator, Span
from sources.regional import forms
from sources.scan import Finder, finder, scan


class HitKind(StrEnum):
    TEXT = "text"
    QUOTE = "quote"
    NOTE = "note"
    TAG = "tag"
    CLAIM = "claim"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a form of the query stands.

    `excerpt[match.start:match.end]` is the original wording; the excerpt is an unchanged piece of what was searched
    (text, quote, note, tag name or statement) and has no newline but within the match. `start`, `end` are code points
    of the source's text: the words found, or for notes, tags and claims the passage of the `mark` they hang on. They
    are None where there is no such place: a lost mark, a source's own tag, a tag or claim without marks. A quote is
    searched only where it lost its place, since else it is found as text. `form` is the form of the query found. MARK
    is a mark that passes the filters of a query without words; its whole quote is the match.
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


def finder_of(query: Query, glossary: Iterable[tuple[str, ...]] = ()) -> Finder:
    """Raises PatternError."""
    return finder(forms(query.words, query.mode, glossary), query.mode)


def search(
    library: Library, texts: Texts, query: Query, finder: Finder, stopped: Callable[[], bool] = lambda: False
) -> Iterator[Hit]:
    """Hits by source handle: those in the text in order, then those of its marks, then its own tags; then claims in the
    order they were made, then tags without marks. Every hit passes all filters of the query; without words, the marks
    that pass are the hits. `finder` is `finder_of` the query; one that has nothing to search for has no hits. Raises
    StoreError for a text that cannot be read, and PatternError.
    """
    if query.empty or (query.words.strip() and not finder.forms):
        return
    search = _Search(library, texts, query, finder, stopped)
    for source in library.sources():
        if stopped():
            return
        if search.filters.source(source):
            yield from search.in_source(source) if query.words.strip() else search.marks(source)
    if query.words.strip():
        yield from search.in_claims()
        yield from search.in_unused_tags()


class _Search:
    def __init__(
        self, library: Library, texts: Texts, query: Query, finder: Finder, stopped: Callable[[], bool]
    ) -> None:
        self.library = library
        self.texts = texts
        self.finder = finder
        self.stopped = stopped
        self.filters = Filters(library, query.filters)
        self.placed = any(each.field in (Field.SPEAKER, Field.DATE) for each in query.filters)

    def in_source(self, source: Source) -> Iterator[Hit]:
        passages = self.filters.passages(source)
        for hit in () if passages.none else self.texts.hits(source, self.finder, self.stopped):
            if hit.span in passages and self.filters.place(source, hit.locator):
                yield Hit(
                    *(HitKind.TEXT, source.id, None, None, hit.span.start, hit.span.end),
                    *(hit.excerpt, hit.match, hit.locator, hit.form),
                )
        for mark in self.library.marks_of(source.id):
            if not self.filters.mark(source, mark):
                continue
            if mark.lost:
                yield from self.at_mark(HitKind.QUOTE, mark.quote, mark)
            yield from self.at_mark(HitKind.NOTE, mark.note, mark)
            for tag in mark.tags:
                yield from self.at_mark(HitKind.TAG, tag, mark)
        if self.filters.place(source, None) and not self.filters.passages(source).none:
            for tag in source.tags:
                for span, form in scan(tag, self.finder):
                    yield Hit(HitKind.TAG, source.id, None, None, None, None, tag, span, None, form)

    def marks(self, source: Source) -> Iterator[Hit]:
        """The marks that pass, for a query that has nothing but filters."""
        for mark in self.library.marks_of(source.id):
            if self.filters.mark(source, mark):
                yield from self._at(HitKind.MARK, mark.quote, Span(0, len(mark.quote)), "", mark, None)

    def in_claims(self) -> Iterator[Hit]:
        """Statements in the reader's words; one that is its mark's quote is found there."""
        for claim in self.library.claims():
            marks = self.library.marks_of_claim(claim.id)
            first = min(marks, key=lambda mark: (mark.created, mark.id), default=None)
            source = self.library.source(first.source) if first else None
            if first is None or source is None:
                passes = self.filters.claim(claim)
            else:
                passes = self.filters.source(source) and self.filters.mark(source, first)
            if passes:
                yield from self.at_mark(HitKind.CLAIM, claim.statement, first, claim.id)

    def in_unused_tags(self) -> Iterator[Hit]:
        for tag, count in sorted(self.library.tag_counts().items()):
            if not count and self.filters.tag(tag):
                yield from self.at_mark(HitKind.TAG, tag, None)

    def at_mark(self, kind: HitKind, text: str, mark: Mark | None, claim: ClaimId | None = None) -> Iterator[Hit]:
        for span, form in scan(text, self.finder):
            yield from self._at(kind, text, span, form, mark, claim)

    def _at(
        self, kind: HitKind, text: str, span: Span, form: str, mark: Mark | None, claim: ClaimId | None
    ) -> Iterator[Hit]:
        """The hit, unless the place it leads to does not pass."""
        words, match = excerpt(text, span)
        if mark is None:
            yield Hit(kind, None, None, claim, None, None, words, match, None, form)
            return
        start, end, locator = None, None, None
        source = self.library.source(mark.source)
        if not mark.lost and source:
            start, end = mark.start, mark.end
            locator = self.texts.locator(source, mark.start)
        if source is None or not self.placed or self.filters.place(source, locator):
            yield Hit(kind, mark.source, mark.id, claim or mark.claim, start, end, words, match, locator, form)
