"""What the library's keeper says while somebody reads: what is not saved yet, who else writes.

The store works in its own thread; this looks at what that has found, and no further, so that the screen never waits
for a file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui.controllers.base import Controller, Handler

_LOOK = 0.3
"""Seconds between two looks at what the store has found."""


class Keeping(Controller):
    def handlers(self) -> Mapping[str, Handler]:
        return {}

    def watch(self) -> None:
        self._told = len(self.workspace.notes)
        self.screen.set_interval(_LOOK, self.look)

    def look(self) -> None:
        self.workspace.catch_up()
        status = self.screen.status
        others = self.workspace.store.others
        windows = "another window" if others == 1 else f"{others} other windows"
        status.aside = "read-only" if self.workspace.read_only else f"also open in {windows}" if others else ""
        unsaved = self.workspace.unsaved
        told = self.workspace.notes
        if len(told) > self._told:
            self.say(" ".join(told[self._told :]))
            self._told = len(told)
        if unsaved and not status.alarm:
            self.say(unsaved, error=True)
        status.alarm = "unsaved" if unsaved else ""
