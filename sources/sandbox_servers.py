"""Our end of `sources.sandbox_server`: processes to fork from, started when one is needed and used again.

There are as many as files were ever read at once. One that is idle for a while ends by itself.
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import threading

from sources.child import command
from sources.sandbox_server import NUMBER

_BOOT = "from sources.sandbox_server import main; main()"
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PATH")  # of the environment: what finding libraries needs
_ANSWER = 30.0  # seconds: it may have to import a parser on a busy machine

_idle: list[Server] = []
_guard = threading.Lock()


class Child:
    """A process that serves the other end of `connection`. `end` it, once, whatever became of it."""

    def __init__(self, server: Server, connection: socket.socket) -> None:
        self.connection = connection
        self._server = server

    def end(self) -> int:
        """Kills what is left of it. Returns its exit code, the negative number of the signal that ended it."""
        self.connection.close()
        try:
            self._server.control.sendall(b".")
            status = self._server.number()
        except OSError:
            self._server.stop()
            return -signal.SIGKILL
        except BaseException:
            self._server.stop()
            raise
        with _guard:
            _idle.append(self._server)
        return status


class Server:
    """A running process to fork from, the leader of its own session: it has no terminal to be interrupted from."""

    def __init__(self) -> None:
        """Raises OSError."""
        self.control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                command(_BOOT),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={key: os.environ[key] for key in _KEPT if key in os.environ},
                start_new_session=True,
            )
        self.control.settimeout(_ANSWER)

    def fork(self, module: str) -> Child:
        """Raises OSError where it is not there any more."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self.control, [module.encode()], [theirs.fileno()])
            self.number()
        except BaseException:
            ours.close()
            self.stop()
            raise
        return Child(self, ours)

    def number(self) -> int:
        data = b""
        while len(data) < NUMBER.size:
            part = self.control.recv(NUMBER.size - len(data))
            if not part:
                raise BrokenPipeError("the process to fork from has ended")
            data += part
        number: int = NUMBER.unpack(data)[0]
        return number

    def stop(self) -> None:
        self.control.close()
        self._process.kill()
        self._process.wait()


def fork(module: str) -> Child:
    """A new process in which `module` is imported and nothing else has happened. Raises OSError."""
    with _guard:
        server = _idle.pop() if _idle else None
    if server:
        try:
            return server.fork(module)
        except OSError:  # it was idle for too long
            pass
    return Server().fork(module)


@atexit.register
def stop_all() -> None:
    """Ends the processes that nobody is using."""
    with _guard:
        servers = _idle[:]
        _idle.clear()
    for server in servers:
        server.stop()
