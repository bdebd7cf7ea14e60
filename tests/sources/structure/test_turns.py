from __future__ import annotations

import pytest

from sources.load import load_bytes
from sources.structure.assemble import plain_blocks
from sources.structure.turns import (
    Said,
    find_speakers,
    find_speakers_above,
    find_turns,
    is_field,
    read_label,
    read_label_above,
)


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("陆飞: 好的。", "陆飞", "好的。"),
        ("主持人2：　好的。", "主持人2", "好的。"),
        ("Dr. Ann O’Neil: yes", "Dr. Ann O’Neil", "yes"),
        ("Speaker 1: yes", "Speaker 1", "yes"),
        ("老王（律师）：不。", "老王", "不。"),
        ("[00:12:30] Eason: ok", "Eason", "ok"),
        ("Q: why?", "Q", "why?"),
        ("答：是。", "答", "是。"),
    ],
)
def test_labels(line: str, name: str, words: str) -> None:
    label = read_label(line)
    assert label is not None
    assert (label.name, line[label.end :]) == (name, words)


@pytest.mark.parametrize(
    "line",
    [
        "注意：小心。",
        "例如：这样。",
        "笔者按：如此。",
        "12:30 开会",
        "https://example.com/a",
        "Http://example.com",
        "他笑着说：好。",
        "NOTE: careful",
        "陆飞:",
        "这是一个非常非常长的不像名字的短语：是。",
        "the reason: none",
        "One Two Three Four: five",
        "甲，乙: 二人",
        "Locale::Maketext is a module",
        "Content-Type: text/plain",
        "IMPORTANT NOTE: read this",
    ],
)
def test_what_is_no_label(line: str) -> None:
    assert read_label(line) is None


def test_speakers_come_back() -> None:
    talk = [("甲方", "你好。"), ("乙方", "好。"), ("甲方", "再见。"), ("乙方", "再见。")]
    assert find_speakers(talk) == {"甲方", "乙方"}
    assert find_speakers(talk[:1]) == frozenset()
    assert find_speakers([*talk, ("Roney", "我是来提问的。"), ("方案书第一部分", "说明。")]) == {
        "甲方",
        "乙方",
        "Roney",
    }


def test_one_name_alone_needs_three_turns() -> None:
    assert find_speakers([("甲方", "你好。")] * 2) == frozenset()
    assert find_speakers([("甲方", "你好。")] * 3) == {"甲方"}


def test_one_name_alone_speaks_in_a_fifth_of_the_text() -> None:
    assert find_speakers([("Haiku", "it is as on Unix.")] * 4, 21) == frozenset()
    assert find_speakers([("甲方", "你好。")] * 4, 20) == {"甲方"}
    assert find_speakers([("甲方", "你好。"), ("乙方", "你好。")] * 4, 2000) == {"甲方", "乙方"}


def said(*lines: str) -> dict[int, Said]:
    labels = {number: read_label(line) for number, line in enumerate(lines)}
    return {number: Said(label, lines[number][label.end :]) for number, label in labels.items() if label}


@pytest.mark.parametrize("label", ["GUI", "Mac", "macOS", "Windows", "Linux", "API", "Docs", "Tests"])
def test_labels_of_changes_do_not_speak(label: str) -> None:
    assert read_label(f"{label}: The window now opens at once.") is None


def test_what_a_text_speaks_of_as_a_thing_does_not_speak() -> None:
    lines = ("Gtk: The window opens at once.", "Motif: It opens too.", "Gtk: It closes.", "Motif: It does not.")
    prose = " ".join(lines) + " With the Motif version and a Gtk theme everything works."
    assert find_turns(said(*lines), 40, prose) == {}
    assert len(find_turns(said(*lines), 40, " ".join(lines))) == 4
    nurse = ("Juliet: Nurse!", "Nurse: What is it?", "Juliet: Where is he?", "Nurse: He is gone.")
    assert len(find_turns(said(*nurse), 4, "The Nurse enters. " + " ".join(nurse))) == 4


def test_fields_of_a_form_do_not_speak() -> None:
    assert find_speakers([("电压", "220"), ("电流", "5"), ("电压", "110"), ("电流", "10")]) == frozenset()


def test_fields() -> None:
    assert is_field("作者：某人") and is_field("SOURCE: x")
    assert not is_field("烧钱竞赛：真实账单")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("说话人1 00:12", "说话人1"),
        ("说话人 1  01:00:12", "说话人 1"),
        ("[00:12] Ann Lee", "Ann Lee"),
        ("Ann Lee:", "Ann Lee"),
        ("甲方（00:12）", None),
        ("注意:", None),
        ("他们说:", None),
        ("会议 从 12:30", None),
        ("12:30", None),
        ("Ann Lee: yes", None),
    ],
)
def test_labels_above_what_is_said(line: str, name: str | None) -> None:
    label = read_label_above(line)
    assert (label and label.name) == name


