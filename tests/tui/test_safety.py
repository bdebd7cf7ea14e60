"""Nothing that a source says reaches the terminal as anything but characters: seen in a real pseudo-terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from sources.safe import UNSAFE
from tests.terminal import Terminal
from tui.safety import ControlFilter

ROOT = Path(__file__).parents[2]

PAYLOADS = {
    "sgr": "\x1b[31;5m",
    "clipboard": "\x1b]52;c;cHduZWQ=\x07",
    "title": "\x1b]2;pwned\x07",
    "link": "\x1b]8;;http://evil.example/\x07",
    "query": "\x1b[6n\x1b[c",
    "reset": "\x1bc",
    "device": "\x1bP$qm\x1b\\",
    "c1": "\x9b31m\x9d52;c;cHduZWQ=\x9c",
    "controls": "\x07\x08\x0b\x0c\x7f\x85\x00",
    "bidi": "\u202e\u2066\u200f\u061c",
    "separators": "\u2028\u2029",
    "tags": "\U000e0041\U000e007f",
    "markup": "[@click=app.quit]press[/] [/] [bold red]",
}
SOUP = " ".join(f"{name}{payload}end." for name, payload in PAYLOADS.items())
FORBIDDEN = (
    "\x1b]2;pwned",
    "\x1b]52;c;cHduZWQ",
    "\x1b]8;;http",
    "\x1bc",
    "\x1b[6n",
    "\x9b",
    "\x9d",
    "\u202e",
    "\u2066",
)


def hostile(folder: Path, name: str = "hostile.md") -> Path:
    path = folder / name
    front = 'title: "T \\e]52;c;cHduZWQ=\\a \\u202e title"\nauthor: "A\\e[6n"\ntags: ["x\\ec/y\\u202e"]\n'
    path.write_text(f"---\n{front}---\n\n# 标题 {SOUP}\n\n主持: 正文 {SOUP}\n\n主持: 再说 {SOUP}\n", encoding="utf-8")
    return path


def run(folder: Path, *words: str) -> Terminal:
    return Terminal([sys.executable, "-m", "tui.cli", "--library", str(folder), *words], cwd=ROOT)


def clean(terminal: Terminal) -> None:
    assert terminal.screen.strange == []
    assert [found for found in FORBIDDEN if found in terminal.output] == []
    assert not any("cHduZWQ" in copied for copied in terminal.screen.clipboard)


def test_a_hostile_source_is_read_marked_and_searched_without_harm(tmp_path: Path) -> None:
    path = hostile(tmp_path)
    with run(tmp_path, str(path)) as terminal:
        terminal.wait_text("NORMAL", "sgr␛[31;5m")
        terminal.type("}", "c")
        terminal.wait_text("Marked as claim")
        terminal.type("t", "tag\x9b", "\r", "\r")
        terminal.wait(lambda screen: "#tag" in screen and "Alt-" not in screen, "the tag")
        terminal.type("e", "note \u202e end")
        terminal.wait_text("note  end")
        terminal.type("\x1b")
        terminal.wait_text("✎ note end")
        for keys, seen in (
            ("\r", "Quote"),
            (",o", "Open source"),
            (",d", "Overview"),
            ("?", "Move"),
            (":", "Mark claim"),
        ):
            terminal.type(keys)
            terminal.wait_text(seen)
            terminal.type("\x1b")
            terminal.wait(lambda screen, seen=seen: seen not in screen, f"{seen} to be closed")  # type: ignore[misc]
        terminal.type("/", "bidi", "\r")
        terminal.wait_text("/bidi 2 of 3")
        terminal.type("q")
        assert terminal.wait_end() == 0
        clean(terminal)


@pytest.mark.parametrize(
    "command", ["list", "text hostile", "marks", "search sgr", "digest", "claims", "tags", "check"]
)
def test_commands_print_nothing_raw_on_a_terminal(command: str, tmp_path: Path) -> None:
    path = hostile(tmp_path)
    with run(
        tmp_path, "mark", str(path), "--quote", "clipboard", "--nth", "1", "--claim", "--note", SOUP.replace("\0", "")
    ) as terminal:
        assert terminal.wait_end() == 0, terminal.output
        clean(terminal)
    with run(tmp_path, *command.split()) as terminal:
        assert terminal.wait_end() == 0, terminal.output
        clean(terminal)


def test_hostile_file_names_and_errors(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b]2;pwned\x07[b].txt"
    path.write_text("短文。", encoding="utf-8")
    with run(tmp_path, "add", str(path), str(tmp_path / "no\x1bcsuch\x9b.txt")) as terminal:
        assert terminal.wait_end() == 2
        clean(terminal)
    with run(tmp_path, str(path)) as terminal:
        terminal.wait_text("短文。")
        terminal.type("q")
        assert terminal.wait_end() == 0
        clean(terminal)


def test_what_is_shown_before_the_reader_is_there_is_safe_too(tmp_path: Path) -> None:
    """A source that was open before is drawn at once, without the reader's filters."""
    paths = [hostile(tmp_path), tmp_path / "a\x1b]2;pwned\x07\x9b[b].txt"]
    paths[1].write_text(f"短文。{SOUP}", encoding="utf-8")
    for path in (*paths, *paths):
        with run(tmp_path, str(path)) as terminal:
            terminal.wait_text("NORMAL")
            terminal.type("q")
            assert terminal.wait_end() == 0
            clean(terminal)


def test_the_filter_cleans_text_and_links_and_leaves_control_segments() -> None:
    segments = [
        Segment("a\x1b[31mb\u202ec"),
        Segment("link", Style(link="http://x/\x1b]52;c;x\x07")),
        Segment("ok", Style(link="http://x/")),
    ]
    cleaned = ControlFilter().apply(segments, Color(0, 0, 0))
    assert [segment.text for segment in cleaned] == ["a[31mbc", "link", "ok"]
    assert [segment.style.link if segment.style else None for segment in cleaned] == [None, None, "http://x/"]
    assert not any(UNSAFE.search(segment.text) for segment in cleaned)
