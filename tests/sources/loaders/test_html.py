"""HTML as a whole: which bytes are a page, what becomes of them, and that nothing hostile gets through."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.document import BlockKind, Document, StyleKind
from sources.errors import LoadError
from sources.load import load_bytes, load_path, reload
from sources.loaders import html, html_page
from sources.loaders.html_bytes import looks_like_page, page_text
from sources.loaders.html_metadata import read_metadata
from tests.sources.checks import check_document

PAGES = Path(__file__).parent / "pages"
BAD_INPUTS = Path(__file__).parents[4] / "shared" / "bench" / "badinputs.py"
PROSE = "<p>" + "正文一句接着一句，没有一个链接，也没有一个按钮。" * 6 + "</p>"


def page(source: str) -> Document:
    document = html.load(source.encode(), "a.html")
    check_document(document)
    return document


def shown(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, document.text[block.start : block.end]) for block in document.blocks]


def saved(name: str) -> Document:
    document = html.load((PAGES / name).read_bytes(), name)
    check_document(document)
    return document


def test_a_chinese_news_page() -> None:
    """In GB 2312, as its `meta` says; without navigation, share bar, advertisement, ranking and hidden text."""
    data = (PAGES / "article_zh.html").read_text("utf-8").encode("gb18030")
    document = html.load(data, "a.html")
    assert document.encoding == "gb18030"
    assert shown(document) == [
        ("heading", 1, "河堤上的最后一家修表铺"),
        ("paragraph", 0, "六月的第一天，老周照例在七点半打开卷帘门。铺子只有四平方米，墙上的钟没有两只走得一样。"),
        ("paragraph", 0, "“钟表不怕旧，怕没人管。”他说，一边把放大镜夹到右眼。这样的动作，他重复了四十三年。"),
        ("heading", 2, "一天三块表"),
        (
            "paragraph",
            0,
            "二十年前，每天有三十多个人来修表；现在，平均下来是三块。多数是换电池，偶尔有人送来一只上海牌机械表，"
            "要求“只要能走就行”。",
        ),
        ("quote", 0, "我不算账，算了就开不下去了。"),
        ("table", 0, "年份 │ 每天修表"),
        ("table", 0, "2005 │ 31"),
        ("table", 0, "2025 │ 3"),
        ("paragraph", 0, "[image: 老周在修一只怀表]"),
        ("paragraph", 0, "街道办的工作人员表示，河堤改造将在明年开始，铺子会不会留下，“还在研究”。[1]"),
    ]
    meta = document.metadata
    assert (meta.title, meta.author, meta.date) == ("河堤上的最后一家修表铺", "林未", "2025-06-01T08:30:00+08:00")
    assert meta.other["url"] == "https://news.example.cn/2025/0601/77.html"
    assert document.notes == ("Only the article of the page was taken (left out around it: 117 characters).",)


def test_an_english_magazine_page() -> None:
    document = saved("article_en.html")
    kinds = [(kind, level) for kind, level, _ in shown(document)]
    assert kinds == [
        ("heading", 1),
        *[("paragraph", 0)] * 5,
        ("heading", 2),
        ("list-item", 0),
        ("list-item", 1),
        ("list-item", 0),
        ("code", 0),
        ("paragraph", 0),
        ("footnote", 0),
    ]
    assert document.text.endswith("still a ringer.\n\n[1] Counted by hand.")
    assert "year  ringers\n1890  6" in document.text
    assert "• 1890: six ringers\n  • two of them women\n• 1950: two ringers" in document.text
    assert not any(words in document.text for words in ("Subscribe", "weekly letter", "Great piece", "reserved"))
    styled = {document.text[style.start : style.end]: style for style in document.styles}
    assert styled["restoration fund"].target == "https://hillside.example/2024/tower.html"
    assert styled["four hundred"].kind is StyleKind.EMPHASIS and styled["£212"].kind is StyleKind.CODE
    assert document.metadata.title == "The Bell Tower Nobody Climbs"
    assert (document.metadata.author, document.metadata.date) == ("Ada Quill, B. Reed", "2024-09-17")
    assert document.metadata.other == {"site": "Hillside Review", "language": "en"}


def test_an_article_that_is_hidden_until_its_script_runs() -> None:
    """As WeChat's are."""
    text = page(f'<body><div id="js_content" style="visibility: hidden">{PROSE}{PROSE}</div><p>尾巴</p></body>').text
    assert text.count("一个按钮") == 12 and "尾巴" not in text


