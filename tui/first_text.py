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
from sources.document import BlockKind, Document
from sources.script import Script
from tui import shown
from tui.layout import room
from tui.layout.cells import cell_len, fit
from tui.layout.folds import Folds
from tui.layout.rows import Layout
from tui.look import MEASURE, NARROWEST, Look, shown_text
from tui.pieces import Piece, piece_of_file, piece_of_known, reading_words
from tui.viewport import Viewport

_TEXTS = frozenset(
    (".txt", ".text", ".log", ".md", ".markdown", ".html", ".htm", ".xhtml", ".mhtml", ".epub", ".pdf", ".srt", ".vtt")
)
"""Suffixes of what is likely to be a text, if it takes a while to read."""
_BARS = 2
"""Rows that are no text: the title over it and the status line under it."""


class Seen(NamedTuple):
    """What a pane shows: a piece of its text, or None while that is being read; and what the title bar says.

    The fingerprint is that of a text of the library.
    """

    piece: Piece | None
    title: str
    fingerprint: str = ""


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
    panes = [seen(folder, known, word) for word in words]
    if not any(panes) or size.columns < room.NARROWEST_PANE or size.lines <= _BARS:
        return ""
    width = size.columns
    if room.has_room_beside(width, len(panes)):
        width -= room.ANNOTATIONS
    panes = panes[: room.panes_that_fit(width)]
    look = known.look
    if look.get("spacing", "1") != "1" or look.get("ambiguous", "1") != "1":
        return ""
    if not _has_colors():
        look = {name: value for name, value in look.items() if not value.startswith("#")}
    columns = [
        _pane(seen, left, cells, size.lines - _BARS + 1, look)
        for seen, (left, cells) in zip(panes, room.shares(width, len(panes)), strict=True)
    ]
    beside = _style(look, "beside") + " " * (size.columns - width)
    rows = ["".join([*(column[y] for column in columns), beside]) for y in range(size.lines - 1)]
    rows.append(_style(look, "bar") + " " * size.columns)
    return "".join(f"\x1b[{y + 1};1H{row}" for y, row in enumerate(rows)) + "\x1b[0m"


def _pane(seen: Seen | None, left: int, width: int, height: int, look: dict[str, str]) -> list[str]:
    """`height` rows of exactly `width` cells: the title bar and the text under it."""
    page, bar = _style(look, "text"), _style(look, "bar")
    edge = 1 if left else 0
    inner = width - edge
    if seen is None:
        return [" " * width] * height
    side = f"{page}{' ' * edge}"
    rows = [f"{side}{bar}{fit(' ' + safe.one_line(seen.title), inner)}{page}"]
    measure = int(look.get("width", MEASURE))
    cells = max(NARROWEST, min(measure, inner - room.GUTTER - room.OVERVIEW))
    piece = seen.piece
    if piece is None:
        words = " " * room.text_margin(inner, cells) + safe.one_line(reading_words(seen.title))
        rows.append(f"{side}{fit(words, inner)}")
        return rows + [page + " " * width] * (height - len(rows))
    folds = Folds(piece.document)
    if (fold := folds.hiding(piece.place)) and piece.place > fold.start:
        folds = folds.toggled(fold)
    as_set = Look(Script(look["script"]) if look.get("script") else None, width=measure)
    layout = _layout(piece.document, folds, as_set, cells)
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


# ---- the text that is seen ---------------------------------------------------------------------------------------


def seen(folder: Path, known: shown.Shown, word: str) -> Seen | None:
    """What can be shown of what a word names before the library is read. Raises OSError, ValueError."""
    path = Path(word)
    source = known.sources.get(str(path.resolve())) if path.is_file() else known.named(word)
    if source is not None:
        known_piece = piece_of_known(folder, source.fingerprint, source.place)
        return Seen(known_piece, f"{source.handle} {source.title}", source.fingerprint)
    if word == "-" or not path.is_file():
        return None
    if piece := piece_of_file(path):
        return Seen(piece, path.name)
    return Seen(None, path.name) if path.suffix.lower() in _TEXTS else None
