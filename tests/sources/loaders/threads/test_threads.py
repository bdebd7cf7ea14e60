"""Threads of four forum engines, as saved pages and as JSON."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from sources.document import BlockKind, Document
from sources.errors import LoadError
from sources.load import load_bytes, reload
from sources.loaders.threads import discourse, discuz, phpbb, recognise, xenforo
from sources.loaders.threads.thread import epoch_time, plain_time
from tests.sources.checks import check_document

PAGES = Path(__file__).parents[1] / "pages"
RECOGNISERS: dict[str, Callable[[bytes, str], bool]] = {
    "discuz": recognise.discuz,
    "phpbb": recognise.phpbb,
    "discourse": recognise.discourse,
    "xenforo": recognise.xenforo,
}
FILES = {
    "discuz.html": "discuz",
    "discuz_mobile.json": "discuz",
    "stage1st.json": "discuz",
    "phpbb.html": "phpbb",
    "discourse.html": "discourse",
    "discourse.json": "discourse",
    "xenforo.html": "xenforo",
    "article_zh.html": "",
    "article_en.html": "",
}


def read(engine: ModuleType, name: str) -> Document:
    document: Document = engine.load((PAGES / name).read_bytes(), name)
    check_document(document)
    return document


def headers(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks if block.kind is BlockKind.POST]


def quotes(document: Document) -> list[tuple[int | None, str, int | None]]:
    """(number of the post, words, number of the post quoted) of the quotes."""
    return [
        (
            block.locator.post.number if block.locator.post else None,
            document.text[block.start : block.end],
            block.quotes,
        )
        for block in document.blocks
        if block.kind is BlockKind.QUOTE
    ]


def of_post(document: Document, number: int) -> list[tuple[str, str]]:
    return [
        (block.kind, document.text[block.start : block.end])
        for block in document.blocks
        if block.locator.post is not None and block.locator.post.number == number
    ]


@pytest.mark.parametrize(("name", "engine"), FILES.items())
def test_each_engine_knows_its_own_and_no_other(name: str, engine: str) -> None:
    data = (PAGES / name).read_bytes()
    assert [known for known, recognises in RECOGNISERS.items() if recognises(data, "thread.txt")] == [engine] * bool(
        engine
    )


def test_discuz() -> None:
    document = read(discuz, "discuz.html")
    assert headers(document) == [
        "#1 沈渡 2025-03-08 09:05",
        "#2 Marta 2025-03-08 10:12",
        "#3 匿名 2025-03-08 11:00",
        "#4 豆芽菜 2025-03-08 12:31",
    ]
    assert of_post(document, 1)[1:] == [
        ("paragraph", "菜市场拆了以后，老人买菜要多走两站路。"),
        ("paragraph", "我数了一下，旧市场有六十一个摊位，新商场只留了十二个。租金翻了三倍。"),
        ("paragraph", "[image: 摊位平面图.jpg]"),
        ("chrome", "本帖最后由 沈渡 于 2025-3-8 09:30 编辑"),
        ("signature", "慢慢走，看看河。"),
    ]
    assert of_post(document, 2)[3:] == [
        ("paragraph", "可是旧市场的消防通道一直不合格。[smiley]"),
        ("paragraph", "先修通道，再谈保留。"),
    ]
    assert of_post(document, 3)[1:] == [("paragraph", "提示: 作者被禁止或删除 内容自动屏蔽")]
    assert of_post(document, 4)[-1] == ("code", "摊位 61\n租金 x 3")
    assert quotes(document) == [
        (2, "沈渡 发表于 2025-3-8 09:05", 1),
        (2, "菜市场拆了以后，老人买菜要多走两站路。", 1),
        (4, "先修通道，再谈保留。", 2),
    ]
    assert (document.metadata.title, document.metadata.author) == ("旧城改造该不该保留菜市场", "沈渡")
    assert document.notes == ("This is a part of the thread: 4 of 8 posts.",)
    assert {block.folded for block in document.blocks if block.kind in ("chrome", "signature")} == {"chrome"}


def test_discuz_mobile_json() -> None:
    document = read(discuz, "discuz_mobile.json")
    assert headers(document) == ["#1 沈渡 2025-03-08 09:05", "#2 Marta 2025-03-08 10:12"]
    assert quotes(document)[-1] == (2, "租金翻了三倍。", 1)
    assert document.metadata.title == "旧城改造该不该保留菜市场"


def test_stage1st_json() -> None:
    document = read(discuz, "stage1st.json")
    assert headers(document) == ["#1 沈渡 2025-03-08 09:05", "#2 Marta 2025-03-08 10:12"]
    assert of_post(document, 1)[1:] == [
        ("paragraph", "菜市场拆了以后，老人买菜要多走两站路。"),
        ("paragraph", "😀 \ufffd"),
    ]
    assert quotes(document)[-1] == (2, "菜市场拆了以后", 1)


def test_phpbb() -> None:
    """Numbers go on from the page's address; quotes without one are tied by author and words, also nested ones."""
    document = read(phpbb, "phpbb.html")
    assert headers(document) == [
        "#16 Ottilie 2024-11-12 12:30",
        "#17 Bram 2024-11-12 13:02",
        "#18 Ottilie Wed Nov 13, 2024 8:10 am",
    ]
    assert of_post(document, 16)[1:] == [
        ("paragraph", "Cone 6 is 1222 degrees, not 1280."),
        ("paragraph", "Your bisque simply melted :lol:"),
        ("signature", "Mud is patient."),
    ]
    assert of_post(document, 17)[-1] == ("code", "ramp 100\nhold 10\n  cool")
    assert quotes(document) == [
        (17, "Ottilie wrote: Tue Nov 12, 2024 5:30 am", 16),
        (17, "Cone 6 is 1222 degrees, not 1280.", 16),
        (18, "The controller says 1222.", 17),
        (18, "Bram wrote:", 17),
        (18, "Ottilie wrote:", 16),
        (18, "Cone 6 is 1222 degrees, not 1280.", 16),
        (18, "The controller says 1222.", 17),
    ]
    assert [block.level for block in document.blocks if block.kind is BlockKind.QUOTE] == [0, 0, 0, 0, 1, 1, 0]
    assert document.metadata.author == "" and document.metadata.title == "Kiln too hot?"


