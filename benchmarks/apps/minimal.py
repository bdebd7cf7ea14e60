"""The least that a Textual app can do: one line of text. What every start is compared with."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Label


class Minimal(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("BENCH-START")


if __name__ == "__main__":
    Minimal().run()
