"""A loader that does what the bytes of its file say; the sandbox's tests run it in the child."""

from __future__ import annotations

import os
import time
from pathlib import Path

from sources.document import Document
from sources.errors import LoadError


def load(data: bytes, name: str, encoding: str | None = None) -> Document:
    command, _, argument = data.decode().partition(" ")
    match command:
        case "say":
            return Document(argument, ())
        case "encoding":
            return Document(f"{name} {encoding}", ())
        case "refuse":
            raise LoadError(argument)
        case "raise":
            raise KeyError(argument)
        case "recurse":
            _deeper(0)
        case "memory":
            return Document("x" * (bytearray(int(argument)).count(0)), ())
        case "spin":
            while True:
                pass
        case "sleep":
            time.sleep(60)
        case "tell":
            os.chdir(argument)
            time.sleep(60)
        case "connect":
            import socket

            socket.create_connection(("127.0.0.1", int(argument)))
        case "write":
            Path(argument).write_text("written")
        case "run":
            os.system(argument)
        case "crash":
            os.kill(os.getpid(), 11)
        case "speak":
            os.write(1, b'{"document": 5}')
            os._exit(0)
        case "flood":
            while True:
                os.write(1, b"x" * 65_536)
    return Document("", ())


def _deeper(depth: int) -> int:
    return 1 + _deeper(depth + 1)
