"""A text in the reader's own editor: the screen is given up, the editor run on a file, the screen taken back.

Apart from the controllers because everything here may go wrong outside this program.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported


class EditorError(Exception):
    """The text stays as it was; the message says why, for a person."""


def edited(app: App[None], text: str) -> str:
    """The text as `$VISUAL`, else `$EDITOR`, else vi leaves it, without newlines at its end. Raises EditorError."""
    try:
        command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    except ValueError:
        command = []
    if not command:
        raise EditorError("$EDITOR does not name a program: set it, or press e.")
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "note.md"
            path.write_text(text, encoding="utf-8")
            with app.suspend():
                done = subprocess.run([*command, str(path)], check=False)
            app.refresh(layout=True)
            if done.returncode:
                raise EditorError(f"{command[0]} ended with an error, so the note stays as it was.")
            return path.read_text(encoding="utf-8-sig", errors="replace").rstrip("\n")
    except SuspendNotSupported:
        raise EditorError("This terminal cannot make way for an editor: press e.") from None
    except OSError as problem:
        app.refresh(layout=True)
        raise EditorError(f"{command[0]} did not work ({problem.strerror}): set $EDITOR, or press e.") from None
