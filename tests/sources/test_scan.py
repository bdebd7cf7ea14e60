"""Scanning a text as it is finds what folding it whole and searching that finds."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sources.document import Span
from sources.fold import find, fold, fold_char, fold_text, is_hit
from sources.latin import Latin
from sources.scan import Mode, PatternError, finder, scan
from sources.unfold import preimages
from tests.sources.checks import growth
from tests.sources.texts import MIXED, SIMPLIFIED, TRADITIONAL, real_texts

PIECES = "ab AB ａｂ 数據据數 ﬁ…. \n\n\u200b\u0301 ㎏kg fi 가각 𝐚𝐛 – - '「 ½1/2 ß ss é ½ⅷ"
soup = st.text(st.sampled_from(PIECES), max_size=50)
words = st.text(st.sampled_from(PIECES), min_size=1, max_size=5)


def found(text: str, *forms: str, mode: Mode = Mode.FOLDED) -> list[str]:
    return [text[hit.span.start : hit.span.end] for hit in scan(text, finder(forms, mode))]


def test_the_tables_backwards_hold_what_folding_does() -> None:
    tables = preimages()
    for code in range(0x110000):
        char = chr(code)
        folded = fold_char(char)
        if folded == char or "가" <= char <= "힣":
            continue
        if not folded:
            assert char in tables.odd or re.match(r"\W", char), hex(code)
        elif len(folded) > 1:
            assert tables.expanding[char] == folded, hex(code)
        else:
            assert char in tables.of[folded], hex(code)


@given(soup, words)
@example("xﬁx", "fi")
@example("ab–ab", "b-")
@example("数\n\n據", "数据")
@example("a\u0301b", "ab")
@example("𝐚", "A")
@settings(deadline=None, max_examples=300)
def test_scanning_agrees_with_folding_first(text: str, query: str) -> None:
    expected = list(find(fold(text), query))
    assert [hit.span for hit in scan(text, finder([query]))] == expected


@given(soup, st.lists(words, min_size=1, max_size=4))
@settings(deadline=None, max_examples=200)
def test_every_hit_is_one_of_the_forms_and_hits_do_not_overlap(text: str, forms: list[str]) -> None:
    last = 0
    for span, form in scan(text, finder(forms)):
        assert last <= span.start < span.end <= len(text)
        assert form in forms
        whole = find(fold(text), form, start=span.start)
        assert next(whole) == span
        last = span.end


@pytest.mark.parametrize("text", [TRADITIONAL, SIMPLIFIED, MIXED], ids=["traditional", "simplified", "mixed"])
def test_pieces_of_texts_are_found_alike(text: str) -> None:
    for start in range(0, len(text) - 6, 3):
        piece = text[start : start + 1 + start % 6]
        if fold_text(piece).strip():
            expected = list(find(fold(text), piece))
            assert [hit.span for hit in scan(text, finder([piece]))] == expected, piece


def test_real_texts_are_searched_alike() -> None:
    for text in real_texts():
        folded = fold(text)
        for query in ("人工智能", "AI", "的", "%", "數據", "Nvidia", "“"):
            assert [hit.span for hit in scan(text, finder([query]))] == list(find(folded, query)), query


def test_hits_across_stretches_are_found_once() -> None:
    text = "abc" * 20_000
    assert len(found(text, "cab")) == 19_999
    assert len(found("数据 \n " * 9000, "數據")) == 9000
    assert len(found("aa" * 20_000, "aaa")) == len("aa" * 20_000) // 3


def test_the_longer_form_of_two_that_begin_together_is_not_lost_behind_the_query() -> None:
    assert found("the data centre", "data", "data centre") == ["data"]
    assert found("the data centre", "data centre", "data") == ["data centre"]


def test_several_forms_are_found_together_in_order_without_overlap() -> None:
    text = "軟體和软件，再說軟體"
    assert found(text, "软件", "軟體") == ["軟體", "软件", "軟體"]


def test_exact_is_code_point_by_code_point() -> None:
    assert found("Data data ｄata", "data", mode=Mode.EXACT) == ["data"]
    assert found("數據 数据", "数据", mode=Mode.EXACT) == ["数据"]
    assert found("a", "", mode=Mode.EXACT) == found("a", " ") == found("a", "\u200b") == []


def test_patterns_are_searched_line_by_line_as_written() -> None:
    text = "共 31 亿\n约 300 亿\n"
    assert found(text, r"\d+ 亿$", mode=Mode.REGEX) == ["31 亿", "300 亿"]
    assert found(text, r"^\w", mode=Mode.REGEX) == ["共", "约"]
    assert found(text, r"x*", mode=Mode.REGEX) == []


def test_a_pattern_that_is_none_or_takes_too_long_is_a_sentence() -> None:
    with pytest.raises(PatternError, match="no regular expression"):
        finder(["(a"], Mode.REGEX)
    with pytest.raises(PatternError, match="takes too long"):
        list(scan("a" * 40 + "b" * 20, finder([r"(a|aa|a?)+$(?<!.)"], Mode.REGEX)))


def test_a_hit_takes_the_marks_combined_with_its_last_character() -> None:
    text = "cafe\u0301s"
    assert found(text, "cafe") == ["cafe\u0301"]
    assert unicodedata.normalize("NFC", found(text, "café")[0]) == "café"
    assert is_hit("数\n据", "數據") and not is_hit("数\n\n据", "數據")


def test_the_cost_grows_with_the_text_only() -> None:
    text = TRADITIONAL + SIMPLIFIED + MIXED

    def work(count: int) -> None:
        for _ in scan(text * count, finder(["不在其中的話", "没有的"])):
            pass

    assert growth(work, 30) < 25


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(["紡車", "纺车", "纺 车", "紡\n車", "纺纺车", "車紡", "一"]), max_size=30))
def test_a_text_that_is_long_enough_for_a_pattern_of_each_first_character_is_searched_alike(pieces: list[str]) -> None:
    around = "".join(pieces)
    text = around + ("車。紡" * 20 + "一" * 940) * 150 + around
    folded = fold(text)
    for query in ("纺车", "纺", "车纺"):
        expected = list(find(folded, query))
        assert [hit.span for hit in scan(text, finder([query]))] == expected


def test_a_stretch_begins_where_it_is_told() -> None:
    hits = list(scan("ab ab ab", finder(["ab"]), 1, 6))
    assert [hit.span for hit in hits] == [Span(3, 5)]


@settings(deadline=None, max_examples=60)
@given(
    st.text(alphabet="渡船輪轮夜aAé…㎏㏠日Ⅲｉ가가 \n", max_size=60),
    st.lists(st.sampled_from(["渡轮", "夜", "aa", "kg", "e a", "日", "1日", "ii 夜", "가", "kg..."]), min_size=1),
)
def test_looking_ahead_never_passes_a_hit(around: str, forms: list[str]) -> None:
    text = around + "一" * 5000 + around
    latin = Latin(text)
    for searching in (finder(forms), finder(forms, Mode.EXACT), finder([re.escape(forms[0])], Mode.REGEX)):
        for start in range(0, len(text), 997):
            clear = searching.clear(latin, start, len(text))
            first = next((found.span.start for found in searching.hits(latin, start, len(text))), len(text))
            assert start <= clear <= first
