"""Which of a text's candidates are headings, and of which level: what only the whole text can tell.

A short line is a heading if a text follows and it does not keep coming back; a numbered one if it does not stand in a
list of its like. Apart from `outline`, which finds the candidates, because these rules look at pieces and not at lines.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from sources.document import BlockKind
from sources.structure.lines import (
    CAPTION_RANK,
    PART_RANK,
    RANKS,
    TOPIC_RANK,
    VOICE_RANK,
    Series,
    cells,
    is_long,
    marker_value,
)
from sources.structure.pieces import Piece

_MARKS_ITS_HEADINGS = 3  # "#" headings from which on a text is taken to leave none unmarked
_MOST_REPEATS = 2  # a short line that comes back more often is furniture ("image", "回复") and no heading
_FEWEST_IN_POST = 8  # pieces of a post that may have headings; answers are full of short lines
_FEWEST_CAPTIONS = 2  # captions over lists from which on lines of that look are headings
_LONGEST_IN_SERIES = 96  # cells of a numbered heading whose neighbours in the series are headings
_LONGEST_TOPIC = 96  # cells of the title of a thread
_NOT_TEXT = frozenset((BlockKind.POST, BlockKind.CHROME, BlockKind.SIGNATURE))


@dataclass
class Draft:
    """The pieces of a text before its headings are settled, and by index what they could be."""

    text: str
    found: list[Piece] = field(default_factory=list)
    series: dict[int, Series] = field(default_factory=dict)  # of the pieces that begin with a marker
    alone: set[int] = field(default_factory=set)  # of these, the ones between blank lines
    marked: dict[int, int] = field(default_factory=dict)  # headings of this rank if they are not part of a list
    unmarked: dict[int, int] = field(default_factory=dict)  # headings of this rank if a text follows
    captions: set[int] = field(default_factory=set)  # short lines with a colon
    parts: set[int] = field(default_factory=set)  # titles below a rule
    voices: dict[int, str] = field(default_factory=dict)  # lines that say who speaks below

    def words(self, index: int) -> str:
        return self.text[self.found[index].start : self.found[index].end]


def settle_headings(draft: Draft) -> list[Piece]:
    """The pieces of the draft, its headings made and their levels dense, from 1."""
    quiet = _in_short_posts(draft)
    _Settling(draft, quiet).settle()
    return _dense_levels(draft.found)


def _in_short_posts(draft: Draft) -> set[int]:
    """The pieces in posts too short to have headings."""
    posts = [index for index, piece in enumerate(draft.found) if piece.kind is BlockKind.POST]
    quiet: set[int] = set()
    for start, stop in pairwise([*posts, len(draft.found)]):
        if sum(piece.kind not in _NOT_TEXT for piece in draft.found[start:stop]) < _FEWEST_IN_POST:
            quiet.update(range(start, stop))
    return quiet


class _Settling:
    def __init__(self, draft: Draft, quiet: set[int]) -> None:
        self.draft = draft
        self.found = draft.found
        self.quiet = quiet
        self.accepted: set[int] = set()  # unmarked headings
        self.before: dict[int, Piece] = {}  # what headings were

    def settle(self) -> None:
        self._topic()
        for index in sorted(self.draft.parts - self.quiet):
            if self._next(index) is not None:
                self._make(index, PART_RANK)
        self._marked()
        self._series()
        self._captions()
        self._unmarked()
        self._nest()

    def _topic(self) -> None:
        """The one short line above the first post of a thread is its title; what only stands there is passed over."""
        kinds = [piece.kind for piece in self.found]
        if BlockKind.POST not in kinds:
            return
        above = [n for n in range(kinds.index(BlockKind.POST)) if kinds[n] is not BlockKind.CHROME]
        if len(above) == 1 and kinds[above[0]] is BlockKind.PARAGRAPH:
            words = self.draft.words(above[0])
            if "\n" not in words and cells(words) <= _LONGEST_TOPIC:
                self._make(above[0], TOPIC_RANK)

    def _next(self, index: int) -> int | None:
        """The next piece that is text, in the same post; chrome between is passed over."""
        for after in range(index + 1, len(self.found)):
            kind = self.found[after].kind
            if kind not in _NOT_TEXT:
                return after
            if kind is not BlockKind.CHROME:
                return None
        return None

    def _make(self, index: int, rank: int) -> None:
        piece = self.found[index]
        voice = self.draft.voices.get(index)
        self.before[index] = piece
        self.found[index] = piece._replace(kind=BlockKind.HEADING, body=piece.start, level=rank, speaker=voice)

    def _marked(self) -> None:
        """A short numbered line is a heading when its neighbours are not of its series and something follows it."""
        series = self.draft.series
        for index, rank in self.draft.marked.items():
            if index in self.quiet or index in self.draft.parts or self._next(index) is None:
                continue
            own = series.get(index)
            if own is None or (series.get(index - 1) is not own and series.get(index + 1) is not own):
                self._make(index, rank)

    def _series(self) -> None:
        """Half of a series decides for all: the longer ones among headings are headings, short list items are none."""
        for own, run in self._runs():
            headings = [index for index in run if self.found[index].kind is BlockKind.HEADING]
            if len(headings) * 2 >= len(run):
                self._promote(own, run)
                continue
            for index in headings:
                if index not in self.draft.parts:
                    self.found[index] = self.before[index]

    def _runs(self) -> list[tuple[Series, list[int]]]:
        """The pieces that count on, one, two, three, in one series; other pieces may stand between."""
        runs: list[tuple[Series, list[int]]] = []
        latest: dict[Series, list[int]] = {}
        for index in sorted(self.draft.series):
            own = self.draft.series[index]
            if own not in RANKS:
                continue
            value, run = self._value(index), latest.get(own)
            if run and value is not None and value == (self._value(run[-1]) or 0) + 1:
                run.append(index)
            else:
                latest[own] = [index]
                runs.append((own, latest[own]))
        return runs

    def _value(self, index: int) -> int | None:
        piece = self.found[index]
        return marker_value(self.draft.text[piece.start : piece.start + 8])

    def _promote(self, own: Series, run: list[int]) -> None:
        for index in run:
            after = self._next(index)
            if (
                index in self.draft.alone
                and index not in self.quiet
                and after is not None
                and after not in self.draft.series
                and cells(self.draft.words(index)) <= _LONGEST_IN_SERIES
                and self.found[index].kind is not BlockKind.HEADING
            ):
                self._make(index, RANKS[own])

    def _captions(self) -> None:
        """Short lines with a colon are headings in a text that sets them over several of its lists."""
        captions = [index for index in sorted(self.draft.captions - self.quiet) if self._next(index) is not None]
        lists = [index for index in captions if self._heads_list(index)]
        if len(lists) < _FEWEST_CAPTIONS:
            return
        for index in captions:
            self._make(index, CAPTION_RANK)

    def _heads_list(self, index: int) -> bool:
        own = self.draft.series.get(index + 1)
        return (
            own is not None
            and self.draft.series.get(index + 2) is own
            and self.found[index + 1].kind is BlockKind.LIST_ITEM
        )

    def _unmarked(self) -> None:
        """A short line is a heading when a text follows, or one more heading; not when it keeps coming back."""
        if sum(piece.kind is BlockKind.HEADING and piece.level <= 6 for piece in self.found) >= _MARKS_ITS_HEADINGS:
            return
        seen = Counter(self.draft.words(index) for index in self.draft.unmarked)
        for index, rank in reversed(self.draft.unmarked.items()):
            after = self._next(index)
            if index in self.quiet or after is None or seen[self.draft.words(index)] > _MOST_REPEATS:
                continue
            if self.found[after].kind is BlockKind.PARAGRAPH:
                follows = is_long(self.draft.words(after))
            elif after in self.draft.captions:
                follows = False
            else:
                follows = not {after, after + 1} <= self.accepted
            if follows:
                self.accepted.add(index)
                self._make(index, rank)

    def _nest(self) -> None:
        """Unmarked headings between "一、" and "二、" stand below these, whatever they stand below elsewhere."""
        unmarked = sorted(self.accepted)
        for own, run in self._runs():
            for one, other in pairwise(run):
                between = unmarked[bisect_left(unmarked, one) : bisect_left(unmarked, other)]
                both = self.found[one].kind is self.found[other].kind is BlockKind.HEADING
                if not both or not between or self._has_higher(one, other):
                    continue
                for index in between:
                    rank = max(self.found[index].level, RANKS[own] + 2)
                    self.found[index] = self.found[index]._replace(level=rank)

    def _has_higher(self, one: int, other: int) -> bool:
        """Whether a part or a voice begins between two pieces."""
        return any(
            piece.kind is BlockKind.POST or (piece.kind is BlockKind.HEADING and piece.level <= VOICE_RANK)
            for piece in self.found[one + 1 : other]
        )


def _dense_levels(found: list[Piece]) -> list[Piece]:
    """The pieces, heading ranks replaced by levels 1, 2, 3 … in one order; the title of a thread is over none."""
    ranks = {piece.level for piece in found if piece.kind is BlockKind.HEADING} - {TOPIC_RANK}
    levels = {TOPIC_RANK: 1} | {rank: level for level, rank in enumerate(sorted(ranks), 1)}
    return [piece._replace(level=levels[piece.level]) if piece.kind is BlockKind.HEADING else piece for piece in found]
