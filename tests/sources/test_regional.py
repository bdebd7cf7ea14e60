"""Other words for what is searched."""

from __future__ import annotations

import pytest
from opencc import OpenCC

from sources.fold import fold_text
from sources.hanzi import entries
from sources.regional import regional_variants


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("兆", {"萬億"}),
        ("万亿美元", {"兆美元"}),
        ("川普", {"特朗普"}),
        ("特朗普", {"川普"}),
        ("輝達股價", {"英伟达股价"}),
        ("雲端運算", {"云计算"}),
        ("市盈率", {"本益比"}),
        ("社群媒體", {"社交媒体"}),
        ("普京", {"普丁"}),
        ("資料中心", {"数据中心"}),
        ("软件", {"軟體"}),
    ],
)
def test_regional_variants_find_the_other_word(query: str, expected: set[str]) -> None:
    variants = regional_variants(query)
    assert variants[0] == query
    assert {fold_text(each) for each in expected} <= {fold_text(each) for each in variants}
    assert len({fold_text(each) for each in variants}) == len(variants) <= 16


def test_variants_leave_other_words_alone() -> None:
    assert regional_variants("magic") == ("magic",)
    assert regional_variants("天气很好") == ("天气很好",)
    assert regional_variants("") == ("",)
    assert regional_variants("\0\ud800")[0] == "\0\ud800"


def test_a_reader_s_glossary_adds_forms() -> None:
    assert regional_variants("看鲍威尔", [("鲍威尔", "鮑爾")]) == ("看鲍威尔", "看鮑爾")
    assert len(regional_variants("甲", [("甲", *map(chr, range(0x5000, 0x5100)))])) == 16


def test_the_glossary_and_the_regional_words_are_followed_from_one_to_the_other() -> None:
    forms = {fold_text(form) for form in regional_variants("晶元", [("晶元", "芯片")])}
    assert {fold_text("芯片"), fold_text("晶片")} <= forms


def test_the_longest_term_counts() -> None:
    forms = [fold_text(form) for form in regional_variants("網路安全", [("網路安全", "资安"), ("安全", "平安")])]
    assert fold_text("资安") in forms and fold_text("網路平安") not in forms


@pytest.mark.parametrize("configuration", ["tw2sp", "s2twp"])
def test_the_words_that_opencc_converts_are_found_without_it(configuration: str) -> None:
    """Except where it takes another word apart or has several for one."""
    convert = OpenCC(configuration).convert
    table = "TWPhrasesRev" if configuration == "tw2sp" else "TWPhrases"
    words = [key for key, _ in entries(table) if len(key) > 1]
    missed = [
        word for word in words if fold_text(convert(word)) not in {fold_text(form) for form in regional_variants(word)}
    ]
    assert len(missed) <= len(words) // 50, missed
