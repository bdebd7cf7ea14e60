from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.anchoring.difference import Difference, difference

words = st.text(alphabet="甲乙丙丁 ab，。\n", max_size=60)


def written(old: str, new: str) -> str:
    signs = {Difference.SAME: "{}", Difference.REMOVED: "[-{}-]", Difference.ADDED: "{{+{}+}}"}
    return "".join(signs[piece.kind].format(piece.text) for piece in difference(old, new))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("The fare is 20.", "The fare is 25.", "The fare is [-20-]{+25+}."),
        ("市府说票价不变。", "市府说票价今年不变。", "市府说票价{+今年+}不变。"),
        ("carried people", "carried\npeople", "carried\npeople"),
        ("软件价格", "軟體價格", "[-软件价-]{+軟體價+}格"),
        ("a cat sat", "a dog sat there", "a [-cat-]{+dog+} sat{+ there+}"),
        ("甲乙", "", "[-甲乙-]"),
        ("", "", ""),
    ],
)
def test_what_was_removed_and_added_is_told_by_words(old: str, new: str, shown: str) -> None:
    assert written(old, new) == shown


@given(words, words)
def test_both_passages_can_be_read_off_the_pieces(old: str, new: str) -> None:
    pieces = difference(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind is not Difference.REMOVED) == new
    was = "".join(piece.text for piece in pieces if piece.kind is not Difference.ADDED)
    assert was.split() == old.split()
    assert all(one.kind is not other.kind for one, other in pairwise(pieces))


@given(words)
def test_a_passage_does_not_differ_from_itself(text: str) -> None:
    assert all(piece.kind is Difference.SAME for piece in difference(text, text))