def test_a_page_without_an_article_is_taken_whole() -> None:
    document = page("<body><p>一</p><ul><li><a href='/a'>二</a></ul><div>三</div></body>")
    assert document.text == "一\n\n• 二\n\n三" and document.notes == ()


def test_text_broken_by_br_only_is_an_article_too() -> None:
    lines = "<br><br>".join(f"第{number}段，这里写着足够长的一段话，讲一件很小的事情。" for number in range(30))
    document = page(f"<body><div><a href='/'>首页</a><a href='/b'>目录</a></div><div>{lines}</div></body>")
    assert document.text.startswith("第0段") and len(document.blocks) == 30


def test_turns_in_an_interview() -> None:
    document = page("<p>陆飞：今天我们谈谈桥。</p><p>老隐：好，我先说一句。</p>" * 3)
    assert [block.kind for block in document.blocks] == [BlockKind.TURN] * 6
    assert document.blocks[1].locator.speaker == "老隐"


def test_an_empty_page_says_so() -> None:
    document = page("<html><body><div id='root'></div><script>app()</script></body></html>")
    assert document.text == "" and "There is no text in the page" in document.notes[0]


def test_elements_of_html5_without_a_body_tag() -> None:
    assert page(f"<!doctype html><title>题</title><article><h1>头</h1>{PROSE}</article>").text.startswith("头\n\n正文")


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"<!DOCTYPE html><p>x", "a.txt", True),
        (b"\xef\xbb\xbf <!-- saved from url --> <HTML>", "a", True),
        ("<html>".encode("utf-16"), "a", True),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", "a", True),
        (b"<p>x", "a.HTM", True),
        (b"just words", "a.html", False),
        (b"<div align=center>badge</div>\n\n# Title", "README.md", False),
        (b"<html> is a tag", "notes.md", False),
        (b"<note>xml</note>", "a.xml", False),
        ("他说 <html> 是标签".encode(), "a.txt", False),
    ],
)
def test_what_looks_like_a_page(data: bytes, name: str, expected: bool) -> None:
    assert looks_like_page(data, name) is expected


@pytest.mark.parametrize(
    ("source", "written_in", "encoding"),
    [
        ("<meta charset=gb2312><p>中文正文，鎔", "gb18030", "gb18030"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>中文正文', "big5", "big5hkscs"),
        ("<meta charset='utf-8'>" + "<p>中文正文，说的是这里的事情和那里的人" * 9, "gb18030", "gb18030"),
        ("<meta charset=gbk><p>中文", "utf-16", "utf-16-le"),
        ("<meta charset=utf-16><p>中文", "utf-8", "utf-8"),
        ("<?xml version='1.0' encoding='Shift_JIS'?><html><p>日本語の文章です", "shift_jis", "cp932"),
        ("<meta charset=iso-8859-1><p>“curly”", "cp1252", "cp1252"),
        ("<meta charset=nonsense><p>中文", "utf-8", "utf-8"),
        ("<p>a\x00b\x00", "utf-8", "utf-8"),
    ],
)
def test_encodings(source: str, written_in: str, encoding: str) -> None:
    decoded = page_text(source.encode(written_in))
    assert decoded.encoding == encoding
    assert decoded.text == source.replace("\x00", "\ufffd")


def test_a_page_that_lies_about_its_encoding_is_told_of() -> None:
    data = ("<meta charset='utf-8'>" + "<p>中文正文，说的是这里的事情和那里的人" * 9).encode("gb18030")
    assert "says that its encoding is utf-8" in page_text(data).notes[-1]
    assert page_text(data, "big5").encoding == "big5"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (
            '<?xml version="1.0"?><!-- c --><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><p>&x;',
            "entities",
        ),
    ],
)
def test_refused(source: str, why: str) -> None:
    with pytest.raises(LoadError, match=why):
        page(source)


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 501 + "first<p>sec<b>ond</b><script>no</script>",
        "<div>" * 100_000 + "first" + "</div>" * 100_000 + "<p>sec<!-- <b -->ond",
        "<b><i></b><p></i><table><tr><p>" * 5000 + "first<td>second",
    ],
    ids=["deep", "deeper", "misnested"],
)
def test_of_a_page_that_nests_too_deeply_the_paragraphs_are_kept(source: str) -> None:
    document = page(source)
    assert document.text == "first\n\nsecond"
    assert "more than 500 deep" in " ".join(document.notes)


