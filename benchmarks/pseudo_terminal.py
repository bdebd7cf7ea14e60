"""A program in a pseudo-terminal, timed as somebody before the screen would see it.

Every read is stamped at once and given to the terminal emulator (pyte) only when the program has come to rest, so that
the emulator's own time is in no measurement. "Changed" is: a character, colour or attribute of a cell differs.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

try:
    import pyte
except ImportError:
    sys.exit("This benchmark needs a terminal emulator: pip install pyte")

# Private and intermediate sequences, and strings to the terminal: they draw nothing, and pyte would misread some.
_NOT_DRAWN = re.compile(
    rb"\x1b[P\]X^_].*?(?:\x07|\x1b\\)|\x1b\[[<=>][0-9;:]*[@-~]|\x1b\[[0-9;?]*[ !\"$'][@-~]|\x1b\[\?[0-9;]*[^0-9;hl]",
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[P\]X^_][^\x07\x1b]*|[()]?)\Z")
_REST = 0.06
_ALONE = 0.15
"""Seconds behind an Escape."""


class Program:
    def __init__(self, command: Sequence[str], size: tuple[int, int], home: Path) -> None:
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._left = b""
        self._seen: list[object] = []
        self._terminal, other = os.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(Path(__file__).parents[1]),  # what stands beside the benchmarks is measured
        }
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            command, stdin=other, stdout=other, stderr=other, env=environment, cwd=home, start_new_session=True
        )
        os.close(other)
        self._changed()

    def start(self, needle: str, *, patience: float = 10) -> float | None:
        """Milliseconds from the start of the process until `needle` is on the screen; None when it never is."""
        return self._until(needle, self.began, patience)

    def press(self, keys: str, *, patience: float = 0.5) -> float | None:
        """Milliseconds until the screen changes; None when it does not. Returns when the program rests."""
        began = self._send(keys)
        changed = None
        for at, data in self._reads(patience):
            self._feed(data)
            if self._changed() and changed is None:
                changed = (at - began) * 1000
        return changed

    def escape(self) -> None:
        """Presses Escape, and waits until a key behind it is no longer taken for one with Alt."""
        self.press("\x1b", patience=_ALONE)
        time.sleep(_ALONE)
        self.press("", patience=0)

    def go(self, keys: str, needle: str, *, patience: float = 10) -> float | None:
        """Milliseconds until `needle` is on the screen."""
        return self._until(needle, self._send(keys), patience)

    def settle(self, keys: str, *, patience: float = 5) -> float | None:
        """Milliseconds until the screen changes for the last time; None when it does not."""
        return self.change(keys, patience=patience)[1]

    def change(self, keys: str, *, patience: float = 5) -> tuple[float | None, float | None]:
        """Milliseconds until the screen changes for the first time, and for the last."""
        return self._changes(self._send(keys), patience)

    def resize(self, size: tuple[int, int]) -> tuple[float | None, float | None]:
        """As `change`, for another size of the terminal."""
        columns, rows = size
        began = time.monotonic()
        self.screen.resize(rows, columns)
        self._seen = [None] * rows
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process.send_signal(signal.SIGWINCH)  # it has no controlling terminal that would
        return self._changes(began, 2)

    def _changes(self, began: float, patience: float) -> tuple[float | None, float | None]:
        changes = []
        for at, data in self._reads(patience):
            self._feed(data)
            if self._changed():
                changes.append((at - began) * 1000)
        return (changes[0], changes[-1]) if changes else (None, None)

    def picture(self, first: int = 0, last: int | None = None) -> list[str]:
        """The rows of the screen, without the first and the last, which may tell of other things than the text: of each
        the columns from `first` to before `last`."""
        buffer, columns = self.screen.buffer, range(self.screen.columns)[first:last]
        return ["".join(buffer[y][x].data for x in columns) for y in range(1, self.screen.lines - 1)]

    def title(self) -> str:
        """The first row."""
        return "".join(self.screen.buffer[0][x].data for x in range(self.screen.columns))

    def shown(self) -> str:
        return "\n".join(self.picture()).strip()

    def memory(self) -> float:
        """Resident MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._terminal)

    def _send(self, keys: str) -> float:
        began = time.monotonic()
        os.write(self._terminal, keys.encode())
        return began

    def _until(self, needle: str, began: float, patience: float) -> float | None:
        while time.monotonic() - began < patience:
            found = None
            for at, data in self._reads(0.5):
                self._feed(data)
                if found is None and self._changed() and self.shows(needle):
                    found = (at - began) * 1000
            if found is not None or self.process.poll() is not None:
                return found
        return None

    def _reads(self, patience: float) -> list[tuple[float, bytes]]:
        """What the program writes until it rests, each with its time; waits at most `patience` s for the first."""
        reads: list[tuple[float, bytes]] = []
        while select.select([self._terminal], [], [], _REST if reads else patience)[0]:
            try:
                data = os.read(self._terminal, 1 << 16)
            except OSError:  # the program has ended
                break
            reads.append((time.monotonic(), data))
        return reads

    def _feed(self, data: bytes) -> None:
        data = self._left + data
        cut = _UNFINISHED.search(data)
        end = cut.start() if cut else len(data)
        self._left = data[end:]
        self._stream.feed(_NOT_DRAWN.sub(b"", data[:end]))

    def _changed(self) -> bool:
        screen = self.screen
        self._seen = self._seen or [None] * screen.lines
        changed = False
        for y in screen.dirty & set(range(screen.lines)):
            row = tuple(screen.buffer[y][x] for x in range(screen.columns))
            changed |= row != self._seen[y]
            self._seen[y] = row
        screen.dirty.clear()
        return changed

    def shows(self, needle: str) -> bool:
        """Also where a row's end cuts it."""
        buffer, columns = self.screen.buffer, range(self.screen.columns)
        rows = ["".join(buffer[y][x].data for x in columns) for y in range(self.screen.lines)]
        return any(needle in row for row in rows) or needle in "".join(row.strip() for row in rows)
