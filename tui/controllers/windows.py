"""Panes: next, split, close, move, zoom; opening sources; the annotation pane; closing the program."""

from __future__ import annotations

from collections.abc import Mapping

from tui import present
from tui.controllers.base import Controller, Handler
from tui.dispatcher import Fired


class Windows(Controller):
    def handlers(self) -> Mapping[str, Handler]:
        panes = self.screen.panes
        return {
            "panes.next": lambda _: self.screen.focus_next_pane(1),
            "panes.previous": lambda _: self.screen.focus_next_pane(-1),
            "panes.split": lambda _: self.screen.open_source(self.source, offset=self.reader.view.cursor),
            "panes.close": lambda _: self._close_pane(),
            "panes.only": lambda _: self._close_others(),
            "panes.move_left": lambda _: panes.shift(-1),
            "panes.move_right": lambda _: panes.shift(1),
            "panes.equal": lambda _: panes.zoom(on=False),
            "panes.focus": lambda fired: panes.focus_number(int(fired.argument or "1")),
            "panes.zoom": lambda _: panes.zoom(),
            "library.marks": lambda _: self.screen.toggle_annotations(),
            "library.claims": lambda _: self._claims(),
            "marks.down": lambda fired: self.screen.annotations.list.move(fired.count or 1),
            "marks.up": lambda fired: self.screen.annotations.list.move(-(fired.count or 1)),
            "marks.top": lambda _: self.screen.annotations.list.move_to_end(last=False),
            "marks.bottom": lambda _: self.screen.annotations.list.move_to_end(last=True),
            "marks.filter": lambda _: self.screen.annotations.open_filter(),
            "marks.scope": lambda _: self._next_scope(),
            "marks.group": lambda _: self._next_grouping(),
            "marks.leave": lambda _: self.screen.leave_annotations(),
            "app.close": self._close,
        }

    # ---- panes ---------------------------------------------------------------------------------------------

    def _close(self, _: Fired) -> None:
        if self.screen.in_marks:
            self.screen.leave_annotations()
        elif len(self.screen.panes.all) > 1:
            self._close_pane()
        else:
            self.screen.app.exit()

    def _close_pane(self) -> None:
        if len(self.screen.panes.all) == 1:
            self.say("This is the last pane: q quits.")
            return
        self.screen.keep_places()
        self.screen.panes.close_current()

    def _close_others(self) -> None:
        self.screen.keep_places()
        self.screen.panes.close_others()

    # ---- the annotation pane -------------------------------------------------------------------------------

    def _claims(self) -> None:
        self.screen.scope, self.screen.grouping = "library", "claim"
        self.screen.toggle_annotations(show=True)

    def _next_scope(self) -> None:
        self.screen.scope = "library" if self.screen.scope == "source" else "source"
        self.screen.show_annotations()

    def _next_grouping(self) -> None:
        after = present.GROUPINGS.index(self.screen.grouping) + 1
        self.screen.grouping = present.GROUPINGS[after % len(present.GROUPINGS)]
        self.screen.show_annotations()
