from __future__ import annotations

from itertools import pairwise

import pytest
import rich.cells
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.safe import visible
from tests.tui.layout.alphabet import edges, raw_rows
from tui.layout.cells import cell_len, cell_to_offset, cut, fit, offset_to_cell
from tui.layout.characters import cluster_end, cluster_start, measure

rows = raw_rows | raw_rows.map(visible)


def test_every_character_has_richs_width() -> None:
    wrong = [
        code
        for code in (*range(0x3100), *range(0x3100, 0x110000, 13), *range(0x1F000, 0x1FC00))
        if chr(code) != "\n" and cell_len(chr(code)) != rich.cells.cell_len(chr(code))
    ]
    assert wrong == []


@settings(deadline=None, max_examples=300)
@given(rows | st.text(st.characters(exclude_characters="\n"), max_size=30))
def test_width_is_richs(text: str) -> None:
    assert cell_len(text) == rich.cells.cell_len(text)


@settings(deadline=None, max_examples=200)
@given(rows)
def test_cluster_edges_are_richs_less_the_inside_of_flags(text: str) -> None:
    codes = measure(text)
    assert {cluster_start(codes, i) for i in range(len(text) + 1)} == edges(text)
    assert {cluster_end(codes, i) for i in range(len(text) + 1)} == edges(text)


@pytest.mark.parametrize("cluster", ["e\u0301", "👩‍🚀", "🇹🇼", "❤️", "1️⃣", "👍🏽", "한", "ก็", "के"])
def test_clusters_are_whole(cluster: str) -> None:
    text = "中" + cluster + "中"
    assert edges(text) == {0, 1, 1 + len(cluster), 2 + len(cluster)}
    codes = measure(text)
    assert all(cluster_start(codes, i) == 1 for i in range(1, 1 + len(cluster)))


@settings(deadline=None, max_examples=300)
@given(rows, st.integers(0, 40))
def test_cut_and_fit(text: str, cells: int) -> None:
    shorter = cut(text, cells)
    assert rich.cells.cell_len(shorter) <= cells
    assert rich.cells.cell_len(fit(text, cells)) == cells
    if shorter != text and cells:
        kept = shorter.removesuffix("…")
        assert text.startswith(kept) and len(kept) in edges(text)
        following = min(edge for edge in edges(text) if edge > len(kept))
        assert cell_len(text[:following]) + 1 > cells  # nothing more would have fitted


def test_cut_never_halves_a_wide_character() -> None:
    assert cut("中文字", 6) == "中文字"
    assert cut("中文字", 5) == "中文…"
    assert cut("中文字", 4) == "中…"
    assert fit("中文字", 4) == "中… "
    assert fit("中文", 6) == "中文  "
    assert cut("中文", 0) == ""
    assert cut("🇹🇼🇭🇰🇲🇴", 4) == "🇹🇼…"
    assert cut("中❤️文", 4) == "中…"


@settings(deadline=None, max_examples=300)
@given(rows)
def test_cell_and_offset_are_inverse(text: str) -> None:
    whole = sorted(edges(text))
    for start, end in pairwise(whole):
        left, right = offset_to_cell(text, start), offset_to_cell(text, end)
        assert all(offset_to_cell(text, inside) == left for inside in range(start, end))
        assert [cell_to_offset(text, cell) for cell in range(left, right)] == [start] * (right - left)
    assert offset_to_cell(text, len(text)) == cell_len(text)
    assert cell_to_offset(text, cell_len(text)) == len(text)
    assert cell_to_offset(text, -1) == cell_to_offset(text, 0)
