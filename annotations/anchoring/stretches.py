"""What two texts share literally and in order: stretches that need no words to be compared.

They are what makes a small change in a large text cheap. Each is given without a margin at either end, so that what
changed keeps its surroundings when the rest is compared by words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import NamedTuple

from annotations.anchoring.runs import common_head, common_tail
from annotations.anchoring.tokens import in_word

_MARGIN = 600
"""Code points of a stretch that stay beside a change, on each side."""
_SMALL = 60_000
"""Code points of a change that are compared by words without looking for equal sentences in it."""
_SENTENCE = re.compile(r"[^\n。！？.!?]*[\n。！？.!?]*")
_TELLING = 8
"""Code points from which on a sentence that stands once in both texts says where it belongs."""


class Stretch(NamedTuple):
    """`size` code points from `old` of the old text are those from `new` of the new one."""

    old: int
    new: int
    size: int


def stretches(old: str, new: str) -> list[Stretch]:
    """Disjoint stretches, ascending in both texts, that begin and end between words."""
    if old == new:
        return [Stretch(0, 0, len(old))] if old else []
    head = common_head(old, new)
    tail = min(common_tail(old, new), len(old) - head, len(new) - head)
    found = [Stretch(0, 0, head), *_within(old, new, head, tail), Stretch(len(old) - tail, len(new) - tail, tail)]
    return [kept for one in found if (kept := _without_margins(old, new, one)).size > 0]


def _within(old: str, new: str, head: int, tail: int) -> list[Stretch]:
    """Stretches between the equal ends: sentences that stand once in both texts, and their equal neighbours."""
    if min(len(old), len(new)) - head - tail < _SMALL:
        return []
    xs, ys = _SENTENCE.findall(old, head, len(old) - tail), _SENTENCE.findall(new, head, len(new) - tail)
    count_x, count_y = Counter(xs), Counter(ys)
    places = {y: j for j, y in enumerate(ys) if count_y[y] == 1 and count_x[y] == 1 and len(y) >= _TELLING}
    pairs = _ascending([(i, places[x]) for i, x in enumerate(xs) if x in places])
    found: list[Stretch] = []
    at_x, at_y = _offsets(xs, head), _offsets(ys, head)
    done_x = done_y = 0
    for i, j in pairs:
        if i < done_x or j < done_y:
            continue
        while i > done_x and j > done_y and xs[i - 1] == ys[j - 1]:
            i, j = i - 1, j - 1
        first_x, first_y = i, j
        while i < len(xs) and j < len(ys) and xs[i] == ys[j]:
            i, j = i + 1, j + 1
        found.append(Stretch(at_x[first_x], at_y[first_y], at_x[i] - at_x[first_x]))
        done_x, done_y = i, j
    return found


def _offsets(parts: list[str], start: int) -> list[int]:
    offsets = [start]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return offsets


def _ascending(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs whose second members ascend as the first ones do."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        k = bisect_left(tops, j)
        tops[k : k + 1] = [j]
        before.append(last[k - 1] if k else -1)
        last[k : k + 1] = [n]
    chosen: list[tuple[int, int]] = []
    n = last[-1] if last else -1
    while n >= 0:
        chosen.append(pairs[n])
        n = before[n]
    return chosen[::-1]


def _without_margins(old: str, new: str, stretch: Stretch) -> Stretch:
    """Margins are left off where something changed beside them, and then words that would be torn."""
    a, b, size = stretch
    first = 0 if a == b == 0 else _MARGIN
    after = size if a + size == len(old) and b + size == len(new) else size - _MARGIN
    while first < after and (in_word(old, a + first) or in_word(new, b + first)):
        first += 1
    while first < after and (in_word(old, a + after) or in_word(new, b + after)):
        after -= 1
    return Stretch(a + first, b + first, after - first)
