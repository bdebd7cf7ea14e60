"""Where the marks of a text are now that it is another: how each was found, how sure that is, what else it may be.

A `Placer` aligns old and new once; each mark is then read off the alignment. How sure that is follows from how much of
the mark's words, and of the words around it, kept their places: a word alone is never believed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from annotations.anchoring import elsewhere
from annotations.anchoring.align import Alignment
from annotations.anchoring.confidence import LIKELY, SURE, Evidence
from annotations.anchoring.edges import Edges
from annotations.anchoring.rivals import astray, rivals, templated
from annotations.anchoring.stretches import Stretch, stretches
from annotations.anchoring.tokens import ENDED, Tokens, Vocabulary
from sources.document import Span
from sources.fold import fold_text

_AROUND = 12
"""Tokens of context on each side that speak for a place."""
_WORTH = 0.4
"""Share of a mark's words or letters from which a place is shown to its reader though it is not likely."""
_MOST = 5
"""Candidates that are offered."""
_COMPARED = 2_000
"""Letters of two passages that are compared at most; longer ones are judged by their words."""


class Kind(StrEnum):
    """How a mark was found: the same words, in their order or elsewhere; other words; in parts; at several places."""

    EXACT = "exact"
    MOVED = "moved"
    EDITED = "edited"
    SPLIT = "split"
    AMBIGUOUS = "ambiguous"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a mark is. `span` is None when it is lost; `confidence` goes from 0 to 1; from SURE on it is trusted.

    `candidates` are places worth showing, the best first, `span` among them.
    """

    kind: Kind
    span: Span | None
    confidence: float
    candidates: tuple[Span, ...] = ()


LOST = Placement(Kind.LOST, None, 0.0)


class Placer:
    """Places spans of `old` in `new`. Aligning costs with what differs; each mark then costs with its own length."""

    def __init__(self, old: str, new: str) -> None:
        self._old_text, self._new_text = old, new
        self._stretches = stretches(old, new)
        self._vocabulary = Vocabulary()
        known = [(one.old, one.old + one.size) for one in self._stretches]
        self._old = Tokens(old, self._vocabulary, _between(known, len(old)))
        known = [(one.new, one.new + one.size) for one in self._stretches]
        self._new = Tokens(new, self._vocabulary, _between(known, len(new)))
        self._alignment = Alignment(self._old, self._new, self._vocabulary)
        self._edges = Edges(self._alignment)

    def place(self, start: int, end: int) -> Placement:
        """Where `old[start:end]` stands in the new text. Raises ValueError for an empty span or one outside."""
        if not 0 <= start < end <= len(self._old_text):
            raise ValueError(f"no passage at {start}–{end} in a text of {len(self._old_text)} characters")
        stretch = self._stretch(start)
        if stretch and stretch is self._stretch(end - 1):
            shift = stretch.new - stretch.old
            span = Span(start + shift, end + shift)
            return Placement(Kind.EXACT, span, 1.0, (span,))
        a, b = bisect_right(self._old.ends, start), bisect_left(self._old.starts, end)
        if a >= b:
            return self._place_signs(start, end, a)
        self._alignment.settle(a - _AROUND, b + _AROUND)
        groups = self._groups(a, b)
        stands = self._found(a, b, end, groups)
        same = self._elsewhere(a, b, groups, stands)
        if same:
            stands = min(same, key=lambda at: (-sum(self._context(a, b, *at)), abs(at[0] - stands[0]) if stands else 0))
        if stands is None:
            taken = elsewhere.anywhere(self._alignment, a, b)
            return replace(LOST, candidates=tuple(self._span(start, end, a, b, *at) for at in taken))
        evidence = self._weigh(a, b, *stands, groups)
        span = self._span(start, end, a, b, *stands)
        others = [self._span(start, end, a, b, *at) for at in same if at != stands]
        moved = self._moved(a, b, *stands)
        if not others and evidence.confidence() >= SURE:
            disputed, found = self._disputed(a, b, stands, evidence, moved=moved)
            evidence = replace(evidence, disputed=disputed)
            others = [self._span(start, end, a, b, *at) for at in found]
        return self._judged(Span(start, end), span, others, evidence, moved=moved)

    def _stretch(self, offset: int) -> Stretch | None:
        """The stretch that an old offset is in."""
        k = bisect_right(self._stretches, offset, key=lambda one: one.old) - 1
        one = self._stretches[k] if k >= 0 else None
        return one if one and offset < one.old + one.size else None

    def _shift(self, offset: int) -> int | None:
        """How far an old offset moved, if it is in a stretch."""
        one = self._stretch(offset)
        return one.new - one.old if one else None

    def _judged(self, old: Span, new: Span, others: list[Span], evidence: Evidence, *, moved: bool) -> Placement:
        confidence = evidence.confidence()
        candidates = (new, *others)[:_MOST]
        if confidence < LIKELY:
            worth = max(evidence.cover, evidence.like) >= _WORTH
            return Placement(Kind.LOST, None, confidence, candidates if worth else ())
        if others:
            return Placement(Kind.AMBIGUOUS, new, min(confidence, 0.7), candidates)
        if self._old_text[slice(*old)].split() == self._new_text[slice(*new)].split():
            return Placement(Kind.MOVED if moved else Kind.EXACT, new, confidence, candidates)
        if evidence.second >= 0.2:
            return Placement(Kind.SPLIT, new, min(confidence, 0.8), candidates)
        return Placement(Kind.EDITED, new, confidence, candidates)

    # ---- finding -------------------------------------------------------------------------------------------

    def _place_signs(self, start: int, end: int, a: int) -> Placement:
        """A mark of nothing but punctuation: the same signs between the same two words, or it is lost."""
        to_new = self._alignment.to_new
        self._alignment.settle(a - 1, a + 1)
        quote = self._old_text[start:end]
        if 0 < a < len(to_new) and to_new[a - 1] >= 0 and to_new[a] == to_new[a - 1] + 1:
            at = self._new_text.find(quote, self._new.ends[to_new[a - 1]], self._new.starts[to_new[a]])
            if at >= 0:
                span = Span(at, at + len(quote))
                return Placement(Kind.EXACT, span, 0.95, (span,))
        return LOST

    def _groups(self, a: int, b: int) -> list[list[int]]:
        """The mark's tokens with a partner, parted where the new text has them far apart; the heaviest group first."""
        to_new, moved = self._alignment.to_new, self._alignment.moved
        groups: list[list[int]] = []
        for i in range(a, b):
            if to_new[i] < 0:
                continue
            for group in groups:
                last = group[-1]
                if moved[i] == moved[last] and 0 < to_new[i] - to_new[last] <= 3 * (i - last) + 60:
                    group.append(i)
                    break
            else:
                groups.append([i])
        return sorted(groups, key=self._alignment.weight, reverse=True)

    def _found(self, a: int, b: int, end: int, groups: list[list[int]]) -> tuple[int, int] | None:
        if not groups:
            return self._edges.between(a, b)
        ended = self._old.joint(b).stop and bool(ENDED.search(self._old_text, self._old.ends[b - 1], end))
        start, after = self._edges.start(a, groups[0][0]), self._edges.end(b, groups[0][-1], ended=ended)
        return start, after

    def _equal(self, a: int, b: int, first: int, after: int) -> bool:
        return self._old.line[a:b] == self._new.line[first:after]

    def _elsewhere(
        self, a: int, b: int, groups: list[list[int]], stands: tuple[int, int] | None
    ) -> list[tuple[int, int]]:
        """Where the mark's very words stand, unless they, or surely what became of them, were found in their order."""
        if groups and stands and not self._alignment.moved[groups[0][0]]:
            at = self._alignment.to_new[a]
            if len(groups[0]) == b - a and self._equal(a, b, at, at + b - a):
                return []
            if self._weigh(a, b, *stands, groups).confidence() >= SURE:
                return []
        return elsewhere.unclaimed(self._alignment, a, b)

    # ---- judging -------------------------------------------------------------------------------------------

    def _weigh(self, a: int, b: int, first: int, after: int, groups: list[list[int]]) -> Evidence:
        weight = self._alignment.weight(range(a, b))
        before, behind = self._context(a, b, first, after)
        if self._equal(a, b, first, after):
            return Evidence(weight, 1.0, 1.0, 1.0, before, behind, 0.0, 1.0)
        weights, keys = self._vocabulary.weights, self._new.keys
        found = self._alignment.weight(groups[0]) if groups else 0.0
        place = sum([weights[keys[j]] for j in range(first, after)])
        one, other = self._edges.letters(a, b), self._edges.letters(first, after, new=True)
        like = 0.0
        if max(len(one), len(other)) <= _COMPARED:
            like = SequenceMatcher(None, one, other, False).ratio()
        second = self._alignment.weight(groups[1]) / weight if len(groups) > 1 else 0.0
        return Evidence(weight, found / weight, found / place, like, before, behind, second, len(other) / len(one))

    def _disputed(
        self, a: int, b: int, stands: tuple[int, int], evidence: Evidence, *, moved: bool
    ) -> tuple[bool, list[tuple[int, int]]]:
        """Whether another passage of either text has as good a claim, and those of the new one that have.

        Few words out of their order have to bring what stood around them along.
        """
        old, new, passage = self._old, self._new, (a, b)
        others = rivals(old, passage, new, stands, evidence.cover)
        strayed = moved and evidence.weight < 8 and min(evidence.before, evidence.behind) < 0.75
        disputed = (
            bool(others)
            or strayed
            or (evidence.cover < 1 and templated(old, passage, new, stands))
            or bool(rivals(new, stands, old, passage, evidence.back))
            or astray(old, passage, new, stands)
        )
        return disputed, others

    def _context(self, a: int, b: int, first: int, after: int) -> tuple[float, float]:
        """Shares of the words before and behind the mark that are before and behind its place; near ones count more."""
        reach = 3 * _AROUND
        before = self._share(range(a - 1, max(-1, a - 1 - _AROUND), -1), first - reach, first)
        behind = self._share(range(b, min(len(self._old), b + _AROUND)), after, after + reach)
        return (
            float(first == 0) if before is None else before,
            float(after == len(self._new)) if behind is None else behind,
        )

    def _share(self, tokens: range, low: int, high: int) -> float | None:
        found = whole = 0.0
        worth = 1.0
        for i in tokens:
            whole += worth
            found += worth * (low <= self._alignment.to_new[i] < high)
            worth *= 0.85
        return found / whole if whole else None

    def _moved(self, a: int, b: int, first: int, after: int) -> bool:
        """Whether the place is out of the order that the words around the mark have."""
        to_new, (before, behind) = self._alignment.to_new, self._alignment.kept
        left, right = before[a], behind[b - 1]
        return not ((left < 0 or to_new[left] < first) and (right == len(to_new) or after <= to_new[right]))

    def _span(self, start: int, end: int, a: int, b: int, first: int, after: int) -> Span:
        """The place in code points, with the part of a word and the signs that the mark has at its ends."""
        old, new = self._old, self._new
        left, right = new.starts[first], new.ends[after - 1]
        if (shift := self._shift(start)) is not None:
            left = start + shift
        elif start > old.starts[a]:
            left = min(left + start - old.starts[a], new.ends[first] - 1)
        else:
            before = self._new_text[new.ends[first - 1] if first else 0 : left]
            left -= _reach(self._old_text[start : old.starts[a]][::-1], before[::-1])
        if (shift := self._shift(end - 1)) is not None:
            right = end + shift
        elif end < old.ends[b - 1]:
            right = max(right - (old.ends[b - 1] - end), left + 1)
        else:
            behind = self._new_text[right : new.starts[after] if after < len(new) else None]
            right += _reach(self._old_text[old.ends[b - 1] : end], behind)
        return Span(left, right)


def _reach(signs: str, joint: str) -> int:
    """Code points of the signs at a word that belong to a mark which had `signs` there: up to its last one, folded."""
    if joint.startswith(signs):
        return len(signs)
    last, found = fold_text(signs.strip()[-1:]), 0
    for n, char in enumerate(joint, 1):
        if char.isspace() and n > 1:
            break
        if last and fold_text(char) == last:
            found = n
    return found


def _between(known: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """What ranges of a text leave over, as ranges."""
    starts = [0, *(end for _, end in known)]
    ends = [*(start for start, _ in known), length]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]
