from __future__ import annotations

import pytest

from sources.structure.assemble import plain_blocks
from sources.structure.voices import Voice, find_voices, read_voice

LONG = "这是一个足够长的段落，里面有好几个句子。它后面还有一句，用来说明这里确实是正文而不是标题。"


@pytest.mark.parametrize(
    ("line", "voice"),
    [
        ("笔者:补充材料与预期", Voice("笔者", True)),
        ("四、筆者總結：", Voice("筆者", True)),
        ("编者按：", Voice("编者", True)),
        ("Claude的分析：", Voice("Claude", True)),
        ("Ada与Bob的补充:", Voice("Ada与Bob", True)),
        ("Ada评论:", Voice("Ada", False)),
        ("Ada:", Voice("Ada", False)),
    ],
)
def test_lines_that_may_lead_in_a_voice(line: str, voice: Voice) -> None:
    assert read_voice(line) == voice


@pytest.mark.parametrize(
    "line",
    [
        "注意：",
        "综合评论：",
        "美国AI发展路径推演：",
        "译者：张三",
        "笔者：我认为这不对。所以不写了。",
        "笔者认为应当如此",
        "Ada的：",
        "12:30",
        "https://a.b",
        "结论：",
        "Nvidia: shares fell",
    ],
)
def test_lines_that_do_not(line: str) -> None:
    assert read_voice(line) is None


def test_a_name_needs_one_line_that_proves_it() -> None:
    assert find_voices({1: "Ada评论:", 5: "Ada:"}) == {}
    assert find_voices({1: "Ada的分析:", 5: "Ada:", 9: "Background:"}) == {1: "Ada", 5: "Ada"}


def test_a_voice_speaks_for_its_section() -> None:
    text = (
        f"引子\n\n{LONG}\n\n笔者：几点补充\n\n一、背景\n\n{LONG}\n\n二、笔者总结：\n\n{LONG}\n\n三、附记\n\n{LONG}\n\n"
        f"Ada的分析：\n\n{LONG}\n\n第二章 以后\n\n{LONG}"
    )
    said = [block.locator.speaker for block in plain_blocks(text) if text[block.start : block.end] == LONG]
    assert said == [None, "笔者", "笔者", "笔者", "Ada", None]


def test_a_numbered_heading_may_name_the_voice_of_its_section_alone() -> None:
    text = f"一、背景\n\n{LONG}\n\n二、笔者总结：\n\n{LONG}\n\n三、附记\n\n{LONG}"
    said = [block.locator.speaker for block in plain_blocks(text) if text[block.start : block.end] == LONG]
    assert said == [None, "笔者", None]
