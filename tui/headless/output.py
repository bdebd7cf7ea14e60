"""How commands write: lines, tables and JSON on stdout, sentences on stderr, always UTF-8, never a control sequence.

Into a pipe or a file goes what the sources say, glyph for glyph; a terminal gets the substitutes of `sources.safe`.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from itertools import pairwise
from typing import Any, TextIO

from sources import safe

_GAP = "  "
_NARROWEST = 6


def prepare() -> None:
    """Makes both streams UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def tell(sentence: str) -> None:
    """One line on stderr: an error or a note. White space, line breaks too, becomes single spaces."""
    sys.stderr.write(f"crossread: {safe.terminal(one_line(sentence))}\n")


def say(line: str) -> None:
    say_text(f"{line}\n")


def say_wrapped(line: str, *, hang: int = 0) -> None:
    """A line; on a terminal in rows of its width, those after the first indented by `hang` cells."""
    if not line or not is_terminal(sys.stdout):
        say(line)
        return
    from tui.layout.wrap import wrap

    shown, width = safe.visible(line), shutil.get_terminal_size().columns
    starts = [*wrap(shown, max(_NARROWEST, width), max(_NARROWEST, width - hang)), len(shown)]
    for number, (start, end) in enumerate(pairwise(starts)):
        say(" " * hang * bool(number) + shown[start:end].rstrip())


def say_text(text: str) -> None:
    """The text as it is; a terminal also gets a line break at its end where there is none."""
    if is_terminal(sys.stdout):
        text = safe.terminal(text if text.endswith("\n") else f"{text}\n")
    sys.stdout.write(text)


def say_json(value: Any) -> None:
    """One object on one line. What `sources.safe` keeps from terminals is written as escapes, U+2028 and C1 too."""
    text = json.dumps(value, ensure_ascii=False)
    sys.stdout.write(safe.UNSAFE.sub(lambda match: json.dumps(match.group())[1:-1], text) + "\n")


def say_table(header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Aligned columns under a header, by cells; nothing without rows. `right` are the columns set to the right.

    On a terminal the widest columns are cut until a row fits; elsewhere nothing is cut.
    """
    from tui.layout.cells import cell_len, cut

    table = [[one_line(cell) for cell in row] for row in rows]
    if not table:
        return
    table.insert(0, list(header))
    shown = [[safe.visible(cell) for cell in row] for row in table]
    widths = [max(map(cell_len, column)) for column in zip(*shown, strict=True)]
    if is_terminal(sys.stdout):
        _narrow(widths, shutil.get_terminal_size().columns - len(_GAP) * (len(widths) - 1))
        table = shown = [[cut(cell, width) for cell, width in zip(row, widths, strict=True)] for row in shown]
    for cells, measured in zip(table, shown, strict=True):
        line = []
        for column, cell in enumerate(cells):
            padding = " " * (widths[column] - cell_len(measured[column]))
            line.append(padding + cell if column in right else cell + padding)
        sys.stdout.write(_GAP.join(line).rstrip(" ") + "\n")


def is_terminal(stream: TextIO) -> bool:
    return stream.isatty()


def one_line(text: str) -> str:
    return " ".join(text.split())


def counted(number: int, noun: str) -> str:
    """`1 mark`, `2 marks`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _narrow(widths: list[int], room: int) -> None:
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
