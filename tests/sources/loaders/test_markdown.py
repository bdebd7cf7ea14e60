from __future__ import annotations

import re

import pytest

from sources.document import BlockKind, Document
from sources.loaders import markdown
from tests.sources.checks import check_document


def load(source: str) -> Document:
    document = markdown.load(source)
    check_document(document)
    return document


def shown(source: str) -> str:
    return load(source).text


def styled(source: str) -> list[tuple[str, str]]:
    document = load(source)
    return [(style.kind.value, document.text[style.start : style.end]) for style in document.styles]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("天天说**AGI**（通用）的事", "AGI"),
        ("“**字**”与其他", "字"),
        ("前**“引号”**后", "“引号”"),
        ("看**幻觉（错觉）**是什么", "幻觉（错觉）"),
        ("**注意：**后面", "注意："),
        ("跌至**–600亿美元**。", "–600亿美元"),
        ("a **b** c", "b"),
    ],
)
def test_strong_beside_chinese_punctuation(source: str, words: str) -> None:
    assert styled(source) == [("strong", words)]
    assert shown(source) == source.replace("**", "")


def test_stray_asterisks_stay() -> None:
    assert shown("儿童**待影像，2 * 3 = 6") == "儿童**待影像，2 * 3 = 6"


def test_inline_styles_and_link_targets() -> None:
    document = load("*a* `b  c` ~~d~~ [e *f*](http://x.y/z) <http://g.h/> ![图](i.png) \\*j\\* &amp;")
    assert document.text == "a b  c d e f http://g.h/ [image: 图] *j* &"
    assert [(s.kind.value, document.text[s.start : s.end], s.target) for s in document.styles] == [
        ("emphasis", "a", ""),
        ("code", "b  c", ""),
        ("strike", "d", ""),
        ("link", "e f", "http://x.y/z"),
        ("emphasis", "f", ""),
        ("link", "http://g.h/", "http://g.h/"),
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("一行\n二行", "一行二行"),
        ("一行，\n二行", "一行，二行"),
        ("他说\n“好”", "他说“好”"),
        ("one\ntwo", "one two"),
        ("中文\nand", "中文 and"),
        ("一\n**二**", "一二"),
        ("a\n**b**\n`c`", "a b c"),
        ("hard  \nbreak", "hard\nbreak"),
    ],
)
def test_line_breaks(source: str, text: str) -> None:
    assert shown(source) == text


def test_blocks() -> None:
    document = load(
        "# 题 #\n\n段\n\n子题\n---\n\n- 甲\n  - 乙\n- 丙\n\n3. 丁\n4) 戊\n\n> 引\n> > 深\n\n"
        "```py\nx\n\n y\n```\n\n* * *\n"
    )
    assert document.text == ("题\n\n段\n\n子题\n\n• 甲\n  • 乙\n• 丙\n\n3. 丁\n\n4) 戊\n\n引\n\n深\n\nx\n\n y\n\n* * *")
    assert [(b.kind.value, b.level, document.text[b.start : b.body]) for b in document.blocks] == [
        ("heading", 1, ""),
        ("paragraph", 0, ""),
        ("heading", 2, ""),
        ("list-item", 0, "• "),
        ("list-item", 1, "  • "),
        ("list-item", 0, "• "),
        ("list-item", 0, "3. "),
        ("list-item", 0, "4) "),
        ("quote", 0, ""),
        ("quote", 1, ""),
        ("code", 0, ""),
        ("paragraph", 0, ""),
    ]
    assert document.blocks[-1].locator.heading == ("题", "子题")


def test_loose_lists_and_what_belongs_to_an_item() -> None:
    assert shown("1. 甲\n\n   续\n\n2. 乙") == "1. 甲\n   续\n\n2. 乙"
    assert shown("- 甲\n  ```\n  码\n  ```\n- > 引\n-") == "• 甲\n码\n•\n引\n•"


