"""What a text is made of, as a list to go by: its headings, and under them who speaks or posts.

Built once for a document, since it looks at every block; where in it an offset stands is then a bisection.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sources.document import Block, BlockKind, Document
from sources.structure.pictures import HIDDEN, reduced

_LONGEST = 120
"""Code points of an entry's words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`name` is a heading's words, a speaker, or a post's number and author; `words` are the first ones said there.

    `level` is the depth from 0. `start` is a code point of the document's text.
    """

    start: int
    level: int
    kind: BlockKind
    name: str
    words: str = ""


@dataclass(frozen=True)
class Outline:
    entries: tuple[Entry, ...] = ()

    @cached_property
    def _starts(self) -> list[int]:
        return [entry.start for entry in self.entries]

    def at(self, offset: int) -> int:
        """Index of the entry that `offset` stands under; -1 before the first."""
        return bisect_right(self._starts, offset) - 1


def outline(document: Document) -> Outline:
    return Outline(tuple(_entries(document)))


def _entries(document: Document) -> Iterator[Entry]:
    under = 0
    post: Entry | None = None
    for block in document.blocks:
        if post and block.kind is not BlockKind.POST and not block.folded:
            yield Entry(post.start, post.level, post.kind, post.name, _words(document, block.body, block.end))
            post = None
        match block.kind:
            case BlockKind.HEADING:
                level = max(0, block.level - 1)
                under = level + 1
                yield Entry(block.start, level, block.kind, _words(document, block.start, block.end))
            case BlockKind.TURN:
                said = _words(document, block.body, block.end)
                yield Entry(block.start, under, block.kind, block.locator.speaker or "", said)
            case BlockKind.POST:
                if post:
                    yield post
                post = Entry(block.start, under, block.kind, _name(document, block))
    if post:
        yield post


def _name(document: Document, block: Block) -> str:
    post = block.locator.post
    return f"#{post.number} {post.author}".strip() if post else _words(document, block.start, block.end)


def _words(document: Document, start: int, end: int) -> str:
    """The first words of `[start, end)`; in the place of a picture's tag, which may be longer than they are, a sign."""
    shown = reduced(document, start, document.text[start : min(end, start + 4 * _LONGEST)])
    return " ".join(shown.replace(HIDDEN, "")[:_LONGEST].split())
