"""Elements of HTML → text without markup, with the pieces and styles that the markup stood for.

The same rules as for Markdown: what a reader marks are the author's words. Blocks stand one blank line apart; items of
a list, rows of a table and lines of one paragraph stand one newline apart. Used for pages, posts and chapters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from lxml.html import HtmlElement

from sources.document import BlockKind, InlineStyle, Post, StyleKind
from sources.loaders.html_elements import (
    BLOCKS,
    FOOTNOTES,
    SKIPPED,
    Target,
    formula,
    has_class,
    is_back_link,
    is_data_table,
    is_hidden,
    link_target,
    note_reference,
    picture,
)
from sources.loaders.html_inline import Line, Run
from sources.structure.lines import are_wrapped
from sources.structure.pieces import Piece

_CELL_GAP = " │ "
_RULE = "* * *"
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_STYLES = {
    "b": StyleKind.STRONG,
    "strong": StyleKind.STRONG,
    "i": StyleKind.EMPHASIS,
    "em": StyleKind.EMPHASIS,
    "cite": StyleKind.EMPHASIS,
    "var": StyleKind.EMPHASIS,
    "dfn": StyleKind.EMPHASIS,
    "code": StyleKind.CODE,
    "tt": StyleKind.CODE,
    "kbd": StyleKind.CODE,
    "samp": StyleKind.CODE,
    "s": StyleKind.STRIKE,
    "strike": StyleKind.STRIKE,
    "del": StyleKind.STRIKE,
}


class Written(NamedTuple):
    text: str
    pieces: list[Piece]
    styles: tuple[InlineStyle, ...]


@dataclass
class _Frame:
    """What an open element makes of the text in it. `marker` stands before the first piece, spaces before others."""

    element: HtmlElement | None
    kind: BlockKind
    level: int = 0
    marker: str = ""
    quotes: int | None = None
    fresh: bool = True


class Writer:
    """Appends elements to one text. `quoted` says which post a quote element quotes; `target` resolves addresses."""

    def __init__(
        self, target: Target = link_target, quoted: Callable[[HtmlElement], int | None] = lambda _: None
    ) -> None:
        self.quoted = quoted
        self._target = target
        self._parts: list[str] = []
        self._pieces: list[Piece] = []
        self._styles: list[InlineStyle] = []
        self._length = 0
        self._run = Run()
        self._frames: list[_Frame] = []
        self._counters: list[int | None] = []  # of the open lists: the next item's number, None for bullets
        self._tables: list[bool] = []  # of the open tables: whether they hold data
        self._glued = False  # the next piece belongs to the list, table or paragraph of the one before

    def written(self) -> Written:
        styles = sorted(self._styles, key=lambda style: (style.start, style.end))
        return Written("".join(self._parts), self._pieces, tuple(styles))

    def line(self, kind: BlockKind, words: str, post: Post | None = None) -> None:
        """Add one line that stands for itself."""
        self._flush()
        self._append(kind, Line(words, []), post=post)

    def element(self, root: HtmlElement, kind: BlockKind | None = None, folded: str = "") -> None:
        """Add what `root` shows. `kind` is given to what would be paragraphs, `folded` to all of it.

        Walks with a stack of its own: pages nest deeper than Python recurses.
        """
        first = len(self._pieces)
        if kind is not None:
            self._frames.append(_Frame(None, kind))
        todo: list[tuple[HtmlElement, bool]] = [(root, False)]
        while todo:
            element, done = todo.pop()
            if done:
                self._close(element)
            elif isinstance(element.tag, str) and self._open(element):
                todo.append((element, True))
                self._text(element.text)
                todo.extend((child, False) for child in reversed(element))
                continue
            if element is not root:
                self._text(element.tail)
        self._flush()
        if kind is not None:
            self._frames.pop()
        self._glued = False
        if folded:
            self._pieces[first:] = [piece._replace(folded=folded) for piece in self._pieces[first:]]

    def _text(self, text: str | None) -> None:
        if text:
            self._run.add(text)

    def _open(self, element: HtmlElement) -> bool:
        """Begin an element; whether there is something in it to go on with."""
        tag = str(element.tag)
        if tag in SKIPPED or is_hidden(element):
            return False
        if tag == "br":
            if self._in_row():
                self._run.add(" ")
            else:
                self._run.line_break()
            return False
        if tag == "img":
            self._run.add(picture(element))
            return False
        if tag == "math":
            self._run.add(formula(element))
            return False
        if tag in BLOCKS:
            return self._open_block(element, tag)
        if tag == "a":
            if is_back_link(element):
                return False
            if reference := note_reference(element):
                self._run.add(reference)
                return False
            if target := self._target(element.get("href") or ""):
                self._run.open(element, StyleKind.LINK, target)
        elif style := _STYLES.get(tag):
            self._run.open(element, style)
        elif tag in ("q", "rt"):
            self._run.add("“" if tag == "q" else "（")
        return True

    def _open_block(self, element: HtmlElement, tag: str) -> bool:
        if tag in ("td", "th") and self._in_row():
            self._run.cell(_CELL_GAP, first=element.getprevious() is None)
            return True
        if self._in_row():
            self._run.add(" ")
            return True
        self._flush()
        if tag == "hr":
            self._append(BlockKind.PARAGRAPH, Line(_RULE, []))
            return False
        if tag in ("ul", "ol", "menu", "dir"):
            start = element.get("start") or "1"
            self._counters.append((int(start) if start.isdecimal() and len(start) < 7 else 1) if tag == "ol" else None)
            self._glued &= len(self._counters) > 1
        elif tag == "table":
            self._tables.append(is_data_table(element))
            self._glued = False
        elif frame := self._frame(element, tag):
            self._frames.append(frame)
        if tag == "pre":
            self._run.verbatim = True
        return True

    def _frame(self, element: HtmlElement, tag: str) -> _Frame | None:
        if tag in _HEADINGS:
            return _Frame(element, BlockKind.HEADING, _HEADINGS[tag]) if not self._contained() else None
        if tag == "pre":
            return _Frame(element, BlockKind.CODE)
        if tag == "blockquote":
            depth = sum(frame.kind is BlockKind.QUOTE for frame in self._frames)
            return _Frame(element, BlockKind.QUOTE, depth, quotes=self.quoted(element))
        if tag == "li":
            return self._item(element)
        if tag == "tr" and self._tables and self._tables[-1]:
            return _Frame(element, BlockKind.TABLE)
        if element.get("role") == "doc-footnote" or (has_class(element, FOOTNOTES) and element.get("id")):
            return _Frame(element, BlockKind.FOOTNOTE)
        return None

    def _item(self, element: HtmlElement) -> _Frame:
        number = self._counters[-1] if self._counters else None
        if number is not None:
            self._counters[-1] = number + 1
        if any(has_class(ancestor, FOOTNOTES) or ancestor.get("role") == "doc-endnotes" for ancestor in
               element.iterancestors("ol", "ul", "section", "div", "aside")):  # fmt: skip
            return _Frame(element, BlockKind.FOOTNOTE, marker="" if number is None else f"[{number}] ")
        depth = max(0, len(self._counters) - 1)
        return _Frame(element, BlockKind.LIST_ITEM, depth, "• " if number is None else f"{number}. ")

    def _close(self, element: HtmlElement) -> None:
        tag = str(element.tag)
        if tag in ("q", "rt"):
            self._run.add("”" if tag == "q" else "）")
        if tag not in BLOCKS:
            self._run.close(element)
            return
        if self._in_row() and tag != "tr":
            return
        self._flush()
        if self._frames and self._frames[-1].element is element:
            self._frames.pop()
        if tag in ("ul", "ol", "menu", "dir"):
            self._counters.pop()
            self._glued &= bool(self._counters)
        elif tag == "table":
            self._tables.pop()
            self._glued = False
        elif tag == "pre":
            self._run.verbatim = False

    def _in_row(self) -> bool:
        return bool(self._frames) and self._frames[-1].kind is BlockKind.TABLE

    def _contained(self) -> bool:
        return any(frame.kind is not BlockKind.HEADING for frame in self._frames)

    def _flush(self) -> None:
        """End the open paragraph, if anything is in it."""
        run = self._run
        frame = self._frames[-1] if self._frames else None
        kind = frame.kind if frame else BlockKind.PARAGRAPH
        if kind is BlockKind.CODE:
            line = run.take_verbatim()
            if line.text.strip():
                self._append(kind, line)
            return
        for paragraph in run.take():
            broken = "\n" in paragraph.text and kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE)
            if broken and not are_wrapped(paragraph.text.split("\n")):
                for number, line in enumerate(paragraph.lines()):
                    self._glued |= number > 0
                    self._framed(frame, kind, line)
            else:
                self._framed(frame, kind, paragraph)

    def _framed(self, frame: _Frame | None, kind: BlockKind, line: Line) -> None:
        if frame is None:
            self._append(kind, line)
            return
        marker = ""
        if frame.marker:
            indent = "  " * frame.level
            marker = indent + (frame.marker if frame.fresh else " " * (len(frame.marker)))
        if kind in (BlockKind.HEADING, BlockKind.TABLE):
            line = Line(line.text.replace("\n", " "), line.styles)
        self._append(kind, line, frame.level, marker, quotes=frame.quotes)
        frame.fresh = False

    def _append(
        self,
        kind: BlockKind,
        line: Line,
        level: int = 0,
        marker: str = "",
        *,
        post: Post | None = None,
        quotes: int | None = None,
    ) -> None:
        if self._parts:
            self._parts.append("\n" if self._glued else "\n\n")
            self._length += len(self._parts[-1])
        self._glued = bool(self._counters) or kind is BlockKind.TABLE
        start, body = self._length, self._length + len(marker)
        self._parts += [marker, line.text]
        self._length = body + len(line.text)
        self._styles += [
            InlineStyle(body + style.start, body + style.end, style.kind, style.target) for style in line.styles
        ]
        self._pieces.append(Piece(kind, start, self._length, body, level, post=post, quotes=quotes))
