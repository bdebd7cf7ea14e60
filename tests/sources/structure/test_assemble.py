from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.document import Block, BlockKind, Document
from sources.load import load_path
from sources.structure.assemble import located, plain_blocks
from sources.structure.pieces import Piece
from tests.sources.checks import check_document, growth

SHARED = Path(__file__).parents[4] / "shared" / "sources"
LONG = "这是一个足够长的段落，里面有好几个句子。它后面还有一句，用来说明这里确实是正文而不是标题。"
# fmt: off
ATOMS = (
    "####  甲  \n##### 1#   发表于 2025-01-02 10:00\n", "####  乙  \n##### 2#   楼主| 发表于 2025-01-02 10:01\n",
    "1楼 甲 2025-01-02 10:00\n", "2楼 乙 2025-01-02 10:01\n", "甲 发表于 2025-01-02 10:00\n", "甲 wrote:\n",
    "文章标题: 题 时间: 2025-01-02 10:00\n", "文章: 12\n", "<blockquote>", "</blockquote>", "[quote=甲]", "[/quote]",
    "首页 | 登录 | 注册\n", "Powered by phpBB\n", "12 views", "—— 来自 手机\n", "--\n", "*****\n", "+++\n",
    "\n", "\n\n",     "[00:12:34] ", "00:12 甲方\n", "甲方: ", "笔者总结:\n", "Ada的分析：\n", "一、", "二、", "（一）",
    "1. ", "a. ", "b) ", "- ", "> ", "```\n", "影响:\n", "短的一行", LONG,
    LONG * 5, " ", "\u3000", "。", "word ", "\x0b", "\u2028",
)
# fmt: on


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(ATOMS), max_size=40).map("".join))
def test_blocks_of_anything_are_sound(text: str) -> None:
    document = Document(text, plain_blocks(text))
    check_document(document)
    for block in document.blocks:
        assert (block.repeats is not None) is (block.folded == "repeat")
        assert block.repeats is None or block.repeats < block.locator.paragraph
        assert block.kind is not BlockKind.CHROME or block.folded == "chrome"
        assert block.quotes is None or block.kind is BlockKind.QUOTE
        assert block.kind is not BlockKind.POST or block.locator.post


def test_a_post_begins_its_own_headings_speakers_and_times_and_ends_with_the_page() -> None:
    text = (
        f"1楼 甲 2025-01-02 10:00\n\n题目\n\n{LONG}\n\n" + f"{LONG}\n\n" * 7 + "2楼 乙 2025-01-02 10:05\n\n好。\n\n"
        "    Powered by phpBB\n    您不能在本论坛发表新主题"
    )
    blocks = plain_blocks(text)
    assert blocks[2].locator.heading == ("题目",) and blocks[2].locator.post
    assert [block.locator.heading for block in blocks if text[block.start : block.end] == "好。"] == [()]
    assert [block.locator.post for block in blocks[-2:]] == [None, None]


