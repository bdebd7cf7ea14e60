from __future__ import annotations

import random

import pytest

from sources.document import Block
from sources.structure.assemble import plain_blocks

HAN = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"


def prose(seed: int, sentences: int = 12) -> str:
    chance = random.Random(seed)
    return "".join("".join(chance.choices(HAN, k=chance.randint(18, 30))) + "。" for _ in range(sentences))


def folded(text: str) -> list[Block]:
    return [block for block in plain_blocks(text) if block.folded]


def test_an_article_that_stands_twice() -> None:
    article = [prose(n, 16) for n in range(4)]
    text = "\n\n".join(["题目一", *article, "插进来的一行", *article, prose(9)])
    blocks = plain_blocks(text)
    assert [block.repeats for block in blocks] == [None] * 6 + [2, 3, 4, 5, None]
    assert [block.folded for block in blocks] == [""] * 6 + ["repeat"] * 4 + [""]


def test_on_one_line_the_second_copy_and_what_stands_between_are_blocks() -> None:
    article = prose(1, 16)
    text = f"{article}30.34K views 2M views 515 views {article}{prose(2, 3)}"
    blocks = plain_blocks(text)
    assert [text[block.start : block.end] for block in blocks] == [
        article,
        "30.34K views 2M views 515 views",
        article,
        prose(2, 3),
    ]
    assert [(block.kind.value, block.folded, block.repeats) for block in blocks] == [
        ("paragraph", "", None),
        ("chrome", "chrome", None),
        ("paragraph", "repeat", 1),
        ("paragraph", "", None),
    ]


def test_a_passage_inside_paragraphs_and_in_other_line_breaks() -> None:
    passage = prose(1, 16)
    lines = passage.replace("。", "。\n").strip()
    text = f"开头的话在这里。{passage}结尾的话在这里。\n\n{prose(2)}\n\n{lines}\n后面还有。"
    found = folded(text)
    assert "".join(text[block.start : block.end] for block in found) == passage
    assert {block.repeats for block in found} == {1}


def test_three_copies_repeat_the_first() -> None:
    text = "\n\n".join([prose(1, 16), prose(2), prose(1, 16), prose(1, 16)])
    assert [block.repeats for block in plain_blocks(text)] == [None, None, 1, 1]


POEM = "月亮出来亮汪汪，亮汪汪\n想起我的阿哥在深山\n哥像月亮天上走，天上走\n山下小河淌水，清悠悠"


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(f"{POEM}\n{POEM}\n第{n}节自己的一行" for n in "一二三四五六"),
        "\n".join(f"甲方: 问题{n}是什么？\n乙方: 对。\n甲方: 真的吗？\n乙方: 对，是这样的。" for n in range(60)),
        "\n\n".join([prose(1, 9), prose(2), prose(1, 9)]),  # a short passage
        "目录\n"
        + "\n".join(f"第{n}章 {prose(ord(n), 1)[:12]}" for n in "一二三四五六七八九")
        + "\n\n"
        + "\n".join(f"第{n}章 {prose(ord(n), 1)[:12]}\n{prose(ord(n), 9)}" for n in "一二三四五六七八九"),
        "哈哈哈哈。" * 500,
        "\n".join(["2024-01-01 10:00 服务器启动，没有任何消息，一切正常，等待连接，等待连接，等待连接。"] * 40),
        "\n".join(f"https://example.com/{n % 5}/watch?v=abcdefghijklmnopqrstuvwxyz0123456789" for n in range(60)),
        "The refrain goes on and on\nand everybody sings along\n\n" * 30,
        "品名：苹果\n产地：山东\n等级：一\n备注：无\n\n" * 30,
    ],
)
def test_what_texts_say_again_by_their_nature_is_not_folded(text: str) -> None:
    assert folded(text) == []


def test_quotes_of_a_thread_are_no_repeats() -> None:
    quote = f"<blockquote>甲 发表于 2025-01-02 10:00\n{prose(1, 20)}</blockquote>"
    text = f"1楼 甲 2025-01-02 10:00\n{prose(1, 20)}\n\n2楼 乙 2025-01-02 10:05\n{quote}\n好。"
    assert folded(text) == []
