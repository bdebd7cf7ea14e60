"""What a few typed letters find, and in which order."""

from __future__ import annotations

import pytest

from sources.fold import fold_text
from tui.fuzzy import rank


def found(query: str, *titles: str) -> list[str]:
    return [titles[index] for index in rank(query, [(fold_text(title), "") for title in titles])]


def test_a_blank_query_finds_everything_in_its_order() -> None:
    assert found(" ", "b", "a", "c") == ["b", "a", "c"]


def test_whole_word_then_prefix_then_inside_then_scattered() -> None:
    assert found("mark", "my ark", "remark", "marks", "the mark", "none") == ["the mark", "marks", "remark", "my ark"]


def test_a_later_whole_word_wins_over_an_earlier_prefix() -> None:
    assert found("mark", "marked mark", "marks only") == ["marked mark", "marks only"]


def test_earlier_and_closer_and_shorter_go_first() -> None:
    assert found("ab", "xx ab", "ab") == ["ab", "xx ab"]
    assert found("ac", "a----c", "a-c") == ["a-c", "a----c"]
    assert found("ab", "ab longer", "ab") == ["ab", "ab longer"]


def test_equal_ones_keep_their_order() -> None:
    assert rank("tag", [("tag", "x"), ("tag", "y")]) == [0, 1]


def test_the_tightest_stretch_counts_for_scattered_letters() -> None:
    assert found("abc", "a a-b-c", "a-b---c") == ["a a-b-c", "a-b---c"]


@pytest.mark.parametrize("query", ["核电", "核電", "ＧＰＴ", "Gpt"])
def test_script_width_and_case_do_not_matter(query: str) -> None:
    assert found(query, "談核電與gpt-5", "solar") == ["談核電與gpt-5"]


def test_han_beside_latin_begins_a_word() -> None:
    assert found("gpt", "xgpt的", "的gpt的") == ["的gpt的", "xgpt的"]


def test_every_word_must_be_found() -> None:
    assert found("next mark", "mark, then next", "next heading", "Next mark") == ["Next mark", "mark, then next"]


def test_the_title_goes_before_the_detail() -> None:
    assert rank("mark", [("claims", "a mark"), ("mark", "")]) == [1, 0]


def test_letters_scattered_over_a_detail_are_no_match() -> None:
    assert rank("mk", [("claims", "m..k"), ("m..k", "claims")]) == [1]


@pytest.mark.parametrize("query", ["m", "ma r", "mark", "x"])
def test_what_goes_on_from_a_query_is_found_among_what_that_found(query: str) -> None:
    texts = [(fold_text(title), "a detail") for title in ("my ark", "remark", "marks", "the mark", "none", "x r m a")]
    for end in range(1, len(query)):
        assert rank(query, texts, rank(query[:end], texts)) == rank(query, texts)


def test_a_hyphen_stands_between_words() -> None:
    texts = [("high contrast", "hues far apart"), ("gpt-5", ""), ("gpt 4", "")]
    assert rank("high-contrast", texts) == [0]
    assert rank("GPT-5", texts) == [1]
