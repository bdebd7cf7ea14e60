"""The one definition of "the same text": what search, matching and re-finding compare, and the way back.

Folding replaces every character on its own, whatever its neighbours: compatibility forms, case, marks, white space,
punctuation and script (Simplified, Traditional, regional variants) are made equal. Conversion by phrases is for reading
(`script`); for comparing it misses words whose conversion depends on what stands beside them.

Nearly all characters fold to exactly one, so the map back to the text is a short list of exceptions and a bisect.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sources.document import Span
from sources.hanzi import script_classes
from sources.patterns import lazy

_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_IS_HAN = lazy(f"[{_HAN}]")
_BLANK_LINE = lazy(r"\n[^\S\n]*\n")
_SLICE = 1 << 16  # code points translated at a stretch: about 4 ms, after which other threads may run

# One sign for each class of punctuation that editors, input methods and regions interchange.
PUNCTUATION = {
    char: sign
    for sign, chars in {
        "'": "\"'`´‘’‚‛“”„‟′″〝〞〟「」『』﹁﹂﹃﹄«»‹›",
        "-": "‐‑‒–—―−─",
        "·": "•‧・∙⋅",
        "...": "…⋯",
        "~": "〜",
        ".": "。",
        ",": "、",
        "《": "〈",
        "》": "〉",
        "[": "【〔〖",
        "]": "】〕〗",
    }.items()
    for char in chars
}


def fold_char(char: str) -> str:
    """What one character folds to, whatever stands around it: none, one or several."""
    if char.isspace():
        return " "
    if char in PUNCTUATION:
        return PUNCTUATION[char]
    normal = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", char).casefold()).casefold()
    classes = script_classes() if _IS_HAN.search(normal) else {}
    return "".join(
        " " if part.isspace() else PUNCTUATION.get(part) or classes.get(part, part)
        for part in normal
        if part.isspace() or (part != "ـ" and unicodedata.category(part) not in ("Mn", "Me", "Cf", "Cc"))
    )


class _Table(dict[int, int | str | None]):
    """For `str.translate`, filled as characters are met; `odd` are those met that do not fold to exactly one."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: dict[str, int] = {}

    def __missing__(self, code: int) -> int | str | None:
        folded = fold_char(chr(code))
        if len(folded) != 1:
            self.odd[chr(code)] = len(folded)
        self[code] = ord(folded) if len(folded) == 1 else folded or None
        return self[code]


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Folded:
    """A text and its folded form. `source` is the original, `text` the folded text.

    For the k-th character that does not fold to exactly one, `_at` is its offset in `source` and `_from`, `_to` are the
    range in `text` that it became; all three ascend.
    """

    source: str
    text: str
    _at: array[int]
    _from: array[int]
    _to: array[int]

    def _character(self, position: int) -> int:
        """Offset in `source` of the character that `text[position]` came from."""
        k = bisect_right(self._from, position) - 1
        if k < 0:
            return position
        return self._at[k] if position < self._to[k] else self._at[k] + 1 + position - self._to[k]

    def original(self, start: int, end: int) -> Span:
        """The characters of `source` that `text[start:end]` came from, whole, with the marks combined with the last.

        Characters that fold to nothing belong to a hit only inside it. An empty range gives an empty span.
        """
        first = self._character(start)
        if start >= end:
            return Span(first, first)
        after = self._character(end - 1) + 1
        while after < len(self.source) and unicodedata.category(self.source[after]) in ("Mn", "Me"):
            after += 1
        return Span(first, after)

    def position(self, offset: int) -> int:
        """Where in `text` begins what `source[offset:]` became."""
        k = bisect_left(self._at, offset) - 1
        return offset if k < 0 else self._to[k] + offset - self._at[k] - 1


def fold(text: str) -> Folded:
    """Fold `text` and keep the way back. About 25 MB of UTF-8 a second; safe to run in a thread beside the screen."""
    folded = fold_text(text)
    at, start, stop = array("q"), array("q"), array("q")
    if odd := "".join(_TABLE.odd):
        shift = 0
        for match in re.finditer(f"[{re.escape(odd)}]", text):
            length = _TABLE.odd[match.group()]
            at.append(match.start())
            start.append(match.start() + shift)
            stop.append(match.start() + shift + length)
            shift += length - 1
    return Folded(text, folded, at, start, stop)


def fold_text(text: str) -> str:
    """`text` folded: equal for two texts that differ in script, width, case, marks or kind of punctuation only.

    White space stays one space for each character of it. Folding twice changes nothing.
    """
    if len(text) <= _SLICE:
        return text.translate(_TABLE)
    return "".join(text[i : i + _SLICE].translate(_TABLE) for i in range(0, len(text), _SLICE))


def find(folded: Folded, query: str, exact: bool = False, start: int = 0) -> Iterator[Span]:
    """Where `query` stands in `folded.source`: disjoint spans from `start` on, in order.

    Where a Han character stands on either side, spaces and one line break may come between two characters of the query
    (hard-wrapped text); elsewhere a space of the query matches a run of them. A hit never crosses an empty line.
    With `exact` the query is compared code point by code point. A query that folds to nothing is not found.
    """
    return _literal(folded, query, start) if exact else _search(folded, query, start)


def is_hit(text: str, query: str) -> bool:
    """Whether the whole of `text` is what `find` would call a hit."""
    pattern = _pattern(query)
    folded = fold_text(text)
    return bool(pattern and pattern.fullmatch(folded)) and not (" " in folded and _BLANK_LINE.search(text))


def _literal(folded: Folded, query: str, start: int) -> Iterator[Span]:
    at = folded.source.find(query, start) if query else -1
    while at >= 0:
        yield Span(at, at + len(query))
        at = folded.source.find(query, at + len(query))


def _search(folded: Folded, query: str, start: int) -> Iterator[Span]:
    pattern = _pattern(query)
    match = pattern.search(folded.text, folded.position(start)) if pattern else None
    while pattern and match:
        span = folded.original(*match.span())
        crosses = " " in match.group() and _BLANK_LINE.search(folded.source, *span)
        if not crosses and span.start >= start:
            start = span.end
            yield span
        match = pattern.search(folded.text, match.start() + 1 if crosses else match.end())


@lru_cache(maxsize=256)
def _pattern(query: str) -> re.Pattern[str] | None:
    """The query as a pattern over folded text; None when nothing of it is left."""
    parts: list[str] = []
    before, spaced = "", False
    for char in fold_text(query).strip():
        if char == " ":
            spaced = True
            continue
        if before and (is_han(before) or is_han(char)):
            parts.append(" {0,4}")
        elif spaced:
            parts.append(" +")
        parts.append(re.escape(char))
        before, spaced = char, False
    return re.compile("".join(parts)) if parts else None


def is_han(char: str) -> bool:
    """Whether a character is written without spaces around it: Han and kana."""
    return bool(_IS_HAN.match(char))
