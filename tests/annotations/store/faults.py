"""A disk that fails, or ends the process, at one call; and a library with a transaction to try it on."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from tinydb import TinyDB

from annotations.changes import Change, created
from annotations.model import Tag
from annotations.store.disk import Disk
from annotations.store.tiny import TinyStore
from tests.annotations.store.builders import Small, State, link, mark, state

CALLS = frozenset(
    [
        "open",
        "read",
        "write",
        "fsync",
        "truncate",
        "seek",
        "fstat",
        "link",
        "chmod",
        "flock",
        "close",
        "replace",
        "unlink",
        "mkdir",
        "stat",
        "names",
    ]
)


class Killed(BaseException):
    """The process is gone: nothing catches this, and nothing that it still does reaches the disk."""


class Faulty(Disk):
    """Fails call `at` (from 1), and all later ones if `forever`. A failing write has written half; close has closed.

    A sync that succeeds is left out: without a power cut it has no effect but time.
    """

    def __init__(self, at: int, fault: Callable[[], BaseException], forever: bool) -> None:
        self.calls, self.at, self.fault, self.forever = 0, at, fault, forever

    def __getattribute__(self, name: str) -> Any:
        call = super().__getattribute__(name)
        return (lambda *args: self.run(name, call, args)) if name in CALLS else call

    def run(self, name: str, call: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        self.calls += 1
        if not (self.calls == self.at or (self.forever and self.calls > self.at)):
            return None if name == "fsync" else call(*args)
        if name == "close":
            call(*args)
        elif name == "write" and self.calls == self.at:
            call(args[0], args[1][: len(args[1]) // 2])
        raise self.fault()

    @property
    def fired(self) -> bool:
        return self.calls >= self.at


class Scene:
    """A library, a transaction over three files with an addition, an edit and a deletion, and the states around it."""

    def __init__(self, folder: Path) -> None:
        self.small = Small(folder / "model")
        self.path = folder / "copy"
        new = mark(self.small.first, note="新")
        self.changes = (
            *created([new, link(new, self.small.there), Tag("new")]),
            Change(self.small.claim, replace(self.small.claim, statement="other")),
            Change(self.small.there, replace(self.small.there, note="x" * 3000)),
            Change(self.small.link, None),
        )
        self.old = state(self.small.records)
        self.new = dict(self.old)
        for change in self.changes:
            key = next(iter(state([change.record])))
            self.new.pop(key, None)
            self.new |= state([change.after] if change.after else [])

    def fresh(self) -> Path:
        shutil.rmtree(self.path, ignore_errors=True)
        shutil.copytree(self.small.path, self.path)
        return self.path

    def with_pending(self) -> Path:
        """The same, the transaction in the journal but in no file."""
        path = self.fresh()
        store = TinyStore(path)
        store.load()
        store.commit(self.changes)
        return path

    def found(self) -> State:
        """What a new process finds; the files are whole, and no temporary file is left."""
        found = state(TinyStore(self.path).load())
        for file in self.path.rglob("*.json"):
            if ".state" not in file.parts:
                with TinyDB(str(file), encoding="utf-8") as db:
                    assert "_header" in db.tables()
        assert not [file for file in self.path.rglob("*") if ".tmp-" in file.name]
        return found


def no_space() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


def disk_error() -> OSError:
    return OSError(errno.EIO, "Input/output error")


def faults(fault: Callable[[], BaseException], forever: bool) -> Iterator[Faulty]:
    """One disk for each call, until one is not reached any more."""
    for at in count(1):
        disk = Faulty(at, fault, forever)
        yield disk
        if disk.calls < at:
            assert at > 8, "hardly any call was tried"
            return
        disk.at = 10**9
