"""The length of the longest common subsequence of two short sequences, for all beginnings of one of them at once.

Bit-parallel, after Hyyrö (2004): a few operations on integers for each member of the one, whatever the other has.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence


def subsequences(xs: Sequence[Hashable], ys: Sequence[Hashable]) -> int:
    """What `xs` has in common, in order, with every beginning of `ys`: a number that `shared` reads."""
    masks: dict[Hashable, int] = {}
    for n, y in enumerate(ys):
        masks[y] = masks.get(y, 0) | 1 << n
    full = (1 << len(ys)) - 1
    row = full
    for x in xs:
        if mask := masks.get(x):
            met = row & mask
            row = ((row + met) | (row - met)) & full
    return row


def shared(row: int, size: int) -> int:
    """How long the longest common subsequence of `xs` and the first `size` of `ys` is."""
    return size - (row & ((1 << size) - 1)).bit_count()
