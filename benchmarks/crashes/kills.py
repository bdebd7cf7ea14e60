"""Processes that are killed: at a random time, and at each system call of the store in turn."""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from annotations.ids import new_id
from benchmarks.crashes.subjects import Ledger, Subject, Writer

RENEW = 25
"""Trials on one library before a new one is begun, so that reading it stays quick."""

CALLS = ("open", "read", "write", "fsync", "ftruncate", "fchmod", "close", "replace", "link", "unlink", "mkdir")


@dataclass
class Outcome:
    """How many trials, what was acknowledged in them, and what went wrong; all but the first two must be 0."""

    trials: int = 0
    acknowledged: int = 0
    wrong: int = 0
    unreadable: int = 0
    temporary: int = 0
    stuck: int = 0

    @property
    def bad(self) -> int:
        return self.wrong + self.unreadable + self.temporary + self.stuck

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def random_kills(subject: Subject, folder: Path, *, trials: int, writers: int, seed: int = 1) -> Outcome:
    """Kills `writers` processes with SIGKILL at once, somewhere in the 30 ms after the first word of one of them."""
    chance = random.Random(seed)
    total = Outcome()
    for trial in range(trials):
        library = folder / f"library{trial // RENEW}"
        if trial % RENEW == 0:
            subject.create(library)
            ledger = Ledger()
        children = [start(subject, library, for_ever, chance.random()) for _ in range(writers)]
        heard = os.read(children[0][1], 1)
        time.sleep(chance.uniform(0, 0.03))
        for pid, _ in children:
            os.kill(pid, signal.SIGKILL)
        for number, (pid, pipe) in enumerate(children):
            os.waitpid(pid, 0)
            listen(pipe, ledger, heard if number == 0 else b"")
        total += verify(subject, library, ledger)
    return total


def kills_at_calls(subject: Subject, folder: Path, *, step: int = 1) -> Outcome:
    """Kills a writer before and after every `step`-th system call, and in the middle of a write, until none is left."""
    base = folder / "base"
    subject.create(base)
    total = Outcome()
    for when in ("before", "after"):
        at, going = 1, True
        while going:
            library = folder / "library"
            shutil.rmtree(library, ignore_errors=True)
            shutil.copytree(base, library)
            ledger = Ledger()
            pid, pipe = start(subject, library, lambda *_: None, 0.5, _killer(at, when))
            listen(pipe, ledger)
            going = os.WIFSIGNALED(os.waitpid(pid, 0)[1])
            total += verify(subject, library, ledger)
            at += step
    return total


def verify(subject: Subject, library: Path, ledger: Ledger) -> Outcome:
    """Opens the library as the next program would, holds it against the ledger, and writes to it once more."""
    outcome = Outcome(1, ledger.acknowledged)
    try:
        found = subject.read(library)
    except Exception:
        outcome.unreadable = 1
        shutil.rmtree(library)
        subject.create(library)
        ledger.settle({})
        ledger.saved.clear()
        return outcome
    outcome.wrong = len(list(ledger.faults(found)))
    outcome.temporary = sum(".tmp-" in path.name for path in library.rglob("*"))
    ledger.settle(found)
    try:
        id = new_id()
        with closing(subject.writer(library)) as writer:
            writer.put(id, "after")
        ledger.done(id, "after")
        outcome.stuck = int(subject.read(library).get(id) != "after")
    except Exception:
        outcome.stuck = 1
    return outcome


def start(
    subject: Subject, library: Path, then: Callable[[Writer, Any, random.Random], None], seed: float, *before: Any
) -> tuple[int, int]:
    """A child process that writes and says what it does; its id and the pipe that it speaks into."""
    reading, speaking = os.pipe()
    pid = os.fork()
    if pid:
        os.close(speaking)
        return pid, reading
    status = 1
    try:
        speak = os.write

        def say(word: str, id: str, note: str | None) -> None:
            speak(speaking, f"{json.dumps([word, id, note])}\n".encode())

        for arm in before:
            arm()
        _work(subject.writer(library), say, random.Random(seed), then)
        status = 0
    finally:
        os._exit(status)


def _work(writer: Writer, say: Any, chance: random.Random, then: Callable[[Writer, Any, random.Random], None]) -> None:
    """Two notes made, one changed and one taken away; then what the trial asks for."""
    first, second = new_id(), new_id()
    for id, note in ((first, "長" * 2000), (second, "b"), (first, "a"), (second, None)):
        change(writer, say, id, note)
    then(writer, say, chance)
    writer.settle()
    change(writer, say, second, "again")
    writer.close()


def for_ever(writer: Writer, say: Any, chance: random.Random) -> None:
    mine: list[str] = []
    while True:
        if mine and chance.random() < 0.4:
            id = chance.choice(mine)
            note = None if chance.random() < 0.3 else f"changed {chance.random()}"
            if note is None:
                mine.remove(id)
        else:
            id, note = new_id(), chance.choice(["", "short", "長" * 5000])
            mine.append(id)
        change(writer, say, id, note)
        if chance.random() < 0.1:
            writer.settle()


def change(writer: Writer, say: Any, id: str, note: str | None) -> None:
    say("try", id, note)
    writer.put(id, note)
    say("done", id, note)


def listen(pipe: int, ledger: Ledger, begun: bytes = b"") -> None:
    """Everything that a writer said before it died; half a word at the end was not said."""
    with os.fdopen(pipe, "rb") as stream:
        enter(ledger, begun + stream.read())


def enter(ledger: Ledger, said: bytes, *, late: bool = False) -> bytes:
    """Enters whole lines and returns the rest. What was said `late`, after the crash had begun, was only tried."""
    end = said.rfind(b"\n") + 1
    for line in said[:end].splitlines():
        word, id, note = json.loads(line)
        if word == "try":
            ledger.tried(id, note)
        elif not late:
            ledger.done(id, note)
    return said[end:]


def _killer(at: int, when: str) -> Callable[[], None]:
    """Arms the process: its `at`-th system call is its last. A write that dies "before" has written half."""

    def arm() -> None:
        calls = iter(range(1, 1 << 30))

        def armed(call: Callable[..., Any], name: str) -> Callable[..., Any]:
            def run(*args: Any, **named: Any) -> Any:
                number = next(calls)
                if number == at and when == "before":
                    if name == "write":
                        call(args[0], args[1][: len(args[1]) // 2])
                    os.kill(os.getpid(), signal.SIGKILL)
                result = call(*args, **named)
                if number == at:
                    os.kill(os.getpid(), signal.SIGKILL)
                return result

            return run

        for name in CALLS:
            setattr(os, name, armed(getattr(os, name), name))
        fcntl.flock = armed(fcntl.flock, "flock")

    return arm
