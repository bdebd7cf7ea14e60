from __future__ import annotations

import pytest

from sources.structure.assemble import plain_blocks
from sources.structure.chrome import is_counter

LONG = "这是一个足够长的段落，里面有好几个句子。它后面还有一句，用来说明这里确实是正文而不是别的什么东西。"
PAGE = "首页 | 登录 | 注册 | 搜索\n\n{}\n\n    Powered by phpBB\n"


def folded(text: str) -> list[str]:
    return [text[b.start : b.end].strip() for b in plain_blocks(text) if b.folded == "chrome"]


@pytest.mark.parametrize(
    "line",
    [
        "Home » Forum » Topic | Login | Help",
        "回复主题   printer-friendly view    某论坛首页 -> 某版",
        "[ Page generation time: 0.5 seconds ] :: [ 9 queries executed ] :: [ GZIP compression enabled ]",
        "Processed in 0.031 second(s), 5 queries",
        "您不能在本论坛发表新主题",
        "You cannot post new topics in this forum",
        "京ICP备12345678号",
        "分享到: 微信 微博 QQ空间",
        "Share: Facebook Twitter WhatsApp",
        "返回顶端",
        "下一篇: 另一个题目",
        ".box{border: 1px dashed #FF9A9A;padding:6px 8px;}",
        "© 2024 某某网",
        "阅读 1234  评论 56",
        "1.2万 次浏览",
    ],
)
def test_lines_of_a_saved_page(line: str) -> None:
    text = PAGE.format(f"{LONG}\n\n{line}\n\n{LONG}")
    assert folded(text) == ["首页 | 登录 | 注册 | 搜索", line, "Powered by phpBB"]


def test_the_name_of_the_site_above_its_navigation() -> None:
    assert folded(PAGE.format(f"某论坛首页 -> 某版\n\n{LONG}"))[0] == "首页 | 登录 | 注册 | 搜索"
    assert folded("某论坛\n\n" + PAGE.format(f"某论坛首页 -> 某版\n\n{LONG}"))[0] == "某论坛"
    assert "一篇文章的题目" not in folded("一篇文章的题目\n\n" + PAGE.format(f"某论坛首页 -> 某版\n\n{LONG}"))


def test_rows_of_counters() -> None:
    counters = "30.1K views\n\n2M views\n515 views"
    assert folded(f"{LONG}\n{counters}\n{LONG}") == ["30.1K views", "2M views", "515 views"]
    assert is_counter("12 درجة الشعبية 3.4K درجة الشعبية") and is_counter("阅读(12) 点赞(3)")
    assert not is_counter("12 个苹果") and not is_counter("2024") and not is_counter("阅读")


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}\n\n阅读原文",
        f"{LONG}\n\n© 2001 某出版社\n版权所有\nAll rights reserved.",
        f"{LONG}\n\n1200 views\n\n{LONG}\n\n900 views\n\n{LONG}\n\n30 views",
        ".a{color: red;margin: 0;}\n.b{color: blue;margin: 0;}\n.c{color: green;margin: 0;}",
        "<Home>  to the first character\n<C-Home>  to the top\n|i_<Home>|  <Home> as well\nsearch\t\tsearch | menu",
        "苹果 | 梨 | 桃\n甲 | 乙 | 丙\n一 | 二 | 三",
        "https://a.example/1\nhttps://a.example/2\nhttps://b.example/3\n[题目](https://c.example)\n首页设计指南",
        f"如何登录\n\n{LONG}\n\n如何注册\n\n{LONG}\n\n搜索 / 帮助",
        "目录\n第一章 起源\n第二章 经过\n第三章 结局\n\n第一章 起源\n" + LONG,
        f"{LONG}\n\n登录 | 注册 | 搜索\n\n{LONG}",  # one bar alone: an article may print one
    ],
)
def test_ordinary_texts_have_no_chrome(text: str) -> None:
    assert folded(text) == []


def test_in_a_saved_page_only_the_lines_themselves_are_chrome() -> None:
    lines = ["登录的问题在哪里？", "他在首页上写：欢迎。", "分享是一种美德。", "评论", "搜索 | 引擎 | 简史"]
    assert folded(PAGE.format("\n\n".join(lines))) == ["首页 | 登录 | 注册 | 搜索", "Powered by phpBB"]


def test_in_a_thread_a_rule_of_css_is_chrome_only_where_a_post_begins() -> None:
    rule = ".box{color: red;margin: 0;}"
    first = f"1楼 甲 2025-01-02 10:00\n\n{rule}\n\n为什么没有用？"
    text = f"{first}\n\n2楼 乙 2025-01-02 10:05\n\n试试这个：\n\n{rule}\n\n好。"
    assert [(block.locator.line, block.kind.value) for block in plain_blocks(text) if block.folded] == [(3, "chrome")]
