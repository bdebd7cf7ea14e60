"""Sentences, clauses, words and blocks of a document around an offset: what motions and "mark this" ask for.

`segments` knows text, this module knows documents: which part of a block its sentences are, and how to keep the cost of
a key press independent of a block's size. A scraped page can be one block of a megabyte, so a block is seen in pieces:
a grid of 2,048 code points, each line of it moved on to the next end of a sentence that is one whatever stands around
it, else to white space. A piece has at most 4,096 code points, and where it is cut does not depend on the offset
asked for; only a sentence of more than 2,048 code points may be cut by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sources.document import Block, BlockKind, Document, Span
from sources.patterns import lazy
from sources.segments import clauses, sentences, words

_CELL = 2048
_AHEAD = 64  # code points behind a cell that a look-ahead may need
_SURE_END = lazy(
    "[。！？](?![。｡！？!?‼⁇⁈⁉…⋯.．”’」』）】》〉)\\]］\"'，、；：,;:=的（(])|[!?](?=\\s+[A-Z])|[a-z]{7}\\.(?=\\s+[A-Z])"
)
_SPACE = lazy(r"\s")
_LED_IN = (BlockKind.LIST_ITEM, BlockKind.QUOTE)
_CLOSING = lazy(r"(?:\s|</[A-Za-z]{1,10}>|\[/[A-Za-z]{1,10}\])+\Z")
_LONGEST_CLOSING = 80  # code points


@dataclass(frozen=True, slots=True)
class _Units:
    """A way to cut a block: the part of it that has units, and the units of a piece `[start, end)` of that."""

    part: Callable[[Document, Block], Span]
    split: Callable[[Document, Block, int, int], list[Span]]


def sentence_at(document: Document, offset: int) -> Span | None:
    """The sentence that holds `offset`; in a blank place the nearest before, else after. None if there are none.

    A speaker label belongs to the turn's first sentence. A list item's marker and what leads a quote in belong to none,
    and stand for the first. A heading is one sentence.
    """
    block = document.block_at(offset)
    if block and block.kind in _LED_IN and block.start <= offset < block.body:
        offset = block.body
    return _at(document, offset, _SENTENCES)


def next_sentence(document: Document, offset: int) -> int:
    """Where the next sentence begins; `offset` when there is none."""
    return _next(document, offset, _SENTENCES)


def previous_sentence(document: Document, offset: int) -> int:
    """Where this sentence begins or, at its beginning, the one before; `offset` when there is none."""
    return _previous(document, offset, _SENTENCES)


def clause_at(document: Document, offset: int) -> Span | None:
    """The clause that holds `offset`; in a blank place the nearest before, else after."""
    return _at(document, offset, _CLAUSES)


def next_clause(document: Document, offset: int) -> int:
    """Where the next clause begins; `offset` when there is none."""
    return _next(document, offset, _CLAUSES)


def previous_clause(document: Document, offset: int) -> int:
    """Where this clause begins or, at its beginning, the one before; `offset` when there is none."""
    return _previous(document, offset, _CLAUSES)


def word_at(document: Document, offset: int) -> Span | None:
    """The word that holds `offset`; on punctuation or white space the nearest before, else after."""
    return _at(document, offset, _WORDS)


def next_word(document: Document, offset: int) -> int:
    """Where the next word begins; `offset` when there is none."""
    return _next(document, offset, _WORDS)


def previous_word(document: Document, offset: int) -> int:
    """Where this word begins or, at its beginning, the one before; `offset` when there is none."""
    return _previous(document, offset, _WORDS)


def stands_twice(document: Document, offset: int) -> bool:
    """Whether `offset` is in the later copy of a passage that stands twice; what is counted is counted once."""
    block = document.block_at(offset)
    return block is not None and block.folded == "repeat"


def next_block(document: Document, offset: int) -> int:
    """Where the next block begins; `offset` when there is none."""
    index = document.block_index(offset)
    following = (block.start for block in document.blocks[index : index + 2] if block.start > offset)
    return next(following, offset)


def previous_block(document: Document, offset: int) -> int:
    """Where this block begins or, at its beginning, the one before; `offset` when there is none."""
    index = document.block_index(offset)
    before = (block.start for block in document.blocks[max(0, index - 1) : index + 1][::-1] if block.start < offset)
    return next(before, offset)


def _split_sentences(document: Document, block: Block, start: int, end: int) -> list[Span]:
    if block.kind is BlockKind.HEADING:
        return [Span(block.start, block.end)]
    found = sentences(document.text, start, end)
    if block.kind is BlockKind.TURN and start == block.body:
        found = found or sentences(document.text, block.start, end)
        found[:1] = [Span(block.start, span.end) for span in found[:1]]
    return found


def said(document: Document, block: Block) -> Span:
    """What a block says: without its marker or speaker, or who is quoted and the tags that open and close a quote."""
    if block.kind is not BlockKind.QUOTE or block.body == block.start:
        return Span(block.body, block.end)
    closing = _CLOSING.search(document.text, max(block.body, block.end - _LONGEST_CLOSING), block.end)
    return Span(block.body, closing.start() if closing else block.end)


def _with_sentences(document: Document, block: Block) -> Span:
    return said(document, block) if block.kind in (*_LED_IN, BlockKind.TURN) else Span(block.start, block.end)


_SENTENCES = _Units(_with_sentences, _split_sentences)
_CLAUSES = _Units(_with_sentences, lambda document, _, start, end: clauses(document.text, start, end))
_WORDS = _Units(
    lambda _, block: Span(block.start, block.end), lambda document, _, start, end: words(document.text, start, end)
)


def _at(document: Document, offset: int, units: _Units) -> Span | None:
    return next(_backward(document, offset, units), None) or next(_forward(document, offset, units), None)


def _next(document: Document, offset: int, units: _Units) -> int:
    return next((span.start for span in _forward(document, offset, units)), offset)


def _previous(document: Document, offset: int, units: _Units) -> int:
    return next((span.start for span in _backward(document, offset - 1, units)), offset)


def _forward(document: Document, offset: int, units: _Units) -> Iterator[Span]:
    """Units that begin after `offset`."""
    for index in range(document.block_index(offset), len(document.blocks)):
        block = document.blocks[index]
        first, last = units.part(document, block)
        cell = _cell(document.text, first, last, offset)
        while (start := _cut(document.text, first, last, cell)) < last or not cell:
            end = _cut(document.text, first, last, cell + 1)
            yield from (span for span in units.split(document, block, start, end) if span.start > offset)
            cell += 1


def _backward(document: Document, offset: int, units: _Units) -> Iterator[Span]:
    """Units that begin at `offset` or before, last first."""
    for index in range(document.block_index(offset), -1, -1) if document.blocks else ():
        block = document.blocks[index]
        first, last = units.part(document, block)
        for cell in range(_cell(document.text, first, last, offset), -1, -1):
            start = _cut(document.text, first, last, cell)
            end = _cut(document.text, first, last, cell + 1)
            yield from (span for span in reversed(units.split(document, block, start, end)) if span.start <= offset)


def _cell(text: str, first: int, end: int, offset: int) -> int:
    """Which piece of the block's `[first, end)` holds `offset`, or is nearest to it."""
    offset = max(first, min(offset, end - 1))
    cell = (offset - first) // _CELL
    return cell - 1 if cell and offset < _cut(text, first, end, cell) else cell


def _cut(text: str, first: int, end: int, cell: int) -> int:
    """Where piece `cell` begins: at most one cell behind its line of the grid."""
    line = first + cell * _CELL
    if cell == 0 or line >= end:
        return min(line, end)
    limit = min(line + _CELL, end)
    found = _SURE_END.search(text, line, min(limit + _AHEAD, end))
    if found and found.end() <= limit:
        return found.end()
    if limit == end:
        return end  # what is left is short enough to go with the piece before it
    space = _SPACE.search(text, line, limit)
    return space.start() if space else line
