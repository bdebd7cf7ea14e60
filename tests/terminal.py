"""A program in a real pseudo-terminal, for tests that do what a person does: type, look, wait until it is there.

The emulator knows what Textual sends: text, cursor positions, styles. Every other sequence must be one of those listed
here, so that a control character from a source that reaches the terminal fails the test that let it through.
"""

from __future__ import annotations

import atexit
import codecs
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from rich.cells import get_character_cell_size

from tui.ambiguous import wide

_SEQUENCE = re.compile(
    r"\x1b\[(?P<params>[0-9;:?<>=]*)(?P<kind>[\x20-\x2f]*[@-~])"
    r"|\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1bP(?P<dcs>[^\x1b]*)\x1b\\"
    r"|\x1b(?P<other>[()][AB0]|[=>78cM])",
)
_KINDS = frozenset({"m", "H", "h", "l", "u", "J", "K", "c", "t", "$p"})
_QUERIES = frozenset({"n", "q"})
"""Asked only by who wants to know the terminal, which here answers only where a test says so."""
_OSC = re.compile(r"(?:0|22|52);")


class Emulator:
    """The cells of a screen, as text. A wide character's second cell is empty.

    With `answering` it also says where its cursor is, what it is called, and, with `kitty`, that it knows that keyboard
    protocol; `ambiguous` is how many cells “ ” … — take in it. What is to be sent back gathers in `replies`.
    """

    def __init__(
        self, width: int, height: int, *, answering: bool = False, kitty: bool = False, ambiguous: int = 1
    ) -> None:
        self.width, self.height = width, height
        self._answering, self._kitty, self._ambiguous = answering, kitty, ambiguous
        self.replies = ""
        self.cells = [[" "] * width for _ in range(height)]
        self.x = self.y = 0
        self.strange: list[str] = []
        self.clipboard: list[str] = []
        self._rest = ""

    def feed(self, text: str) -> None:
        text = self._rest + text
        at, self._rest = 0, ""
        while at < len(text):
            char = text[at]
            if char == "\x1b":
                match = _SEQUENCE.match(text, at)
                if match is None:
                    if len(text) - at < 4096:
                        self._rest = text[at:]
                        return
                    self.strange.append(repr(text[at : at + 20]))
                    at += 1
                    continue
                self._control(match)
                at = match.end()
                continue
            self._print(char)
            at += 1

    def _control(self, match: re.Match[str]) -> None:
        kind, params = match["kind"], match["params"] or ""
        osc = match["osc"]
        if self._answering and kind is not None and (kind in _QUERIES or params.startswith("?") or kind == "c"):
            self._answer(kind, params)
        elif kind == "H":
            row, _, column = params.partition(";")
            self.y, self.x = int(row or 1) - 1, int(column or 1) - 1
        elif kind == "J":
            self.cells = [[" "] * self.width for _ in range(self.height)]
        elif (kind is not None and kind not in _KINDS) or (osc is not None and not _OSC.match(osc)):
            self.strange.append(repr(match[0]))
        elif osc is not None and osc.startswith("52;"):
            self.clipboard.append(osc)

    def _answer(self, kind: str, params: str) -> None:
        if (kind, params) == ("n", "6"):
            self.replies += f"\x1b[{self.y + 1};{self.x + 1}R"
        elif (kind, params) == ("q", ">0"):
            self.replies += "\x1bP>|emulator 1.0\x1b\\"
        elif (kind, params) == ("u", "?") and self._kitty:
            self.replies += "\x1b[?0u"
        elif kind == "c":
            self.replies += "\x1b[?62;22c"

    def _print(self, char: str) -> None:
        if char == "\r":
            self.x = 0
        elif char == "\n":
            self.y += 1
        elif ord(char) < 32 or 0x7F <= ord(char) < 0xA0:
            self.strange.append(repr(char))
        else:
            size = self._ambiguous if wide(char) else get_character_cell_size(char)
            if size and 0 <= self.y < self.height and self.x + size <= self.width:
                row = self.cells[self.y]
                row[self.x] = char
                row[self.x + 1 : self.x + size] = [""] * (size - 1)
            self.x += size

    @property
    def left_of_cursor(self) -> str:
        """What stands in the cursor's row before it, without what a frame or a margin adds."""
        return "".join(self.cells[self.y][: self.x]).strip(" │▏|") if 0 <= self.y < self.height else ""

    @property
    def right_of_cursor(self) -> str:
        """What stands in the cursor's row from it on."""
        return "".join(self.cells[self.y][self.x :]) if 0 <= self.y < self.height else ""

    @property
    def rows(self) -> list[str]:
        return ["".join(row).rstrip() for row in self.cells]

    @property
    def text(self) -> str:
        return "\n".join(self.rows)