def test_tags_that_close_each_other_wrongly_do_not_nest() -> None:
    document = page("<p><b>一<i>二</b></p>" * 3000)
    assert document.notes == ()
    assert document.text.count("一二") == 3000


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_page, "LARGEST", 1024**2)
    with pytest.raises(LoadError, match="larger than 1 MiB"):
        page("<p>" + "x" * 1024**2)


@pytest.mark.parametrize(
    "source",
    [
        "<p>一" * 3000,
        "<ul>" + "<li>一" * 3000,
        "<div>" * 400 + "<p>一",
        "<p " + " ".join(f"a{number}='{number}'" for number in range(20_000)) + ">一</p>",
        "<p " + "a " * 20_000 + ">一</p>",
        "<p>一</p><!-- " + "x" * 200_000,
        "<p>一</p>" + "<!--" * 50_000,
        "<p>一</p>" + "<script>" + "<div>" * 3000,
        "<title>" + "<div>" * 3000 + "</title><p>一",
        "<p>一" + " \t" * 100_000,
        "<p>一" + "<" * 100_000,
        '<p>一<img src="data:image/png;base64,' + "A" * 1_000_000 + '" alt="">',
        "<p>一" + "<p a='" * 50_000,
    ],
)
def test_what_parsers_suffer_from_is_read_in_time(source: str) -> None:
    begun = time.process_time()
    assert "一" in page(source).text
    assert time.process_time() - begun < 3


def test_hidden_text_is_left_out() -> None:
    hidden = (
        "<p style='color:red; DISPLAY : none'>X</p><p hidden>X</p><p style='font-size:0px'>X</p><!-- X -->"
        "<template>X</template><noscript>X</noscript><span aria-hidden=true>X</span><style>X</style>"
        "<textarea>X</textarea><p style='visibility:hidden'>X</p><select><option>X</select><svg><text>X</text></svg>"
    )
    assert page(f"<p>seen</p>{hidden}<p style='font-size:0.9em'>too</p>").text == "seen\n\ntoo"


def test_characters_from_entities_follow_the_rules_for_text() -> None:
    document = page("<title>t&#27;]0;x&#7;</title><p>a&#27;b&#0;c&#xD800;d&#13;e&#x202E;f&#12288;")
    assert document.text == "a\x1bb\ufffdc\ufffdd e\u202ef"
    assert document.metadata.title == "t\ufffd]0;x\ufffd"


def test_control_characters_beside_what_is_taken_out() -> None:
    assert page("<p>a\x0b<span hidden>X</span>\x1b中<script>X</script>\x1f").text == "a\x0b\x1b中\x1f"


def test_targets_of_links_are_data_and_never_scripts() -> None:
    source = "".join(
        f"<a href='{address}'>{number}</a> "
        for number, address in enumerate(
            ("javascript:x()", "data:text/html,x", " JAVA&#10;SCRIPT:x", "#a", "/b", "https://c.d/é", "http://[", "a b")
        )
    )
    document = html.load(f"<p>{source}".encode(), "a.html", url="https://site.example/dir/page")
    targets = {document.text[style.start : style.end]: style.target for style in document.styles}
    assert targets == {"4": "https://site.example/b", "5": "https://c.d/é"}


