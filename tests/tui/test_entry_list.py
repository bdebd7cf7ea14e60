"""The annotation pane's list as a value."""

from __future__ import annotations

import pytest

from tui.entry_list import EntryList, Words
from tui.values import EntryGroup, MarkEntry


def entry(id: str, quote: str, note: str = "") -> MarkEntry:
    return MarkEntry(id, "S", "claim", "001 · ¶ 1", quote, "", note, (), (), 0, 1, False, "", ())


A, B, C = entry("a", "渡輪每天過河", "Ferry"), entry("b", "沒有人數過"), entry("c", "The ferry")


@pytest.fixture
def listed() -> EntryList:
    return EntryList((EntryGroup("one", (A, B)), EntryGroup("none", ()), EntryGroup("two", (C, A))), Words())


def test_titles_stand_above_their_entries_and_a_mark_counts_once(listed: EntryList) -> None:
    assert listed.rows == [None, A, B, None, C, A]
    assert [listed.title(row) for row in range(6)] == ["one", "one", "one", "two", "two", "two"]
    assert listed.places == {"a": 1, "b": 2, "c": 4} and listed.count == 3


@pytest.mark.parametrize(
    ("query", "rows"),
    [("渡轮", [None, A, None, A]), ("ferry", [None, A, None, C, A]), ("FERRY the", [None, C]), ("nothing", [])],
)
def test_the_filter_leaves_what_holds_every_word(listed: EntryList, query: str, rows: list[MarkEntry | None]) -> None:
    assert listed.filtered(query).rows == listed.with_words().filtered(query).rows == rows


def test_a_blank_filter_leaves_all(listed: EntryList) -> None:
    assert listed.filtered("  ") is listed