@cache
def _settled() -> dict[str, str]:
    """The folders of somebody who has no settings and has seen the tour; not those of who runs the tests."""
    home = Path(tempfile.mkdtemp(prefix="crossread-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "state" / "crossread").mkdir(parents=True)
    (home / "state" / "crossread" / "choices.json").write_text('{"tour": {"value": "seen"}}', encoding="utf-8")
    return {"XDG_STATE_HOME": str(home / "state"), "XDG_CONFIG_HOME": str(home / "config")}


class Terminal:
    """Runs a command at a size. `wait` is how a test looks: it polls a condition and shows the screen when it fails."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (120, 40),
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        screen: Emulator | None = None,
    ) -> None:
        """`screen` is an emulator of another kind than the usual, which then has the size."""
        width, height = (screen.width, screen.height) if screen else size
        self.screen = screen or Emulator(width, height)
        self.output = ""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        foreign = (
            "NO_COLOR",
            "TEXTUAL_THEME",
            "CROSSREAD_THEME",
            "CROSSREAD_LIBRARY",
            "EDITOR",
            "VISUAL",
            "TMUX",
            "CROSSREAD_CONFIG",
        )
        clean = {name: value for name, value in os.environ.items() if name not in foreign}
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=cwd,
            start_new_session=True,
            env={**clean, "TERM": "xterm-256color", "COLORTERM": "truecolor", **_settled(), **(env or {})},
        )
        os.close(slave)
        self._master = master
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.hang_up()

    def hang_up(self) -> None:
        """Takes the terminal away, as when its window is closed; the program gets no signal."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def type(self, *keys: str) -> None:
        """Sends keys one after the other, as typed: `"j"`, `"\\x1b"` for Escape, `"\\r"` for Enter."""
        for key in keys:
            os.write(self._master, key.encode())

    def wait(self, condition: Callable[[str], object], what: str, *, seconds: float = 20) -> None:
        """Until `condition(text of the screen)` holds."""
        end = time.monotonic() + seconds
        while not condition(self.screen.text):
            if not self._read(0.05) and (time.monotonic() > end or self.process.poll() is not None):
                if condition(self.screen.text):
                    return
                raise AssertionError(f"never saw {what}; the screen was:\n{self.screen.text}\n\n{self.output[-999:]!r}")

    def wait_text(self, *texts: str) -> None:
        for text in texts:
            self.wait(lambda screen, text=text: text in screen, repr(text))  # type: ignore[misc]

    def rest(self, seconds: float = 0.3) -> None:
        """Until nothing has come for so long: a person looks before typing."""
        while self._read(seconds):
            pass

    def wait_end(self, *, seconds: float = 20) -> int:
        """Until the program has ended; returns its exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            self._read(0.05)
            if time.monotonic() > end:
                raise AssertionError(f"it did not end; the screen was:\n{self.screen.text}")
        while self._read(0):
            pass
        return self.process.returncode

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        text = self._decoder.decode(data)
        self.output += text
        self.screen.feed(text)
        if self.screen.replies:
            os.write(self._master, self.screen.replies.encode())
            self.screen.replies = ""
        return bool(data)
