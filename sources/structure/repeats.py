"""Repeats: passages that stand twice in one text, as in a page saved with its article printed two times.

Only long prose, word for word, counts: refrains, short answers, headings that a table of contents names and whatever
comes back in small pieces are how texts are written. The first copy always stays; quotes are never taken for copies.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from sources.document import BlockKind
from sources.patterns import lazy
from sources.structure.chrome import FOLDED as CHROME
from sources.structure.chrome import is_counter
from sources.structure.lines import LONGEST_HEADING, cells
from sources.structure.pieces import Piece

FOLDED = "repeat"
_LEAST = 600  # cells of a passage, which is 300 Han: longer than refrains, answers and captions
_VARIED = 0.75  # share of its sentences that differ from each other; noise and tables of like rows have less
_TRIMMED = " \t\u3000\n。！？!?…，,、；;：:”’」』）)】》"
_SENTENCE = lazy(r"[^。！？!?\n]*[。！？!?\n]+[”’」』）)】》\"']*|[^。！？!?\n]+\Z")
_COUNTED = frozenset((BlockKind.PARAGRAPH, BlockKind.TURN, BlockKind.LIST_ITEM, BlockKind.HEADING))


class _Copy(NamedTuple):
    """`[start, end)` of the text says again what stands in `[first, first_end)`."""

    start: int
    end: int
    first: int
    first_end: int


def folded_repeats(text: str, pieces: list[Piece]) -> list[Piece]:
    """`pieces` with second copies folded, cut out where they are part of a longer piece. `repeats` is then set.

    `repeats` counts pieces from 1, as locators do.
    """
    copies = _copies(text, pieces)
    if not copies:
        return pieces
    cut, places = _cut(text, pieces, copies)
    starts = [piece.start for piece in cut]
    return [
        piece
        if (first := places[index]) is None
        else piece._replace(folded=FOLDED, repeats=bisect_right(starts, first))
        for index, piece in enumerate(cut)
    ]


def _copies(text: str, pieces: list[Piece]) -> list[_Copy]:
    """The second copies in `pieces`, in order and disjoint."""
    sentences: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece in pieces:
        if piece.kind not in _COUNTED or piece.folded:
            sentences.append("")  # ends every passage
            starts.append(piece.start)
            ends.append(piece.end)
            continue
        for match in _SENTENCE.finditer(text, piece.start, piece.end):
            if words := "".join(match[0].split()):
                sentences.append(words)
                starts.append(match.start())
                ends.append(match.end())
    first: dict[str, int] = {"": -1}
    copies: list[_Copy] = []
    index = 0
    while index < len(sentences):
        earlier = first.setdefault(sentences[index], index)
        if not 0 <= earlier < index:
            index += 1
            continue
        length = 1
        while (
            index + length < len(sentences)
            and earlier + length < index
            and sentences[index + length] == sentences[earlier + length] != ""
        ):
            length += 1
        passage = sentences[index : index + length]
        size = sum(map(cells, passage))
        start, end = starts[index], ends[index + length - 1]
        first_start, first_end = starts[earlier], ends[earlier + length - 1]
        if (
            size >= _LEAST
            and len(set(passage)) >= _VARIED * length
            and (_is_prose(text, start, end) or _is_prose(text, first_start, first_end))
        ):
            low = max(copies[-1].end if copies else 0, first_end)
            back = _common_before(text, start, first_start, low)
            copies.append(_Copy(start - back, end, first_start - back, first_end))
            index += length
        else:
            for offset in range(index, index + (length if size >= _LEAST else 1)):
                first.setdefault(sentences[offset], offset)
            index += length if size >= _LEAST else 1
    return copies


def _is_prose(text: str, start: int, end: int) -> bool:
    """Whether most of a passage stands in lines longer than verse, answers and captions are."""
    lines = [cells(line) for line in text[start:end].split("\n")]
    return 2 * sum(width for width in lines if width > LONGEST_HEADING) > sum(lines)


def _common_before(text: str, start: int, origin: int, low: int) -> int:
    """How many characters before `start` and `origin` agree, above `low`: the rest of a sentence joined to other words.

    Only to where that sentence begins, in whole words: what is alike by chance is punctuation and spaces.
    """
    back = 0
    while start - back > low and origin - back > 0 and text[start - back - 1] == text[origin - back - 1] != "\n":
        back += 1
    while back and text[start - back] in _TRIMMED:
        back -= 1
    return back


def _cut(text: str, pieces: list[Piece], copies: list[_Copy]) -> tuple[list[Piece], list[int | None]]:
    """The pieces, cut where copies begin and end inside them, and for each that is one where its first begins."""
    result: list[Piece] = []
    places: list[int | None] = []
    number = 0
    for piece in pieces:
        while number < len(copies) and copies[number].end <= piece.start:
            number += 1
        at, here = piece.start, number
        while here < len(copies) and copies[here].start < piece.end:
            copy = copies[here]
            if copy.start > at:
                if at < copy.first_end < copy.start:
                    _append(result, places, text, piece, at, copy.first_end, None)
                    at = copy.first_end
                _append(result, places, text, piece, at, copy.start, None)
                at = copy.start
            stop = min(copy.end, piece.end)
            _append(result, places, text, piece, at, stop, copy.first + max(0, at - copy.start))
            at = stop
            here += 1
        _append(result, places, text, piece, at, piece.end, None)
    return result, places


def _append(
    result: list[Piece], places: list[int | None], text: str, piece: Piece, start: int, end: int, first: int | None
) -> None:
    words = text[start:end]
    if not words.strip():
        return
    if (start, end) == (piece.start, piece.end):
        result.append(piece)
    else:
        if start > piece.start:
            start += len(words) - len(words.lstrip())
        end = start + len(text[start:end].rstrip())
        if start == piece.start:
            part = piece._replace(end=end, body=min(piece.body, end))
        else:
            part = Piece(BlockKind.PARAGRAPH, start, end, start)
        if first is None and is_counter(text[start:end]):
            part = part._replace(kind=BlockKind.CHROME, body=start, folded=CHROME)
        result.append(part)
    places.append(first)
