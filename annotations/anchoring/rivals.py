"""Whether another passage has as good a claim to a place: words alone cannot tell two passages apart that are alike.

Asked in both directions. Another passage of the new text may be what the mark became; another passage of the old text
may be what the place was. What stands literally around each decides, or nothing does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from annotations.anchoring.tokens import Tokens

NEAR = 200
"""Tokens on each side of a place among which rivals are looked for; further away the order of the text decides."""
_AROUND = 12
"""Tokens of context on each side that are compared."""
_FADING = 0.85
"""By how much a word of context counts less than its nearer neighbour."""
_EVEN = 0.25
"""Difference of two contexts, of 2, that decides nothing."""
_SMALL = 0.03
"""Difference on one side from which on the sides contradict each other."""
_PLAIN = 0.1
"""The same where the other passage was taken for what became of another one."""
_LEAST = 0.45
"""Share of a passage's words from which on another is like it at all."""
_SLACK = 0.15
"""Share of words that a rival may have less than the place that was found."""
_MOST = 8
"""Passages, the nearest ones, whose surroundings are compared."""


class Side(NamedTuple):
    """A text's tokens and, for each, its partner in the other text or -1."""

    tokens: Tokens
    mates: Sequence[int]


def rivalled(own: Tokens, passage: tuple[int, int], there: Side, place: tuple[int, int], cover: float) -> bool:
    """Whether other tokens of `there`, near `place`, are as much like `passage` of `own` and stand in as fitting a
    context, or in a plainly better one when they have other partners. `cover`: the passage's share of words at `place`.
    """
    a, b = passage
    size = b - a
    low, high = max(0, place[0] - NEAR), min(len(there.tokens), place[1] + NEAR)
    wanted = Counter(own.keys[a:b])
    keys = [*there.tokens.keys[low : place[0]], *[-1] * (place[1] - place[0]), *there.tokens.keys[place[1] : high]]
    needed = size * max(_LEAST, cover - _SLACK)
    found = fit(own, passage, there.tokens, place)
    likest = [low + at for at in _likest(keys, wanted, size, needed)]
    for at in sorted(likest, key=lambda at: abs(at - place[0]))[:_MOST]:
        fits = fit(own, passage, there.tokens, (at, at + size))
        more = sum(fits) - sum(found)
        better = max(fits[0] - found[0], fits[1] - found[1])
        taken = 2 * sum(mate < 0 or a <= mate < b for mate in there.mates[at : at + size]) < size
        if (more >= -_SMALL and better > _PLAIN) if taken else (more >= -_EVEN or better > _SMALL):
            return True
    return False


def templated(own: Tokens, passage: tuple[int, int], cover: float) -> bool:
    """Whether a passage near an edited one has as much of its words as it kept, the share `cover`.

    Items of a list and rows of a table are such: those words say that an item stands there, not which one.
    """
    a, b = passage
    low, high = max(0, a - NEAR), b + NEAR
    keys = [*own.keys[low:a], *[-1] * (b - a), *own.keys[b:high]]
    return bool(_likest(keys, Counter(own.keys[a:b]), b - a, (b - a) * cover))


def fit(own: Tokens, passage: tuple[int, int], there: Tokens, place: tuple[int, int]) -> tuple[float, float]:
    """How much of the words before and behind a passage stand literally around a place; near ones count more."""
    (a, b), (first, after) = passage, place
    before = _agreement(own.keys[max(0, a - _AROUND) : a][::-1], there.keys[max(0, first - _AROUND - 4) : first][::-1])
    behind = _agreement(own.keys[b : b + _AROUND], there.keys[after : after + _AROUND + 4])
    return before, behind


def _agreement(xs: list[int], ys: list[int]) -> float:
    if not xs:
        return float(not ys)
    worth = [_FADING**k for k in range(len(xs))]
    matcher = SequenceMatcher(None, xs, ys, autojunk=False)
    found = sum(sum(worth[m.a : m.a + m.size]) for m in matcher.get_matching_blocks())
    return found / sum(worth)


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
