"""What is said when the program itself is at fault: one sentence, and a file with the details for whoever mends it.

A traceback on the terminal helps nobody who reads, and can carry what a source says, control characters too. Apart from
`headless.errors`, which words what a user can do something about.
"""

from __future__ import annotations

import platform
import sys
import traceback
from importlib.metadata import version
from pathlib import Path

from sources import safe

KEPT = 20
"""Reports kept; the oldest go first."""


def report(error: BaseException) -> str:
    """Writes the error's traceback to a file of the user's and returns a sentence that names both. Never raises."""
    what = safe.one_line(f"{type(error).__name__}: {error}")[:200]
    said = f"crossread made a mistake ({what}). What was saved is safe"
    try:
        path = _write(error)
    except Exception:  # wherever the file cannot be, the sentence is still owed
        return f"{said}."
    return f"{said}; please report it with {path}."


def folder() -> Path:
    from platformdirs import user_state_path

    return user_state_path("crossread") / "faults"


def _write(error: BaseException) -> Path:
    from annotations.ids import new_id

    into = folder()
    into.mkdir(parents=True, exist_ok=True)
    path = into / f"{new_id()}.txt"
    head = f"crossread {version('crossread')}, Python {platform.python_version()}, {sys.platform}\n\n"
    details = safe.terminal(head + "".join(traceback.format_exception(error)))
    path.write_text(details, encoding="utf-8", errors="backslashreplace")
    for old in sorted(into.glob("*.txt"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return path
