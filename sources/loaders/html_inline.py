"""One paragraph of HTML while it is read: white space as browsers collapse it, line breaks, and open styles.

Apart from the blocks because this is where single characters matter. Text is kept as it is except for white space:
runs of it are one space, or nothing between Han that the page's source only wraps; at the ends of lines there is none.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NamedTuple

from lxml.html import HtmlElement

from sources.document import InlineStyle, StyleKind

_SPACE = " \t\n\f\r"  # what browsers collapse
_SPACES = re.compile("[ \t\n\f\r]+")
_UNTIDY = re.compile("[\t\n\f\r]|  ")
_EDGE = " \t\n\f\r\xa0\u3000\u200b\u2060\ufeff"  # nothing that a line begins or ends with
_CJK = re.compile(
    "[\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_SHARED = "“”‘’—…"  # punctuation of both scripts: beside Han it is Chinese
_BLANK_LINES = re.compile("\n{2,}")


class Line(NamedTuple):
    """Some text and its styles, with offsets from its own start. May hold single newlines: line breaks of the page."""

    text: str
    styles: list[InlineStyle]

    def part(self, start: int, end: int) -> Line:
        """The text from `start` to `end`, with what is left of its styles there."""
        if not start and end == len(self.text):
            return self
        kept = [
            InlineStyle(max(style.start, start) - start, min(style.end, end) - start, style.kind, style.target)
            for style in self.styles
            if style.start < end and style.end > start
        ]
        return Line(self.text[start:end], kept)

    def lines(self) -> list[Line]:
        parts = self.text.split("\n")
        starts = [0, *accumulate(len(part) + 1 for part in parts)]
        return [self.part(start, start + len(part)) for start, part in zip(starts, parts, strict=False) if part]


class Run:
    """Collects the text of one block. `verbatim` keeps white space, for `pre`."""

    def __init__(self) -> None:
        self.verbatim = False
        self._parts: list[str] = []
        self._length = 0
        self._space = ""  # " " or a wrapped line's "\n", written when something follows
        self._open: list[tuple[HtmlElement, int, StyleKind, str]] = []
        self._styles: list[InlineStyle] = []

    def add(self, text: str) -> None:
        if self.verbatim:
            self._put(text.replace("\r\n", "\n").replace("\r", "\n"))
            return
        begun = text.lstrip(_SPACE)
        words = begun.rstrip(_SPACE)
        self._wait(text[: len(text) - len(begun)])
        if not words:
            return
        if _UNTIDY.search(words):
            words = _SPACES.sub(lambda run: _space_between(words[run.start() - 1], run[0], words[run.end()]), words)
        if not self._parts or self._parts[-1].endswith("\n"):
            words = words.lstrip(_EDGE)
        elif self._space:
            self._put(_space_between(self._parts[-1][-1], self._space, words[0]))
        self._put(words)
        self._space = ""
        self._wait(begun[len(begun.rstrip(_SPACE)) :])

    def _wait(self, space: str) -> None:
        """Keep white space in mind until something follows it."""
        if space:
            self._space = "\n" if "\n" in self._space or "\n" in space else " "

    def _put(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += len(text)

    def line_break(self) -> None:
        if self.verbatim:
            self._put("\n")
            return
        self._space = ""
        self._rstrip()
        if self._parts:
            self._put("\n")

    def cell(self, gap: str, first: bool) -> None:
        """Begin a table's cell."""
        if first:
            return
        self._space = ""
        self._put(gap)

    def open(self, element: HtmlElement, kind: StyleKind, target: str = "") -> None:
        if self._space == " " and self._parts and not self._parts[-1].endswith("\n"):
            self._put(" ")  # stands before the style and not in it
            self._space = ""
        self._open.append((element, self._length, kind, target))

    def close(self, element: HtmlElement) -> None:
        if self._open and self._open[-1][0] is element:
            _, start, kind, target = self._open.pop()
            self._style(start, kind, target)

    def take(self) -> list[Line]:
        """The paragraphs collected, which blank lines set apart. Open styles go on in the next block."""
        if not self._parts:
            self._space = ""
            return []
        line = self._take()
        paragraphs, position = [], 0
        for match in (*_BLANK_LINES.finditer(line.text), None):
            end = match.start() if match else len(line.text)
            if line.text[position:end].strip(_EDGE):
                paragraphs.append(_trimmed(line.part(position, end)))
            position = match.end() if match else end
        return paragraphs

    def take_verbatim(self) -> Line:
        line = self._take()
        stripped = line.text.strip("\n")
        return Line(stripped, [])

    def _take(self) -> Line:
        for _, start, kind, target in self._open:
            self._style(start, kind, target)
        self._open = [(element, 0, kind, target) for element, _, kind, target in self._open]
        line = Line("".join(self._parts), self._styles)
        self._parts, self._styles, self._length, self._space = [], [], 0, ""
        return line

    def _style(self, start: int, kind: StyleKind, target: str) -> None:
        if start < self._length:
            self._styles.append(InlineStyle(start, self._length, kind, target))

    def _rstrip(self) -> None:
        """Take white space off the end, but no newlines: two are a new paragraph."""
        while self._parts and self._parts[-1] != "\n":
            stripped = self._parts[-1].rstrip(_EDGE)
            self._length -= len(self._parts[-1]) - len(stripped)
            if stripped:
                self._parts[-1] = stripped
                return
            self._parts.pop()


def _space_between(before: str, space: str, after: str) -> str:
    """What white space between two characters becomes."""
    return "" if "\n" in space and _joins(before, after) else " "


def _joins(before: str, after: str) -> bool:
    """Whether what a page's source breaks between these characters belongs together without a space."""
    cjk = bool(_CJK.match(before)), bool(_CJK.match(after))
    return all(cjk) or (any(cjk) and (before in _SHARED or after in _SHARED))


def _trimmed(line: Line) -> Line:
    """Without white space at its ends, and with styles that begin and end at a visible character."""
    text = line.text
    start, end = len(text) - len(text.lstrip(_EDGE)), len(text.rstrip(_EDGE))
    line = line.part(start, end)
    kept = []
    for style in line.styles:
        first, last = style.start, min(style.end, len(line.text))
        while first < last and line.text[first].isspace():
            first += 1
        while first < last and line.text[last - 1].isspace():
            last -= 1
        if first < last:
            kept.append(InlineStyle(first, last, style.kind, style.target))
    return Line(line.text, kept)
