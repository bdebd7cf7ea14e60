"""Whether another passage has as good a claim to a place: words alone cannot tell two passages apart that are alike.

Asked in both directions. Another passage of the new text may be what the mark became; another passage of the old text
may be what the place was. The order of all words around decides: as many of them have to be kept in order, or hardly
fewer, when the other passage is taken instead. That is the length of a longest common subsequence, which is counted for
all places at once.
"""

from __future__ import annotations

from collections import Counter

from annotations.anchoring.subsequence import shared, subsequences
from annotations.anchoring.tokens import Tokens

NEAR = 200
"""Tokens on each side of a place among which rivals are looked for; further away the order of the text decides."""
_LEAST = 0.45
"""Share of a passage's words from which on another is like it at all."""
_SLACK = 0.15
"""Share of words that a rival may have less than the place that was found."""
_FEW = 5
"""Words of a passage that another must have all of to be like it; of more it may lack one."""
_TOGETHER = 0.6
"""Share of the words around a place that are those around its passage, from which on it is where it was."""
_BESIDE = 8
"""Words on each side of a place without which its own are looked for elsewhere."""
_AROUND = 16
"""Words on each side that are compared with those beside a rival."""
_MOST = 12
"""Passages, the nearest ones, of which the words right beside them are compared."""
_EVEN, _EVEN_OF_MARK, _EVEN_OF_LOST = 3, 0.1, 0.05
"""Words kept in order that decide nothing, since a change or two elsewhere explains as many; and more of them for each
word of the passage, and for each around it that was lost anyhow."""


def rivals(
    own: Tokens, passage: tuple[int, int], there: Tokens, place: tuple[int, int], cover: float
) -> list[tuple[int, int]]:
    """Other tokens of `there`, near `place`, that may as well be `passage` of `own`, the nearest first.

    `cover`: the passage's share of words at `place`.
    """
    (a, b), (first, after) = passage, place
    size = b - a
    low, high = max(0, first - NEAR), min(len(there), after + NEAR)
    start, end = max(0, a - NEAR), min(len(own), b + NEAR)
    if size > NEAR or own.line[start:end] == there.line[low:high]:
        return []
    wanted = Counter(own.keys[a:b])
    likest = _likest(_without(there, place), wanted, size, size * max(_LEAST, cover - _SLACK))
    if not likest:
        return []
    before = subsequences(own.keys[start:a], there.keys[low:high])
    behind = subsequences(own.keys[b:end][::-1], there.keys[low:high][::-1])

    def kept(at: int, end: int) -> int:
        """Words of the old surroundings that keep their order when the passage is at `at:end` of `there`."""
        inside = (Counter(there.keys[at:end]) & wanted).total()
        return shared(before, at - low) + inside + shared(behind, high - end)

    here = kept(first, after)
    even = _EVEN + _EVEN_OF_MARK * size + _EVEN_OF_LOST * (end - start - here)
    left, right = _beside(own, passage, there, place)
    found = []
    for n, at in enumerate(sorted((low + at for at in likest), key=lambda at: abs(at - first))):
        other = at, at + size
        if here - kept(*other) < even:
            found.append(other)
        elif n < _MOST:
            other_left, other_right = _beside(own, passage, there, other)
            if other_left > left + 1 or other_right > right + 1:
                found.append(other)
    return found


def _beside(own: Tokens, passage: tuple[int, int], there: Tokens, place: tuple[int, int]) -> tuple[int, int]:
    """How many of the words right before and behind a passage stand, in order, right before and behind a place."""
    (a, b), (first, after) = passage, place
    before, behind = there.keys[max(0, first - _AROUND) : first][::-1], there.keys[after : after + _AROUND]
    return (
        shared(subsequences(own.keys[max(0, a - _AROUND) : a][::-1], before), len(before)),
        shared(subsequences(own.keys[b : b + _AROUND], behind), len(behind)),
    )


def templated(old: Tokens, passage: tuple[int, int], new: Tokens, place: tuple[int, int]) -> bool:
    """Whether near an edited passage, before or now, another has as many of its words, or of those at its place.

    Items of a list and rows of a table are such: those words say that an item stands there, not which one.
    """
    wanted, found = Counter(old.keys[slice(*passage)]), Counter(new.keys[slice(*place)])
    size_old, size_new = passage[1] - passage[0], place[1] - place[0]
    if max(size_old, size_new) > NEAR:
        return False
    both = (wanted & found).total()
    least = max(1, both - (both > _FEW))
    near_old, near_new = _without(old, passage), _without(new, place)
    return bool(
        _likest(near_old, wanted, size_old, least)
        or _likest(near_old, found, size_new, least)
        or _likest(near_new, wanted, size_old, least)
    )


def _without(tokens: Tokens, passage: tuple[int, int]) -> list[int]:
    """The words near a passage; none where it stands itself."""
    a, b = passage
    return [*tokens.keys[max(0, a - NEAR) : a], *[-1] * (b - a), *tokens.keys[b : b + NEAR]]


def astray(old: Tokens, passage: tuple[int, int], new: Tokens, place: tuple[int, int]) -> bool:
    """Whether a place out of its surroundings has words, with those right beside them, that stand elsewhere too."""
    (a, b), (first, after) = passage, place
    start, end = max(0, a - NEAR), min(len(old), b + NEAR)
    low, high = max(0, first - NEAR), min(len(new), after + NEAR)
    if b - a > NEAR or old.line[start:end] == new.line[low:high]:
        return False
    row = subsequences(old.keys[start:end], new.keys[low:high])
    if shared(row, high - low) >= _TOGETHER * min(end - start, high - low):
        return False
    left = right = 0
    while left < min(_BESIDE, a, first) and old.keys[a - left - 1] == new.keys[first - left - 1]:
        left += 1
    while right < min(_BESIDE, len(old) - b, len(new) - after) and old.keys[b + right] == new.keys[after + right]:
        right += 1
    return _again(old.line, a - left, b + right) or _again(new.line, first - left, after + right)


def _again(line: str, start: int, end: int) -> bool:
    run = line[start:end]
    at = line.find(run)
    return at != start or line.find(run, at + 1) >= 0


def _likest(keys: list[int], wanted: Counter[int], size: int, needed: float) -> list[int]:
    """Starts of the `size` neighbours in `keys` that have the most of the wanted words; none for less than needed.

    Of starts that follow each other the first and the last.
    """
    missing = Counter(wanted)
    best, starts = needed, list[int]()
    have = 0
    for end, key in enumerate(keys):
        if key in wanted:
            have += missing[key] > 0
            missing[key] -= 1
        if end >= size and (gone := keys[end - size]) in wanted:
            missing[gone] += 1
            have -= missing[gone] > 0
        if have > best:
            starts.clear()
        if have >= best:
            best = have
            starts.append(max(0, end - size + 1))
    known = set(starts)
    return [at for at in starts if at - 1 not in known or at + 1 not in known]
