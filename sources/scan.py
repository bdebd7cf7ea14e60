"""Finding a query in a text of any length, a stretch at a time, without making anything of the text first.

What counts as the same words is `fold`'s to say. Here a query becomes one pattern over the text as it is: each of its
characters the class of all that fold to it. The first character is what costs, so that is tested for all forms of the
query at once. Characters that fold to several (`…`, `㎏`) are rare; around those that may matter the text is folded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_lowercase, digits
from typing import NamedTuple, Protocol

from sources.document import Span
from sources.fold import find, fold, fold_text, is_hit
from sources.latin import Latin, plain_preimages
from sources.sieve import Sieve, holders
from sources.unfold import Preimages, is_wide, preimages

_MOST_EXPANDING = 300
_LATIN = frozenset(ascii_lowercase + digits)
STRETCH = 1 << 14
"""Code points that are searched at once: a millisecond or two."""
_PATIENCE = 0.2
"""Seconds that a regular expression may work on a stretch before it is given up."""
_FAR = 16
"""Stretches that are looked over at once for the first that may hold a hit: a millisecond or two."""
_FEW = 4
"""First characters for which a pattern of its own is worth while: `re` finds a character four times sooner than one of
several."""
_WORTH = 1 << 17
"""Code points to be searched before it is."""
_REACH = 4096
"""Code points beyond a stretch that a hit which begins in it may go."""


class Mode(StrEnum):
    """How a query is compared: folded (any script, width, case), code point by code point, or as a pattern."""

    FOLDED = "folded"
    EXACT = "exact"
    REGEX = "regex"


class PatternError(Exception):
    """A regular expression that is none, or takes too long; the message is a sentence for a person, `brief` the same
    in a few words for who sees the expression."""

    def __init__(self, message: str, brief: str) -> None:
        super().__init__(message)
        self.brief = brief


class Found(NamedTuple):
    """`form` is the form of the query that stands at `span`."""

    span: Span
    form: str


class Finder(Protocol):
    @property
    def forms(self) -> tuple[str, ...]:
        """What is searched for, the query as it was written first; empty when there is nothing to search for."""

    def hits(self, latin: Latin, start: int, end: int) -> Iterator[Found]:
        """Hits that begin in `[start, end)` of the text, disjoint and in order; of two that begin together, the form
        that comes first. Raises PatternError."""

    def clear(self, latin: Latin, start: int, end: int) -> int:
        """Up to where no hit begins, from `start` on; at most `end`, and `start` where looking ahead is not cheap.

        Most of a text holds no hit of most words, and one look at much of it is quicker than many at little.
        """


def finder(forms: Iterable[str], mode: Mode = Mode.FOLDED) -> Finder:
    """Raises PatternError for what is not a regular expression."""
    wanted = tuple(dict.fromkeys(forms))
    if mode is Mode.REGEX:
        return RegexFinder(wanted[:1])
    return ExactFinder(wanted[:1]) if mode is Mode.EXACT else FoldedFinder(wanted)


def scan(
    text: str | Latin,
    finder: Finder,
    start: int = 0,
    end: int | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Found]:
    """Hits that begin in `text[start:end]`, stretch by stretch until `stopped`, so that other threads run."""
    latin = text if isinstance(text, Latin) else Latin(text)
    end = len(latin.text) if end is None else end
    at = last = start
    while at < end and not stopped():
        if end - at > STRETCH and (clear := finder.clear(latin, at, min(at + _FAR * STRETCH, end))) > at:
            at = clear
            continue
        for found in finder.hits(latin, max(at, last), min(at + STRETCH, end)):
            yield found
            last = found.span.end
        at += STRETCH


@dataclass(frozen=True, slots=True)
class ExactFinder:
    forms: tuple[str, ...]

    def hits(self, latin: Latin, start: int, end: int) -> Iterator[Found]:
        text = latin.text
        for form in filter(None, self.forms):
            at = text.find(form, start, end + len(form) - 1)
            while at >= 0:
                yield Found(Span(at, at + len(form)), form)
                at = text.find(form, at + len(form), end + len(form) - 1)

    def clear(self, latin: Latin, start: int, end: int) -> int:
        return next((found.span.start for found in self.hits(latin, start, end)), end)


class RegexFinder:
    """Searches with the `regex` library: unlike `re` it can be given a time limit, and lets other threads run."""

    def __init__(self, forms: tuple[str, ...]) -> None:
        import regex

        self.forms = forms
        self._pattern = None
        try:
            if any(forms):
                self._pattern = regex.compile(forms[0], regex.MULTILINE)
        except regex.error as error:
            raise PatternError(f"“{forms[0]}” is no regular expression: {error}.", str(error)) from error

    def hits(self, latin: Latin, start: int, end: int) -> Iterator[Found]:
        if self._pattern is None:
            return
        text, limit = latin.text, min(len(latin.text), end + _REACH)
        try:
            for match in self._pattern.finditer(text, start, limit, concurrent=True, timeout=_PATIENCE):
                if match.start() >= end:
                    return
                if match.end() > match.start():
                    yield Found(Span(*match.span()), self.forms[0])
        except TimeoutError:
            sentence = f"“{self.forms[0]}” takes too long on this text: make it simpler."
            raise PatternError(sentence, "takes too long") from None

    def clear(self, latin: Latin, start: int, end: int) -> int:
        return start  # its time is limited for each stretch


class FoldedFinder:
    def __init__(self, forms: tuple[str, ...]) -> None:
        self.forms = tuple(form for form in forms if fold_text(form).strip())
        self._letters = [fold_text(form).strip() for form in self.forms]
        self._is_latin = any(char in _LATIN for each in self._letters for char in each)
        self._patterns: dict[tuple[bool, bool, bool], _Pattern] = {}
        self._sieves: dict[tuple[bool, bool], Sieve] = {}

    def hits(self, latin: Latin, start: int, end: int) -> Iterator[Found]:
        if not self.forms:
            return
        last = start
        for found in self._pattern_for(latin, start, end).hits(latin.text, start, end):
            if found.span.start >= last:
                last = found.span.end
                yield found

    def clear(self, latin: Latin, start: int, end: int) -> int:
        kind = latin.text.isascii(), is_wide(latin.text)
        if kind not in self._sieves:
            self._sieves[kind] = Sieve(self._letters, _REACH, ascii=kind[0], wide=kind[1])
        return self._sieves[kind].clear(latin, start, end)

    def _pattern_for(self, latin: Latin, start: int, end: int) -> _Pattern:
        """Most stretches are not asked for most of what folds to a Latin letter: they cannot hold it."""
        text = latin.text
        plain = self._is_latin and latin.is_plain(start, min(end + _REACH, len(text)))
        kind = text.isascii(), plain, is_wide(text)
        if kind not in self._patterns:
            table = preimages(ascii_only=True) if kind[0] else plain_preimages() if plain else preimages()
            self._patterns[kind] = _Pattern(self.forms, table, beyond=kind[2])
        return self._patterns[kind]


class _Pattern:
    def __init__(self, forms: tuple[str, ...], table: Preimages, *, beyond: bool) -> None:
        self._forms = forms
        self._table = table
        self._beyond = beyond
        letters = [fold_text(form).strip() for form in forms]
        # A form is found by its characters alone where nothing may stand between them.
        self._lengths = [len(each) if " " not in each else -1 for each in letters]
        self._around = 8 * max(map(len, letters)) + 64
        expanding = sorted({char for each in letters for char in _reaching(each, table)})
        self._slow = len(expanding) > _MOST_EXPANDING or any("\u1100" <= c <= "\u11ff" for c in "".join(letters))
        # What may stand between two characters, and more: such a hit is compared again.
        self._between = f"[\\W{re.escape(table.odd)}]*?" if table.odd else r"\W*?"
        self._firsts = sorted({char for each in letters for char in self._members(each[0])} | {*expanding})
        alternatives = [self._alternative(each) for each in letters]
        if expanding:
            alternatives.insert(0, f"(?<={_class(expanding)})()")
        self._special = bool(expanding)
        self._rest = f"(?:{'|'.join(alternatives)})"
        self._whole = re.compile(_class(self._firsts) + self._rest) if not self._slow else None
        self._left = _WORTH if len(self._firsts) <= _FEW else 1 << 62

    def hits(self, text: str, start: int, end: int) -> Iterator[Found]:
        if self._whole is None:
            yield from self._by_folding(text, start, end, start, end)
            return
        limit = min(len(text), end + _REACH)
        patterns = self._patterns(self._whole, text, start, end)
        nearest = [(pattern, pattern.search(text, start, limit)) for pattern in patterns]
        while match := min((match for _, match in nearest if match), key=re.Match.start, default=None):
            at, after = match.span()
            if at >= end:
                return
            number = (match.lastindex or 1) - 1 - self._special
            if number < 0:
                around = max(start, at - self._around), min(len(text), at + self._around)
                found = [f for f in self._by_folding(text, *around, start, end) if f.span.start <= at < f.span.end]
                yield from found
                after = max((f.span.end for f in found), default=at + 1)
            elif after - at == self._lengths[number] or is_hit(match.group(), self._forms[number]):
                while (
                    after < len(text) and text[after] > "\u02ff" and unicodedata.category(text[after]) in ("Mn", "Me")
                ):
                    after += 1
                yield Found(Span(at, after), self._forms[number])
            else:
                after = at + 1
            nearest = [
                (pattern, pattern.search(text, after, limit) if match and match.start() < after else match)
                for pattern, match in nearest
            ]

    def _patterns(self, whole: re.Pattern[str], text: str, start: int, end: int) -> Sequence[re.Pattern[str]]:
        """That of all first characters; in long texts one for each of a few that are there, which is found sooner."""
        self._left -= end - start
        if self._left > 0:
            return (whole,)
        there = (char for char in self._firsts if text.find(char, start, end) >= 0)
        return [re.compile(re.escape(char) + self._rest) for char in there]  # `re` keeps what it has compiled

    def _by_folding(self, text: str, low: int, high: int, start: int, end: int) -> list[Found]:
        """Hits in `text[low:high]` and a little beyond that begin in `[start, end)`."""
        folded = fold(text[low : min(len(text), high + self._around)])
        found = [
            (low + span.start, rank, low + span.end)
            for rank, form in enumerate(self._forms)
            for span in find(folded, form)
            if start <= low + span.start < end
        ]
        kept: list[Found] = []
        for begin, rank, after in sorted(found):
            if not kept or begin >= kept[-1].span.end:
                kept.append(Found(Span(begin, after), self._forms[rank]))
        return kept

    def _members(self, char: str) -> str:
        chars = self._table.of.get(char, char)
        return chars if self._beyond else "".join(c for c in chars if c <= "\uffff") or char

    def _alternative(self, letters: str) -> str:
        parts = [f"(?<={_class(self._members(letters[0]))})"]
        for char in letters[1:]:
            if char != " ":
                parts += (self._between, _class(self._members(char)))
        return "".join(parts) + "()"


def _class(chars: Iterable[str]) -> str:
    members = [re.escape(char) for char in chars]
    return members[0] if len(members) == 1 else f"[{''.join(members)}]"


def _reaching(letters: str, table: Preimages) -> Iterator[str]:
    """Characters whose several may be a part of a hit, or hold one."""
    if not table.expanding:
        return
    bare = letters.replace(" ", "")
    for char in {char for letter in {*bare} for char in holders().get(letter, "")} & table.expanding.keys():
        if _touches(table.expanding[char].replace(" ", ""), bare):
            yield char


def _touches(several: str, letters: str) -> bool:
    if several in letters or letters in several:
        return True
    shorter = min(len(several), len(letters))
    return any(several.endswith(letters[:n]) or letters.endswith(several[:n]) for n in range(1, shorter))
