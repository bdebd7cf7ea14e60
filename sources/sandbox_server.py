"""The process that every limited process is forked from: it has the parsers imported and never sees a file.

Starting Python and importing a parser takes a hundred times as long as most files take to read. It speaks with
`sources.sandbox_servers` over a socket, its standard input: a line with a module's name and a connected socket
come, the number of a child that serves that socket goes back; any byte ends the child, and its status goes back.
It collects a child only then, so that the number cannot meanwhile be another's.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import socket
import struct
from contextlib import suppress

from sources import patterns, sandbox_child

IDLE = 20.0
"""Seconds after which a process that nobody asks for anything ends."""

LONGEST = 1024
"""Bytes in the longest name of a module."""

NUMBER = struct.Struct("!q")
"""How numbers of processes and exit codes are sent."""


def main() -> None:
    """Serves until the other end closes, or nothing was asked for `IDLE` seconds."""
    control = socket.socket(fileno=os.dup(0))
    known: set[str] = set()
    gc.disable()
    with control, suppress(OSError):
        while True:
            control.settimeout(IDLE)
            asked, files, _, _ = socket.recv_fds(control, LONGEST, 1)
            if not asked:
                return
            control.settimeout(None)
            module = asked.decode()
            if module not in known:
                known.add(module)
                _prepare(module)
            if not _serve(control, files[0], module):
                return


def _prepare(module: str) -> None:
    """Imports a loader and what it says that it will need. What fails here fails again, and is told, in the child."""
    with suppress(Exception):
        loader = importlib.import_module(module)
        for part in getattr(loader, "PARTS", ()):
            importlib.import_module(part)
    patterns.prepare()
    gc.collect()
    gc.freeze()  # a collection in a child would write to, and so copy, all that it shares with this process


def _serve(control: socket.socket, connection: int, module: str) -> bool:
    """One child from its birth to its end. False when nobody is there any more who asked for it."""
    child = os.fork()
    if not child:
        try:
            control.close()
            os.dup2(connection, 0)
            os.dup2(connection, 1)
            os.close(connection)
            sandbox_child.main(module)
        finally:
            os._exit(0)
    os.close(connection)
    try:
        control.sendall(NUMBER.pack(child))
        wanted = bool(control.recv(1))
    except OSError:
        wanted = False
    _kill(child)
    _, status = os.waitpid(child, 0)
    control.sendall(NUMBER.pack(os.waitstatus_to_exitcode(status)))
    return wanted


def _kill(child: int) -> None:
    """The child and all of its session; one that ended by itself keeps the status that it ended with."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
            kill(child, signal.SIGKILL)
