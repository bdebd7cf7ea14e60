"""Nothing that a source says reaches the terminal as anything but characters: seen in a real pseudo-terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from annotations.anchoring.quote import describe
from annotations.commands import Passage, Stamp, link, mark_claim
from annotations.ids import new_id, now
from annotations.intake import take_in
from annotations.model import Relation
from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from sources.safe import UNSAFE
from tests.terminal import Terminal
from tui.layout.cells import cell_len
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


COMMANDS = (
    *("list", "text hostile", "text hostile --blocks", "read --plain hostile", "search sgr", "refresh", "index"),
    *("marks", "marks --lost", "claims", "tags", "links", "digest", "digest --by claim", "check", "conflicts"),
    *("glossary", "config", "keys"),
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


@pytest.mark.parametrize("command", COMMANDS)
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


MARKUP = "[/] [bold red]x [/foo] [@click=app.quit]press[/] [@click=screen.dismiss]"


def ordinary(folder: Path) -> None:
    """A library in which everything that comes from outside or is written says what would harm somewhere."""
    workspace = Workspace(open_library(folder / FOLDER))
    stamp = Stamp(now(), new_id)
    words = (SOUP + MARKUP).replace("\0", "")
    inner = folder / "["
    inner.mkdir()
    passages: list[Passage] = []
    for name in ("foo].md", "b.md"):
        path = hostile(inner, name)
        text = path.read_text("utf-8")
        path.write_text(text.replace("T \\e]", f"{MARKUP} T \\e]").replace("标题", f"{name} {MARKUP}"), "utf-8")
        take_in(workspace, path, stamp)
        taken = {passage.source for passage in passages}
        source = next(source for source in workspace.library.sources() if source.id not in taken)
        document = workspace.document(source.id)
        start = document.text.index("正文")
        passages.append(Passage(source.id, describe(document.text, start, start + 60)))
    for passage in passages:
        marking = mark_claim(
            workspace.library, passage, stamp, statement=words, tags=("[/x]", f"a/{MARKUP[4:20]}"), note=words
        )
        workspace.perform(marking)
    ends = [mark.id for mark in workspace.library.marks()]
    workspace.perform(link(workspace.library, ends[0], Relation.CONTRADICTS, ends[1], stamp, note=words))
    workspace.close()


SCREENS = {
    "marks": ",m",
    "claims": ",c",
    "details": "]c\r",
    "peek": "]cK",
    "ends": "]cgr",
    "tags": "]ct",
    "note": "]ce",
    "words of the claim": "]c\rs",
    "places": "mA'",
    "outline": ",t",
    "library search": "g/press",
    "regular expression": "/\x12(",
    "open": ",o",
    "open beside": "\x17s",
    "digest": ",d",
    "digest by claim": ",dc",
    "re-anchoring": ",r",
    "settings": ",,",
    "theme": ",T",
    "help": "?",
    "palette": ":",
    "pinned": "]cp",
    "no such file": ",o/no/such\x1b[31m[/]\r",
    "read again": ",R",
}
"""What shows something of a library, and the keys that lead there."""


def test_whatever_screen_shows_it_markup_and_controls_are_characters(tmp_path: Path) -> None:
    ordinary(tmp_path)
    with Terminal(
        [sys.executable, "-m", "tui.cli", "--library", str(tmp_path), "b", "foo"],
        cwd=ROOT,
        size=(150, 44),
    ) as terminal:
        terminal.wait_text("NORMAL", "[@click=app.quit]")
        for name, keys in SCREENS.items():
            terminal.type(*keys)
            terminal.rest(0.1)
            for y, row in enumerate(terminal.screen.rows):
                if "press" in row:
                    x = cell_len(row[: row.index("press")]) + 1
                    terminal.type(f"\x1b[<0;{x};{y + 1}M\x1b[<0;{x};{y + 1}m")
            terminal.rest(0.1)
            assert terminal.process.poll() is None, f"{name} ended the program"
            terminal.type("\x1b", "\x1b", "\x1b", "\x17", "o", "\x1b")
            terminal.rest(0.1)
            clean(terminal)
        terminal.type("q")
        assert terminal.wait_end() == 0
        clean(terminal)
