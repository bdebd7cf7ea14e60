"""Folded stretches: one row each until opened, and still every character of the text in some row."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.document import Block, BlockKind, Document, Locator
from tui.layout import cursor
from tui.layout.folds import Folds
from tui.layout.rows import Layout


def document(reasons: list[str]) -> Document:
    """A block for each reason, "" for what is not folded; 29 characters and an empty line each."""
    text, blocks = "", []
    for n, reason in enumerate(reasons, 1):
        words = f"第{n}段。Some words and 一些中文字。" + "字" * (n % 7) * 9
        repeats = 1 if reason == "repeat" else None
        kind = BlockKind.CHROME if reason == "chrome" else BlockKind.PARAGRAPH
        start, end = len(text), len(text) + len(words)
        blocks.append(Block(kind, start, end, start, 0, Locator(paragraph=n), None, reason, repeats))
        text += words + "\n\n"
    return Document(text, tuple(blocks))


REASONS = st.lists(st.sampled_from(["", "", "chrome", "repeat"]), min_size=1, max_size=12)


@settings(max_examples=80, deadline=None)
@given(REASONS, st.integers(4, 50), st.data())
def test_rows_are_contiguous_whatever_is_open(reasons: list[str], width: int, data: st.DataObject) -> None:
    doc = document(reasons)
    folds = Folds(doc)
    opened = data.draw(st.sets(st.sampled_from([fold.start for fold in folds.all]))) if folds.all else set()
    layout = Layout(doc, width, folds=folds.with_opened(frozenset(opened)), by_sentence=data.draw(st.booleans()))
    rows = layout.rows(layout.first(), 10_000)
    assert "".join(doc.text[row.start : row.end] for row in rows) == doc.text
    closed = sum(fold.start not in opened for fold in folds.all)
    assert sum(bool(row.label) for row in rows) == closed
    for row in rows:
        assert layout.row(row.position) == row
        assert layout.position_of(row.start) == row.position
        assert layout.text(row) == "" or row.start <= cursor.offset_at(layout, row, 3) < max(row.end, row.start + 1)


def test_a_fold_says_what_it_hides_and_opens() -> None:
    doc = document(["", "chrome", "chrome", "", "repeat"])
    folds = Folds(doc)
    assert [fold.label for fold in folds.all] == [
        "⋯ around the text (2 paragraphs)",
        "⋯ repeats ¶ 1 (1 paragraph)",
    ]
    layout = Layout(doc, 40, folds=folds)
    labels = [row.label for row in layout.rows(layout.first(), 99) if row.label]
    assert labels == [fold.label for fold in folds.all]
    opened = folds.toggled(folds.all[0])
    assert opened.closed(1) is None and opened.closed(4) == folds.all[1] and opened.holding(2) == folds.all[0]
    assert folds.hiding(doc.blocks[2].start) == folds.all[0] and folds.hiding(doc.blocks[3].start) is None
    assert opened.all_toggled().all_toggled().closed(1) is not None


def test_the_cursor_stands_on_a_fold_and_steps_over_it() -> None:
    doc = document(["", "chrome", "chrome", ""])
    layout = Layout(doc, 60, folds=Folds(doc))
    on_fold = cursor.down(layout, 0, 0, 2)
    assert on_fold == doc.blocks[1].start
    assert cursor.down(layout, on_fold, 0, 2) == doc.blocks[3].start


def test_by_sentence_each_sentence_begins_a_row() -> None:
    text = "第一句。第二句！第三句？Fourth one. " + "很长的一句" * 9 + "。"
    doc = Document(text, (Block(BlockKind.PARAGRAPH, 0, len(text), 0),))
    layout = Layout(doc, 30, by_sentence=True)
    starts = [row.start for row in layout.rows(layout.first(), 99)]
    assert {0, 4, 8, 12, text.index("很长")} <= set(starts)
