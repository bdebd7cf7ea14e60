"""A file in the reader's own editor: the screen is given up, the editor run on the file, the screen taken back.

Apart from the controllers because everything here may go wrong outside this program.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from textual.app import App, SuspendNotSupported


class EditorError(Exception):
    """The message says what went wrong, for a person. What the editor saved is in the file."""


def edit(app: App[None], path: Path, lock: int, *, instead: str) -> None:
    """Runs `$VISUAL`, else `$EDITOR`, else vi on the file; it inherits the file descriptor. Raises EditorError, which
    names the key that writes a note without it: `instead`."""
    try:
        command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    except ValueError:
        command = []
    if not command:
        raise EditorError(f"$EDITOR does not name a program: set it, or press {instead}.")
    name = Path(command[0]).name  # its folder may be too long for the line that says this
    try:
        with app.suspend():
            done = subprocess.run([*command, str(path)], check=False, pass_fds=(lock,))
    except SuspendNotSupported:
        raise EditorError(f"This terminal cannot make way for an editor: press {instead}.") from None
    except OSError as problem:
        raise EditorError(f"{name} did not work ({problem.strerror}): set $EDITOR, or press {instead}.") from None
    finally:
        app.refresh(layout=True)
    if done.returncode:
        raise EditorError(f"{name} ended with an error.")
