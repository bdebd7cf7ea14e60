"""The structure of a large text comes from another process and is the same; it can be stopped."""

from __future__ import annotations

import pytest

from sources import load
from sources.block_table import table_of_lines
from sources.document import BlockKind, Document
from sources.errors import LoadError
from sources.large import plain_structure
from sources.load import load_bytes

TALK = "".join(f"主持人：第{n}句话。\n　来宾：渡轮的第{n}班。  \n\n" for n in range(300))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_it_is_what_the_loader_finds_here(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    data = TALK.replace("\n", "\r\n").encode(encoding)
    here = load_bytes(data, "talk.txt").document
    monkeypatch.setattr(load, "LARGE", 1000)
    early: list[Document] = []
    apart = load_bytes(data, "talk.txt", early=early.append).document
    assert apart == here
    assert here.blocks[0].kind is BlockKind.TURN
    (lines,) = early
    assert lines.text == here.text
    assert [(block.start, block.end) for block in lines.blocks] == [(block.start, block.end) for block in here.blocks]


def test_lines_are_counted_as_everywhere() -> None:
    blocks = table_of_lines("\n  one \n\n\ntwo\n three")
    assert [(block.locator.paragraph, block.locator.line) for block in blocks] == [(1, 2), (2, 5), (3, 6)]
    assert [(block.start, block.end) for block in blocks] == [(1, 6), (10, 13), (14, 20)]
    assert len(table_of_lines(" \n")) == 0


def test_it_stops_when_it_is_no_longer_wanted() -> None:
    with pytest.raises(LoadError, match="cancelled"):
        plain_structure(TALK.encode() * 200, "utf-8", "talk.txt", lambda: True)


def test_a_child_that_ends_badly_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.large._BOOT", "raise SystemExit(1)")
    with pytest.raises(LoadError, match="split it"):
        plain_structure(TALK.encode(), "utf-8", "talk.txt", lambda: False)
