"""Which of many short texts a few typed letters mean, best first. Pure; every list that is filtered by typing uses it.

Texts are folded by the caller, once (`sources.fold.fold_text`), so that script, width and case never matter and each
key costs only the comparison: about 20 ms for 10,000 titles.
"""

from __future__ import annotations

from collections.abc import Sequence

_WORD, _PREFIX, _INSIDE, _SCATTERED = range(4)
_STEP = 10_000
"""Between two kinds of match; within a kind, what stands earlier and closer together wins."""


def rank(query: str, texts: Sequence[tuple[str, str]]) -> list[int]:
    """Indices of the texts that match, best first; all of them, in their order, when the query is blank.

    `query` as typed; `texts` are folded pairs (title, detail). Each word of the query has to match: as a whole word,
    then at a word's start, then anywhere, and, in the title only, with other characters between its own (in a detail,
    which is often a sentence, that would match nearly anything). A title goes before a detail, a short title before a
    long one.
    """
    from sources.fold import fold_text

    words = fold_text(query).split()
    if not words:
        return list(range(len(texts)))
    found = []
    for index, (title, detail) in enumerate(texts):
        cost = 0
        for word in words:
            part = _cost(word, title, detail)
            if part is None:
                break
            cost += part
        else:
            found.append((cost, len(title), index))
    return [index for _, _, index in sorted(found)]


def _cost(word: str, title: str, detail: str) -> int | None:
    """How far a folded word is from these texts, or None when it is in neither."""
    costs = [cost for cost in (_contained(word, title), _scattered(word, title)) if cost is not None][:1]
    in_detail = _contained(word, detail)
    if in_detail is not None:
        costs.append(in_detail + _STEP // 2)
    return min(costs, default=None)


def _contained(word: str, text: str) -> int | None:
    at = text.find(word)
    best = None
    while at >= 0:
        before = at == 0 or _is_edge(text[at - 1], text[at])
        end = at + len(word)
        after = end == len(text) or _is_edge(text[end - 1], text[end])
        kind = _WORD if before and after else _PREFIX if before else _INSIDE
        cost = kind * _STEP + min(at, _STEP // 2 - 1)
        best = cost if best is None else min(best, cost)
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
