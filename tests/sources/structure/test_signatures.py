from __future__ import annotations

import pytest

from sources.structure.assemble import plain_blocks


def signatures(text: str) -> list[str]:
    return [text[block.start : block.end] for block in plain_blocks(text) if block.kind == "signature"]


def thread(*replies: str, author: str = "甲") -> str:
    return "\n\n".join(f"{n}楼 {author} 2025-01-02 10:{n:02}\n{reply}" for n, reply in enumerate(replies, 1))


@pytest.mark.parametrize(
    "line",
    [
        "—— 来自 Phone X1, Android 16, [某App](https://a.b/c) v3.5",
        "[论坛助手,iPhone](https://a.b/c?d=1)",
        "发自我的 iPhone",
        "Sent from my tablet",
    ],
)
def test_what_devices_add(line: str) -> None:
    text = thread("一句话。", f"又一句话。\n\n{line}", "再一句话。")
    assert signatures(text) == [line]
    block = next(block for block in plain_blocks(text) if block.kind == "signature")
    assert block.locator.post and block.locator.post.number == 2 and not block.folded


def test_below_a_rule_and_what_an_author_always_adds() -> None:
    assert signatures(thread("一句话。\n--\n座右铭\n我的网站", "二。")) == ["--", "座右铭", "我的网站"]
    assert signatures(thread(*(f"第{n}句话。\n\n人生得意须尽欢" for n in range(3)))) == ["人生得意须尽欢"] * 3


@pytest.mark.parametrize(
    "text",
    [
        thread("一。\n顶", "二。\n顶", "三。\n顶"),
        thread("谢谢楼主的分享", "谢谢楼主的分享", "谢谢楼主的分享"),
        thread("见 [题目](https://a.b/c)", "好。"),
        thread("好。\n[题目](https://a.b/c)", "好。"),
        "一句话。\n\n—— 来自 某地",
        thread("——来自远方的客人说：好。那是很久以前的事，他说了很多，我只记得这一句。" * 4, "好。"),
    ],
)
def test_what_is_no_signature(text: str) -> None:
    assert signatures(text) == []
