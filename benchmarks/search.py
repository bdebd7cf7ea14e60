"""What finding words costs: a library through its index beside ripgrep on the same text, and one file beside less, vim
and a bare Textual pager.

    pip install pyte && python benchmarks/search.py [--size 100] [--sources 1000] [--files 0.01,1,10,100,1-line]

Linux. `--size` is in MB. ripgrep (Debian's `ripgrep`), less and vim are left out where they are not installed. The
library is searched in a process that is running, as the reader is, ripgrep by starting it; all texts are in the page
cache. With `--keep` the library is made once and used again.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from pseudo_terminal import Program
from texts import paragraph, text

from annotations.commands import Stamp
from annotations.ids import new_id, now
from annotations.indexing import bring_up, texts_of
from annotations.intake import take_in
from annotations.query import parse
from annotations.search import finder_of, search
from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace

_RARE = "鳳凰窩"
"""Stands once, in the other script than the query."""
_QUERIES = {"rare word": ("凤凰窝", _RARE), "rare English": ("zymurgist", "zymurgist")}


def make_library(folder: Path, megabytes: int, sources: int) -> Workspace:
    workspace = Workspace(open_library(folder / FOLDER))
    if len(workspace.library.sources()) >= sources:
        return workspace
    for number in range(sources):
        chance, parts, used = random.Random(number), [f"第{number}篇"], 0
        while used < megabytes * 1_000_000 // sources:
            parts.append(paragraph(chance))
            used += len(parts[-1].encode()) + 2
        if number == sources * 3 // 5:
            parts.insert(len(parts) // 2, f"有人在屋簷下看見{_RARE}，a zymurgist saw it too。")
        path = folder / f"{number:04}.txt"
        path.write_text("\n\n".join(parts), encoding="utf-8")
        take_in(workspace, path, Stamp(now(), new_id))

    return workspace


def timed(work: Callable[[], int], rounds: int) -> tuple[float, int]:
    """Milliseconds, the median of the rounds after one that warms up, and what was found."""
    found = work()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return median(times), found


def hits(workspace: Workspace, typed: str) -> int:
    query = parse(typed)
    return sum(1 for _ in search(workspace.library, texts_of(workspace, query.mode), query, finder_of(query)))


def ran(command: list[str]) -> int:
    return len(subprocess.run(command, capture_output=True).stdout.splitlines())


def library_rows(folder: Path, megabytes: int, sources: int, rounds: int) -> None:
    began = time.perf_counter()
    workspace = make_library(folder, megabytes, sources)
    print(f"library of {sources} sources, {megabytes} MB: made in {time.perf_counter() - began:.0f} s", flush=True)
    began = time.perf_counter()
    added = sum(1 for _ in bring_up(workspace, workspace.library.sources()))
    seconds = time.perf_counter() - began
    if added:
        print(f"index: {seconds:.0f} s, {megabytes * added / sources / seconds:.1f} MB/s", flush=True)
    index = sum(path.stat().st_size for path in (folder / FOLDER / ".state").glob("search.sqlite*"))
    print(f"index: {index / 1e6:.0f} MB\n")
    print("| | crossread, ms | rg -F, ms | crossread search, ms | hits |\n|---|---|---|---|---|")
    ripgrep = shutil.which("rg")
    texts = str(folder / FOLDER / "texts")
    for name, (query, written) in _QUERIES.items():
        ours, found = timed(lambda query=query: hits(workspace, query), rounds)  # type: ignore[misc]
        command = [sys.executable, "-m", "tui.cli", "search", "--library", str(folder), query]
        whole, _ = timed(lambda command=command: ran(command), 1)  # type: ignore[misc]
        theirs = "–"
        if ripgrep:
            cost, _ = timed(lambda w=written: ran([ripgrep, "-F", "--glob", "*.txt", w, texts]), rounds)  # type: ignore[misc]
            theirs = f"{cost:.1f}"
        print(f"| {name} | {ours:.1f} | {theirs} | {whole:.0f} | {found} |", flush=True)


def file_rows(folder: Path, size: str, rounds: int, wait: float) -> None:
    """The first and the next search in one file, from the keys to the hit on the screen, milliseconds."""
    megabytes, _, shape = size.partition("-")
    document = folder / "one.txt"
    document.write_text(text(int(float(megabytes) * 1_000_000), one_line=shape == "line"), encoding="utf-8")
    run = [sys.executable, "-m", "tui.cli"]
    subprocess.run([*run, "add", str(document), "--library", str(folder)], check=True, capture_output=True)
    pager = str(Path(__file__).parent / "apps" / "pager.py")
    # Words as they are typed: crossread's Chinese in the other script than the text's, which the others would not find.
    commands = {
        "crossread": [*run, "--library", str(folder), str(document)],
        "pager": [sys.executable, pager, str(document)],
    }
    words = {"crossread": ("BENCH-DEEP", "凤凰窝"), "pager": ("",)}
    if less := shutil.which("less"):
        commands["less"], words["less"] = [less, str(document)], ("BENCH-DEEP", _RARE)
    if vim := shutil.which("vim"):
        options = ("-u", "NONE", "-N", "-R", "-n", "--not-a-term", "-i", "NONE")
        commands["vim"], words["vim"] = [vim, *options, str(document)], ("BENCH-DEEP", _RARE)
    cells: dict[tuple[str, str], list[tuple[float | None, float | None]]] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            for word in words[name]:
                times = searched(command, word, "gg" if name in ("crossread", "vim") else "g", folder, wait)
                cells.setdefault((name, word), []).append(times)
    for (name, word), rows in cells.items():
        first, after = ([time for time in column if time is not None] for column in zip(*rows, strict=True))
        shown = [f"{median(times):.1f}" if times else "–" for times in (first, after)]
        print(f"| {size} MB | {name} | {word or 'one key'} | {shown[0]} | {shown[1]} |", flush=True)


def searched(command: list[str], word: str, top: str, folder: Path, wait: float) -> tuple[float | None, float | None]:
    program = Program(command, (120, 40), folder)
    try:
        program.start("BENCH-START", patience=60)
        # The first text is there before the program takes keys.
        while program.press("j") is None and time.monotonic() - program.began < 60:
            pass
        program.press("")
        time.sleep(wait)
        times = []
        for _ in range(2):
            if word:
                program.press("/")
            times.append(program.go(f"{word}\r" if word else "n", "HERE-IT-IS", patience=60))
            program.go(top, "BENCH-START", patience=60)
        return times[0], times[1]
    finally:
        program.end()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--files", default="0.01,1,10,100,1-line,10-line", help="MB, of paragraphs or in one line")
    parser.add_argument("--wait", type=float, default=0, help="seconds from the first text to the first search")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if given.size:
            library_rows(folder, given.size, given.sources, given.rounds)
        print("\n| | | words | first search, ms | next, ms |\n|---|---|---|---|---|")
        for size in filter(None, given.files.split(",")):
            with tempfile.TemporaryDirectory() as other:
                file_rows(Path(other), size, given.rounds, given.wait)


if __name__ == "__main__":
    main()
