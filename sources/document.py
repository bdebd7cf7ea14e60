"""What a source is in memory: an immutable text, and the blocks and styles found in it.

Every offset in the program is a code point of `Document.text`. Nothing here changes after loading, so that
a mark's span stays true for as long as the document lives; a source whose text changed is a new Document.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sources.latin import Latin

from sources.turns import give_way

EXTRACTION = 1
"""The version of our loaders: raised when one of them reads another text out of the same bytes."""


_SLICE = 1 << 16  # code points


class Span(NamedTuple):
    """Half-open range `[start, end)` in code points of a document's text."""

    start: int
    end: int


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    QUOTE = "quote"
    CODE = "code"
    TURN = "turn"
    TABLE = "table"
    FOOTNOTE = "footnote"
    POST = "post"
    SIGNATURE = "signature"
    CHROME = "chrome"


class StyleKind(StrEnum):
    """Inline markup that the loader took out of the text and keeps as styling."""

    STRONG = "strong"
    EMPHASIS = "emphasis"
    CODE = "code"
    STRIKE = "strike"
    LINK = "link"
    PICTURE = "picture"
    """A picture's tag, which a text without markup spells out: see `sources.structure.pictures`."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a thread. `number` counts as the forum counts; `time` is as the forum wrote it."""

    number: int
    author: str = ""
    time: str = ""


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a block stands, as a person would cite it. `paragraph` counts blocks from 1, `line` text lines from 1.

    `time` is a time code as written in the source (`00:12:34`), `page` a page's label.
    """

    heading: tuple[str, ...] = ()
    speaker: str | None = None
    paragraph: int = 0
    line: int = 0
    post: Post | None = None
    time: str | None = None
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-sized piece. `[start, end)` holds no surrounding newlines.

    `body` is where the words begin: after a list item's marker or a turn's speaker label (else it is `start`).
    `level` is a heading's rank from 1, or the nesting depth from 0 of list items and quotes. A POST block is a post's
    header line. `quotes` is the number of the post that a quote block quotes. `folded` says why a block is folded away
    until asked for: `chrome` (the page around the text) or `repeat`; `repeats` is then the first copy's paragraph.
    """

    kind: BlockKind
    start: int
    end: int
    body: int
    level: int = 0
    locator: Locator = field(default=Locator())
    quotes: int | None = None
    folded: str = ""
    repeats: int | None = None


@dataclass(frozen=True, slots=True)
class InlineStyle:
    """`target` is a link's address, else empty. The address is data: it is never followed by the reader."""

    start: int
    end: int
    kind: StyleKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the source says of itself. `other` holds further front matter scalars as strings."""

    title: str = ""
    author: str = ""
    date: str = ""
    tags: tuple[str, ...] = ()
    other: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Document:
    """`blocks` are in text order, disjoint, and cover all of the text that is not white space; `styles` are sorted.

    `blocks` is a tuple, or the `BlockTable` that was kept of it.

    `notes` are sentences for the reader about what loading had to decide or leave out.
    """

    text: str
    blocks: Sequence[Block]
    styles: tuple[InlineStyle, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    encoding: str = "utf-8"
    format: str = "plain"
    notes: tuple[str, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.text)

    @cached_property
    def latin(self) -> Latin:
        """What is known of the Latin letters in the text, for all searches in it."""
        from sources.latin import Latin

        return Latin(self.text)

    @cached_property
    def _starts(self) -> Sequence[int]:
        # A table of blocks has them already, and makes an object of each block that is looked at.
        starts: Sequence[int] | None = getattr(self.blocks, "starts", None)
        return [block.start for block in self.blocks] if starts is None else starts

    def block_index(self, offset: int) -> int:
        """Index of the block that holds `offset`, else of the nearest one before it, else 0."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def block_at(self, offset: int) -> Block | None:
        """The block that holds `offset` or, between blocks, the one before. None only for a text without blocks."""
        return self.blocks[self.block_index(offset)] if self.blocks else None

    @cached_property
    def _of_kinds(self) -> dict[frozenset[BlockKind], Sequence[int]]:
        return {}

    def starts_of(self, kinds: frozenset[BlockKind]) -> Sequence[int]:
        """Where the blocks of these kinds begin, in order; looked for once, so that steps between them bisect."""
        found = self._of_kinds.get(kinds)
        if found is None:
            kinds_of = getattr(self.blocks, "kinds", None) or (block.kind for block in self.blocks)
            pairs = zip(self._starts, kinds_of, strict=True)
            found = self._of_kinds[kinds] = array("q", [start for start, kind in pairs if kind in kinds])
        return found

    def locator_at(self, offset: int) -> Locator:
        block = self.block_at(offset)
        return block.locator if block else Locator()


Early = Callable[[Document], None]
"""What is given the lines of a large text while its structure is being found."""


def fingerprint(text: str) -> str:
    """SHA-256 (64 hexadecimal digits) of the text in UTF-8; two sources with one fingerprint are one text."""
    digest = hashlib.sha256()
    for start in range(0, len(text), _SLICE):
        digest.update(text[start : start + _SLICE].encode("utf-8", "surrogatepass"))
        give_way()
    return digest.hexdigest()
