"""PDF → lines of text with their places: all that is asked of pypdfium2.

Nothing is rendered, no action or link of the file is followed, and fonts and maps that it names are not looked up.
"""

from __future__ import annotations

import ctypes
import re
from types import MappingProxyType
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from sources.document import Metadata
from sources.errors import LoadError

MOST_PAGES = 20_000
_MOST_BAD = 200  # pages in a row that cannot be read: the file only claims to have them
_LONGEST_FIELD = 500  # code points
_LONGEST_OUTLINE = 5_000  # entries
_HYPHEN = "\x02"  # what pdfium makes of a hyphen at the end of a line; no newline follows it
_UNSTORABLE = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
_TYPIST = re.compile(r"^Microsoft Word - |\.(?:docx?|odt|indd|tex|dvi|wpd)$", re.IGNORECASE)


class Line(NamedTuple):
    """One line as it is printed. `left`, `right` and `y` (of the baseline, upwards) and `size` are in points.

    `hyphen`: it ends with a hyphen, which `text` has not.
    """

    text: str
    left: float
    right: float
    y: float
    size: float
    hyphen: bool


class Page(NamedTuple):
    """`label` as the reader of the PDF sees it; `lines` in the order in which the file draws them."""

    label: str
    lines: list[Line]


class Source(NamedTuple):
    """`outline` has (title, level from 1) of the bookmarks for the number of a page from 0."""

    pages: list[Page]
    outline: dict[int, list[tuple[str, int]]]
    metadata: Metadata
    notes: tuple[str, ...]


def read_lines(data: bytes, name: str) -> Source:
    """Raises LoadError for what is damaged or needs a password."""
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise LoadError(f"“{name}” needs a password; save a copy without one and load that.") from error
        raise LoadError(f"“{name}” is damaged and is no PDF that can be read; get it again.") from error
    pages: list[Page] = []
    bad = in_a_row = 0
    for number in range(min(count, MOST_PAGES)):
        label = document.get_page_label(number) or str(number + 1)
        try:
            lines = _page_lines(document, number)
            in_a_row = 0
        except pypdfium2.PdfiumError:
            lines, bad, in_a_row = [], bad + 1, in_a_row + 1
            if in_a_row > _MOST_BAD:
                break
        pages.append(Page(_UNSTORABLE.sub("\ufffd", label), lines))
    notes = []
    if count > MOST_PAGES:
        notes.append(f"The PDF has {count} pages; only the first {MOST_PAGES} are shown.")
    if bad:
        notes.append(f"Pages of the PDF that are damaged are not shown (how many: {bad}).")
    return Source(pages, _outline(document), _metadata(document), tuple(notes))


def _page_lines(document: Any, number: int) -> list[Line]:
    page = document[number]
    text_page = page.get_textpage()
    try:
        chars = "".join(
            chr(min(pdfium.FPDFText_GetUnicode(text_page, index), 0x10FFFF)) for index in range(text_page.count_chars())
        )
        lines = []
        for match in re.finditer(f"[^\r\n{_HYPHEN}]*(?:\r\n?|\n|{_HYPHEN}|$)", chars):
            words = match[0].rstrip("\r\n" + _HYPHEN)
            first = match.start() + len(words) - len(words.lstrip())
            last = match.start() + len(words.rstrip()) - 1
            if first <= last:
                lines.append(_line(text_page, words, first, last, match[0].endswith(_HYPHEN)))
        return lines
    finally:
        text_page.close()
        page.close()


def _line(text_page: Any, words: str, first: int, last: int, hyphen: bool) -> Line:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text_page, first, x, y)
    size = pdfium.FPDFText_GetFontSize(text_page, first)
    return Line(
        _UNSTORABLE.sub("\ufffd", words.strip()), x.value, text_page.get_charbox(last)[2], y.value, size, hyphen
    )


def _outline(document: Any) -> dict[int, list[tuple[str, int]]]:
    outline: dict[int, list[tuple[str, int]]] = {}
    try:
        for number, bookmark in enumerate(document.get_toc()):
            target = bookmark.get_dest()
            page = target.get_index() if target else None
            if number >= _LONGEST_OUTLINE:
                break
            if page is not None:
                outline.setdefault(page, []).append((bookmark.get_title(), bookmark.level + 1))
    except pypdfium2.PdfiumError:
        pass  # a damaged outline costs headings, not the text
    return outline


def _metadata(document: Any) -> Metadata:
    def field(key: str) -> str:
        try:
            value = document.get_metadata_value(key)
        except pypdfium2.PdfiumError:
            return ""
        return _UNSTORABLE.sub("\ufffd", " ".join(value.split()))[:_LONGEST_FIELD]

    created = re.match(r"D:(\d{4})(\d\d)(\d\d)", field("CreationDate"))
    other = {"created": "-".join(created.groups())} if created else {}
    return Metadata(_TYPIST.sub("", field("Title")), field("Author"), other=MappingProxyType(other))
