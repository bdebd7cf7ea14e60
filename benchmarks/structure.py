"""How much of a text's structure is found: precision and recall of blocks and locators against tables made by hand.

Run: python benchmarks/structure.py [--misses] [FOLDER]. FOLDER holds the real sources, by default ../shared/sources;
those that are not there are left out. The tables in `structure/` say for each block the line where it begins, its kind
and where it stands; beside some of them stands the text itself, written for this. `--misses` lists every difference.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections import defaultdict
from pathlib import Path

from sources.document import Block, BlockKind, Document
from sources.load import load_path
from sources.structure.lines import marker_value

HERE = Path(__file__).parent / "structure"
SHARED = Path(__file__).parents[1] / "../shared/sources"
COLUMNS = ("line", "kind", "level", "number", "speaker", "post", "author", "time", "quotes", "folded", "repeats")
LOCATORS = COLUMNS[4:]

Fact = tuple[int, str, object]  # line, field, value


def digest(words: str | None) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:8] if words else "-"


def expected(table: Path) -> tuple[set[Fact], set[Fact]]:
    """(block facts, locator facts) of a table."""
    blocks: set[Fact] = set()
    locators: set[Fact] = set()
    path: list[tuple[int, int]] = []
    rows = csv.DictReader(
        (line for line in table.read_text("utf-8").splitlines() if not line.startswith("#")), COLUMNS, delimiter="\t"
    )
    for row in rows:
        line = int(row["line"])
        blocks.add((line, "kind", row["kind"]))
        if row["number"] != "-":
            blocks.add((line, "number", int(row["number"])))
        path = _path(path, line, int(row["level"]) if row["kind"] == "heading" else 0)
        locators.add((line, "heading", tuple(at for _, at in path) if row["folded"] != "chrome" else ()))
        locators |= {(line, name, row[name]) for name in LOCATORS if row[name] != "-"}
    return blocks, locators


def found(document: Document) -> tuple[set[Fact], set[Fact]]:
    """(block facts, locator facts) of what was recognised."""
    blocks: set[Fact] = set()
    locators: set[Fact] = set()
    path: list[tuple[int, int]] = []
    for block in document.blocks:
        line, locator = block.locator.line, block.locator
        blocks.add((line, "kind", block.kind.value))
        if block.kind is BlockKind.LIST_ITEM and (number := _number(document, block)) is not None:
            blocks.add((line, "number", number))
        path = _path(path, line, block.level if block.kind is BlockKind.HEADING else 0)
        locators.add((line, "heading", tuple(at for _, at in path) if block.folded != "chrome" else ()))
        post = locator.post
        repeats = document.blocks[block.repeats - 1].locator.line if block.repeats else None
        values = {
            "speaker": digest(locator.speaker),
            "post": str(post.number) if post else "-",
            "author": digest(post.author if post else None),
            "time": digest(post.time if post else locator.time),
            "quotes": str(block.quotes or "-"),
            "folded": block.folded or "-",
            "repeats": str(repeats or "-"),
        }
        locators |= {(line, name, value) for name, value in values.items() if value != "-"}
    return blocks, locators


def _path(path: list[tuple[int, int]], line: int, level: int) -> list[tuple[int, int]]:
    """The headings above a line, as (level, line); `level` is 0 for what is no heading."""
    return [*(step for step in path if step[0] < level), (level, line)] if level else path


def _number(document: Document, block: Block) -> int | None:
    return marker_value(document.text[block.start : block.body])


def report(name: str, wanted: set[Fact], got: set[Fact]) -> str:
    right = len(wanted & got)
    precision, recall = right / max(1, len(got)), right / max(1, len(wanted))
    return f"{name:28}{len(wanted):7}{precision:11.3f}{recall:9.3f}"


def main(arguments: list[str]) -> None:
    misses = "--misses" in arguments
    folders = [Path(argument) for argument in arguments if not argument.startswith("--")] or [SHARED]
    print(f"{'source':28}{'facts':>7}{'precision':>11}{'recall':>9}")
    for table in sorted(HERE.glob("*.tsv")):
        own = table.with_suffix(".txt")
        path = own if own.exists() else next(iter(sorted(folders[0].glob(f"{table.stem}_*"))), None)
        if path is None:
            print(f"{table.stem:28}      - not here")
            continue
        wanted, got = expected(table), found(load_path(path).document)
        for index, name in enumerate(("blocks", "locators")):
            print(report(f"{table.stem} {name}", wanted[index], got[index]))
            if misses:
                _print_differences(wanted[index], got[index])
        if misses:
            by_field: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
            for facts, column in ((wanted[1] & got[1], 0), (got[1], 1), (wanted[1], 2)):
                for _, name, _ in facts:
                    by_field[name][column] += 1
            for name, (right, all_got, all_wanted) in sorted(by_field.items()):
                print(f"    {name:10} precision {right / max(1, all_got):.3f} recall {right / max(1, all_wanted):.3f}")


def _print_differences(wanted: set[Fact], got: set[Fact]) -> None:
    for sign, facts in (("-", wanted - got), ("+", got - wanted)):
        for line, name, value in sorted(facts, key=lambda fact: fact[:2]):
            print(f"    {sign} line {line}: {name} {value}")


if __name__ == "__main__":
    main(sys.argv[1:])
