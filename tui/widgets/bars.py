"""The one-line bars: a pane's title, the status line, and the panel of keys that may follow."""

from __future__ import annotations

from itertools import pairwise

from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.reactive import reactive
from textual.widget import Widget

from sources.safe import one_line
from tui.layout.cells import cell_len, cut
from tui.layout.wrap import wrap
from tui.messages import OfferClicked
from tui.offers import BETWEEN, Offer


class TitleBar(Widget):
    """Handle and title at the left, cut at a cell where they do not fit; where one stands at the right.

    Of `place`, parts between ` · ` are left out from the end until the rest takes no more than half of the bar.
    """

    handle: reactive[str] = reactive("")
    title: reactive[str] = reactive("")
    place: reactive[str] = reactive("")

    def render(self) -> RenderResult:
        room = self.size.width
        place = _whole_parts(one_line(self.place), room // 2 - 2)
        place = f" {place} " if place else ""
        handle = one_line(self.handle)
        title = cut(one_line(self.title), max(0, room - cell_len(place) - cell_len(handle) - 3))
        left = f" {handle} " if handle else " "
        text = Text(no_wrap=True, overflow="crop", end="")
        text.append(left, self.get_component_rich_style("title--handle") if handle else "")
        text.append(title)
        text.append(" " * max(0, room - cell_len(left) - cell_len(title) - cell_len(place)))
        text.append(place, self.get_component_rich_style("title--place"))
        return text

    COMPONENT_CLASSES = {"title--handle", "title--place"}


def _whole_parts(words: str, room: int) -> str:
    """As many of the parts between ` · ` as fit into `room` cells."""
    parts = words.split(BETWEEN)
    while parts and cell_len(BETWEEN.join(parts)) > room:
        parts.pop()
    return BETWEEN.join(parts)


class StatusBar(Widget):
    """Left: keys pending, else the last message, else the pinned passage. Right: what holds for now, and the mode.

    Of what holds, `alarm` is something to do about, `aside` is not. The bar lies over the last rows of the text while a
    message needs more than one.
    """

    COMPONENT_CLASSES = {"status--keys", "status--pin", "status--error", "status--mode", "status--quiet"}

    alarm: reactive[str] = reactive("")
    aside: reactive[str] = reactive("")

    keys: reactive[str] = reactive("")
    pinned: reactive[str] = reactive("")
    message: reactive[str] = reactive("")
    is_error: reactive[bool] = reactive(False)
    mode: reactive[str] = reactive("")
    offers: reactive[tuple[Offer, ...]] = reactive(())
    _quiet = False

    def say(self, message: str, *, error: bool = False) -> None:
        self.is_error = error
        self.message = one_line(message)

    def on_resize(self) -> None:
        self.fit()

    def watch_keys(self) -> None:
        self.fit()

    def watch_alarm(self) -> None:
        self.fit()

    def watch_aside(self) -> None:
        self.fit()

    def watch_message(self) -> None:
        self.fit()

    def be_quiet(self, quiet: bool) -> None:
        """When quiet it is seen only while there is something to say."""
        self._quiet = quiet
        self.fit()

    def fit(self) -> None:
        """A message takes as many rows as it needs, up to half of the screen."""
        self.display = not self._quiet or bool(self.keys or self.message)
        self.styles.height = len(self._rows(self.app.size.width))

    def _rows(self, width: int) -> list[str]:
        """What stands at the left, in rows; all but a message is one row."""
        room = max(2, width - cell_len(self._right()) - 2)
        if self.keys or not self.message:
            return [cut(one_line(self.keys or self.pinned or self._offered(room)), room)]
        starts = [*wrap(self.message, room, room), len(self.message)]
        rows = [self.message[start:end].rstrip() for start, end in pairwise(starts)] or [""]
        most = max(1, self.app.size.height // 2)
        return rows if len(rows) <= most else [*rows[: most - 1], cut(self.message[starts[most - 1] :], room)]

    def _offered(self, room: int) -> str:
        return _whole_parts(BETWEEN.join(map(str, self.offers)), room)

    def on_click(self, event: events.Click) -> None:
        """What is offered is done; a message that stands over it goes, as it does with the next key."""
        if self.message and not self.keys:
            self.say("")
            return
        if self.keys or self.pinned:
            return
        x = event.x - 1
        if x < cell_len(self._rows(self.size.width)[0]):
            for offer in self.offers:
                width = cell_len(str(offer))
                if 0 <= x < width:
                    self.post_message(OfferClicked(offer))
                x -= width + cell_len(BETWEEN)

    def _right(self) -> str:
        return self._holds() + (f" {self.mode} " if self.mode else "")

    def _holds(self) -> str:
        aside = self.aside if cell_len(self.aside) * 3 < self.app.size.width else ""
        return "".join(f" {one_line(part)} " for part in (aside, self.alarm) if part)

    def render(self) -> RenderResult:
        if self.keys:
            style = "status--keys"
        elif self.message:
            style = "status--error" if self.is_error else ""
        else:
            style = "status--pin" if self.pinned else "status--quiet"
        rows, right = self._rows(self.size.width), self._right()
        text = Text(no_wrap=True, overflow="crop", end="")
        for index, row in enumerate(rows):
            text.append("\n " if index else " ")
            text.append(row, self.get_component_rich_style(style) if style else "")
        text.append(" " * max(0, self.size.width - 1 - cell_len(rows[-1]) - cell_len(right)))
        holds = self._holds()
        text.append(holds, self.get_component_rich_style("status--error" if self.alarm else "status--quiet"))
        text.append(right[len(holds) :], self.get_component_rich_style("status--mode"))
        return text


class WhichKey(Widget):
    """The keys that may follow those pressed, in as many columns as fit; as high as they need and can be."""

    COMPONENT_CLASSES = {"which--key", "which--title"}

    entries: reactive[tuple[tuple[str, str], ...]] = reactive((), layout=True)

    _WIDEST = 34
    _BORDER = 1

    def watch_entries(self, entries: tuple[tuple[str, str], ...]) -> None:
        self.display = bool(entries)
        rows = self._table(self.app.size.width)[0]
        self.styles.height = min(rows + self._BORDER, max(2, self.app.size.height - 3)) if entries else 0

    def _table(self, width: int) -> tuple[int, int, int]:
        """Rows, cells of a column's keys, cells of a column."""
        keys = max((cell_len(keys) for keys, _ in self.entries), default=0)
        titles = max((cell_len(title) for _, title in self.entries), default=0)
        column = max(1, min(self._WIDEST, keys + titles + 3, width - 2))
        columns = max(1, (width - 2) // column)
        return -(-len(self.entries) // columns), min(keys, column // 2), column

    def render(self) -> RenderResult:
        rows, key_cells, column = self._table(self.size.width)
        key_style = self.get_component_rich_style("which--key")
        title_style = self.get_component_rich_style("which--title")
        text = Text(no_wrap=True, overflow="crop", end="")
        seen = rows if rows <= self.size.height else self.size.height - 1
        for y in range(seen):
            text.append(" ")
            for keys, title in self.entries[y::rows]:
                shown = cut(keys, key_cells)
                cell = cut(title, column - key_cells - 3)
                text.append(" " * (key_cells - cell_len(shown)) + f"{shown} ", key_style)
                text.append(cell, title_style)
                text.append(" " * (column - key_cells - 1 - cell_len(cell)))
            text.append("\n")
        if seen < rows:
            told = sum(len(self.entries[y::rows]) for y in range(seen))
            text.append(f" {' ' * key_cells} … and {len(self.entries) - told} more", title_style)
        return text
