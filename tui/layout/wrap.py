"""Where the rows of a text begin: line breaking for Chinese mixed with Latin, which obeys kinsoku.

Rich and Textual break at spaces, so that a Chinese clause is one "word", moves whole, and rows begin with its comma.
Here each row is filled to its width and walked back to the nearest legal break. Rules: Unicode Standard Annex 14,
W3C clreq 3.1 (characters that must not begin or end a row), with a break after `/` for addresses.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from tui.layout.characters import (
    ALPHA,
    CELLS,
    CLASS_SHIFT,
    CLASSES,
    CLOSE,
    CLOSE_ASCII,
    DASH,
    DIGIT,
    GLUE,
    HYPHEN,
    IDEOGRAPH,
    JOINED,
    NEWLINE,
    OPEN,
    OPEN_ASCII,
    POINT,
    POSTFIX,
    PREFIX,
    QUOTE,
    SLASH,
    SPACE,
    cluster_end,
    cluster_start,
    measure,
)

LEGAL, TOLERABLE = 1, 2
"""Qualities of a break. TOLERABLE splits a word or a number but breaches no kinsoku: for rows without any legal one."""

_LOOK_BACK = 4  # the quality depends on what stands before the spaces or on the cluster's base

_ALL = range(CLASSES)
_WORD = (ALPHA, DIGIT)
_NEVER_FIRST = (CLOSE, CLOSE_ASCII, POINT, DASH)
_NEVER_LAST = (OPEN, OPEN_ASCII)
_TOGETHER: tuple[tuple[Iterable[int], Iterable[int]], ...] = (
    (_WORD, _WORD),
    (_ALL, (GLUE, QUOTE, POSTFIX, HYPHEN, SLASH)),
    ((GLUE, QUOTE), _ALL),
    (_WORD, (OPEN_ASCII, PREFIX)),
    ((CLOSE_ASCII, POINT), _WORD),
    ((PREFIX,), (*_WORD, IDEOGRAPH, OPEN, OPEN_ASCII, PREFIX)),
    ((POSTFIX,), (*_WORD, OPEN_ASCII)),
    ((HYPHEN,), (DIGIT, PREFIX)),
    ((SLASH,), (DIGIT,)),
)


def _tables() -> tuple[bytes, bytes]:
    """Quality of a break between two classes, `before << 6 | after`: side by side, and with spaces between them."""
    pairs = bytearray([LEGAL | TOLERABLE]) * (1 << 12)
    for befores, afters in _TOGETHER:
        for before in befores:
            for after in afters:
                pairs[before << 6 | after] = TOLERABLE
    spaced = bytearray([LEGAL | TOLERABLE]) * (1 << 12)
    for before in _ALL:
        spaced[before << 6 | POSTFIX] = TOLERABLE
        for table in (pairs, spaced):
            for after in _NEVER_FIRST:
                table[before << 6 | after] = 0
            for last in _NEVER_LAST:
                table[last << 6 | before] = 0
    for other in _ALL:
        pairs[SPACE << 6 | other] = pairs[JOINED << 6 | other] = _LOOK_BACK
    for other in _ALL:
        for after in (SPACE, JOINED, NEWLINE):
            pairs[other << 6 | after] = spaced[other << 6 | after] = 0
    return bytes(pairs), bytes(spaced)


_PAIRS, _SPACED = _tables()


def wrap(text: str, first_width: int, width: int) -> list[int]:
    """Offsets in `text` at which its rows start, beginning with 0.

    `text` is shown text; its newlines are hard breaks and belong to the row they end. The first row may take
    `first_width` cells, the others `width`; both must be at least 2. Spaces at a row's end hang: they are not counted
    and may stand over the edge. Only a row without any legal break is cut elsewhere, always at a cluster edge.
    """
    codes = measure(text)
    starts = [0]
    line = 0
    while line < len(text):
        stop = text.find("\n", line)
        if stop < 0:
            stop = len(text)
        if line:
            starts.append(line)
        _fill(codes, line, stop, width if line else first_width, width, starts)
        line = stop + 1
    return starts


def break_quality(codes: bytes, index: int) -> int:
    """LEGAL | TOLERABLE, TOLERABLE or 0: how good it is to begin a row at `index` ≥ 1 of the measured text `codes`."""
    return _quality(codes, 0, index)


def _fill(codes: bytes, line: int, stop: int, limit: int, width: int, starts: list[int]) -> None:
    """Append the row starts inside the line `[line, stop)`, after its first."""
    sums = list(accumulate(codes[line:stop].translate(CELLS)))
    start, used, end = line, 0, len(sums)
    pairs, shift, free = _PAIRS, CLASS_SHIFT, LEGAL | TOLERABLE
    while True:
        # A row holds hardly more characters than cells, only marks take none: looking there is half the search.
        far = min(start - line + limit + 1, end)
        over = bisect_right(sums, used + limit, start - line, far)
        if over == far:
            over = bisect_right(sums, used + limit, far)
        over += line
        if over >= stop:
            return
        # Most rows may end where they are full: that this is seen here spares them a call.
        if over > start and pairs[codes[over - 1] >> shift << 6 | codes[over] >> shift] == free:
            start = over
        else:
            start = _next_start(codes, start, over, stop)
            if start == stop:
                return
        starts.append(start)
        used = sums[start - line - 1]
        limit = width


def _next_start(codes: bytes, start: int, over: int, stop: int) -> int:
    """Where the row after `start` begins, when the character at `over` is the first that does not fit."""
    end = over
    while end < stop and codes[end] >> CLASS_SHIFT == SPACE:
        end += 1
    if end == stop:
        return stop
    for wanted in (LEGAL, TOLERABLE):
        for index in range(end, start, -1):
            quality = _PAIRS[codes[index - 1] >> CLASS_SHIFT << 6 | codes[index] >> CLASS_SHIFT]
            if quality & _LOOK_BACK:
                quality = _quality(codes, start, index)
            if quality & wanted:
                return index
    # Nothing but characters that may neither begin nor end a row: at the last cluster edge that fits.
    index = cluster_start(codes, end)
    return index if index > start else cluster_end(codes, start + 1)


def _quality(codes: bytes, start: int, index: int) -> int:
    """Quality of a break before `index` in a row that begins at `start`."""
    after = codes[index] >> CLASS_SHIFT
    if after in (SPACE, JOINED):
        return 0
    spaces = False
    for base in range(index - 1, start - 1, -1):
        before = codes[base] >> CLASS_SHIFT
        if before == SPACE:
            spaces = True
        elif before != JOINED:
            return (_SPACED if spaces else _PAIRS)[before << 6 | after]
    # Only spaces before it: breaking would leave a blank row. Only marks without a base: they count as a letter.
    return 0 if spaces else _PAIRS[ALPHA << 6 | after]
