"""Which sources, places and marks the filters of a query let through.

Filters on marks (tag, note, claim) let a hit in the text through where it lies in a mark that passes all of them; a
tag of the source itself counts for all that stands in it. Values are compared folded. A date is that of the post the
hit stands in, else the source's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from annotations.dates import within
from annotations.library import Library
from annotations.model import Claim, Mark, Source
from annotations.query import Field, Filter
from sources.document import Locator, Span
from sources.fold import fold_text

_OF_MARKS = (Field.TAG, Field.NOTE, Field.CLAIM)


@dataclass(frozen=True, slots=True)
class Filters:
    library: Library
    filters: tuple[Filter, ...]

    def source(self, source: Source) -> bool:
        """Whether anything in the source can pass."""
        if not self.filters:
            return True
        words = fold_text("\n".join((source.handle, source.title, source.author, source.origin)))
        return all((fold_text(f.value) in words) != f.negated for f in self._of(Field.SOURCE)) and not any(
            f.negated and _has_tag(source.tags, f.value) for f in self._of(Field.TAG)
        )

    def place(self, source: Source, locator: Locator | None) -> bool:
        """Whether a place passes by who speaks there, and when."""
        if not self.filters:
            return True
        post = locator.post if locator else None
        names = (locator.speaker if locator else "", post.author if post else "")
        who = fold_text("\n".join(name or "" for name in names))
        when = (post.time if post else "") or source.date
        return all((fold_text(f.value) in who) != f.negated for f in self._of(Field.SPEAKER)) and all(
            within(when, f.value) != f.negated for f in self._of(Field.DATE)
        )

    def mark(self, source: Source, mark: Mark) -> bool:
        """Whether a mark passes by its tags, note and claim."""
        return all(self._mark_has(source, mark, f) != f.negated for f in self._of(*_OF_MARKS))

    def claim(self, claim: Claim) -> bool:
        """Whether a claim without marks passes."""
        words = fold_text(self.library.statement(claim))
        return all(f.field is Field.CLAIM and (fold_text(f.value) in words) != f.negated for f in self.filters)

    def tag(self, name: str) -> bool:
        """Whether a tag without marks passes."""
        return all(f.field is Field.TAG and _has_tag((name,), f.value) != f.negated for f in self.filters)

    def passages(self, source: Source) -> Passages:
        """Where in the source's text hits pass by the marks they lie in."""
        if not self.filters:
            return EVERYWHERE
        wanted = [f for f in self._of(*_OF_MARKS) if not f.negated and not _source_has(source, f)]
        unwanted = [f for f in self._of(*_OF_MARKS) if f.negated]
        if not wanted and not unwanted:
            return Passages(None, ())
        marks = [mark for mark in self.library.marks_of(source.id) if not mark.lost]
        allowed = [m for m in marks if all(self._mark_has(source, m, f) for f in wanted)] if wanted else None
        barred = [m for m in marks if any(self._mark_has(source, m, f) for f in unwanted)]
        return Passages(None if allowed is None else _joined(allowed), _joined(barred))

    def _of(self, *fields: Field) -> list[Filter]:
        return [each for each in self.filters if each.field in fields]

    def _mark_has(self, source: Source, mark: Mark, wanted: Filter) -> bool:
        if wanted.field is Field.TAG:
            return _has_tag((*mark.tags, *source.tags), wanted.value)
        if wanted.field is Field.NOTE:
            return fold_text(wanted.value) in fold_text(mark.note)
        claim = self.library.claim(mark.claim) if mark.claim else None
        return claim is not None and fold_text(wanted.value) in fold_text(self.library.statement(claim))


@dataclass(frozen=True, slots=True)
class Passages:
    """`allowed` None: everywhere. Both are disjoint and in order."""

    allowed: Sequence[Span] | None
    barred: Sequence[Span]

    @property
    def none(self) -> bool:
        return self.allowed is not None and not self.allowed

    def __contains__(self, span: Span) -> bool:
        return (self.allowed is None or _over(self.allowed, span)) and not _over(self.barred, span)


EVERYWHERE = Passages(None, ())


def _has_tag(tags: Sequence[str], value: str) -> bool:
    """`nuclear` is in `energy/nuclear` and in `nuclear/fusion`, and `energy/nu` is not."""
    wanted = fold_text(value.strip().lstrip("#").strip("/"))
    return any(f"/{wanted}/" in f"/{fold_text(tag)}/" for tag in tags)


def _source_has(source: Source, wanted: Filter) -> bool:
    return wanted.field is Field.TAG and _has_tag(source.tags, wanted.value)


def _joined(marks: Sequence[Mark]) -> tuple[Span, ...]:
    """The passages of marks that are in text order, those that overlap as one."""
    spans: list[Span] = []
    for mark in marks:
        if spans and mark.start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, mark.end))
        else:
            spans.append(Span(mark.start, mark.end))
    return tuple(spans)


def _over(spans: Sequence[Span], span: Span) -> bool:
    at = bisect_right(spans, span.start, key=lambda each: each.start) - 1
    return (at >= 0 and spans[at].end > span.start) or bisect_left(spans, (span.end, 0)) > at + 1
