"""The extra `[web]`: skipped where it is not installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sources.load import load_bytes, reload
from tests.sources.checks import check_document

pytest.importorskip("trafilatura")
pytest.importorskip("lxml_html_clean")

PAGES = Path(__file__).parent / "pages"


def test_it_chooses_and_the_page_is_written_by_our_rules() -> None:
    data = (PAGES / "article_en.html").read_bytes()
    document = load_bytes(data, "a.html").document
    check_document(document)
    assert document.format == "html-trafilatura"
    assert document.metadata.other["extractor"].startswith("trafilatura ")
    assert document.text.startswith("The Bell Tower Nobody Climbs\n\nThe tower has two hundred")
    assert document.text.endswith("still a ringer.\n\n[1] Counted by hand.")
    assert "[image: A bronze bell]" in document.text and "weekly letter" not in document.text
    styled = {document.text[style.start : style.end]: style.target for style in document.styles}
    assert styled["restoration fund"] == "https://hillside.example/2024/tower.html"
    assert reload(data, "a", document.encoding, document.format) == document


def test_what_it_finds_nothing_in_is_read_without_it() -> None:
    document = load_bytes("<html><p>a\x0b<span hidden></span>\x1b中".encode(), "a.html").document
    assert (document.text, document.format) == ("a\x0b\x1b中", "html")
