"""Where the very words of a mark stand in the new text, when the alignment does not say what became of them."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.anchoring.align import Alignment
from annotations.anchoring.rivals import NEAR

_MOST = 5
"""Places that are found at most."""
_TELLING = 4.0
"""What words must weigh to be looked for in the whole text."""
_FEW = 2.0
"""What words must weigh to be looked for near their place."""

Place = tuple[int, int]
"""New tokens, the end exclusive."""


def unclaimed(alignment: Alignment, a: int, b: int) -> list[Place]:
    """Where all words of the old tokens `a:b` stand together, at most half of them known to be others."""
    to_old = alignment.to_old
    found = []
    for at in _occurrences(alignment, a, b, 0, len(alignment.new)) if _tells(alignment, a, b) else ():
        if 2 * sum(to_old[j] < 0 or a <= to_old[j] < b for j in range(at, at + b - a)) >= b - a:
            found.append((at, at + b - a))
            if len(found) == _MOST:
                break
    return found


def anywhere(alignment: Alignment, a: int, b: int) -> list[Place]:
    """Where the words stand though they are others: anywhere, few words only near where they should be."""
    if _tells(alignment, a, b):
        found = list(zip(_occurrences(alignment, a, b, 0, len(alignment.new)), range(_MOST), strict=False))
        if found:
            return [(at, at + b - a) for at, _ in found]
    if alignment.weight(range(a, b)) < _FEW:
        return []
    left = alignment.kept[0][a]
    here = alignment.to_new[left] + 1 if left >= 0 else 0
    near = _occurrences(alignment, a, b, max(0, here - NEAR), here + NEAR + b - a)
    return [(at, at + b - a) for at in sorted(near, key=lambda at: abs(at - here))[:_MOST]]


def _tells(alignment: Alignment, a: int, b: int) -> bool:
    return b - a >= 2 and alignment.weight(range(a, b)) >= _TELLING


def _occurrences(alignment: Alignment, a: int, b: int, low: int, high: int) -> Iterator[int]:
    quote, line = alignment.old.line[a:b], alignment.new.line
    at = line.find(quote, low, high)
    while at >= 0:
        yield at
        at = line.find(quote, at + 1, high)
