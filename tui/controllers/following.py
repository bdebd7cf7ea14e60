"""What follows the cursor: titles, mode and lists, then, while nobody types, what the next key needs.

Drawn with the text, all that would double a key's cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sources.turns import since_key
from tui import memory
from tui.controllers import keyboard
from tui.controllers.base import Controller, Handler

if TYPE_CHECKING:
    from tui.screens.reading import ReadingScreen

_BETWEEN = 0.01
"""Seconds from some rows that are drawn ahead to the next: what has come meanwhile has its turn."""
_CALM = 0.5
"""Seconds without a key after which garbage is looked for: that takes as long as many keys."""


class Following(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self.is_due = False
        """Whether the cursor has moved and not all has followed."""
        self._will_tidy = False

    def handlers(self) -> Mapping[str, Handler]:
        return {}

    def moved(self) -> None:
        """The cursor has moved; what moves it until the rest follows is told with it."""
        if not self.is_due:
            self.is_due = True
            self.screen.set_timer(keyboard.TELLING, self._follow)

    def _follow(self) -> None:
        self.is_due = False
        self.screen.show_state()
        self.screen.listing.follow_cursor()
        self.screen.outlining.follow()
        self._look_ahead()

    def _look_ahead(self) -> None:
        if self.is_due:
            return
        if self.reader.look_ahead():
            self.screen.set_timer(_BETWEEN, self._look_ahead)
        else:
            self.screen.searches.go_on()
            self._tidy_later(_CALM)

    def _tidy_later(self, seconds: float) -> None:
        if not self._will_tidy:
            self._will_tidy = True
            self.screen.set_timer(seconds, self._tidy)

    def _tidy(self) -> None:
        self._will_tidy = False
        if (left := _CALM - since_key()) > 0:
            self._tidy_later(left)
        else:
            memory.tidy()
