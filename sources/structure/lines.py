"""What one line of plain text looks like: its width, its ending, its marker. Judgements only, no offsets of the text.

The rules are cautious: a paragraph taken for a heading is worse than a heading taken for a paragraph.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from sources.patterns import lazy

LONGEST_HEADING = 60  # cells, which is 30 Han
_SHORTEST_PROSE = 24  # cells; a line with a full stop and at least this long is text and no caption

_TERMINAL = tuple("。！？!?.…；;，,、：:")
_CLOSERS = "”’」』）)】》〉]\"' \t\u3000"
_NOT_IN_HEADINGS = lazy(r"[<>|\t@{}]|://")
_ASIDE = lazy(r"\s*(?:（.*）|\(.*\)|\[.*\]|“.*”|\".*\"|「.*」|『.*』)\s*")
_LETTERS = lazy(r"[^\W\d_][\W\d_]*[^\W\d_]")
_TWO_BYTES = lazy("[\u0080-\u07ff]")  # in UTF-8: Greek, Cyrillic, Hebrew, Arabic
_ONES = "一二三四五六七八九"
_RULE_SIGNS = frozenset("+*=_-–—~# \t")
_DIGITS = "〇零一二三四五六七八九十百千两兩"

# A first character without which no marker, fence or quote can begin; most lines of prose are settled by it.
# Letters are not among them but for "Chapter" and "Part": see `LETTERED`.
STARTERS = frozenset("#>`~-*+•‧·●○◦▪■□–—(（第0123456789" + _DIGITS + "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳CP")


class Series(StrEnum):
    """Which numbering a marker belongs to. A lone short line of a series is a heading, several in a row are a list."""

    HASH = "#"
    VOLUME = "第一卷"
    CHAPTER = "第一章"
    SECTION = "第一节"
    HAN = "一、"
    HAN_IN_BRACKETS = "（一）"
    DECIMAL = "1.1"
    NUMBER = "1."
    NUMBER_IN_BRACKETS = "(1)"
    CIRCLED = "①"
    LETTER = "a."
    BULLET = "•"


# Rank of a heading by its series; unmarked headings stand between chapters and 一、, those glued to a paragraph lower.
RANKS = {
    Series.VOLUME: 10,
    Series.CHAPTER: 20,
    Series.SECTION: 30,
    Series.HAN: 50,
    Series.HAN_IN_BRACKETS: 60,
    Series.NUMBER: 70,
    Series.NUMBER_IN_BRACKETS: 75,
    Series.DECIMAL: 80,
}
TOPIC_RANK = 0  # the title of a thread
PART_RANK = 8  # what a rule ("+++") sets apart
VOICE_RANK = 35  # a line that says who speaks below it
UNMARKED_RANK = 40
GLUED_RANK = 90
CAPTION_RANK = 95  # a short line with a colon over a list
# Order in which series nest in lists that no indentation orders.
DEPTHS = {series: depth for depth, series in enumerate(Series)}

_MARKERS = (
    (Series.HASH, lazy(r"(#{1,6})[ \t]+(?=[^\s#])")),
    (
        Series.VOLUME,
        lazy(rf"(?:第[{_DIGITS}0-9]{{1,7}}(?:部分|[部卷篇编編])|Part\s+(?:\d+|[IVXLC]+)\b)[\s:：、.]*"),
    ),
    (Series.CHAPTER, lazy(rf"(?:第[{_DIGITS}0-9]{{1,7}}[章回幕集]|Chapter\s+(?:\d+|[IVXLC]+)\b)[\s:：、.]*")),
    (Series.SECTION, lazy(rf"第[{_DIGITS}0-9]{{1,7}}[节節][\s:：、.]*")),
    (Series.HAN, lazy(rf"[{_DIGITS}]{{1,4}}[、．.]\s*")),
    (Series.HAN_IN_BRACKETS, lazy(rf"[（(][{_DIGITS}]{{1,4}}[）)]\s*")),
    (Series.DECIMAL, lazy(r"\d{1,2}(?:\.\d{1,2}){1,3}[ \t\u3000]+(?=[^\W\d])")),
    (Series.NUMBER, lazy(r"\d{1,3}(?:[.．](?=\D|\Z)|、)\s*")),
    (Series.NUMBER_IN_BRACKETS, lazy(r"(?:\d{1,3}[)）](?=\D|\Z)|[（(]\d{1,3}[）)])\s*")),
    (Series.CIRCLED, lazy(r"[①-⑳]\s*")),
    (Series.LETTER, lazy(r"(?:[A-Za-z](?:[.．](?=[ \t\u3000])|[、)）])|[（(][A-Za-z][)）])\s*")),
    (Series.BULLET, lazy(r"(?:[•‧●○◦▪■□]|[-*+·–—](?=[ \t\u3000]))[ \t\u3000]*(?=.*\w)")),
)


# The lines that a letter may mark, anywhere in a text; "A. Smith" is marked only if its neighbours make a series of it.
LETTERED = lazy(r"^[ \t\u3000]*[(（]?(?P<letter>[A-Za-z])(?:[.．][ \t\u3000]+|[、)）][ \t\u3000]*)(?=\S)", re.MULTILINE)
_RULE = lazy(r"\s*(?:(?:\+\s*){3,}|(?:\*\s*){3,}|(?:=\s*){3,}|(?:_\s*){3,}|(?:[-–—]\s*){3,}|(?:~\s*){3,}|(?:#\s*){3,})")


class Marker(NamedTuple):
    """`end`: offset in the line where the words begin. `depth`: how many "#" or dots it has, else 0."""

    series: Series
    end: int
    depth: int = 0


def read_marker(line: str, indent: int) -> Marker | None:
    """The list or heading marker that stands at `indent`, the offset of the line's first character not a space."""
    for series, pattern in _MARKERS:
        if match := pattern.match(line, indent):
            if series is Series.HASH:
                return Marker(series, match.end(), len(match[1]))
            depth = match[0].count(".") if series is Series.DECIMAL else 0
            return Marker(series, match.end(), depth)
    return None


