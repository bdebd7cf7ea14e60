"""Latin letters and digits in a text, and how a query in them is found in a tenth of the time.

Hundreds of characters fold to the letters of a word; a pattern of all of them takes milliseconds to make, and tests
each character of the text. But hardly any text holds them. A block of it is *plain* without them: there a letter is
itself or its capital. And whatever a block holds, a word is not in it where it is not in its *letters*: what is left,
folded, when all that is not ASCII is left out. Both are found out once for each text, when they are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sources.fold import fold_char
from sources.unfold import Preimages, is_wide, preimages

BLOCK = 1 << 14
"""Code points of which is kept what is known: less than a tenth of a millisecond to find out."""
_SLICE = 2
"""Blocks that are learned of between two turns of other threads."""
_ROOM = 1 << 25
"""Bytes of letters that are kept of a text. Those beyond are made anew for each search, in five times the time."""
_SMALL = bytes(range(128)).lower() + bytes(128)
_NOTHING = bytes(code for code in range(128) if not chr(code).isprintable() and not chr(code).isspace())
"""ASCII that folds to nothing."""
_LETTER = re.compile("[a-z0-9]")
_RUN = re.compile("[a-z0-9]{2,}")
_UNKNOWN, _PLAIN, _MIXED = range(3)
_BASIC = "\uffff"


def runs(form: str) -> tuple[bytes, ...]:
    """The runs of Latin letters and digits in a folded form, those of one letter left out; the longest first."""
    return tuple(run.encode() for run in sorted({*_RUN.findall(form)}, key=lambda run: (-len(run), run)))


class Latin:
    """What is known of the letters in one text. Threads may ask at the same time: what they find out is the same."""

    def __init__(self, text: str) -> None:
        self.text = text
        number = len(text) // BLOCK + 1
        self._kinds = bytearray(number)
        self._letters: list[bytes | None] = [None] * number
        self._room = _ROOM
        self._last = (-1, b"")

    def is_plain(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` is; where it is not may be up to 16,383 code points from there."""
        first, last = start // BLOCK, max(start, min(end, len(self.text)) - 1) // BLOCK
        return self.text.isascii() or all(self._is_plain(at) for at in range(first, last + 1))

    def clear(self, run: bytes, start: int, end: int, *, begins: bool) -> int:
        """Up to where no hit begins that has the run in it, or at its beginning if it `begins` the hit: `start`, the
        beginning of a block, or `end`. Hits go at most a block beyond the one that they begin in."""
        first, edge = start // BLOCK, len(run) - 1
        letters = self._letters_of(first)
        for at in range(first, -(-end // BLOCK)):
            after = self._letters_of(at + 1) if at + 1 < len(self._letters) else b""
            if run in letters or (not begins and run in after) or run in letters[-edge:] + after[:edge]:
                return max(start, at * BLOCK)
            letters = after
        return end

    def learn(self, offset: int) -> Iterator[None]:
        """Finds out all that there is to know, from `offset` on and round the text, some blocks at a time."""
        first, done = offset // BLOCK, 0
        for at in (*range(first, len(self._letters)), *range(first)):
            if self._letters[at] is None and self._room > 0:
                self._letters_of(at)
            elif not self._is_known(at):
                self._is_plain(at)
            else:
                continue
            done += 1
            if not done % _SLICE:
                yield

    def _is_known(self, at: int) -> bool:
        return self._kinds[at] != _UNKNOWN or self.text.isascii()

    def _is_plain(self, at: int) -> bool:
        if self._kinds[at] == _UNKNOWN:
            mixed = _others(beyond=is_wide(self.text)).search(self.text, at * BLOCK, (at + 1) * BLOCK)
            self._kinds[at] = _MIXED if mixed else _PLAIN
        return self._kinds[at] == _PLAIN

    def _letters_of(self, at: int) -> bytes:
        known = self._letters[at]
        if known is not None:
            return known
        last, letters = self._last
        if last == at:
            return letters
        piece, others = self.text[at * BLOCK : (at + 1) * BLOCK], 0
        if not self.text.isascii():
            if self._kinds[at] != _PLAIN:
                piece, others = _others(beyond=is_wide(self.text)).subn(lambda found: fold_char(found.group()), piece)
            self._kinds[at] = _MIXED if others else _PLAIN
        # What is not ASCII now folds to nothing, or to what is in no run. Leaving it out may join what is apart: then
        # the block is searched in vain.
        letters = piece.encode("ascii", "ignore").translate(_SMALL, _NOTHING)
        if self._room > 0:
            self._room -= len(letters)
            self._letters[at] = letters
        self._last = at, letters
        return letters


@cache
def plain_preimages() -> Preimages:
    """As `preimages`, in what is plain."""
    tables = preimages()
    of = {folded: folded + folded.upper() if _LETTER.match(folded) else chars for folded, chars in tables.of.items()}
    several = {char: expansion for char, expansion in tables.expanding.items() if not _LETTER.search(expansion)}
    return Preimages(of, several, "")


@cache
def _others(*, beyond: bool) -> re.Pattern[str]:
    """What is in no plain block: all that folds to a Latin letter or digit, or to several characters with one, and is
    not ASCII; and what folds to nothing but counts as a letter."""
    tables, plain = preimages(), plain_preimages()
    single = (char for folded, chars in tables.of.items() for char in {*chars} - {*plain.of[folded]})
    chars = {*single, *tables.expanding.keys() - plain.expanding.keys(), *tables.odd}
    return re.compile(f"[{''.join(re.escape(char) for char in sorted(chars) if beyond or char <= _BASIC)}]")