def test_discourse() -> None:
    document = read(discourse, "discourse.html")
    assert headers(document) == ["#1 ines 2026-03-05 20:27", "#2 teodor 2026-03-06 07:01", "#5 ines 2026-03-07 09:00"]
    assert of_post(document, 1)[1:] == [
        ("heading", "The question"),
        ("paragraph", "We transcribe twelve hours a week. Which format keeps the speakers?"),
        ("list-item", "1. Markdown with bold names"),
        ("list-item", "2. WebVTT"),
        ("paragraph", "[image: shelf]"),
    ]
    assert quotes(document) == [
        (2, "ines:", 1),
        (2, "keeps the speakers?", 1),
        (5, "kim in another topic:", None),
        (5, "Do not use tables.", None),
    ]
    assert document.text.endswith("WEBVTT\n\n<v Ines>Hello")
    assert document.metadata.other["url"] == "https://talk.example.com/t/which-plain-text-format/88"


def test_discourse_as_a_browser_saves_it() -> None:
    source = """<html><meta name=generator content="Discourse 3"><article id="post_3">
        <div class="names">
        <a data-user-card="kim"><img alt=""></a><a data-user-card="kim">kim</a></div><span class="relative-date"
        data-time="1741395900000" title="x">1h</span><div class="cooked"><p>Hello.</p></div></article></html>"""
    assert recognise.discourse(source.encode(), "a.html")
    assert discourse.load(source.encode(), "a.html").text == "#3 kim 2025-03-08 01:05\n\nHello."


