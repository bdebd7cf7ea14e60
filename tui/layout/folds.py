"""Which stretches of a document are folded away: the page around a text, and what stands twice.

A fold is a run of neighbouring blocks folded for the same reason. It is one row of the layout until it is opened;
nothing of the text is ever removed. Pure values: what is open belongs to a pane, so two panes may differ.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sources.document import Block, Document


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks `first` to `last`, both included; `[start, end)` in code points of the text."""

    first: int
    last: int
    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Folds:
    """The folds of a document, of which those that begin at an offset in `opened` are open."""

    document: Document
    opened: frozenset[int] = field(default=frozenset())

    @cached_property
    def all(self) -> tuple[Fold, ...]:
        return tuple(_found(self.document))

    @cached_property
    def _firsts(self) -> list[int]:
        return [fold.first for fold in self.all]

    def holding(self, block: int) -> Fold | None:
        """The fold that a block belongs to, open or closed."""
        at = bisect_right(self._firsts, block) - 1
        return self.all[at] if at >= 0 and block <= self.all[at].last else None

    def closed(self, block: int) -> Fold | None:
        """The fold that hides a block."""
        fold = self.holding(block)
        return fold if fold and fold.start not in self.opened else None

    def hiding(self, offset: int) -> Fold | None:
        """The closed fold that holds an offset of the text."""
        return self.closed(self.document.block_index(offset)) if self.all else None

    def toggled(self, fold: Fold) -> Folds:
        return self.with_opened(self.opened ^ {fold.start})

    def with_opened(self, opened: frozenset[int]) -> Folds:
        """The same folds, others of them open; found once for all."""
        other = Folds(self.document, opened)
        other.__dict__["all"] = self.all
        return other

    def all_toggled(self) -> Folds:
        """All open if any is closed, else all closed."""
        starts = frozenset(fold.start for fold in self.all)
        return self.with_opened(frozenset() if starts <= self.opened else starts)


def _found(document: Document) -> list[Fold]:
    folds: list[Fold] = []
    blocks = document.blocks
    if not getattr(blocks, "any_folded", True):
        return folds
    first = 0
    while first < len(blocks):
        reason = blocks[first].folded
        last = first
        while last + 1 < len(blocks) and blocks[last + 1].folded == reason:
            last += 1
        if reason:
            run = blocks[first : last + 1]
            folds.append(Fold(first, last, run[0].start, run[-1].end, _label(reason, run)))
        first = last + 1
    return folds


def _label(reason: str, run: Sequence[Block]) -> str:
    count = f"{len(run)} paragraph{'s' if len(run) > 1 else ''}"
    if reason == "repeat" and run[0].repeats is not None:
        return f"⋯ repeats ¶ {run[0].repeats} ({count})"
    return f"⋯ {'around the text' if reason == 'chrome' else reason} ({count})"
