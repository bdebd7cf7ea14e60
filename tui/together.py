"""Which place of one text answers to which of another: by the passages that are linked, or by headings. Pure.

Pairs of places are nailed to each other; between two of them the texts run evenly. It is what scrolling together needs:
a pair at the same height on the screen, and nothing that jumps in between.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sources.document import BlockKind
from sources.outline import Entry, Outline


class Together(StrEnum):
    """How panes scroll together."""

    OFF = "off"
    LINKS = "links"
    HEADINGS = "headings"


@dataclass(frozen=True, slots=True)
class Pairs:
    """`places` are pairs (here, there), sorted, no `here` twice; the lengths are those of the two texts."""

    places: tuple[tuple[int, int], ...]
    here_length: int
    there_length: int

    def there(self, offset: int) -> int:
        """The place in the other text for `offset` in this one; all in code points.

        On a pair it is exact. Between two pairs it is in proportion or, where the second stands before the first in
        the other text, as far behind the first as here. Beyond the outermost pairs likewise, up to the text's end.
        """
        at = bisect_right(self.places, offset, key=lambda place: place[0])
        here, there = self.places[at - 1] if at else (0, 0)
        next_here, next_there = (
            self.places[at] if at < len(self.places) else (max(here + 1, self.here_length), self.there_length)
        )
        ahead = offset - here
        if next_there > there:
            return min(there + ahead * (next_there - there) // (next_here - here), self.there_length)
        return max(0, min(there + ahead, self.there_length))


def pairs(places: Iterable[tuple[int, int]], here_length: int, there_length: int) -> Pairs:
    """Of several places for one passage, the first in the other text counts."""
    first: dict[int, int] = {}
    for here, there in sorted(places):
        first.setdefault(here, there)
    return Pairs(tuple(first.items()), here_length, there_length)


def heading_places(here: Outline, there: Outline) -> list[tuple[int, int]]:
    """Headings that answer to each other: those with the same words in both texts, in any script and case; where no two
    texts share words, as between languages, the first heading and the first, the second and the second …"""
    from sources.fold import fold_text

    texts = []
    for outline in (here, there):
        named: dict[str, list[int]] = {}
        for entry in _headings(outline):
            named.setdefault(fold_text(entry.name), []).append(entry.start)
        texts.append({name: starts[0] for name, starts in named.items() if len(starts) == 1})
    one, other = texts
    shared = [(start, other[name]) for name, start in one.items() if name in other]
    if shared:
        return shared
    starts = [[entry.start for entry in _headings(outline)] for outline in (here, there)]
    return list(zip(*starts, strict=False))


def _headings(outline: Outline) -> list[Entry]:
    return [entry for entry in outline.entries if entry.kind is BlockKind.HEADING]
