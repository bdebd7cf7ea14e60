"""Scrolling together: where one pane goes, the others follow, by linked passages or by headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from annotations.model import Mark, SourceId
from tui.controllers.base import Controller, Handler
from tui.together import Pairs, Together, heading_places, pairs
from tui.widgets.reader import Reader

if TYPE_CHECKING:
    from tui.screens.reading import ReadingScreen

_MODES = tuple(Together)


class ScrollTogether(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self.mode = Together.OFF
        self._pairs: dict[tuple[str, str], Pairs | None] = {}

    def handlers(self) -> Mapping[str, Handler]:
        return {"panes.together": lambda _: self._next()}

    def forget(self) -> None:
        """Marks, links or texts changed."""
        self._pairs.clear()

    def _next(self) -> None:
        self.mode = _MODES[(_MODES.index(self.mode) + 1) % len(_MODES)]
        self.forget()
        if self.mode is Together.OFF:
            self.say("Panes scroll by themselves.")
            return
        others = self._others(self.reader)
        if not others:
            opens = self.key("panes.open_beside")
            self.say(f"Panes scroll together by {self.mode}, once another source is open beside: {opens}.")
            return
        counts = [len(found.places) for other in others if (found := self._between(self.reader, other))]
        if any(counts):
            count = f"{sum(counts)} places answer to each other" if sum(counts) > 1 else "1 place has an answer"
            self.say(f"Panes scroll together by {self.mode}: {count}.")
        elif self.mode is Together.LINKS:
            pin = self.key("reader.pin")
            self.say(f"Panes scroll together by links; nothing is linked between them yet: {pin} pins a passage.")
        else:
            self.say("Panes scroll together by headings; one of them has none.")
        self.follow(self.reader)

    def follow(self, reader: Reader) -> None:
        """The cursor of one pane moved: the panes beside it, on other sources, show what answers to it."""
        if self.mode is Together.OFF:
            return
        row = reader.view.row_of_cursor() * reader.look.spacing
        for other in self._others(reader):
            if found := self._between(reader, other):
                other.follow(found.there(reader.view.cursor), row // other.look.spacing)

    def _others(self, reader: Reader) -> list[Reader]:
        found = (pane.reader for pane in self.screen.panes.seen())
        return [other for other in found if other.source not in ("", reader.source)]

    def _between(self, here: Reader, there: Reader) -> Pairs | None:
        """The places of two texts that answer to each other, found when they are first asked for; None for none."""
        key = (here.source, there.source)
        if key not in self._pairs:
            places = list(self._linked(here, there) if self.mode is Together.LINKS else self._headed(here, there))
            lengths = len(here.document.text), len(there.document.text)
            self._pairs[key] = pairs(places, *lengths) if places else None
        return self._pairs[key]

    def _linked(self, here: Reader, there: Reader) -> Iterator[tuple[int, int]]:
        library = self.workspace.library
        for mark in library.marks_of(SourceId(here.source)):
            ends = [library.mark(end) for link in library.links_of(mark.id) for end in (link.origin, link.target)]
            for end in (*ends, *library.restating(mark)):
                if end and end.source == there.source and not _lost(mark, end):
                    yield mark.start, end.start

    def _headed(self, here: Reader, there: Reader) -> list[tuple[int, int]]:
        outlines = [self.screen.outlining.of(reader.document) for reader in (here, there)]
        return heading_places(outlines[0], outlines[1]) if outlines[0] and outlines[1] else []


def _lost(*marks: Mark) -> bool:
    return any(mark.lost for mark in marks)
