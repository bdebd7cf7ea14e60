"""From a row of the layout to a strip of the screen: margin signs, styles, marks drawn apart, labels.

Rows are first described as plain values (`Drawn`), which can be compared and found again; a description becomes a strip
once. It is the reader's hand, kept apart so that the widget is about state and messages.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rich.segment import Segment
from textual.strip import Strip

from annotations.cite import brief_place, short_place
from sources.document import Block, BlockKind, Document, Span, StyleKind
from sources.patterns import lazy
from sources.safe import visible
from tui.layout.cells import cell_len, cut
from tui.layout.clusters import cluster_after, seen_after
from tui.layout.paint import Layer, runs
from tui.layout.room import GUTTER, OVERVIEW, text_margin
from tui.layout.rows import LONGEST_CHUNK, Layout, Position, Row
from tui.signs import SIGNS
from tui.theming import StyleBook
from tui.values import MarkView

_INLINE = {
    StyleKind.STRONG: "strong",
    StyleKind.EMPHASIS: "emphasis",
    StyleKind.CODE: "inline-code",
    StyleKind.STRIKE: "strike",
    StyleKind.LINK: "link",
    StyleKind.PICTURE: "picture",
}
_BLOCK_STYLES = {
    BlockKind.QUOTE: "quote",
    BlockKind.CODE: "code",
    BlockKind.POST: "speaker",
    BlockKind.SIGNATURE: "quiet",
    BlockKind.CHROME: "quiet",
    BlockKind.FOOTNOTE: "quiet",
}
_MARKUP = lazy(r"^#{1,6}(?=[ \t])|</?[A-Za-z][^<>]*>", re.MULTILINE)
_SIGN_ORDER = ("contradicts", "undercuts", "supports", "restates", "qualifies", "cites", "see-also")
"""Where a row has more signs than room: what a reader must not miss comes first."""

_UNDRAWN = lazy("\u200b{2,}|(?<=▣)\u200b")
"""What stands for the rest of a picture's tag: terminals disagree whether it takes a cell."""

_NARROWEST_MARGIN = 5
"""Cells left of the signs that a place fits into, `12:34` or `#251`; with fewer it stands above its block."""

_KEPT = 2000
"""Rows of a layout, and strips, that are kept: some fifty screens."""

LAYOUTS = 3
"""Layouts of one text that are kept: as written, and in each script."""

Piece = tuple[str, tuple[str, ...]]
"""Text and the names of its styles."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is to draw besides the rows themselves, which cover `[start, end)` with the blocks they belong to.

    `hit` is the one of `hits` that was gone to last; `cursor` is -1 where there is none. `notice` is said instead of a
    text that is not there yet.
    """

    document: Document
    layout: Layout
    marks: tuple[MarkView, ...]
    active: str
    sentence: Span | None
    selected: Span | None
    hits: tuple[Span, ...]
    hit: Span | None
    cursor: int
    focused: bool
    labels: Mapping[str, int]
    start: int
    end: int
    notice: str = ""


Drawn = tuple[Piece, ...]


