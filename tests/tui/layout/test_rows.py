from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
import rich.cells
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.document import Block, BlockKind, Document
from sources.safe import visible
from tests.tui.layout.alphabet import edges, raw_rows, widths
from tui.layout.rows import LONGEST_CHUNK, Layout, Position, Row

SEEDS = Path(__file__).parents[3] / "../shared/sources"
LABEL = re.compile(r"(?:\s*\d{1,2}\. |[^ :]{1,12}: )?")


def document_of(text: str, kinds: list[BlockKind] | None = None, level: int = 0) -> Document:
    """Blocks are the non-blank lines; their bodies begin after a list number or a speaker."""
    blocks = []
    for i, match in enumerate(re.finditer(r"[^\n]*[^\s\n][^\n]*", text)):
        kind = kinds[i % len(kinds)] if kinds else BlockKind.PARAGRAPH
        body = match.start()
        if kind in (BlockKind.TURN, BlockKind.LIST_ITEM):
            found = LABEL.match(text, match.start(), match.end())
            body = found.end() if found else body
        blocks.append(Block(kind, match.start(), match.end(), body, level))
    return Document(text, tuple(blocks))


def all_rows(layout: Layout) -> list[Row]:
    return layout.rows(layout.first(), 1_000_000)


def screen(layout: Layout) -> list[str]:
    return [" " * row.indent + layout.text(row) for row in all_rows(layout)]


documents = st.builds(
    document_of,
    st.lists(raw_rows | st.sampled_from(["", "  ", "1. 項目", "陆飞: 好的"]), max_size=8).map("\n".join),
    st.lists(st.sampled_from(BlockKind), min_size=1, max_size=4),
    st.integers(0, 3),
)


def check(layout: Layout) -> None:
    text = layout.document.text
    rows = all_rows(layout)
    assert "".join(text[row.start : row.end] for row in rows) == text
    assert rows[0].start == 0 and all(a.end == b.start and a.start < a.end for a, b in pairwise(rows))
    assert [row.position for row in rows] == sorted({row.position for row in rows})
    for row in rows:
        assert row.start <= row.stop <= row.end
        drawn = layout.text(row)
        assert drawn == visible(text[row.start : row.stop])
        assert "\n" not in drawn
        assert row.indent + rich.cells.cell_len(drawn) <= layout.width
        assert text[row.stop : row.end].strip() == "" or row.block < 0
    assert [row.block for row in rows if row.first] == list(range(len(layout.document.blocks)))


@settings(deadline=None, max_examples=150)
@given(documents, widths)
def test_rows_concatenate_to_the_text_and_fit(document: Document, width: int) -> None:
    check(Layout(document, width))


@settings(deadline=None, max_examples=100)
@given(documents, widths, st.data())
def test_positions_move_as_in_the_list_of_all_rows(document: Document, width: int, data: st.DataObject) -> None:
    layout = Layout(document, width)
    rows = all_rows(layout)
    at = data.draw(st.integers(0, len(rows) - 1))
    n = data.draw(st.integers(-len(rows) - 1, len(rows) + 1))
    target = max(0, min(len(rows) - 1, at + n))
    assert layout.move(rows[at].position, n) == rows[target].position
    assert layout.rows(rows[at].position, 5) == rows[at : at + 5]
    assert layout.row(rows[at].position) == rows[at]
    assert (layout.first(), layout.last()) == (rows[0].position, rows[-1].position)
    offset = data.draw(st.integers(0, len(document.text)))
    held = [row for row in rows if row.start <= offset < row.end] or rows[-1:]
    assert layout.position_of(offset) == held[0].position


def test_gaps_become_one_blank_row_at_most() -> None:
    layout = Layout(document_of("a\nb\n\nc\n \n\n\n  d\n\n"), 20)
    assert screen(layout) == ["a", "b", "", "c", "", "  d"]
    rows = all_rows(layout)
    assert [row.block for row in rows] == [0, 1, -1, 2, -1, 3]
    assert (rows[4].start, rows[4].end) == (7, 11)
    assert rows[-1].end == len(layout.document.text)


def test_a_text_without_words_is_one_blank_row() -> None:
    for text in ("", "\n \n"):
        layout = Layout(document_of(text), 20)
        assert all_rows(layout) == [Row(0, len(text), 0, 0, -1, False, Position(0, 0))]
        assert layout.last() == layout.first() == layout.move(layout.first(), 5)


def test_line_breaks_before_the_first_block_are_one_blank_row() -> None:
    assert screen(Layout(document_of("\n\n\n題\n"), 20)) == ["", "題"]
    assert screen(Layout(document_of("  題"), 20)) == ["  題"]


