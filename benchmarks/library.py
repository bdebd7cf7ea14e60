"""What a large library costs who reads in it: ten marks in two sources beside a hundred thousand in ten thousand.

    pip install pyte && python benchmarks/library.py [--rounds N] [--marks N] [--sources N] [--keep FOLDER]

Linux. In both libraries the same text is opened. `start` is the time until the text is on the screen, `first key` from
then until a key typed at once has changed it, `mark` until a claim is shown where it was marked, `key after` what a key
takes once the mark is in the files; `no index` is the large library as it comes from elsewhere, for which the index is
being made meanwhile. The first round is only printed. Rounds are interleaved; milliseconds and MB at the median.
`--keep` leaves the libraries for the next run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from pseudo_terminal import Program
from texts import text

from annotations.changes import created
from annotations.ids import new_id, now
from annotations.model import Anchor, Claim, ClaimId, Link, LinkId, Mark, MarkId, Record, Relation, Source, SourceId
from annotations.store.locate import open_library

QUOTE = "夜间渡轮平均每晚运送一千二百人，这是官方数字。"
NO_INDEX = "no index"
_AT_ONCE = 1000
"""Records in a transaction."""


def build(folder: Path, sources: int, each: int) -> Path:
    """A library of so many sources with so many marks each, every second one a claim; only the first has a text."""
    document = folder / "text.txt"
    if document.exists():
        return document
    document.write_text(written := text(200_000), encoding="utf-8")
    store = open_library(folder / ".crossread")
    fingerprint = store.put_text(written, document.read_bytes())
    last: Mark | None = None
    batch: list[Record] = []
    for number in range(sources):
        time = now()
        name, print_, path = f"s{number}", f"{number:064x}", f"/{number}.txt"
        if number == 0:
            print_, path = fingerprint, str(document.resolve())
        of = Source(SourceId(new_id()), name, f"Source {number}", print_, path, time, time, length=len(written))
        batch.append(of)
        for at in range(each):
            claim = Claim(ClaimId(new_id()), "", time, time) if at % 2 else None
            start = 20 + at * 40
            quote = written[start : start + 12] if number == 0 else QUOTE
            anchor = Anchor(start, start + len(quote), quote)
            mark = Mark(MarkId(new_id()), of.id, anchor, time, time, ("energy",), "", claim.id if claim else None)
            batch += [claim, mark] if claim else [mark]
            if last is not None and at == 0:
                batch.append(Link(LinkId(new_id()), last.id, Relation.SUPPORTS, mark.id, time, time))
            last = mark
        if len(batch) > _AT_ONCE or number == sources - 1:
            store.commit(created(batch))
            batch = []
    store.close()
    return document


def measure(document: Path, home: Path, *, no_index: bool) -> dict[str, float | None]:
    if no_index:
        for path in (document.parent / ".crossread" / ".state").glob("index.sqlite*"):
            path.unlink()
    command = [sys.executable, "-m", "tui.cli", "--library", str(document.parent), str(document)]
    program = Program(command, (120, 40), home)
    try:
        found = {"start": program.start("BENCH-START", patience=60), "first key": program.press("j", patience=30)}
        program.press("")
        if no_index:
            found["keys"] = median(filter(None, (program.press("j") for _ in range(20))))
            return found
        found["mark"] = program.press("c", patience=10)
        time.sleep(2)  # so that what follows the mark in the background is in no other figure
        found["key after"] = median(filter(None, (program.press("j") for _ in range(10))))
        found["MB"] = program.memory()
    finally:
        program.end()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--marks", type=int, default=100_000)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    folder = asked.keep or Path(tempfile.mkdtemp())
    try:
        documents = {}
        for sources, each in ((2, 5), (asked.sources, asked.marks // asked.sources)):
            here = folder / str(sources)
            here.mkdir(parents=True, exist_ok=True)
            document = documents[f"{sources * each:,} marks"] = build(here, sources, each)
            home = here / "home"
            home.mkdir(exist_ok=True)
        unread = folder / "no-index"
        if not unread.exists():
            shutil.copytree(document.parent, unread)  # so that the other one rests while this one is read
        documents[NO_INDEX] = unread / document.name
        found: dict[str, list[dict[str, float | None]]] = {name: [] for name in documents}
        for round_ in range(asked.rounds + 1):
            for name, document in documents.items():
                os.sync()
                once = measure(document, document.parent / "home", no_index=name == NO_INDEX)
                print(round_, name, once, flush=True)
                if round_:  # the first makes what is kept
                    found[name].append(once)
        for name, rounds in found.items():
            columns = {key: [x for once in rounds if (x := once[key]) is not None] for key in rounds[0]}
            print(name, {key: round(median(values), 1) for key, values in columns.items() if values})
    finally:
        if not asked.keep:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
