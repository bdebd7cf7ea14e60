"""Files of the library that somebody deleted: asks what is to become of what stood in them, and does it.

The question comes by itself once, as soon as nothing else is open, and can wait: the sign in the status line stays, and
the action asks again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.widgets import Input

from annotations.gone import let_go
from annotations.store.protocol import StoreError
from tui.controllers.base import Controller, Handler
from tui.values import Choice

if TYPE_CHECKING:
    from annotations.store.gone import Gone
    from tui.screens.reading import ReadingScreen

_RESTORE, _LET_GO, _LATER = "restore", "let go", "later"


class Deleted(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._asked: set[str] = set()

    def handlers(self) -> Mapping[str, Handler]:
        return {"library.deleted": lambda _: self._ask(self.workspace.store.gone)}

    def look(self) -> str:
        """What the status line is to say; asks about what nobody was asked about yet."""
        gone = self.workspace.store.gone
        self._asked &= {one.file for one in gone}  # one that came back and goes again is asked about again
        fresh = [one for one in gone if one.file not in self._asked]
        app = self.screen.app
        if fresh and app.screen is self.screen and not isinstance(app.focused, Input):
            self._ask(fresh)
        return f"{_files(len(gone))} deleted" if gone else ""

    def _ask(self, gone: Sequence[Gone]) -> None:
        from tui.screens.chooser import Chooser

        if not gone:
            self.say("No file of the library was deleted.")
            return
        self._asked |= {one.file for one in gone}
        what = str(gone[0]) if len(gone) == 1 else _files(len(gone))
        marks = sum(one.marks for one in gone)
        held = f"{marks} mark{'' if marks == 1 else 's'}" if marks else "what stood in it"
        undo, again = self.key("library.undo"), self.key("library.deleted")
        choices = (
            Choice(_RESTORE, "Bring back", f"{held}, as last seen"),
            Choice(_LET_GO, "Let go", f"{held} and what refers to it; {undo} takes that back"),
            Choice(_LATER, "Later", f"{again} asks again; nothing is lost until then"),
            *(Choice(one.file, f"Only {one}", one.file) for one in gone if len(gone) > 1),
        )

        def chosen(choice: str | None) -> None:
            missing = {one.file for one in self.workspace.store.gone}
            if choice in (_RESTORE, _LET_GO) and not any(one.file in missing for one in gone):
                self.say("That was decided meanwhile, in another window or by who put the file back.")
            elif choice == _RESTORE:
                self.screen.run_worker(partial(self._restore, gone), thread=True, exit_on_error=False)
            elif choice == _LET_GO:
                self._let_go(gone)
            elif one := next((one for one in gone if one.file == choice), None):
                self._ask([one])

        self.screen.app.push_screen(Chooser(f"Deleted by another program: {what}", choices), chosen)

    def _restore(self, gone: Sequence[Gone]) -> None:
        """In a thread: the screen waits for no file."""
        error = True
        try:
            self.workspace.store.restore([one.file for one in gone])
        except StoreError as problem:
            said = str(problem)
        else:
            said, error = f"Brought back: {', '.join(map(str, gone))}.", False
        self.screen.app.call_from_thread(self.say, said, error=error)

    def _let_go(self, gone: Sequence[Gone]) -> None:
        records = [record for one in gone for record in one.records]
        if self.perform(lambda: let_go(self.workspace.library, records)):
            self.say(f"Let go of {', '.join(map(str, gone))}: {self.key('library.undo')} brings it back.")


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"
