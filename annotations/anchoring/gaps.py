"""The fine alignment of a gap between passages that agree: words and signs, with a price for every run that starts.

Plain longest common subsequences sprinkle matches of frequent words over rewritten sentences. Here a run of matches has
to be worth its start, a word may be replaced within a run, words that differ by a few letters count, and ends of
sentences attract each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from annotations.anchoring.regional import Wholes, wholes
from annotations.anchoring.subsequence import shared, subsequences
from annotations.anchoring.tokens import Joint, Tokens

if TYPE_CHECKING:
    from annotations.anchoring.align import Alignment

_CELLS = 60_000
"""Old times new units of the largest gap that is looked into: about 40 ms."""
_START = 1.2
"""Price of a run that does not go on from the gap's edge."""
_REPLACED = 0.35
"""Price of a word replaced within a run."""
_ALIKE = 0.6
"""Share of letters from which two words count as one, misread or inflected."""
_SIGN, _STOP = 0.3, 0.7
"""Weights of a punctuation sign and of the end of a sentence."""
_STOP_KEY = -1
_FARTHEST = 60
"""Tokens that a cut may slide."""

Unit = tuple[int, int]
"""A word's key or a negative number for a sign, and the (first) token or -1."""


class Gap(NamedTuple):
    """Old tokens `a0:a1` stand where the new tokens `b0:b1` stand, and neither side's neighbours differ."""

    a0: int
    a1: int
    b0: int
    b1: int


def matches(alignment: Alignment, gap: Gap) -> Iterator[tuple[int, int]]:
    """Pairs of tokens of the gap that are the same, ascending; none when it is too large to be one edited passage."""
    a0, a1, b0, b1 = gap
    if a0 >= a1 or b0 >= b1 or (a1 - a0) * (b1 - b0) > _CELLS:
        return
    nothing = -(1 << 30)
    whole_x, whole_y = wholes(alignment, gap)
    xs = _units(alignment.old, a0, a1, alignment.to_new, nothing, whole_x)
    ys = _units(alignment.new, b0, b1, alignment.to_old, nothing - 1, whole_y)
    for x, y in _align(xs, ys, alignment.vocabulary.words, alignment.vocabulary.weights):
        i, j = xs[x][1], ys[y][1]
        if i >= 0 and j >= 0:
            after_i, after_j = whole_x.get(i, (i + 1, 0))[0], whole_y.get(j, (j + 1, 0))[0]
            for k in range(min(after_i - i, after_j - j) - 1):
                yield i + k, j + k
            yield after_i - 1, after_j - 1


def _units(tokens: Tokens, start: int, end: int, mates: list[int], nothing: int, wholes: Wholes) -> list[Unit]:
    units: list[Unit] = []
    i = start
    while i < end:
        units += _signs(tokens.joint(i))
        after, key = wholes.get(i, (i + 1, tokens.keys[i]))
        units.append((key if all(mate < 0 for mate in mates[i:after]) else nothing, i))
        i = after
    return units + _signs(tokens.joint(end))


def _signs(joint: Joint) -> list[Unit]:
    signs = [(-2 - ord(sign), -1) for sign in joint.signs[:3]]
    return [(_STOP_KEY, -1), *signs] if joint.stop else signs


@lru_cache(maxsize=20_000)
def _signature(word: str) -> int:
    """A bit for each letter that a word has, of 64 kinds."""
    bits = 0
    for char in word:
        bits |= 1 << (ord(char) & 63)
    return bits


def _likeness(one: str, other: str) -> float:
    """Share of letters that two words have in common, in order; 0 where it is plainly small."""
    size, length = len(one), len(other)
    if abs(size - length) > 3 or size < 3 or length < 3:
        return 0.0
    a, b = _signature(one), _signature(other)
    least = 0.5 * _ALIKE * (size + length)
    if size - (a & ~b).bit_count() <= least or length - (b & ~a).bit_count() <= least:
        return 0.0
    return _ratio(one, other)


@lru_cache(maxsize=20_000)
def _ratio(one: str, other: str) -> float:
    return 2 * shared(subsequences(one, other), len(other)) / (len(one) + len(other))


