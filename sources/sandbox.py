"""Runs a loader in a process of its own, so that a file that breaks a parser breaks nothing else.

Archives, PDF and markup are parsed by C libraries and can ask for any amount of time and memory. The child has limits
for both, no network, and may write no file; what it says comes back as JSON and is checked. It imports this package and
the parser, neither Textual nor what a site adds to Python's start.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sources import wire
from sources.document import Document
from sources.errors import LoadError

MEMORY = 1024**3
"""Bytes of address space that the child may use."""

CPU = 30
"""Seconds of processor time that the child may use."""

WALL = 60.0
"""Seconds after which the child is killed, whatever it waits for."""

TEXT = 20 * 1024**2
"""Bytes of UTF-8 in the longest text that is taken."""

_REPLY = 8 * TEXT  # bytes: the text with its escapes, blocks and styles
_CHUNK = 1 << 16
_LOOK = 0.1  # seconds between two looks at `cancelled`
_BOOT = "import sys; sys.path[:] = sys.argv[1:]; from sources.sandbox_child import main; main()"
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PATH")  # of the environment: what finding libraries needs

Cancelled = Callable[[], bool]


def load_apart(
    module: str,
    data: bytes,
    name: str,
    options: Mapping[str, str | None] = MappingProxyType({}),
    *,
    cancelled: Cancelled = lambda: False,
    memory: int = MEMORY,
    cpu: int = CPU,
    wall: float = WALL,
    text: int = TEXT,
) -> Document:
    """`module.load(data, name, **options)` in a child process. Raises LoadError, and nothing else.

    `cancelled` is asked ten times a second and may come from another thread's state.
    """
    job = {"module": module, "name": name, "options": dict(options), "memory": memory, "cpu": cpu, "text": text}
    request = json.dumps(job).encode("ascii") + b"\n" + data
    try:
        process = _start()
    except OSError as error:
        raise LoadError(f"“{name}” cannot be read: no process could be started ({error.strerror}).") from error
    try:
        reply = _exchange(process, request, name, time.monotonic() + wall, cancelled)
    finally:
        _end(process)
    return _document(reply, process.returncode, name, cpu)


def _start() -> subprocess.Popen[bytes]:
    """The child, as the leader of its own session: it has no terminal, and is killed with all that it started."""
    root = str(Path(__file__).resolve().parents[1])
    path = [root, *(entry for entry in sys.path if Path(entry).is_absolute() and entry != root)]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _BOOT, *path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd="/",
        env={key: os.environ[key] for key in _KEPT if key in os.environ},
        start_new_session=True,
    )


def _exchange(
    process: subprocess.Popen[bytes], request: bytes, name: str, deadline: float, cancelled: Cancelled
) -> bytes:
    """Write `request`, read what comes back. LoadError when that takes too long, is too much, or is no more wanted."""
    assert process.stdin and process.stdout
    unsent = memoryview(request)
    reply = bytearray()
    os.set_blocking(process.stdin.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdin, selectors.EVENT_WRITE)
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            if cancelled():
                raise LoadError(f"Loading “{name}” was cancelled.")
            left = deadline - time.monotonic()
            if left <= 0:
                raise LoadError(f"“{name}” took too long to read and was given up; load a part of it.")
            for key, _ in selector.select(min(left, _LOOK)):
                if key.fileobj is process.stdin:
                    try:
                        unsent = unsent[os.write(key.fd, unsent[:_CHUNK]) :]
                    except BrokenPipeError:  # the child is gone; its end of the other pipe says so
                        unsent = unsent[:0]
                    if not unsent:
                        selector.unregister(process.stdin)
                        process.stdin.close()
                elif chunk := os.read(key.fd, _CHUNK):
                    reply += chunk
                    if len(reply) > _REPLY:
                        raise LoadError(f"“{name}” holds too much text or markup; load a part of it.")
                else:
                    return bytes(reply)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the child's process group, and collect it; in this order, or the number could be another's.

    A child that ended by itself keeps its status: it was fixed before its end of the pipe was closed.
    """
    with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        os.killpg(process.pid, signal.SIGKILL)
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
    process.wait()


def _document(reply: bytes, status: int, name: str, cpu: int) -> Document:
    if status == -signal.SIGXCPU:
        raise LoadError(f"“{name}” takes more than {cpu} s of work to read and was given up; load a part of it.")
    try:
        answer: Any = json.loads(reply)
        if isinstance(answer, dict) and isinstance(answer.get("error"), str):
            raise LoadError(answer["error"])
        return wire.from_json(answer["document"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise LoadError(f"“{name}” is damaged and broke the program that reads it; save it as plain text.") from error
