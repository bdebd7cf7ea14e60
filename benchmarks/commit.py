"""How long until a mark is acknowledged, beside one appended and synced line on the same disk.

    python benchmarks/commit.py [--folder DIR] [--rounds N] [--keep FOLDER]

Each row: marks in the library, marks in the source that gets the new one, then milliseconds at the median and at the
95th percentile, and the ratio to the bare line's. Commits are made while the background writer works, as in the reader.
`--keep` leaves the libraries for the next run, which measures in copies of them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

from annotations.changes import Change, Transaction, created
from annotations.ids import new_id, now
from annotations.model import Anchor, Claim, ClaimId, Mark, MarkId, Record, Source, SourceId
from annotations.store.locate import open_library
from annotations.workspace import Workspace

QUOTE = "夜间渡轮平均每晚运送一千二百人，这是官方数字。"
LINE = b'{"bare":"' + b"x" * 900 + b'"}\n'


def source(number: int) -> Source:
    return Source(
        SourceId(new_id()), f"s{number}", f"Source {number}", f"{number:064x}", f"/s{number}.txt", now(), now()
    )


def mark(of: Source, number: int, claim: Claim | None = None) -> Mark:
    anchor = Anchor(number * 30, number * 30 + len(QUOTE), QUOTE, "前文" * 16, "后文" * 16)
    return Mark(MarkId(new_id()), of.id, anchor, now(), now(), ("energy",), "", claim.id if claim else None)


def build(folder: Path, marks: int, in_one: int) -> SourceId:
    """A library with so many marks, `in_one` of them in the source that is returned; every second one a claim."""
    store = open_library(folder / ".crossread")
    first = source(0)
    made = 0
    of, room = first, in_one
    batch: list[Record] = [first]
    number = 1
    while made < marks:
        claim = Claim(ClaimId(new_id()), "", now(), now()) if made % 2 else None
        batch += [*([claim] if claim else []), mark(of, made % 1000, claim)]
        made += 1
        room -= 1
        if room == 0:
            of, room = source(number), 10
            number += 1
            batch.append(of)
        if len(batch) >= 2000:
            store.commit(created(batch))
            batch = []
    store.commit(created(batch))
    store.close()
    return first.id


def copy(kept: Path, folder: Path, marks: int, in_one: int) -> SourceId:
    """As `build`, but made only once; what the copying left to the disk to do is done when this returns."""
    name = kept / f"{marks}-{in_one}"
    if not name.exists():
        name.mkdir(parents=True)
        (name / "into").write_text(build(name, marks, in_one))
        Workspace(open_library(name / ".crossread")).close()  # makes the index
    shutil.copytree(name / ".crossread", folder / ".crossread")
    os.sync()
    return SourceId((name / "into").read_text())


def bare(folder: Path, rounds: int) -> list[float]:
    times = []
    path = folder / "bare.jsonl"
    for _ in range(rounds):
        began = time.perf_counter()
        fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(fd, LINE)
        os.fsync(fd)
        os.close(fd)
        times.append(time.perf_counter() - began)
        time.sleep(0.002)
    return times


def commits(workspace: Workspace, into: SourceId, rounds: int) -> list[float]:
    times = []
    record = workspace.library.source(into)
    assert record
    for number in range(rounds):
        claim = Claim(ClaimId(new_id()), "", now(), now())
        made = Transaction("Mark claim", (Change(None, claim), Change(None, mark(record, number, claim))))
        began = time.perf_counter()
        workspace.perform(made)
        times.append(time.perf_counter() - began)
        time.sleep(0.002)
    return times


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=None, help="a folder on the disk to measure")
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    print(f"{'library':>9} {'source':>8} {'p50 ms':>8} {'p95 ms':>8} {'bare p95':>9} {'ratio p95':>10}")
    for marks, in_one in ((100, 10), (10_000, 10), (100_000, 10), (20_000, 10_000)):
        folder = Path(tempfile.mkdtemp(dir=asked.folder))
        try:
            into = build(folder, marks, in_one) if asked.keep is None else copy(asked.keep, folder, marks, in_one)
            workspace = Workspace(open_library(folder / ".crossread"))
            workspace.start()
            alone = bare(folder, asked.rounds)
            times = commits(workspace, into, asked.rounds)
            alone += bare(folder, asked.rounds)
            workspace.close()
            ratio = percentile(times, 0.95) / percentile(alone, 0.95)
            print(
                f"{marks:>9,} {in_one:>8,} {percentile(times, 0.5):>8.2f} {percentile(times, 0.95):>8.2f} "
                f"{percentile(alone, 0.95):>9.2f} {ratio:>10.1f}"
            )
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
