"""Choosing one of many by typing a few letters of it: the palette, the sources, the ends of a link."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from textual import events, on
from textual.widget import Widget
from textual.widgets import Input

from sources.fold import fold_text
from sources.safe import one_line
from tui.fuzzy import rank
from tui.layout.cells import cell_len, cut
from tui.messages import FilterClosed
from tui.screens.modal import Modal, TypingInput
from tui.values import Choice
from tui.widgets.lines import Parts, PickList, spread

_MANY = 100
"""Choices that there are at least where they are to come."""

_NARROW = 64
"""Cells of a list beside which something is looked at."""


class Choices:
    """Choices with what typing looks in."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        self.all = tuple(choices)

    def with_words(self) -> Choices:
        """Ready to be typed in; in a thread, where there are many."""
        _ = self.folded
        return self

    @cached_property
    def folded(self) -> list[tuple[str, str]]:
        return [(fold_text(choice.title), fold_text(choice.detail)) for choice in self.all]


class Chooser(Modal[str]):
    """Ends with a choice's value, or with None. With `free` ("open the file"), what was typed is a choice as well.

    With `preview` what lies under it stays as it is to be seen: it is not dimmed, and the list stands in a corner.
    Where `choices` are None they are to come, by `take`. `at` is the value to begin at. `preview` is called with the
    value that the list stands on, whenever it is another.
    """

    def __init__(
        self,
        title: str,
        choices: tuple[Choice, ...] | None,
        *,
        free: str | None = None,
        at: str = "",
        preview: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(title)
        self._at = at
        self._free = free
        self._preview, self._previewed = preview, at
        if preview:
            self.WIDEST = _NARROW
            self.add_class("-corner")
        self._hold(None if choices is None else Choices(choices))
        self.input = TypingInput(placeholder="type a few letters of it")
        self.list = PickList(self._draw)

    def take(self, choices: Choices) -> None:
        """The choices, where they were to come."""
        self._hold(choices)
        if self.is_mounted:
            self._find()

    def _hold(self, held: Choices | None) -> None:
        self._to_come = held is None
        self._held = held or Choices(())
        self._choices = choices = self._held.all
        self._first = next((index for index, choice in enumerate(choices) if choice.value == self._at), 0)
        # Details stand in a column beside titles that are short; so many titles are enough to see it.
        self._column = max((cell_len(one_line(choice.title)) for choice in choices[:200]), default=0)
        self._found = list(range(len(choices)))
        self._ranked = ""  # what was typed when that was found

    def body(self) -> Iterable[Widget]:
        return self.input, self.list

    def rows_wanted(self, width: int) -> int:
        return 1 + max(3, len(self._choices) + bool(self._free), _MANY if self._to_come else 0)

    def on_mount(self) -> None:
        self.set_focus(self.input)
        self._offer(self._first)
        self.offer_keys(("Enter", "choose"), ("↑ ↓", "move"), ("PgUp PgDn", "page"), ("Esc", "leave"))

    # ---- typing --------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _on_typed(self, event: Input.Changed) -> None:
        event.stop()
        self.hints.hush()
        self._find()

    def _find(self) -> None:
        before, self._ranked = self._ranked, self.input.value if self._typed else ""
        among = self._found if before and self._ranked.startswith(before) else None
        everything = list(range(len(self._choices)))
        self._found = rank(self._ranked, self._held.folded, among) if self._ranked else everything
        self._offer(0 if self._typed else self._first)
        self._show_preview()

    def _offer(self, chosen: int) -> None:
        empty = "Nothing matches." if self._typed else "There is nothing to choose from."
        if self._to_come:
            empty = "The library is being read …"
        self.list.offer(len(self._found) + bool(self._free and self._typed), empty=empty, chosen=chosen)
        count = "…" if self._to_come else str(len(self._choices))
        self.set_place(f"{len(self._found)} of {count}" if self._typed else count)

    @property
    def _typed(self) -> str:
        return self.input.value.strip()

    # ---- choosing ------------------------------------------------------------------------------------------

    @on(FilterClosed)
    def _on_closed(self, event: FilterClosed) -> None:
        event.stop()
        if event.accepted:
            self._choose()
        else:
            self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        index = self.list.line_at(event.y) if event.widget is self.list else None
        if index is not None:
            self.list.move(index - self.list.chosen)
            self._choose()

    def _choose(self) -> None:
        if self.list.chosen < len(self._found):
            self.dismiss(self._choices[self._found[self.list.chosen]].value)
        elif self._free and self._typed:
            self.dismiss(self._typed)
        else:
            self.say("Nothing matches: type other letters, or leave with Esc.", error=True)

    def press(self, token: str) -> bool:
        moved = self.list.press_while_typing(token)
        if moved:
            self._show_preview()
        return moved

    def _show_preview(self) -> None:
        """The program around this list is to look as what it stands on."""
        if self._preview is None or self.list.chosen >= len(self._found):
            return
        value = self._choices[self._found[self.list.chosen]].value
        if value != self._previewed:
            self._previewed = value
            self._preview(value)

    # ---- drawing -------------------------------------------------------------------------------------------

    def _draw(self, index: int, width: int) -> Parts:
        if index >= len(self._found):
            return spread(((f"{self._free} “{one_line(self._typed)}”", self.inks["accent"]),), (), width)
        choice = self._choices[self._found[index]]
        keys: Parts = ((one_line(choice.keys), self.inks["accent"]),) if choice.keys else ()
        return spread(self._words(choice, width), keys, width)

    def _words(self, choice: Choice, width: int) -> Parts:
        """Title and detail; a long title leaves a third of the width to the detail."""
        title, detail = one_line(choice.title), one_line(choice.detail)
        if not detail:
            return ((title, None),)
        title = cut(title, width - min(cell_len(detail), width // 3) - 2)
        gap = max(0, min(self._column, width // 3) - cell_len(title)) + 2
        return (title, None), (" " * gap, None), (detail, self.inks["quiet"])
