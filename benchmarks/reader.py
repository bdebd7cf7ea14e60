"""What opening, scrolling and searching cost: crossread beside less, vim and a bare Textual pager.

    pip install pyte && python benchmarks/reader.py [--rounds 5] [--size 120x40] [--sizes 10k,1m,10m,100m,1m-line]

Linux. Rounds are interleaved, and each ratio is taken within a round: on a busy machine the times say little, the
ratios something. A library with the text and ten marks in it is made first. `start` is the time until the text is on
the screen, `first key` from then until a key typed at once has changed it. Toolong is measured too where it is
installed (`tl`); TextArea, Textual's own widget, on what it can hold.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from pseudo_terminal import Program
from texts import text

_APPS = Path(__file__).parent / "apps"
_SIZES = {
    "10k": 10_000,
    "1m": 1_000_000,
    "10m": 10_000_000,
    "100m": 100_000_000,
    "10k-line": 10_000,
    "1m-line": 1_000_000,
    "10m-line": 10_000_000,
    "100m-line": 100_000_000,
}
_COLUMNS = ("start", "first key", "down", "down p95", "page", "page p95", "end", "top", "search", "MB")

Result = dict[str, float]


class Peer(NamedTuple):
    """A program and its keys; `search` is what is pressed after `prompt`."""

    name: str
    command: tuple[str, ...]
    down: str = "j"
    page: str = " "
    top: str = "g"
    prompt: str = "/"
    search: str = "BENCH-DEEP\r"


def peers(document: Path, folder: Path) -> list[Peer]:
    python, name = sys.executable, str(document)
    crossread = (python, "-m", "tui.cli", "--library", str(folder))
    less, vim = shutil.which("less"), shutil.which("vim")
    found = [
        Peer("minimal app", (python, str(_APPS / "minimal.py"))),
        Peer("pager", (python, str(_APPS / "pager.py"), name), prompt="", search="n"),
        Peer("crossread", (*crossread, name), top="gg"),
        Peer("crossread, 3 panes", (*crossread, name, *_others(folder)), top="gg"),
    ]
    large = document.stat().st_size > 20_000_000
    if find_spec("textual") and not large:
        area = (python, str(_APPS / "text_area.py"), name)
        found.append(Peer("TextArea", area, "\x1b[B", "\x1b[6~", "\x1b[1;5H", "", ""))
    if toolong := shutil.which("tl"):
        found.append(Peer("toolong", (toolong, name), "j", " ", "\x1b[H", "", ""))
    if less:
        found.append(Peer("less", (less, name)))
    if vim:
        found.append(Peer("vim", (vim, "-u", "NONE", "-N", "-R", "-n", "--not-a-term", name), "\x05", "\x06", "gg"))
    return found


def _others(folder: Path) -> list[str]:
    """Two further texts, for panes."""
    return [str(folder / "second.txt"), str(folder / "third.txt")]


def make_library(document: Path, folder: Path) -> None:
    """The text with ten marks near its beginning, and two more texts."""
    for name in _others(folder):
        Path(name).write_text(text(20_000).replace("BENCH-", ""), encoding="utf-8")
    run = [sys.executable, "-m", "tui.cli"]
    library = ["--library", str(folder)]
    subprocess.run([*run, "add", str(document), *_others(folder), *library], check=True, capture_output=True)
    beginning = document.read_text(encoding="utf-8")[:3000]
    quotes = [sentence for sentence in beginning.replace("\n", "。").split("。") if len(sentence) > 12][:10]
    for quote in quotes:
        mark = [*run, "mark", str(document), "--quote", quote, "--nth", "1", "--tag", "bench", *library]
        subprocess.run(mark, check=True, capture_output=True)


def measure(peer: Peer, size: tuple[int, int], home: Path, presses: int) -> Result:
    """Milliseconds, and MB, by column; what a peer cannot do is left out."""
    program = Program(peer.command, size, home)
    try:
        result = {"start": program.start("BENCH-START", patience=30)}
        if peer.name != "minimal app":
            result["first key"] = program.press(peer.down, patience=30)
            program.press("")
            for name, key in (("down", peer.down), ("page", peer.page)):
                times = sorted(t for _ in range(presses) if (t := program.press(key)) is not None)
                if len(times) > 10:
                    result |= {name: median(times), f"{name} p95": quantiles(times, n=20)[-1]}
            result["end"] = program.go("G", "BENCH-END")
            result["top"] = program.go(peer.top, "BENCH-START")
            if peer.prompt:
                program.press(peer.prompt)
            if peer.search:
                result["search"] = program.go(peer.search, "HERE-IT-IS")
        result["MB"] = program.memory()
    finally:
        program.end()
    return {name: value for name, value in result.items() if value is not None}


def table(name: str, results: dict[str, list[Result]]) -> str:
    """Medians over the rounds; the last column is crossread by the pager, its start by the minimal app's."""
    names = list(results)
    lines = [f"| {name} | " + " | ".join(names) + " | crossread ÷ pager |", "|---" * (len(names) + 2) + "|"]
    for column in _COLUMNS:
        cells = [_cell([r[column] for r in results[peer] if column in r]) for peer in names]
        against = "minimal app" if column == "start" else "pager"
        pairs = zip(results["crossread"], results[against], strict=True)
        ratios = [ours[column] / theirs[column] for ours, theirs in pairs if column in ours and column in theirs]
        lines.append(f"| {column} | " + " | ".join(cells) + f" | {f'{median(ratios):.2f}' if ratios else '–'} |")
    return "\n".join(lines)


def _cell(values: list[float]) -> str:
    if not values:
        return "–"
    value = median(values)
    return f"{value:.0f}" if value >= 20 else f"{value:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--presses", type=int, default=40)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--sizes", default=",".join(_SIZES))
    given = parser.parse_args()
    columns, rows = map(int, given.size.split("x"))
    print(f"{columns}×{rows} cells, {given.rounds} rounds, milliseconds; start is compared with the minimal app.\n")
    for name in given.sizes.split(","):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            document = folder / f"{name}.txt"
            document.write_text(text(_SIZES[name], one_line=name.endswith("line")), encoding="utf-8")
            make_library(document, folder)
            results: dict[str, list[Result]] = {}
            for _ in range(given.rounds):
                for peer in peers(document, folder):
                    results.setdefault(peer.name, []).append(measure(peer, (columns, rows), folder, given.presses))
            print(table(name, results), flush=True)
            print()


if __name__ == "__main__":
    main()
