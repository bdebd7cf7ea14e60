"""What is set and where each setting comes from, as `crossread config` prints it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from tui.config import Config
from tui.headless.configuration import config_lines
from tui.screens.modal import Modal, styles_of
from tui.widgets.lines import Line, Lines, plain, rows_of


class SettingsPage(Modal[None]):
    def __init__(self, config: Config) -> None:
        super().__init__("Settings")
        self._texts = [line for line, _ in config_lines(config)]
        self.page = Lines()

    def body(self) -> Iterable[Widget]:
        return (self.page,)

    def rows_wanted(self, width: int) -> int:
        return len(self._lines(width))

    def on_mount(self) -> None:
        self.offer_keys(("↑ ↓", "scroll"), ("PgUp PgDn", "page"), ("Esc", "close"))
        self.page.show(self._lines)

    def press(self, token: str) -> bool:
        if token in ("<Esc>", "q"):
            self.dismiss(None)
            return True
        return self.page.press(token)

    def _lines(self, width: int) -> list[Line]:
        quiet = styles_of(self.app)["quiet"]
        return [
            plain(row, quiet if text.startswith("#") else None)
            for text in self._texts
            for row in rows_of(text, width, width)
        ]
