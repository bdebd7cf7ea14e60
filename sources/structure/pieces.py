"""What recognisers are given and what they hand on: lines with their offsets, blocks-to-be, and claims to lines."""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from sources.document import BlockKind, Post


class Piece(NamedTuple):
    """The fields of `Block` before it is known where it stands in the whole text; offsets in code points.

    `speaker` is set on turns and on headings that name who speaks below them, `post` on a post's header (what follows
    is in that post), `time` where a time code stands.
    """

    kind: BlockKind
    start: int
    end: int
    body: int
    level: int = 0
    speaker: str | None = None
    post: Post | None = None
    time: str | None = None
    quotes: int | None = None
    folded: str = ""
    repeats: int | None = None


class Claim(NamedTuple):
    """One recogniser's proposal: lines `[first, last)` are these pieces, which cover all of them but white space.

    Where claims overlap the one with more `confidence` (0 to 1) holds, then the earlier one.
    """

    first: int
    last: int
    pieces: tuple[Piece, ...]
    confidence: float


class Lines:
    """A text cut at its newlines. `starts` has one entry more than `texts`: where a line after the last would begin."""

    def __init__(self, text: str) -> None:
        self.whole = text
        self.texts = text.split("\n")
        self.starts = [0, *accumulate(len(line) + 1 for line in self.texts)]

    def __len__(self) -> int:
        return len(self.texts)

    def is_blank(self, number: int) -> bool:
        """Whether line `number` is empty or white space; lines outside the text are."""
        return not 0 <= number < len(self.texts) or not self.texts[number].strip()

    def is_alone(self, number: int) -> bool:
        """Whether line `number` stands between blank lines."""
        return self.is_blank(number - 1) and self.is_blank(number + 1)

    def next_filled(self, number: int) -> int:
        """The first line from `number` on that is not blank; the number of lines if there is none."""
        while number < len(self.texts) and self.is_blank(number):
            number += 1
        return number

    def piece(self, kind: BlockKind, number: int, last: int | None = None, folded: str = "") -> Piece:
        """Lines `[number, last)`, by default one line, as one piece without the white space at their end."""
        last = number + 1 if last is None else last
        start = self.starts[number]
        end = start + len(self.whole[start : self.starts[last] - 1].rstrip())
        return Piece(kind, start, end, start, folded=folded)


def settle(claims: list[Claim], count: int) -> dict[int, Claim]:
    """The claims that hold in a text of `count` lines, by first line: none overlaps another."""
    taken = bytearray(count)
    held: dict[int, Claim] = {}
    for claim in sorted(claims, key=lambda claim: (-claim.confidence, claim.first)):
        if not any(taken[claim.first : claim.last]):
            taken[claim.first : claim.last] = b"\x01" * (claim.last - claim.first)
            held[claim.first] = claim
    return held
