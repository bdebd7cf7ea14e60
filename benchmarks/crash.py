"""Crashes the store on purpose and counts what was lost.

Run: python -m benchmarks.crash [--trials 1000] [--cuts 40]. Prints a table: kills at random times with 1, 2 and 4
writers, kills at every system call, every state that a power cut may leave, and real power cuts where root and loop
devices are. Each kind is also run against stores broken on purpose, whose rows must show faults. Exits 1 when ours
shows one or they show none.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from annotations.store.disk import Disk
from benchmarks.crashes.kills import Outcome, kills_at_calls, random_kills
from benchmarks.crashes.power import possible, power_cuts
from benchmarks.crashes.states import Recorder, enumerate_states
from benchmarks.crashes.subjects import Crossread, EarlyWord, PlainTinyDB, Subject

Run = Callable[[Any, Path], Outcome]
NOWHERE = Path("/nonexistent")


class Forgetful(Disk):
    """Broken: never waits for the disk."""

    def fsync(self, fd: int) -> None:
        pass


class ForgetfulRecorder(Recorder):
    """Broken: as `Forgetful`, for the enumeration."""

    def fsync(self, fd: int) -> None:
        pass


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1000, help="random kills with each number of writers")
    parser.add_argument("--cuts", type=int, default=40, help="real power cuts in each data mode")
    options = parser.parse_args()
    ours, forgetful = Crossread(), Crossread("broken: never syncs", Forgetful)
    trials, few = options.trials, max(options.trials // 10, 30)
    early, plain = EarlyWord(), PlainTinyDB()
    recorded = Crossread(disk=lambda: Recorder(NOWHERE))
    unsynced = Crossread(forgetful.name, lambda: ForgetfulRecorder(NOWHERE))
    runs: list[tuple[str, Subject, Run]] = [
        ("random kill, 1 writer", ours, partial(random_kills, trials=trials, writers=1)),
        ("random kill, 2 writers", ours, partial(random_kills, trials=trials, writers=2)),
        ("random kill, 4 writers", ours, partial(random_kills, trials=trials, writers=4)),
        ("random kill, 1 writer", plain, partial(random_kills, trials=2 * few, writers=1)),
        ("random kill, 2 writers", plain, partial(random_kills, trials=few, writers=2)),
        ("random kill, 1 writer", early, partial(random_kills, trials=few, writers=1)),
        ("kill at every call", ours, kills_at_calls),
        ("kill at every call", early, partial(kills_at_calls, step=5)),
        ("states after a cut", recorded, enumerate_states),
        ("states after a cut", unsynced, partial(enumerate_states, every=20)),
    ]
    if possible() and options.cuts:
        runs += [
            ("power cut, ordered", ours, partial(power_cuts, trials=options.cuts)),
            ("power cut, writeback", ours, partial(power_cuts, trials=options.cuts, mode="writeback")),
            ("power cut, ordered", forgetful, partial(power_cuts, trials=10)),
        ]
    print("| trial | store | trials | acknowledged | wrong | unreadable | temporary left | not writable |")
    print("|---|---|---|---|---|---|---|---|")
    good = True
    for what, subject, run in runs:
        with tempfile.TemporaryDirectory(prefix="crossread-crash-") as folder:
            found = run(subject, Path(folder))
        good = good and (found.bad == 0) == (subject.name == ours.name)
        cells = (found.trials, found.acknowledged, found.wrong, found.unreadable, found.temporary, found.stuck)
        print(f"| {what} | {subject.name} | {' | '.join(f'{cell:,}' for cell in cells)} |", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)
