from __future__ import annotations

import sys
import zlib
from pathlib import Path

import pytest

from sources.document import BlockKind, Document
from sources.errors import LoadError
from sources.loaders import pdf
from sources.sandbox import load_apart
from tests.sources.checks import check_document

pytest.importorskip("pypdfium2", reason="the extra [pdf] is not installed")

FILES = Path(__file__).parents[1] / "files"
EN = (
    "The keeper of the harbour lamp wrote every evening what the tide had brought, and every morning what it had taken "
    "away again. She did not trust the printed tables, for the printed tables had been calculated for another coast "
    "and for extraordinarily different circumstances. Nobody in the administration of the lighthouse service ever "
    "acknowledged her observations, although they were communicated regularly."
)
EN_2 = (
    "When the wind turned she would close the windows one after another and return to her desk. By the third notebook "
    "the paper was nearly exhausted, and the handwriting became noticeably smaller."
)
ZH = (
    "守灯人每天傍晚记下潮水带来了什么，每天早晨又记下潮水带走了什么。她不相信印好的潮汐表，因为那些表是为另一片海岸编的。"
    "灯塔管理处的人从来没有承认过她的观察，尽管她按时寄出每一封信。"
)
ZH_2 = "夜里起风的时候，她会把窗子一扇一扇关好，再回到灯下抄写。抄到第三本时，纸已经不够用了，字也越写越小。"


def load(data: bytes) -> Document:
    document = pdf.load(data, "a.pdf")
    check_document(document)
    return document


def paragraphs(document: Document) -> list[str]:
    return document.text.split("\n\n")


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (more, len(content), content)


def made(*contents: bytes, labels: bytes = b"", more: bytes = b"", objects: dict[int, bytes] | None = None) -> bytes:
    """A PDF with one page for each content stream (already a stream object)."""
    kids = b" ".join(b"%d 0 R" % (10 + 2 * number) for number in range(len(contents)))
    parts = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % labels,
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    for number, content in enumerate(contents):
        parts[10 + 2 * number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Resources << /Font << /F 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (11 + 2 * number)
        )
        parts[11 + 2 * number] = content
    parts |= objects or {}
    out, places = b"%PDF-1.7\n", {}
    for number, part in parts.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    size, begun = max(parts) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 0000%d n \n" % (places.get(n, 0), 0) for n in range(1, size))
    return out + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, more, begun)


def words(*lines: tuple[float, float, str], size: int = 12) -> bytes:
    """A content stream of (x, y, text)."""
    return stream(
        b"".join(b"BT /F %d Tf %f %f Td (%s) Tj ET\n" % (size, x, y, t.encode("latin-1")) for x, y, t in lines)
    )


def test_a_file_made_by_libreoffice() -> None:
    data = (FILES / "lamp.pdf").read_bytes()
    assert pdf.recognises(data, "x")
    document = load_apart(pdf.__name__, data, "lamp.pdf")
    check_document(document)
    assert paragraphs(document) == [
        "The Harbour", f"{EN} {EN_2}", f"{EN_2} {EN}", "What the tide brought", f"{EN_2} {EN_2} {EN}", EN,
        "第二部：灯塔", ZH + ZH_2, ZH_2 + ZH + ZH_2, "潮水带走的", ZH + ZH, ZH_2 * 3, f"{EN} {EN_2}", ZH_2 + ZH,
        f"{EN_2} {EN_2} {EN_2}", f"{EN} {EN}",
    ]  # fmt: skip
    headings = [(b.level, b.locator.heading) for b in document.blocks if b.kind is BlockKind.HEADING]
    assert headings == [
        (1, ("The Harbour",)),
        (2, ("The Harbour", "What the tide brought")),
        (1, ("第二部：灯塔",)),
        (2, ("第二部：灯塔", "潮水带走的")),
    ]
    assert [document.blocks[number].locator.page for number in (0, 2, 3, -1)] == ["1", "2", "3", "9"]
    assert "Running heads" in document.notes[0] and "divided" in document.notes[1]


def test_two_columns_and_two_sizes_of_text() -> None:
    document = load_apart(pdf.__name__, (FILES / "columns.pdf").read_bytes(), "columns.pdf")
    check_document(document)
    assert paragraphs(document) == [f"{EN} {EN_2}", ZH + ZH_2 + ZH, f"{EN_2} {EN}", ZH_2 + ZH]
    assert not any(block.kind is BlockKind.HEADING for block in document.blocks)


