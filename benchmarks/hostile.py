"""Takes a folder of hostile inputs through the whole program in a pseudo-terminal, and says what became of each.

    python benchmarks/hostile.py FOLDER [--only text,html] [--show]

FOLDER holds `manifest.json`: `{"canary", "inputs": [{"id", "category", "path", "expect", "max_s", "max_mb", "absent",
"value"}]}`. A path whose name is no UTF-8 is written with `\\udcff` for the byte 0xff.
Each file is added, opened, marked, searched and put into a digest; strings become notes, tags, statements and titles;
addresses are asked for. It fails on a traceback, on bytes on the terminal that are not ours, on a canary in what is
printed, on a file written outside the library, where what has to be refused is not, and beyond the limits of time and
memory. Exit code 1 if any failed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.terminal import Terminal

ROOT = Path(__file__).parents[1]
FILES = {"text", "names", "markdown", "html", "epub", "pdf", "subs", "import", "strings"}

_SURROGATE = re.compile(r"\\u(dc[89a-f][0-9a-f])")
_REFUSED = re.compile(r"(?:^|, )refused(?:$|:| with a reason)")
_BY_HAND = "opening it by hand is allowed"


@dataclass
class Result:
    id: str
    outcome: str = "opened"
    faults: list[str] = field(default_factory=list)
    words: str = ""
    seconds: float = 0.0
    """Of the longest step."""


class Run:
    def __init__(self, folder: Path, work: Path) -> None:
        self.folder, self.work = folder, work
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.canary: str = manifest.get("canary", "")
        self.inputs: list[dict[str, Any]] = manifest["inputs"]
        self.absent: list[str] = []
        self.asked: set[str] = set()
        """Files that a digest was to be written to."""

    def check(self, entry: dict[str, Any]) -> Result:
        expect = str(entry.get("expect", ""))
        result = Result(str(entry["id"]))
        # What may be opened by hand shows what it holds.
        self.absent = [] if _BY_HAND in expect else [self.canary, *entry.get("absent", ())]
        library = Path(tempfile.mkdtemp(dir=self.work))
        before = self.listing(library)
        try:
            match entry["category"]:
                case category if category in FILES:
                    self.file(self.path(entry["path"]), library, result)
                    if _REFUSED.search(expect) and result.outcome not in ("refused", "absent here"):
                        result.faults.append("was not refused")
                case "string" | "title":
                    self.value(entry["value"], library, result)
                case "url":
                    self.address(entry["value"], library, result)
                case "export":
                    self.export(entry, library, result)
        except AssertionError as error:
            result.faults.append(str(error).splitlines()[0][:200])
        if result.seconds > entry["max_s"]:
            result.faults.append(f"took {result.seconds:.0f} s")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        if peak > entry["max_mb"] + 200:
            result.faults.append(f"took {peak:.0f} MB")
        new = self.listing(library) - before
        if outside := [path for path in new if library not in Path(path).parents and path not in self.asked]:
            result.faults.append(f"wrote {outside[:3]}")
        shutil.rmtree(library, ignore_errors=True)
        return result

    def path(self, written: str) -> Path:
        path = self.folder / written
        if os.path.lexists(path):
            return path
        return self.folder / _SURROGATE.sub(lambda match: chr(int(match[1], 16)), written)

    def listing(self, library: Path) -> set[str]:
        return {str(path) for path in self.folder.rglob("*")} | {str(path) for path in library.parent.iterdir()} - {
            str(library)
        }

    def command(self, library: Path, result: Result, *words: str, stdin: str | None = None) -> Terminal:
        """Runs one command to its end on a terminal, and looks at all it printed."""
        program = [sys.executable, "-m", "tui.cli", "--library", str(library), *words]
        began = time.monotonic()
        with Terminal(program, cwd=ROOT, size=(100, 30)) as terminal:
            code = terminal.wait_end(seconds=70)
        result.seconds = max(result.seconds, time.monotonic() - began)
        self.look(terminal, result, words[0])
        if code not in (0, 1, 2):
            result.faults.append(f"{words[0]} ended with {code}")
        return terminal

    def look(self, terminal: Terminal, result: Result, what: str) -> None:
        if terminal.screen.strange:
            result.faults.append(f"{what}: strange {terminal.screen.strange[:2]}")
        if "Traceback" in terminal.output:
            result.faults.append(f"{what}: traceback")
        if any(words and words in terminal.output for words in self.absent):
            result.faults.append(f"{what}: canary")

    def file(self, path: Path, library: Path, result: Result) -> None:
        if not os.path.lexists(path):
            result.outcome = "absent here"
            return
        added = self.command(library, result, "add", "--", str(path))
        if added.process.returncode:
            result.outcome = "refused"
            result.words = " ".join(added.screen.text.split())[:160]
            return
        program = [sys.executable, "-m", "tui.cli", "--library", str(library), "--", str(path)]
        with Terminal(program, cwd=ROOT, size=(100, 30)) as terminal:
            began = time.monotonic()
            terminal.wait_text("NORMAL")
            result.seconds = max(result.seconds, time.monotonic() - began)
            terminal.rest()
            for keys in (")", "c", " ", "G", "/zq\r", "\x1b"):
                terminal.type(keys)
            terminal.type(",d")
            terminal.wait(lambda screen: "Overview" in screen or "Digest by" in screen, "the digest")
            terminal.type("\x1b")
            terminal.wait(lambda screen: "Digest by" not in screen, "the digest to be closed")
            terminal.type("q")
            terminal.wait_end(seconds=20)
        self.look(terminal, result, "reader")
        self.rest(library, result)

    def rest(self, library: Path, result: Result) -> None:
        for words in (("search", "zq"), ("marks",), ("digest", "--by", "claim"), ("check",)):
            self.command(library, result, *words)

    def value(self, value: str, library: Path, result: Result) -> None:
        """The string as title, as words of a text, as note, tag and statement."""
        source = library / "source.md"
        source.write_text(
            f"---\ntitle: {json.dumps(value)}\n---\n\nBefore. The words to mark.\n\n{value}\n", "utf-8", "replace"
        )
        said = value.replace("\0", "")
        words = ["mark", str(source), "--quote", "The words to mark", f"--claim={said}", f"--note={said}"]
        if said.strip().strip("#/"):
            words.append(f"--tag={said}")
        self.command(library, result, *words)
        self.rest(library, result)

    def address(self, value: str, library: Path, result: Result) -> None:
        asked = self.command(library, result, "add", "--", value.replace("\0", ""))
        result.outcome = "refused" if asked.process.returncode else "taken"
        if not asked.process.returncode:
            result.faults.append("an address was taken")

    def export(self, entry: dict[str, Any], library: Path, result: Result) -> None:
        source = library / "source.txt"
        source.write_text("The words to mark.", encoding="utf-8")
        self.command(library, result, "mark", str(source), "--quote", "The words to mark")
        victims = {path: path.read_bytes() for path in self.folder.rglob("victim*") if path.is_file()}
        for trap in sorted(path for path in self.folder.glob(entry["path"]) if path.is_dir()):
            target = trap / ("digest.md" if os.path.lexists(trap / "digest.md") else "d.md")
            self.command(library, result, "digest", "--out", str(target))
            self.asked.add(str(target))
        result.faults += [f"{path.name} was changed" for path, data in victims.items() if path.read_bytes() != data]
        result.outcome = "exported"


def chosen(run: Run, only: str) -> Iterator[dict[str, Any]]:
    wanted = set(only.split(",")) if only else set()
    for entry in run.inputs:
        if not wanted or entry["category"] in wanted or entry["id"] in wanted:
            yield entry


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="categories or ids, separated by commas")
    parser.add_argument("--show", action="store_true", help="a line for each input, not only for those that failed")
    options = parser.parse_args()
    outcomes: Counter[str] = Counter()
    failed = 0
    with tempfile.TemporaryDirectory() as work:
        run = Run(options.folder.resolve(), Path(work))
        for entry in chosen(run, options.only):
            result = run.check(entry)
            outcomes["failed" if result.faults else result.outcome] += 1
            failed += bool(result.faults)
            if options.show or result.faults:
                what = "; ".join(result.faults) or result.words
                print(f"{result.id:12} {result.outcome:8} {result.seconds:5.1f} s  {what!a}", flush=True)
    print(", ".join(f"{number} {outcome}" for outcome, number in outcomes.items()))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
