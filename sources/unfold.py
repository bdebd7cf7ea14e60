"""Folding backwards: which characters fold to a given one.

With it a query is looked for in a text as it is (`scan`), without folding the text first: a text of 100 MB takes
seconds to fold and less than a second to scan.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from sources.fold import PUNCTUATION, fold_char
from sources.hanzi import script_classes
from sources.prebuilt import prebuilt

_RANGES = (
    *((0, 0x3400), (0xA000, 0xAC00), (0xD7B0, 0xD800), (0xF900, 0x12000), (0x13400, 0x13500), (0x16A00, 0x17000)),
    *((0x1BC00, 0x20000), (0x2F800, 0x2FA20), (0xE0000, 0xE0200)),
)
"""Where characters that do not fold to themselves are, besides Han with twins and Hangul.

Every Hangul syllable folds to its letters; that would be most of the table for one rule, which `scan` knows.
"""
_HEADER = "\u0100".__sizeof__() - 4
"""Bytes of a string besides its characters, which take two each, or four where one is beyond U+FFFF."""
_NOBODY = ("Cn", "Co", "Cs")
_DROPPED = ("Mn", "Me", "Cf", "Cc")
_APART = "\ue000"


@dataclass(frozen=True, slots=True)
class Preimages:
    """`of` gives for a folded character all that fold to exactly it, itself first; one that is not in it stands alone.

    `expanding` gives for a character that folds to several what it folds to.
    `odd` are those that fold to nothing or to a space, and count as letters otherwise.
    """

    of: Mapping[str, str]
    expanding: Mapping[str, str]
    odd: str


@cache
def preimages(*, ascii_only: bool = False) -> Preimages:
    """Takes a few milliseconds once, or 100 where the file of them is none of ours; with `ascii_only` none."""
    if ascii_only:
        return _made(map(chr, range(128)))
    kept = prebuilt()
    if kept is None:
        return make()
    tables = Preimages(kept.of(), kept.expanding(), kept.odd())
    return tables if kept.unicode == unicodedata.unidata_version else with_new(tables, kept.unknown)


def is_wide(text: str) -> bool:
    """Whether a character of the text is beyond U+FFFF. It costs nothing to ask."""
    return text.__sizeof__() - _HEADER > 3 * len(text)


def make() -> Preimages:
    """As `preimages`, of the tables themselves."""
    return _made(_unsettled(code for start, end in _RANGES for code in range(start, end)), script_classes())


def unknown() -> list[tuple[int, int]]:
    """Ranges of characters that Unicode as we have it does not know, and a newer version may."""
    ranges: list[tuple[int, int]] = []
    for code in (code for start, end in _RANGES for code in range(start, end)):
        if unicodedata.category(chr(code)) == "Cn":
            start = ranges.pop()[0] if ranges and ranges[-1][1] == code else code
            ranges.append((start, code + 1))
    return ranges


def with_new(tables: Preimages, ranges: Iterable[tuple[int, int]]) -> Preimages:
    """With the characters of a newer Unicode than the tables were made with."""
    new = _made(_unsettled(code for start, end in ranges for code in range(start, end)))
    of = {**tables.of}
    for folded, chars in new.of.items():
        of[folded] = of.get(folded, folded) + chars[1:]
    return Preimages(of, {**tables.expanding, **new.expanding}, tables.odd + new.odd)


def _made(chars: Iterable[str], classes: Mapping[str, str] = MappingProxyType({})) -> Preimages:
    of: dict[str, dict[str, None]] = {}
    expanding: dict[str, str] = {}
    nothing: set[str] = set()
    for char in chars:
        folded = fold_char(char)
        if not folded:
            nothing.add(char)
        elif len(folded) > 1:
            expanding[char] = folded
        elif folded != char:
            of.setdefault(folded, {folded: None})[char] = None
    for char, folded in classes.items():
        if char != folded:
            of.setdefault(folded, {folded: None})[char] = None
    odd = "".join(sorted(char for char in (*nothing, *of.get(" ", ())) if re.match(r"\w", char)))
    return Preimages({folded: "".join(chars) for folded, chars in of.items()}, expanding, odd)


def _unsettled(codes: Iterable[int]) -> Iterator[str]:
    """Those that may not fold to themselves. Normalised in one go: one by one they would take ten times as long."""
    kinds = {char: category for char in map(chr, codes) if (category := unicodedata.category(char)) not in _NOBODY}
    joined = unicodedata.normalize("NFKC", _APART.join(kinds)).casefold()
    normal = unicodedata.normalize("NFKD", joined).casefold().split(_APART) if kinds else []
    for (char, kind), other in zip(kinds.items(), normal, strict=True):
        if char != other or kind in _DROPPED or char in PUNCTUATION or char.isspace():
            yield char
    yield "ـ"
