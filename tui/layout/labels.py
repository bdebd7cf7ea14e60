"""Labels for the sentences on the screen: one letter each, and two where there are more sentences than letters."""

from __future__ import annotations

from collections.abc import Sequence

from sources.document import Document
from sources.passages import next_sentence
from tui.layout.folds import Folds
from tui.layout.rows import Row

LETTERS = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM"
"""What the fingers find first comes first."""


def labels(count: int) -> list[str]:
    """`count` labels, none of which begins another, the shortest first. Ends where two letters do not suffice."""
    prefixes = 0
    while len(LETTERS) - prefixes + prefixes * len(LETTERS) < count and prefixes < len(LETTERS):
        prefixes += 1
    alone = LETTERS[: len(LETTERS) - prefixes]
    pairs = [first + second for first in LETTERS[len(alone) :] for second in LETTERS]
    return [*alone, *pairs][:count]


def labelled(document: Document, rows: Sequence[Row], folds: Folds) -> dict[str, int]:
    """A label for each sentence that begins in these rows, and where it does; what is folded away has none."""
    if not rows:
        return {}
    starts: list[int] = []
    at = rows[0].start - 1
    while (after := next_sentence(document, at)) > at and after < rows[-1].end:
        fold = folds.hiding(after)
        at = max(after, fold.end - 1) if fold else after
        if not fold:
            starts.append(after)
    return dict(zip(labels(len(starts)), starts, strict=False))
