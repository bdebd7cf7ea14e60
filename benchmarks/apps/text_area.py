"""Textual's own text widget on a file, read-only: what an application gets without writing a reader."""

from __future__ import annotations

import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import TextArea


class Area(App[None]):
    def compose(self) -> ComposeResult:
        yield TextArea(Path(sys.argv[1]).read_text(encoding="utf-8"), read_only=True)


if __name__ == "__main__":
    Area().run()
