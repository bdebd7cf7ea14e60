"""What the library's keeper says while somebody reads: what is not saved yet, who else writes.

The store works in its own thread; this looks at what that has found, and no further, so that the screen never waits
for a file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tui.controllers.base import Controller, Handler
from tui.values import Choice

if TYPE_CHECKING:
    from tui.screens.reading import ReadingScreen

_LOOK = 0.3
"""Seconds between two looks at what the store has found."""
_SOONEST, _LATEST = 1.0, 8.0
"""Seconds between two attempts to save what the disk refused."""
_ROOM = 100
"""Cells from which on it is said in words that others have the library open."""
_AGAIN, _LEAVE, _STAY = "again", "leave", "stay"


class Keeping(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._told = len(self.workspace.notes)
        self._unsaved = ""
        self._waiting = 0
        self._pause, self._next = _SOONEST, 0.0

    def handlers(self) -> Mapping[str, Handler]:
        return {}

    def watch(self) -> None:
        self.screen.set_interval(_LOOK, self.look)

    def look(self) -> None:
        self.workspace.catch_up()
        status = self.screen.status
        status.aside = "read-only" if self.workspace.read_only else self._windows(self.workspace.store.others)
        self._try_again()
        told = self.workspace.notes
        if len(told) > self._told:
            asked = [one.file for one in self.workspace.store.gone]  # about these the reader asks
            if fresh := [note for note in told[self._told :] if not any(file in note for file in asked)]:
                self.say(" ".join(fresh))
            self._told = len(told)
        deleted = self.screen.deleted.look()
        unsaved = self.workspace.store.unsaved
        if unsaved and not self._unsaved and not deleted:  # which asks what is to be done about it
            self.say(unsaved, error=True)
        self._unsaved = unsaved
        self.look_at_waiting()
        not_saved = f"{self._waiting} not saved" if self._waiting else ""
        status.alarm = " · ".join(filter(None, (not_saved, deleted))) or ("unsaved" if unsaved else "")

    # ---- what the disk refused -----------------------------------------------------------------------------

    def look_at_waiting(self) -> None:
        """Says that what was just done is not saved, and when it is: no other word about it may stand."""
        waiting = len(self.workspace.outbox)
        if waiting > self._waiting:
            self.say(
                f"{self.workspace.outbox} It is tried again; {self.key('library.undo')} takes it back.", error=True
            )
        elif self._waiting and not waiting:
            self.say("All that you did is saved now.")
        if not self._waiting:
            self._pause, self._next = _SOONEST, time.monotonic() + _SOONEST
        self._waiting = waiting

    def _try_again(self) -> None:
        if self._waiting and time.monotonic() >= self._next:
            self._pause = min(self._pause * 2, _LATEST)
            self._next = time.monotonic() + self._pause
            self._attempt(self.look_at_waiting)

    def _attempt(self, then: Callable[[], object]) -> None:
        """In a thread: a library that another program holds is waited for."""
        attempt = self.workspace.outbox.attempting()
        if attempt is None:
            then()
            return

        def work() -> None:
            finish = attempt()
            self.screen.app.call_from_thread(lambda: (finish(), then()))

        self.screen.run_worker(work, thread=True, exit_on_error=False)

    def leave(self) -> None:
        """Ends the program; where something is not saved, only when that was asked for."""
        outbox = self.workspace.outbox
        if not outbox:
            self.screen.app.exit()
            return
        from tui.screens.chooser import Chooser

        choices = (
            Choice(_AGAIN, "Try again", "and quit when all is saved"),
            Choice(_LEAVE, "Quit", "a file keeps it until the next start, which saves it"),
            Choice(_STAY, "Stay"),
        )

        def quit_if_saved() -> None:
            self.look_at_waiting()
            if outbox:
                self.say(str(outbox), error=True)
            else:
                self.screen.app.exit()

        def chosen(choice: str | None) -> None:
            if choice == _AGAIN:
                self._attempt(quit_if_saved)
            elif choice == _LEAVE:
                self.screen.app.exit()

        count = len(outbox)
        self.screen.app.push_screen(Chooser(f"{count} change{'' if count == 1 else 's'} not saved", choices), chosen)

    def _windows(self, others: int) -> str:
        if not others:
            return ""
        if self.screen.app.size.width < _ROOM:
            return f"+{others} window" + ("s" if others > 1 else "")
        return "also open in " + ("another window" if others == 1 else f"{others} other windows")
