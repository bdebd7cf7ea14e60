"""How a process of our own code is started, and that it ends with whoever started it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

_ROOT = str(Path(__file__).resolve().parents[1])


def command(code: str, *arguments: str) -> list[str]:
    """What to run: `code` in a Python that finds modules where this one does, without what a site adds to its start.

    `sys` is imported; `sys.argv[1:]` are the arguments.
    """
    path = [_ROOT, *(entry for entry in sys.path if Path(entry).is_absolute() and entry != _ROOT)]
    return [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:] = {path!r}; {code}", *arguments]


def begin(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A process that says nothing and calls `end_with_parent`. Raises OSError."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command(code, *arguments), stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)


def end_with_parent() -> None:
    """In the child, whose stdin is a pipe that nothing is written to: it ends when nobody holds the other end."""
    threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    os.read(0, 1)  # not through `sys.stdin`, whose lock the main thread needs at its end
    os._exit(1)
