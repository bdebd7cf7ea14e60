"""Time codes of transcripts: `[00:12:34]`, `(12:34)`, `00:12:34 NAME:`, or a line of their own, before what is said.

A time of day looks the same ("12:30 开会"), so a code counts only where it is bracketed, has seconds of an hour, or
stands before a label or by itself, and only in a text whose codes mostly run forward.
"""

from __future__ import annotations

from itertools import pairwise

from sources.document import BlockKind
from sources.patterns import lazy
from sources.structure.pieces import Piece

_CODE = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:[.,]\d{1,3})?"
_BRACKETED = lazy(rf"\s*[\[(（【<](?P<code>{_CODE})(?:\s*(?:-->?|[-–—~])\s*{_CODE})?[\])）】>]\s*")
_BARE = lazy(rf"\s*(?P<code>{_CODE})(?:\s*(?:-->?|[-–—~])\s*{_CODE})?(?P<after>\s+|\Z)")
_AFTER_NAME = lazy(rf"[^\n:：]{{1,30}}?(?:\s|[\[(（])(?P<code>{_CODE})[\])）]?\s*[:：]?\s*")
_HAS_CODE = lazy(r"\d:[0-5]\d")
_WITH_TIMES = frozenset((BlockKind.PARAGRAPH, BlockKind.TURN, BlockKind.LIST_ITEM))
_FEWEST = 2  # codes in a text
_REACH = 80  # code points


def with_times(text: str, pieces: list[Piece]) -> list[Piece]:
    """`pieces`, those that begin with a time code with that `time`; a paragraph's `body` is then behind the code."""
    codes: dict[int, tuple[str, int]] = {}
    for index, piece in enumerate(pieces):
        if piece.kind in _WITH_TIMES and piece.time is None and (found := _code(text, piece)):
            codes[index] = found
    times = [_seconds(code) for code, _ in codes.values()]
    forward = sum(one <= other for one, other in pairwise(times))
    if len(codes) < _FEWEST or forward * 10 < 9 * (len(times) - 1):
        return pieces
    timed = list(pieces)
    for index, (code, end) in codes.items():
        piece = pieces[index]
        body = piece.body if piece.kind is not BlockKind.PARAGRAPH else min(end, piece.end)
        timed[index] = piece._replace(time=code, body=body)
    return timed


def _code(text: str, piece: Piece) -> tuple[str, int] | None:
    """(time code, offset behind it) at the beginning of a piece."""
    stop = min(piece.end, piece.start + _REACH)
    if not _HAS_CODE.search(text, piece.start, stop):
        return None
    if match := _BRACKETED.match(text, piece.start, stop):
        return match["code"], match.end()
    if match := _BARE.match(text, piece.start, stop):
        alone = match.end() == piece.end or "\n" in match["after"]
        if alone or piece.kind is BlockKind.TURN or match["code"].count(":") == 2:
            return match["code"], match.end()
    if piece.kind is BlockKind.TURN and (match := _AFTER_NAME.match(text, piece.start, piece.body)):
        return match["code"], match.end()
    return None


def _seconds(code: str) -> float:
    seconds = 0.0
    for part in code.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
