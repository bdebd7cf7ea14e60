from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sources.load
from sources.document import BlockKind
from sources.load import LoadError, document_from_text, load_bytes, load_path, reload
from tests.sources.checks import check_document

SHARED = Path(__file__).parents[3] / "shared" / "sources"
MARKDOWN = "---\ntitle: 题\n---\n# 头\n\n**粗**\n"
# fmt: off
ATOMS = (
    "**", "*", "`", "~~", "[", "](http://a.b)", "<b>", "<script>", "</script>", "<!--", "-->", "<br>", "\n", "\n\n",
    "    ", "- ", "1. ", "> ", "# ", "---\n", "===\n", "|", "|-|\n", "中", "，", "“", "陆飞: ", "Bob: ", "word", "。",
    "&#10;", "\u3000", "\x0b", "\u2028", "\x1b", "\\", "[^1]: ", "title: x\n", "第一章 ", "一、", "1.1 ", "• ", "```\n",
    "\r", "\ufeff",
)
# fmt: on


def test_load_path_returns_the_document_and_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "源.txt"
    path.write_bytes("第一段。\r\n第二段。".encode("gb18030"))
    loaded = load_path(path, "gb18030")
    assert loaded.original == path.read_bytes()
    assert (loaded.document.text, loaded.document.encoding) == ("第一段。\n第二段。", "gb18030")
    assert loaded.document.format == "plain"


def test_markdown_by_suffix_and_by_content() -> None:
    for name in ("a.md", "a.txt"):
        document = load_bytes(MARKDOWN.encode(), name).document
        assert (document.format, document.text, document.metadata.title) == ("markdown", "头\n\n粗", "题")


def test_reload_gives_the_same_document_whatever_the_name_is_now() -> None:
    first = load_bytes(MARKDOWN.encode("utf-16"), "a.md").document
    again = reload(MARKDOWN.encode("utf-16"), "renamed.dat", first.encoding, first.format)
    assert again == first


def test_reload_refuses_a_format_of_the_future() -> None:
    with pytest.raises(LoadError, match="update crossread"):
        reload(b"x", "a", "utf-8", "hologram")


def test_document_from_text() -> None:
    text = "甲方: 你好。\n乙方: 好。\n甲方: 走吧。\n乙方: 好。"
    assert document_from_text(text) == load_bytes(text.encode(), "a.txt").document
    orphan = document_from_text("头\n\n粗", "markdown")
    assert orphan.format == "markdown" and orphan.notes


def test_an_empty_file_is_an_empty_document_with_a_note() -> None:
    document = load_bytes(b"", "a.txt").document
    assert (document.text, document.blocks) == ("", ())
    assert document.notes == ("The text is empty.",)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (b"PK\x03\x04" + b"\x14" + bytes(25) + b"mimetypeapplication/epub+zip", "get the book again"),
        (b"PK\x03\x04" + bytes(40), "a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "an image"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "an image"),
        (b"\x1f\x8b\x08" + bytes(20), "an archive"),
        (bytes(range(256)) * 4, "not a text"),
        (bytes(100), "not a text"),
    ],
)
def test_says_what_a_binary_file_is(data: bytes, kind: str) -> None:
    with pytest.raises(LoadError, match=kind):
        load_bytes(data, "a.txt")


@pytest.mark.parametrize("text", ["MZ世代的消费观", "ID3 tags are old", "PK battles", "Rare words", "%PDF is a format"])
def test_words_that_look_like_magic_bytes_are_text(text: str) -> None:
    assert load_bytes(text.encode(), "a.txt").document.text == text


def test_unknown_encoding() -> None:
    with pytest.raises(LoadError, match="“utf-99” is not a text encoding"):
        load_bytes(b"x", "a.txt", "utf-99")


def test_what_cannot_be_read(tmp_path: Path) -> None:
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    for path, wrong in [
        (tmp_path / "none.txt", "no file"),
        (tmp_path, "folder"),
        (fifo, "pipe"),
        (Path("/dev/null"), "device"),
        (tmp_path / "a\x00b", "cannot be read"),
        (tmp_path / ("x" * 300), "cannot be read"),
        (tmp_path / "\ud800", "no file|cannot be read"),
    ]:
        with pytest.raises(LoadError, match=wrong):
            load_path(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch(mode=0)
    with pytest.raises(LoadError, match="permissions"):
        load_path(path)


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources.load, "LARGEST", 1024**2)
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * (1024**2 + 1))
    with pytest.raises(LoadError, match="larger than 1 MiB"):
        load_path(path)
    with pytest.raises(LoadError, match="larger than 1 MiB"):
        load_bytes(path.read_bytes(), "a.txt")


def test_plain_text_needs_no_parser_and_no_network() -> None:
    code = (
        "import sys; from sources.load import load_bytes; load_bytes('中文。'.encode(), 'a.txt');"
        "print({'yaml', 'markdown_it', 'lxml', 'http.client'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a"]))
def test_random_bytes_load_or_raise_load_error(data: bytes, name: str) -> None:
    try:
        loaded = load_bytes(data, name)
    except LoadError:
        return
    check_document(loaded.document)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(ATOMS), max_size=40).map("".join), st.sampled_from(["a.txt", "a.md"]))
def test_random_structure_makes_sound_documents_that_reload_the_same(text: str, name: str) -> None:
    document = load_bytes(text.encode(), name).document
    check_document(document)
    assert reload(text.encode(), name, document.encoding, document.format) == document
    if document.format == "plain":
        assert document_from_text(document.text).blocks == document.blocks


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sources are not here")
class TestSharedSources:
    @pytest.fixture(params=["000", "001", "002", "003", "004"])
    def path(self, request: pytest.FixtureRequest) -> Path:
        return next(SHARED.glob(f"{request.param}_*.txt"))

    def test_each_loads_soundly(self, path: Path) -> None:
        document = load_path(path).document
        check_document(document)
        assert document.encoding == "utf-8" and document.notes == ()
        assert (document.format == "markdown") is path.name.startswith("001")
        if document.format == "plain":
            assert document.text == path.read_bytes().decode("utf-8").replace("\r\n", "\n")

    def test_podcast_digest(self) -> None:
        document = load_path(next(SHARED.glob("000_*"))).document
        kinds = [block.kind for block in document.blocks]
        assert kinds.count(BlockKind.HEADING) == 12
        markers = [document.text[b.start : b.body].strip() for b in document.blocks if b.kind is BlockKind.LIST_ITEM]
        assert markers == ["1.", "2."] + ["•"] * 11

    def test_transcript(self) -> None:
        document = load_path(next(SHARED.glob("001_*"))).document
        assert (document.metadata.date, document.metadata.author) == ("2025-09-01", "Lei")
        assert document.metadata.title and document.metadata.tags == ("agi", "ai-bubble", "large-language-model")
        assert [block.level for block in document.blocks if block.kind is BlockKind.HEADING] == [2] * 11
        turns = [block for block in document.blocks if block.kind is BlockKind.TURN]
        assert {block.locator.speaker for block in turns} == {"陆飞", "老隐", "索隆", "大川", "Eason", "小杜", "Roney"}
        assert len(turns) == 69
        assert "**" not in document.text

    def test_forum_pages_have_no_speakers(self) -> None:
        for number in ("002", "003", "004"):
            document = load_path(next(SHARED.glob(f"{number}_*"))).document
            assert all(block.kind is not BlockKind.TURN for block in document.blocks)
