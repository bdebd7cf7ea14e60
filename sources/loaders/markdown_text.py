"""Markdown block tokens → text without markup, with the pieces and styles that the markup stood for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from markdown_it.token import Token

from sources.document import BlockKind, InlineStyle
from sources.loaders.commonmark import DEEPEST, parser
from sources.loaders.html_text import visible_text
from sources.loaders.markdown_inline import Inline, moved, read_inline, trimmed
from sources.structure.outline import outline
from sources.structure.pieces import Piece

_CELL_GAP = " │ "
_RULE = "* * *"
_FOOTNOTE = re.compile(r"(?<=[^\n])\n(?=\[\^[^\]\n]+\]:)")  # each footnote is a paragraph, on the next line too
_NOTE = re.compile(r"\[\^[^\]\n]+\]:")
_CODE_DROPPED = "Scripts or style sheets in the HTML of this text were left out."
_TOO_DEEP = "The Markdown is nested too deeply to be read as such; it is shown with its markup."


class Extracted(NamedTuple):
    text: str
    pieces: list[Piece]
    styles: tuple[InlineStyle, ...]
    notes: tuple[str, ...]


def extract(source: str) -> Extracted:
    """The words of a Markdown text. Nested beyond reason, it comes back as plain text, with a note."""
    try:
        tokens = parser().parse(_FOOTNOTE.sub("\n\n", source))
    except RecursionError:
        tokens = None
    if tokens is None or any(token.level >= DEEPEST - 1 for token in tokens):
        return Extracted(source, outline(source), (), (_TOO_DEEP,))
    writer = _Writer()
    writer.write(tokens)
    notes = (_CODE_DROPPED,) if writer.dropped_code else ()
    return Extracted("".join(writer.parts), writer.pieces, tuple(writer.styles), notes)


@dataclass
class _Item:
    """An open list item. `fresh` until something of it is written: that begins with the marker."""

    marker: str
    depth: int
    fresh: bool = True


@dataclass
class _Quote:
    depth: int


class _Writer:
    """Walks block tokens and appends to `parts`, `pieces` and `styles`; offsets are those of the joined parts."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.styles: list[InlineStyle] = []
        self.dropped_code = False
        self._length = 0
        self._stack: list[_Item | _Quote] = []
        self._numbers: list[int | None] = []  # of the open lists: the next item's number, None for bullets
        self._list_begun = False  # something of the outermost open list is written
        self._cells: list[Inline] = []  # of the open table row
        self._table_begun = False

    def write(self, tokens: list[Token]) -> None:
        opener = tokens[0] if tokens else None
        for token in tokens:
            match token.type:
                case "inline":
                    assert opener is not None
                    self._paragraph(token, opener)
                case "fence" | "code_block":
                    self._verbatim(token.content.strip("\n"))
                case "html_block":
                    text, dropped = visible_text(token.content)
                    self.dropped_code |= dropped
                    for line in filter(None, text.split("\n")):
                        self._words(Inline(line, [], False))
                case "hr":
                    self._words(Inline(_RULE, [], False))
                case "blockquote_open":
                    self._stack.append(_Quote(sum(isinstance(frame, _Quote) for frame in self._stack)))
                case "bullet_list_open":
                    self._open_list(None)
                case "ordered_list_open":
                    start = token.attrGet("start")
                    self._open_list(1 if start is None else int(start))
                case "list_item_open":
                    self._open_item(token.markup)
                case "list_item_close":
                    self._write_bare_markers()
                    self._stack.pop()
                case "blockquote_close":
                    self._stack.pop()
                case "bullet_list_close" | "ordered_list_close":
                    self._numbers.pop()
                case "table_open":
                    self._write_bare_markers()
                    self._table_begun = False
                case "tr_close":
                    self._row()
                case _:
                    pass
            if token.nesting == 1:
                opener = token

    def _open_list(self, start: int | None) -> None:
        if not self._numbers:
            self._list_begun = False
        self._numbers.append(start)

    def _open_item(self, delimiter: str) -> None:
        number = self._numbers[-1]
        marker = "• " if number is None else f"{number}{delimiter} "
        if number is not None:
            self._numbers[-1] = number + 1
        self._stack.append(_Item(marker, len(self._numbers) - 1))

    def _paragraph(self, token: Token, opener: Token) -> None:
        """`opener` says what the text belongs to."""
        inline = read_inline(token.children or ())
        self.dropped_code |= inline.dropped_code
        if opener.type in ("th_open", "td_open"):
            self._cells.append(inline)
        elif inline.text and opener.type == "heading_open" and not self._stack:
            self._append(BlockKind.HEADING, inline, level=int(opener.tag[1:]))
        elif inline.text:
            self._words(inline, loose=not opener.hidden)

    def _words(self, inline: Inline, loose: bool = False) -> None:
        """Add a paragraph as what its container makes of it."""
        top = self._stack[-1] if self._stack else None
        self._write_bare_markers(below=top)
        if isinstance(top, _Item):
            first, top.fresh = top.fresh, False
            marker = "  " * top.depth + (top.marker if first else " " * (2 if top.marker == "• " else len(top.marker)))
            self._append(BlockKind.LIST_ITEM, inline, top.depth, marker, apart=loose and first)
        elif top:
            self._append(BlockKind.QUOTE, inline, top.depth)
        else:
            self._append(BlockKind.FOOTNOTE if _NOTE.match(inline.text) else BlockKind.PARAGRAPH, inline)

    def _verbatim(self, code: str) -> None:
        self._write_bare_markers()
        if code.strip():
            self._append(BlockKind.CODE, Inline(code, [], False))

    def _row(self) -> None:
        text, styles = "", []
        for number, cell in enumerate(self._cells):
            text += _CELL_GAP * (number > 0)
            styles += [moved(style, len(text)) for style in cell.styles]
            text += cell.text
        self._cells = []
        inline = trimmed(text.replace("\n", " "), styles, False)
        if inline.text:
            self._append(BlockKind.TABLE, inline, glued=self._table_begun)
            self._table_begun = True

    def _write_bare_markers(self, below: _Item | _Quote | None = None) -> None:
        """Write the markers of open items that have no words of their own, those of `below` aside."""
        for frame in self._stack:
            if isinstance(frame, _Item) and frame.fresh and frame is not below:
                frame.fresh = False
                marker = "  " * frame.depth + frame.marker.rstrip()
                self._append(BlockKind.LIST_ITEM, Inline("", [], False), frame.depth, marker)

    def _append(
        self,
        kind: BlockKind,
        inline: Inline,
        level: int = 0,
        marker: str = "",
        *,
        apart: bool = False,
        glued: bool = False,
    ) -> None:
        """Add one piece: after a blank line, or after a newline only if `glued` or inside a list and not `apart`."""
        if self.parts:
            close = glued or (self._list_begun and bool(self._numbers) and not apart)
            self.parts.append("\n" if close else "\n\n")
            self._length += len(self.parts[-1])
        self._list_begun = bool(self._numbers)
        start = self._length
        body = start + len(marker)
        self.parts += [marker, inline.text]
        self._length = body + len(inline.text)
        self.styles += [moved(style, body) for style in inline.styles]
        self.pieces.append(Piece(kind, start, self._length, body, level))