def test_speakers_above_take_turns_and_leave_little_else() -> None:
    assert find_speakers_above(["甲方", "乙方", "甲方", "乙方", "甲方", "Roney"], 12) == {"甲方", "乙方", "Roney"}
    assert find_speakers_above(["内容", "方法"] * 3, 60) == frozenset()  # captions of a long text
    assert find_speakers_above(["甲方"] * 9, 18) == frozenset()


def test_what_is_said_below_a_label_belongs_to_the_turn() -> None:
    text = (
        "甲方 00:12\n你好，请坐。\n\n乙方 00:15\n\n好的。\n没有别的了。\n\n"
        "甲方 00:20\n再见。\n乙方 00:22\n再见。\n甲方 00:30"
    )
    blocks = plain_blocks(text)
    assert [(block.kind.value, block.locator.speaker, block.locator.time) for block in blocks] == [
        ("turn", "甲方", "00:12"),
        ("turn", "乙方", "00:15"),
        ("paragraph", "乙方", "00:15"),
        ("turn", "甲方", "00:20"),
        ("turn", "乙方", "00:22"),
        ("turn", "甲方", "00:30"),
    ]
    assert [text[block.body : block.end] for block in blocks] == [
        "你好，请坐。",
        "好的。",
        "没有别的了。",
        "再见。",
        "再见。",
        "",
    ]


def in_a_talk(line: str, colon: str = "：") -> list[tuple[str, str | None]]:
    """(kind, speaker) of the blocks of a talk of two, in which `line` stands before the last two turns."""
    turns = ["主持人：先说说你的看法吧。", "陆飞：我觉得是这样的。"]
    talk = [*turns, *turns, "这话是接着说的。", line, "主持人：好的，谢谢。", "陆飞：再见，谢谢各位。"]
    blocks = plain_blocks("\n\n".join(said if said is line else said.replace("：", colon) for said in talk))
    return [(block.kind.value, block.locator.speaker) for block in blocks]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("王五：我想问一下。", "王五"),
        ("王五：对", "王五"),
        ("小李：“不”", "小李"),
        ("观众12：我想问一下。", "观众12"),
        ("现场观众小李：请问", "现场观众小李"),
        ("听众来电（上海）：请问", "听众来电"),
        ("Dr. Ann Lee：yes", "Dr. Ann Lee"),
    ],
)
def test_who_speaks_once_in_a_transcript(line: str, name: str) -> None:
    assert in_a_talk(line)[4:7] == [("paragraph", "陆飞"), ("turn", name), ("turn", "主持人")]


@pytest.mark.parametrize(
    "line",
    [
        "注意：这一段有杂音。",
        "温馨提示：这一段有杂音。",
        "核心观点：这是很重要的。",
        "具体来看：这是很重要的。",
        "用户体验：很好",
        "成本：很高",
        "电压：220",
        "Key Points: nothing is sure.",
    ],
)
def test_what_speaks_to_nobody_in_a_transcript(line: str) -> None:
    assert in_a_talk(line)[5][0] != "turn"


def test_a_single_label_has_the_colon_of_the_others() -> None:
    assert in_a_talk("王五：对")[5] == ("turn", "王五")
    assert in_a_talk("王五：对", ": ")[5][0] != "turn"
    assert in_a_talk("王五: 对", ": ")[5] == ("turn", "王五")


def test_a_single_label_begins_a_paragraph_where_the_others_do() -> None:
    assert ("turn", "王五") not in in_a_talk("他们都说过\n王五：对")
    talk = "\n".join(["甲方：你好，请坐。", "乙方：好的，谢谢。"] * 3)
    blocks = plain_blocks(f"{talk}\n王五：对\n{talk}")
    assert [block.locator.speaker for block in blocks].count("王五") == 1


def test_what_names_people_around_a_transcript_is_not_said() -> None:
    talk = "\n\n".join(["主持人：你好，请坐。", "陆飞：好的，谢谢。"] * 3)
    blocks = plain_blocks(f"嘉宾：李四\n\n{talk}\n\n摄影师：王五")
    assert {block.locator.speaker for block in blocks if block.kind.value == "turn"} == {"主持人", "陆飞"}


def test_a_text_that_is_mostly_no_talk_has_no_short_single_turns() -> None:
    talk = ["甲方：你好，请坐。", "乙方：好的，谢谢。"] * 2
    said = {
        number: Said(label, line[label.end :])
        for number, line in enumerate([*talk[:2], "王五：对", *talk[2:]])
        if (label := read_label(line))
    }
    assert len(find_turns(said, 12)) == 5
    assert len(find_turns(said, 13)) == 4


def test_single_turns_in_markdown() -> None:
    talk = "**甲方**：你好，请坐。\n**乙方**：好的，谢谢。\n"
    document = load_bytes(f"# 题目\n\n{talk * 2}**王五**：对\n{talk}".encode(), "talk.md").document
    assert [block.locator.speaker for block in document.blocks].count("王五") == 1
