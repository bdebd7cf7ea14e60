from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from sources.document import BlockKind, Document
from sources.errors import LoadError
from sources.loaders import epub
from sources.sandbox import load_apart
from tests.sources.checks import check_document
from tests.sources.loaders.books import CHAPTER, NAVIGATION, book, page

FILES = Path(__file__).parents[1] / "files"
NCX_ITEM = '<item id="x" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'


def load(data: bytes) -> Document:
    document = epub.load(data, "book.epub")
    check_document(document)
    return document


def outline(document: Document) -> list[tuple[int, str]]:
    return [(b.level, document.text[b.start : b.end]) for b in document.blocks if b.kind is BlockKind.HEADING]


def kinds(document: Document, kind: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is kind]


@pytest.mark.parametrize("name", ["lamp.epub", "lamp-epub2.epub"])
def test_books_made_by_pandoc(name: str) -> None:
    data = (FILES / name).read_bytes()
    assert epub.recognises(data, "x")
    document = load_apart(epub.__name__, data, name)
    check_document(document)
    assert document.metadata.title == "The Lamp and the Tide 灯与潮"
    assert document.metadata.author == "Mira Halloran, 林砚秋"
    assert document.metadata.date == "2024-05-17"
    assert document.metadata.tags == ("harbours", "港口")
    assert document.metadata.other["language"] == "en"
    assert document.format == "epub" and document.notes == ()
    assert outline(document) == [
        (1, "The Lamp and the Tide 灯与潮"),
        (1, "Part One: The Harbour"),
        (2, "What the tide brought"),
        (1, "第二部：灯塔"),
        (2, "潮水带走的"),
    ]
    assert "meant to be read[1], and yet" in document.text
    assert kinds(document, BlockKind.FOOTNOTE) == ["[1] The first copy was made in 1911 by a teacher who left no name."]
    assert kinds(document, BlockKind.LIST_ITEM)[:3] == [
        "1. Planks of oak, mostly short.",
        "2. A box of letters:",
        "  • two in French,",
    ]
    assert kinds(document, BlockKind.QUOTE) == ["Whoever finds this, keep the lamp lit."]
    assert kinds(document, BlockKind.CODE) == ["tide = 3.2  # metres\nprint(tide)"]
    assert "1909 │ 41 │ 四十一" in document.text
    styles = {document.text[s.start : s.end]: (s.kind.value, s.target) for s in document.styles}
    assert styles["never"] == ("emphasis", "") and styles["yet"] == ("strong", "")
    assert styles["the society"] == ("link", "https://example.org/society")


def test_a_book_made_by_libreoffice() -> None:
    """Its headings are paragraphs; the table of contents knows them."""
    document = load_apart(epub.__name__, (FILES / "lamp-writer.epub").read_bytes(), "b.epub")
    check_document(document)
    assert [title for _, title in outline(document)][1:] == ["Part One: The Harbour", "第二部：灯塔"]
    assert document.text.count("第二部：灯塔") == 1
    assert "meant to be read[1]" in document.text


def test_recognition() -> None:
    assert epub.recognises(book(), "x")
    assert not epub.recognises(b"%PDF-1.7", "x.epub")
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.txt", "words")
    assert not epub.recognises(plain.getvalue(), "x.zip")


