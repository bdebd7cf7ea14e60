"""Whatever widget shows it, a text stays a text: every kind of widget, title and notification, in a real terminal."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.terminal import Terminal
from tests.tui.channels import SENT

ROOT = Path(__file__).parents[2]
CHANNELS = (
    *("line", "linked", "static", "content", "text", "label", "button", "checkbox", "radio", "option", "input", "area"),
    *("markdown", "tree", "table", "cell", "inside", "select", "tab", "richlog", "log", "border", "toast", "header"),
)
"""What each of them begins with on the screen. The widgets are all that anybody has found to hand text on raw."""


def show(*words: str) -> Terminal:
    return Terminal([sys.executable, "-m", "tests.tui.channels", *words], cwd=ROOT, size=(240, 60))


def test_no_widget_lets_a_control_character_through() -> None:
    with show() as terminal:
        terminal.wait_text(*CHANNELS)
        assert terminal.screen.strange == []
        assert terminal.screen.clipboard == []
        assert [sent for sent in SENT if sent in terminal.output] == []


def test_without_the_filter_they_do() -> None:
    """So that the test above is known to be able to fail."""
    with show("bare") as terminal:
        terminal.wait(lambda _: all(sent in terminal.output for sent in SENT), "what the filter removes")
