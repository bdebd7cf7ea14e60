from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.anchoring.quote import describe, occurrences, place
from annotations.model import AnchorState

words = st.text(alphabet="甲乙丙丁ab 。\n", max_size=60)


@given(text=words.filter(bool), data=st.data())
def test_description_is_the_text_itself(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    anchor = describe(text, start, end)
    assert text[anchor.start : anchor.end] == anchor.exact
    assert text[: anchor.start].endswith(anchor.prefix) and text[anchor.end :].startswith(anchor.suffix)
    assert place(text, anchor) == anchor or text.count(anchor.exact) == 1 or len(anchor.exact) < 8


@given(before=words, after=words, text=words, data=st.data())
def test_a_placed_anchor_always_has_its_quote(before: str, after: str, text: str, data: st.DataObject) -> None:
    whole = text + "甲"
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, len(whole)))
    changed = before + whole[: data.draw(st.integers(0, len(whole)))] + after + whole
    found = place(changed, describe(whole, start, end))
    assert found.state is AnchorState.LOST or changed[found.start : found.end] == whole[start:end]


def test_context_decides_between_occurrences() -> None:
    old = "甲说：不对。乙说：不对。"
    anchor = describe(old, old.rindex("不对"), old.rindex("不对") + 2)
    new = "丙说：不对。" + old
    assert place(new, anchor).start == new.rindex("不对")


def test_a_quote_that_is_gone_is_lost_and_keeps_its_place() -> None:
    anchor = describe("渡轮每天载客一万二千人。", 0, 6)
    found = place("完全不同的文字", anchor)
    assert found.state is AnchorState.LOST and (found.start, found.exact) == (0, anchor.exact)


def test_a_short_quote_without_agreeing_context_is_not_guessed() -> None:
    anchor = describe("甲对乙", 1, 2)
    assert place("丙对丁", anchor).state is AnchorState.LOST


def test_a_lost_anchor_is_placed_again_when_its_words_return() -> None:
    text = "渡轮每天载客一万二千人。票价不变。"
    lost = place("空", describe(text, 0, 12))
    assert place(text, lost) == describe(text, 0, 12)


def test_no_passage_outside_the_text() -> None:
    for start, end in ((0, 0), (-1, 2), (1, 9)):
        with pytest.raises(ValueError, match="no passage"):
            describe("abc", start, end)


def test_occurrences_overlap() -> None:
    assert list(occurrences("aaa", "aa")) == [0, 1] and list(occurrences("aaa", "")) == []
