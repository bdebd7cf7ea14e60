from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.safe import UNSAFE, one_line, terminal, visible

CONTROLS = (
    "\x00\x07\x08\t\n\x0b\r\x1b\x7f\x85\x9b\x9d\u00ad\u061c\u180e\u200b\u200d\u200e\u2028\u2029\u202e\u2060\u2066\u206f"
    "\ufe0e\ufe0f\ufeff\ufff9\ufffe\ufdd0\ud800\udfff\U0001f3fd\U000e0041\U0010ffff"
)
soup = st.text(st.one_of(st.sampled_from(CONTROLS), st.characters(), st.characters(categories=["Cs", "Cc", "Cf"])))


@given(soup)
@settings(deadline=None)
def test_every_code_point_has_one_safe_substitute(text: str) -> None:
    for shown in (visible(text), terminal(text)):
        assert len(shown) == len(text)
        assert UNSAFE.sub("", shown) == shown.replace("\n", "")
        assert [i for i, char in enumerate(shown) if char == "\n"] == [i for i, c in enumerate(text) if c == "\n"]
        shown.encode("utf-8")


def test_nothing_unsafe_is_left_of_any_code_point() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert UNSAFE.findall(visible(everything)) == ["\n"]
    assert UNSAFE.findall(terminal(everything)) == ["\n"]
    assert UNSAFE.search("a 中文 é 👩\u200d🚀 “…” ␛") is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31m\x00", "a␛[31m␀"),
        ("\x1b]52;c;x\x07", "␛]52;c;x␇"),
        ("\x9b31m\x7f\r", "�31m␡␍"),
        ("a\u202eb\u2066\ufeff\u2060\u00ad\U000e0041", "a¤b¤¤¤¤¤"),
        ("a\u2028b\u2029\tc\nd", "a⏎b⏎ c\nd"),
        ("\ud800\ufdd0\uffff\U0001fffe", "����"),
        ("❤\ufe0f👍\U0001f3fd", "❤\u200b👍\u200b"),
        ("「中文」, naïve", "「中文」, naïve"),
    ],
)
def test_what_the_reader_sees(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_printed_emoji_stay_whole() -> None:
    assert terminal("👍\U0001f3fd❤\ufe0f\x1b") == "👍\U0001f3fd❤\ufe0f␛"


@given(soup)
@settings(deadline=None)
def test_one_line_is_one_safe_line(text: str) -> None:
    line = one_line(text)
    assert UNSAFE.search(line) is None
    assert "  " not in line
    assert line == line.strip()


def test_one_line_collapses_white_space() -> None:
    assert one_line("  一\u3000\n 二\t\tthree\r\n") == "一 二 three"