def test_tables_have_a_row_a_line() -> None:
    document = load("前\n\n|甲|**乙**|\n|---|---|\n|1|2|\n\n后")
    assert document.text == "前\n\n甲 │ 乙\n1 │ 2\n\n后"
    assert [block.kind.value for block in document.blocks] == ["paragraph", "table", "table", "paragraph"]
    assert [document.text[s.start : s.end] for s in document.styles] == ["乙"]


def test_html_keeps_its_words() -> None:
    document = load(
        '<div>块 <b>粗</b><br>次\n<img alt="图"> &lt;</div>\n\n行 <i>斜</i><br>新 <!-- 隐 --> <img src=x>\n'
    )
    assert document.text == "块 粗\n\n次 [image: 图] <\n\n行 斜\n新  [image]"
    assert document.notes == ()


def test_scripts_and_styles_are_left_out_with_a_note() -> None:
    document = load("<script>\nlet a = 1\n</script>\n\n词 <style>p {}</style>语\n\n<STYLE>\np {}\n</STYLE>")
    assert document.text == "词 语"
    assert len(document.notes) == 1


@pytest.mark.parametrize("source", ["<!-- open\nwords", "<script>\nwords", "a <script>words", "<style>\nwords <b"])
def test_what_html_never_closes_is_kept(source: str) -> None:
    assert "words" in shown(source)


def test_footnotes_stay_as_they_are_written() -> None:
    assert shown("词[^1]\n\n[^1]: 注\n[^b]: http://a.b") == "词[^1]\n\n[^1]: 注\n\n[^b]: http://a.b"


def test_turns_with_and_without_blank_lines() -> None:
    document = load("## 节\n\n**陆飞**: 好的。\n老隐：是**吗**？\n陆飞：是。\n\n接着说。\n\n老隐: 嗯。")
    turns = [b for b in document.blocks if b.kind is BlockKind.TURN]
    assert [(b.locator.speaker, document.text[b.body : b.end]) for b in turns] == [
        ("陆飞", "好的。"),
        ("老隐", "是吗？"),
        ("陆飞", "是。"),
        ("老隐", "嗯。"),
    ]
    assert [b.locator.speaker for b in document.blocks] == [None, "陆飞", "老隐", "陆飞", "陆飞", "老隐"]


def test_no_visible_words_are_lost() -> None:
    source = "\n\n".join(
        f"# 头{n}\n\n段{n} *强{n}* [链{n}](u) `码{n}`\n\n- 项{n}\n  > 引{n}\n\n"
        f"| 格{n} | 另{n} |\n|-|-|\n| 里{n} | 边{n} |\n\n"
        f"<p>块{n}</p>\n\n    缩{n}\n\n```\n栏{n}\n```"
        for n in range(20)
    )
    assert re.findall(r"[^\W\d_]\d+", shown(source)) == re.findall(r"[^\W\d_]\d+", source)


def test_nested_beyond_reason_is_shown_with_its_markup() -> None:
    source = "> " * 500 + "word"
    document = load(source)
    assert document.text == source
    assert "nested" in document.notes[0]


def test_front_matter_becomes_metadata_or_a_note() -> None:
    good = load("---\ntitle: 题\n---\n正文")
    assert (good.metadata.title, good.text) == ("题", "正文")
    bad = load("---\n[1\n---\n正文")
    assert "[1" in bad.text and "YAML" in bad.notes[0]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("words", "a.md", True),
        ("---\ntitle: t\n---\nwords", "a.txt", True),
        ("# H\n\nsome **bold** words", "a.txt", True),
        ("# H\n\n[l](https://a.b)", "", True),
        ("# H\n\n- a\n- b\n\n# I", "a.txt", True),
        ("# H\n\nwords", "a.txt", False),
        ("plain *words* and **more**", "a.txt", False),
        ("---\nwords\n---\nwords", "a.txt", False),
        ("####  甲\n##### 1#  某时\n\n[l](https://a.b)\n", "a.txt", False),
        ("# comment **x**", "a.py", False),
    ],
)
def test_recognises(text: str, name: str, expected: bool) -> None:
    assert markdown.recognises(text, name) is expected
