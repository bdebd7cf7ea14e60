"""Panes: next, split, close, move, zoom; opening sources; the annotation pane; closing the program."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from annotations.commands import CommandError
from annotations.intake import find_source, take_in
from annotations.model import Source, SourceId
from annotations.store.protocol import StoreError
from sources.load import LoadError
from tui import present
from tui.controllers.base import Controller, Handler
from tui.dispatcher import Fired
from tui.screens.chooser import Chooser
from tui.values import Choice


class Windows(Controller):
    def handlers(self) -> Mapping[str, Handler]:
        panes = self.screen.panes
        return {
            "panes.next": lambda _: self.screen.focus_next_pane(1),
            "panes.previous": lambda _: self.screen.focus_next_pane(-1),
            "panes.split": lambda _: self.screen.open_source(self.source, offset=self.reader.view.cursor),
            "panes.open_beside": lambda _: self.choose_source(beside=True),
            "panes.close": lambda _: self._close_pane(),
            "panes.only": lambda _: self._close_others(),
            "panes.move_left": lambda _: panes.shift(-1),
            "panes.move_right": lambda _: panes.shift(1),
            "panes.equal": lambda _: panes.zoom(on=False),
            "panes.focus": lambda fired: panes.focus_number(int(fired.argument or "1")),
            "panes.zoom": lambda _: panes.zoom(),
            "library.open": lambda _: self.choose_source(beside=False),
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

    # ---- opening -------------------------------------------------------------------------------------------

    def choose_source(self, *, beside: bool) -> None:
        """A source of the library, or a typed path to a file that becomes one."""
        choices = tuple(
            Choice(source.id, f"{source.handle}  {source.title}", _about(source))
            for source in self.workspace.library.sources()
        )

        def chosen(value: str | None) -> None:
            if value is None:
                return
            try:
                source = self._find_or_add(value)
            except (CommandError, LoadError, StoreError) as problem:
                self.say(str(problem), error=True)
                return
            if beside:
                self.screen.open_source(source.id)
            else:
                self.screen.travel.remember()
                self.screen.show_source(source.id)

        title = "Open beside" if beside else "Open source"
        self.screen.app.push_screen(Chooser(title, choices, free="open the file"), chosen)

    def _find_or_add(self, value: str) -> Source:
        known = self.workspace.library.source(SourceId(value))
        if known:
            return known
        try:
            path = Path(value).expanduser()
            exists = path.exists()
        except (OSError, RuntimeError, ValueError):  # too long, no such home, no character for a name
            exists = False
        if exists:
            return take_in(self.workspace, path, self.stamp()).source
        return find_source(self.workspace.library, value)


def _about(source: Source) -> str:
    return " · ".join(part for part in (source.author, source.date) if part)
