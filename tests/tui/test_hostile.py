"""Hostile inputs through the whole program: added, opened, marked, searched, put into a digest, in a real terminal."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

from tests import hostile
from tests.terminal import Terminal

ROOT = Path(__file__).parents[2]


def program(library: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "tui.cli", "--library", str(library), *words]


def titled(screen: str, handle: str) -> bool:
    """Whether the pane shows this source."""
    return f" {handle} " in screen.splitlines()[0]


def clean(terminal: Terminal) -> None:
    assert terminal.screen.strange == []
    assert hostile.CANARY not in terminal.output and "Traceback" not in terminal.output
    assert not any("cHduZWQ" in copied for copied in terminal.screen.clipboard)


def test_adding_shows_progress_and_what_was_added_until_it_is_stopped_stays(tmp_path: Path) -> None:
    folder, library = tmp_path / "inputs", tmp_path / "library"
    folder.mkdir()
    library.mkdir()
    for number in range(600):
        (folder / f"{number:03}.html").write_text(f"<html><body><p>Page {number} has a few words.")
    (folder / "picture.png").write_bytes(b"")
    with Terminal(program(library, "add", str(folder)), cwd=ROOT) as terminal:
        terminal.wait(lambda screen: re.search(r"[1-9]\d*/600 .*Ctrl-C stops", screen), "progress")
        terminal.process.send_signal(signal.SIGINT)  # as Ctrl-C in a shell: here nobody controls the terminal
        assert terminal.wait_end() == 130
    last = terminal.output.split("crossread: ")[-3:]
    assert last[0].startswith("Stopped by Ctrl-C: ") and "what was added before is kept" in last[0]
    assert last[1].startswith("Left out of folders: 1 .png file.")
    added = int(last[2].split()[0])
    listed = subprocess.run(program(library, "list", "--json"), capture_output=True, text=True, cwd=ROOT, check=True)
    assert 0 < len(listed.stdout.splitlines()) == added < 600


def test_hostile_inputs_are_read_or_refused_with_a_sentence(tmp_path: Path) -> None:
    folder, library = tmp_path / "inputs", tmp_path / "library"
    folder.mkdir()
    library.mkdir()
    paths = hostile.write(folder, tmp_path / "secret.txt")
    before = {path.name for path in tmp_path.rglob("*") if library not in path.parents}

    with Terminal(program(library, "add", str(folder)), cwd=ROOT, size=(160, 50)) as terminal:
        assert terminal.wait_end(seconds=120) == 2
        clean(terminal)
        output = terminal.output
    listed = subprocess.run(program(library, "list", "--json"), capture_output=True, text=True, cwd=ROOT, check=True)
    sources = [json.loads(line) for line in listed.stdout.splitlines()]
    refused = output.count("crossread: ") - 1
    assert len(sources) >= 15 and len(sources) + refused >= len(paths)
    assert hostile.CANARY not in listed.stdout

    with Terminal(program(library, sources[0]["id"]), cwd=ROOT, size=(120, 30)) as terminal:
        terminal.wait_text("NORMAL")
        for source in sources:
            terminal.type(f",o{source['id']}\r")
            terminal.wait(lambda screen: titled(screen, source["handle"]), source["handle"])  # noqa: B023 - called at once
            terminal.type(")", " ", "G", "c")
        terminal.type("/words\r", ",d")
        terminal.wait_text("Overview")
        terminal.type("\x1b")
        terminal.wait(lambda screen: "Overview" not in screen, "the digest to be closed")
        terminal.type("q")
        assert terminal.wait_end() == 0
        clean(terminal)

    for words in (("search", "words"), ("marks",), ("digest", "--by", "claim"), ("check",)):
        with Terminal(program(library, *words), cwd=ROOT) as terminal:
            assert terminal.wait_end() == 0, terminal.output[-2000:]
            clean(terminal)
    assert {path.name for path in tmp_path.rglob("*") if library not in path.parents} == before
    assert not (ROOT / "pwned").exists()
