"""What the library's keeper says while somebody reads: what is not saved yet, who else writes.

The store works in its own thread; this looks at what that has found, and no further, so that the screen never waits
for a file.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui.controllers.base import Controller, Handler

_LOOK = 0.3
"""Seconds between two looks at what the store has found."""
_ROOM = 100
"""Cells from which on it is said in words that others have the library open."""


class Keeping(Controller):
    def handlers(self) -> Mapping[str, Handler]:
        return {}

    def watch(self) -> None:
        self._told = len(self.workspace.notes)
        self._unsaved = ""
        self.screen.set_interval(_LOOK, self.look)

    def look(self) -> None:
        self.workspace.catch_up()
        status = self.screen.status
        status.aside = "read-only" if self.workspace.read_only else self._windows(self.workspace.store.others)
        unsaved = self.workspace.unsaved
        told = self.workspace.notes
        if len(told) > self._told:
            asked = [one.file for one in self.workspace.store.gone]  # about these the reader asks
            if fresh := [note for note in told[self._told :] if not any(file in note for file in asked)]:
                self.say(" ".join(fresh))
            self._told = len(told)
        deleted = self.screen.deleted.look()
        if unsaved and not self._unsaved and not deleted:  # which asks what is to be done about it
            self.say(unsaved, error=True)
        self._unsaved = unsaved
        status.alarm = deleted or ("unsaved" if unsaved else "")

    def _windows(self, others: int) -> str:
        if not others:
            return ""
        if self.screen.app.size.width < _ROOM:
            return f"+{others} window" + ("s" if others > 1 else "")
        return "also open in " + ("another window" if others == 1 else f"{others} other windows")
