"""Panes: next, split, close, move, zoom; closing the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from tui.controllers.base import Controller, Handler
from tui.dispatcher import Fired
from tui.widgets.pane import ReaderPane

_STEP = 4
"""Cells that a pane becomes wider or narrower by."""


class Windows(Controller):
    def handlers(self) -> Mapping[str, Handler]:
        panes = self.screen.panes
        return {
            "panes.next": lambda _: self.focus_next(1),
            "panes.previous": lambda _: self.focus_next(-1),
            "panes.left": lambda _: self.focus_next(-1, around=False),
            "panes.right": lambda _: self.focus_next(1, around=False),
            "panes.split": lambda _: self._split(),
            "panes.close": lambda _: self._close_pane(),
            "panes.only": lambda _: self._close_others(),
            "panes.move_left": lambda _: panes.shift(-1),
            "panes.move_right": lambda _: panes.shift(1),
            "panes.narrower": lambda fired: self._resize(-(fired.count or 1)),
            "panes.wider": lambda fired: self._resize(fired.count or 1),
            "panes.equal": lambda _: self._equal(),
            "panes.focus": lambda fired: panes.focus_number(int(fired.argument or "1")),
            "panes.zoom": lambda _: self._zoom(),
            "panes.zen": lambda _: self._zen(),
            "app.close": self._close,
            "app.quit": lambda _: self.screen.keeping.leave(),
        }

    # ---- panes ---------------------------------------------------------------------------------------------

    def focus_next(self, step: int, *, around: bool = True) -> None:
        """From left to right: the outline if it is wanted, the panes, the annotation pane if it is wanted.

        `around`: from the last to the first, and back.
        """
        screen, panes = self.screen, self.screen.panes
        before = [screen.outlining.focus] if screen.outlining.wanted else []
        after = [screen.listing.focus] if screen.listing.wanted else []
        stops: list[Callable[[], None]] = [*before, *(partial(self._focus, pane) for pane in panes.all), *after]
        at = panes.all.index(panes.current) + len(before)
        at = 0 if screen.outlining.focused else len(stops) - 1 if screen.in_marks else at
        to = at + step
        if around or 0 <= to < len(stops):
            stops[to % len(stops)]()

    def _focus(self, pane: ReaderPane) -> None:
        self.screen.panes.focus_pane(pane)
        self.screen.fold()
        self.screen.listing.show()

    def _split(self) -> None:
        """The second pane begins as the first stands, and looks like it."""
        self.screen.desk.open_source(self.source, offset=self.reader.view.cursor, look=self.reader.look)

    def _equal(self) -> None:
        self.leave_zen()
        self.screen.panes.equal()

    def _zoom(self) -> None:
        """The pane of a text, also from the list beside it, which would stand over it."""
        if not self.leave_zen():
            self.screen.panes.focus_pane(self.screen.panes.current)
            self.screen.panes.zoom()

    def _zen(self) -> None:
        """Nothing but the text; messages and what is typed lie over it while there are any."""
        if not self.leave_zen():
            self.screen.panes.focus_pane(self.screen.panes.current)
            self._be_zen(True)
            self.say(f"Nothing but the text: {self.key('panes.zen')} brings the rest back.")

    def leave_zen(self) -> bool:
        """Everything is seen again, as for a second text; False when it was."""
        zen = self.screen.panes.alone
        if zen:
            self._be_zen(False)
        return zen

    def _be_zen(self, zen: bool) -> None:
        self.screen.set_class(zen, "-zen")
        self.screen.status.be_quiet(zen)
        self.screen.panes.be_alone(zen)

    def _resize(self, steps: int) -> None:
        """The marks pane while it has the focus, else the pane of the text and what is beside it."""
        cells, listing = _STEP * steps, self.screen.listing
        if self.screen.in_marks:
            listing.resize(listing.cells + cells)
        elif not self.screen.panes.resize(cells) and self.screen.annotations.display:
            listing.resize(listing.cells - cells)

    def _close(self, _: Fired) -> None:
        if self.screen.in_marks:
            self.screen.listing.leave()
        elif len(self.screen.panes.all) > 1:
            self._close_pane()
        else:
            self.screen.keeping.leave()

    def _close_pane(self) -> None:
        if len(self.screen.panes.all) == 1:
            self.say(f"This is the last pane: {self.key('app.close')} quits.")
            return
        self.screen.keep()
        self._leave([self.screen.panes.current])
        self.screen.panes.close(self.screen.panes.current)
        self.screen.desk.forget_unseen()

    def _close_others(self) -> None:
        self.screen.keep()
        panes = self.screen.panes
        self._leave([pane for pane in panes.all if pane is not panes.current])
        panes.close_others()
        self.screen.desk.forget_unseen()

    def _leave(self, panes: list[ReaderPane]) -> None:
        """What is done for these panes in the background ends."""
        for pane in panes:
            self.screen.arriving.give_up(pane)
            self.screen.finding.leave(pane.reader)
            self.screen.outlining.forget(pane.reader.document)
