"""A text that remembers, for every character, which character of the first version it was or replaces.

What became of a mark is then known by construction, whatever was changed and however often.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

NEW = -1
"""The origin of a character that was inserted."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """`origins[i]` is the offset in the first version of what `text[i]` was or replaces, or NEW."""

    text: str
    origins: tuple[int, ...]

    def __getitem__(self, part: slice) -> Tracked:
        return Tracked(self.text[part], self.origins[part])

    def __len__(self) -> int:
        return len(self.text)

    def replaced(self, by: str) -> Tracked:
        """This passage in other words, which stand for it as a whole; kept characters stay what they were."""
        origins: list[int] = []
        for code, a0, a1, b0, b1 in SequenceMatcher(None, self.text, by, autojunk=False).get_opcodes():
            if code == "equal":
                origins += self.origins[a0:a1]
            elif code == "replace":
                size = a1 - a0
                origins += [self.origins[a0 + (k * size) // (b1 - b0)] for k in range(b1 - b0)]
                origins[-1] = self.origins[a1 - 1]
            else:
                origins += [NEW] * (b1 - b0)
        return Tracked(by, tuple(origins))

    def without_origin(self) -> Tracked:
        return Tracked(self.text, (NEW,) * len(self.text))


def first(text: str) -> Tracked:
    return Tracked(text, tuple(range(len(text))))


def added(text: str) -> Tracked:
    return Tracked(text, (NEW,) * len(text))


def joined(parts: Iterable[Tracked]) -> Tracked:
    parts = list(parts)
    return Tracked("".join(part.text for part in parts), tuple(at for part in parts for at in part.origins))


@dataclass(frozen=True, slots=True)
class Truth:
    """Where a mark is: `spans` are right, each with how far it may reach on both sides into what was inserted there.

    No spans: it was deleted. `known` is False where people would not agree: half of it deleted, or torn apart.
    """

    spans: tuple[tuple[int, int, int, int], ...] = ()
    known: bool = True


def truth(new: Tracked, old: str, start: int, end: int) -> Truth:
    """What became of `old[start:end]`."""
    wanted = {at for at in range(start, end) if old[at].isalnum()}
    spans = []
    most = 0
    left = len(wanted.intersection(new.origins))
    for places in _clusters([j for j, at in enumerate(new.origins) if at in wanted], new.origins):
        kept = {new.origins[j] for j in places}
        most = max(most, len(kept))
        if 2 * len(kept) > len(wanted) and len(kept) > 0.8 * left:
            spans.append((places[0], places[-1] + 1))
    if not spans:
        return Truth(known=most == 0)
    if any(5 * _foreign(new, old, (start, end), span) > span[1] - span[0] for span in spans):
        return Truth(known=False)
    return Truth(tuple(_with_reach(new, *span) for span in spans))


def _foreign(new: Tracked, old: str, mark: tuple[int, int], span: tuple[int, int]) -> int:
    """Letters of a place that come from elsewhere in the old text."""
    origins = new.origins[slice(*span)]
    return sum(at != NEW and not mark[0] <= at < mark[1] and old[at].isalnum() for at in origins)


def _clusters(places: list[int], origins: tuple[int, ...]) -> Iterator[list[int]]:
    """Places whose origins ascend: a copy of the text begins a new one."""
    cluster: list[int] = []
    for j in places:
        if cluster and origins[j] < origins[cluster[-1]]:
            yield cluster
            cluster = []
        cluster.append(j)
    if cluster:
        yield cluster


def _with_reach(new: Tracked, start: int, end: int) -> tuple[int, int, int, int]:
    low, high = start, end
    while low > 0 and new.origins[low - 1] == NEW:
        low -= 1
    while high < len(new) and new.origins[high] == NEW:
        high += 1
    return low, start, end, high


def judge(new: Tracked, known: Truth, span: tuple[int, int] | None) -> str:
    """`right`, `partly`, `wrong`, `lost` though it is there. Edges of signs and white space do not count."""
    if span is None:
        return "lost" if known.spans else "right"
    best = 0.0
    got = _trimmed(new.text, *span)
    for low, start, end, high in known.spans:
        want, widest = _trimmed(new.text, start, end), _trimmed(new.text, low, high)
        if widest[0] <= got[0] <= want[0] and want[1] <= got[1] <= widest[1]:
            return "right"
        shared = min(got[1], want[1]) - max(got[0], want[0])
        best = max(best, shared / (max(got[1], want[1]) - min(got[0], want[0])))
    return "right" if best >= 0.95 else "partly" if best >= 0.5 else "wrong"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    a, b = start, end
    while a < b and not text[a].isalnum():
        a += 1
    while b > a and not text[b - 1].isalnum():
        b -= 1
    return (a, b) if a < b else (start, end)
