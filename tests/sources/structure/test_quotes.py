from __future__ import annotations

import pytest

from sources.document import Block
from sources.structure.assemble import plain_blocks

FIRST, SECOND = "这句话足够长可以被认出来", "另外一句话也足够长的"
HEAD = (
    f"1楼 甲 2025-01-02 10:00\n{FIRST}\n\n2楼 乙 2025-01-02 10:05\n{SECOND}，还有下文。\n\n"
    "3楼 甲 2025-01-02 10:07\n第三句话也是很长的。\n\n"
)


def quotes(reply: str) -> tuple[str, list[Block]]:
    text = f"{HEAD}4楼 丙 2025-01-02 10:09\n{reply}"
    return text, [block for block in plain_blocks(text) if block.kind == "quote"]


@pytest.mark.parametrize(
    ("reply", "number", "words"),
    [
        (f"<blockquote>甲 发表于 2025-01-02 10:00\n{FIRST}</blockquote>\n不。", 1, FIRST),
        (
            f'<blockquote><a href="http://x.y">乙 发表于 2025-01-02 10:05</a>\n\n{SECOND} ...</blockquote>不。',
            2,
            SECOND,
        ),
        ("<blockquote>甲 发表于 2025-01-02 10:07\n<img src='a.png'>\n\n…</blockquote>不。", 3, "<img"),
        (f"[quote]{SECOND}，还有下文。[/quote]不。", 2, SECOND),
        (f'[quote="甲"]{FIRST}[/quote]\n不。', 1, FIRST),
        ("[quote=甲]没说过的话[/quote]\n不。", 3, "没说过"),
        (f"乙 发表于 2025-01-02 10:05\n{SECOND}\n\n不。", 2, SECOND),
        (f"甲 wrote:\n> {FIRST}\n不。", 1, FIRST),
        (f"> {SECOND}，还有下文。\n> 二\n不。", 2, SECOND),
    ],
)
def test_quotes_are_tied_to_their_posts(reply: str, number: int, words: str) -> None:
    text, found = quotes(reply)
    assert [block.quotes for block in found] == [number]
    assert text[found[0].body :].startswith(words)
    assert found[0].locator.post and found[0].locator.post.number == 4
    rest = [text[block.start : block.end] for block in plain_blocks(text)][-1]
    assert rest == "不。"


def test_what_is_not_in_the_thread_is_quoted_from_nowhere() -> None:
    _, found = quotes("<blockquote>丁 发表于 2024-12-31 10:00\n哪里也没有的一句话，很长。</blockquote>\n不。")
    assert [block.quotes for block in found] == [None]


def test_a_post_quotes_what_came_before_it() -> None:
    quote = f"<blockquote>{SECOND}，还有</blockquote>"
    text = f"1楼 甲 2025-01-02 10:00\n{quote}\n好。\n\n2楼 乙 2025-01-02 10:05\n{SECOND}，还有下文。"
    assert [block.quotes for block in plain_blocks(text) if block.kind == "quote"] == [None]


def test_quotes_in_quotes_and_two_on_a_line() -> None:
    text, found = quotes("好<blockquote>外<blockquote>内</blockquote>外</blockquote>中<blockquote>又</blockquote>尾")
    assert [text[block.start : block.end] for block in found] == [
        "<blockquote>外<blockquote>内</blockquote>外</blockquote>",
        "<blockquote>又</blockquote>",
    ]
    words = [text[block.start : block.end] for block in plain_blocks(text)]
    assert words[-5] == "好" and words[-3] == "中" and words[-1] == "尾"


def test_an_open_quote_is_text() -> None:
    text, found = quotes(f"<blockquote>甲 说\n{FIRST}\n\n不。")
    assert found == []
    assert text.endswith("不。")


def test_outside_threads_tags_are_text() -> None:
    assert [block.kind for block in plain_blocks("<blockquote>好</blockquote>")] == ["paragraph"]
