"""Names for the entries of a digest that a link finds on GitHub and in Obsidian alike.

GitHub makes a heading's anchor from its text (lower case, punctuation dropped, spaces as dashes) and does not know
Obsidian's `^block` ids; Obsidian looks a fragment up among the texts of the headings, whatever their case, and ignores
HTML ids. The one thing that works in both, and wherever else headings have anchors, is a heading whose text *is* its
anchor: only lower-case ASCII letters, digits and a dash. So every entry that is linked to has such a heading, `m-` or
`c-` and the end of its ULID. All other headings begin with a word of ours and can never take an entry's anchor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

_SHORTEST = 8
"""The last characters of a ULID are its random part: eight of them are 40 bits."""


def anchors(prefix: str, ids: Iterable[str]) -> dict[str, str]:
    """For each id `prefix` and its end in lower case, as short as tells it from all others."""
    unnamed, named = sorted(set(ids)), {}
    length = _SHORTEST
    while unnamed:
        tails = {id: id[-length:].lower() for id in unnamed}
        count = Counter(tails.values())
        for id in unnamed:
            if count[tails[id]] == 1 or length >= len(id):
                named[id] = f"{prefix}-{tails[id]}"
        unnamed = [id for id in unnamed if id not in named]
        length += 2
    return named
