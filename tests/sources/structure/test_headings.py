from __future__ import annotations

import pytest

from sources.structure.assemble import plain_blocks
from sources.structure.lines import cells, is_rule, marker_value
from sources.structure.outline import outline

LONG = "这是一个足够长的段落，里面有好几个句子。它后面还有一句，用来说明这里确实是正文而不是标题。"


def headings(text: str) -> list[tuple[int, str]]:
    return [(piece.level, text[piece.start : piece.end]) for piece in outline(text) if piece.kind == "heading"]


def test_rules_set_parts_apart() -> None:
    title = "第二部分的一个很长很长的题目，其中甚至有逗号（甲；乙；丙）"
    text = f"总题目\n\n小节\n\n{LONG}\n\n+++\n\n{title}\n\n{LONG}\n\n小节之二\n\n{LONG}"
    assert headings(text) == [
        (1, "总题目"),
        (2, "小节"),
        (1, title),
        (2, "小节之二"),
    ]
    assert [block.locator.heading for block in plain_blocks(text) if text[block.start : block.end] == "+++"] == [
        ("总题目", "小节")
    ]


@pytest.mark.parametrize("rule", ["+++", "* * *", "=====", "- - -", "———"])
def test_rules(rule: str) -> None:
    assert is_rule(rule)


@pytest.mark.parametrize("line", ["++", "C++", "***粗***", "", "-", "—— 署名", "+-+"])
def test_what_is_no_rule(line: str) -> None:
    assert not is_rule(line)


def test_a_break_between_scenes_makes_no_heading() -> None:
    assert headings(f"{LONG}\n\n* * *\n\n{LONG}\n\n* * *\n\n他走了。\n\n{LONG}") == []


@pytest.mark.parametrize(
    ("marker", "value"),
    [("12.", 12), ("（三）", 3), ("十二、", 12), ("二十、", 20), ("二十三、", 23), ("b)", 2), ("③", 3), ("•", None)],
)
def test_marker_values(marker: str, value: int | None) -> None:
    assert marker_value(marker) == value


def test_a_series_of_headings_takes_its_longer_ones_along() -> None:
    sentence = "2. 这一条写成了一个完整的句子，所以单独看时不像标题。"
    text = f"1. 起因\n\n{LONG}\n\n{sentence}\n\n{LONG}\n\n3. 结果\n\n{LONG}"
    assert [words for _, words in headings(text)] == ["1. 起因", sentence, "3. 结果"]
    items = f"1. {LONG}\n\n- 甲\n\n2. {LONG}\n\n- 乙\n\n3. 结果\n\n{LONG}"
    assert headings(items) == []


def test_unmarked_headings_between_numbered_ones_stand_below_them() -> None:
    text = f"总论\n\n{LONG}\n\n一、甲\n\n{LONG}\n\n细目\n\n{LONG}\n\n二、乙\n\n{LONG}\n\n尾声\n\n{LONG}"
    assert headings(text) == [(1, "总论"), (2, "一、甲"), (3, "细目"), (2, "二、乙"), (1, "尾声")]


def test_captions_over_lists() -> None:
    text = "范围:\n\n- 一\n\n- 二\n\n目标：\n\n1. 一\n\n2. 二\n\n结论:\n\n就是这样。\n\n要点如下：\n\n- 一\n\n- 二"
    assert [words for _, words in headings(text)] == ["范围:", "目标：", "结论:"]


def test_one_caption_is_a_paragraph_and_so_is_what_leads_in_speech() -> None:
    assert headings("范围:\n\n- 一\n\n- 二\n\n结论:\n\n就是这样。") == []
    assert headings("她直言：\n\n- 一\n\n- 二\n\n他说：\n\n- 一\n\n- 二") == []


def test_lists_nest_by_series_where_one_follows_upon_the_other() -> None:
    text = "1. 甲\n(1) 乙\n(2) 丙\na. 丁\nb. 戊\n2. 己\n- 庚\n3. 辛：\n\n- 壬\n\n4. 癸\n\n- 另一个列表"
    assert [piece.level for piece in outline(text)] == [0, 1, 1, 2, 2, 0, 1, 0, 1, 0, 0]


def test_letters_mark_lines_only_in_a_series() -> None:
    text = "A. 苹果\nB. 梨\n\nC. Smith wrote this.\n\na) 一\nb) 二\n\nI. Newton 说过。"
    assert [(piece.kind.value, text[piece.start : piece.body]) for piece in outline(text)] == [
        ("list-item", "A. "),
        ("list-item", "B. "),
        ("list-item", "C. "),
        ("list-item", "a) "),
        ("list-item", "b) "),
        ("paragraph", ""),
    ]
    assert [piece.kind.value for piece in outline("A. Smith\n\nC. Jones")] == ["paragraph"] * 2


LED_IN = "雙面刃 - 這項政策在來賓之間引發了激烈的辯論:"


def test_a_title_that_a_sentence_follows_on_its_line_heads_the_list_below() -> None:
    def kind(line: str, below: str = "• 一種看法。\n• 另一種看法。") -> str:
        pieces = outline(f"{LONG}\n\n{line}\n\n{below}")
        return pieces[1].kind.value

    assert kind(LED_IN) == "heading"
    assert kind("Tariffs – what the guests made of them:") == "heading"
    assert kind(LED_IN, below="沒有列表，只有一段話。") == "paragraph"
    assert kind("他說，這是 - 依他看 - 一把雙面刃:") == "paragraph"
    assert kind("這是一個很長很長而且實在不像標題的句子的開頭 - 依他看:") == "paragraph"


@pytest.mark.parametrize(
    "line",
    ["كيف تقوم المدينة بوضع الأشجار كلها في مكان واحد؟", "Как город посадил тридцать тысяч деревьев за одну зиму"],
)
def test_letters_of_other_alphabets_take_one_cell(line: str) -> None:
    assert cells(line) == len(line)
    assert outline(f"{line}\n{LONG}")[0].kind.value == "heading"


def test_questions_over_lists_are_captions() -> None:
    text = f"{LONG}\n\n谁会被挤出？\n\n- 一家公司。\n- 另一家。\n\n谁会留下？\n\n- 第三家。\n- 第四家。\n\n{LONG}"
    assert [words for _, words in headings(text)] == ["谁会被挤出？", "谁会留下？"]
    assert headings(f"{LONG}\n\n谁会被挤出？\n\n{LONG}\n\n谁会留下？\n\n{LONG}") == []


def test_numbered_lines_that_lead_in_paragraphs_are_headings() -> None:
    text = f"{LONG}\n\n1. 反对的人说:\n\n{LONG}\n\n{LONG}\n\n2. 赞成的人说:\n\n{LONG}\n\n{LONG}"
    assert [words for _, words in headings(text)] == ["1. 反对的人说:", "2. 赞成的人说:"]
    assert headings("1. 先做这个:\n2. 再做那个:\n3. 最后:") == []
