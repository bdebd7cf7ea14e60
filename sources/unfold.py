"""Folding backwards: which characters fold to a given one.

With it a query is looked for in a text as it is (`scan`), without folding the text first: a text of 100 MB takes
seconds to fold and less than a second to scan.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sources.fold import PUNCTUATION, fold_char
from sources.hanzi import script_classes

_RANGES = (
    *((0, 0x3400), (0xA000, 0xAC00), (0xD7B0, 0xD800), (0xF900, 0x12000), (0x13400, 0x13500), (0x16A00, 0x17000)),
    *((0x1BC00, 0x20000), (0x2F800, 0x2FA20), (0xE0000, 0xE0200)),
)
"""Where characters that do not fold to themselves are, besides Han with twins and Hangul.

Every Hangul syllable folds to its letters; that would be most of the table for one rule, which `scan` knows.
"""
_NOBODY = ("Cn", "Co", "Cs")
_DROPPED = ("Mn", "Me", "Cf", "Cc")
_APART = "\ue000"


@dataclass(frozen=True, slots=True)
class Preimages:
    """`of` gives for a folded character all that fold to exactly it, itself first; one that is not in it stands alone.

    `expanding` gives for a character that folds to several what it folds to. `nothing` fold to nothing.
    `odd` are those of `nothing`, and of what folds to a space, that count as letters otherwise.
    """

    of: Mapping[str, str]
    expanding: Mapping[str, str]
    nothing: frozenset[str]
    odd: str


@cache
def preimages(*, ascii_only: bool = False) -> Preimages:
    """Takes about 100 ms once; with `ascii_only`, for texts in ASCII, none."""
    of: dict[str, dict[str, None]] = {}
    expanding: dict[str, str] = {}
    nothing: set[str] = set()
    for char in map(chr, range(128)) if ascii_only else _unsettled():
        folded = fold_char(char)
        if not folded:
            nothing.add(char)
        elif len(folded) > 1:
            expanding[char] = folded
        elif folded != char:
            of.setdefault(folded, {folded: None})[char] = None
    for char, folded in () if ascii_only else script_classes().items():
        if char != folded:
            of.setdefault(folded, {folded: None})[char] = None
    odd = "".join(sorted(char for char in (*nothing, *of.get(" ", ())) if re.match(r"\w", char)))
    return Preimages({folded: "".join(chars) for folded, chars in of.items()}, expanding, frozenset(nothing), odd)


def _unsettled() -> Iterator[str]:
    """All that may not fold to themselves. Normalised in one go: one by one they would take ten times as long."""
    codes = (code for start, end in _RANGES for code in range(start, end))
    kinds = {char: category for char in map(chr, codes) if (category := unicodedata.category(char)) not in _NOBODY}
    joined = unicodedata.normalize("NFKC", _APART.join(kinds)).casefold()
    normal = unicodedata.normalize("NFKD", joined).casefold().split(_APART)
    for (char, kind), other in zip(kinds.items(), normal, strict=True):
        if char != other or kind in _DROPPED or char in PUNCTUATION or char.isspace():
            yield char
    yield "ـ"