def test_discourse_json() -> None:
    document = read(discourse, "discourse.json")
    assert headers(document) == ["#1 ines 2026-03-05 20:27", "#2 teodor 2026-03-06 07:01"]
    assert quotes(document) == [(2, "ines:", 1), (2, "twelve hours a week", 1)]
    assert document.text.endswith("Who pays for that & why?")
    assert document.notes == ("This is a part of the thread: 2 of 4 posts.",)


def test_xenforo() -> None:
    document = read(xenforo, "xenforo.html")
    assert headers(document) == ["#21 Ruben 2026-01-14 07:45", "#22 Noor 2026-01-14 09:00"]
    assert of_post(document, 21)[1:] == [
        ("paragraph", "My kitchen is at 16 °C and the dough does nothing."),
        ("paragraph", "Do I wait, or warm it?"),
        ("list-item", "• flour 500 g"),
        ("list-item", "• water 350 g"),
        ("signature", "Baking since 2009"),
    ]
    assert of_post(document, 22)[1:] == [
        ("quote", "Ruben said:"),
        ("quote", "Do I wait, or warm it?"),
        ("paragraph", "Wait. Cold dough tastes better :)"),
    ]
    assert {number for _, _, number in quotes(document)} == {21}


@pytest.mark.parametrize("name", [name for name, engine in FILES.items() if engine])
def test_through_the_sandbox_and_back(name: str) -> None:
    data = (PAGES / name).read_bytes()
    document = load_bytes(data, name).document
    assert document.format == FILES[name]
    assert document == importlib.import_module(f"sources.loaders.threads.{FILES[name]}").load(data, name)
    assert reload(data, "x", document.encoding, document.format) == document


@pytest.mark.parametrize(
    ("engine", "value"),
    [
        (discourse, {"post_stream": {"posts": []}}),
        (discourse, {"post_stream": []}),
        (discourse, []),
        (discuz, {"Variables": {"postlist": None, "thread": 7}}),
        (discuz, {"data": {"list": [1, "x", None]}}),
    ],
)
def test_json_without_posts_is_refused(engine: ModuleType, value: object) -> None:
    with pytest.raises(LoadError):
        engine.load(json.dumps(value).encode(), "a.json")


def test_json_that_is_damaged_is_refused() -> None:
    for source in (b'{"post_stream": ', b'{"a":' * 100_000, b"{" + b"\xff" * 9):
        with pytest.raises(LoadError, match="damaged"):
            discourse.load(source, "a.json")


def test_a_post_that_nests_too_deeply_keeps_its_words() -> None:
    deep = {"post_stream": {"posts": [{"post_number": 1, "cooked": "<div>" * 600 + "words"}]}}
    assert "words" in discourse.load(json.dumps(deep).encode(), "a.json").text


def test_values_of_any_type_are_survived() -> None:
    posts = [
        {"post_number": "x", "username": None, "created_at": [], "cooked": 7},
        {"post_number": -5, "username": 9, "created_at": "\x1b[2J", "cooked": "<p>a&#27;b\x00"},
        {"post_number": 10**30, "username": "<b>kim</b> &amp;\n co", "cooked": ""},
    ]
    document = discourse.load(json.dumps({"post_stream": {"posts": posts}, "id": None}).encode(), "a.json")
    check_document(document)
    assert headers(document) == ["#1", "#2 9 \x1b[2J", "#3 kim & co"]


def test_a_page_of_the_engine_without_posts_is_refused() -> None:
    with pytest.raises(LoadError, match="no posts were found"):
        xenforo.load(b"<html><body><p>Log in to see this thread.</p></body></html>", "a.html")


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("发表于 2025-3-8 09:05:59", "2025-03-08 09:05"),
        ("发表于 2025-11-12 9:05", "2025-11-12 09:05"),
        ("2025年3月8日", "2025-03-08"),
        ("2026-05-01T10:00:00+0000", "2026-05-01 10:00"),
        ("yesterday", "yesterday"),
    ],
)
def test_plain_time(words: str, time: str) -> None:
    assert plain_time(words) == time


def test_epoch_time() -> None:
    assert epoch_time(0) == "1970-01-01 00:00"
    assert epoch_time("9" * 30) == ""
