"""Whatever widget shows it, a text stays a text: every kind of widget, title and notification, in a real terminal."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]
CHANNELS = (
    *("line", "linked", "static", "content", "text", "label", "button", "checkbox", "radio", "option", "input", "area"),
    *("markdown", "tree", "table", "richlog", "log", "border", "toast"),
)


def show(*words: str) -> Terminal:
    return Terminal([sys.executable, "-m", "tests.tui.channels", *words], cwd=ROOT, size=(240, 60))


def test_no_widget_lets_a_control_character_through() -> None:
    with show() as terminal:
        terminal.wait_text(*CHANNELS)
        assert terminal.screen.strange == []
        assert terminal.screen.clipboard == []
        for sent in ("pwned\x07", "\x1bc", "\x9b", "\u202e", "\u2066", "\u2028", "\x1b]8;;http://evil"):
            assert sent not in terminal.output, repr(sent)


def test_without_the_filter_they_do() -> None:
    """So that the test above is known to be able to fail."""
    with show("bare") as terminal:
        terminal.wait(lambda _: terminal.screen.clipboard and terminal.screen.strange, "what the filter removes")
