"""The other end of `sources.sandbox`: a process, forked by `sandbox_server`, that loads one file and nothing else.

It gives its rights up before it sees the first byte of the file: memory, processor time, the size of files that it
may write (none), network, other programs. The audit hook stops Python code; it cannot be taken off again.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sources import wire
from sources.document import Document
from sources.errors import LoadError

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of sched.h
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "pty.")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main(module: str) -> None:
    """Read a line of JSON and the file from file descriptor 0; write one JSON object to file descriptor 1."""
    os.setsid()
    gc.enable()
    loader = importlib.import_module(module)
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as out:
        job = json.loads(source.readline())
        _give_up_rights(job["memory"], job["cpu"])
        try:
            reply = _load(loader.load, source.read(), job)
        except MemoryError:
            reply = _refusal(
                f"“{job['name']}” needs more than {job['memory'] // 1024**2} MiB of memory; load a part of it."
            )
        out.write(reply)


def _load(load: Callable[..., Document], data: bytes, job: dict[str, Any]) -> bytes:
    name = job["name"]
    try:
        document = load(data, name, **job["options"])
        if len(document.text.encode("utf-8")) > job["text"]:
            return _refusal(f"“{name}” holds more than {job['text'] // 1024**2} MiB of text; load a part of it.")
        return json.dumps({"document": wire.to_json(document)}, ensure_ascii=False).encode("utf-8")
    except LoadError as error:
        return _refusal(str(error))
    except MemoryError:
        raise
    except RecursionError:
        return _refusal(f"“{name}” is nested too deeply to be read; save it as plain text and load that.")
    except Exception as error:  # a parser met what it does not expect: never a traceback for a reader
        kind = type(error).__name__
        return _refusal(f"“{name}” is damaged and cannot be read ({kind}); save it again, or as plain text.")


def _refusal(sentence: str) -> bytes:
    return json.dumps({"error": sentence}).encode("ascii")


def _give_up_rights(memory: int, cpu: int) -> None:
    """`memory` in bytes of address space, `cpu` in seconds. A system that does not know a limit goes without it."""
    for limit, soft, hard in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, cpu, cpu + 1),  # the signal of the soft limit says what happened
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (soft, hard))
    with suppress(OSError, AttributeError):  # an empty network of its own, where the system lets everybody have one
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not allowed while a file is parsed")
