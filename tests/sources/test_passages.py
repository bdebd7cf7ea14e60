from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import passages
from sources.document import Block, BlockKind, Document, Span
from sources.passages import (
    next_block,
    next_sentence,
    next_word,
    previous_block,
    previous_sentence,
    previous_word,
    sentence_at,
    word_at,
)
from sources.segments import sentences, words
from tests.sources.texts import MIXED, SIMPLIFIED, TRADITIONAL

K = BlockKind


def document(*blocks: tuple[BlockKind, str, str], before: str = "", gap: str = "\n\n") -> Document:
    """A document of blocks (kind, marker or label, words), with `gap` between them."""
    text, made = before, []
    for kind, marker, body in blocks:
        start = len(text)
        text += marker + body
        made.append(Block(kind, start, len(text), start + len(marker)))
        text += gap
    return Document(text, tuple(made))


TALK = document(
    (K.HEADING, "", "标题。有两句。"),
    (K.TURN, "陆飞: ", "你好。我们开始了。"),
    (K.LIST_ITEM, "1. ", "第一点。第二点"),
    (K.LIST_ITEM, "- ", ""),
    (K.TURN, "索隆:", ""),
    (K.PARAGRAPH, "", "One two. Three."),
    before="\n\n",
)
SENTENCES = ["标题。有两句。", "陆飞: 你好。", "我们开始了。", "第一点。", "第二点", "索隆:", "One two.", "Three."]
STARTS = [TALK.text.index(sentence) for sentence in SENTENCES]


def shown(span: Span | None) -> str | None:
    return None if span is None else TALK.text[span.start : span.end]


def walk(step: Callable[[Document, int], int], start: int, where: Document = TALK) -> list[int]:
    found = []
    while (following := step(where, start)) != start:
        found.append(following)
        start = following
    return found


def test_every_offset_has_its_sentence() -> None:
    for sentence, start in zip(SENTENCES, STARTS, strict=True):
        for offset in range(start, start + len(sentence)):
            assert shown(sentence_at(TALK, offset)) == sentence


def test_blank_places_give_the_sentence_before_else_after() -> None:
    assert shown(sentence_at(TALK, 0)) == SENTENCES[0]
    assert shown(sentence_at(TALK, TALK.blocks[0].end + 1)) == SENTENCES[0]
    assert shown(sentence_at(TALK, TALK.text.index(" Three"))) == "One two."
    assert shown(sentence_at(TALK, len(TALK.text))) == "Three."
    assert shown(sentence_at(TALK, TALK.blocks[3].start)) == "第二点"


def test_a_list_marker_stands_for_its_item() -> None:
    for offset in range(3):
        assert shown(sentence_at(TALK, TALK.blocks[2].start + offset)) == "第一点。"


def test_sentence_motions_visit_every_sentence() -> None:
    assert walk(next_sentence, 0) == STARTS
    assert walk(previous_sentence, len(TALK.text)) == STARTS[::-1]
    assert next_sentence(TALK, STARTS[1] + 1) == STARTS[2]
    assert previous_sentence(TALK, STARTS[2] + 1) == STARTS[2]


def test_word_motions_visit_every_word() -> None:
    starts = [span.start for block in TALK.blocks for span in words(TALK.text, block.start, block.end)]
    assert walk(next_word, 0) == starts
    assert walk(previous_word, len(TALK.text)) == starts[::-1]


def test_word_at() -> None:
    at = TALK.text.index("One two")
    assert [shown(word_at(TALK, at + i)) for i in (0, 2, 3, 4, 7)] == ["One", "One", "One", "two", "two"]
    assert shown(word_at(TALK, 0)) == "标题"
    assert shown(word_at(TALK, len(TALK.text))) == "Three"


def test_block_motions() -> None:
    starts = [block.start for block in TALK.blocks]
    assert walk(next_block, 0) == starts
    assert walk(previous_block, len(TALK.text)) == starts[::-1]
    assert previous_block(TALK, starts[2] + 1) == starts[2]


@pytest.mark.parametrize("empty", [Document("", ()), Document(" \n", ()), document((K.PARAGRAPH, "", "——"))])
def test_documents_without_words_or_blocks(empty: Document) -> None:
    for step in (next_word, previous_word):
        assert step(empty, 1) == 1
    assert word_at(empty, 0) is None
    if not empty.blocks:
        assert sentence_at(empty, 0) is None
        for step in (next_sentence, previous_sentence, next_block, previous_block):
            assert step(empty, 1) == 1


PIECES = (
    TRADITIONAL,
    SIMPLIFIED,
    MIXED + ". ",
    "Mr. Wu wrote J. Smith. Somebody answered? Yes! ",
    "“走……”（他说？）。",
    "。" * 9,
)


@given(st.lists(st.sampled_from(PIECES), min_size=40, max_size=70), st.sampled_from([K.PARAGRAPH, K.TURN, K.LIST_ITEM]))
@settings(deadline=None, max_examples=12)
def test_a_long_block_is_cut_as_if_seen_whole(pieces: list[str], kind: BlockKind) -> None:
    long = document((kind, "", "".join(pieces)))
    expected = sentences(long.text, 0, long.blocks[0].end)
    assert len(long.text) > 800
    assert walk(next_sentence, -1, long) == [span.start for span in expected]
    assert walk(previous_sentence, len(long.text), long) == [span.start for span in expected[::-1]]
    for span in expected:
        assert sentence_at(long, span.start) == sentence_at(long, span.end - 1) == span


@pytest.mark.parametrize("filler", ["字", "x", "词 ", "1.5", "“", "……", '."a'])
def test_a_text_without_ends_is_cut_alike_from_everywhere(filler: str) -> None:
    long = document((K.PARAGRAPH, "", filler * 4000), before="头。\n\n")
    starts = walk(next_sentence, -1, long)
    assert walk(previous_sentence, len(long.text), long) == starts[::-1]
    assert all(later - earlier <= 4096 for earlier, later in pairwise(starts))
    for offset in range(long.blocks[0].start, len(long.text), 97):
        span = sentence_at(long, offset)
        assert span is not None and span.start in starts


def test_a_step_looks_at_a_window_however_long_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    long = document((K.PARAGRAPH, "", SIMPLIFIED * 8000))
    seen: list[int] = []
    for cut in (sentences, words):

        def spy(text: str, start: int, end: int, cut: Callable[..., list[Span]] = cut) -> list[Span]:
            seen.append(end - start)
            return cut(text, start, end)

        monkeypatch.setattr(passages, cut.__name__, spy)
    for offset in range(len(long.text) // 2, len(long.text) // 2 + 5000, 191):
        for ask in (sentence_at, next_sentence, previous_sentence, word_at, next_word, previous_word):
            seen.clear()
            ask(long, offset)
            assert 1 <= len(seen) <= 2 and max(seen) <= 4096
