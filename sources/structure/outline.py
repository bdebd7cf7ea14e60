"""Blocks of plain text: headings, lists, quotes, code, turns and paragraphs, recognised over a text left as it is.

Line by line, with what must be seen from further off settled afterwards: whether a short line is a heading depends on
what follows it and on whether it keeps coming back, whether a numbered line is depends on its neighbours.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate

from sources.document import BlockKind
from sources.structure.lines import (
    GLUED_RANK,
    LONGEST_HEADING,
    RANKS,
    STARTERS,
    UNMARKED_RANK,
    Marker,
    Series,
    are_wrapped,
    cells,
    ends_open,
    is_code,
    is_heading_shaped,
    is_long,
    read_marker,
)
from sources.structure.pieces import Piece
from sources.structure.turns import Label, find_speakers, is_field, read_label

_QUOTE = re.compile(r"[ ]{0,3}((?:>[ \t]?)+)")
_FENCE = re.compile(r"[ ]{0,3}(```|~~~)")
_HEADINGS_ONLY = frozenset((Series.VOLUME, Series.CHAPTER, Series.SECTION, Series.DECIMAL))
_SPACES = " \t\u3000"
_LABEL_REACH = 60  # code points in which a speaker label's colon must come
_MARKS_ITS_HEADINGS = 3  # "#" headings from which on a text is taken to leave none unmarked
_MOST_REPEATS = 2  # a short line that comes back more often is furniture ("image", "回复") and no heading


def outline(text: str) -> list[Piece]:
    """The pieces of `text` in order. They cover all that is not white space; heading levels are dense, from 1."""
    return _Outline(text).pieces()


class _Outline:
    """One pass over one text. `found` grows; the dictionaries remember by index what is still to be settled."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.starts = [0, *accumulate(len(line) + 1 for line in self.lines)]
        self.found: list[Piece] = []
        self.series: dict[int, Series] = {}  # of the pieces that begin with a marker
        self.marked: dict[int, int] = {}  # pieces that are headings of this rank if they stand alone in their series
        self.unmarked: dict[int, int] = {}  # pieces that are headings of this rank if a text follows
        self.indents: list[int] = []  # columns of the list items that are open, outermost first
        self.unclosed: set[str] = set()  # fences that nothing closes any more
        self.labels = self._labels()

    def _labels(self) -> dict[int, Label]:
        """Line number → label, for the lines in which one of the text's speakers takes the word."""
        labels: dict[int, Label] = {}
        for number, line in enumerate(self.lines):
            head = line[:_LABEL_REACH]
            if (":" in head or "：" in head) and (label := read_label(line)):
                labels[number] = label
        speakers = find_speakers([(label.name, self.lines[n][label.end :]) for n, label in labels.items()])
        return {number: label for number, label in labels.items() if label.name in speakers}

    def pieces(self) -> list[Piece]:
        lines, number, fresh = self.lines, 0, True  # fresh: a blank line, or nothing, stands before
        while number < len(lines):
            line = lines[number]
            if not line or line.isspace():
                number, fresh = number + 1, True
                continue
            taken = self._special(number) or self._text(number, fresh)
            number, fresh = number + taken, False
        self._settle_marked()
        self._settle_unmarked()
        return self._dense_levels()

    def _add(
        self, kind: BlockKind, number: int, count: int = 1, body: int = 0, level: int = 0, speaker: str | None = None
    ) -> None:
        """Add `count` lines from `number` as one piece. `body` is an offset in the first line."""
        start, last = self.starts[number], number + count - 1
        end = self.starts[last] + len(self.lines[last].rstrip())
        self.found.append(Piece(kind, start, end, min(start + body, end), level, speaker))

    def _is_special(self, number: int) -> bool:
        """Whether the line begins something by its own signs, so that no paragraph runs on into it."""
        line = self.lines[number]
        if number in self.labels:
            return True
        indent = 0 if line[0] > "\u3000" else _end_of_indent(line)
        if line[indent] not in STARTERS:
            return False
        return bool(_QUOTE.match(line) or _FENCE.match(line) or read_marker(line, indent))

    def _special(self, number: int) -> int:
        """Add what begins at this line by its own signs. Returns how many lines it took, 0 for ordinary text."""
        line = self.lines[number]
        if label := self.labels.get(number):
            self.indents.clear()
            count = self._run_on(number)
            self._add(BlockKind.TURN, number, count, body=label.end, speaker=label.name)
            return count
        indent = 0 if line[0] > "\u3000" else _end_of_indent(line)
        if line[indent] not in STARTERS:
            return 0
        if fence := _FENCE.match(line):
            return self._fenced(number, fence[1])
        if quote := _QUOTE.match(line):
            self._add(BlockKind.QUOTE, number, body=quote.end(), level=quote[1].count(">") - 1)
            return 1
        if marker := read_marker(line, indent):
            return self._marked_line(number, indent, marker)
        return 0

    def _fenced(self, number: int, fence: str) -> int:
        """Add the lines from the fence to the one that closes it. Without such a line the fence is ordinary text."""
        if fence in self.unclosed:
            return 0
        for last in range(number + 1, len(self.lines)):
            if self.lines[last].strip().startswith(fence) and not self.lines[last].strip().strip(fence[0]):
                self.indents.clear()
                self._add(BlockKind.CODE, number, last - number + 1)
                return last - number + 1
        self.unclosed.add(fence)
        return 0

    def _marked_line(self, number: int, indent: int, marker: Marker) -> int:
        """Add a heading or a list item; 0 for "第一章里说到……" or "3.14 是……", which only begin like a heading."""
        line, series = self.lines[number], marker.series
        if series is Series.HASH:
            self.indents.clear()
            self._add(BlockKind.HEADING, number, level=marker.depth)
            return 1
        bare = line.rstrip(" \t:：") if series in (Series.HAN, Series.HAN_IN_BRACKETS) else line
        short = series in RANKS and not indent and cells(line) <= LONGEST_HEADING and ends_open(bare)
        if series in _HEADINGS_ONLY and not short:
            return 0
        self.series[len(self.found)] = series
        if short and (series is not Series.NUMBER or (self._is_blank(number - 1) and self._is_blank(number + 1))):
            self.marked[len(self.found)] = RANKS[series] + marker.depth
        column = len(line[:indent].expandtabs(4))
        while self.indents and self.indents[-1] > column:
            self.indents.pop()
        if not self.indents or self.indents[-1] < column:
            self.indents.append(column)
        count = self._run_on(number, indent)
        self._add(BlockKind.LIST_ITEM, number, count, body=marker.end, level=len(self.indents) - 1)
        return count

    def _is_blank(self, number: int) -> bool:
        return not 0 <= number < len(self.lines) or not self.lines[number].strip()

    def _run_on(self, number: int, indent: int | None = None) -> int:
        """How many lines the turn or list item at `number` takes: more deeply indented ones, or a wrapped paragraph."""
        stop = self._end_of_text(number + 1)
        lines = self.lines[number:stop]
        if indent is not None and all(_end_of_indent(line) >= indent + 2 for line in lines[1:]):
            return len(lines)
        return len(lines) if are_wrapped(lines) else 1

    def _end_of_text(self, number: int) -> int:
        """The first line from `number` on that is blank or special."""
        lines = self.lines
        while number < len(lines) and (line := lines[number]) and not line.isspace() and not self._is_special(number):
            number += 1
        return number

    def _text(self, number: int, fresh: bool) -> int:
        """Add the ordinary lines from here to the next blank or special line; returns how many they are."""
        self.indents.clear()
        stop = self._end_of_text(number + 1)
        lines = self.lines[number:stop]
        if fresh and is_code(lines):
            self._add(BlockKind.CODE, number, len(lines))
            return len(lines)
        if fresh and self._may_be_heading(lines):
            self.unmarked[len(self.found)] = UNMARKED_RANK if self._is_blank(number + 1) else GLUED_RANK
            self._add(BlockKind.PARAGRAPH, number)
            number += 1
        while number < stop:
            last = number + 1
            while last < stop and not (self.lines[last][0] in _SPACES and self.lines[last - 1][0] not in _SPACES):
                last += 1
            if are_wrapped(self.lines[number:last]):
                self._add(BlockKind.PARAGRAPH, number, last - number)
            else:
                for single in range(number, last):
                    self._add(BlockKind.PARAGRAPH, single)
            number = last
        return len(lines)

    @staticmethod
    def _may_be_heading(lines: list[str]) -> bool:
        first = lines[0]
        return (
            (len(lines) == 1 or is_long(lines[1]))
            and is_heading_shaped(first)
            and not is_field(first)
            and not are_wrapped(lines)
        )

    def _settle_marked(self) -> None:
        """A short numbered line is a heading when its neighbours are not of its series and something follows it."""
        for index, rank in self.marked.items():
            series = self.series[index]
            lone = self.series.get(index - 1) is not series and self.series.get(index + 1) is not series
            if lone and index + 1 < len(self.found):
                self._make_heading(index, rank)

    def _settle_unmarked(self) -> None:
        """A short line is a heading when a text follows, or one more heading; not when it keeps coming back."""
        if sum(piece.kind is BlockKind.HEADING and piece.level <= 6 for piece in self.found) >= _MARKS_ITS_HEADINGS:
            return
        seen = Counter(self._words(index) for index in self.unmarked)
        accepted: set[int] = set()
        for index, rank in reversed(self.unmarked.items()):
            if index + 1 == len(self.found) or seen[self._words(index)] > _MOST_REPEATS:
                continue
            after = self.found[index + 1]
            if after.kind is BlockKind.PARAGRAPH:
                follows = is_long(self._words(index + 1))
            else:
                follows = not {index + 1, index + 2} <= accepted
            if follows:
                accepted.add(index)
                self._make_heading(index, rank)

    def _words(self, index: int) -> str:
        return self.text[self.found[index].start : self.found[index].end]

    def _make_heading(self, index: int, rank: int) -> None:
        piece = self.found[index]
        self.found[index] = piece._replace(kind=BlockKind.HEADING, body=piece.start, level=rank)

    def _dense_levels(self) -> list[Piece]:
        """The pieces, heading ranks replaced by levels 1, 2, 3 … in the same order."""
        ranks = sorted({piece.level for piece in self.found if piece.kind is BlockKind.HEADING})
        levels = {rank: level for level, rank in enumerate(ranks, 1)}
        return [
            piece._replace(level=levels[piece.level]) if piece.kind is BlockKind.HEADING else piece
            for piece in self.found
        ]


def _end_of_indent(line: str) -> int:
    """Offset of the first character that is not white space, in a line that has one."""
    return len(line) - len(line.lstrip())
