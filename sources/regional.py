"""What else a query's words are called: in other regions, by the bundled synonyms, in the reader's own glossary.

Only queries are widened. A text is never rewritten: 兆 is a number word, to be searched as 万亿 and not to be read so.
OpenCC's tables of regional words are read here as groups of synonyms and compared folded, so that no converter has to
be loaded and a query in any script finds its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import islice, product

from sources.fold import fold_text
from sources.hanzi import entries
from sources.prebuilt import prebuilt
from sources.scan import Mode

_MOST_FORMS = 16
_MOST_OTHERS = 8
_LONGEST = 24
"""Folded characters of a term that are looked for."""

Others = Mapping[str, tuple[str, ...]]
"""By folded term, the terms that may stand for it, nearest first."""


def forms(query: str, mode: Mode, glossary: Iterable[tuple[str, ...]] = ()) -> tuple[str, ...]:
    """What is searched for: the query and, where it is folded, what it is called in other regions and the glossary."""
    return regional_variants(query, glossary) if mode is Mode.FOLDED else (query,)


def regional_variants(query: str, glossary: Iterable[tuple[str, ...]] = ()) -> tuple[str, ...]:
    """What `query` is called elsewhere, to be searched beside it: at most 16 forms, the query's own first.

    Where terms overlap the longest counts. A term in Latin letters counts where it is a word (AGI, not in "magic").
    Forms that fold alike are given once.
    """
    own = _others(tuple(glossary))
    pieces = list(_pieces(query, own, _bundled()))
    # Each piece as written and in its other words; those that change all pieces alike come first.
    width = max((len(piece) for piece in pieces), default=1)
    alike = ("".join(piece[min(n, len(piece) - 1)] for piece in pieces) for n in range(width))
    forms: dict[str, str] = {fold_text(query): query}
    for form in (*alike, *islice(map("".join, product(*pieces)), 4 * _MOST_FORMS)):
        forms.setdefault(fold_text(form), form)
    return tuple(forms.values())[:_MOST_FORMS]


def _pieces(query: str, *tables: Others) -> Iterator[tuple[str, ...]]:
    """The query cut into terms, each with its other words behind it, and what stands between them."""
    folded = [fold_text(char) for char in query]
    at, done = 0, 0
    while at < len(query):
        end, others = _term(query, folded, at, tables)
        if others:
            if at > done:
                yield (query[done:at],)
            yield (query[at:end], *others)
            at = done = end
        else:
            at += 1
    if done < len(query):
        yield (query[done:],)


def _term(query: str, folded: list[str], at: int, tables: tuple[Others, ...]) -> tuple[int, list[str]]:
    """Where the longest term that begins at `at` ends, and its other words."""
    for end in range(min(len(query), at + _LONGEST), at, -1):
        term = "".join(folded[at:end])
        others = _reached(term, tables) if any(term in table for table in tables) else []
        if others and _is_whole(query, at, end, term):
            return end, others
    return at, []


def _reached(term: str, tables: tuple[Others, ...]) -> list[str]:
    """The other words for a term, and the words for those: 晶元 by the glossary is 芯片, which elsewhere is 晶片."""
    found: dict[str, str] = {term: ""}
    for _ in range(2):
        for known in tuple(found):
            for table in tables:
                for other in table.get(known, ()):
                    found.setdefault(fold_text(other), other)
    return [other for other in found.values() if other][: 2 * _MOST_OTHERS]


def _is_whole(query: str, start: int, end: int, term: str) -> bool:
    around = query[max(0, start - 1) : start] + query[end : end + 1]
    return not (term.isascii() and any(char.isascii() and char.isalnum() for char in around))


@cache
def _others(groups: tuple[tuple[str, ...], ...]) -> Others:
    found: dict[str, dict[str, str]] = {}
    for group in groups:
        folds = {fold_text(term): term for term in group if term.strip()}
        for key in folds:
            known = found.setdefault(key, {})
            for fold, other in folds.items():
                if fold != key:
                    known.setdefault(fold, other)
    return {key: tuple(others.values()) for key, others in found.items()}


@cache
def regional_words() -> Others:
    """The bundled terms that name one thing: by folded term, the others, folded."""
    return {key: tuple(map(fold_text, others)) for key, others in _bundled().items()}


@cache
def _bundled() -> Others:
    kept = prebuilt()
    return kept.synonyms() if kept else make_synonyms()


def make_synonyms() -> Others:
    """The bundled synonyms and OpenCC's regional words, of the tables themselves."""
    lines = files("sources").joinpath("synonyms.tsv").read_text("utf-8").splitlines()
    groups = [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]
    for table in ("TWPhrases", "TWPhrasesRev"):
        # A word and the first of its candidates: the others are for other senses of it.
        groups += ((key, values[0]) for key, values in entries(table) if len(key) > 1)
    return _others(tuple(groups))
