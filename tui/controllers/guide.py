"""Showing the tour: the panel under the text, kept at the step that comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual import events

from annotations.changes import Transaction
from tui.controllers.base import Controller, Handler
from tui.layout.cells import cell_len
from tui.messages import OfferClicked
from tui.offers import BETWEEN, Offer
from tui.widgets.lines import MARGIN, Line, Lines, plain, rows_of, spread

if TYPE_CHECKING:
    from tui.dispatcher import Fired
    from tui.tour import Tour

REQUEST = "tour"
"""What the app ends with when the tour is asked for: it is in the demo library, which then opens."""

_GAP = 3
"""Cells at least between a step's title and the keys beside it; else they stand below."""


class Panel(Lines):
    """The step. A click on a key does what it says."""

    def __init__(self, offers: Callable[[], tuple[Offer, ...]]) -> None:
        super().__init__(id="tour")
        self._offers = offers

    def on_click(self, event: events.Click) -> None:
        text = "".join(segment.text for segment in self.render_line(event.y - self.gutter.top))
        for offer in self._offers():
            at = text.find(str(offer))
            start = cell_len(text[:at])
            if at >= 0 and start <= event.x < start + cell_len(str(offer)):
                self.post_message(OfferClicked(offer))


class Guide(Controller):
    tour: Tour | None = None
    panel: Panel | None = None

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "app.tour": lambda _: self.screen.app.exit(REQUEST),
            "tour.next": lambda _: self._next(),
            "tour.end": lambda _: self._end(),
        }

    def begin(self) -> None:
        from tui.tour import Tour

        self.tour = Tour()
        self.panel = Panel(self._offers)
        self.screen.mount(self.panel, before=self.screen.which_key)
        self.screen.query_one("#body").add_class("-over-tour")
        self.screen.call_after_refresh(self.show)
        self.screen.watch(self.screen.status, "message", self._give_way)

    @property
    def on(self) -> bool:
        return self.tour is not None

    def acted(self, fired: Fired) -> None:
        if self.tour and self.tour.acted(fired.action.id):
            self.show()

    def happened(self, transaction: Transaction) -> None:
        if self.tour and self.tour.happened(transaction):
            self.show()

    def _next(self) -> None:
        if self.tour:
            self.tour.next()
            if self.tour.over:
                self._end()
            else:
                self.show()

    def _end(self) -> None:
        self.tour = None
        if self.panel:
            self.panel.remove()
            self.panel = None
            self.screen.query_one("#body").remove_class("-over-tour")

    def show(self) -> None:
        """The step in as many rows as it takes; again when the width or the theme is another."""
        if self.panel and self.tour:
            self.panel.styles.height = len(self._lines(self.screen.size.width - MARGIN)) + 1  # the border
            self.panel.show(self._lines)

    def _give_way(self) -> None:
        """A message of several rows stands below the step, not over it."""
        if self.panel:
            height = self.screen.status.styles.height
            self.panel.styles.margin = (0, 0, int(height.value) if height else 1, 0)

    def _offers(self) -> tuple[Offer, ...]:
        end = Offer(self.key("tour.end"), "ends the tour", "tour.end")
        is_done = self.tour is None or self.tour.is_done
        return (end,) if is_done else (Offer(self.key("tour.next"), "skips it", "tour.next"), end)

    def _lines(self, width: int) -> list[Line]:
        assert self.tour is not None
        styles = self.screen.book.named
        title = ((f"{self.tour.place} · {self.tour.step.title}", styles["accent"] + styles["strong"]),)
        keys = ((BETWEEN.join(map(str, self._offers())), styles["quiet"]),)
        beside = cell_len(title[0][0]) + _GAP + cell_len(keys[0][0]) <= width
        words = [plain(row) for row in rows_of(self.tour.words(self.key), width, width)]
        return [Line(spread(title, keys, width)), *words] if beside else [Line(title), *words, Line(keys)]
