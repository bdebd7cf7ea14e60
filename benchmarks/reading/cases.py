"""What is read: texts of every size and shape, each with a library that knows them. Made once and kept.

In each library, fifty marks lie over each other on the first screen, in the text itself and in two more.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import NamedTuple

from texts import html, markdown, text, write_epub

SIZES = {"10k": 10_000, "1m": 1_000_000, "10m": 10_000_000, "100m": 100_000_000}
SHAPES = ("text", "line", "md", "html", "epub")
ROOT = Path(__file__).parents[2]
MARKS = 50
_SUFFIXES = {"text": ".txt", "line": ".txt", "md": ".md", "html": ".html", "epub": ".epub"}


class Case(NamedTuple):
    """A document in a folder of its own, the library there, and two further texts."""

    shape: str
    size: str
    folder: Path

    @property
    def name(self) -> str:
        return f"{self.size} {self.shape}"

    @property
    def document(self) -> Path:
        return self.folder / f"bench-{self.shape}{_SUFFIXES[self.shape]}"

    @property
    def others(self) -> tuple[Path, Path]:
        return self.folder / "second.txt", self.folder / "third.txt"


def prepare(shape: str, size: str, folder: Path) -> Case:
    """Makes what is missing of a case. The texts have been open before, as they are for somebody who comes back."""
    case = Case(shape, size, folder / f"{size}-{shape}")
    if case.document.exists():
        return case
    case.folder.mkdir(parents=True, exist_ok=True)
    for path in case.others:
        path.write_text(text(20_000).replace("BENCH-", ""), encoding="utf-8")
    if shape == "epub":
        write_epub(case.document, SIZES[size])
    else:
        make = {"md": markdown, "html": html}.get(shape) or partial(text, one_line=shape == "line")
        words = make(SIZES[size])
        case.document.write_text(words, encoding="utf-8")
    names = [str(path) for path in (case.document, *case.others)]
    run = [sys.executable, "-m", "tui.cli", "add", *names, "--library", str(case.folder)]
    subprocess.run(run, check=True, capture_output=True, cwd=ROOT)
    _mark(case)
    return case


def _mark(case: Case) -> None:
    from annotations.anchoring.quote import describe
    from annotations.commands import Passage, highlight, mark_claim
    from tui.headless.libraries import open_workspace, stamp

    workspace = open_workspace(str(case.folder))
    for source in workspace.library.sources():
        words = workspace.document(source.id).text
        for number in range(MARKS):
            start = 20 + 12 * number
            passage = Passage(source.id, describe(words, start, min(start + 60, len(words) - 1)))
            make = mark_claim if number % 3 else highlight
            workspace.perform(make(workspace.library, passage, stamp()))
    workspace.close()
