from __future__ import annotations

import pytest

from sources.structure.turns import find_speakers, is_field, read_label


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


def test_fields_of_a_form_do_not_speak() -> None:
    assert find_speakers([("电压", "220"), ("电流", "5"), ("电压", "110"), ("电流", "10")]) == frozenset()


def test_fields() -> None:
    assert is_field("作者：某人") and is_field("SOURCE: x")
    assert not is_field("烧钱竞赛：真实账单")
