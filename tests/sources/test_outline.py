"""The outline: headings, and under them who speaks or posts."""

from __future__ import annotations

from sources.document import BlockKind
from sources.load import load_bytes
from sources.outline import outline
from tests.sources.test_objects import TALK, THREAD, document


def test_headings_and_speakers_with_their_first_words() -> None:
    found = [(entry.level, entry.name, entry.words[:6]) for entry in outline(document(TALK)).entries]
    assert found == [
        (0, "渡轮", ""),
        (1, "票价", ""),
        (2, "阿明", "开始吧。"),
        (2, "主持", "渡轮每天载客"),
        (2, "阿明", "The fe"),
        (2, "主持", "好。"),
        (2, "细目", ""),
        (1, "结论", ""),
    ]


def test_posts_with_number_author_and_first_words() -> None:
    entries = outline(document(THREAD, "thread.txt")).entries
    assert [(entry.kind, entry.name, entry.words) for entry in entries] == [
        (BlockKind.POST, "#1 玖羽", "第一楼说的话。"),
        (BlockKind.POST, "#2 木木", "第二楼。"),
    ]


def test_a_picture_is_a_sign_and_the_words_after_it_are_read() -> None:
    tag = f'<img src="https://example.org/{"a" * 150}.png" alt="渡輪">'
    entries = outline(document(THREAD.replace("第二楼。", f"{tag} 第二楼。"), "thread.txt")).entries
    assert entries[1].words == "▣渡輪 第二楼。"


def test_an_offset_stands_under_the_entry_before_it() -> None:
    doc = document(TALK)
    whole = outline(doc)
    for index, entry in enumerate(whole.entries):
        assert whole.at(entry.start) == index and whole.at(entry.start - 1) == index - 1
    assert whole.at(len(doc.text)) == len(whole.entries) - 1


def test_a_text_without_parts_has_none() -> None:
    whole = outline(load_bytes(b"One line.", "a.txt").document)
    assert whole.entries == () and whole.at(3) == -1
