"""What the screens over the text share: a centred box that fits any terminal, its title, its line of keys.

The box's size is worked out here rather than in CSS, because it is as high as what it shows needs, and no higher than
the terminal allows; CSS has no such rule for content that scrolls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from rich.style import Style
from textual import events
from textual.app import App, ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical
from textual.content import Content
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.visual import VisualType
from textual.widget import Widget
from textual.widgets import Input

from sources.safe import one_line
from tui.keys import event_of, from_event, is_composed
from tui.layout.cells import cell_len
from tui.screens.behind import Behind
from tui.widgets.lines import MARGIN, Line, Lines, plain, rows_of
from tui.widgets.prompt import PromptInput

T = TypeVar("T")

Hint = tuple[str, str]
"""Keys, and what they do in a word or two."""

_NARROW, _LOW = 70, 20
"""Below so many columns or rows the box takes all there are."""

_BORDER = 2


def styles_of(app: App[object]) -> Mapping[str, Style]:
    """The theme's foregrounds by the names they have in a palette, for screens that are not handed a StyleBook."""
    prefix = "cr-"
    styles = {
        name.removeprefix(prefix): Style(color=value.removeprefix("ansi_"))
        for name, value in app.theme_variables.items()
        if name.startswith(prefix)
    }
    return styles | {"heading": styles["heading"] + Style(bold=True), "strong": Style(bold=True)}


class Hints(Lines):
    """The keys that work, in as few rows as they take; a message stands there instead until the next key."""

    _MOST_ROWS = 2

    def __init__(self) -> None:
        super().__init__()
        self._hints: tuple[Hint, ...] = ()
        self._message: tuple[str, bool] | None = None

    def offer(self, hints: tuple[Hint, ...]) -> None:
        self._hints = hints
        self.show(self._flow)

    def say(self, message: str, *, error: bool = False) -> None:
        self._message = (one_line(message), error)
        self.show(self._flow)

    def hush(self) -> None:
        if self._message:
            self._message = None
            self.show(self._flow)

    @property
    def message(self) -> str:
        return self._message[0] if self._message else ""

    def rows(self, width: int) -> int:
        """How many rows the keys need; a message has to do with them."""
        return max(1, len(self._keys(width - MARGIN)))

    def _flow(self, width: int) -> list[Line]:
        if self._message is None:
            return self._keys(width)
        words, error = self._message
        style = styles_of(self.app)["error" if error else "accent"]
        return [plain(row, style) for row in rows_of(words, width, width)]

    def on_click(self, event: events.Click) -> None:
        """A click on a key is that key, on what it does the first of those that do."""
        rows = self._rows(self.room)
        if self._message or event.y >= len(rows):
            return
        x = event.x - 1  # the column of the bar
        for keys, words in rows[event.y]:
            if 0 <= x < cell_len(keys) + 1 + cell_len(words):
                under = next((key for n, key in enumerate(keys.split(" ")) if x < _end(keys, n)), keys.split(" ")[0])
                if pressed := event_of(under):
                    self.app.post_message(events.Key(*pressed))
                return
            x -= cell_len(keys) + cell_len(words) + 3

    def _rows(self, width: int) -> list[list[Hint]]:
        """Where there is no room for all, those before the last are left out: the last is the way out."""
        hints = list(self._hints)
        while len(rows := _in_rows(hints, width)) > self._MOST_ROWS and len(hints) > 1:
            del hints[-2]
        return rows

    def _keys(self, width: int) -> list[Line]:
        styles, rows = styles_of(self.app), self._rows(width)
        key, word = styles["accent"] + styles["strong"], styles["quiet"]
        shown = ([part for keys, words in row for part in ((keys, key), (f" {words}  ", word))] for row in rows)
        return [Line(tuple(parts)) for parts in shown]

    def render_line(self, y: int) -> Strip:
        return super().render_line(y) if y < self.count else Strip.blank(self.size.width, self.rich_style)


def _end(keys: str, n: int) -> int:
    """The cell at which the key number `n` of several ends, the blank behind it included."""
    return cell_len(" ".join(keys.split(" ")[: n + 1])) + 1