class RowPainter:
    """Keeps what it described as long as text and marks stay the same, and what it made of that as long as styles do.

    Descriptions are a layout's own, in panes of one width: going back to what was before, as a change of script or of
    size does, describes nothing again. Then a key costs the rows that it touched, and Textual finds the strips that it
    has rendered before.
    """

    def __init__(self, styles: StyleBook) -> None:
        self._styles = styles
        self._described: dict[tuple[Layout, int], dict[Position, Drawn]] = {}
        self._strips: dict[tuple[Drawn, int], Strip] = {}
        self.rows_drawn: tuple[Drawn, ...] = ()

    def restyle(self, styles: StyleBook) -> None:
        """Another theme: what there is to draw stays the same."""
        self._styles = styles
        self._strips.clear()

    def describe_again(self) -> None:
        """Other text or marks: rows look different, but what looks as before need not be made again."""
        self._described.clear()

    def _known(self, layout: Layout, width: int) -> dict[Position, Drawn]:
        """The rows of a layout that have been described; those of the layouts used last are kept."""
        known = self._described.pop((layout, width), {})
        if len(known) > _KEPT:
            known.clear()
        while len(self._described) >= LAYOUTS:
            del self._described[next(iter(self._described))]
        self._described[layout, width] = known
        return known

    def margin(self, width: int, layout: Layout) -> int:
        """Cells between the pane's left edge and column 0 of the text: the text is centred where there is room."""
        return text_margin(width + OVERVIEW - 1, layout.width)

    def draw(self, scene: Scene, rows: list[Row], width: int, height: int, spacing: int = 1) -> tuple[Drawn, ...]:
        """Describes the rows of the screen: those of the text, each followed by `spacing` - 1 blank ones."""
        side = " " * (self.margin(width, scene.layout) - GUTTER)
        if scene.notice:
            self.rows_drawn = _announced(scene, self.margin(width, scene.layout), width, height)
            return self.rows_drawn
        touched = _touched(scene)
        described = self._known(scene.layout, width)
        layers: list[Layer] = []
        drawn: list[Drawn] = []
        for row in rows[:height]:
            passing = bool(scene.labels) or any(start < row.end and row.start < end for start, end in touched)
            known = None if passing else described.get(row.position)
            if known is None:
                layers = layers or _layers(scene)
                known = _describe(scene, row, layers, side)
                if not passing:
                    described[row.position] = known
            drawn.append(known)
            drawn += [()] * (spacing - 1)
        del drawn[height:]
        drawn += [()] * (height - len(drawn))
        self.rows_drawn = tuple(drawn)
        return self.rows_drawn

    def unknown(self, layout: Layout, rows: list[Row], width: int) -> list[Row]:
        """Those of the rows that have not been described."""
        described = self._described.get((layout, width), {})
        return [row for row in rows if row.position not in described]

    def prepare(self, scene: Scene, rows: list[Row], width: int) -> list[Strip]:
        """Describes rows that are not in view, without cursor and selection, and makes their strips."""
        side = " " * (self.margin(width, scene.layout) - GUTTER)
        layers = _layers(scene)
        described = self._known(scene.layout, width)
        for row in rows:
            if row.position not in described:
                described[row.position] = _describe(scene, row, layers, side)
        return [self._strip(described[row.position], width) for row in rows]

    def strip(self, y: int, width: int) -> Strip:
        """The row `y` of the pane, `width` cells wide; the same object for what looks the same."""
        return self._strip(self.rows_drawn[y] if y < len(self.rows_drawn) else (), width)

    def _strip(self, drawn: Drawn, width: int) -> Strip:
        strip = self._strips.get((drawn, width))
        if strip is None:
            if len(self._strips) > _KEPT:
                self._strips.clear()
            strip = self._strips[drawn, width] = self._made(drawn, width)
        return strip

    def _made(self, drawn: Drawn, width: int) -> Strip:
        combine = self._styles.combine
        used = sum(cell_len(text) for text, _ in drawn)
        segments = [Segment(_UNDRAWN.sub("", text), combine(names)) for text, names in drawn]
        if used < width:
            segments.append(Segment(" " * (width - used), combine(())))
        strip = Strip(segments, max(used, width))
        return strip.crop(0, width) if used > width else strip


def _announced(scene: Scene, margin: int, width: int, height: int) -> tuple[Drawn, ...]:
    """The notice where the text will begin, its lines from the first row on."""
    shown = [cut(visible(words), max(0, width - margin)) for words in scene.notice.split("\n")]
    rows: list[Drawn] = [((" " * margin, ()), (words, ("quiet",))) for words in shown]
    return tuple((*rows, *[()] * (height - len(rows)))[:height])


def _touched(scene: Scene) -> list[tuple[int, int]]:
    """What is drawn differently from one moment to the next: around the cursor, the selection, what is searched."""
    spans = [tuple(scene.selected)] if scene.selected else []
    spans += map(tuple, scene.hits)
    if scene.focused:
        spans.append((scene.cursor, scene.cursor + 1))
        spans += [tuple(scene.sentence)] if scene.sentence else []
        spans += [(mark.start, mark.end) for mark in scene.marks if mark.id == scene.active]
    return [(start, end) for start, end in spans]


