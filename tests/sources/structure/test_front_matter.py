from __future__ import annotations

import pytest

from sources.document import Metadata
from sources.structure.front_matter import read_front_matter


def test_reads_the_known_keys_and_keeps_the_rest() -> None:
    text = (
        "---\ntitle: 泡沫与 未来\nauthors:\n- Lei\n- 王\ndate: 2024-02-30\ntags:\n- ai\n- '#能源'\n- ai\n"
        "draft: no\nsource: null\npeople: []\nguest: [甲, 乙]\nnested: {a: 1}\n---\n正文\n"
    )
    front = read_front_matter(text)
    assert text[front.end :] == "正文\n"
    assert front.note == ""
    found = front.metadata
    assert (found.title, found.author, found.date, found.tags) == (
        "泡沫与 未来",
        "Lei, 王",
        "2024-02-30",
        ("ai", "能源"),
    )
    assert dict(found.other) == {"draft": "no", "guest": "甲, 乙"}


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("tags: a, b c, d", ("a", "b c", "d")),
        ("keywords: a b", ("a", "b")),
        ("标签: 甲、乙", ("甲", "乙")),
        ("tags: ''", ()),
    ],
)
def test_tags_in_one_string(line: str, tags: tuple[str, ...]) -> None:
    assert read_front_matter(f"---\ntitle: t\n{line}\n---\n").metadata.tags == tags


@pytest.mark.parametrize(
    ("yaml", "reason"),
    [
        ("a: [1", "not valid YAML"),
        ("a: &x 1\nb: *x", "anchors"),
        ("a: !!python/name:os.system x", "tags"),
        ("a: " + "[" * 30 + "]" * 30, "nested too deeply"),
        ("just words", "key: value"),
    ],
)
def test_malformed_front_matter_stays_in_the_text_with_a_note(yaml: str, reason: str) -> None:
    front = read_front_matter(f"---\n{yaml}\n---\ntext")
    assert (front.metadata, front.end) == (Metadata(), 0)
    assert reason in front.note


@pytest.mark.parametrize("text", ["", "---", "---\n---\nx", "a\n---\nb: c\n---\n", "---\na: b\n", "---\n# c\n---\n"])
def test_what_is_no_front_matter(text: str) -> None:
    assert read_front_matter(text) == (Metadata(), 0, "")


def test_too_large_front_matter_is_text() -> None:
    assert read_front_matter("---\n" + "key: value\n" * 7000 + "---\n").end == 0