@pytest.mark.parametrize(
    "line",
    [
        "1楼 甲 2025-01-02 10:00\n好。\n",
        "甲 发表于 2025-01-02 10:00\n<blockquote>甲 发表于 2025-01-02 10:00\n",
        "12 views\n",
        "+++\n\n标题\n\n",
        "笔者总结:\n\n一、",
        "[00:12:34] 好。\n",
        "影响:\n\n- a\n- b\n\n",
        "a. 一\nb. 二\n",
        "哈哈。",
        "同样的一句话。另外一句。",
        "1. a\n\n一段。\n\n",
    ],
)
def test_cost_is_linear(line: str) -> None:
    assert growth(lambda count: plain_blocks(line * count), 1_000) < 40


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sources are not here")
class TestSharedSources:
    """What the first user's five sources must become, at least."""

    @staticmethod
    def load(number: str) -> Document:
        return load_path(next(SHARED.glob(f"{number}_*"))).document

    def test_digest_has_two_levels_and_numbered_items(self) -> None:
        document = self.load("000")
        headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
        assert [block.level for block in headings] == [1, 2, 2, 2, 1, 1, 2, 2, 1, 2, 2, 1]
        items = [block for block in document.blocks if block.kind is BlockKind.LIST_ITEM]
        assert [document.text[b.start : b.body].strip() for b in items[:3]] == ["1.", "2.", "•"]
        assert [len(b.locator.heading) for b in items] == [2, 2, 1, 1, 1, 2, 2, 2] + [1] * 5
        assert not any(block.folded for block in document.blocks)

    def test_transcript_folds_nothing(self) -> None:
        document = self.load("001")
        assert not any(block.folded for block in document.blocks)
        assert sum(block.locator.speaker is None for block in document.blocks) == 11

    def test_forum_page(self) -> None:
        document = self.load("002")
        blocks = document.blocks
        chrome = [block.locator.line for block in blocks if block.folded]
        assert chrome == [1, 3, 5, 6, 7, 9, 10, 17, 18, 20, 25, *range(413, 418), *range(421, 429), 431, 432]
        posts = {block.locator.post for block in blocks if 27 <= block.locator.line <= 411}
        assert [(post.number, post.author, post.time) for post in posts if post] == [
            (1, "bystander", "2025-11-23 周日, 下午7:39")
        ]
        said = {line: self.at(blocks, line).locator.speaker for line in (31, 57, 95, 117, 153, 169, 204, 220, 260, 340)}
        assert list(said.values()) == [None, "笔者", "笔者", "DeepSeek", "Qwen与Grok", None, "笔者"] + ["DeepSeek"] * 3
        assert {block.locator.speaker for block in blocks} == {None, "笔者", "DeepSeek", "Qwen与Grok"}
        parts = [block.locator.line for block in blocks if block.kind is BlockKind.HEADING and block.level == 1]
        assert parts == [4, 27, 167, 272, 398]
        depths = [len(self.at(blocks, line).locator.heading) for line in (57, 117, 236, 344)]
        assert depths == [3, 3, 4, 4]

    def test_article_that_stands_twice(self) -> None:
        blocks = self.load("003").blocks
        assert [(block.locator.line, block.folded, block.repeats) for block in blocks] == [
            (1, "", None),
            *((line, "chrome", None) for line in range(2, 7)),
            (7, "", None),
            (8, "repeat", 1),
        ]

    def test_forum_thread(self) -> None:
        document = self.load("004")
        blocks = document.blocks
        heads = [block.locator.post for block in blocks if block.kind is BlockKind.POST]
        assert [post.number for post in heads if post] == list(range(1, 42))
        assert all(post and post.author and post.time.startswith("2025-11-12 ") for post in heads)
        assert heads[24] and (heads[24].author, heads[24].time) == ("玖羽", "2025-11-12 16:52")
        quotes = {b.locator.post.number: b.quotes for b in blocks if b.kind is BlockKind.QUOTE and b.locator.post}
        assert quotes == {10: 7, 12: 11, 15: 2, 17: 12, 22: 15, 23: 22, 24: 15, 26: 23, 33: 15, 35: 30}
        signed = [b.locator.post.number for b in blocks if b.kind is BlockKind.SIGNATURE and b.locator.post]
        assert signed == [6, 20, 21, 39, 40, 41]
        assert [b.locator.line for b in blocks if b.kind is BlockKind.HEADING] == [27, 83, 123, 159]
        assert all(block.locator.post for block in blocks[1:])

    @staticmethod
    def at(blocks: Sequence[Block], line: int) -> Block:
        return next(block for block in blocks if block.locator.line == line)


def test_nothing_very_long_is_a_heading() -> None:
    text = "word " * 100
    (block,) = located(text, [Piece(BlockKind.HEADING, 0, len(text) - 1, 0, 1)])
    assert block.kind is BlockKind.PARAGRAPH and block.locator.heading == ()
