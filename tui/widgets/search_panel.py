"""The library search under the text: a prompt, what was found by source, and how many. It is handed groups of results.

It stands below the panes so that a hit can be read in its place while the list is still there.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from sources.safe import one_line
from tui.keys import from_event
from tui.layout.cells import cell_len, cut, cut_left, fit
from tui.messages import FilterClosed, LibrarySearchClosed, LibrarySearchTyped, ResultChosen
from tui.theming import StyleBook
from tui.values import ResultGroup, ResultView
from tui.widgets.find_bar import SearchInput, SearchState
from tui.widgets.lines import Parts, PickList, spread

_PLACE = 22
"""Cells that a place may take before the words."""
LISTED = 100
"""Results of a source that are listed; the others are counted."""

_Row = ResultGroup | ResultView


class ResultList(PickList):
    """Groups with their results; only results can be chosen, and the chosen one stays so while others come in."""

    def __init__(self, styles: StyleBook, prompt: SearchInput) -> None:
        super().__init__(self._drawn, id="results")
        self._prompt = prompt
        self._book = styles
        self._rows: tuple[_Row, ...] = ()
        self._widths: dict[tuple[str, int], int] = {}

    def show_groups(self, groups: tuple[ResultGroup, ...], styles: StyleBook, *, empty: str, anew: bool) -> None:
        """`anew`: another search, whose first result is chosen."""
        self._book = styles
        kept = None if anew else self.result
        rows: list[_Row] = []
        for group in groups:
            rows += (group, *group.results)
        self._rows = tuple(rows)
        if anew:
            self._widths.clear()
        ids = [row.id if isinstance(row, ResultView) else -1 for row in self._rows]
        at = ids.index(kept.id) if kept and kept.id in ids else 1
        if anew:
            self.first = 0
        self.offer(len(self._rows), empty=empty, chosen=at)
        if self.chosen <= 1:
            self.reveal(0, 1)
        if self.result and (kept is None or self.result.id != kept.id):
            self.post_message(ResultChosen(self.result.id))

    @property
    def result(self) -> ResultView | None:
        row = self._rows[self.chosen] if self.chosen < len(self._rows) else None
        return row if isinstance(row, ResultView) else None

    def move(self, count: int) -> None:
        """By results; a group's line is passed over."""
        at = max(0, min(self.chosen + count, len(self._rows) - 1))
        step = 1 if count > 0 else -1
        while 0 <= at < len(self._rows) and not isinstance(self._rows[at], ResultView):
            at += step
        if 0 <= at < len(self._rows):
            self.choose(at)

    def choose(self, at: int) -> None:
        """A group's line stands for its first result."""
        at += isinstance(self._rows[at], ResultGroup)
        self.offer(len(self._rows), chosen=at)
        if at == 1:
            self.reveal(0, 2)
        if self.result:
            self.post_message(ResultChosen(self.result.id))

    def on_click(self, event: events.Click) -> None:
        at = self.line_at(event.y)
        if at is not None:
            self.choose(at)
            self.screen.set_focus(self._prompt)
            if event.chain > 1:
                self.post_message(FilterClosed(accepted=True))

    def _widest(self, index: int) -> int:
        """Cells of the longest place in the group of a row, so that the words of its hits begin below each other."""
        group = next(row for row in self._rows[index::-1] if isinstance(row, ResultGroup))
        known = group.title, len(group.results)
        if known not in self._widths:
            self._widths[known] = max(cell_len(one_line(result.place)) for result in group.results)
        return self._widths[known]

    def _drawn(self, index: int, width: int) -> Parts:
        row, styles = self._rows[index], self._book.named
        if isinstance(row, ResultGroup):
            more = f"{row.count:,}" if row.count <= LISTED else f"{LISTED} of {row.count:,}"
            return spread(((one_line(row.title), styles["heading-2"]),), ((more, styles["quiet"]),), width)
        kind = "" if row.kind == "text" else f"{row.kind}: "
        widest = min(self._widest(index), _PLACE if width >= 60 else _PLACE // 2)
        place = fit(cut(one_line(row.place), widest), widest)
        used = 2 + cell_len(place) + 2 + cell_len(kind)
        words = _flat(row.words)
        room = max(4, width - used - cell_len(words))
        before = cut_left(_flat(row.before), room // 2)
        return (
            (f"  {place}  ", styles["quiet"]),
            (kind, styles["accent"]),
            (before, None),
            (cut(words, width - used), styles["hit"]),
            (cut(_flat(row.after), max(0, room - cell_len(before))), None),
        )


def _flat(text: str) -> str:
    """On one line; a space at either end stays, for other words follow."""
    spaces = (" " if text[:1].isspace() else "", " " if text[-1:].isspace() else "")
    return one_line(text).join(spaces) if text.strip() else spaces[0]


class SearchPanel(Vertical):
    """`actions` are action ids by key, `modes` the keys as shown that switch the modes."""

    def __init__(self, actions: Mapping[str, str], modes: Mapping[str, str], styles: StyleBook) -> None:
        super().__init__(id="search-panel")
        self.input = LibraryInput(self, actions)
        self.state = SearchState(modes)
        self.list = ResultList(styles, self.input)

    def compose(self) -> ComposeResult:
        with Horizontal(id="search-line"):
            yield self.input
            yield self.state
        yield self.list

    @on(Input.Changed)
    def _on_typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(LibrarySearchTyped(event.value))

    @on(FilterClosed)
    def _on_closed(self, event: FilterClosed) -> None:
        event.stop()
        self.post_message(LibrarySearchClosed(event.accepted))


class LibraryInput(SearchInput):
    """Arrows and page keys move in the results; while nothing is typed, up takes back what was searched before."""

    def __init__(self, panel: SearchPanel, actions: Mapping[str, str]) -> None:
        super().__init__(actions, placeholder="words  tag:  note:  claim:  source:  speaker:  date:", id="search")
        self._panel = panel

    async def _on_key(self, event: events.Key) -> None:
        token = from_event(event.key, event.character) or ""
        if token in ("<Up>", "<Down>", "<PgUp>", "<PgDn>") and self._panel.list.result:
            event.stop()
            event.prevent_default()
            self._panel.list.press_while_typing(token)
        else:
            await super()._on_key(event)