def test_contents_of_epub_2_and_words_for_chapters_without_heading() -> None:
    ncx = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>
      <navPoint><navLabel><text>第一部</text></navLabel><content src="c.xhtml"/>
        <navPoint><navLabel><text>The  tide</text></navLabel><content src="c.xhtml#t"/></navPoint></navPoint>
      </navMap><pageList><pageTarget><navLabel><text>12</text></navLabel><content src="c.xhtml#p"/></pageTarget>
      </pageList></ncx>"""
    document = load(
        book(
            '<p>Before.</p><a id="t"></a><div>The <b>tide</b></div><p id="p">On page twelve.</p>',
            files={"OPS/toc.ncx": ncx},
            manifest=CHAPTER + NCX_ITEM,
        )
    )
    assert outline(document) == [(1, "第一部"), (2, "The tide")]
    assert document.blocks[-1].locator.heading == ("第一部", "The tide")
    assert [block.locator.page for block in document.blocks] == [None, None, None, "12"]


def test_pages_of_the_printed_book() -> None:
    document = load(
        book(
            '<span epub:type="pagebreak" id="p7" title="vii"/><p>One.</p><p>Two, which <span epub:type="pagebreak" '
            'role="doc-pagebreak">8</span>goes on.</p><p>Three.</p><p id="nine">Four.</p>',
            files={
                "OPS/nav.xhtml": page('<nav epub:type="page-list"><ol><li><a href="c.xhtml#nine">9</a></li></ol></nav>')
            },
            manifest=CHAPTER + NAVIGATION,
        )
    )
    assert [(document.text[b.start : b.end], b.locator.page) for b in document.blocks] == [
        ("One.", "vii"),
        ("Two, which goes on.", "vii"),
        ("Three.", "8"),
        ("Four.", "9"),
    ]


def test_a_table_of_contents_among_the_chapters_is_folded() -> None:
    document = load(
        book(
            "<h1>One</h1><p>Words.</p>",
            files={"OPS/nav.xhtml": page('<nav epub:type="toc"><ol><li><a href="c.xhtml">One</a></li></ol></nav>')},
            manifest=CHAPTER + NAVIGATION,
            spine='<itemref idref="n"/><itemref idref="c"/>',
        )
    )
    assert [(document.text[b.start : b.end], b.folded) for b in document.blocks] == [
        ("1. One", "chrome"),
        ("One", ""),
        ("Words.", ""),
    ]


def test_entities_of_xhtml_and_chapters_that_are_no_xml() -> None:
    assert load(book("<p>a&nbsp;b&hellip; &lt;</p>")).text == "a\xa0b… <"
    with_doctype = page("<p>a&mdash;b</p>", '<!DOCTYPE html PUBLIC "x" "http://127.0.0.1:9/xhtml11.dtd">')
    assert load(book(files={"OPS/c.xhtml": with_doctype})).text == "a—b"
    assert load(book(files={"OPS/c.xhtml": "<p>灯塔<p>unclosed <b>tags"})).text == "灯塔\n\nunclosed tags"


def test_what_is_not_prose_is_not_shown() -> None:
    shown = load(book("<script>PWN</script><style>PWN{}</style><p>Words.</p><div hidden=''>PWN</div>")).text
    assert shown == "Words."


def test_fonts_may_be_scrambled_but_words_not() -> None:
    def encrypted(method: str) -> bytes:
        data = (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            f'<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#">{method}</EncryptedData></encryption>'
        )
        return book(files={"META-INF/encryption.xml": data})

    assert load(encrypted('<EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/>')).text
    for method in ("", '<EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/>'):
        with pytest.raises(LoadError, match="copy-protected"):
            load(encrypted(method))


def test_chapters_that_cannot_be_read_are_noted() -> None:
    bomb = "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    manifest = CHAPTER + "".join(f'<item id="{i}" href="{i}.xhtml"/>' for i in "abde")
    document = load(
        book(
            files={
                "OPS/a.xhtml": page("<p>&x;</p>", bomb),
                "OPS/b.xhtml": page("<div>" * 400 + "deep" + "</div>" * 400),
                "OPS/e.xhtml": page("<p>&x;</p>", bomb).encode("utf-16"),
            },
            manifest=manifest,
            spine="".join(f'<itemref idref="{i}"/>' for i in ("a", "b", "c", "d", "e", "f", "c")),
        )
    )
    assert document.text == "第一章 The words."
    told = "\n".join(document.notes)
    assert "“OPS/a.xhtml” of the book is not shown: it defines entities" in told
    assert "“OPS/b.xhtml” of the book is not shown: it is nested too deeply" in told
    assert "“OPS/d.xhtml” of the book is not shown: it is missing" in told
    assert "“OPS/e.xhtml” of the book is not shown: it defines entities" in told
    assert "left out (how many: 1)" in told and "shown once (how many: 1)" in told


def test_hostile_names_are_only_names() -> None:
    for name in ("../../outside.txt", "/outside.txt", "OPS\\..\\..\\outside.txt"):
        assert load(book(files={name: "PWN"})).text == "第一章 The words."


@pytest.mark.parametrize(
    "href",
    ["../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1/", "..\\x"],
)
def test_addresses_that_lead_out_of_the_book(href: str) -> None:
    with pytest.raises(LoadError, match="names no chapters"):
        load(book(manifest=f'<item id="c" href="{href}" media-type="application/xhtml+xml"/>'))
    with pytest.raises(LoadError, match="no description"):
        load(book(root=href))


def test_a_link_to_a_file_elsewhere() -> None:
    with pytest.raises(LoadError, match="a link to a file elsewhere"):
        load(book(manifest='<item id="c" href="l.xhtml"/>', links={"OPS/l.xhtml": "/etc/passwd"}))


def test_entities_in_the_description_refuse_the_book_and_in_the_contents_do_not() -> None:
    with pytest.raises(LoadError, match="defines entities"):
        load(book(dtd='<!DOCTYPE package [<!ENTITY x SYSTEM "file:///etc/passwd">]>', title="&x;"))
    laughs = "<!DOCTYPE ncx [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><ncx>&b;</ncx>"
    document = load(book(files={"OPS/toc.ncx": laughs}, manifest=CHAPTER + NCX_ITEM))
    assert document.text and "table of contents was not read" in document.notes[0]


def test_bombs() -> None:
    with pytest.raises(LoadError, match="unpacks to more"):
        load(book(f"<p>{'A' * 3_000_000}</p>"))
    many = "".join(f'<item id="i{i}" href="{i}.xhtml"/>' for i in range(10))
    noise = bytes(range(1, 256)) * 20_000
    big = {f"OPS/{i}.xhtml": noise + b"\x00" * 15_000_000 for i in range(1)}
    with pytest.raises(LoadError, match="unpacks to more"):
        load(book(files=big, manifest=many, spine='<itemref idref="i0"/>'))
    with pytest.raises(LoadError, match="more than 10000 files"):
        load(book(files={f"{i}": "" for i in range(10_000)}))


def test_files_of_an_archive_must_not_overlap() -> None:
    data = book()
    end = data.rfind(b"PK\x05\x06")
    first = int.from_bytes(data[end + 16 : end + 20], "little")
    directory = data[first:end]
    count = int.from_bytes(data[end + 10 : end + 12], "little")
    doubled = directory + directory.replace(b"OPS/c.xhtml", b"OPS/d.xhtml")
    tail = bytearray(data[end:])
    tail[8:10] = tail[10:12] = (count * 2).to_bytes(2, "little")
    tail[12:16] = len(doubled).to_bytes(4, "little")
    with pytest.raises(LoadError, match="overlap"):
        load(data[:first] + doubled + bytes(tail))


def test_sizes_in_headers_are_not_believed() -> None:
    data = bytearray(book("<p>" + "words and words " * 500 + "</p>"))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    with pytest.raises(LoadError, match="bytes are damaged"):
        load(bytes(data))


@pytest.mark.parametrize("cut", [40, 400])
def test_a_cut_file(cut: int) -> None:
    with pytest.raises(LoadError, match="damaged"):
        load(book()[:-cut])


def test_one_name_twice() -> None:
    file = io.BytesIO(book())
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("OPS/c.xhtml", page("<p>The second.</p>"))
    document = load(file.getvalue())
    assert document.text == "The second." and "more than once" in document.notes[0]
