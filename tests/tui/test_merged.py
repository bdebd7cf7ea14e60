"""A mark that two devices wrote about: the reader shows both values and lets a person choose."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.changes import Transaction, created
from annotations.model import Alternative, AlternativeId, Timestamp
from annotations.store.codec import line
from tests.tui.driver import Driver, opened

WORDS = "夜间渡轮平均每晚运送一千二百人，这是官方数字。"
LATER = Timestamp("2026-03-04T05:06:07Z")


async def marked(reader: Driver, *notes: str) -> None:
    """A mark with the note “甲”, beside which these other notes were left by merges."""
    await reader.stand_on("夜间渡轮平均")
    await reader.press("c", "e")
    await reader.type("甲")
    await reader.press("<Esc>")
    (mark,) = reader.marks()
    others = [
        Alternative(AlternativeId(f"X{n}"), "marks", mark.id, "note", line(v), LATER) for n, v in enumerate(notes)
    ]
    reader.workspace.perform(Transaction("Merge", created(others)), undoable=False)
    await reader.pause()


async def test_the_other_note_is_seen_taken_and_taken_back(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        await marked(reader, "乙：我数过")
        await reader.sees("≠ another note")
        await reader.press("<Enter>")
        await reader.sees("another note of 2026-03-04 05:06:07 UTC", "≠ 乙：我数过", "Note   甲", "o take the other")
        await reader.press("o")
        assert [mark.note for mark in reader.marks()] == ["乙：我数过"]
        await reader.press("<Esc>")
        assert "≠ another" not in reader.screen_text()
        await reader.press("u")
        assert [mark.note for mark in reader.marks()] == ["甲"]
        await reader.sees("≠ another note")


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_several_are_decided_one_after_the_other(tmp_path: Path, size: tuple[int, int]) -> None:
    async with opened(tmp_path, "forum", size=size) as reader:
        await marked(reader, "乙", "丙")
        await reader.press("<Enter>")
        await reader.sees("(1 more waits)", "≠ 丙")
        await reader.press("O")
        await reader.sees("≠ 乙")
        await reader.press("O")
        assert "≠" not in reader.screen_text()
        assert reader.dialog == "Details"
        assert [mark.note for mark in reader.marks()] == ["甲"]
        assert reader.workspace.library.alternatives() == ()
