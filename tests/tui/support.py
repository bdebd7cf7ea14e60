"""What tests of screens share: an app with our theme and nothing else, and waiting for a condition, never for time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from themes.palette import builtin_palette
from tui.theming import StyleBook, default_variables, textual_theme

ROUNDS = 200
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


async def enter_text(pilot: Pilot[Any], text: str) -> None:
    """Puts a text where the cursor is, at once, as a paste does; typing it would take a while for each character."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


def shown_lines(widget: Widget) -> list[str]:
    """What a widget that draws line by line has on the screen, without blanks at the ends."""
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]