def _layers(scene: Scene) -> list[Layer]:
    """The layers over the whole window, in the order in which they cover each other."""
    active = next((mark for mark in scene.marks if mark.id == scene.active), None)
    cursor = scene.cursor
    return [
        [(*scene.sentence, "sentence")] if scene.sentence and scene.focused else [],
        _styles_in_view(scene),
        _mark_layer(scene.marks),
        [(active.start, active.end, "active")] if active and scene.focused else [],
        [(*hit, "hit") for hit in scene.hits],
        [(*scene.hit, "hit-current")] if scene.hit else [],
        [(*scene.selected, "selection")] if scene.selected else [],
        [(cursor, seen_after(scene.document, cursor), "cursor")] if cursor >= 0 and scene.focused else [],
    ]


def _styles_in_view(scene: Scene) -> list[tuple[int, int, str]]:
    """Inline styles of the blocks in view. They do not overlap further back than their own block."""
    styles = scene.document.styles
    first = bisect_left(styles, scene.start, key=lambda style: style.start)
    last = bisect_left(styles, scene.end, first, key=lambda style: style.start)
    return [(style.start, style.end, _INLINE[style.kind]) for style in styles[first:last]]


def _mark_layer(marks: tuple[MarkView, ...]) -> list[tuple[int, int, str]]:
    """Each mark in its own style, and where two or more lie over each other, `overlap` instead."""
    layer = [(mark.start, mark.end, mark.kind) for mark in marks]
    edges = [(mark.start, 1) for mark in marks] + [(mark.end, -1) for mark in marks]
    depth = begin = 0
    for at, step in sorted(edges):
        depth += step
        if (depth, step) == (2, 1):
            begin = at
        elif (depth, step) == (1, -1):
            layer.append((begin, at, "overlap"))
    return sorted(layer, key=lambda span: (span[0], span[2] == "overlap"))


def _describe(scene: Scene, row: Row, layers: list[Layer], side: str) -> Drawn:
    text = scene.layout.text(row)
    blocks = scene.document.blocks
    block = blocks[row.block] if 0 <= row.block < len(blocks) else None
    pieces: list[Piece] = [_margin(block, row, side), *_gutter(scene, row), *_indent(block, row)]
    if row.block < 0 and len(side) < _NARROWEST_MARGIN and not row.start <= scene.cursor < row.end:
        if where := _above(scene, row):
            pieces += [(" " * (scene.layout.width - cell_len(where)), ()), (where, ("quiet",))]
        return _joined(pieces)
    if row.label:
        here = scene.focused and row.start <= scene.cursor < row.end
        return _joined([*pieces, (row.label, ("quiet", "cursor") if here else ("quiet",))])
    base = _base(scene.document, block)
    for run in runs(row, text, [base, *layers]):
        drawn = text[run.start - row.start : run.end - row.start]
        pieces.append((drawn, run.names))
    if scene.focused and row.stop <= scene.cursor < max(row.end, row.stop + 1):
        pieces.append((" ", ("cursor",)))
    return _joined(_labelled(scene, row, pieces) if scene.labels else pieces)


def _joined(pieces: Iterable[Piece]) -> Drawn:
    """Neighbours of one style as one piece: each piece costs a colour sequence on its way to the terminal."""
    groups = itertools.groupby((piece for piece in pieces if piece[0]), key=lambda piece: piece[1])
    return tuple(("".join(text for text, _ in group), names) for names, group in groups)


def _base(document: Document, block: Block | None) -> list[tuple[int, int, str]]:
    """What kind of block a row belongs to, as styles of its text; markup that a plain text was saved with is quiet."""
    if block is None:
        return []
    if document.format == "plain" and block.kind in (BlockKind.POST, BlockKind.QUOTE):
        markup = _MARKUP.finditer(document.text, block.start, min(block.end, block.start + LONGEST_CHUNK))
        quiet = [(*found.span(), "quiet") for found in markup]
        edges = [block.start, *(edge for start, end, _ in quiet for edge in (start, end)), block.end]
        words = [(start, end, _BLOCK_STYLES[block.kind]) for start, end in zip(edges[::2], edges[1::2], strict=True)]
        return sorted([*words, *quiet])
    if block.kind is BlockKind.HEADING:
        return [(block.start, block.end, f"heading-{min(max(block.level, 1), 3)}")]
    if block.kind is BlockKind.TURN:
        return [(block.start, block.body, "speaker")]
    if block.kind is BlockKind.LIST_ITEM:
        return [(block.start, block.body, "quiet")]
    style = _BLOCK_STYLES.get(block.kind)
    return [(block.start, block.end, style)] if style else []


