"""The clipboard: OSC 52 always, and the system's own tool where the session is local."""

from __future__ import annotations

import os

from textual.app import App

_LIMIT = 75_000
"""Characters that OSC 52 carries on most terminals, after base64."""


def copy(app: App[object], text: str) -> str:
    """Copies the text as it stands in the source; returns what to tell the reader."""
    app.copy_to_clipboard(text)
    if not os.environ.get("SSH_CONNECTION"):
        try:
            import pyperclip

            pyperclip.copy(text)
        except Exception:
            pass
    if len(text) > _LIMIT:
        return f"Copied {len(text)} characters; many terminals take only about {_LIMIT}."
    return f"Copied {len(text)} character{'s' if len(text) != 1 else ''}."
