"""The promise of docs/json.md, and the words of citations."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from annotations.cite import citation, locator_text, opening, short_citation
from annotations.listing import Json, claim_json, hit_json, link_json, mark_json, source_json, tag_json
from annotations.model import Source, SourceId
from annotations.query import Query
from annotations.search import finder_of, search
from annotations.searching import Documents
from sources.document import Locator, Post
from tests.annotations.handover import NOW, ferry

DOCS = Path(__file__).parents[2] / "docs" / "json.md"


def objects() -> dict[str, Json]:
    shelf = ferry()
    library = shelf.library
    query = Query("人")
    return {
        "Sources": source_json(library.sources()[0]),
        "Marks": mark_json(library, shelf.document, library.marks()[0]),
        "Claims": claim_json(library, library.claims()[0]),
        "Links": link_json(library.links()[0]),
        "Tags": tag_json(library.tags()[0], 2),
        "Hits": hit_json(library, next(search(library, Documents(shelf.document), query, finder_of(query)))),
    }


@pytest.mark.parametrize("kind", objects())
def test_the_fields_are_those_documented_in_that_order(kind: str) -> None:
    section = DOCS.read_text("utf-8").split(f"## {kind}:")[1].split("\n## ")[0]
    documented = [
        name for cell in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in re.findall(r"`(\w+)`", cell)
    ]
    assert list(objects()[kind]) == documented
    assert json.loads(json.dumps(objects()[kind])) == objects()[kind]


def test_a_mark_in_json_is_where_its_text_says() -> None:
    shelf = ferry()
    for mark in shelf.library.marks():
        row = mark_json(shelf.library, shelf.document, mark)
        if row["state"] == "placed":
            assert shelf.document(mark.source).text[row["start"] : row["end"]] == row["quote"]
            assert row["locator"]["paragraph"] > 1
        else:
            assert (row["state"], row["locator"]) == ("lost", None)
    fields = "id source start end quote prefix suffix tags note claim state created updated"
    assert list(row)[:13] == fields.split()


def test_a_claim_in_json_says_who_makes_backs_and_denies_it() -> None:
    shelf = ferry()
    row = claim_json(shelf.library, shelf.library.claims()[0])
    assert row["statement"] == "渡轮每晚运送 1,200 人"
    assert (row["makes"], row["backs"], row["denies"]) == (["forum", "podcast"], ["report"], ["forum", "podcast"])
    assert [shelf.library.source(id).handle for id in row["sources"]] == row["makes"]  # type: ignore[union-attr]
    assert len(row["marks"]) == 2


SOURCE = Source(SourceId("s"), "001", "GPT-5  的\n新衣", "", "", NOW, NOW)


@pytest.mark.parametrize(
    ("locator", "words", "full", "short"),
    [
        (
            Locator(("GPT-5", "动摇"), "陆飞", 12, 30),
            "GPT-5 › 动摇 · 陆飞 · ¶ 12",
            "§ GPT-5 › 动摇 · 陆飞 · ¶ 12",
            "001 陆飞 ¶ 12",
        ),
        (Locator((), "陆飞", 12, 30), "陆飞 · ¶ 12", "陆飞 · ¶ 12", "001 陆飞 ¶ 12"),
        (Locator(("GPT-5 的 新衣", "动摇"), None, 3, 4), "GPT-5 的 新衣 › 动摇 · ¶ 3", "§ 动摇 · ¶ 3", "001 ¶ 3"),
        (Locator(("GPT-5 的 新衣",), None, 3, 4), "GPT-5 的 新衣 · ¶ 3", "¶ 3", "001 ¶ 3"),
    ],
)
def test_citations(locator: Locator, words: str, full: str, short: str) -> None:
    assert locator_text(locator) == words
    assert citation(SOURCE, locator) == f"GPT-5 的 新衣, {full}"
    assert short_citation(SOURCE, locator) == short


def test_a_citation_without_a_place() -> None:
    assert locator_text(Locator()) == ""
    thread = Locator(("帖子",), None, 7, 12, post=Post(25, "玖羽", "2025-11-12 16:52"))
    assert locator_text(thread) == "玖羽 #25 · 2025-11-12 16:52" and short_citation(SOURCE, thread) == "001 玖羽 #25"
    spoken = Locator((), "陆飞", 7, 12, time="00:12:34", page="iv")
    assert (
        locator_text(spoken) == "陆飞 · 00:12:34 · p. iv · ¶ 7"
        and short_citation(SOURCE, spoken) == "001 陆飞 00:12:34"
    )
    assert citation(SOURCE) == citation(SOURCE, Locator()) == "GPT-5 的 新衣"
    assert short_citation(SOURCE) == "001"


def test_an_opening_is_one_line_and_says_when_it_is_cut() -> None:
    assert opening("一 二\n三", 5) == "一 二 三"
    assert opening("一二三四五六", 5) == "一二三四…"
    assert opening("ab cdef", 4) == "ab…"