def _indent(block: Block | None, row: Row) -> list[Piece]:
    """The cells before the text; a quote has a bar in them."""
    if row.indent <= 0:
        return []
    if block and block.kind is BlockKind.QUOTE:
        return [(" " * (row.indent - 2) + "▎ ", ("quiet",))]
    return [(" " * row.indent, ())]


def _margin(block: Block | None, row: Row, side: str) -> Piece:
    """Left of the signs, where the text is centred: where each block stands, as a person would cite it."""
    if block is None or not row.first or len(side) < _NARROWEST_MARGIN:
        return side, ()
    if block.locator.post and block.kind is not BlockKind.POST:
        return side, ()
    whole, brief = short_place(replace(block.locator, speaker=None)), brief_place(block.locator)
    where = whole if cell_len(whole) < len(side) or not brief else brief
    where = cut(where, len(side) - 1)
    return " " * (len(side) - 1 - cell_len(where)) + f"{where} ", ("quiet",)


def _above(scene: Scene, row: Row) -> str:
    """What stands in the blank row above a block where there is no margin: the time or the page that begins there."""
    blocks = scene.document.blocks
    index = scene.document.block_index(row.end)
    if not 0 < index < len(blocks) or blocks[index].start != row.end:
        return ""
    here, before = blocks[index].locator, blocks[index - 1].locator
    where = "" if here.post else brief_place(here)
    return cut(where, scene.layout.width) if where != brief_place(before) else ""


def _gutter(scene: Scene, row: Row) -> list[Piece]:
    """The bar beside the sentence that a marking key would take, then the signs of the marks that begin in the row."""
    span = scene.selected or scene.sentence
    under = scene.focused and span is not None and row.start < span.end and span.start < row.stop
    bar: Piece = ("▏", ("accent",)) if under else (" ", ())
    signs = _signs([mark for mark in scene.marks if row.start <= mark.start < max(row.end, row.start + 1)])
    pieces: list[Piece] = [bar]
    used = 1
    for name in signs:
        # Where a terminal draws signs wide, there is room for the weightier one only.
        if used + cell_len(SIGNS[name]) < GUTTER:
            pieces.append((SIGNS[name], (f"sign-{name}",)))
            used += cell_len(SIGNS[name])
    pieces.append((" " * (GUTTER - used), ()))
    return pieces


def sign_at(marks: list[MarkView], row: Row, column: int) -> MarkView | None:
    """The mark whose sign stands at a column left of the text, in the row where the mark begins."""
    here = [mark for mark in marks if row.start <= mark.start < max(row.end, row.start + 1)]
    at = column + GUTTER - 1
    for name in _signs(here):
        if 0 <= at < cell_len(SIGNS[name]):
            return next(mark for mark in here if name in (*mark.signs, mark.kind))
        at -= cell_len(SIGNS[name])
    return None


def _signs(marks: list[MarkView]) -> list[str]:
    """At most two: the kind and its tie, or the two weightiest ties, or both kinds."""
    ties = [name for name in _SIGN_ORDER if any(name in mark.signs for mark in marks)]
    kinds = list(dict.fromkeys(mark.kind for mark in marks))
    if len(ties) > 1:
        return ties[:2]
    return [*kinds[: 2 - len(ties)], *ties]


def _labelled(scene: Scene, row: Row, pieces: list[Piece]) -> list[Piece]:
    """The same row, quiet, with the labels of `f` written over the first character of each sentence."""
    text = scene.layout.text(row)
    labels = {at - row.start: label for label, at in scene.labels.items() if row.start <= at < row.stop}
    plain = pieces[:1]
    plain += _gutter(scene, row)
    plain += [(" " * row.indent, ())] if row.indent > 0 else []
    done = 0
    for at, label in sorted(labels.items()):
        end = cluster_after(text, max(at, done))
        while cell_len(text[at:end]) < len(label) and end < len(text):
            end = cluster_after(text, end)
        plain.append((text[done:at], ("quiet",)))
        plain.append((label.ljust(cell_len(text[at:end])), ("hit-current",)))
        done = end
    return [*plain, (text[done:], ("quiet",))]
