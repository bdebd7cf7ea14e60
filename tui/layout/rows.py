"""A document as rows of the screen, laid out only where somebody looks.

The text is divided into chunks: a block, or a piece of a very long one, with the white space after it. A chunk's bounds
follow from its neighbourhood alone, so that the last row of a huge text is as near as the first; rows exist only for
chunks that were asked for, the last 512 of which are kept. There are no global row numbers: a place is a `Position`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from sources.document import Block, BlockKind, Document
from tui.layout.cells import cell_len, cut
from tui.layout.characters import SPACES, cluster_start, measure
from tui.layout.folds import Fold, Folds
from tui.layout.wrap import LEGAL, TOLERABLE, break_quality, wrap

LONGEST_CHUNK = 4096
"""Code points of a block that are wrapped at once."""

_WINDOW = 1024
STRIDE = LONGEST_CHUNK - _WINDOW
"""Code points from one place where a long block may be cut to the next."""
_KEPT_CHUNKS = 512
_LONGEST_LABEL = 10
# Where a long block is best cut: after a line, a sentence, a clause, a space.
_CLOSERS = r"[”’」』）】》〉\"')\]]*[ \u3000]*"
_CUTS = (r"\n", "[。！？!?｡]" + _CLOSERS, "[，；：、,;:]" + _CLOSERS, r"[ \u3000]+")


class Position(NamedTuple):
    """A row of one layout: the offset where its chunk begins, and its number in the chunk. Ordered as the text."""

    chunk: int
    row: int


class Row(NamedTuple):
    """One row of the screen. The rows of a layout are contiguous: together their `[start, end)` are the whole text.

    `[start, stop)` is what is drawn: without line breaks and hanging spaces. `indent` is the cells left of it. `block`
    is an index into the document's blocks, -1 for a blank row between blocks; `first` is true of a block's first row.
    The one row of a closed fold draws its `label` instead of the text.
    """

    start: int
    end: int
    stop: int
    indent: int
    block: int
    first: bool
    position: Position
    label: str = ""


class _Bounds(NamedTuple):
    """The chunk `[start, end)` of block `block`; `head` and `tail`: it holds the block's beginning and its end.

    A closed fold is one chunk, whatever blocks it hides.
    """

    block: int
    start: int
    end: int
    head: bool
    tail: bool
    fold: Fold | None = None


class _Chunk(NamedTuple):
    """`text` is the shown text from `base` on; `starts` and `rows` are parallel."""

    start: int
    end: int
    base: int
    text: str
    starts: list[int]
    rows: list[Row]


class Layout:
    """The rows of `document` in `width` cells (at least 2).

    `shown(start, end)` gives the text to draw for a range, one code point for one; it is asked once for each chunk.
    Raises ValueError when its answer has another length. Offsets are code points of the document's text. `by_sentence`
    begins a row with each sentence.
    """

    def __init__(
        self,
        document: Document,
        width: int,
        *,
        shown: Callable[[int, int], str] | None = None,
        folds: Folds | None = None,
        by_sentence: bool = False,
    ) -> None:
        self.document = document
        self.width = width
        self.folds = folds or Folds(document)
        self.by_sentence = by_sentence
        self._shown = shown or self._visible
        self._chunk = lru_cache(maxsize=_KEPT_CHUNKS)(self._lay_out)
        self._cut = lru_cache(maxsize=_KEPT_CHUNKS)(self._find_cut)

    def first(self) -> Position:
        return Position(0, 0)

    def last(self) -> Position:
        return self.position_of(len(self.document.text))

    def row(self, position: Position) -> Row:
        """The row at a position of this layout. Raises IndexError for a row that its chunk does not have."""
        return self._chunk(position.chunk).rows[position.row]

    def text(self, row: Row) -> str:
        """What is drawn of `row`, after its indent: never wider than the layout. Empty for a blank row."""
        if row.label:
            return row.label
        chunk = self._chunk(row.position.chunk)
        return chunk.text[max(0, row.start - chunk.base) : max(0, row.stop - chunk.base)]

    def rows(self, position: Position, count: int) -> list[Row]:
        """`count` rows from `position` on, fewer at the end of the text."""
        rows: list[Row] = []
        while len(rows) < count:
            chunk = self._chunk(position.chunk)
            rows += chunk.rows[position.row : position.row + count - len(rows)]
            if chunk.end >= len(self.document.text):
                break
            position = Position(chunk.end, 0)
        return rows

    def position_of(self, offset: int) -> Position:
        """The row that holds `offset`; before the text the first, past its end the last."""
        offset = max(0, min(offset, len(self.document.text)))
        chunk = self._chunk(self._bounds(offset).start)
        return chunk.rows[max(0, bisect_right(chunk.starts, offset) - 1)].position

    def move(self, position: Position, n: int) -> Position:
        """`n` rows down (up when negative), stopping at the ends. Lays out the chunks on the way."""
        chunk = self._chunk(position.chunk)
        row = position.row + n
        while row < 0:
            if not chunk.start:
                return self.first()
            chunk = self._chunk(self._bounds(chunk.start - 1).start)
            row += len(chunk.rows)
        while row >= len(chunk.rows):
            if chunk.end >= len(self.document.text):
                return chunk.rows[-1].position
            row -= len(chunk.rows)
            chunk = self._chunk(chunk.end)
        return chunk.rows[row].position

    def _visible(self, start: int, end: int) -> str:
        from sources.safe import visible

        return visible(self.document.text[start:end])

    def _bounds(self, offset: int) -> _Bounds:
        """The chunk that holds `offset`. Touches no text but the neighbourhood of a long block's cuts."""
        blocks = self.document.blocks
        if not blocks:
            return _Bounds(-1, 0, len(self.document.text), True, True)
        index = self.document.block_index(offset)
        fold = self.folds.closed(index) if self.folds.all else None
        if fold:
            following = blocks[fold.last + 1].start if fold.last + 1 < len(blocks) else len(self.document.text)
            return _Bounds(fold.first, fold.start if fold.first else 0, following, True, True, fold)
        block = blocks[index]
        start = block.start if index else 0
        end = blocks[index + 1].start if index + 1 < len(blocks) else len(self.document.text)
        length = block.end - block.start
        if length <= LONGEST_CHUNK:
            return _Bounds(index, start, end, True, True)
        last = (length - 1) // STRIDE
        piece = max(0, min((offset - block.start) // STRIDE, last))
        if piece < last and self._cut(block.start, piece + 1) <= offset:
            piece += 1
        head, tail = piece == 0, piece == last
        return _Bounds(
            index,
            start if head else self._cut(block.start, piece),
            end if tail else self._cut(block.start, piece + 1),
            head,
            tail,
        )

    def _find_cut(self, block_start: int, piece: int) -> int:
        """Where piece `piece` ≥ 1 of a long block begins: after the last full stop, else comma, else space, else legal
        break in the 1,024 characters up to its nominal place. A cluster longer than that is cut."""
        low = block_start + piece * STRIDE - _WINDOW
        window = self.document.text[low : low + _WINDOW + 1]
        codes = measure(window)
        for pattern in _CUTS:
            for match in reversed(list(re.finditer(pattern, window[:_WINDOW]))):
                if window[match.end() - 1] == "\n" or break_quality(codes, match.end()) & LEGAL:
                    return low + match.end()
        for wanted in (LEGAL, TOLERABLE):
            for index in range(_WINDOW, 0, -1):
                if break_quality(codes, index) & wanted:
                    return low + index
        return low + (cluster_start(codes, _WINDOW - 1) or _WINDOW - 1)

    def _lay_out(self, start: int) -> _Chunk:
        """The rows of the chunk that begins at `start`."""
        text = self.document.text
        bounds = self._bounds(start)
        if bounds.block < 0:
            blank = Row(0, len(text), 0, 0, -1, False, Position(0, 0))
            return _Chunk(0, len(text), 0, "", [0], [blank])
        if bounds.fold:
            return self._lay_out_fold(bounds, bounds.fold)
        block = self.document.blocks[bounds.block]
        # Line breaks before the first block make one blank row; mere spaces are drawn with it.
        lead = bounds.head and "\n" in text[start : block.start]
        base = block.start if lead else start
        stop = min(bounds.end, block.end)
        shown = self._shown(base, stop)
        if len(shown) != stop - base:
            raise ValueError(
                f"The shown text of [{base}, {stop}) has {len(shown)} characters instead of {stop - base}."
            )

        first_indent, indent = self._indents(block)
        if not bounds.head:
            first_indent = indent
        starts = [base + s for s in self._wrapped(base, shown, first_indent, indent)]
        ends = [*starts[1:], bounds.end]
        blank_from = ends[-1] = self._blank_row(block.end, bounds.end) if bounds.tail else bounds.end
        rows: list[Row] = []
        if lead:
            rows.append(Row(start, base, start, 0, -1, False, Position(start, 0)))
        for i, (row_start, row_end) in enumerate(zip(starts, ends, strict=True)):
            drawn = shown[row_start - base : row_end - base].rstrip("\n" + SPACES)
            rows.append(
                Row(
                    row_start,
                    row_end,
                    row_start + len(drawn),
                    indent if i else first_indent,
                    bounds.block,
                    bounds.head and not i,
                    Position(start, len(rows)),
                )
            )
        if blank_from < bounds.end:
            rows.append(Row(blank_from, bounds.end, blank_from, 0, -1, False, Position(start, len(rows))))
        return _Chunk(start, bounds.end, base, shown, [row.start for row in rows], rows)

    def _wrapped(self, base: int, shown: str, first_indent: int, indent: int) -> list[int]:
        """Where the rows of a chunk's text begin, from its `base` on."""
        first, width = self.width - first_indent, self.width - indent
        if not self.by_sentence:
            return wrap(shown, first, width)
        from sources.segments import sentences

        begins = [span.start - base for span in sentences(self.document.text, base, base + len(shown))]
        edges = sorted({0, len(shown), *begins[1:]}) if shown else [0]
        starts: list[int] = []
        for start, end in pairwise(edges):
            starts += [start + s for s in wrap(shown[start:end], width if start else first, width)]
        return starts or [0]

    def _lay_out_fold(self, bounds: _Bounds, fold: Fold) -> _Chunk:
        start, end = bounds.start, bounds.end
        blank_from = self._blank_row(fold.end, end)
        label = cut(fold.label, self.width)
        rows = [Row(start, blank_from, start, 0, fold.first, True, Position(start, 0), label)]
        if blank_from < end:
            rows.append(Row(blank_from, end, blank_from, 0, -1, False, Position(start, 1)))
        return _Chunk(start, end, start, "", [row.start for row in rows], rows)

    def _blank_row(self, block_end: int, end: int) -> int:
        """Where the blank row of the gap `[block_end, end)` begins, after its first newline; `end` if it has none."""
        text = self.document.text
        newline = text.find("\n", block_end, end)
        if end == len(text) or newline < 0 or text.find("\n", newline + 1, end) < 0:
            return end
        return newline + 1

    def _indents(self, block: Block) -> tuple[int, int]:
        """Cells left of a block's first row and of its other rows. At least two cells and half the width remain."""
        label = self._visible(block.start, min(block.body, block.start + self.width))
        level = 2 * block.level
        match block.kind:
            case BlockKind.TURN:
                hang = cell_len(label)
                indents = (0, hang if hang <= _LONGEST_LABEL else 2)
            case BlockKind.LIST_ITEM:
                # White space that the text itself begins with is drawn, and stands for the level.
                first = 0 if label[:1].isspace() else level
                indents = (first, first + cell_len(label))
            case BlockKind.QUOTE:
                indents = (2 + level, 2 + level)
            case BlockKind.CODE:
                indents = (2, 2)
            case BlockKind.TABLE:
                indents = (0, 2)
            case _:
                indents = (0, 0)
        most = max(0, min(self.width // 2, self.width - 2))
        return min(indents[0], most), min(indents[1], most)
