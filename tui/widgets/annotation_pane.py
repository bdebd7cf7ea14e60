"""The annotation pane: list of marks, title, filter. It is handed groups of entries and says where to go."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from tui.entry_list import EntryList, Words
from tui.messages import EntrySelected, FilterClosed, GoToMarkRequested
from tui.theming import StyleBook
from tui.values import MarkEntry
from tui.widgets.bars import TitleBar
from tui.widgets.divided import Divided
from tui.widgets.entries import entry_lines, group_line
from tui.widgets.prompt import PromptInput


class MarkList(Widget, can_focus=True):
    """Draws only the entries in view: rows of an entry are made when it is drawn."""

    none_yet: tuple[str, ...] = ()
    none_found: tuple[str, ...] = ()
    """Lines to show instead of marks: when there are none, and when none fits the filter."""
    to_come: tuple[str, ...] = (" The library is being read …",)
    """And while the list is still being made."""

    def __init__(self, styles: StyleBook) -> None:
        super().__init__()
        self._book = styles
        self.entries = EntryList((), Words())
        self._selected = -1
        self._first = 0
        self._lines: list[tuple[Text, int]] = []
        self._when_empty: tuple[str, ...] = ()
        self._fitted = Size(0, 0)
        self._base = Style()

    # ---- what it is handed ---------------------------------------------------------------------------------

    def show(self, entries: EntryList, styles: StyleBook, *, filtered: bool, loading: bool) -> None:
        """Takes a new list; the selected mark stays selected, or what stands where it stood when it is gone."""
        self._when_empty = self.to_come if loading else self.none_found if filtered else self.none_yet
        kept, place = self.selected, self._selected
        self._book = styles
        self.entries = entries
        if kept is None or not self._is_at(place, kept.id):
            self._selected = entries.places.get(kept.id, -1) if kept else -1
        if self._selected < 0:
            place = min(place, len(self._rows) - 1) if kept else 0
            at_or_after = self._next_entry(place - 1, 1)
            self._selected = at_or_after if at_or_after >= 0 else self._next_entry(place, -1)
        self._redraw()

    @property
    def _rows(self) -> list[MarkEntry | None]:
        return self.entries.rows

    @property
    def selected(self) -> MarkEntry | None:
        return self._rows[self._selected] if 0 <= self._selected < len(self._rows) else None

    def select(self, mark: str) -> None:
        """Selects the entry of this mark, if it is in the list, without a message."""
        index = self.entries.places.get(mark, -1)
        if index >= 0 and not self._is_at(self._selected, mark):
            self._selected = index
            self._redraw()

    # ---- moving --------------------------------------------------------------------------------------------

    def move(self, count: int) -> None:
        step = 1 if count > 0 else -1
        for _ in range(min(abs(count), len(self._rows))):
            index = self._next_entry(self._selected, step)
            if index < 0:
                break
            self._selected = index
        self._redraw()
        if entry := self.selected:
            self.post_message(EntrySelected(entry.id))

    def move_to_end(self, *, last: bool) -> None:
        self._selected = self._next_entry(len(self._rows) if last else -1, -1 if last else 1)
        self.move(0)

    def _next_entry(self, index: int, step: int) -> int:
        index += step
        while 0 <= index < len(self._rows):
            if self._rows[index]:
                return index
            index += step
        return -1

    def _is_at(self, index: int, mark: str) -> bool:
        """A mark may be in the list more than once, under each of its tags."""
        entry = self._rows[index] if 0 <= index < len(self._rows) else None
        return entry is not None and entry.id == mark

    # ---- drawing -------------------------------------------------------------------------------------------

    def _redraw(self) -> None:
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        """Makes the lines in view, the selected entry among them."""
        self._fitted = self.size
        self._first = min(self._first, max(0, self._selected))
        height, width = self.size.height, self.size.width
        if height and width:
            used, first = 0, self._selected
            while first >= 0:
                used += len(self._item_lines(first))
                if used > height:
                    break
                first -= 1
            lowest = min(first + 1, max(0, self._selected))
            header = lowest > 0 and self._rows[lowest - 1] is None and used < height
            self._first = max(self._first, lowest - header)
            if self._selected == self._next_entry(-1, 1):
                self._first = 0
        self._lines = []
        for index in range(self._first, len(self._rows)):
            if len(self._lines) >= self.size.height:
                break
            self._lines += [(line, index) for line in self._item_lines(index)]

    def _item_lines(self, index: int) -> list[Text]:
        entry, title, width = self._rows[index], self.entries.title(index), max(8, self.size.width - 2)
        styles = self._book.named
        if entry is None:
            return [group_line(title, width, styles), Text("")]
        return [
            *entry_lines(entry, width, styles, selected=index == self._selected, heading=title),
            Text(""),
        ]

    def on_resize(self) -> None:
        self._fit_to_size()

    def _fit_to_size(self) -> None:
        """Textual asks for the rows before it says that the size is another."""
        if self._fitted != self.size:
            self._lay_out()

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        self._fit_to_size()
        self._base = self.rich_style  # Textual puts it together anew whenever it is asked
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self._base
        if y >= len(self._lines):
            words = self._when_empty[y] if not self._rows and y < len(self._when_empty) else ""
            return Strip([Segment(words, base + self._book.named["quiet"])]).adjust_cell_length(width, base)
        line, index = self._lines[y]
        chosen = index == self._selected and bool(line.plain)
        bar = "▌" if chosen and self.has_focus else "▏" if chosen else " "
        segments = [Segment(bar, base + self._book.named["accent"])]
        segments += [
            Segment(s.text, base + s.style if s.style else base) for s in line.render(self.app.console) if s.text
        ]
        return Strip(segments).adjust_cell_length(width, base)

    # ---- mouse ---------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        if event.y < len(self._lines):
            if end := event.style.meta.get("end"):
                self.post_message(GoToMarkRequested(end))
                return
            entry = self._rows[self._lines[event.y][1]]
            if entry:
                self.select(entry.id)
                self.post_message(GoToMarkRequested(entry.id))

    def on_mouse_scroll_down(self) -> None:
        self.move(1)

    def on_mouse_scroll_up(self) -> None:
        self.move(-1)


class AnnotationPane(Divided):
    """Title, filter and list. The filter is shown while it is typed or holds something."""

    def __init__(self, styles: StyleBook) -> None:
        super().__init__(id="annotations")
        self.list = MarkList(styles)
        self.title_bar = TitleBar()
        self.filter = PromptInput(placeholder="filter: words, #tag", id="filter")
        self.words = Words()
        self._all = EntryList((), self.words)
        self._loading = False
        self._book = styles

    def edge(self) -> int | None:
        return self.region.x

    def compose(self) -> ComposeResult:
        yield self.title_bar
        yield self.filter
        yield self.list

    def on_mount(self) -> None:
        self.filter.display = False

    def show(self, title: str, entries: EntryList | None, styles: StyleBook) -> None:
        """Without entries, the list is still being made."""
        self._loading = entries is None
        self._all, self._book = entries or EntryList((), self.words), styles
        self.title_bar.handle = "Marks"
        self.title_bar.title = title
        self._show_filtered()

    def _show_filtered(self) -> None:
        query = self.filter.value
        shown = self._all.filtered(query)
        self.title_bar.place = "…" if self._loading else str(shown.count)
        self.list.show(shown, self._book, filtered=bool(query.strip()), loading=self._loading)

    def holds(self, widget: Widget | None) -> bool:
        """Whether this widget is a part of the pane."""
        return widget in (self.list, self.filter)

    # ---- filter --------------------------------------------------------------------------------------------

    def open_filter(self) -> None:
        self.filter.display = True
        self.screen.set_focus(self.filter)

    @on(Input.Changed)
    def _on_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show_filtered()

    @on(FilterClosed)
    def _on_closed(self, event: FilterClosed) -> None:
        event.stop()
        if not event.accepted:
            self.filter.value = ""
        self.screen.set_focus(self.list)
        self.settle_filter()

    def settle_filter(self) -> None:
        """An empty filter is shown only while it is typed in."""
        self.filter.display = bool(self.filter.value) or self.screen.focused is self.filter