def _in_rows(hints: Sequence[Hint], width: int) -> list[list[Hint]]:
    """Hints two cells apart, in as many rows as they take."""
    rows: list[list[Hint]] = [[]]
    room = width
    for keys, words in hints:
        used = cell_len(keys) + 1 + cell_len(words)
        if used > room and rows[-1]:
            rows.append([])
            room = width
        rows[-1].append((keys, words))
        room -= used + 2
    return rows


class TypingInput(PromptInput):
    """A prompt in a dialog."""

    DEFAULT_CSS = """
    TypingInput, TypingInput:focus {
        height: 1;
        border: none;
        padding: 0 1;
        background: $background;
        background-tint: $background 0%;
    }
    """

    def __init__(self, *, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, select_on_focus=False)


class Modal(ModalScreen[T]):
    """A screen gives its title, its widgets (`body`), the height they would like, and what keys do (`press`)."""

    DEFAULT_CSS = """
    Modal {
        align: center middle;
        &.-corner { align: right bottom; background: transparent; }
        & > #box {
            background: $surface;
            color: $foreground;
            border: round $cr-accent;
            border-title-color: $cr-accent;
            border-title-style: bold;
            border-subtitle-color: $cr-quiet;
        }
    }
    """

    WIDEST = 100
    # A prompt that is not shown yet must not get the focus, so a screen says itself what has it.
    AUTO_FOCUS = ""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.box = Vertical(id="box")
        self.set_title(title)
        self.hints = Hints()
        self.inks: Mapping[str, Style] = {}

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Ends once: the second click of two, or a key typed behind the one that ended it, may find it still there."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

    # ---- what a screen says about itself -------------------------------------------------------------------

    def body(self) -> Iterable[Widget]:
        """The widgets of the box, from top to bottom; one of them takes the height that is left."""
        raise NotImplementedError

    def rows_wanted(self, width: int) -> int:
        """Rows that the whole body would like, when its text may be `width` cells wide."""
        raise NotImplementedError

    def press(self, token: str) -> bool:
        """Does what a key (`tui.keys`) means here; False when it means nothing. Keys that type do not come here."""
        raise NotImplementedError

    # ---- what it may use -----------------------------------------------------------------------------------

    def set_title(self, title: str) -> None:
        """The words in the upper border."""
        self.box.border_title = Content(f" {one_line(title)} ")

    def set_place(self, place: str) -> None:
        """The words in the lower border: how many, or which of how many."""
        self.box.border_subtitle = Content(f" {one_line(place)} ") if place else None

    def offer_keys(self, *hints: Hint) -> None:
        self.hints.offer(hints)
        self.fit()

    def say(self, message: str, *, error: bool = False) -> None:
        self.hints.say(message, error=error)

    def fit(self) -> None:
        """Sizes the box for the terminal and what is in it."""
        columns, rows = self.app.size
        width = columns if columns < _NARROW else min(self.WIDEST, columns * 9 // 10)
        highest = rows if rows < _LOW else rows * 9 // 10
        inner = width - _BORDER
        below, gap = self.hints.rows(inner), int(rows >= _LOW)
        self.box.styles.width = width
        self.box.styles.height = min(highest, self.rows_wanted(inner - MARGIN) + gap + below + _BORDER)
        self.hints.styles.height = below
        self.hints.styles.margin = (gap, 0, 0, 0)

    # ---- the machinery -------------------------------------------------------------------------------------

    def render(self) -> VisualType:  # type: ignore[override]  # Textual shows either
        behind = super().render()
        return Behind(behind) if isinstance(behind, BackgroundScreen) else behind

    def compose(self) -> ComposeResult:
        self.inks = styles_of(self.app)
        with self.box:
            yield from self.body()
            yield self.hints

    def on_resize(self) -> None:
        self.fit()

    def restyle(self) -> None:
        """The theme is another one, and every widget has its styles."""
        self.inks = styles_of(self.app)
        for lines in self.query(Lines):
            lines.remake()

    def on_click(self, event: events.Click) -> None:
        """Beside the box a click is Esc, but for the second one of two, the first of which opened it."""
        if event.widget is self and event.chain == 1:
            self.app.post_message(events.Key("escape", None))

    def on_key(self, event: events.Key) -> None:
        token = from_event(event.key, event.character)
        if token is None:
            return
        self.hints.hush()
        if self.press(token):
            event.stop()
            event.prevent_default()
        elif is_composed(token) and not isinstance(self.focused, Input):
            self.say("An input method is on: switch it off to use these keys.")