def marker_value(marker: str) -> int | None:
    """The number that a marker of a list or heading counts with: "（三）" is 3, "b." 2; None for bullets."""
    if digits := re.search(r"\d+", marker):
        return int(digits[0])
    if letter := re.search(r"[A-Za-z]", marker):
        return ord(letter[0].lower()) - ord("a") + 1
    if circled := re.search("[①-⑳]", marker):
        return ord(circled[0]) - ord("①") + 1
    han = re.search("[一二三四五六七八九十]{1,3}", marker)
    if han is None:
        return None
    tens, ten, ones = han[0].rpartition("十")
    return (_ONES.find(tens or "一") + 1 if ten else 0) * 10 + (_ONES.find(ones) + 1 if ones else 0)


def is_rule(line: str) -> bool:
    """Whether the line is a row of three or more equal signs, such as "+++" or "* * *", that sets parts apart."""
    return line[:1] in _RULE_SIGNS and _RULE.fullmatch(line) is not None


def cells(line: str) -> int:
    """Terminal cells, near enough: exact for Han and alphabets, found from the UTF-8 length because that is fast."""
    if line.isascii():
        return len(line)
    return (len(line.encode("utf-8", "replace")) + len(line) - len(_TWO_BYTES.findall(line))) // 2


def ends_open(line: str) -> bool:
    """Whether the line ends without punctuation, closing brackets and quotes aside."""
    return not line.rstrip(_CLOSERS).endswith(_TERMINAL)


def is_long(line: str) -> bool:
    """Whether the line is a paragraph of text, such as a heading stands before."""
    width = cells(line)
    return width > LONGEST_HEADING or (width >= _SHORTEST_PROSE and not ends_open(line))


def is_heading_shaped(line: str) -> bool:
    """Whether the line, by itself, could be an unmarked heading."""
    return (
        len(line) <= LONGEST_HEADING
        and ends_open(line)
        and cells(line.strip()) <= LONGEST_HEADING
        and not line.startswith("\u3000")
        and not ("a" <= line.lstrip()[:1] <= "z")
        and _LETTERS.search(line) is not None
        and _NOT_IN_HEADINGS.search(line) is None
        and _ASIDE.fullmatch(line) is None
    )


def are_wrapped(lines: list[str]) -> bool:
    """Whether consecutive lines are one paragraph that was broken at a fixed width of 40 to 100 cells.

    All but the last reach nearly the full width, and most break off inside a sentence. Latin text must go on in lower
    case somewhere (tables and logs do not); Han fills lines almost exactly, so it needs two full ones as evidence.
    """
    if len(lines) < 2:
        return False
    widths = [cells(line) for line in lines]
    widest = max(widths)
    if not 40 <= widest <= 100:
        return False
    wide = sum(widths) > 1.5 * sum(map(len, lines))
    if min(widths[:-1]) < widest - (6 if wide else 24) or (wide and len(lines) < 3):
        return False
    if any("://" in line for line in lines):
        return False
    broken = sum(map(ends_open, lines[:-1]))
    if broken * 3 < 2 * (len(lines) - 1):
        return False
    return wide or sum(line.lstrip()[:1].islower() for line in lines[1:]) * 3 >= len(lines) - 1


def is_code(lines: list[str]) -> bool:
    """Whether consecutive lines are indented code: two or more, indented by four, ASCII, half of them with signs."""
    return (
        len(lines) > 1
        and all(line.startswith(("    ", "\t")) and line.isascii() for line in lines)
        and sum(re.search(r"[{}=;]|\(\)", line) is not None for line in lines) * 2 >= len(lines)
    )
