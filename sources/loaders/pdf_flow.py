"""Printed lines → paragraphs and headings: what belonged to the page is taken out, what the page cut is joined.

A line break was meant by the author where the next word would still have fitted on the line, where the next line is
indented or stands lower than usual, and where the size of type changes. Every other break was the typesetter's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from sources.document import BlockKind
from sources.loaders.pdf_lines import Line, Source
from sources.loaders.running_lines import without_running_lines
from sources.structure.lines import LONGEST_HEADING, cells
from sources.structure.pieces import Piece

_LARGER = 1.15  # times the size of the text: a heading
_MOST_HEADINGS = 0.2  # of the text: a size that is commoner is a second size of text
_INDENT = 0.8  # ems
_LOWER = 1.45  # times the usual distance between lines
_COLUMN = 6.0  # points within which lines begin at the same margin
_NARROW = 10.0  # ems: what is set narrower are lists and labels, not running text
_LONGEST_TITLE = 3  # lines
_WIDE = re.compile("[\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BULLET = re.compile(r"[•‧●○◦▪■□–*·](?:\s|(?=[^\W\d]))|(?:\d{1,3}[.)、）]|[（(]\d{1,3}[）)])\s?(?=\D)")


class Flowed(NamedTuple):
    """`pages` are (offset in the text, label)."""

    text: str
    pieces: list[Piece]
    pages: list[tuple[int, str]]
    notes: tuple[str, ...]


class _Paragraph(NamedTuple):
    page: int
    lines: list[Line]
    level: int
    """Of a heading; 0 for text."""


def flow(source: Source) -> Flowed:
    """The text of a PDF, one blank line between paragraphs, which may go on over pages."""
    bodies, running = without_running_lines([page.lines for page in source.pages])
    lines = [line for body in bodies for line in body]
    body_size = _body_size(lines)
    margins = _Margins(lines, body_size)
    headings = _Headings(source, body_size, lines)
    paragraphs: list[_Paragraph] = []
    for number, body in enumerate(bodies):
        levels = headings.on_page(number, body)
        for line, level in zip(body, levels, strict=True):
            last = paragraphs[-1] if paragraphs else None
            if last and last.level == level and _goes_on(last, line, number, margins):
                last.lines.append(line)
            else:
                paragraphs.append(_Paragraph(number, [line], level))
    words = Counter(word.lower() for line in lines for word in _WORD.findall(line.text))
    text, pieces, pages, length = [], [], [], 0
    divided = 0
    for paragraph in paragraphs:
        joined = _joined(paragraph.lines, words)
        divided += sum(line.hyphen for line in paragraph.lines[:-1])
        kind = BlockKind.HEADING if paragraph.level else BlockKind.PARAGRAPH
        pieces.append(Piece(kind, length, length + len(joined), length, paragraph.level))
        pages.append((length, source.pages[paragraph.page].label))
        text.append(joined)
        length += len(joined) + 2
    return Flowed("\n\n".join(text), pieces, pages, _notes(source, running, divided))


def _notes(source: Source, running: int, divided: int) -> tuple[str, ...]:
    notes = []
    bare = [page.label for page in source.pages if not page.lines]
    if source.pages and len(bare) == len(source.pages):
        notes.append("No page has a text layer, as in a scan; run the PDF through text recognition (OCR) first.")
    elif bare:
        named = ", ".join(bare[:10]) + (", …" if len(bare) > 10 else "")
        notes.append(f"Pages without text, perhaps pictures or scans (how many: {len(bare)}): {named}.")
    if running:
        notes.append(f"Running heads, feet and page numbers were left out (lines: {running}).")
    if divided:
        notes.append(f"Words that were divided at the ends of lines were joined (how many: {divided}).")
    return tuple(notes)


def _body_size(lines: list[Line]) -> float:
    """The size in which most of the text is set, in points."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


