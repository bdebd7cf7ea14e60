"""An input method in a real terminal: what it commits arrives whole in every prompt, and its window has its place."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal import Emulator, Terminal
from tests.tui.driver import shelve

SENTENCE = "輸入法送出的一整句話。"


def commit(text: str) -> str:
    """A text as kitty-protocol terminals send what an input method commits: one event, however long."""
    return f"\x1b[0;;{':'.join(str(ord(char)) for char in text)}u"


PROMPTS = {
    "find": ("/", "find in this source"),
    "filter": (",m/", "filter: words"),
    "palette": (":", "type a few letters"),
    "help": ("?/", "type what to do"),
    "tags": ("t", "type a tag"),
    "note": ("e", "your note"),
    "library": (",o", "type a few letters"),
    "search": ("g/", "words  tag:"),
    "outline": (",t", "type to filter"),
    "statement": ("\rs\x15", "the claim, in your words"),
    "digest": (",dw\x15", "the file to write"),
}
"""The keys that open each place where text is typed, and what stands there until something is."""


@pytest.fixture
def terminal(tmp_path: Path) -> Callable[[], Terminal]:
    workspace = shelve(tmp_path, {"talk.md": "船上總是空的。票價漲了兩成。\n"})
    handle = workspace.library.sources()[0].handle

    def start() -> Terminal:
        command = [sys.executable, "-m", "tui.cli", "--library", str(tmp_path), handle]
        started = Terminal(command, screen=Emulator(100, 30, answering=True, kitty=True))
        started.wait_text("NORMAL")
        started.type("c")
        started.wait_text("Marked as claim")
        return started

    return start


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_committed_sentence_arrives_whole(prompt: str, terminal: Callable[[], Terminal]) -> None:
    keys, seen = PROMPTS[prompt]
    with terminal() as tty:
        tty.type(*keys)
        tty.wait_text(seen)
        tty.wait(lambda _: tty.screen.right_of_cursor.startswith(seen), "the cursor where nothing is typed yet")
        x, y = tty.screen.x, tty.screen.y
        tty.type(commit(SENTENCE))
        tty.wait_text(SENTENCE)
        tty.wait(lambda _: tty.screen.left_of_cursor.endswith(SENTENCE), "the cursor behind what was typed")
        assert (tty.screen.y, tty.screen.x) == (y, x + 2 * len(SENTENCE))
        tty.type(commit("\u3000"), "\u3000", commit("好"))
        tty.wait_text(f"{SENTENCE}\u3000\u3000好")
        assert not tty.screen.strange


def test_full_width_keys_and_composed_letters_without_a_prompt(terminal: Callable[[], Terminal]) -> None:
    with terminal() as tty:
        tty.type(commit("好"))
        tty.wait_text("The input method is on")
        tty.type(commit("？"))
        tty.wait_text("In a source")
        tty.type("\x1b")
        tty.wait(lambda screen: "In a source" not in screen, "the help is closed")
        tty.type("：")
        tty.wait_text("What to do")
