"""What real programs made of our own words comes back as what was written, whichever of them it went through."""

from __future__ import annotations

from pathlib import Path

import pytest

from sources.document import BlockKind, Document
from sources.load import load_path, reload
from tests.sources.checks import check_document

FILES = Path(__file__).parent / "files"
FERRY = "六点十分，渡轮离开北岸。船上有十一个人，其中三个是学生。The first crossing takes nine minutes."


def loaded(name: str) -> Document:
    """The document of a file, which its original bytes give again."""
    document, original = load_path(FILES / name)
    check_document(document)
    again = reload(original, name, document.encoding, document.format)
    assert (again.text, again.blocks) == (document.text, document.blocks)
    return document


def of_kind(document: Document, *kinds: BlockKind) -> list[str]:
    return [document.text[block.body : block.end].strip() for block in document.blocks if block.kind in kinds]


@pytest.mark.parametrize("name", ["ferry.md", "ferry-pandoc.html", "ferry-writer.html", "ferry-chromium.pdf"])
def test_a_text_through_pandoc_writer_and_chromium(name: str) -> None:
    if name.endswith(".pdf"):
        pytest.importorskip("pypdfium2")
    document = loaded(name)
    assert document.metadata.title == "渡轮记 Notes from the ferry"
    assert FERRY in of_kind(document, BlockKind.PARAGRAPH)
    headings = of_kind(document, BlockKind.HEADING)
    assert [heading for heading in headings if heading in ("第一班船", "数字")] == ["第一班船", "数字"]
    quoted = next(block for block in document.blocks if "船不会等人" in document.text[block.start : block.end])
    assert quoted.locator.heading[-1] == "第一班船"
    for words in ("自行车另付一元", "depart = 6 * 60 + 10", "时刻表每季度更新一次。"):
        assert words in document.text


@pytest.mark.parametrize("name", ["ferry.md", "ferry-pandoc.html", "ferry-writer.html"])
def test_its_lists_quotes_tables_and_code(name: str) -> None:
    document = loaded(name)
    items = [block for block in document.blocks if block.kind is BlockKind.LIST_ITEM]
    assert [(block.level, document.text[block.body : block.end]) for block in items] == [
        (0, "票价两元"),
        (0, "自行车另付一元"),
        (1, "早上七点以前免费"),
    ]
    assert of_kind(document, BlockKind.QUOTE) == ["船不会等人，人会等船。"]
    rows = [[cell.strip() for cell in row.split("│")] for row in of_kind(document, BlockKind.TABLE)]
    assert rows == [["年份", "每天载客"], ["2005", "12,400"], ["2025", "900"]]
    assert of_kind(document, BlockKind.CODE) == ["depart = 6 * 60 + 10"]
    assert document.metadata.author == "林未"


def test_an_article_that_chromium_saved_in_one_file() -> None:
    document = loaded("repair-shop.mhtml")
    assert (document.format, document.encoding) == ("mhtml", "gb18030")
    assert document.metadata.title == "河堤上的最后一家修表铺"
    assert document.metadata.other["url"] == "https://news.example.cn/2025/0601/77.html"
    assert of_kind(document, BlockKind.HEADING) == ["河堤上的最后一家修表铺", "一天三块表"]
    assert "热门排行" not in document.text and "隐藏的推广" not in document.text


def test_a_thread_that_chromium_saved_in_one_file() -> None:
    document = loaded("sourdough.mhtml")
    posts = {block.locator.post.author: block.locator.post.number for block in document.blocks if block.locator.post}
    assert posts["Ruben"] == 21 and posts["Noor"] == 22
    assert document.metadata.title == "Sourdough in winter"
    assert document.metadata.other["url"] == "http://forum.example.org/thread.html"


@pytest.mark.parametrize("name", ["talk.srt", "talk.vtt", "talk.ass"])
def test_captions_through_ffmpeg(name: str) -> None:
    document = loaded(name)
    assert [(block.locator.speaker, block.locator.time) for block in document.blocks] == [
        ("主持人", "00:00:01"),
        ("船长", "00:00:04"),
        ("主持人", "00:00:07"),
        ("船长", "00:00:11"),
    ]
    assert document.text.endswith("人。The passengers changed. 河还是那条河。")
