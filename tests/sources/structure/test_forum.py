from __future__ import annotations

import pytest

from sources.document import BlockKind, Post
from sources.structure.assemble import plain_blocks
from sources.structure.forum import find_headers
from sources.structure.pieces import Lines


def posts(text: str) -> list[Post]:
    return [header.post for header in find_headers(Lines(text))]


TWO = [Post(1, "甲 乙", "2025-01-02 10:00"), Post(2, "Bob_1", "2025-01-02 10:05")]


@pytest.mark.parametrize(
    "text",
    [
        "####  甲 乙  \n##### 1#   楼主   发表于 2025-01-02 10:00\n\n好。\n\n*****\n\n"
        "####  Bob_1  \n##### 2#   发表于 2025-01-02 10:05\n\n不好。",
        "1楼 甲 乙 2025-01-02 10:00\n好。\n\n2楼 Bob_1 2025-01-02 10:05\n不好。",
        "甲 乙 1楼 2025-01-02 10:00\n好。\nBob_1 2# 2025-01-02 10:05\n不好。",
        "#1 甲 乙 2025-01-02 10:00\n\n好。\n\n#2 Bob_1 · 2025-01-02 10:05\n\n不好。",
        "作者：甲 乙 发表于 2025-01-02 10:00\n好。\n作者: Bob_1 发表于：2025-01-02 10:05\n不好。",
        "甲 乙 发表于 2025-01-02 10:00\n\n好。\n\nBob_1 发表于 2025-01-02 10:05\n\n不好。",
        "Post by 甲 乙 » 2025-01-02 10:00\n\n好。\n\nby Bob_1 » 2025-01-02 10:05\n\n不好。",
    ],
)
def test_styles_of_headers(text: str) -> None:
    assert posts(text) == TWO
    blocks = plain_blocks(text)
    assert [block.locator.post for block in blocks if text[block.start : block.end] in ("好。", "不好。")] == TWO
    heads = [block for block in blocks if block.kind == "post"]
    assert [text[block.body :].startswith(post.author) for block, post in zip(heads, TWO, strict=True)] == [True] * 2


def test_phpbb_names_the_author_above_a_profile() -> None:
    text = (
        "作者 题目\n某甲\n[博客]\n\n加入时间: 2004/02/14\n文章: 12\n\n"
        "文章标题: 题目 (8 reads)   时间: 2025-11-23 周日, 下午7:39\n\n"
        "正文一段。\n\n返回顶端\n某乙\n文章: 3\n\n文章标题: Re: 题目   时间: 2025-11-24 周一, 上午1:02\n\n回复一段。"
    )
    assert posts(text) == [Post(1, "某甲", "2025-11-23 周日, 下午7:39"), Post(2, "某乙", "2025-11-24 周一, 上午1:02")]
    said = {text[block.start : block.end]: block for block in plain_blocks(text)}
    assert said["正文一段。"].locator.post == posts(text)[0] and said["回复一段。"].locator.post == posts(text)[1]
    assert [words for words, block in said.items() if block.kind == "chrome"] == [
        "作者 题目",
        "[博客]",
        "加入时间: 2004/02/14",
        "文章: 12",
        "返回顶端",
        "文章: 3",
    ]


def test_one_post_with_number_and_floor_sign_is_a_thread() -> None:
    assert posts("####  甲\n##### 7#  发表于 2025-01-02 10:00\n\n好。") == [Post(7, "甲", "2025-01-02 10:00")]


@pytest.mark.parametrize(
    "text",
    [
        "甲 发表于 2025-01-02 10:00\n\n只有一行这样的。",
        "#12 fixed the parser 2025-01-02\n#13 fixed the lexer 2025-01-03\n#14 new docs 2025-01-04",
        "1楼 商铺\n\n2楼 餐厅\n\n3楼 书店",
        "论文 发表于 1998 年。\n\n另一篇 发表于 2001 年。",
        "2025-01-02 10:00\n起床。\n\n2025-01-02 11:00\n吃饭。",
        "《甲》 发表于 2024-01-02\n内容提要。\n\n《乙》 发表于 2024-02-03\n内容提要。",
        "#12 fix crash 2025-01-02\nIt crashed.\n\n#13 fix docs 2025-01-03\nThey were wrong.",
        "第 1 楼和第 2 楼在 2025-01-02 10:00 关闭。\n\n第 3 楼不关。",
    ],
)
def test_what_is_no_thread(text: str) -> None:
    assert posts(text) == []
    assert all(block.locator.post is None and not block.folded for block in plain_blocks(text))


def test_headers_inside_quotes_do_not_rise_and_are_none() -> None:
    text = (
        "1楼 甲 2025-01-02 10:00\n甲说的话。\n\n2楼 乙 2025-01-02 10:05\n1楼 甲 2025-01-02 10:00\n"
        "甲说的话。\n\n我不同意。\n\n"
        "3楼 丙 2025-01-02 10:06\n同意。"
    )
    assert [post.author for post in posts(text)] == ["甲", "乙", "丙"]


def test_posts_of_one_minute_and_of_a_day_without_numbers() -> None:
    text = "甲 发表于 2025-1-2 9:58\n\n好。\n\n乙 发表于 2025-1-2 10:05\n\n好。\n\n丙 发表于 2025-1-2 10:05\n\n好。"
    assert [post.author for post in posts(text)] == ["甲", "乙", "丙"]


def test_short_lines_of_answers_are_no_headings_but_those_of_a_long_post_are() -> None:
    long = "这是一个足够长的段落，里面有好几个句子。它后面还有一句，用来说明这里确实是正文而不是标题。"
    article = "\n\n".join(f"{title}\n\n{long}\n\n{long}" for title in ("起因", "经过", "结果"))
    text = f"1楼 甲 2025-01-02 10:00\n\n{article}\n\n2楼 乙 2025-01-02 10:05\n\n原来如此\n\n{long}"
    assert [text[b.start : b.end] for b in plain_blocks(text) if b.kind == "heading"] == ["起因", "经过", "结果"]
    answer = next(block for block in plain_blocks(text) if text[block.start : block.end] == "原来如此")
    assert answer.locator.heading == ()


def test_the_one_line_above_the_posts_is_the_title_and_the_way_to_the_thread_is_page() -> None:
    replies = "1楼 甲 2025-01-02 10:00\n\n好。\n\n2楼 乙 2025-01-02 10:05\n\n不好。"
    crumb, title = "某某社区 › 城市 › 出行", "封路了半年，值得吗？"
    blocks = plain_blocks(f"{crumb}\n\n{title}\n\n{replies}")
    assert [(block.kind, block.level) for block in blocks[:2]] == [("chrome", 0), ("heading", 1)]
    assert not any(title in block.locator.heading for block in blocks[2:])
    kinds = [block.kind for block in plain_blocks(f"{title}\n\n先说一件事。\n\n{replies}")]
    assert BlockKind.HEADING not in kinds[: kinds.index(BlockKind.POST)]
