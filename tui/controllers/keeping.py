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
        self.screen.set_interval(_LOOK, self.look)

    def look(self) -> None:
        status = self.screen.status
        unsaved = self.workspace.unsaved
        if unsaved and not status.alarm:
            self.say(unsaved, error=True)
        status.alarm = "unsaved" if unsaved else ""
