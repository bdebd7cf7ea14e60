"""Elements → words, pieces and styles, without the choice of an article."""

from __future__ import annotations

import pytest

from sources.document import BlockKind
from sources.loaders.html_blocks import Writer, Written
from sources.loaders.html_page import parse


def write(source: str) -> Written:
    writer = Writer()
    writer.element(parse(source))
    return writer.written()


def text(source: str) -> str:
    return write(source).text


def kinds(source: str) -> list[tuple[str, int, str]]:
    written = write(source)
    return [(piece.kind, piece.level, written.text[piece.start : piece.end]) for piece in written.pieces]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>a  b\n\tc</p>", "a b c"),
        ("<p>这是\n  一句 话</p>", "这是一句 话"),
        ("<p>他说\n“好”，</p>", "他说“好”，"),
        ("<p>say\n“yes” to\nit</p>", "say “yes” to it"),
        ("<p>一<b>\n二</b> three</p>", "一二 three"),
        ("<p>a<b> b </b>c</p>", "a b c"),
        ("<p>a <!-- c --> b</p>", "a b"),
        ("<p>\u3000\u3000缩进&nbsp;</p>", "缩进"),
        ("<p>&#8203;</p><p>x&nbsp;y</p>", "x\xa0y"),
        ("one<div>two</div>three", "one\n\ntwo\n\nthree"),
        ("<p>一<br>二<br/> 三</p>", "一\n二\n三"),
        ("<p>一<br><br> <br>二</p>", "一\n\n二"),
        ("<p>一 <br>\xa0<br>二<br></p>", "一\n\n二"),
        ("<p><q>a</q> <ruby>漢<rp>(</rp><rt>kan</rt></ruby></p>", "“a” 漢（kan）"),
        ("<p>a<hr>b", "a\n\n* * *\n\nb"),
        ("<dl><dt>词<dd>解释</dl>", "词\n\n解释"),
        ("<p>x<math><annotation encoding='application/x-tex'>a^2</annotation><mi>a</mi></math>", "xa^2"),
    ],
)
def test_white_space_and_breaks(source: str, expected: str) -> None:
    assert text(source) == expected


def test_lines_of_a_paragraph_are_blocks_unless_it_is_wrapped() -> None:
    assert [words for _, _, words in kinds("<p>第一行。<br>第二行。</p>")] == ["第一行。", "第二行。"]
    wrapped = "this is a letter that was wrapped at a fixed width by<br>the program that wrote it, as one sentence that"
    assert len(kinds(f"<p>{wrapped}<br>goes on and on over lines until it is over.</p>")) == 1


def test_lists() -> None:
    assert kinds("<ol start=3><li>a<ul><li><p>b</p><p>c</p></ul><li value=x>d</ol>") == [
        ("list-item", 0, "3. a"),
        ("list-item", 1, "  • b"),
        ("list-item", 1, "    c"),
        ("list-item", 0, "4. d"),
    ]
    assert text("<p>x</p><ul><li>a<li>b</ul><ul><li>c</ul><p>y") == "x\n\n• a\n• b\n\n• c\n\ny"
    assert text("<ol start=9999999999><li>a</ol><li>b") == "1. a\n\n• b"


def test_bodies_stand_after_markers() -> None:
    written = write("<ol><li>a</ol><section role=doc-endnotes><ol><li>b</ol></section>")
    assert [written.text[piece.body : piece.end] for piece in written.pieces] == ["a", "b"]
    assert [piece.kind for piece in written.pieces] == [BlockKind.LIST_ITEM, BlockKind.FOOTNOTE]


def test_quotes_code_and_headings() -> None:
    assert kinds("<blockquote>a<blockquote><p>b</blockquote>c</blockquote><pre>  x\n\n y</pre><h3>t<br>u</h3>") == [
        ("quote", 0, "a"),
        ("quote", 1, "b"),
        ("quote", 0, "c"),
        ("code", 0, "  x\n\n y"),
        ("heading", 3, "t u"),
    ]
    assert kinds("<ul><li><h2>in a list</h2></ul>") == [("list-item", 0, "• in a list")]


def test_tables_of_data_have_a_row_a_line() -> None:
    source = "<table><caption>表</caption><tr><th>A<th>B<tr><td><p>1</p><td>2<br>3<tr><td></td><td>4</table><p>x"
    assert text(source) == "表\n\nA │ B\n1 │ 2 3\n│ 4\n\nx"
    assert {kind for kind, _, _ in kinds(source)[1:-1]} == {"table"}


def test_tables_for_layout_are_read_cell_by_cell() -> None:
    assert kinds("<table><tr><td><p>一</p></td><td><ul><li>二</ul></td></tr></table>") == [
        ("paragraph", 0, "一"),
        ("list-item", 0, "• 二"),
    ]


def test_footnotes() -> None:
    source = (
        "<p>x<a href='#fn1' role='doc-noteref'><sup>1</sup></a> y<sup><a href='#c-2'>[2]</a></sup> <a href='#z'>3</a>"
        "<section class='footnotes'><ol><li id=fn1><p>one <a href='#r1'>↩︎</a></p><li><p>two</ol></section>"
    )
    assert text(source) == "x[1] y[2] 3\n\n[1] one\n[2] two"


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("<img src=x alt='一 只\n钟'>", "[image: 一 只 钟]"),
        ("<img src=x>", "[image]"),
        ("<img src=x alt=''>", ""),
        ("<img src=x width=1 height=1>", ""),
        ("<img class=emoji alt=':smile:'>", ":smile:"),
        ("<img smilieid=3 alt=''>", "[smiley]"),
        ("<img aid=3 alt=''>", "[image]"),
    ],
)
def test_pictures(image: str, expected: str) -> None:
    assert text(f"<p>a{image}</p>") == f"a{expected}"


def test_styles_begin_and_end_at_words_and_go_on_over_blocks() -> None:
    written = write("<p>a<b> bold </b><i></i><a href='http://x.y/'>one<div>two</div></a><s>x</s>")
    styled = [(style.kind, written.text[style.start : style.end]) for style in written.styles]
    assert styled == [("strong", "bold"), ("link", "one"), ("link", "two"), ("strike", "x")]


def test_deep_trees_need_no_recursion() -> None:
    assert text("<div>" * 490 + "<p>x") == "x"
    assert text(("<b>" * 490 + "x" + "</b>" * 490) * 3) == "xxx"


def test_one_text_of_several_elements() -> None:
    writer = Writer(quoted=lambda _: 7)
    writer.line(BlockKind.POST, "#1 甲")
    writer.element(parse("<p>一<blockquote>二</blockquote>"))
    writer.element(parse("<p>三"), BlockKind.SIGNATURE, folded="chrome")
    written = writer.written()
    assert written.text == "#1 甲\n\n一\n\n二\n\n三"
    assert [(piece.kind, piece.quotes, piece.folded) for piece in written.pieces] == [
        ("post", None, ""),
        ("paragraph", None, ""),
        ("quote", 7, ""),
        ("signature", None, "chrome"),
    ]
