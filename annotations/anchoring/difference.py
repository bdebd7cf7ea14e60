"""What differs between a passage as it was and as it is, for a person to read: by words and Han characters."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

_UNIT = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+|\s+|.", re.DOTALL)
_MOST = 3_000
"""Units on a side from which on the passages are shown whole, the old and the new."""
_SLIGHT = 1
"""Letters that two changes may have between them and still be shown as one."""


class Difference(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """SAME and ADDED pieces together are the new passage, SAME and REMOVED ones the old but for white space."""

    kind: Difference
    text: str


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """The new passage with what was removed from the old one, in pieces; all white space counts as the same."""
    xs, ys = _UNIT.findall(old), _UNIT.findall(new)
    if max(len(xs), len(ys)) > _MOST:
        return _joined([Piece(Difference.REMOVED, old), Piece(Difference.ADDED, new)])
    matcher = SequenceMatcher(None, [_key(x) for x in xs], [_key(y) for y in ys], autojunk=False)
    pieces: list[Piece] = []
    codes = matcher.get_opcodes()
    for n, (code, a0, a1, b0, b1) in enumerate(codes):
        inner = 0 < n < len(codes) - 1
        if code == "equal" and not (inner and _slight("".join(ys[b0:b1]), codes[n - 1], codes[n + 1])):
            pieces.append(Piece(Difference.SAME, "".join(ys[b0:b1])))
        else:
            pieces.append(Piece(Difference.REMOVED, "".join(xs[a0:a1])))
            pieces.append(Piece(Difference.ADDED, "".join(ys[b0:b1])))
    return _joined(pieces)


def _key(unit: str) -> str:
    return " " if unit.isspace() else unit


def _slight(between: str, before: tuple[str, int, int, int, int], behind: tuple[str, int, int, int, int]) -> bool:
    """Whether what stayed between two replacements is too little to be worth telling apart."""
    return before[0] == behind[0] == "replace" and len(between.strip()) <= _SLIGHT


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one kind as one, what was removed before what was added in its place."""
    done: list[Piece] = []
    for same, group in groupby((piece for piece in pieces if piece.text), key=lambda p: p.kind is Difference.SAME):
        parts = list(group)
        kinds = [Difference.SAME] if same else [Difference.REMOVED, Difference.ADDED]
        done += [Piece(kind, "".join(part.text for part in parts if part.kind is kind)) for kind in kinds]
    return tuple(piece for piece in done if piece.text)
