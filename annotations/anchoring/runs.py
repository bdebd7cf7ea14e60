"""Equal runs of tokens in two sequences, and the heaviest chain of them: patience diff on n-grams.

Sequences are strings with one character for each token: their slices are cut, hashed and compared at the speed of C.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

_MOST_BLOCKS = 400
"""Blocks that a chain is chosen from, of more the most telling ones: what is between them is looked at again."""


class Block(NamedTuple):
    """`size` tokens from `a` of the old text equal those from `b` of the new one."""

    a: int
    b: int
    size: int


def blocks(a: str, b: str, size: int, most: int) -> list[Block]:
    """Maximal equal runs around n-grams of `size` that occur at most `most` times on either side."""
    found: dict[Block, None] = {}
    reach: dict[int, int] = {}
    for i, j in _rare_pairs(a, b, size, most):
        if reach.get(j - i, -1) > i:
            continue
        left = 0
        while i - left > 0 and j - left > 0 and a[i - left - 1] == b[j - left - 1]:
            left += 1
        right = size
        while i + right < len(a) and j + right < len(b) and a[i + right] == b[j + right]:
            right += 1
        reach[j - i] = i + right
        found[Block(i - left, j - left, left + right)] = None
    return list(found)


def chain(blocks: list[Block]) -> list[Block]:
    """The heaviest sequence of blocks that ascends on both sides; of two that overlap the later is cut.

    Leaving a diagonal costs a little, so that of two copies of a passage one is taken whole.
    """
    blocks = sorted(_telling(blocks) if len(blocks) > _MOST_BLOCKS else blocks)
    best: list[float] = []
    before: list[int] = []
    for k, (a, b, size) in enumerate(blocks):
        top, via = 0.0, -1
        for j in range(k):
            a_before, b_before, size_before = blocks[j]
            cut = max(0, a_before + size_before - a, b_before + size_before - b)
            if a_before < a and b_before < b and cut < size:
                drift = abs((b - a) - (b_before - a_before))
                value = best[j] - cut - (0.5 + min(3.0, drift / 50) if drift else 0.0)
                if value > top:
                    top, via = value, j
        best.append(top + size)
        before.append(via)
    picked: list[Block] = []
    k = max(range(len(best)), key=lambda k: (best[k], -k), default=-1)
    while k >= 0:
        picked.append(blocks[k])
        k = before[k]
    done: list[Block] = []
    a_end = b_end = 0
    for block in reversed(picked):
        cut = max(0, a_end - block.a, b_end - block.b)
        if cut < block.size:
            done.append(Block(block.a + cut, block.b + cut, block.size - cut))
            a_end, b_end = block.a + block.size, block.b + block.size
    return done


def _telling(blocks: list[Block]) -> set[Block]:
    """The longest blocks, and the longest of each part of the text: so that what is between them is small everywhere,
    and looking at it again costs no more where all blocks are of one length.
    """
    half = _MOST_BLOCKS // 2
    by_place = sorted(blocks)
    part = -(-len(by_place) // half)
    longest = sorted(by_place, key=lambda block: -block.size)[:half]
    spread = [max(by_place[k : k + part], key=lambda block: block.size) for k in range(0, len(by_place), part)]
    return {*longest, *spread}


def common_head(a: str, b: str) -> int:
    """Characters that two texts have in common at their beginning."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_tail(a: str, b: str) -> int:
    return common_head(a[::-1], b[::-1])


def _rare_pairs(a: str, b: str, size: int, most: int) -> list[tuple[int, int]]:
    """Positions of equal n-grams that occur at most `most` times on either side, ascending in `a`."""
    grams_a = [a[i : i + size] for i in range(len(a) - size + 1)]
    grams_b = [b[j : j + size] for j in range(len(b) - size + 1)]
    count_a, count_b = Counter(grams_a), Counter(grams_b)
    rare = {gram for gram, n in count_a.items() if n <= most and 1 <= count_b.get(gram, 0) <= most}
    places: dict[str, list[int]] = {}
    for j, gram in enumerate(grams_b):
        if gram in rare:
            places.setdefault(gram, []).append(j)
    return [(i, j) for i, gram in enumerate(grams_a) if gram in rare for j in places[gram]]
