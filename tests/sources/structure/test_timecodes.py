from __future__ import annotations

import pytest

from sources.structure.assemble import plain_blocks


def times(text: str) -> list[str | None]:
    return [block.locator.time for block in plain_blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[00:12:34] 好的。\n[00:12:40] 不好。", ["00:12:34", "00:12:40"]),
        ("（12:34）好的。\n\n（12:40）不好。", ["12:34", "12:40"]),
        ("00:12:34 好的。\n00:12:40.5 不好。", ["00:12:34", "00:12:40.5"]),
        ("0:15\n好的，我们开始。\n\n0:40\n下一个问题。", ["0:15", "0:15", "0:40", "0:40"]),
        ("[00:00:01 --> 00:00:04] 好。\n[00:00:04 --> 00:00:09] 行。", ["00:00:01", "00:00:04"]),
        ("开场\n\n[00:10] 好的。\n\n没有时间的一段。\n\n[01:10] 行。", [None, "00:10", "00:10", "01:10"]),
    ],
)
def test_time_codes(text: str, expected: list[str | None]) -> None:
    assert times(text) == expected


def test_before_and_after_a_speaker() -> None:
    text = "00:12 甲方: 你好。\n[00:20] 乙方：好。\n甲方（00:31）: 再见。\n00:40 乙方: 再见。"
    blocks = plain_blocks(text)
    assert [(block.locator.speaker, block.locator.time) for block in blocks] == [
        ("甲方", "00:12"),
        ("乙方", "00:20"),
        ("甲方", "00:31"),
        ("乙方", "00:40"),
    ]
    assert [text[block.body : block.end] for block in blocks] == ["你好。", "好。", "再见。", "再见。"]


def test_the_words_begin_behind_the_code() -> None:
    text = "[00:12:34] 好的。\n[00:12:40] 不好。"
    assert [text[block.body : block.end] for block in plain_blocks(text)] == ["好的。", "不好。"]


@pytest.mark.parametrize(
    "text",
    [
        "12:30 开会。\n14:00 散会。",
        "[12:34] 只有这一处。\n\n别的。",
        "[9:59] 甲。\n[3:00] 乙。\n[8:00] 丙。\n[1:00] 丁。",
        "比分 3:10。\n比分 4:11。",
        "(1:99) 不是时间。\n(2:98) 也不是。",
    ],
)
def test_what_is_no_time_code(text: str) -> None:
    assert set(times(text)) == {None}
