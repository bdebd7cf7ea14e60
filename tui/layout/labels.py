"""Labels for the sentences on the screen: one letter each, and two where there are more sentences than letters."""

from __future__ import annotations

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
