"""What tests of screens share: an app with our theme and nothing else, and waiting for a condition, never for time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from themes.palette import builtin_palette
from tui.theming import StyleBook, default_variables, textual_theme

ROUNDS = 1000
"""How often a condition is looked at; whatever is pending is done in between."""


def styles(palette: str = "paper") -> StyleBook:
    return StyleBook(builtin_palette(palette))


class Stage(App[None]):
    """Shows one screen over an empty one; what it ends with is added to `results`."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, shown: Screen[Any], palette: str = "paper") -> None:
        super().__init__()
        self.shown = shown
        self.results: list[object] = []
        self.register_theme(textual_theme(builtin_palette(palette)))
        self.theme = palette

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return default_variables()

    def on_mount(self) -> None:
        self.push_screen(self.shown, self.results.append)


async def wait_for(pilot: Pilot[Any], condition: Callable[[], bool], description: str) -> None:
    """Lets the app work until the condition holds; fails with the description when it never does."""
    for _ in range(ROUNDS):
        if condition():
            return
        await pilot.pause()
    raise AssertionError(f"never came true: {description}")


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Presses keys, named as Textual names them (`j`, `alt+n`, `escape`), each after the last one has done its work.

    Pilot's own `press` takes 70 ms a key, and its events lack the character where the terminal's have one: U+3000, or
    the letter pressed with Alt.
    """
    for key in keys:
        alone = {"space": " ", "enter": "\r", "tab": "\t", "escape": "\x1b"}
        if len(key) == 1:
            (event,) = XTermParser().feed(key)
        else:
            event = events.Key(key, key[-1] if key.startswith("alt+") else alone.get(key))
        pilot.app.post_message(event)
        await settle(pilot)


async def enter_text(pilot: Pilot[Any], text: str) -> None:
    """Types a text, or commits it with an input method: the events are those that Textual reads from a terminal."""
    for event in XTermParser().feed(text):
        pilot.app.post_message(event)
    await settle(pilot)


async def settle(pilot: Pilot[Any]) -> None:
    """A key goes from the app to what has the focus, up to the screen and back to the app: a round for each."""
    for _ in range(4):
        await pilot._wait_for_screen()
    for _ in range(ROUNDS):
        await pilot.pause(0.002)  # lays out and draws, too
        screen = getattr(pilot.app, "reading", None)
        if screen is None or screen.is_settled:
            return


def shown_lines(widget: Widget) -> list[str]:
    """What a `Lines` has on the screen, without blanks at the ends and without the mark that shows the place."""
    return [widget.render_line(y).text[:-1].rstrip() for y in range(widget.size.height)]
