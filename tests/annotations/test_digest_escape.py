"""Whatever sources and readers write appears in a digest as those characters: read back by an independent parser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from annotations.digest.build import build
from annotations.digest.escape import front_matter_string, inline, paragraphs
from annotations.digest.model import By, DigestOptions
from annotations.digest.render import render
from annotations.model import Relation
from sources.safe import UNSAFE
from tests.annotations.handover import Shelf

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = {
    *("heading_open", "paragraph_open", "blockquote_open", "bullet_list_open", "list_item_open", "strong_open"),
    *("table_open", "thead_open", "tbody_open", "tr_open", "th_open", "td_open", "link_open", "inline", "text"),
    *("softbreak", "hardbreak"),
}
LIVE_ELSEWHERE = re.compile(r"\[\[|%%|==|<%|\{\{|\(\(|\$=|`=|::|!\[|(?<!\\)[\^$~#]")
"""What Obsidian and its plugins or Logseq act upon."""

OUR_HASHES = re.compile(r"^#{1,6} |\]\(#", re.MULTILINE)
"""Where a `#` is ours: at the head of a heading and of a link's target."""

HOSTILE = [
    "# heading", "a\n===", "a\n---", "***", "- item", "+ item", "1. item", "1) item", "> quote", "    code",
    "```\ncode", "~~~\nx", "<script>alert(1)</script>", "<!-- x", "&amp; &lt;", "![x](http://e/x.png)",
    "[x](javascript:1)", "[a]: /u", "[[note]]", "![[note]]", "%%hidden%%", "<% tp %>", "==hi==", "key:: value",
    "[key:: value]", "{{embed ((1))}}", "`= this.x`", "$x^2$", "#tag", "text ^id", "[^1]: note",
    "| a | b |\n|---|---|", "a\\", "\\", "* * *", "_a_ *b* **c**", "~~s~~", "<http://e>", "title #",
    "[!note] call", "- [ ] task", ": def", "\x1b[31m\x00\x9b", "a\u202eb\u2066", "a\u2028b", "\ud800", "　缩进",
    "a  \nb", "a\n\n\n\nb", "\t\ttab", "C#", "!", "[", "]", "](x)", "|", "…", "１．", "m-00000003", "](#m-00000003)",
]  # fmt: skip

fragments = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=6), st.sampled_from(list("\\`*_[]<>&|~$^{}#!:=%()-+.1\n \t"))
)
texts = st.lists(fragments, min_size=1, max_size=5).map("".join).filter(str.strip)


def shown(text: str) -> str:
    return UNSAFE.sub("\ufffd", " ".join(text.split()))


def shown_lines(text: str) -> list[str]:
    lines = (UNSAFE.sub("\ufffd", line.strip().replace("\t", " ")) for line in re.split(r"\r\n?|\n", text))
    return [line for line in lines if line]


def plain(token: Token) -> str:
    return "".join("\n" if t.type.endswith("break") else t.content for t in token.children or ())


def walk(markdown: str) -> Iterator[Token]:
    for token in PARSER.parse(markdown):
        yield token
        yield from token.children or ()


def inline_texts(markdown: str) -> list[str]:
    return [plain(token) for token in PARSER.parse(markdown) if token.type == "inline"]


def hostile_shelf(text: str) -> Shelf:
    """Every field that a source or a reader fills holds the text."""
    shelf = Shelf()
    body = f"{text}\nthe other passage"
    source = shelf.add("one", body, title=text, author=text, date=text, script="")
    mark = shelf.claim(source, text, text, (text, "plain"), text)
    other = shelf.highlight(source, "the other passage", note=text)
    shelf.link(other, Relation.SUPPORTS, mark, text)
    return shelf


@given(texts, st.sampled_from(By))
@settings(max_examples=150, deadline=None)
def test_hostile_strings_stay_what_they_are(text: str, by: By) -> None:
    shelf = hostile_shelf(text)
    body = render(build(shelf.library, shelf.document, DigestOptions(by))).split("\n---\n", 1)[1]
    assert not LIVE_ELSEWHERE.search(OUR_HASHES.sub("", body))

    tokens = list(walk(body))
    assert {token.type for token in tokens if not token.type.endswith("_close")} <= OURS
    assert all(re.fullmatch(r"#[mc]-[0-9a-z]+", str(t.attrs["href"])) for t in tokens if t.type == "link_open")

    found = inline_texts(body)
    joined = "\n".join(found).split("\n")
    for line in shown_lines(text):  # the quote, and the note after its fixed word
        assert line in joined
    assert "Note: " + shown_lines(text)[0] in joined
    if by is By.SOURCE:
        assert f"Source one · {shown(text)}" in found
        assert f"Author: {shown(text)}" in found
    if by is By.CLAIM:
        assert f"Claim: {shown(text)}" in found
    headings = [found for found in body.split("\n") if found.startswith("#")]
    assert len(headings) == {By.SOURCE: 5, By.CLAIM: 7}.get(by, len(headings))


@given(texts)
@settings(max_examples=200, deadline=None)
def test_a_block_keeps_lines_and_paragraphs(text: str) -> None:
    for prefix in ("", "> "):
        found = inline_texts("\n".join(paragraphs(text, prefix)))
        assert [line for part in found for line in part.split("\n")] == shown_lines(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_each_known_trick_is_literal_on_one_line(text: str) -> None:
    assert inline_texts(f"## Source {inline(text)}") == [f"Source {shown(text)}".rstrip()]
    assert inline_texts(f"| A |\n| - |\n| {inline(text)} |") == ["A", shown(text)]


def test_chinese_text_is_left_alone() -> None:
    text = "「對話」的起點，是 OpenAI 的新模型 GPT-5。《书》（二〇二五）——“好”…"
    assert inline(text) == text
    assert paragraphs(text, "> ") == ["> " + text]


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_front_matter_is_yaml_whatever_the_string(text: str) -> None:
    import yaml

    written = front_matter_string(text)
    safe = UNSAFE.sub("\ufffd", text)
    assert json.loads(written) == safe
    assert yaml.safe_load(f"title: {written}\n") == {"title": safe}
