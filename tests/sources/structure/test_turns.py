from __future__ import annotations

import pytest

from sources.structure.assemble import plain_blocks
from sources.structure.turns import find_speakers, find_speakers_above, is_field, read_label, read_label_above


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("陆飞: 好的。", "陆飞", "好的。"),
        ("主持人2：　好的。", "主持人2", "好的。"),
        ("Dr. Ann O’Neil: yes", "Dr. Ann O’Neil", "yes"),
        ("Speaker 1: yes", "Speaker 1", "yes"),
        ("老王（律师）：不。", "老王", "不。"),
        ("[00:12:30] Eason: ok", "Eason", "ok"),
        ("Q: why?", "Q", "why?"),
        ("答：是。", "答", "是。"),
    ],
)
def test_labels(line: str, name: str, words: str) -> None:
    label = read_label(line)
    assert label is not None
    assert (label.name, line[label.end :]) == (name, words)


@pytest.mark.parametrize(
    "line",
    [
        "注意：小心。",
        "例如：这样。",
        "笔者按：如此。",
        "12:30 开会",
        "https://example.com/a",
        "Http://example.com",
        "他笑着说：好。",
        "NOTE: careful",
        "陆飞:",
        "这是一个非常非常长的不像名字的短语：是。",
        "the reason: none",
        "One Two Three Four: five",
        "甲，乙: 二人",
        "Locale::Maketext is a module",
        "Content-Type: text/plain",
        "IMPORTANT NOTE: read this",
    ],
)
def test_what_is_no_label(line: str) -> None:
    assert read_label(line) is None


def test_speakers_come_back() -> None:
    talk = [("甲方", "你好。"), ("乙方", "好。"), ("甲方", "再见。"), ("乙方", "再见。")]
    assert find_speakers(talk) == {"甲方", "乙方"}
    assert find_speakers(talk[:1]) == frozenset()
    assert find_speakers([*talk, ("Roney", "我是来提问的。"), ("方案书第一部分", "说明。")]) == {
        "甲方",
        "乙方",
        "Roney",
    }


def test_one_name_alone_needs_three_turns() -> None:
    assert find_speakers([("甲方", "你好。")] * 2) == frozenset()
    assert find_speakers([("甲方", "你好。")] * 3) == {"甲方"}


def test_one_name_alone_speaks_in_a_fifth_of_the_text() -> None:
    assert find_speakers([("Haiku", "it is as on Unix.")] * 4, 21) == frozenset()
    assert find_speakers([("甲方", "你好。")] * 4, 20) == {"甲方"}
    assert find_speakers([("甲方", "你好。"), ("乙方", "你好。")] * 4, 2000) == {"甲方", "乙方"}


def test_fields_of_a_form_do_not_speak() -> None:
    assert find_speakers([("电压", "220"), ("电流", "5"), ("电压", "110"), ("电流", "10")]) == frozenset()


def test_fields() -> None:
    assert is_field("作者：某人") and is_field("SOURCE: x")
    assert not is_field("烧钱竞赛：真实账单")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("说话人1 00:12", "说话人1"),
        ("说话人 1  01:00:12", "说话人 1"),
        ("[00:12] Ann Lee", "Ann Lee"),
        ("Ann Lee:", "Ann Lee"),
        ("甲方（00:12）", None),
        ("注意:", None),
        ("他们说:", None),
        ("会议 从 12:30", None),
        ("12:30", None),
        ("Ann Lee: yes", None),
    ],
)
def test_labels_above_what_is_said(line: str, name: str | None) -> None:
    label = read_label_above(line)
    assert (label and label.name) == name


def test_speakers_above_take_turns_and_leave_little_else() -> None:
    assert find_speakers_above(["甲方", "乙方", "甲方", "乙方", "甲方", "Roney"], 12) == {"甲方", "乙方", "Roney"}
    assert find_speakers_above(["内容", "方法"] * 3, 60) == frozenset()  # captions of a long text
    assert find_speakers_above(["甲方"] * 9, 18) == frozenset()


def test_what_is_said_below_a_label_belongs_to_the_turn() -> None:
    text = (
        "甲方 00:12\n你好，请坐。\n\n乙方 00:15\n\n好的。\n没有别的了。\n\n"
        "甲方 00:20\n再见。\n乙方 00:22\n再见。\n甲方 00:30"
    )
    blocks = plain_blocks(text)
    assert [(block.kind.value, block.locator.speaker, block.locator.time) for block in blocks] == [
        ("turn", "甲方", "00:12"),
        ("turn", "乙方", "00:15"),
        ("paragraph", "乙方", "00:15"),
        ("turn", "甲方", "00:20"),
        ("turn", "乙方", "00:22"),
        ("turn", "甲方", "00:30"),
    ]
    assert [text[block.body : block.end] for block in blocks] == [
        "你好，请坐。",
        "好的。",
        "没有别的了。",
        "再见。",
        "再见。",
        "",
    ]
