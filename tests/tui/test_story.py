"""The whole job, by keys in a real terminal: mark in two sources, tag, note, link, leave, come back, hand over."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "annotations" / "demo"
SHARED = ROOT.parent / "shared" / "sources"


@dataclass(frozen=True)
class Part:
    """A source, words to find in it (any script), and the sentence that they stand in, as its first characters."""

    path: Path
    find: str
    begins: str


def demo(name: str, find: str, begins: str) -> Part:
    return Part(DEMO / name, find, begins)


def shared(name: str, find: str, begins: str) -> Part:
    found = sorted(SHARED.glob(f"{name}_*.txt")) if SHARED.is_dir() else []
    return Part(found[0] if found else SHARED / name, find, begins)


STORIES = {
    "demo": (demo("01-livestream.md", "３.２億", ""), demo("06-letter.txt", "nine shops", "")),
    "shared": (shared("000", "一针见血", "創投家"), shared("001", "质的飞跃", "之前我不知道")),
}


def crossread(library: Path, *words: str | Path) -> str:
    command = [sys.executable, "-m", "tui.cli", "--library", str(library), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def records(library: Path, command: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in crossread(library, command, "--json").splitlines()]


def find(terminal: Terminal, words: str) -> None:
    terminal.type(f"/{words}\r")
    terminal.wait(lambda screen: f"/{words}" in screen and " of " in screen, f"a hit of {words}")
    terminal.wait(lambda screen: "NORMAL" in screen, "the prompt to be closed")


@pytest.mark.parametrize("name", STORIES)
def test_mark_tag_note_link_leave_return_and_hand_over(name: str, tmp_path: Path) -> None:
    one, two = STORIES[name]
    if not (one.path.is_file() and two.path.is_file()):
        pytest.skip("the shared sources are not here")
    files = [Path(shutil.copy(part.path, tmp_path)) for part in (one, two)]
    command = [sys.executable, "-m", "tui.cli", "--library", str(tmp_path), *map(str, files)]

    with Terminal(command, size=(140, 40), cwd=ROOT) as terminal:
        terminal.wait_text("Marks", "NORMAL")
        find(terminal, one.find)
        terminal.type("c")
        terminal.wait_text("Marked as claim")
        terminal.type("t話題/a\r\r")
        terminal.wait(lambda screen: "#話題/a" in screen and "NORMAL" in screen, "the tag in the pane")
        terminal.type("e对照第二篇")
        terminal.wait_text("对照第二篇")
        terminal.type("\x1b")
        terminal.wait_text("✎ 对照第二篇")
        terminal.type("\t")
        find(terminal, two.find)
        terminal.type("c")
        terminal.wait_text("Marked as claim")
        terminal.type("\x1b[Z")
        terminal.type("p")
        terminal.wait_text("p pinned")
        terminal.type("\t")
        terminal.type("p")
        terminal.wait_text("Contradicts")
        terminal.type("s")
        terminal.wait_text("supported by")
        terminal.wait(lambda screen: len(re.findall(r"c\+ ", screen)) >= 2, "the link's sign at both ends")
        terminal.type("q", "q")
        assert terminal.wait_end() == 0
        assert not terminal.screen.strange

    marks, links = records(tmp_path, "marks"), records(tmp_path, "links")
    assert len(marks) == 2 and len(links) == 1
    texts = {mark["source"]: crossread(tmp_path, "text", str(mark["source"])) for mark in marks}
    for mark in marks:
        start, end = mark["start"], mark["end"]
        assert isinstance(start, int) and isinstance(end, int)
        assert texts[mark["source"]][start:end] == mark["quote"] and mark["claim"] and mark["state"] == "placed"
    first = next(mark for mark in marks if mark["tags"])
    second = next(mark for mark in marks if mark is not first)
    assert (first["tags"], first["note"], second["note"]) == (["話題/a"], "对照第二篇", "")
    assert str(first["quote"]).startswith(one.begins) and str(second["quote"]).startswith(two.begins)
    assert (links[0]["origin"], links[0]["relation"], links[0]["target"]) == (first["id"], "supports", second["id"])

    digest = crossread(tmp_path, "digest", "--by", "claim")
    for mark in marks:
        assert str(mark["id"]) in digest
    assert "对照第二篇" in digest and "Backed by" in digest

    with Terminal(command, size=(140, 40), cwd=ROOT) as terminal:
        terminal.wait_text("NORMAL", "✎ 对照第二篇")
        terminal.wait(lambda screen: len(re.findall(r"c\+ ", screen)) >= 2, "both marks with their link's sign")
        assert crossread(tmp_path, "digest", "--by", "claim") == digest
        terminal.type("q", "q")
        assert terminal.wait_end() == 0


def test_keys_that_are_typed_at_once_are_typed_into_the_prompt_that_the_first_opens(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Some words here. The second sentence.\n", "utf-8")
    command = [sys.executable, "-m", "tui.cli", "--library", str(tmp_path), str(tmp_path / "a.txt")]
    with Terminal(command, size=(100, 20), cwd=ROOT) as terminal:
        terminal.wait_text("Some words", "NORMAL")
        terminal.type("/second\r")
        terminal.wait_text("1 of 1")
        terminal.type("c")
        terminal.wait_text("Marked as claim", "c The second")
        terminal.type("q")
        assert terminal.wait_end() == 0
