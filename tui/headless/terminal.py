"""Asking the terminal: what it answers about widths, keyboard and itself, and what arrives when somebody types.

Queries go out and answers come in through the terminal itself, with echo and line editing off for as long. What does
not answer is given up after `PATIENCE`; whatever happens, the terminal is left as it was.
"""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

PATIENCE = 1.5
"""Seconds to wait for an answer."""

_PLACE = re.compile(rb"\x1b\[(\d+);(\d+)R")
_KITTY = re.compile(rb"\x1b\[\?(\d+)u")
_NAME = re.compile(rb"\x1bP>\|([^\x1b]*)\x1b\\")
_END = re.compile(rb"\x1b\[\?[\d;]*c")
_KEYS_ON, _KEYS_OFF = b"\x1b[>25u\x1b[?2004h", b"\x1b[?2004l\x1b[<u"
"""What the reader asks for: every key with its text (kitty protocol), and pastes told from typing."""


@dataclass(frozen=True, slots=True)
class Answers:
    """`cells` are those that each text took, in the order asked, None where no answer came. `kitty`: the keyboard
    protocol is known. `answered` is False for a terminal that answers nothing."""

    answered: bool
    cells: tuple[int | None, ...]
    kitty: bool
    name: str


def can_ask() -> bool:
    """Whether somebody sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.name == "posix"


def ask(texts: Sequence[str]) -> Answers:
    """Shows each text for a moment at the start of the line and asks where the cursor is then."""
    queries = b"".join(b"\r" + text.encode() + b"\x1b[6n" for text in texts) + b"\r\x1b[K"
    with _raw() as terminal:
        os.write(terminal, queries + b"\x1b[?u\x1b[>0q\x1b[c")  # the last is answered by all, hence after the others
        data = _read(terminal, lambda so_far: _END.search(so_far) is not None, PATIENCE)
    places = [int(match[2]) - 1 for match in _PLACE.finditer(data)]
    answered = _END.search(data) is not None or bool(places)
    cells = tuple(places) if len(places) == len(texts) else (None,) * len(texts)
    name = match[1].decode("utf-8", "replace") if (match := _NAME.search(data)) else ""
    return Answers(answered, cells, _KITTY.search(data) is not None, name)


def read_typed(seconds: float) -> str | None:
    """What somebody typed, composed or pasted until Enter, read as the reader reads it; None when Esc came, or nothing.

    It is echoed as it comes, so that the person sees what arrived.
    """
    from tui import input_method

    input_method.choose_protocol()
    import textual._xterm_parser as xterm_parser
    from textual import events

    from sources.safe import terminal as shown

    input_method.prepare()
    parser = xterm_parser.XTermParser()
    typed: list[str] = []
    with _raw() as terminal:
        os.write(terminal, _KEYS_ON)
        try:
            for data in _arriving(terminal, seconds):
                for event in parser.feed(data):
                    if isinstance(event, events.Key) and event.key in ("enter", "escape", "ctrl+c", "ctrl+d"):
                        return "".join(typed) if event.key == "enter" else None
                    text = event.text if isinstance(event, events.Paste) else getattr(event, "character", None) or ""
                    if text:
                        typed.append(text)
                        os.write(terminal, shown(text).encode("utf-8", "replace"))
        finally:
            os.write(terminal, _KEYS_OFF)
    return None


def _arriving(terminal: int, seconds: float) -> Iterator[str]:
    """What arrives, decoded, until nothing has come for so long."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while select.select([terminal], [], [], seconds)[0]:
        data = os.read(terminal, 4096)
        if not data:
            return
        yield decoder.decode(data)


def _read(terminal: int, enough: Callable[[bytes], bool], seconds: float) -> bytes:
    data, end = b"", time.monotonic() + seconds
    while not enough(data) and (left := end - time.monotonic()) > 0:
        if select.select([terminal], [], [], left)[0]:
            data += os.read(terminal, 4096)
    return data


@contextmanager
def _raw() -> Iterator[int]:
    """The terminal without echo and line editing; what was typed before is dropped."""
    import termios
    import tty

    sys.stdout.flush()
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setraw(terminal, termios.TCSAFLUSH)
        yield terminal
    finally:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
