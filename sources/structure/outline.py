"""Blocks of plain text: headings, lists, quotes, code, turns and paragraphs, recognised over a text left as it is.

One pass, line by line, around the lines that other recognisers have claimed; what must be seen from further off, such
as whether a short line is a heading, is settled afterwards in `headings`.
"""

from __future__ import annotations

from collections.abc import Mapping

from sources.document import BlockKind
from sources.patterns import lazy
from sources.structure.headings import Draft, settle_headings
from sources.structure.lines import (
    DEPTHS,
    GLUED_RANK,
    LONGEST_HEADING,
    RANKS,
    STARTERS,
    UNMARKED_RANK,
    VOICE_RANK,
    Marker,
    Series,
    are_wrapped,
    cells,
    ends_open,
    is_code,
    is_heading_shaped,
    is_long,
    is_rule,
    read_marker,
)
from sources.structure.pieces import Claim, Lines, Piece
from sources.structure.survey import has_parts, is_part_title, label_lines, lettered_lines, voice_lines
from sources.structure.turns import Label, is_field

_QUOTE = lazy(r"[ ]{0,3}((?:>[ \t]?)+)")
_FENCE = lazy(r"[ ]{0,3}(```|~~~)")
_HEADINGS_ONLY = frozenset((Series.VOLUME, Series.CHAPTER, Series.SECTION, Series.DECIMAL))
_COLON_ALLOWED = frozenset((Series.HAN, Series.HAN_IN_BRACKETS, Series.NUMBER))
_ONLY_ALONE = frozenset((Series.NUMBER, Series.NUMBER_IN_BRACKETS))
_SPACES = " \t\u3000"
_LONGEST_CAPTION = 20  # cells
_LONGEST_RUN_IN = 30  # cells of a title that a sentence follows on its line
_RUN_IN = lazy(r"\s*(?P<title>[^\s:：,，。；;](?:[^:：,，。；;]*?\S)?)\s+[-–—]{1,2}\s+\S.*[:：]")
_LEADS_IN = lazy("[如以]下|包括|[有是为為说說道称稱问問答写寫等]|表示|认为|認為|指出|强调|強調|直言|不客气|不容忽视")


def outline(text: str) -> list[Piece]:
    """The pieces of `text` in order. They cover all that is not white space; heading levels are dense, from 1."""
    return outline_around(Lines(text), {})


def outline_around(lines: Lines, claims: Mapping[int, Claim]) -> list[Piece]:
    """The pieces of a text in which the `claims`, by their first line, hold: theirs are taken over as they are."""
    return _Outline(lines, claims).pieces()


