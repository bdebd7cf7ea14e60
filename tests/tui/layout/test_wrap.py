from __future__ import annotations

import re
from itertools import pairwise

import rich.cells
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.layout.alphabet import edges, texts, widths
from tui.layout.wrap import wrap

SPACES = " \u3000"
NEVER_FIRST = set("，。、；：？！”’」』）】》…—ー々ゃﾞ.,;:!?)]}")
NEVER_LAST = set("“‘「『（【《([{")


def rows_of(text: str, width: int, first_width: int | None = None) -> list[str]:
    starts = wrap(text, width if first_width is None else first_width, width)
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def breaches(text: str, index: int) -> bool:
    """Whether a row that begins at `index` breaks kinsoku; spaces and marks around it do not count."""
    joined = re.sub("\u200d.", "", text[:index])
    before = "".join(c for c in joined if rich.cells.cell_len(c)).rstrip(SPACES)
    return text[index] in NEVER_FIRST or before[-1:] in NEVER_LAST


@settings(deadline=None, max_examples=400)
@given(texts, widths, widths)
def test_rows_hold_everything_fit_and_obey_kinsoku(text: str, first_width: int, width: int) -> None:
    rows = rows_of(text, width, first_width)
    assert "".join(rows) == text
    assert all(rows) or not text
    line = ""  # the part of the hard line before the row
    for i, row in enumerate(rows):
        assert "\n" not in row[:-1]
        limit = width if i else first_width
        assert rich.cells.cell_len(row.rstrip("\n" + SPACES)) <= limit
        whole = (line + row).rstrip("\n")
        if not row.endswith("\n") and i + 1 < len(rows):
            following = "".join(rows[i + 1 :]).split("\n")[0]
            full, cut = whole + following, len(whole)
            possible = edges(full)
            assert cut in possible
            better = [
                index
                for index in possible
                if len(line) < index <= cut and full[index] not in SPACES and full[len(line) : index].strip(SPACES)
            ]
            assert not breaches(full, cut) or all(breaches(full, index) for index in better)
        line = "" if row.endswith("\n") else whole


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.sampled_from(["中", "文字", "，", "。", "「", "」", "50%", "GPT"]), max_size=80), st.integers(20, 60)
)
def test_rows_are_filled(words: list[str], width: int) -> None:
    """Two neighbouring rows would never fit into one, and between single words little room is left."""
    rows = rows_of("".join(words), width)
    for row, following in pairwise(rows):
        assert rich.cells.cell_len(row + following) > width
    plain = rows_of("".join(word for word in words if word in "中文字，。"), width)
    assert all(width - rich.cells.cell_len(row) <= 1 + 2 * len(leading(f)) for row, f in pairwise(plain))


def leading(row: str) -> str:
    """What had to go to the next row together: a character with the points after it."""
    return row[: next((i for i in range(1, len(row)) if row[i] not in NEVER_FIRST), len(row))]


def test_punctuation_stays_with_its_words() -> None:
    assert rows_of("他说：“你好，世界。”然后走了", 12) == ["他说：“你", "好，世界。”", "然后走了"]
    assert rows_of("一二三四五。", 10) == ["一二三四", "五。"]
    assert rows_of("一二三四（五）", 10) == ["一二三四", "（五）"]
    assert rows_of("一二三「 四", 8) == ["一二三", "「 四"]
    assert rows_of("一二三四 。五", 8) == ["一二三", "四 。五"]


def test_dashes_and_ellipses_neither_split_nor_begin_a_row() -> None:
    assert rows_of("一二三四……五", 10) == ["一二三四……", "五"]
    assert rows_of("一二三四……五", 9) == ["一二三", "四……五"]
    assert rows_of("一二三四——五", 9) == ["一二三", "四——五"]
    assert rows_of("一二三四…………五", 9) == ["一二三", "四…………五"]


def test_numbers_keep_sign_and_unit() -> None:
    assert rows_of("共花了$5.30整", 8) == ["共花了", "$5.30整"]
    assert rows_of("大约有50%的人", 8) == ["大约有", "50%的人"]
    assert rows_of("约10:30至1,000", 8) == ["约10:30", "至1,000"]
    assert rows_of("模型GPT-5来", 6) == ["模型", "GPT-5", "来"]


def test_latin_breaks_at_spaces_that_hang() -> None:
    assert rows_of("the quick brown fox", 9) == ["the quick ", "brown fox"]
    assert rows_of("the quick     brown", 9) == ["the quick     ", "brown"]
    assert rows_of("don’t (s)he", 6) == ["don’t ", "(s)he"]
    assert rows_of("state-of-the-art", 9) == ["state-of-", "the-art"]
    assert rows_of("一二　　三", 4) == ["一二　　", "三"]


def test_addresses_break_after_slashes() -> None:
    assert rows_of("看https://example.org/path/2025", 16) == ["看https://", "example.org/", "path/2025"]


def test_a_word_too_long_is_cut_at_a_cluster() -> None:
    assert rows_of("（" + "🇹🇼（", 3) == ["（", "🇹🇼", "（"]
    assert rows_of("abcdefgh", 3) == ["abc", "def", "gh"]
    assert rows_of("e\u0301" * 4, 3) == ["e\u0301" * 3, "e\u0301"]
    assert rows_of("🇹🇼🇭🇰", 3) == ["🇹🇼", "🇭🇰"]
    assert rows_of("abcd,ef", 4) == ["abc", "d,ef"]  # even an emergency spares the comma where it can
    assert rows_of("，，，，", 4) == ["，，", "，，"]


def test_marks_that_take_no_cells_do_not_end_a_row() -> None:
    stacked = "e" + "\u0301" * 40
    assert rows_of(stacked * 6, 4) == [stacked * 4, stacked * 2]
    assert rows_of(stacked + "船" * 4, 5) == [stacked + "船船", "船船"]


def test_newlines_break_and_belong_to_the_row_they_end() -> None:
    assert rows_of("a\n\nb\n", 10) == ["a\n", "\n", "b\n"]
    assert rows_of("", 10) == [""]
    assert rows_of("\n", 10) == ["\n"]


def test_first_row_may_have_another_width() -> None:
    assert rows_of("一二三四五六", 4, 8) == ["一二三四", "五六"]
    assert rows_of("一\n二三四五六", 4, 8) == ["一\n", "二三", "四五", "六"]
