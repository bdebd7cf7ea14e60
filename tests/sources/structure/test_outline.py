from __future__ import annotations

import pytest

from sources.structure.assemble import plain_blocks
from sources.structure.outline import outline
from tests.sources.checks import growth

LONG = "这是一个足够长的段落，里面有好几个句子。它后面还有一句，用来说明这里确实是正文而不是标题。"


def kinds(text: str) -> list[tuple[str, int, str]]:
    return [(piece.kind.value, piece.level, text[piece.start : piece.end]) for piece in outline(text)]


def test_a_line_is_a_paragraph() -> None:
    assert kinds(f"{LONG}\n{LONG}\n\n{LONG}") == [("paragraph", 0, LONG)] * 3


def test_unmarked_headings() -> None:
    text = f"新的開始\n\n{LONG}\n\n小節\n{LONG}\n\n{LONG}\n\n收尾"
    assert [piece for piece in kinds(text) if piece[0] == "heading"] == [
        ("heading", 1, "新的開始"),
        ("heading", 2, "小節"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "他说完了。",
        "可以概括如下：",
        "（众人大笑）",
        "“我们走”",
        "https://a.b/c",
        "作者：某人",
        "20251112",
        "　　起段",
        "lower case",
        "a | b",
    ],
)
def test_what_is_no_heading(line: str) -> None:
    assert kinds(f"{LONG}\n\n{line}\n\n{LONG}")[1][0] == "paragraph"


def test_a_line_that_keeps_coming_back_is_no_heading() -> None:
    assert not [piece for piece in kinds(f"插图\n\n{LONG}\n\n" * 3) if piece[0] == "heading"]


def test_marked_headings_and_their_paths() -> None:
    text = (
        f"第一章 起源\n{LONG}\n\n一、背景\n\n（一）人物\n{LONG}\n（二）地点\n{LONG}\n\n"
        f"1. 关于时间\n\n{LONG}\n\n第二章\n{LONG}"
    )
    blocks = plain_blocks(text)
    assert [b.locator.heading for b in blocks if text[b.start : b.end] == LONG] == [
        ("第一章 起源",),
        ("第一章 起源", "一、背景", "（一）人物"),
        ("第一章 起源", "一、背景", "（二）地点"),
        ("第一章 起源", "一、背景", "（二）地点", "1. 关于时间"),
        ("第二章",),
    ]


def test_hash_headings() -> None:
    text = f"## 甲\n{LONG}\n#### 乙\n{LONG}\n# 丙"
    assert [piece[1] for piece in kinds(text) if piece[0] == "heading"] == [2, 3, 1]
    assert plain_blocks(text)[3].locator.heading == ("甲", "乙")


def test_several_in_a_row_are_a_list() -> None:
    text = "一、背景\n二、经过\n三、结论\n\n1. 苹果\n2. 梨\n\n第一章里说的是别的事情。"
    assert [piece[0] for piece in kinds(text)] == ["list-item"] * 5 + ["paragraph"]


def test_lists_nest_by_indentation_and_keep_their_markers() -> None:
    text = "  1. 一\n    - 二\n      三行续\n    - 四\n  2. 五\n• 六\n（1）七"
    pieces = outline(text)
    assert [(piece.level, text[piece.start : piece.body]) for piece in pieces] == [
        (0, "  1. "),
        (1, "    - "),
        (1, "    - "),
        (0, "  2. "),
        (0, "• "),
        (0, "（1）"),
    ]
    assert text[pieces[1].body : pieces[1].end] == "二\n      三行续"


def test_numbers_that_are_no_markers() -> None:
    text = "3.14 是圆周率。\n12:30 开会。\n2024. 这一年。\n—— 署名\n* * *\n-5 度。"
    assert {piece[0] for piece in kinds(text)} == {"paragraph"}


def test_quotes_and_code() -> None:
    text = "> 引文\n> > 更深\n\n```\nx\n\n y\n```\n\n    a = b()\n    c = d()\n\n    不是代码\n    也不是"
    assert [piece[:2] for piece in kinds(text)] == [
        ("quote", 0),
        ("quote", 1),
        ("code", 0),
        ("code", 0),
        ("paragraph", 0),
        ("paragraph", 0),
    ]
    pieces = outline(text)
    assert text[pieces[1].body : pieces[1].end] == "更深"
    assert text[pieces[3].start : pieces[3].end] == "    a = b()\n    c = d()"


def test_hard_wrapped_prose_is_one_block() -> None:
    english = (
        "It was a long evening, and nobody who sat in the room had\n"
        "the least idea of what would come next. The rain went\non falling, as it had for days, and the lamps were\n"
        "lit early."
    )
    chinese = "\n".join(["这一行字正好排满二十四个汉字所以读起来是断开的没有标点"[:24]] * 3 + ["最后一行。"])
    assert kinds(f"{english}\n\n{chinese}") == [("paragraph", 0, english), ("paragraph", 0, chinese)]


def test_lines_of_verse_logs_and_links_stay_apart() -> None:
    verse = (
        "The night came down upon the silent harbour wall\nNo lamp was lit along the crooked eastern way\n"
        "And Nobody was there to hear the sailors call"
    )
    log = (
        "2024-01-01 10:00:00 server started without any message\n2024-01-01 10:00:01 server stopped without any message"
    )
    links = "https://example.com/watch/abcdefghijklmnopqrstuvw\nhttps://example.com/watch/abcdefghijklmnopqrstuvx"
    assert len(kinds(f"{verse}\n\n{log}\n\n{links}")) == 7


def test_turns_and_who_speaks_after_them() -> None:
    text = "开场\n\n甲方: 你好。\n\n没有标签的一段。\n\n乙方：好。\n甲方: 再见。\n乙方：再见。\n\n# 尾声\n\n旁白。"
    blocks = plain_blocks(text)
    assert [block.locator.speaker for block in blocks] == [None, "甲方", "甲方", "乙方", "甲方", "乙方", None, None]
    assert [text[block.body : block.end] for block in blocks if block.kind == "turn"] == [
        "你好。",
        "好。",
        "再见。",
        "再见。",
    ]


def test_in_an_article_only_the_turn_itself_is_said_by_the_speaker() -> None:
    text = f"{LONG}\n" * 9 + "甲方: 你好。\n乙方: 好。\n甲方: 走吧。\n乙方: 好。\n" + f"{LONG}\n" * 9
    speakers = [block.locator.speaker for block in plain_blocks(text)]
    assert speakers == [None] * 9 + ["甲方", "乙方"] * 2 + [None] * 9


@pytest.mark.parametrize(
    "line", ["```x\n", "> a\n", "- a\n", "    x = (1)\n", "甲方: 好。\n", "a" * 50 + " b\n", "一、\n"]
)
def test_cost_is_linear(line: str) -> None:
    assert growth(lambda count: outline(line * count), 2_000) < 40
