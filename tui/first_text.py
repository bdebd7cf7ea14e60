"""The first screen of text, drawn before Textual is loaded: loading it takes far longer than reading a screenful.

What is drawn here is what the reader will draw: the same layout of the same text, where it was left. Marks, titles and
inline markup come with the reader, which takes the screen over as it stands (`tui.handover`). A text that is already
in the library is read from there, only the piece that is seen; a new file is shown as its plain lines. Where anything
is not as expected nothing is drawn, for the reader will show, or say, what there is.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, NamedTuple

from sources import safe
from sources.block_table import RULE, from_bytes, table_of_lines
from sources.document import Block, BlockKind, Document
from sources.script import Script
from tui import shown
from tui.layout import room
from tui.layout.cells import cell_len, fit
from tui.layout.folds import Folds
from tui.layout.rows import STRIDE, Layout
from tui.look import MEASURE, NARROWEST, Look, shown_text
from tui.viewport import Viewport

_BEFORE, _AFTER = 8_192, 32_768
"""Code points around the reading place that are enough to lay out any screen."""

_PLAIN = frozenset(("", ".txt", ".text", ".log"))
_BARS = 2
"""Rows that are no text: the title over it and the status line under it."""


class Piece(NamedTuple):
    """A piece of a text as a document of its own, the reading place in it, and what the title bar says."""

    document: Document
    place: int
    title: str


class FirstText:
    """Draws on entering, if there is something to draw. Leaving takes the picture away, unless it was handed over."""

    taken: FirstText | None = None
    """The one on the screen."""

    def __init__(self, library: str | None, words: Sequence[str]) -> None:
        self._library = library
        self._words = words
        self._terminal: list[Any] = []

    def __enter__(self) -> FirstText:
        picture = None
        if sys.platform != "win32" and _is_terminal():
            try:
                picture = picture_of(self._library, self._words, os.get_terminal_size())
            except Exception:
                picture = None  # whatever is wrong with what was kept: the reader comes, and says so
        if picture:
            import termios

            self._terminal = termios.tcgetattr(0)
            quiet = list(self._terminal)
            # What is typed meanwhile is for the reader, not to be seen on the text, and not a line to be ended first.
            quiet[3] &= ~(termios.ECHO | termios.ICANON)
            termios.tcsetattr(0, termios.TCSANOW, quiet)
            for number in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, self._ended)
            FirstText.taken = self
            _write(f"\x1b[?1049h\x1b[?25l{picture}")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if FirstText.taken is self:
            import termios

            termios.tcsetattr(0, termios.TCSANOW, self.hand_over())
            _write("\x1b[0m\x1b[?25h\x1b[?1049l")

    def hand_over(self) -> list[Any]:
        """Picture and terminal are somebody else's now. Returns the terminal's attributes as they were before."""
        FirstText.taken = None
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        return self._terminal

    def _ended(self, number: int, frame: FrameType | None) -> None:
        self.__exit__(None, None, None)
        os._exit(128 + number)


def _is_terminal() -> bool:
    return os.isatty(0) and os.isatty(1) and os.environ.get("TERM", "dumb") != "dumb"


def _write(text: str) -> None:
    rest = memoryview(text.encode("utf-8", "replace"))
    while rest:
        rest = rest[os.write(1, rest) :]


# ---- what to draw ------------------------------------------------------------------------------------------------


def picture_of(library: str | None, words: Sequence[str], size: os.terminal_size) -> str:
    """The escape sequences that draw the first screen; empty when there is no text to draw."""
    from tui.headless.folders import library_path

    folder = library_path(library)
    known = shown.read(folder)
    pieces = [_piece(folder, known, word) for word in words]
    if not any(pieces) or size.columns < room.NARROWEST_PANE or size.lines <= _BARS:
        return ""
    width = size.columns
    if room.has_room_beside(width, len(pieces)):
        width -= room.ANNOTATIONS
    pieces = pieces[: room.panes_that_fit(width)]
    look = known.look
    if look.get("spacing", "1") != "1" or look.get("ambiguous", "1") != "1":
        return ""
    if not _has_colors():
        look = {name: value for name, value in look.items() if not value.startswith("#")}
    columns = [
        _pane(piece, left, cells, size.lines - _BARS + 1, look)
        for piece, (left, cells) in zip(pieces, room.shares(width, len(pieces)), strict=True)
    ]
    beside = _style(look, "beside") + " " * (size.columns - width)
    rows = ["".join([*(column[y] for column in columns), beside]) for y in range(size.lines - 1)]
    rows.append(_style(look, "bar") + " " * size.columns)
    return "".join(f"\x1b[{y + 1};1H{row}" for y, row in enumerate(rows)) + "\x1b[0m"


def _pane(piece: Piece | None, left: int, width: int, height: int, look: dict[str, str]) -> list[str]:
    """`height` rows of exactly `width` cells: the title bar and the text under it."""
    page, bar = _style(look, "text"), _style(look, "bar")
    edge = 1 if left else 0
    inner = width - edge
    if piece is None:
        return [" " * width] * height
    side = f"{page}{' ' * edge}"
    rows = [f"{side}{bar}{fit(' ' + safe.one_line(piece.title), inner)}{page}"]
    folds = Folds(piece.document)
    if (fold := folds.hiding(piece.place)) and piece.place > fold.start:
        folds = folds.toggled(fold)
    as_set = Look(Script(look["script"]) if look.get("script") else None, width=int(look.get("width", MEASURE)))
    layout = _layout(
        piece.document, folds, as_set, max(NARROWEST, min(as_set.width, inner - room.GUTTER - room.OVERVIEW))
    )
    view = Viewport(piece.document, _layout(piece.document, folds, as_set, NARROWEST), 1)
    view.go(piece.place)
    view.resize(layout, height - 1)
    margin = room.text_margin(inner, layout.width)
    for row in view.rows()[: height - 1]:
        text = safe.UNSAFE.sub("", layout.text(row))
        block = piece.document.blocks[row.block] if row.block >= 0 else None
        style = _style(look, "heading") if block and block.kind is BlockKind.HEADING else page
        before = margin + row.indent
        after = max(0, inner - before - cell_len(text))
        rows.append(f"{side}{' ' * before}{style}{text}{page}{' ' * after}")
    return rows + [page + " " * width] * (height - len(rows))


def _layout(document: Document, folds: Folds, look: Look, width: int) -> Layout:
    return Layout(document, width, shown=partial(shown_text, document, look), folds=folds)


def _has_colors() -> bool:
    return os.environ.get("COLORTERM", "") in ("truecolor", "24bit") and not os.environ.get("NO_COLOR")


def _style(look: dict[str, str], name: str) -> str:
    """Both colours of a part, where they are known and the terminal has them; a heading is bold in any case."""
    bold = "\x1b[1m" if name == "heading" else ""
    colors = look.get(name, "").split()
    if len(colors) != 2 or not all(len(color) == 7 for color in colors):
        return "\x1b[0m" + bold
    numbers = (";".join(str(int(color[at : at + 2], 16)) for at in (1, 3, 5)) for color in colors)
    return "\x1b[0;38;2;{};48;2;{}m".format(*numbers) + bold


# ---- the piece that is seen --------------------------------------------------------------------------------------


def _piece(folder: Path, known: shown.Shown, word: str) -> Piece | None:
    path = Path(word)
    source = known.sources.get(str(path.resolve())) if path.is_file() else known.named(word)
    if source is not None:
        return _kept_piece(folder, source)
    if word == "-" or path.suffix.lower() not in _PLAIN or not path.is_file():
        return None
    with path.open("rb") as file:
        data = file.read(_AFTER)
    text = data.decode("utf-8-sig", "strict" if len(data) < _AFTER else "ignore")
    if "\0" in text or not text.strip() or text.lstrip()[0] in "#<-{[":  # may be of a format that is not its lines
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Piece(Document(text, table_of_lines(text)), 0, path.stem)


def _kept_piece(folder: Path, source: shown.Source) -> Piece:
    """The piece around the reading place, cut where the whole text's layout would cut it too."""
    kept = from_bytes((folder / ".state" / "structure" / source.fingerprint).read_bytes())
    table, place = kept.table, min(source.place, max(0, kept.length - 1))
    whole = Document("", table)
    first = whole.block_index(place)
    while first and place - table[first - 1].start < _BEFORE:
        first -= 1
    base = table[first].start if first else 0
    strides = max(0, place - _BEFORE - base) // STRIDE if first == whole.block_index(place) else 0
    base += strides * STRIDE
    last = whole.block_index(place + _AFTER)
    end = min(kept.length, place + _AFTER)
    text = _text(folder / "texts" / f"sha256-{source.fingerprint}.txt", kept.ruler, base, end)
    blocks = tuple(_moved(block, base, base + len(text)) for block in table[first : last + 1])
    document = Document(text, blocks, format=kept.format)
    return Piece(document, place - base, f"{source.handle} {source.title}")


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
