"""How sure a place is: the one table of thresholds, measured on edits of real texts (docs/reliability.md).

A mark's words alone are never believed when they are few: what stands around them has to be there too. It is better to
ask than to put a note under words that it is not about.
"""

from __future__ import annotations

from dataclasses import dataclass

SURE = 0.9
"""Confidence from which a mark is placed without asking."""
LIKELY = 0.5
"""Confidence from which a place is offered as the mark's likely one."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a place, in shares from 0 to 1 but for `weight`, how much the mark's words identify, and `ratio`.

    `cover`: of the mark's words that are there; `back`: of the words there that are the mark's; `like`: of the letters
    of both; `before` and `behind`: of the context; `second`: of the mark's words that are together elsewhere. `ratio`:
    the place's letters by the mark's. `disputed`: another passage of either text has as good a claim.
    """

    weight: float
    cover: float
    back: float
    like: float
    before: float
    behind: float
    second: float
    ratio: float
    disputed: bool = False

    def confidence(self) -> float:
        """From 0 to 1, never sure where another passage has as good a claim."""
        return min(self._of_words(), 0.8) if self.disputed else self._of_words()

    def _of_words(self) -> float:
        """The same words, then hardly any of them, then edited ones."""
        context = (self.before + self.behind) / 2
        same = max(self.cover, self.like)
        if self.cover == self.like == 1.0:
            if self.weight >= 8 or (context >= 0.4 and (self.weight >= 4 or min(self.before, self.behind) >= 0.3)):
                return 0.97
            return 0.7 if self.weight >= 5 or max(self.before, self.behind) >= 0.35 else 0.4
        if same < 0.45:
            held = min(self.before, self.behind) >= 0.75 and self.weight < 12
            return 0.6 if held else 0.3
        if same >= 0.75 and (self.weight > 6 or context > 0.5):
            return 0.92 if self._whole() else 0.8
        return 0.7 if context > 0.4 or self.weight * self.cover > 15 else 0.4

    def _whole(self) -> bool:
        """Whether an edited passage is all there and little else: one cut short may be a neighbour that looks alike."""
        if self.second >= 0.2 or self.back < 0.6 or max(self.before, self.behind) < 0.4:
            return False
        return self.cover >= 0.8 or 0.8 <= self.ratio <= 1.25
