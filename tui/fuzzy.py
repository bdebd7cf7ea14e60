"""Which of many short texts a few typed letters mean, best first. Pure; every list that is filtered by typing uses it.

Texts are folded by the caller, once (`sources.fold.fold_text`), so that script, width and case never matter and each
key costs only the comparison: about 20 ms for 10,000 titles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_WORD, _PREFIX, _INSIDE, _SCATTERED = range(4)
_STEP = 10_000
"""Between two kinds of match; within a kind, what stands earlier and closer together wins."""


def rank(query: str, texts: Sequence[tuple[str, str]], among: Iterable[int] | None = None) -> list[int]:
    """Indices of the texts that match, best first; all of them, in their order, when the query is blank.

    `among` are those that matched a query of which this one is a continuation: no others can.

    `query` as typed; `texts` are folded pairs (title, detail). Each word of the query has to match: as a whole word,
    then at a word's start, then anywhere, and, in the title only, with other characters between its own (in a detail,
    which is often a sentence, that would match nearly anything). A title goes before a detail, a short title before a
    long one.
    """
    from sources.fold import fold_text

    words = fold_text(query).replace("-", " ").split()  # "high-contrast" is called "High contrast"
    if not words:
        return list(range(len(texts)))
    found = []
    for index in range(len(texts)) if among is None else among:
        title, detail = texts[index]
        cost = 0
        for word in words:
            part = _cost(word, title, detail)
            if part is None:
                break
            cost += part
        else:
            found.append((cost, len(title), index))
    found.sort()
    return [index for _, _, index in found]


def _cost(word: str, title: str, detail: str) -> int | None:
    """How far a folded word is from these texts, or None when it is in neither."""
    best = _contained(word, title)
    if best is None:
        best = _scattered(word, title)
    if best is None or best > _STEP // 2:  # else a detail would not be nearer
        in_detail = _contained(word, detail)
        if in_detail is not None:
            best = in_detail + _STEP // 2 if best is None else min(best, in_detail + _STEP // 2)
    return best


def _contained(word: str, text: str) -> int | None:
    at = text.find(word)
    best = None
    while at >= 0:
        if at == 0 or _is_edge(text[at - 1], text[at]):
            end = at + len(word)
            if end == len(text) or _is_edge(text[end - 1], text[end]):
                return min(at, _STEP // 2 - 1)  # any other is further on or no whole word
            cost = _PREFIX * _STEP + min(at, _STEP // 2 - 1)
        else:
            cost = _INSIDE * _STEP + min(at, _STEP // 2 - 1)
        if best is None or cost < best:
            best = cost
        at = text.find(word, at + 1)
    return best


def _scattered(word: str, text: str) -> int | None:
    """The characters in order with others between; `gaps` counts those, in the tightest stretch that ends first."""
    end = 0
    for character in word:
        end = text.find(character, end) + 1
        if not end:
            return None
    start = end
    for character in reversed(word):
        start = text.rfind(character, 0, start)
    gaps = end - start - len(word)
    return _SCATTERED * _STEP + min(gaps, _STEP // 2 - 1)


def _is_edge(before: str, after: str) -> bool:
    """Whether a word may end between these two characters: at signs and spaces, and between Han and other letters."""
    return not (before.isalnum() and after.isalnum()) or _is_han(before) != _is_han(after)


def _is_han(character: str) -> bool:
    return character >= "\u2e80"
