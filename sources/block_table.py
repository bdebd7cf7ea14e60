"""A document's structure as columns of numbers: what can be kept on a disk, and read again faster than it is found.

Finding the blocks of a text takes a second for each 10 MB, and a hundred megabytes have more blocks than there should
be objects. A `BlockTable` is the sequence of a document's blocks all the same: one becomes an object when it is asked
for. It is not `wire`, which reads what a process that parsed a hostile file claims: this is our own file, and a
checksum says that it is whole.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from mmap import mmap
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias, overload

from sources.document import Block, BlockKind, Document, InlineStyle, Locator, Metadata, Post, StyleKind
from sources.turns import give_way

STRUCTURE = 4
"""Raised when the recognisers find other blocks in the same text than before: what was kept is then found anew."""

RULE = 1 << 16
"""Code points from one entry of `Kept.ruler` to the next."""

_KEPT_BLOCKS = 4096
_TURN = 256
"""Lines that are looked at before another thread may have its turn."""
_COLUMNS = ("starts", "ends", "bodies", "paragraphs", "lines", "forms")

Numbers: TypeAlias = "array[int] | memoryview[int]"
"""Made, or as they stand in what was kept."""

Form = tuple[Any, ...]
"""What many blocks share: kind, level, heading, speaker, post, time, page, quotes, folded, repeats."""


class BlockTable(Sequence[Block]):
    """`columns` are numbers of equal length by name; `forms` is an index into the list `shared`."""

    def __init__(self, columns: Mapping[str, Numbers], shared: list[Form]) -> None:
        self.starts = columns["starts"]
        self.columns = columns
        self.shared = shared
        self._made: dict[int, Block] = {}

    @property
    def any_folded(self) -> bool:
        return any(form[8] for form in self.shared)

    @property
    def kinds(self) -> Iterator[BlockKind]:
        """The kind of each block, without making the blocks."""
        known = [form[0] for form in self.shared]
        return (known[form] for form in self.columns["forms"])

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Block: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Block, ...]: ...
    def __getitem__(self, index: int | slice) -> Block | tuple[Block, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        block = self._made.get(index)
        if block is None:
            if len(self._made) >= _KEPT_BLOCKS:
                self._made.clear()
            block = self._made[index] = self._block(index)
        return block

    def __iter__(self) -> Iterator[Block]:
        return (self._block(index) for index in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (BlockTable, tuple)):
            return NotImplemented
        return len(self) == len(other) and all(one == another for one, another in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def _block(self, index: int) -> Block:
        starts, ends, bodies, paragraphs, lines, forms = (self.columns[name] for name in _COLUMNS)
        kind, level, heading, speaker, post, time, page, quotes, folded, repeats = self.shared[forms[index]]
        at = Locator(heading, speaker, paragraphs[index], lines[index], post, time, page)
        return Block(kind, starts[index], ends[index], bodies[index], level, at, quotes, folded, repeats)


class Kept(NamedTuple):
    """What was found in a text of `length` code points. `ruler` says at which byte of it, in UTF-8, every RULE-th
    code point begins, so that a piece from the middle of a huge text can be read alone."""

    table: BlockTable
    styles: tuple[InlineStyle, ...]
    metadata: Metadata
    encoding: str
    format: str
    notes: tuple[str, ...]
    length: int
    ruler: Numbers

    def document(self, text: str) -> Document:
        """The document whose structure this is. Raises ValueError for a text of another length."""
        if len(text) != self.length:
            raise ValueError("the structure of another text")
        return Document(text, self.table, self.styles, self.metadata, self.encoding, self.format, self.notes)


def table_of(blocks: Iterable[Block]) -> BlockTable:
    columns: dict[str, array[int]] = {name: array("I") for name in _COLUMNS}
    known: dict[Form, int] = {}
    for block in blocks:
        at = block.locator
        form = (
            *(block.kind, block.level, at.heading, at.speaker, at.post, at.time, at.page),
            *(block.quotes, block.folded, block.repeats),
        )
        values = (block.start, block.end, block.body, at.paragraph, at.line, known.setdefault(form, len(known)))
        for name, value in zip(_COLUMNS, values, strict=True):
            columns[name].append(value)
    return BlockTable(columns, list(known))


def table_of_lines(text: str) -> BlockTable:
    """A paragraph for each line that is not blank: what there is to read while a text's structure is being found."""
    columns: dict[str, array[int]] = {name: array("I") for name in _COLUMNS}
    values = [columns[name] for name in _COLUMNS]
    start, paragraph = 0, 0
    for line in count(1):
        stop = text.find("\n", start)
        end = _last_word(text, start, len(text) if stop < 0 else stop)
        if end > start:
            paragraph += 1
            for column, value in zip(values, (start, end, start, paragraph, line, 0), strict=True):
                column.append(value)
        if stop < 0:
            break
        start = stop + 1
        if not line % _TURN:
            give_way()
    return BlockTable(columns, [(BlockKind.PARAGRAPH, 0, (), None, None, None, None, None, "", None)])


