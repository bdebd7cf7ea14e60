"""Where in a text no hit of a query can be, from a quick look at what every hit must hold.

Most of a text holds no hit of most words. A pattern tests each of its characters; looking for one rare character of the
query, or for its Latin letters in those of the text, takes a tenth of that. A look may be in vain, but passes no hit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sources.latin import BLOCK, Latin, runs
from sources.unfold import preimages

_FEW = 4
"""Characters that are looked for one by one."""
_OTHERS = re.compile("[ a-z0-9\u1100-\u11ff]")
"""Letters that are not looked for: those of runs, and what Hangul syllables fold to, which `Preimages` has not."""


@dataclass(frozen=True, slots=True)
class _Needed:
    """What every hit of a form holds: of each of `sets` one character, and all `runs`, `first` at its beginning."""

    sets: tuple[str, ...]
    runs: tuple[bytes, ...]
    first: bytes


class Sieve:
    """`letters` are the forms of a query, folded; `reach` is how far a hit may go beyond where it has to begin, at
    most a block. `ascii` and `wide` are the texts looked at: without other characters, with those beyond U+FFFF."""

    def __init__(self, letters: Sequence[str], reach: int, *, ascii: bool, wide: bool) -> None:
        self._reach = reach
        self._forms = tuple(_needed(each, ascii=ascii, wide=wide) for each in letters)

    def clear(self, latin: Latin, start: int, end: int) -> int:
        """Up to where no hit begins, from `start` on and at most `end`."""
        for form in self._forms:
            end = self._clear(latin, form, start, end)
        return end

    def _clear(self, latin: Latin, form: _Needed, start: int, end: int) -> int:
        at = start
        while at < end:
            if form.runs:
                at = latin.clear(form.runs[0], at, end, begins=form.runs[0] == form.first)
            stop = min((at // BLOCK + 1) * BLOCK, end)
            if at == end or self._may_begin(latin, form, at, stop):
                return at
            if at == start and not self._has_sets(latin.text, form, at, end):
                return end
            at = stop
        return end

    def _may_begin(self, latin: Latin, form: _Needed, start: int, end: int) -> bool:
        """In `[start, end)`, which is within a block. The first run may."""
        others = (latin.clear(run, start, end, begins=run == form.first) == start for run in form.runs[1:])
        return all(others) and self._has_sets(latin.text, form, start, end)

    def _has_sets(self, text: str, form: _Needed, start: int, end: int) -> bool:
        reach = end + self._reach
        return all(any(text.find(char, start, reach) >= 0 for char in chars) for chars in form.sets)


def _needed(letters: str, *, ascii: bool, wide: bool) -> _Needed:
    of = preimages(ascii_only=ascii).of
    sets = []
    for letter in sorted({*_OTHERS.sub("", letters)}):
        chars = of.get(letter, letter) + ("" if ascii else holders().get(letter, ""))
        chars = "".join(char for char in chars if wide or char <= "\uffff")
        if len(chars) <= _FEW:
            sets.append(chars)
    found = runs(letters)
    return _Needed(tuple(sets), found, next((run for run in found if letters.encode().startswith(run)), b""))


@cache
def holders() -> Mapping[str, str]:
    """For a letter the characters that fold to several with it."""
    found: dict[str, str] = {}
    for char, expansion in preimages().expanding.items():
        for letter in {*expansion}:
            found[letter] = found.get(letter, "") + char
    return found
