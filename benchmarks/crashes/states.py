"""Every state that a power cut may leave, worked out from a record of what the store asked the disk to do.

Only what was synced is certain: of other data none, half or all may be there, and of the changes to a folder since it
was last synced any subset (as in Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014). Each state is
laid out in a folder, opened, and held against what had been acknowledged by then.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path
from typing import Any

from annotations.ids import new_id
from annotations.store.disk import Disk
from benchmarks.crashes.kills import Outcome, change
from benchmarks.crashes.subjects import Crossread, Ledger

MANY = 6
"""Changes to folders of which every subset is tried; of more, only each beginning and each one left out."""

Step = tuple[str, Any, Any]


class Recorder(Disk):
    """Does what it is asked and writes it down: `steps` by file number and by path below `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.steps: list[Step] = []
        self.numbers: dict[str, int] = {}
        self.opened: dict[int, tuple[Path, int | None]] = {}
        self.guard = threading.RLock()

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def open(self, path: Path, flags: int) -> int:
        with self.guard:
            fd = super().open(path, flags)
            folder = path.is_dir()
            if not folder and self.name(path) not in self.numbers:
                self.numbers[self.name(path)] = number = len(self.steps) + 1
                self.steps.append(("create", self.name(path), number))
            self.opened[fd] = (path, None if folder else self.numbers[self.name(path)])
            return fd

    def write(self, fd: int, data: memoryview) -> int:
        with self.guard:
            size = super().write(fd, data)
            self.steps.append(("write", self.opened[fd][1], bytes(data[:size])))
            return size

    def truncate(self, fd: int, length: int) -> None:
        with self.guard:
            super().truncate(fd, length)
            self.steps.append(("truncate", self.opened[fd][1], length))

    def fsync(self, fd: int) -> None:
        with self.guard:
            path, number = self.opened[fd]
            self.steps.append(("sync", number, None) if number else ("sync folder", self.name(path), None))

    def replace(self, old: Path, new: Path) -> None:
        with self.guard:
            super().replace(old, new)
            self.numbers[self.name(new)] = number = self.numbers.pop(self.name(old))
            self.steps.append(("rename", (self.name(old), self.name(new)), number))

    def link(self, old: Path, new: Path) -> None:
        with self.guard:
            super().link(old, new)
            self.numbers[self.name(new)] = number = self.numbers[self.name(old)]
            self.steps.append(("create", self.name(new), number))

    def unlink(self, path: Path) -> None:
        with self.guard:
            super().unlink(path)
            self.numbers.pop(self.name(path), None)
            self.steps.append(("unlink", self.name(path), None))

    def say(self, word: str, id: str, note: str | None) -> None:
        with self.guard:
            self.steps.append((word, id, note))


@dataclass
class Cut:
    """The disk while a record is played back: what is certain, and what may be."""

    certain: dict[int, bytes] = field(default_factory=dict)
    current: dict[int, bytes] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    loose: list[Step] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)

    def play(self, step: Step) -> None:
        kind, what, value = step
        if kind in ("try", "done"):
            (self.ledger.tried if kind == "try" else self.ledger.done)(what, value)
        elif kind == "write":
            self.current[what] = self.current.get(what, b"") + value
        elif kind == "truncate":
            self.current[what] = self.current.get(what, b"")[:value]
        elif kind == "sync":
            self.certain[what] = self.current.get(what, b"")
        elif kind == "sync folder":
            kept = [one for one in self.loose if what not in map(_folder, _names(one))]
            for one in self.loose:
                if one not in kept:
                    _apply(self.names, one)
            self.loose = kept
        else:
            self.loose.append(step)

    def states(self) -> Iterator[dict[str, bytes]]:
        """Each possible content of the folder, as bytes by name."""
        for chosen in _subsets(self.loose):
            names = dict(self.names)
            for step in chosen:
                _apply(names, step)
            numbers = sorted(set(names.values()))
            for contents in product(*(self._contents(number) for number in numbers)):
                by_number = dict(zip(numbers, contents, strict=True))
                yield {name: by_number[number] for name, number in names.items()}

    def _contents(self, number: int) -> list[bytes]:
        certain, current = self.certain.get(number, b""), self.current.get(number, b"")
        if certain == current:
            return [current]
        torn = current[: (len(certain) + len(current)) // 2]
        return list(dict.fromkeys([certain, torn, current]))


def enumerate_states(subject: Crossread, folder: Path, *, every: int = 1) -> Outcome:
    """Tries every `every`-th state that a cut after any step may leave; `subject`'s disk is a `Recorder`."""
    base = folder / "recorded"
    subject.create(base)
    cut = Cut()
    for number, path in enumerate(sorted(one for one in base.rglob("*") if one.is_file()), 1):
        cut.names[path.relative_to(base).as_posix()] = -number
        cut.certain[-number] = cut.current[-number] = path.read_bytes()
    recorder = _record(subject, base, cut)
    total, seen, counted = Outcome(), set[int](), 0
    for step in [("", None, None), *recorder.steps]:
        if step[0]:
            cut.play(step)
        for state in cut.states():
            key = hash((frozenset(state.items()), frozenset(cut.ledger.saved.items())))
            if key in seen:
                continue
            seen.add(key)
            counted += 1
            if counted % every == 0:
                total += _try(subject, folder / "state", state, cut.ledger)
    return total


def _record(subject: Crossread, base: Path, cut: Cut) -> Recorder:
    recorder = subject.disk()
    assert isinstance(recorder, Recorder)
    recorder.root = base
    recorder.numbers = dict(cut.names)
    writer = Crossread("", lambda: recorder).writer(base)
    first, second = new_id(), new_id()
    for id, note in ((first, "長" * 20), (second, "b"), (first, "a"), (second, None)):
        change(writer, recorder.say, id, note)
    writer.settle()
    change(writer, recorder.say, second, "again")
    writer.close()
    return recorder


def _try(subject: Crossread, folder: Path, state: dict[str, bytes], ledger: Ledger) -> Outcome:
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("", "sources", "texts", ".state"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, data in state.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        # Long ago: the store waits a moment for a damaged file that somebody may be writing just now.
        os.utime(folder / name, (0, 0))
    outcome = Outcome(1, ledger.acknowledged)
    try:
        found = subject.read(folder)
    except Exception:
        outcome.unreadable = 1
        return outcome
    outcome.wrong = len(list(ledger.faults(found)))
    outcome.temporary = sum(".tmp-" in path.name for path in folder.rglob("*"))
    return outcome


def _names(step: Step) -> tuple[str, ...]:
    return step[1] if step[0] == "rename" else (step[1],)


def _folder(name: str) -> str:
    return os.path.dirname(name) or "."  # noqa: PTH120 - a name below the root, not a path of this machine


def _apply(names: dict[str, int], step: Step) -> None:
    kind, what, number = step
    if kind == "unlink":
        names.pop(what, None)
    elif kind == "create":
        names[what] = number
    elif kind == "rename":
        if names.get(what[0]) == number:
            del names[what[0]]
        names[what[1]] = number


def _subsets(steps: list[Step]) -> Iterator[tuple[Step, ...]]:
    if len(steps) <= MANY:
        for size in range(len(steps) + 1):
            yield from combinations(steps, size)
        return
    for end in range(len(steps) + 1):
        yield tuple(steps[:end])
    for out in range(len(steps)):
        yield tuple(steps[:out] + steps[out + 1 :])
