"""What every key does here, from the registry: the keys of this pane first, then those that work everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, zip_longest

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from sources.fold import fold_text
from tui.actions import ACTIONS, Action, Context
from tui.fuzzy import rank
from tui.keymap import Keymap
from tui.layout.cells import cell_len, fit
from tui.messages import FilterClosed
from tui.screens.modal import Modal, TypingInput
from tui.widgets.lines import Line, Lines, plain, rows_of

_TITLES = {
    Context.PROMPT: "While a search is typed",
    Context.READER: "In a source",
    Context.BEGUN: "When a selection has just begun",
    Context.VISUAL: "While a selection is on",
    Context.PINNED: "While a passage is pinned",
    Context.PLACING: "While a mark is placed by hand",
    Context.MARKS: "In the marks pane",
    Context.TOUR: "During the tour",
    Context.EVERYWHERE: "Everywhere",
}
_EXAMPLES = ("reader.top", "reader.next_mark", "panes.split", "library.digest")
"""Actions whose keys show what is meant by keys written together, where they have several."""
_COLUMN = 50
"""Cells that a column needs at least."""
_GAP = 3
_KEYS = 18
"""Cells of the keys in a column."""


class Help(Modal[None]):
    """`contexts` are those of the pane that asked, most particular first."""

    WIDEST = 170

    def __init__(self, contexts: tuple[Context, ...], keymap: Keymap) -> None:
        super().__init__("Keys")
        wanted = dict.fromkeys((*contexts, Context.EVERYWHERE))
        self._actions = [action for context in wanted for action in ACTIONS if action.context is context]
        self._keys = {action.id: _keys_of(action, keymap) for action in self._actions}
        self._introduction = _introduction(keymap)
        self.input = TypingInput(placeholder="type what to do, or a key")
        self.input.display = False
        self.page = Lines()

    def body(self) -> Iterable[Widget]:
        return self.input, self.page

    def rows_wanted(self, width: int) -> int:
        return len(self._page(width)) + 1  # the prompt

    def on_mount(self) -> None:
        self.page.show(self._lines)
        self._offer_keys()

    def _offer_keys(self) -> None:
        if self.focused is self.input:
            self.offer_keys(("Enter", "keep these"), ("↑ ↓", "scroll"), ("Esc", "show all"))
        else:
            self.offer_keys(
                ("↑ ↓", "scroll"), ("PgUp PgDn", "page"), ("Home End", "ends"), ("/", "find"), ("Esc", "close")
            )

    # ---- keys ----------------------------------------------------------------------------------------------

    def press(self, token: str) -> bool:
        if self.focused is self.input:
            return token in ("<Down>", "<Up>", "<PgDn>", "<PgUp>") and self.page.press(token)
        if token in ("<Esc>", "q", "?", "<F1>"):
            self.dismiss(None)
        elif token == "/":
            self.input.display = True
            self.set_focus(self.input)
            self._offer_keys()
        else:
            return self.page.press(token)
        return True

    @on(Input.Changed)
    def _on_typed(self, event: Input.Changed) -> None:
        event.stop()
        self.page.show(self._lines)

    @on(FilterClosed)
    def _on_closed(self, event: FilterClosed) -> None:
        event.stop()
        if not event.accepted:
            self.input.value = ""
        self.set_focus(None)
        self.input.display = bool(self.input.value.strip())
        self._offer_keys()

    # ---- drawing -------------------------------------------------------------------------------------------

    def _lines(self, width: int) -> list[Line]:
        return self._found(width) if self.input.value.strip() else self._page(width)

    def _page(self, width: int) -> list[Line]:
        lines = [plain(row, self.inks["quiet"]) for words in self._introduction for row in rows_of(words, width, width)]
        columns = max(1, (width + _GAP) // (_COLUMN + _GAP))
        column = (width - _GAP * (columns - 1)) // columns
        for context in dict.fromkeys(action.context for action in self._actions):
            lines += [Line(), plain(_TITLES[context], self.inks["heading"])]
            lines += _side_by_side(self._blocks(context, column), columns, column)
        return lines

    def _blocks(self, context: Context, width: int) -> list[list[Line]]:
        """What stays together: a group with its title, or each action where there is but one group."""
        groups: dict[str, list[list[Line]]] = {}
        for action in self._actions:
            if action.context is context:
                groups.setdefault(action.group, []).append(self._entry(action, width))
        if len(groups) == 1:
            return next(iter(groups.values()))
        return [[Line(), plain(group, self.inks["strong"]), *chain(*entries)] for group, entries in groups.items()]

    def _found(self, width: int) -> list[Line]:
        texts = [
            (fold_text(f"{action.title} {'  '.join(self._keys[action.id])}"), fold_text(action.help))
            for action in self._actions
        ]
        found = [self._actions[index] for index in rank(self.input.value, texts)]
        lines = [line for action in found for line in self._entry(action, width)]
        return lines or [plain("No key does that.", self.inks["quiet"])]

    def _entry(self, action: Action, width: int) -> list[Line]:
        room = width - _KEYS
        keys, rows = _in_rows(self._keys[action.id]), rows_of(action.help, room, room)
        return [
            Line(((fit(shown, _KEYS), self.inks["accent"]), (words, None)))
            for shown, words in zip_longest(keys, rows, fillvalue="")
        ]


def _introduction(keymap: Keymap) -> tuple[str, str]:
    several = (keys for action in _EXAMPLES for keys in keymap.keys_of(action)[:1])
    examples = ", ".join(keys for keys in several if len(keys) == 2 or " " in keys)
    return (
        f"Keys written together{f' ({examples})' if examples else ''} are typed one after the other; "
        f"there is no time limit. A number first repeats: 3 {keymap.hint('reader.down')}. Keys that end in … wait for "
        "one more character.",
        "Esc drops what was begun: keys, a selection, a pin; in a list it goes back to the text. crossread keys prints "
        "all keys with the names by which config.toml changes them.",
    )


def _keys_of(action: Action, keymap: Keymap) -> list[str]:
    """`j` and `Down`, `m…`; the palette's for what has no key, since that finds it."""
    shown = [f"{keys}…" if action.argument and "1–9" not in keys else keys for keys in keymap.keys_of(action.id)]
    return shown or list(keymap.keys_of("app.palette")[:1])


def _in_rows(keys: list[str]) -> list[str]:
    """Alternatives two spaces apart, in as many rows as they take: keys are never cut."""
    rows = [""]
    for shown in keys:
        joined = f"{rows[-1]}  {shown}" if rows[-1] else shown
        if cell_len(joined) < _KEYS:
            rows[-1] = joined
        else:
            rows.append(shown)
    return [row for row in rows if row]


def _side_by_side(blocks: list[list[Line]], columns: int, width: int) -> list[Line]:
    """Blocks in their order, down one column and then the next, as level as whole blocks allow."""
    waiting = list(blocks)
    stacks: list[list[Line]] = []
    for left in range(columns, 0, -1):
        share = -(-sum(map(len, waiting)) // left)
        stack: list[Line] = []
        while waiting and (not stack or len(stack) + len(waiting[0]) // 2 <= share):
            stack += waiting.pop(0)
        stacks.append(stack)
    height = max(map(len, stacks))
    rows = []
    for y in range(height):
        parts = [_padded(stack[y] if y < len(stack) else Line(), width + _GAP) for stack in stacks]
        rows.append(Line(tuple(part for line in parts for part in line.parts)))
    return rows


def _padded(line: Line, width: int) -> Line:
    used = sum(cell_len(text) for text, _ in line.parts)
    return Line((*line.parts, (" " * (width - used), None)))
