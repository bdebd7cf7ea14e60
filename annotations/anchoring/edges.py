"""Where in a new text the edge of an old passage falls, when the words around that edge were edited."""

from __future__ import annotations

from difflib import SequenceMatcher

from annotations.anchoring.align import Alignment

_FAR = 40
"""Tokens beyond an edge among which its nearest partner is looked for, and that a sentence may have grown by."""
_INSERTED = 400
"""New tokens from which on an insertion is not searched for ends of sentences."""


class Edges:
    """Boundaries between tokens: `edge` n is the one before token n.

    `ended` says that the mark includes the last sign of its sentence.
    """

    def __init__(self, alignment: Alignment) -> None:
        self._alignment = alignment
        self._old, self._new = alignment.old, alignment.new
        self._words = alignment.vocabulary.words

    def start(self, edge: int, first: int) -> int:
        """The new boundary for an old passage's start, when `first` is its first token with a partner."""
        known = self._alignment.to_new[first]
        return self._edge(edge, first, first, known, -1, ended=False)

    def end(self, edge: int, last: int, *, ended: bool) -> int:
        """The new boundary for its end, when `last` is its last token with a partner."""
        known = self._alignment.to_new[last] + 1
        return self._edge(edge, last, last + 1, known, 1, ended=ended)

    def between(self, start: int, end: int) -> tuple[int, int] | None:
        """What stands in the place of old tokens `start:end`, none of which has a partner; None where nothing does."""
        to_new = self._alignment.to_new
        left, right, most = start - 1, end, 3 * (end - start) + 20
        while left >= 0 and to_new[left] < 0 and right - left - 1 <= most:
            left -= 1
        while right < len(to_new) and to_new[right] < 0 and right - left - 1 <= most:
            right += 1
        size = right - left - 1
        if size > most:
            return None
        b0 = to_new[left] + 1 if left >= 0 else 0
        b1 = to_new[right] if right < len(to_new) else len(self._new)
        if b1 <= b0 or b1 - b0 > 3 * size + 6:
            return None
        first = self._divide(left + 1, start, right, b0, b1, -1)
        after = self._divide(left + 1, end, right, b0, b1, 1)
        return (first, after) if first < after else None

    def _edge(self, edge: int, partner: int, inner: int, known: int, way: int, *, ended: bool) -> int:
        """The new boundary for `edge`; from there to `inner`, whose new boundary is `known`, no token has a partner."""
        to_new, moved = self._alignment.to_new, self._alignment.moved
        outer = edge - 1 if way < 0 else edge
        steps = _FAR
        while 0 <= outer < len(to_new) and steps and (to_new[outer] < 0 or moved[outer] != moved[partner]):
            outer += way
            steps -= 1
        if not 0 <= outer < len(to_new):
            bound = 0 if way < 0 else len(self._new)
        elif to_new[outer] < 0 or (to_new[outer] - known) * way < 0:
            return known
        else:
            bound = to_new[outer] + (way < 0)
        if bound == known:
            return known
        if inner == edge:
            grown = ended and edge == outer and not self._new.joint(known).stop
            return self._sentence_end(known, bound) if grown else known
        if way < 0:
            return self._divide(outer + 1, edge, inner, bound, known, way)
        return self._divide(inner, edge, outer, known, bound, way)

    def _sentence_end(self, known: int, bound: int) -> int:
        """The next end of a sentence: words that were inserted before a sentence's last sign belong to it."""
        for j in range(known + 1, min(bound, known + _FAR) + 1):
            if self._new.joint(j).stop:
                return j
        return known

    def _divide(self, a0: int, edge: int, a1: int, b0: int, b1: int, way: int) -> int:
        """Where `edge` falls among the new tokens `b0:b1`, which the old `a0:a1` became."""
        known, bound = (b1, b0) if way < 0 else (b0, b1)
        inside, outside = (a1 - edge, edge - a0) if way < 0 else (edge - a0, a1 - edge)
        size = b1 - b0
        if not inside:
            return known
        joint = self._old.joint(edge)
        stops = [j for j in range(b0, b1 + 1) if self._new.joint(j).stop] if size < _INSERTED and joint.stop else []
        nearest = (stops[-1] if way < 0 else stops[0]) if stops else None
        if not outside and size <= 4 * inside + 12:
            return bound if nearest is None or size <= 2 * inside + 4 else nearest
        if size > 4 * (inside + outside) + 12:  # much was inserted: take the sentence that is next
            return known if nearest is None else nearest
        return self._best_cut(a0, edge, a1, b0, b1)

    def _best_cut(self, a0: int, edge: int, a1: int, b0: int, b1: int) -> int:
        """The j for which new `b0:j` fits old `a0:edge`, and `j:b1` the rest: by letters, share and signs between."""
        left, right = self.letters(a0, edge), self.letters(edge, a1)
        share = len(left) / (len(left) + len(right))
        lengths = [len(self._words[self._new.keys[j]]) for j in range(b0, b1)]
        whole, near = sum(lengths), b1 - b0 <= _FAR
        joint = self._old.joint(edge)
        best, at, done = -9.0, b0, 0
        for j in range(b0, b1 + 1):
            other = self._new.joint(j)
            score = -2 * abs(done / whole - share) + (joint.stop and other.stop)
            if joint.signs:
                score += 0.7 * (joint.signs == other.signs) + 0.3 * (joint.signs[0] == other.signs[:1])
            if near:
                score += 2 * SequenceMatcher(None, left, self.letters(b0, j, new=True), False).ratio()
                score += 2 * SequenceMatcher(None, right, self.letters(j, b1, new=True), False).ratio()
            if score > best:
                best, at = score, j
            done += lengths[j - b0] if j < b1 else 0
        return at

    def letters(self, start: int, end: int, *, new: bool = False) -> str:
        """The folded words of a range, without what stands between them."""
        keys = self._new.keys if new else self._old.keys
        return "".join([self._words[keys[i]] for i in range(start, end)])
