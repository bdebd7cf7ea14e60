"""The structure of a large text, found in a process of its own.

It takes about a second for each 10 MB, all of it Python's, so that in a thread of the reader every key would wait for
it; and its memory, several times the text, goes with the process. Unlike `sandbox` there is nothing to be afraid of:
it is our own code on a text. What comes back is what a library keeps (`block_table`), not the text.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from tempfile import TemporaryFile

from sources.block_table import Kept, from_bytes
from sources.child import command
from sources.errors import LoadError

LARGE = 2 * 1024**2
"""Bytes from which on a text is large: two tenths of a second's work."""

_LOOK = 0.1  # seconds between two looks at `cancelled`
_BOOT = "from sources.large import main; main(sys.argv[1])"


def plain_structure(data: bytes, encoding: str, name: str, cancelled: Callable[[], bool]) -> Kept:
    """What the plain loader finds in `data`, which `encoding` decodes.

    `cancelled` is asked ten times a second. Raises LoadError, and nothing else.
    """
    try:
        with (
            TemporaryFile() as text
        ):  # not a pipe: what is not written yet when `communicate` times out is never written
            text.write(data)
            text.seek(0)
            process = subprocess.Popen(
                command(_BOOT, encoding),
                stdin=text,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
    except OSError as error:
        reason = error.strerror or error
        raise LoadError(f"“{name}” cannot be read: no process could be started for it ({reason}).") from error
    with process:
        while True:
            try:
                found, _ = process.communicate(timeout=_LOOK)
                break
            except subprocess.TimeoutExpired:
                if cancelled():
                    process.kill()
                    raise LoadError(f"Loading “{name}” was cancelled.") from None
    try:
        return from_bytes(found)
    except ValueError as error:
        raise LoadError(f"“{name}” is too much for this machine; split it into parts.") from error


def main(encoding: str) -> None:
    """The child: bytes in, structure out."""
    from sources.block_table import to_bytes
    from sources.decode import decode
    from sources.loaders import plain

    text = decode(sys.stdin.buffer.read(), encoding).text
    sys.stdout.buffer.write(to_bytes(plain.load(text)))