class _Margins:
    """Where the columns of a document begin and end, and how far apart its lines are."""

    def __init__(self, lines: list[Line], size: float) -> None:
        lefts = Counter(round(line.left / _COLUMN) for line in lines if abs(line.size - size) < 1)
        least = max(3, sum(lefts.values()) // 50)
        self._lefts = sorted(left * _COLUMN for left, count in lefts.items() if count >= least)
        rights: defaultdict[float, list[float]] = defaultdict(list)
        for line in lines:
            rights[self.left(line)].append(line.right)
        # The widest lines show the margin; a few that stick out of it do not.
        self._rights = {left: sorted(ends)[int(0.97 * (len(ends) - 1))] for left, ends in rights.items()}
        steps = [
            one.y - other.y
            for one, other in pairwise(lines)
            if abs(one.size - other.size) < 1 and 0 < one.y - other.y < 4 * one.size
        ]
        self.step = median(steps) if steps else 0.0

    def left(self, line: Line) -> float:
        """The left margin of the line's column; its own beginning where no column is near."""
        near = [left for left in self._lefts if line.left - 4 * line.size <= left <= line.left + _COLUMN]
        return near[0] if near else line.left

    def right(self, line: Line) -> float:
        return self._rights.get(self.left(line), line.right)


def _goes_on(paragraph: _Paragraph, line: Line, page: int, margins: _Margins) -> bool:
    """Whether `line` belongs to the paragraph that the line before it stands in."""
    last = paragraph.lines[-1]
    if paragraph.level:
        return page == paragraph.page and abs(line.size - last.size) < 0.5 and 0 <= last.y - line.y < 2.5 * line.size
    if last.hyphen:
        return True
    if abs(line.size - last.size) > 0.1 * max(line.size, last.size) or _BULLET.match(line.text):
        return False
    below = last.y - line.y
    if abs(below) < 0.3 * line.size and line.left > last.right:
        return True  # pieces of one line
    indent = _INDENT * line.size
    if line.left - margins.left(line) > indent and line.left - last.left > indent:
        return False
    if margins.step and below > _LOWER * max(margins.step, last.size):
        return False
    if margins.right(last) - margins.left(last) < _NARROW * last.size:
        return False
    return margins.right(last) - last.right < _first_word(line)


def _first_word(line: Line) -> float:
    """Points that the first word of a line needs, with the space before it."""
    em = (line.right - line.left) / max(1, cells(line.text)) * 2
    if _WIDE.match(line.text):
        return 2.2 * em  # one character, and punctuation that must not begin a line
    word = re.match(r"[^\s\u2e80-\U0003ffff]*", line.text)
    return (cells(word[0] if word else "") + 1.5) * em / 2


def _joined(lines: list[Line], words: Counter[str]) -> str:
    text = lines[0].text
    for before, line in pairwise(lines):
        if before.hyphen:
            text += _hyphen(text, line.text, words) + line.text
        else:
            text += ("" if _WIDE.match(text[-1]) and _WIDE.match(line.text) else " ") + line.text
    return text + ("-" if lines[-1].hyphen else "")


def _hyphen(before: str, after: str, words: Counter[str]) -> str:
    """ "-" where the divided word has a hyphen of its own, as the rest of the text shows."""
    head, tail = re.search(r"[^\W\d_]*$", before), re.match(r"[^\W\d_]*", after)
    one, other = (head[0] if head else "").lower(), (tail[0] if tail else "").lower()
    if not one or not other:
        return "-"
    if words[f"{one}{other}"] or words[f"{one}-{other}"]:
        return "-" if words[f"{one}-{other}"] > words[f"{one}{other}"] else ""
    return "-" if after[:1].isupper() else ""


class _Headings:
    """Which lines are headings: those of the outline, and those set in larger type than the text."""

    def __init__(self, source: Source, body_size: float, lines: list[Line]) -> None:
        self._outline = source.outline
        self._least = body_size * _LARGER
        amounts: Counter[int] = Counter()
        for line in lines:
            amounts[round(line.size)] += cells(line.text)
        most = _MOST_HEADINGS * sum(amounts.values())
        sizes = {round(line.size) for line in lines if line.size >= self._least and amounts[round(line.size)] <= most}
        self._ranks = {size: min(rank, 6) for rank, size in enumerate(sorted(sizes, reverse=True), 1)}

    def on_page(self, number: int, lines: list[Line]) -> list[int]:
        """The level of each line of a page, 0 for text."""
        levels: list[int] = []
        for level, run in groupby(lines, self._by_size):
            count = len(list(run))
            levels += [level if count <= _LONGEST_TITLE else 0] * count
        for title, level in self._outline.get(number, ()):
            wanted = _squeezed(title)
            for start, line in enumerate(lines):
                if not wanted or not wanted.startswith(_squeezed(line.text)):
                    continue
                for count in range(1, _LONGEST_TITLE + 1):
                    if _squeezed("".join(line.text for line in lines[start : start + count])) == wanted:
                        levels[start : start + count] = [level] * len(lines[start : start + count])
                        wanted = ""
                        break
        return levels

    def _by_size(self, line: Line) -> int:
        short = cells(line.text) <= 2 * LONGEST_HEADING and any(char.isalpha() for char in line.text)
        return self._ranks.get(round(line.size), 0) if short and line.size >= self._least else 0


def _squeezed(words: str) -> str:
    return "".join(words.split()).casefold()
