"""Placing marks again: a short edit of each class in both languages, and what must hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotations.anchoring.confidence import SURE
from annotations.anchoring.placing import Kind, Placement, Placer

WIND = """\
The turbines stand on the northern ridge above the village.

Residents of the village voted for the wind farm in March. The council had promised them a share of the income. \
Nobody has seen any of the money yet. The mayor says that the contracts were signed too late for this year.

A second vote is planned for autumn, once the accounts of the first year have been read.
"""

METRO = """\
市府昨天公布了地铁十二号线的新方案。新方案把终点站从机场移到了港口，工期因此延长两年。

反对者认为，这样一来机场的旅客仍然只能坐出租车。他们要求市府公布两种方案的成本对比。
市府发言人表示，成本对比将在下个月的听证会上公开。

听证会的报名从周一开始，每个街道有三个名额。
"""


def place(old: str, new: str, words: str) -> tuple[Placement, str]:
    start = old.index(words)
    placement = Placer(old, new).place(start, start + len(words))
    return placement, new[slice(*placement.span)] if placement.span else ""


@pytest.mark.parametrize(
    ("old", "new", "words", "kind", "found"),
    [
        (
            WIND,
            "Note: this text was corrected on Monday.\n\n" + WIND,
            "Nobody has seen any of the money yet.",
            "exact",
            "",
        ),
        (METRO, "更正：本文有修改。\n\n" + METRO, "他们要求市府公布两种方案的成本对比。", "exact", ""),
        (
            WIND,
            WIND.replace("Nobody has seen any of the money yet.", "Nobody has seen much of that money yet."),
            "Nobody has seen any of the money yet.",
            "edited",
            "Nobody has seen much of that money yet.",
        ),
        (
            METRO,
            METRO.replace("工期因此延长两年", "工期也因此将延长三年"),
            "新方案把终点站从机场移到了港口，工期因此延长两年。",
            "edited",
            "新方案把终点站从机场移到了港口，工期也因此将延长三年。",
        ),
        (
            WIND,
            WIND.replace("voted for the wind farm in March.", "voted for the wind farm in March (by 212 to 40)."),
            "Residents of the village voted for the wind farm in March.",
            "edited",
            "Residents of the village voted for the wind farm in March (by 212 to 40).",
        ),
        (
            METRO,
            METRO.replace("听证会上公开", "听证会\n上公\u200b开"),
            "成本对比将在下个月的听证会上公开。",
            "edited",
            "成本对比将在下个月的听证会\n上公\u200b开。",
        ),
    ],
)
def test_words_that_stayed_are_found_where_they_stayed(old: str, new: str, words: str, kind: str, found: str) -> None:
    placement, now = place(old, new, words)
    assert (placement.kind, now) == (kind, found or words)
    assert placement.confidence >= SURE


@pytest.mark.parametrize("text", [WIND, METRO])
def test_a_paragraph_that_went_elsewhere_has_moved(text: str) -> None:
    first, second, third = text.rstrip("\n").split("\n\n")
    words = second[: second.index("." if text is WIND else "。") + 1]
    placement, now = place(text, "\n\n".join([third, first, second, "The end. 完。"]) + "\n", words)
    assert placement.kind in (Kind.MOVED, Kind.EXACT)
    assert now == words
    placement, now = place(text, "\n\n".join([first, third + " " + third[::-1], second]) + "\n", words)
    assert now == words


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ("Nobody has seen any of the money yet.", "Nobody has seen any of the money yet. "),
        ("village", WIND.split("\n\n")[1]),
    ],
)
def test_a_sentence_that_was_cut_is_lost_though_words_like_it_stay(words: str, cut: str) -> None:
    start = WIND.index(words, WIND.index(cut))
    placement = Placer(WIND, WIND.replace(cut, "")).place(start, start + len(words))
    assert placement.kind is Kind.LOST
    assert placement.span is None


def test_of_two_sentences_alike_the_one_that_was_cut_is_lost() -> None:
    old = "一、本会不收费用。\n\n二、本会不收礼物。\n\n三、本会不收现金，也不收礼物。\n"
    new = old.replace("二、本会不收礼物。\n\n", "")
    assert place(old, new, "本会不收礼物。")[0].span is None
    assert place(old, new, "本会不收费用。")[1] == "本会不收费用。"
    assert place(old, new, "也不收礼物。")[1] == "也不收礼物。"


MINUTES = """\
The board met on Tuesday.