def test_the_canonical_address_counts_only_on_the_same_site() -> None:
    root = html_page.parse("<link rel=canonical href='/a?id=1'><p>x")
    assert read_metadata(root, "https://www.site.example/a?utm=2").other["url"] == "https://www.site.example/a?id=1"
    root = html_page.parse("<link rel=canonical href='https://evil.example/'><p>x")
    assert read_metadata(root, "https://site.example/a").other["url"] == "https://site.example/a"
    assert read_metadata(html_page.parse("<link rel=canonical href='file:///x'><p>x")).other == {}


@pytest.mark.parametrize(
    "block", ["[" * 5000, '{"@type": ["Article", 7], "author": [{"name": 3}, null], "headline": []}']
)
def test_json_ld_may_be_anything(block: str) -> None:
    assert page(f'<script type="application/ld+json">{block}</script><p>x').metadata.author == ""


def test_reload_gives_the_same_document() -> None:
    data = (PAGES / "article_zh.html").read_text("utf-8").encode("gb18030")
    first = load_bytes(data, "a.html").document
    assert first.format.startswith("html")
    assert reload(data, "renamed.bin", first.encoding, first.format) == first


def test_a_format_whose_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.loaders.page_formats.find_spec", lambda _: None)
    with pytest.raises(LoadError, match=r"crossread\[web\]"):
        reload(b"<html>", "a", "utf-8", "html-trafilatura")


def test_a_load_can_be_cancelled() -> None:
    with pytest.raises(LoadError, match="cancelled"):
        load_bytes(b"<html><p>x", "a.html", cancelled=lambda: True)


ATOMS = (
    "<p>", "</p>", "<br>", "<b>", "</b>", "<i>", "</i>", "<a href='http://a.b'>", "<a href='#fn1'>", "</a>", "<div>",
    "</div>", "<ul>", "<ol start=3>", "<li>", "</ul>", "</ol>", "<table>", "<tr>", "<td>", "</table>", "<h2>", "</h2>",
    "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<code>", "</code>", "<img alt=图>", "<hr>", "<sup>", "</sup>",
    "<section class=footnotes>", "</section>", "<li id=fn1>", "<q>", "</q>", "<ruby>", "<rt>", "</ruby>", "<math>",
    "<article>", "</article>", "<nav>", "<span hidden>", "</span>", "中", "文，", "word ", " ", "\n", "\u3000",
    "&nbsp;", "&#8203;", "\x0b", "\u2028", "1", "。", "陆飞：", "Bob: ", "\r", "&#13;", "&amp;lt;", "\x1b", "第一章 ",
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(ATOMS), max_size=50).map("".join))
def test_any_markup_gives_a_sound_document(source: str) -> None:
    document = page(source)
    assert "<b>" not in document.text
    for style in document.styles:
        words = document.text[style.start : style.end]
        assert words.strip() == words and words


@pytest.mark.skipif(not BAD_INPUTS.exists(), reason="the shared bad inputs are not here")
def test_the_shared_bad_pages(tmp_path: Path) -> None:
    subprocess.run([sys.executable, BAD_INPUTS, "make", tmp_path, "--scale", "0.2"], check=True, capture_output=True)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    pages = [entry for entry in manifest["inputs"] if entry["category"] == "html"]
    assert len(pages) == 18
    refused = set()
    for entry in pages:
        begun = time.monotonic()
        try:
            document = load_path(tmp_path / entry["path"]).document
        except LoadError:
            refused.add(entry["id"])
        else:
            check_document(document)
            assert not any(absent in repr(document) for absent in entry["absent"]), entry["id"]
        assert time.monotonic() - begun < entry["max_s"], entry["id"]
    assert refused == {"h04", "h05", "h06"}
