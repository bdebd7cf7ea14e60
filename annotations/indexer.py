"""The text index is brought up by a process of its own, at the lowest priority.

It is Python's work, some seconds for each 10 MB: in a thread of the reader every key would wait for it. The process
ends with the one that began it, whatever ends that.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

WORTH = 2_000_000
"""Code points from which on a library's texts are worth an index; fewer are opened and searched in a moment."""

_BOOT = (
    "import os, sys; getattr(os, 'nice', abs)(19); sys.path[:] = sys.argv[2:]; "
    "from annotations.indexer import main; main(sys.argv[1])"
)
"""Its priority is the lowest before it loads anything."""


def begin(library: Path) -> subprocess.Popen[bytes]:
    """The process, for the library in the folder `library`. May be killed at any time. Raises OSError."""
    root = str(Path(__file__).resolve().parents[1])
    path = [root, *(entry for entry in sys.path if Path(entry).is_absolute() and entry != root)]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _BOOT, str(library.resolve()), *path],
        stdin=subprocess.PIPE,  # nothing is ever written to it: it ends with us
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def main(library: str) -> None:
    """The child: what is missing is added, what is gone is forgotten."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from annotations.indexing import bring_up
    from annotations.store.locate import open_library
    from annotations.workspace import Workspace

    workspace = Workspace(open_library(Path(library), create=False), hurried=True)
    for _ in bring_up(workspace, workspace.library.sources()):
        pass


def _end_with_parent() -> None:
    os.read(0, 1)  # not through `sys.stdin`, whose lock the main thread needs at its end
    os._exit(0)