def test_a_password() -> None:
    with pytest.raises(LoadError, match="needs a password"):
        load((FILES / "locked.pdf").read_bytes())


def test_labels_of_pages_and_pages_without_text() -> None:
    labels = b"/PageLabels << /Nums [0 << /S /r >> 2 << /S /D /St 7 >>] >>"
    empty = stream(b"0 0 100 100 re f")
    document = load(made(words((20, 200, "One.")), empty, words((20, 200, "Two.")), labels=labels))
    assert [block.locator.page for block in document.blocks] == ["i", "7"]
    assert document.notes == ("Pages without text, perhaps pictures or scans (how many: 1): ii.",)
    scan = load(made(empty, empty))
    assert scan.text == "" and "OCR" in scan.notes[0]


def test_hyphens_of_words_stay() -> None:
    line = "The lamp keeper knew every low-"
    text = [(20, 200 - 14 * n, words) for n, words in enumerate((line, "tide mark, and low-tide marks they", "were."))]
    assert load(made(words(*text))).text == "The lamp keeper knew every low-tide mark, and low-tide marks they were."


def test_indented_lines_begin_paragraphs() -> None:
    lines = [
        "The keeper wrote, every evening, what",
        "administrators of the harbour had never",
        "acknowledged in the oaken room.",
    ]
    text = [(20 + 12 * (n % 3 == 0), 250 - 14 * n, line) for n, line in enumerate(lines * 3)]
    assert paragraphs(load(made(words(*text)))) == [" ".join(lines)] * 3


def test_running_heads_that_change_sides_and_numbers() -> None:
    pages = []
    for number in range(6):
        head = (20, 280, "A BOOK") if number % 2 else (200, 280, "SOMEBODY")
        pages.append(
            words(
                head,
                (20, 200, f"The {'abcdef'[number]} first line of the words that are"),
                (20, 186, f"only on {'abcdef'[number]}."),
                (150, 20, f"- {number + 9} -"),
            )
        )
    document = load(made(*pages))
    assert paragraphs(document) == [
        f"The {letter} first line of the words that are only on {letter}." for letter in "abcdef"
    ]
    assert "(lines: 12)" in document.notes[0]


def test_a_page_that_says_the_same_as_others_keeps_its_words() -> None:
    assert paragraphs(load(made(*[words((20, 200, "Hello page"))] * 5))) == ["Hello page"] * 5


def test_control_characters_of_a_map_are_kept_but_not_what_cannot_be_stored() -> None:
    table = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> "
        b"endcodespacerange 3 beginbfchar <41> <001B> <42> <0000> <43> <202E> endbfchar endcmap end end"
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>"
    document = load(made(words((20, 200, "xABCx")), objects={3: font, 4: stream(table)}))
    assert document.text == "x\x1b\ufffd\u202ex"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(range(256)) * 40, b"<html>PWN</html>"])
def test_damaged_files(data: bytes) -> None:
    with pytest.raises(LoadError, match="damaged"):
        load(data)


def test_recognition() -> None:
    assert pdf.recognises(b"%PDF-1.4\n", "x.txt")
    assert pdf.recognises(b"\r\n junk %PDF-1.4\n", "x.pdf")
    assert not pdf.recognises(b"<html>%PDF-1.4", "x.pdf")
    assert not pdf.recognises(b"What %PDF-1.4 means", "x.txt")


def test_claims_about_pages_are_not_believed() -> None:
    tree = b"<< /Type /Pages /Kids [10 0 R 2 0 R] /Count 2147483647 >>"
    assert load_apart(pdf.__name__, made(words((20, 200, "Hello.")), objects={2: tree}), "a.pdf").text == "Hello."


def test_a_small_bomb() -> None:
    content = zlib.compress(b"BT /F 12 Tf 20 200 Td (A) Tj ET " + b" " * 20_000_000, 9)
    document = load_apart(pdf.__name__, made(stream(content, b"/Filter /FlateDecode")), "a.pdf")
    assert document.text == "A"


def test_without_pypdfium2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    monkeypatch.delitem(sys.modules, "sources.loaders.pdf_lines", raising=False)
    with pytest.raises(LoadError, match=r"pip install 'crossread\[pdf\]'"):
        load(b"%PDF-1.7")
