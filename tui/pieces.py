"""The piece of a text around a place: what is on the screen before the whole text is in memory.

A piece is a document of its own, cut where the layout of the whole text would cut it too, so that its rows are those
of the whole. Known texts are read from the library, new files of plain text from where they stand. It imports little:
the first text of a start is drawn with it before Textual is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from sources.block_table import RULE, from_bytes, table_of_lines
from sources.document import Block, Document
from tui.layout.rows import STRIDE

_BEFORE, _AFTER = 8_192, 32_768
"""Code points around the reading place that are enough to lay out any screen."""
EDGE = 2_048
"""Code points at an end of a piece that may look otherwise in the whole text: its last block is cut there."""
_PLAIN = frozenset(("", ".txt", ".text", ".log"))


class Piece(NamedTuple):
    """`[base, base + len(document.text))` of a text; `place` is the reading place in the piece. `last` if the text ends
    with it. Offsets are code points."""

    document: Document
    place: int
    base: int
    last: bool

    @property
    def whole(self) -> bool:
        return self.base == 0 and self.last

    def reaches(self, start: int, end: int) -> bool:
        """Whether the rows of `[start, end)`, in the piece, are sure to be those of the whole text."""
        below = self.last or end <= len(self.document.text) - EDGE
        return below and (self.base == 0 or start >= EDGE)


def piece_of_file(path: Path) -> Piece | None:
    """The first lines of a new file of plain text; None for what may be of a format that is not its lines.

    Raises OSError, and UnicodeDecodeError for a short file that is not UTF-8.
    """
    if path.suffix.lower() not in _PLAIN or not path.is_file():
        return None
    with path.open("rb") as file:
        data = file.read(_AFTER)
    last = len(data) < _AFTER
    text = data.decode("utf-8-sig", "strict" if last else "ignore")
    if "\0" in text or not text.strip() or text.lstrip()[0] in "#<-{[":
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Piece(Document(text, table_of_lines(text)), 0, 0, last)


def piece_of_known(folder: Path, fingerprint: str, place: int) -> Piece:
    """The piece around `place` of a text of the library `folder`. Raises OSError, ValueError."""
    with (folder / ".state" / "structure" / fingerprint).open("rb") as file:
        # Most of a large one is not looked at. The file is replaced as a whole and never written to.
        kept = from_bytes(mmap(file.fileno(), 0, access=ACCESS_READ))
    table, place = kept.table, min(place, max(0, kept.length - 1))
    whole = Document("", table)
    first = whole.block_index(place)
    while first and place - table[first - 1].start < _BEFORE:
        first -= 1
    base = table[first].start if first else 0
    strides = max(0, place - _BEFORE - base) // STRIDE if first == whole.block_index(place) else 0
    base += strides * STRIDE
    last = whole.block_index(place + _AFTER)
    end = min(kept.length, place + _AFTER)
    text = _text(folder / "texts" / f"sha256-{fingerprint}.txt", kept.ruler, base, end)
    blocks = tuple(_moved(block, base, base + len(text)) for block in table[first : last + 1])
    document = Document(text, blocks, format=kept.format)
    return Piece(document, place - base, base, end == kept.length)


def _moved(block: Block, base: int, end: int) -> Block:
    start = max(block.start, base) - base
    stop = max(start, min(block.end, end) - base)
    body = min(max(block.body - base, start), stop)
    return Block(block.kind, start, stop, body, block.level, block.locator, block.quotes, block.folded, block.repeats)


def _text(path: Path, ruler: Sequence[int], start: int, end: int) -> str:
    """The code points `[start, end)` of a text in the library, read from the ruler's last mark before them."""
    entry = start // RULE
    with path.open("rb") as file:
        file.seek(ruler[entry] if ruler else 0)
        data = file.read(4 * (end - entry * RULE))
    return data.decode("utf-8", "ignore")[start - entry * RULE : end - entry * RULE]


def reading_words(name: str) -> str:
    """What stands where a text will be."""
    return f"Reading {name} …"