def _last_word(text: str, start: int, end: int) -> int:
    """Where `[start, end)` ends without the white space at its end."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def ruler_of(text: str) -> array[int]:
    ruler, at = array("Q"), 0
    for start in range(0, len(text), RULE):
        ruler.append(at)
        at += len(text[start : start + RULE].encode("utf-8", "surrogatepass"))
        give_way()
    return ruler


def to_bytes(document: Document) -> bytes:
    """What `from_bytes` reads: one line of JSON, then the columns as little-endian numbers of 4 bytes."""
    blocks = document.blocks
    table = blocks if isinstance(blocks, BlockTable) else table_of(blocks)
    ruler = ruler_of(document.text)
    numbers = b"".join([*(_little(table.columns[name]) for name in _COLUMNS), _little(ruler)])
    meta = document.metadata
    head = {
        "structure": STRUCTURE,
        "sum": zlib.crc32(numbers),
        "blocks": len(table),
        "ruler": len(ruler),
        "length": len(document.text),
        "forms": [_plain(form) for form in table.shared],
        "styles": [[style.start, style.end, style.kind, style.target] for style in document.styles],
        "metadata": [meta.title, meta.author, meta.date, meta.tags, dict(meta.other)],
        "encoding": document.encoding,
        "format": document.format,
        "notes": document.notes,
    }
    return json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode() + b"\n" + numbers


def from_bytes(data: bytes | mmap) -> Kept:
    """Raises ValueError for what `to_bytes` of this version did not write, or not whole.

    The numbers are not copied: they stay in `data`.
    """
    end = data.find(b"\n")
    try:
        head = json.loads(data[: max(0, end)])
        numbers = memoryview(data)[end + 1 :]
        count, rules = head["blocks"], head["ruler"]
        if head["structure"] != STRUCTURE or zlib.crc32(numbers) != head["sum"]:
            raise ValueError("not the structure that was kept")
        if len(numbers) != 4 * count * len(_COLUMNS) + 8 * rules:
            raise ValueError("not the structure that was kept")
        columns = {name: _numbers("I", numbers[4 * count * n : 4 * count * (n + 1)]) for n, name in enumerate(_COLUMNS)}
        title, author, date, tags, other = head["metadata"]
        return Kept(
            BlockTable(columns, [_form(form) for form in head["forms"]]),
            tuple(InlineStyle(start, end, StyleKind(kind), target) for start, end, kind, target in head["styles"]),
            Metadata(title, author, date, tuple(tags), MappingProxyType(other)),
            head["encoding"],
            head["format"],
            tuple(head["notes"]),
            head["length"],
            _numbers("Q", numbers[4 * count * len(_COLUMNS) :]),
        )
    except (KeyError, TypeError, IndexError, UnicodeDecodeError) as error:
        raise ValueError("not the structure that was kept") from error


def _plain(form: Form) -> list[Any]:
    post = form[4]
    return [*form[:4], post and [post.number, post.author, post.time], *form[5:]]


def _form(value: list[Any]) -> Form:
    kind, level, heading, speaker, post, *rest = value
    return (BlockKind(kind), level, tuple(heading), speaker, post and Post(*post), *rest)


def _little(numbers: Numbers) -> bytes:
    if sys.byteorder == "big":
        numbers = array(numbers.format if isinstance(numbers, memoryview) else numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()


def _numbers(code: Literal["I", "Q"], data: memoryview[int]) -> Numbers:
    if sys.byteorder == "little":
        return data.cast(code)
    numbers = array(code, data.tobytes())
    numbers.byteswap()
    return numbers