def _align(xs: list[Unit], ys: list[Unit], words: list[str], weights: list[float]) -> list[tuple[int, int]]:
    """The best pairs by dynamic programming: `best` of any way to a cell, `run` of those that end in a match there.

    A cell of `trace` says where `best` came from (1 left, 2 above, 3 the run), 4 that the run's last pair matches, and
    16 that the run started there.
    """
    none = -1e9
    best_above = [0.0] * (len(ys) + 1)
    run_above = [0.0, *[none] * len(ys)]  # the gap begins beside a match
    trace: list[bytearray] = []
    others = [key for key, _ in ys]
    for key, _ in xs:
        own = weights[key] if key >= 0 else _STOP if key == _STOP_KEY else _SIGN
        word = words[key] if key >= 0 and len(words[key]) > 2 else ""
        best, run, row = [0.0] * (len(ys) + 1), [none] * (len(ys) + 1), bytearray(len(ys) + 1)
        left = 0.0
        for j, other in enumerate(others):
            value, started = run_above[j], best_above[j] - _START
            if other == key:
                score, kind = own, 4
            elif word and other >= 0 and (like := _likeness(word, words[other])) > _ALIKE:
                score, kind = own * (like - 0.3), 4
            else:
                score, kind = -_REPLACED, 0
            if kind and started > value:
                value, kind = started, 4 | 16
            run[j + 1] = value = value + score
            top, way = (best_above[j + 1], 2) if best_above[j + 1] > left else (left, 1)
            if value >= top:
                top, way = value, 3
            best[j + 1] = left = top
            row[j + 1] = way | kind
        trace.append(row)
        best_above, run_above = best, run
    pairs: list[tuple[int, int]] = []
    i, j = len(xs), len(ys)
    in_run = run_above[j] + _START >= best_above[j]  # the gap ends beside a match
    while i > 0 and j > 0:
        cell = trace[i - 1][j]
        if in_run or cell & 3 == 3:
            i, j = i - 1, j - 1
            if cell & 4:
                pairs.append((i, j))
            in_run = not cell & 16
        elif cell & 3 == 1:
            j -= 1
        else:
            i -= 1
    return pairs[::-1]


def slide(alignment: Alignment, gap: Gap) -> Gap:
    """A gap that is empty on one side, moved along equal words to where its ends are ends of sentences.

    Where "y x" was cut from "x y x z", it may as well have been "x y": words cannot tell, what stands between them can.
    """
    a0, a1, b0, b1 = gap
    if (a1 > a0) == (b1 > b0):
        return gap
    cut_old = a1 > a0
    if cut_old:
        cut, other, mates, backs, at, size, there = (
            *(alignment.old, alignment.new, alignment.to_new, alignment.to_old),
            *(a0, a1 - a0, b0),
        )
    else:
        cut, other, mates, backs, at, size, there = (
            *(alignment.new, alignment.old, alignment.to_old, alignment.to_new),
            *(b0, b1 - b0, a0),
        )
    if any(mates[i] >= 0 for i in range(at, at + size)):
        return gap
    keys = cut.keys
    low = high = 0
    while low < min(at, _FARTHEST) and _follows(keys, mates, at - low - 1, at - low - 1 + size, there - low - 1):
        low += 1
    most = min(len(keys) - at - size, _FARTHEST)
    while high < most and _follows(keys, mates, at + size + high, at + high, there + high):
        high += 1
    shift = max(range(-low, high + 1), key=lambda k: (_agreement(cut, other, at, size, there, low, high, k), -abs(k)))
    if not shift:
        return gap
    for k in range(-low, high):
        mate = at + k if k < shift else at + size + k
        mates[mate], backs[there + k] = there + k, mate
    mates[at + shift : at + shift + size] = [-1] * size
    return Gap(*(value + shift for value in gap))


def _follows(keys: list[int], mates: list[int], here: int, twin: int, there: int) -> bool:
    """Whether the word at `here`, whose partner is `there`, might as well be the equal one at `twin`."""
    return keys[here] == keys[twin] and mates[here] == there


def _agreement(cut: Tokens, other: Tokens, at: int, size: int, there: int, low: int, high: int, shift: int) -> float:
    """How well the signs between words agree when the cut is `shift` tokens further on."""
    score = 0.0
    for k in range(-low, high + 1):
        signs = other.joint(there + k).signs
        before, behind = cut.joint(at + k), cut.joint(at + size + k)
        if k == shift:
            score += before.stop + behind.stop + (signs in (before.signs, behind.signs))
        else:
            score += (before if k < shift else behind).signs == signs
    return score