- Anna reads the minutes.
- The motion was adopted.
- Boris reads the accounts.
- The motion was adopted.
- Clara reads the budget.

The board meets again in May.
"""


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (MINUTES.replace("- The motion was adopted.\n- Boris reads the accounts.\n", "", 1), "The motion was adopted."),
        (
            METRO.replace("工期因此延长两年。", "工期因此延长三年。新方案把终点站从港口移到了码头，工期因此延长两年。"),
            "工期因此延长两年。",
        ),
    ],
)
def test_where_another_passage_has_as_good_a_claim_nothing_is_sure(new: str, words: str) -> None:
    placement, _ = place(MINUTES if "board" in new else METRO, new, words)
    assert 0 < placement.confidence < SURE


LIST = [
    "What changed",
    "* Fixed the fonts",
    *["* Other fixes"] * 3,
    "* Added tables to the export",
    "* Links",
    "The end.",
]


@pytest.mark.parametrize("change", ["cut one", "insert another"])
def test_of_equal_neighbours_none_is_sure_when_one_was_cut_or_inserted(change: str) -> None:
    lines = LIST[:3] + LIST[4:] if change == "cut one" else LIST[:3] + LIST[2:]
    new = "\n".join(lines)
    placer = Placer("\n".join(LIST), new)
    kinds = set()
    for n in (2, 3, 4):
        start = len("\n".join(LIST[:n])) + 3
        placement = placer.place(start, start + len("Other fixes"))
        assert placement.confidence < SURE
        assert {new[slice(*span)] for span in placement.candidates} == {"Other fixes"}
        kinds.add(placement.kind)
    assert Kind.AMBIGUOUS in kinds and (Kind.LOST in kinds) == (change == "cut one")
    for line in ("Fixed the fonts", "Added tables to the export"):
        placement, now = place("\n".join(LIST), new, line)
        assert (now, placement.confidence >= SURE) == (line, True)


def test_an_item_that_went_to_a_copy_of_its_neighbour_is_not_sure() -> None:
    items = [
        f"第{n}條 任何組織和個人不得提供他人的{what}。" for n, what in ((24, "交易記錄"), (25, "許可證"), (26, "文本"))
    ]
    old = "\n".join(["總則", *items, "附則"])
    new = "\n".join(["總則", items[0], items[0], items[2], "附則"])
    assert place(old, new, items[1])[0].confidence < SURE


def test_an_edited_item_is_not_sure_where_its_neighbours_are_as_much_like_it() -> None:
    items = [f"- Users may change their {what} in the settings." for what in ("name", "address", "language", "picture")]
    old = "\n".join(["What users may do:", "", *items, "", "Nothing else may be changed."])
    edited = items[2].replace("language", "colours")
    placement, now = place(old, old.replace(items[2], edited), items[2][2:])
    assert now == edited[2:]
    assert placement.confidence < SURE


def test_of_equal_items_those_that_their_neighbours_tell_apart_are_sure() -> None:
    new = MINUTES.replace("on Tuesday", "on Wednesday").replace("- The motion was adopted.\n- Clara", "- Clara")
    placement, now = place(MINUTES, new, "The motion was adopted.")
    assert now == "The motion was adopted."
    assert placement.confidence >= SURE


@pytest.mark.parametrize("other", ["", "404 Not Found\n\nThe page you asked for is not here.\n", METRO])
def test_in_another_text_everything_is_lost(other: str) -> None:
    placer = Placer(WIND, other)
    for words in ("the", "The turbines stand on the northern ridge", "village", WIND.strip()):
        start = WIND.index(words)
        assert placer.place(start, start + len(words)).span is None


def test_the_other_script_other_spacing_and_other_lines_are_the_same_words() -> None:
    old = "OpenAI发布了新模型，但是软件的价格没有变化。开发者认为这个价格体现了竞争的压力。"
    new = "OpenAI 發佈了新模型,但是\n軟體的價格沒有變化。開發者認為這個價格\n體現了競爭的壓力。"
    placement, now = place(old, new, "但是软件的价格没有变化。")
    assert now == "但是\n軟體的價格沒有變化。"
    placement, now = place(old, new, "OpenAI发布了新模型")
    assert (now, placement.kind) == ("OpenAI 發佈了新模型", Kind.EDITED)
    assert placement.confidence >= SURE


REGIONAL = "打印机的驱动程序从视频网站下载，与文件系统相关的模块规则总结如下。程序员把默认的软件信息保存在数据库里。"
REGIONAL_TAIWAN = (
    "印表機的驅動程式從影片網站下載，與檔案系統有關的模組規則如下。程式設計師把預設的軟體資訊儲存在資料庫裡。"
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("打印机", "印表機"),
        ("驱动程序", "驅動程式"),
        ("视频网站", "影片網站"),
        ("程序员", "程式設計師"),
        ("与文件系统相关的模块规则总结如下", "與檔案系統有關的模組規則如下"),
        ("默认的软件信息", "預設的軟體資訊"),
        ("保存在数据库", "儲存在資料庫"),
    ],
)
def test_words_of_another_region_are_the_same_words(words: str, found: str) -> None:
    placement, now = place(REGIONAL, REGIONAL_TAIWAN, words)
    assert (now, placement.confidence >= SURE) == (found, True)
    assert place(REGIONAL_TAIWAN, REGIONAL, found)[1] == words


def test_a_passage_that_was_pulled_apart_is_split_and_not_sure() -> None:
    first, second = "The council had promised them a share of the income.", "Nobody has seen any of the money yet."
    new = WIND.replace(f"{first} {second}", first).rstrip("\n") + "\n\n" + second + " " + WIND[::-1]
    placement, now = place(WIND, new, f"{first} {second}")
    assert placement.kind is Kind.SPLIT
    assert now == first
    assert placement.confidence < SURE


def test_a_passage_that_moved_to_two_places_is_ambiguous() -> None:
    sentence = "Nobody has seen any of the money yet."
    rest = WIND.replace(sentence + " ", "")
    new = f"Summary by the editors: {sentence} More below.\n\n{rest}\nAs was said above: {sentence}\n"
    placement, now = place(WIND, new, sentence)
    assert placement.kind is Kind.AMBIGUOUS
    assert now == sentence
    assert placement.confidence < SURE
    assert [new[slice(*span)] for span in placement.candidates] == [sentence, sentence]


def test_part_of_a_word_and_signs_alone_have_places_too() -> None:
    new = "Correction.\n\n" + WIND
    start = WIND.index("urbine")
    found = Placer(WIND, new).place(start, start + 6)
    assert found.span and new[slice(*found.span)] == "urbine"
    start = WIND.index(".\n")
    found = Placer(WIND, new).place(start, start + 1)
    assert found.span and found.span.start == start + len(new) - len(WIND)
    with pytest.raises(ValueError, match="no passage"):
        Placer(WIND, new).place(5, 5)


SENTENCES = st.lists(
    st.text("abcdefgh ", min_size=8, max_size=40) | st.text("市府昨天公布了地铁新方案", min_size=5, max_size=30),
    min_size=3,
    max_size=12,
).map(lambda parts: ".\n".join(parts) + ".\n")


@given(SENTENCES, st.data())
def test_in_the_same_text_every_mark_is_where_it_was(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    placement = Placer(text, text).place(start, end)
    assert (placement.kind, placement.span, placement.confidence) == (Kind.EXACT, (start, end), 1.0)


@given(SENTENCES, st.text("xyz 机场", max_size=80), st.data())
def test_what_is_inserted_before_a_mark_moves_it_by_as_much(text: str, inserted: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(any(char.isalnum() for char in text[start:end]))
    new = inserted + ".\n\n" + text
    placement = Placer(text, new).place(start, end)
    if placement.confidence >= SURE:
        assert placement.span == (start + len(inserted) + 3, end + len(inserted) + 3)


@settings(max_examples=60)
@given(SENTENCES, SENTENCES, st.data())
def test_a_sure_place_holds_words_of_the_mark(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    placement = Placer(old, new).place(start, end)
    if placement.span is None:
        assert placement.kind is Kind.LOST
    else:
        at, after = placement.span
        assert 0 <= at < after <= len(new)
        assert placement.span in placement.candidates
        if placement.confidence >= SURE:
            assert set(old[start:end].split()) & set(new[at:after].split()) or set(old[start:end]) & set(new[at:after])