class _Outline:
    """One pass over one text."""

    def __init__(self, lines: Lines, claims: Mapping[int, Claim]) -> None:
        self.source = lines
        self.lines = lines.texts
        self.claims = claims
        self.draft = Draft(lines.whole)
        self.open: list[tuple[int, Series]] = []  # column and series of the list items that are open, outermost first
        self.unclosed: dict[str, int] = {}  # fences, and the line up to which nothing closes them
        self.part: bool = False  # a rule stands right before
        self.rules = has_parts(lines, claims)
        self.lettered = lettered_lines(lines)
        self.labels = label_lines(lines)
        self.voices = voice_lines(lines, self.labels)

    def pieces(self) -> list[Piece]:
        lines, number, fresh = self.lines, 0, True  # fresh: a blank line, or nothing, stands before
        self.part = self.rules
        while number < len(lines):
            if claim := self.claims.get(number):
                self.open.clear()
                self.draft.found.extend(claim.pieces)
                self.part = self.part or (self.rules and any(piece.kind is BlockKind.POST for piece in claim.pieces))
                number, fresh = claim.last, True
                continue
            line = lines[number]
            if not line or line.isspace():
                number, fresh = number + 1, True
                continue
            taken = self._special(number)
            self.part = self.part and not taken
            taken = taken or self._text(number, fresh)
            number, fresh = number + taken, False
        return settle_headings(self.draft)

    def _add(
        self, kind: BlockKind, number: int, count: int = 1, body: int = 0, level: int = 0, speaker: str | None = None
    ) -> None:
        """Add `count` lines from `number` as one piece. `body` is an offset from the start of the first line."""
        piece = self.source.piece(kind, number, number + count)
        body = min(piece.start + body, piece.end)
        self.draft.found.append(piece._replace(body=body, level=level, speaker=speaker))

    def _is_special(self, number: int) -> bool:
        """Whether the line begins something by its own signs, so that no paragraph runs on into it."""
        line = self.lines[number]
        if number in self.labels or number in self.claims or number in self.lettered:
            return True
        indent = 0 if line[0] > "\u3000" else _end_of_indent(line)
        if line[indent] not in STARTERS:
            return False
        return bool(_QUOTE.match(line) or _FENCE.match(line) or self._marker(number, line, indent))

    def _marker(self, number: int, line: str, indent: int) -> Marker | None:
        marker = read_marker(line, indent)
        return None if marker and marker.series is Series.LETTER and number not in self.lettered else marker

    def _special(self, number: int) -> int:
        """Add what begins at this line by its own signs. Returns how many lines it took, 0 for ordinary text."""
        line = self.lines[number]
        if label := self.labels.get(number):
            return self._turn(number, label)
        indent = 0 if line[0] > "\u3000" else _end_of_indent(line)
        if line[indent] not in STARTERS and number not in self.lettered:
            return 0
        if fence := _FENCE.match(line):
            return self._fenced(number, fence[1])
        if quote := _QUOTE.match(line):
            self._add(BlockKind.QUOTE, number, body=quote.end(), level=quote[1].count(">") - 1)
            return 1
        if marker := self._marker(number, line, indent):
            return self._marked_line(number, indent, marker)
        return 0

    def _turn(self, number: int, label: Label) -> int:
        """Add a turn; if its label is a line of its own, the text below belongs to it."""
        self.open.clear()
        if label.end < len(self.lines[number]):
            count = self._run_on(number)
            self._add(BlockKind.TURN, number, count, body=label.end, speaker=label.name)
            return count
        first = number + 1 if not self.source.is_blank(number + 1) else number + 2
        if self.source.is_blank(first) or self._is_special(first):
            self._add(BlockKind.TURN, number, body=label.end, speaker=label.name)
            return 1
        count = first - number + self._run_on(first)
        self._add(
            BlockKind.TURN,
            number,
            count,
            body=self.source.starts[first] - self.source.starts[number],
            speaker=label.name,
        )
        return count

    def _fenced(self, number: int, fence: str) -> int:
        """Add the lines from the fence to the one that closes it. Without such a line the fence is ordinary text."""
        if number < self.unclosed.get(fence, 0):
            return 0
        last = number + 1
        while last < len(self.lines) and last not in self.claims:
            words = self.lines[last].strip()
            if words.startswith(fence) and not words.strip(fence[0]):
                self.open.clear()
                self._add(BlockKind.CODE, number, last - number + 1)
                return last - number + 1
            last += 1
        self.unclosed[fence] = last
        return 0

    def _marked_line(self, number: int, indent: int, marker: Marker) -> int:
        """Add a heading or a list item; 0 for "第一章里说到……" or "3.14 是……", which only begin like a heading."""
        line, series, draft = self.lines[number], marker.series, self.draft
        if series is Series.HASH:
            self.open.clear()
            self._add(BlockKind.HEADING, number, level=marker.depth)
            return 1
        bare = line.rstrip(" \t:：") if series in _COLON_ALLOWED else line
        short = series in RANKS and not indent and cells(line) <= LONGEST_HEADING and ends_open(bare)
        if series in _HEADINGS_ONLY and not short:
            return 0
        index = len(draft.found)
        draft.series[index] = series
        if self.source.is_alone(number):
            draft.alone.add(index)
        if short and (series not in _ONLY_ALONE or index in draft.alone):
            draft.marked[index] = RANKS[series] + marker.depth
        if self.part and short and index in draft.alone:
            draft.parts.add(index)
        if voice := self.voices.get(number):
            draft.voices[index] = voice
        level = self._depth(number, len(line[:indent].expandtabs(4)), series)
        count = self._run_on(number, indent)
        self._add(BlockKind.LIST_ITEM, number, count, body=marker.end, level=level)
        return count

    def _depth(self, number: int, column: int, series: Series) -> int:
        """How deep a list item stands: by indentation, and below another series where it follows right upon it."""
        while self.open and self.open[-1][0] > column:
            self.open.pop()
        level = [held for _, held in self.open]
        if (column, series) in self.open:
            del self.open[self.open.index((column, series)) + 1 :]
        else:
            before = self.lines[number - 1].rstrip() if number else ""
            follows = before or (self.draft.found and self._words_before().endswith((":", "：")))
            nests = level and follows and DEPTHS[series] > DEPTHS[level[-1]]
            while self.open and self.open[-1][0] == column and not nests:
                self.open.pop()
            self.open.append((column, series))
        return len(self.open) - 1

    def _words_before(self) -> str:
        piece = self.draft.found[-1]
        return self.source.whole[max(piece.start, piece.end - 1) : piece.end]

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
        self.open.clear()
        stop = self._end_of_text(number + 1)
        lines = self.lines[number:stop]
        if self.rules and is_rule(lines[0]) and self.source.is_alone(number):
            self._add(BlockKind.PARAGRAPH, number)
            self.part = True
            return 1
        if fresh and is_code(lines):
            self._add(BlockKind.CODE, number, len(lines))
            return len(lines)
        if fresh and self._may_head(number, lines):
            self._add(BlockKind.PARAGRAPH, number)
            number += 1
        self.part = False
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

    def _may_head(self, number: int, lines: list[str]) -> bool:
        """Note what the line at `number` could be a heading by, if it could."""
        first, draft, index = lines[0], self.draft, len(self.draft.found)
        voice = self.voices.get(number)
        if self.part and is_part_title(self.source, number, self.claims):
            draft.parts.add(index)
        if voice:
            draft.voices[index] = voice
            draft.marked[index] = VOICE_RANK
            return True
        if index in draft.parts:
            return True
        if (
            len(lines) == 1
            and first[-1] in ":：?？"
            and cells(first) <= _LONGEST_CAPTION
            and not _LEADS_IN.search(first)
        ):
            draft.captions.add(index)
            return True
        if len(lines) == 1 and self._runs_in(number):
            draft.marked[index] = GLUED_RANK
            return True
        if (
            (len(lines) == 1 or is_long(lines[1]))
            and is_heading_shaped(first)
            and not is_field(first)
            and not are_wrapped(lines)
        ):
            draft.unmarked[index] = UNMARKED_RANK if self.source.is_blank(number + 1) else GLUED_RANK
            return True
        return False

    def _runs_in(self, number: int) -> bool:
        """Whether the line is a title with a sentence that leads in the list below: "Tariffs - what they said:"."""
        line = self.lines[number]
        match = _RUN_IN.fullmatch(line.rstrip()) if cells(line) <= 2 * LONGEST_HEADING else None
        below = self.source.next_filled(number + 1)
        if match is None or not self.source.is_alone(number) or below >= len(self.lines):
            return False
        title, following = match["title"], self.lines[below]
        return (
            cells(title) <= _LONGEST_RUN_IN
            and is_heading_shaped(title)
            and below not in self.claims
            and self._marker(below, following, _end_of_indent(following)) is not None
        )


def _end_of_indent(line: str) -> int:
    """Offset of the first character that is not white space, in a line that has one."""
    return len(line) - len(line.lstrip())