@pytest.mark.parametrize(
    ("kind", "level", "text", "expected"),
    [
        (BlockKind.TURN, 0, "陆飞: 一二三四五六七", ["陆飞: 一二三", "      四五六", "      七"]),
        (BlockKind.TURN, 0, "某某某某某: 一二", ["某某某某某:", "  一二"]),
        (BlockKind.LIST_ITEM, 0, "1. 一二三四五", ["1. 一二三四", "   五"]),
        (BlockKind.LIST_ITEM, 1, "1. 一二三四五", ["  1. 一二三", "     四五"]),
        (BlockKind.LIST_ITEM, 1, "   1. 一二三四五", ["   1. 一二三", "      四五"]),
        (BlockKind.QUOTE, 1, "一二三四五六", ["    一二三四", "    五六"]),
        (BlockKind.CODE, 0, "if x:", ["  if x:"]),
        (BlockKind.HEADING, 2, "一二三四五六七", ["一二三四五六", "七"]),
    ],
)
def test_indents(kind: BlockKind, level: int, text: str, expected: list[str]) -> None:
    assert screen(Layout(document_of(text, [kind], level), 12)) == expected


def test_code_keeps_its_lines() -> None:
    text = "for x in y:\n    print(x)\n\n    pass"
    layout = Layout(Document(text, (Block(BlockKind.CODE, 0, len(text), 0),)), 20)
    assert screen(layout) == ["  for x in y:", "      print(x)", "  ", "      pass"]
    assert [row.first for row in all_rows(layout)] == [True, False, False, False]


def test_indent_leaves_room_for_a_wide_character() -> None:
    for width in range(2, 12):
        check(Layout(document_of("深深深", [BlockKind.QUOTE], 9), width))


def test_shown_text_is_drawn_and_must_keep_the_length() -> None:
    document = document_of("簡體\n\n中文")
    layout = Layout(document, 20, shown=lambda start, end: document.text[start:end].replace("簡體", "简体"))
    assert screen(layout) == ["简体", "", "中文"]
    with pytest.raises(ValueError, match="3 characters instead of 2"):
        Layout(document, 20, shown=lambda start, end: "三个字").row(Position(0, 0))


def huge(size: int) -> str:
    sentence = "這一句話說的是同一件事，而且說了很多遍：價格漲了50%，市場卻很冷淡。"
    return (sentence * (size // len(sentence) + 1))[:size]


@pytest.mark.parametrize("size", [4096, 4097, 6144, 6145, 9217, 50_000])
def test_long_blocks_are_cut_after_sentences(size: int) -> None:
    layout = Layout(document_of(huge(size)), 80)
    check(layout)
    chunks = sorted({row.position.chunk for row in all_rows(layout)})
    assert all(end - start <= LONGEST_CHUNK for start, end in pairwise([*chunks, size]))
    assert all(layout.document.text[chunk - 1] == "。" for chunk in chunks[1:])
    assert (len(chunks) == 1) == (size <= LONGEST_CHUNK)


@pytest.mark.parametrize(
    "unit",
    ["字", "a", "。", "（", "ab,", "……", "👩‍🚀", "e\u0301\u0302", "ab ", "ab\n", "a" * 1024 + "\n", "🇹🇼中"],
)
def test_long_blocks_without_sentences_are_cut_at_clusters(unit: str) -> None:
    text = "甲" + (unit * 12_000)[:12_000].strip()  # the letter keeps units off the nominal cuts
    layout = Layout(Document(text, (Block(BlockKind.PARAGRAPH, 0, len(text), 0),)), 40)
    check(layout)
    whole = edges(text)
    assert all(row.start in whole or text[row.start - 1] == "\n" for row in all_rows(layout))
    assert all(layout.text(row) for row in all_rows(layout))


def test_a_cluster_longer_than_any_chunk_may_be_cut_but_is_laid_out() -> None:
    text = "中\u200d" * 10_000
    check(Layout(Document(text, (Block(BlockKind.PARAGRAPH, 0, len(text), 0),)), 40))


def test_a_screenful_of_two_megabytes_lays_out_one_chunk() -> None:
    text = huge(2_000_000)
    asked: list[tuple[int, int]] = []

    def shown(start: int, end: int) -> str:
        asked.append((start, end))
        return text[start:end]

    layout = Layout(document_of(text), 80, shown=shown)
    assert asked == []
    assert len(layout.rows(layout.first(), 40)) == 40
    assert len(asked) == 1
    middle = layout.position_of(1_000_000)
    layout.rows(middle, 40)
    layout.rows(layout.last(), 40)
    layout.move(layout.last(), -40)
    assert len(asked) <= 6
    assert all(end - start <= LONGEST_CHUNK for start, end in asked)


def test_far_blocks_are_not_laid_out_and_old_ones_are_forgotten() -> None:
    document = document_of("一段話。\n\n" * 2000)
    asked: list[int] = []

    def shown(start: int, end: int) -> str:
        asked.append(start)
        return document.text[start:end]

    layout = Layout(document, 80, shown=shown)
    layout.rows(layout.position_of(len(document.text) // 2), 40)
    assert len(asked) == 20
    all_rows(layout)
    before = len(asked)
    layout.row(layout.last())
    assert len(asked) == before
    layout.row(layout.first())
    assert len(asked) == before + 1


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the sample sources are not beside the project")
def test_sample_sources() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        document = document_of(path.read_text(encoding="utf-8"))
        for width in (20, 37, 80):
            check(Layout(document, width))
