"""Words of one region where the other text has another region's for the same thing: 软件 and 軟體, 打印机 and 印表機.

Folding makes characters equal, never words; where two texts were found to differ, such words are matched as wholes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sources.regional import regional_words

if TYPE_CHECKING:
    from annotations.anchoring.align import Alignment
    from annotations.anchoring.gaps import Gap

_LONGEST = 7
"""Characters of a word that is looked for."""

Wholes = dict[int, tuple[int, int]]
"""By its first token in the gap, a word's token after the last there and the key that stands for it."""


def wholes(alignment: Alignment, gap: Gap) -> tuple[Wholes, Wholes]:
    """The words of either side of the gap that the other side has in another region's form.

    A word may reach out of the gap where both forms begin or end with the same characters.
    """
    old: Wholes = {}
    new: Wholes = {}
    table = regional_words()
    xs, ys = _letters(alignment, gap.a0, gap.a1, new=False), _letters(alignment, gap.b0, gap.b1, new=True)
    from_x, from_y = min(_LONGEST, gap.a0), min(_LONGEST, gap.b0)
    size_x, size_y = gap.a1 - gap.a0, gap.b1 - gap.b0
    done = 0
    for s in range(len(xs)):
        for e in range(min(len(xs), s + _LONGEST), s + 1, -1):
            others = table.get(xs[s:e], ()) if e > from_x and s < from_x + size_x and s >= done else ()
            if not others:
                continue
            inside = max(s - from_x, 0), min(e - from_x, size_x)
            key = alignment.vocabulary.key(xs[s:e])
            for other in others:
                at = ys.find(other)
                while at >= 0:
                    there = max(at - from_y, 0), min(at + len(other) - from_y, size_y)
                    before = min(s - from_x, 0) == min(at - from_y, 0)
                    behind = max(e - from_x - size_x, 0) == max(at + len(other) - from_y - size_y, 0)
                    if before and behind and there[0] < there[1]:
                        old[gap.a0 + inside[0]] = gap.a0 + inside[1], key
                        new.setdefault(gap.b0 + there[0], (gap.b0 + there[1], key))
                        done = e
                    at = ys.find(other, at + 1)
    return old, new


def _letters(alignment: Alignment, start: int, end: int, *, new: bool) -> str:
    """A range and what stands beside it, a character for each token, which is none of a word for other scripts."""
    tokens, words = alignment.new if new else alignment.old, alignment.vocabulary.words
    around = tokens.keys[max(0, start - _LONGEST) : end + _LONGEST]
    return "".join([word if len(word := words[key]) == 1 else "\0" for key in around])
