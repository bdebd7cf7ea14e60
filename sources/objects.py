"""Passages by name around an offset: the sentence, the quotation, the speaker's turn, the section … and what is
around each: its label, its heading, its quotation marks. What `vis` and `vas` select.

`passages` steps from unit to unit; here a unit is a whole that may consist of several blocks. Nothing of Textual or of
marks: a mark as a passage is the reader's to ask for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sources.document import Block, BlockKind, Document, Span
from sources.passages import clause_at, next_clause, next_sentence, next_word, said, sentence_at, word_at
from sources.patterns import lazy

_REACH = 4096
"""Code points on either side that quotation marks are looked for in; also the longest piece of a block laid out."""

_PAIRS = {"「": "」", "『": "』", "“": "”", "‘": "’", "《": "》", "〈": "〉", "«": "»"}
_MARKS = lazy('[「」『』“”‘’《》〈〉«»"]')

Find = Callable[[Document, int, int, bool], Span | None]
"""`(document, offset, count, around)`: `count` units from the one at `offset` on or, of what nests, the `count`-th
from within. None where there is no such thing."""


def _units(
    at: Callable[[Document, int], Span | None], following: Callable[[Document, int], int], *, spaced: bool
) -> Find:
    """`count` neighbouring units; around them also the white space behind, up to the block's end."""

    def find(document: Document, offset: int, count: int, around: bool) -> Span | None:
        first = at(document, offset)
        if first is None:
            return None
        last = first
        for _ in range(count - 1):
            begin = following(document, last.end - 1)
            unit = at(document, begin) if begin >= last.end else None
            if unit is None:
                break
            last = unit
        end = last.end
        block = document.block_at(last.start)
        while around and spaced and block and end < block.end and document.text[end].isspace():
            end += 1
        return Span(first.start, end)

    return find


def _paragraph(document: Document, offset: int, count: int, around: bool) -> Span | None:
    """Blocks; around them also the first one's marker or speaker."""
    if not document.blocks:
        return None
    index = document.block_index(offset)
    first, last = document.blocks[index], document.blocks[index : index + count][-1]
    return Span(first.start, last.end) if around else Span(said(document, first).start, said(document, last).end)


def _section(document: Document, offset: int, count: int, around: bool) -> Span | None:
    """What stands under the heading; around it, the heading too. A count goes out to the heading above.

    A heading in a post has nothing to say of the next post.
    """
    blocks = document.blocks
    if not blocks:
        return None
    at = index = document.block_index(offset)
    post = blocks[index].locator.post
    level: int | None = None
    while index >= 0 and count:
        block = blocks[index]
        reaches = block.kind is BlockKind.HEADING and block.locator.post in (None, post)
        if reaches and (level is None or block.level < level):
            at, level, count = index, block.level, count - 1
        index -= 1
    if level is None:
        return None
    within, last = blocks[at].locator.post, at
    while last + 1 < len(blocks):
        block = blocks[last + 1]
        if (block.kind is BlockKind.HEADING and block.level <= level) or within not in (None, block.locator.post):
            break
        last += 1
    while not around and last > at + 1 and _is_apart(blocks[last]):
        last -= 1
    first = at if around or last == at else at + 1
    return Span(blocks[first].start, blocks[last].end)


def _turn(document: Document, offset: int, count: int, around: bool) -> Span | None:
    """What a speaker says until another one does; around it, with the label."""
    blocks = document.blocks
    index = document.block_index(offset)
    speaker = blocks[index].locator.speaker if blocks else None
    if speaker is None:
        return None
    while blocks[index].kind is not BlockKind.TURN and index and blocks[index - 1].locator.speaker == speaker:
        index -= 1
    last = index
    for following in range(index + 1, len(blocks)):
        block = blocks[following]
        if block.kind is BlockKind.TURN:
            count -= 1
        if not count or block.locator.speaker is None:
            break
        last = following
    first = blocks[index]
    return Span(first.start if around else first.body, blocks[last].end)


def _post(document: Document, offset: int, count: int, around: bool) -> Span | None:
    """What a post says; around it, with its header and signature."""
    blocks = document.blocks
    index = document.block_index(offset)
    while index >= 0 and blocks and blocks[index].kind is not BlockKind.POST:
        index -= 1
    if index < 0 or not blocks:
        return None
    last = index
    for following in range(index + 1, len(blocks)):
        if blocks[following].kind is BlockKind.POST:
            count -= 1
        if not count:
            break
        last = following
    if around:
        return Span(blocks[index].start, blocks[last].end)
    own = [block for block in blocks[index + 1 : last + 1] if not _is_apart(block)]
    return Span(own[0].start, own[-1].end) if own else Span(blocks[index].start, blocks[index].end)


def _is_apart(block: Block) -> bool:
    return block.kind in (BlockKind.SIGNATURE, BlockKind.CHROME) or bool(block.folded)


def _quote(document: Document, offset: int, count: int, around: bool) -> Span | None:
    """What stands in quotation marks; around it, the marks too. Outside of any, the quoted blocks."""
    block = document.block_at(offset)
    if block is None:
        return None
    if found := _quoted(document.text, max(block.start, offset - _REACH), min(block.end, offset + _REACH), offset):
        start, end = found[min(count, len(found)) - 1]
        return Span(start, end) if around or end - start <= 2 else Span(start + 1, end - 1)
    if block.kind is not BlockKind.QUOTE:
        return None
    blocks = document.blocks
    first = last = document.block_index(offset)
    while first and blocks[first - 1].kind is BlockKind.QUOTE:
        first -= 1
    while last + 1 < len(blocks) and blocks[last + 1].kind is BlockKind.QUOTE:
        last += 1
    if around:
        return Span(blocks[first].start, blocks[last].end)
    return Span(said(document, blocks[first]).start, said(document, blocks[last]).end)


def _quoted(text: str, low: int, high: int, offset: int) -> list[tuple[int, int]]:
    """The quotations around `offset` in `[low, high)` with their marks, the innermost first."""
    opened: list[tuple[int, str]] = []
    found: list[tuple[int, int]] = []
    for match in _MARKS.finditer(text, low, high):
        at, mark = match.start(), match.group()
        if mark in _PAIRS:
            opened.append((at, _PAIRS[mark]))
        elif mark == '"' and all(closer != '"' for _, closer in opened):
            opened.append((at, '"'))
        elif mark == "’" and _apostrophe(text, at):
            continue
        elif any(closer == mark for _, closer in opened):
            # What was opened within and never closed is no quotation.
            while opened[-1][1] != mark:
                opened.pop()
            start = opened.pop()[0]
            if start <= offset <= at:
                found.append((start, at + 1))
    return found


def _apostrophe(text: str, at: int) -> bool:
    return re.fullmatch("[A-Za-z]’[A-Za-z]", text[max(0, at - 1) : at + 2]) is not None


OBJECTS: Mapping[str, Find] = {
    "word": _units(word_at, next_word, spaced=True),
    "clause": _units(clause_at, next_clause, spaced=True),
    "sentence": _units(sentence_at, next_sentence, spaced=True),
    "paragraph": _paragraph,
    "section": _section,
    "turn": _turn,
    "post": _post,
    "quote": _quote,
}
