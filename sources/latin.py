"""Latin letters and digits in a text, and how a query in them is found in less than half of the time.

Hundreds of characters fold to the letters of a word; a pattern of all of them takes milliseconds to make, and tests
each character of the text. But hardly any text holds them. A stretch is *plain* without them: there a letter is itself
or its capital, and a word is not where it is not in what is left when all that is not ASCII is left out. Which
stretches are plain is found out once for each text, when it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from sources.unfold import Preimages, is_wide, preimages

_BLOCK = 1 << 16
"""Code points of which is kept whether they are plain: a quarter of a millisecond to find out."""
_LOOK = 1 << 15
"""Code points looked at together."""
_SMALL = bytes(range(128)).lower() + bytes(128)
_NOTHING = bytes(code for code in range(128) if not chr(code).isprintable() and not chr(code).isspace())
"""ASCII that folds to nothing."""
_LETTER = re.compile("[a-z0-9]")
_RUN = re.compile("[a-z0-9]{2,}")
_UNKNOWN, _PLAIN, _MIXED = range(3)
_BASIC = "\uffff"


def runs(forms: Iterable[str]) -> tuple[bytes, ...]:
    """For each of the folded forms its longest run of Latin letters and digits; none where one of them has none."""
    longest = [max(_RUN.findall(form), key=len, default="") for form in forms]
    return tuple(run.encode() for run in longest) if all(longest) else ()


class Latin:
    """What is known of the letters in one text. Threads may ask at the same time: what they find out is the same."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._blocks = bytearray(len(text) // _BLOCK + 1)

    def is_plain(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` is; where it is not may be up to 65,535 code points from there."""
        first, last = start // _BLOCK, max(start, end - 1) // _BLOCK
        return self.text.isascii() or all(self._look_at(at) for at in range(first, last + 1))

    def without(self, runs: Iterable[bytes], start: int, end: int, reach: int) -> int | None:
        """Up to where none of the runs begins, from `start` on and at most `end`, as far as one look shows.

        None where that cannot be known so. A run goes at most `reach` beyond `end`: characters that fold to nothing may
        stand in it.
        """
        for at in range(start, end, _LOOK):
            stop = min(at + _LOOK, end) + reach
            if not self.is_plain(at, min(stop, len(self.text))):
                return at if at > start else None
            # What is not ASCII folds to nothing, or to what is in no run. Leaving it out may join what is apart: then
            # the stretch is searched in vain.
            small = self.text[at:stop].encode("ascii", "ignore").translate(_SMALL, _NOTHING)
            if any(run in small for run in runs):
                return at
        return end

    def learn(self, offset: int) -> Iterator[None]:
        """Finds out all that there is to know, from `offset` on and round the text, a block at a time."""
        first = offset // _BLOCK
        for at in (*range(first, len(self._blocks)), *range(first)):
            if not self._blocks[at]:
                self._look_at(at)
                yield

    def _look_at(self, at: int) -> bool:
        if self._blocks[at] == _UNKNOWN:
            mixed = _others(beyond=is_wide(self.text)).search(self.text, at * _BLOCK, (at + 1) * _BLOCK)
            self._blocks[at] = _MIXED if mixed else _PLAIN
        return self._blocks[at] == _PLAIN


@cache
def plain_preimages() -> Preimages:
    """As `preimages`, in a plain stretch."""
    tables = preimages()
    of = {folded: folded + folded.upper() if _LETTER.match(folded) else chars for folded, chars in tables.of.items()}
    several = {char: expansion for char, expansion in tables.expanding.items() if not _LETTER.search(expansion)}
    return Preimages(of, several, "")


@cache
def _others(*, beyond: bool) -> re.Pattern[str]:
    """What is in no plain stretch: all that folds to a Latin letter or digit, or to several characters with one, and is
    not ASCII; and what folds to nothing but counts as a letter."""
    tables, plain = preimages(), plain_preimages()
    single = (char for folded, chars in tables.of.items() for char in {*chars} - {*plain.of[folded]})
    chars = {*single, *tables.expanding.keys() - plain.expanding.keys(), *tables.odd}
    return re.compile(f"[{''.join(re.escape(char) for char in sorted(chars) if beyond or char <= _BASIC)}]")
