"""The chapters of a book, written one after another into one text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from lxml.html import HtmlElement

from sources.document import InlineStyle
from sources.errors import LoadError
from sources.loaders.epub_archive import Archive
from sources.loaders.epub_package import Package
from sources.loaders.html_blocks import Writer
from sources.loaders.html_elements import link_target
from sources.loaders.xhtml import Damaged, mark_headings, parse_chapter, words_of
from sources.structure.pieces import Piece

_LONGEST_LABEL = 40  # code points of a page's label
_MOST_NAMED = 5  # unreadable chapters that notes name


class Book(NamedTuple):
    """`pages` are (offset in the text, label of the page that begins there)."""

    text: str
    pieces: list[Piece]
    styles: tuple[InlineStyle, ...]
    pages: list[tuple[int, str]]
    notes: tuple[str, ...]


def write_chapters(archive: Archive, package: Package, name: str) -> Book:
    """Raises LoadError when no chapter can be read, and where a limit of the archive says so."""
    writer = _ChapterWriter()
    lost: list[str] = []
    for path in package.chapters:
        try:
            body = parse_chapter(archive.read(path))
        except Damaged as error:
            lost.append(f"“{path}” of the book is not shown: {error}.")
            continue
        if path == package.navigation:
            writer.element(body, folded="chrome")
            continue
        mark_headings(body, package.contents.get(path, {}))
        writer.chapter(body, package.pages.get(path, {}))
    if len(lost) == len(package.chapters):
        raise LoadError(f"“{name}” has no chapter that can be read ({lost[0].rstrip('.')}); get the book again.")
    notes = lost[:_MOST_NAMED]
    if len(lost) > len(notes):
        notes.append(f"More chapters of the book cannot be read (how many: {len(lost) - len(notes)}).")
    text, pieces, styles = writer.written()
    if not text:
        notes.append("The book holds no text; its pages may be pictures.")
    pages = [(pieces[number].start, label) for number, label in writer.pages if number < len(pieces)]
    return Book(text, pieces, styles, pages, tuple(notes))


class _ChapterWriter(Writer):
    """A writer that keeps the pages of the printed book. `pages` are (number of a piece, label), in order."""

    def __init__(self) -> None:
        super().__init__(_web_target)
        self.pages: list[tuple[int, str]] = []
        self._labels: Mapping[str, str] = {}

    def chapter(self, body: HtmlElement, labels: Mapping[str, str]) -> None:
        """Add a chapter; `labels` are those of a page list, by id, "" for the chapter's beginning."""
        self._labels = labels
        if label := labels.get(""):
            self._turn_page(label)
        self.element(body)

    def _open(self, element: HtmlElement) -> bool:
        label = self._labels.get(element.get("id") or "", "") if element.get("id") else ""
        is_break = element.get("role") == "doc-pagebreak"
        if is_break:
            label = element.get("title") or element.get("aria-label") or words_of(element) or label
        if label:
            self._turn_page(label)
        return not is_break and super()._open(element)

    def _turn_page(self, label: str) -> None:
        """A page that begins within a paragraph counts from the next one."""
        number = len(self._pieces) + (self._run._length > 0)
        self.pages.append((number, " ".join(label.split())[:_LONGEST_LABEL]))


def _web_target(address: str) -> str:
    """Links within the book lead nowhere that the reader knows."""
    target = link_target(address)
    return target if target.lower().startswith(("http:", "https:", "mailto:")) else ""
