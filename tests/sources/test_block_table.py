"""Kept structure is the structure; what is damaged or another version's is refused, so that it is found anew."""

from __future__ import annotations

import json
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.block_table import RULE, BlockTable, from_bytes, ruler_of, table_of, to_bytes
from sources.document import Document
from sources.load import load_bytes
from tests.sources.test_wire import documents

TALK = "---\ntitle: 谈渡轮\n---\n\n## 开场\n\n主持人：这是**要点**。\n\n- 一条\n- 又一条\n".encode()


@settings(max_examples=60, deadline=None)
@given(documents())
def test_what_was_kept_is_what_was_found(document: Document) -> None:
    again = from_bytes(to_bytes(document)).document(document.text)
    assert again == document
    assert [again.blocks[i] for i in range(len(again.blocks))] == list(document.blocks)
    for offset in range(len(document.text)):
        assert again.block_index(offset) == document.block_index(offset)


def test_a_table_is_sliced_and_counted_as_the_blocks_are() -> None:
    blocks = load_bytes(TALK, "talk.md").document.blocks
    table = table_of(blocks)
    assert table == blocks
    assert (table[1:3], table[-1], len(table)) == (blocks[1:3], blocks[-1], len(blocks))
    assert table != blocks[1:] and table != blocks[::-1]


@given(st.data())
def test_damage_is_noticed(data: st.DataObject) -> None:
    kept = to_bytes(load_bytes(TALK, "talk.md").document)
    at = data.draw(st.integers(kept.index(b"\n") + 1, len(kept) - 1))
    with pytest.raises(ValueError, match="structure that was kept"):
        from_bytes(kept[:at] + bytes([kept[at] ^ 1]) + kept[at + 1 :])
    with pytest.raises(ValueError):
        from_bytes(kept[: data.draw(st.integers(0, len(kept) - 1))])


def test_another_version_and_another_text_are_refused() -> None:
    document = load_bytes(TALK, "talk.md").document
    head, _, numbers = to_bytes(document).partition(b"\n")
    older = json.dumps(json.loads(head) | {"structure": 0}).encode()
    with pytest.raises(ValueError, match="structure that was kept"):
        from_bytes(older + b"\n" + numbers)
    with pytest.raises(ValueError, match="another text"):
        from_bytes(to_bytes(document)).document(document.text + "。")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_the_ruler_says_where_a_piece_begins(piece: str) -> None:
    text = (piece * (RULE // max(1, len(piece)) + 2) + "尾") * 2 if piece else ""
    ruler = ruler_of(text)
    data = text.encode()
    assert isinstance(ruler, array)
    for n, at in enumerate(ruler):
        assert data[at:].decode() == text[n * RULE :]


def test_only_what_is_looked_at_becomes_blocks() -> None:
    table = from_bytes(
        to_bytes(load_bytes("\n".join(f"第{n}段。" for n in range(9000)).encode(), "x.txt").document)
    ).table
    assert isinstance(table, BlockTable)
    assert table[4000].locator.paragraph == 4001
    assert len(table._made) == 1
