from __future__ import annotations

from sources.document import BlockKind
from sources.structure.pieces import Claim, Lines, settle


def claim(first: int, last: int, confidence: float) -> Claim:
    return Claim(first, last, (), confidence)


def test_the_surer_claim_holds_then_the_earlier() -> None:
    weak, strong, same, apart = claim(0, 3, 0.5), claim(2, 4, 0.9), claim(3, 5, 0.9), claim(5, 6, 0.1)
    assert settle([weak, same, strong, apart], 6) == {2: strong, 5: apart}


def test_lines_as_pieces_hold_no_white_space_at_their_end() -> None:
    lines = Lines("甲 \n\n乙\t\n")
    assert len(lines) == 4
    pieces = [lines.piece(BlockKind.PARAGRAPH, 0), lines.piece(BlockKind.QUOTE, 0, 3)]
    assert [(piece.start, piece.end) for piece in pieces] == [(0, 1), (0, 5)]
    assert [lines.is_blank(number) for number in (-1, 0, 1, 2, 3, 4)] == [True, False, True, False, True, True]
