"""Passages by name: the sentence, the quotation, the turn, the section, and what is around each."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.document import Document
from sources.load import load_bytes
from sources.objects import OBJECTS

TALK = """# 渡轮

引子一句。

## 票价

阿明: 开始吧。

主持: 渡轮每天载客一万二千人，市府说票价不变？「我不信『不变』」，他说。

第二段仍是主持的话。

阿明: The ferry carries 12,000 people, they say. Fares went up!

主持: 好。

### 细目

- 一，先看数字
- 二，再看日期

## 结论

> 引文第一段。
>
> 引文第二段。

没有结论。
"""

QUOTED = "引文第一段。\n\n引文第二段。"

THREAD = """##### 1#  玖羽  发表于 2025-11-12 16:52

第一楼说的话。

第一楼第二段。

##### 2#  木木  发表于 2025-11-12 16:53

第二楼。
"""


def document(text: str, name: str = "talk.md") -> Document:
    return load_bytes(text.encode(), name).document


def found(doc: Document, name: str, words: str, count: int = 1, *, around: bool = False) -> str | None:
    span = OBJECTS[name](doc, doc.text.index(words), count, around)
    return None if span is None else doc.text[span.start : span.end]


@pytest.mark.parametrize(
    ("name", "at", "inside", "around"),
    [
        ("word", "ferry", "ferry", "ferry "),
        ("clause", "Fares", "Fares went up!", "Fares went up!"),
        ("clause", "市府", "市府说票价不变？", "市府说票价不变？"),
        ("clause", "carries", "The ferry carries 12,000 people,", "The ferry carries 12,000 people, "),
        ("sentence", "carries", "阿明: The ferry carries 12,000 people, they say.", None),
        ("paragraph", "先看", "一，先看数字", "• 一，先看数字"),
        (
            "section",
            "引文第一",
            "引文第一段。\n\n引文第二段。\n\n没有结论。",
            "结论\n\n引文第一段。\n\n引文第二段。\n\n没有结论。",
        ),
        ("section", "日期", "• 一，先看数字\n• 二，再看日期", "细目\n\n• 一，先看数字\n• 二，再看日期"),
        ("quote", "不信", "我不信『不变』", "「我不信『不变』」"),
        ("quote", "不变』", "不变", "『不变』"),
        ("quote", "引文第二", QUOTED, QUOTED),
        ("quote", "没有结论", None, None),
        ("post", "ferry", None, None),
        ("turn", "引子", None, None),
    ],
)
def test_inside_and_around(name: str, at: str, inside: str | None, around: str | None) -> None:
    doc = document(TALK)
    assert found(doc, name, at) == inside
    if around is not None or inside is None:
        assert found(doc, name, at, around=True) == around


def test_a_turn_goes_on_until_another_speaks() -> None:
    doc = document(TALK)
    said = found(doc, "turn", "市府")
    assert said and said.startswith("渡轮每天") and said.endswith("主持的话。")
    whole = found(doc, "turn", "市府", 2, around=True)
    assert whole and whole.startswith("主持: ") and whole.endswith("went up!")


def test_a_count_takes_more_or_goes_out() -> None:
    doc = document(TALK)
    assert found(doc, "sentence", "渡轮每天", 2) == (
        "主持: 渡轮每天载客一万二千人，市府说票价不变？「我不信『不变』」，他说。"
    )
    assert found(doc, "clause", "渡轮每天", 2) == "渡轮每天载客一万二千人，市府说票价不变？"
    assert found(doc, "quote", "不变』", 2) == "我不信『不变』"
    section = found(doc, "section", "日期", 2)
    assert section and section.startswith("阿明") and section.endswith("再看日期")
    everything = found(doc, "section", "日期", 9, around=True)
    assert everything == doc.text.strip()


def test_a_post_with_and_without_its_header() -> None:
    doc = document(THREAD, "thread.txt")
    said = found(doc, "post", "第二段")
    assert said == "第一楼说的话。\n\n第一楼第二段。"
    whole = found(doc, "post", "第二段", around=True)
    assert whole and "玖羽" in whole and whole.endswith("第二段。")
    both = found(doc, "post", "第二段", 2, around=True)
    assert both and both.endswith("第二楼。")


def test_an_apostrophe_ends_no_quotation() -> None:
    doc = document("He said ‘they don’t know’ and left.", "a.txt")
    assert found(doc, "quote", "know") == "they don’t know"


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.sampled_from('一二，。「」“”『』"’a b.!\n#->:陆'), max_size=80),
    st.integers(0, 80),
    st.integers(1, 5),
    st.sampled_from(sorted(OBJECTS)),
)
def test_what_is_around_holds_what_is_inside(text: str, offset: int, count: int, name: str) -> None:
    doc = document(text, "a.md")
    offset = min(offset, max(0, len(doc.text) - 1))
    inside, around = OBJECTS[name](doc, offset, count, False), OBJECTS[name](doc, offset, count, True)
    assert (inside is None) == (around is None)
    if inside and around:
        assert 0 <= around.start <= inside.start <= inside.end <= around.end <= len(doc.text)


QUOTING = """##### 1#  玖羽  发表于 2025-11-12 16:52

第一楼说的话，很长很长的一句话。

## 楼内标题

标题下的话。

##### 2#  木木  发表于 2025-11-12 16:53

<blockquote><a href="http://a.b/c" target="_blank">玖羽 发表于 2025-11-12 16:52</a>

第一楼说的话，很长很长的一句话

没有句号的第二段</blockquote>

第二楼。
"""


@pytest.mark.parametrize("at", ["blockquote", "玖羽 发表于 2025-11-12 16:52</a>", "很长的一句话\n"])
def test_what_leads_a_quote_in_and_its_tags_are_no_part_of_a_sentence(at: str) -> None:
    doc = document(QUOTING, "thread.txt")
    assert found(doc, "sentence", at) == "第一楼说的话，很长很长的一句话"
    assert found(doc, "sentence", at, 2) == "第一楼说的话，很长很长的一句话\n\n没有句号的第二段"
    assert found(doc, "quote", at) == "第一楼说的话，很长很长的一句话\n\n没有句号的第二段"
    assert found(doc, "sentence", "没有句号") == found(doc, "clause", "</blockquote>") == "没有句号的第二段"


def test_a_section_within_a_post_ends_with_the_post() -> None:
    doc = document(QUOTING, "thread.txt")
    assert found(doc, "section", "标题下") == "标题下的话。"
    assert found(doc, "section", "第二楼") is None
