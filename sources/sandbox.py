"""Runs a loader in a process of its own, so that a file that breaks a parser breaks nothing else.

Archives, PDF and markup are parsed by C libraries and can ask for any amount of time and memory. The child has limits
for both, no network, and may write no file; what it says comes back as JSON and is checked. Each file has a child of
its own, forked from a process that has imported this package and the parser, and neither Textual nor what a site adds
to Python's start.
"""

from __future__ import annotations

import json
import selectors
import signal
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from sources import wire
from sources.document import Document
from sources.errors import LoadError
from sources.sandbox_servers import fork

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
    job = {"name": name, "options": dict(options), "memory": memory, "cpu": cpu, "text": text}
    request = json.dumps(job).encode("ascii") + b"\n" + data
    try:
        child = fork(module)
    except OSError as error:
        raise LoadError(f"“{name}” cannot be read: no process could be started ({error}).") from error
    try:
        reply = _exchange(child.connection, request, name, time.monotonic() + wall, cancelled)
    finally:
        status = child.end()
    return _document(reply, status, name, cpu)


def _exchange(connection: socket.socket, request: bytes, name: str, deadline: float, cancelled: Cancelled) -> bytes:
    """Write `request`, read what comes back. LoadError when that takes too long, is too much, or is no more wanted."""
    unsent = memoryview(request)
    reply = bytearray()
    connection.setblocking(False)
    with selectors.DefaultSelector() as selector:
        selector.register(connection, selectors.EVENT_READ | selectors.EVENT_WRITE)
        while True:
            if cancelled():
                raise LoadError(f"Loading “{name}” was cancelled.")
            left = deadline - time.monotonic()
            if left <= 0:
                raise LoadError(f"“{name}” took too long to read and was given up; load a part of it.")
            for _, ready in selector.select(min(left, _LOOK)):
                if ready & selectors.EVENT_WRITE:
                    try:
                        unsent = unsent[connection.send(unsent[:_CHUNK]) :]
                    except (BrokenPipeError, ConnectionResetError):  # the child is gone; reading will say so
                        unsent = unsent[:0]
                    if not unsent:
                        selector.modify(connection, selectors.EVENT_READ)
                        with suppress(OSError):
                            connection.shutdown(socket.SHUT_WR)
                if ready & selectors.EVENT_READ:
                    try:
                        chunk = connection.recv(_CHUNK)
                    except ConnectionResetError:  # it ended before it had read everything
                        chunk = b""
                    if not chunk:
                        return bytes(reply)
                    reply += chunk
                    if len(reply) > _REPLY:
                        raise LoadError(f"“{name}” holds too much text or markup; load a part of it.")


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
