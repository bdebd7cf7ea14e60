"""The text index is brought up by a process of its own, at the lowest priority.

It is Python's work, some seconds for each 10 MB: in a thread of the reader every key would wait for it. The process
ends with the one that began it, whatever ends that.
"""

from __future__ import annotations

from pathlib import Path
from subprocess import Popen

from sources import child

WORTH = 2_000_000
"""Code points from which on a library's texts are worth an index; fewer are opened and searched in a moment."""

_BOOT = "import os; getattr(os, 'nice', abs)(19); from annotations.indexer import main; main(sys.argv[1])"
"""Its priority is the lowest before it loads anything."""


def begin(library: Path) -> Popen[bytes]:
    """The process, for the library in the folder `library`. May be killed at any time. Raises OSError."""
    return child.begin(_BOOT, str(library.resolve()))


def main(library: str) -> None:
    """The child: what is missing is added, what is gone is forgotten."""
    child.end_with_parent()
    from annotations.indexing import bring_up
    from annotations.store.locate import open_library
    from annotations.workspace import Workspace

    workspace = Workspace(open_library(Path(library), create=False), hurried=True)
    for _ in bring_up(workspace, workspace.library.sources()):
        pass
