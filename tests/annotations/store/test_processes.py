"""Real processes: killed while they write, and two at once."""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import replace

from annotations.changes import Change, created
from annotations.ids import new_id
from annotations.model import LinkId, Mark, MarkId
from annotations.store.disk import Disk
from annotations.store.tiny import TinyStore
from annotations.store.windows import Windows
from tests.annotations.store.builders import TEXT, Small, link, mark, state


def child(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return pid


def test_a_killed_writer_loses_nothing_that_it_was_told_is_saved(small: Small) -> None:
    random.seed(7)
    acknowledged: set[str] = set()
    for _ in range(30):
        read_end, write_end = os.pipe()

        def work(out: int = write_end) -> None:
            store = TinyStore(small.path)
            while True:
                note = random.choice(["", "長" * 5000])
                new = replace(mark(small.first, note=note), id=MarkId(new_id()))
                tie = replace(link(new, small.there), id=LinkId(new_id()))
                store.commit(created([new, tie]))
                os.write(out, f"{new.id}\n".encode())

        pid = child(work)
        os.close(write_end)
        with os.fdopen(read_end, "rb") as pipe:
            told = [pipe.readline() for _ in range(random.randint(1, 3))]
            time.sleep(random.uniform(0, 0.01))
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            told += pipe.readlines()
        acknowledged |= {line.decode().strip() for line in told}
        found = small.reopened().load()
        assert acknowledged <= {record.id for record in found if isinstance(record, Mark)}
        assert not [file for file in small.path.rglob("*") if ".tmp-" in file.name]
    assert len(acknowledged) >= 30


def test_two_processes_lose_nothing_of_each_other(small: Small) -> None:
    marks = [[mark(small.first, 0, 1 + n % len(TEXT)) for n in range(50)] for _ in range(2)]

    def writer(mine: list[Mark]) -> Callable[[], None]:
        def work() -> None:
            store = TinyStore(small.path)
            for one in mine:
                store.commit(created([one]))

        return work

    pids = [child(writer(mine)) for mine in marks]
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0, 0]
    store = small.reopened()
    assert state(store.load()) == state([*small.records, *marks[0], *marks[1]])
    store.commit([Change(marks[0][0], None)])
    assert len(store.load()) == len(small.records) + 99


def test_four_windows_with_writers_keep_every_mark_once(small: Small) -> None:
    """Each a process with its thread that writes files; what each sees in the end is the same."""
    marks = [[mark(small.first if n % 2 else small.second, 0, 1 + n % len(TEXT)) for n in range(500)] for _ in range(4)]

    def window(mine: list[Mark]) -> Callable[[], None]:
        def work() -> None:
            store = TinyStore(small.path)
            store.load()
            store.start()
            for one in mine:
                store.commit(created([one]))
            store.close()

        return work

    pids = [child(window(mine)) for mine in marks]
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * 4
    store = small.reopened()
    found = store.load()
    assert state(found) == state([*small.records, *(one for mine in marks for one in mine)])
    assert len(found) == len(small.records) + 4 * 500
    assert store.notes == []
    assert list((small.path / ".state" / "windows").iterdir()) == []
    for of in (small.first, small.second):
        lines = [line for line in small.file(of).read_text("utf-8").splitlines() if line.startswith('"M')]
        assert len(lines) == len(set(lines))


def test_a_window_is_known_while_it_lives(small: Small) -> None:
    read_end, write_end = os.pipe()

    def work() -> None:
        store = TinyStore(small.path)
        store.start()
        os.write(write_end, b"x")
        time.sleep(60)

    pid = child(work)
    os.read(read_end, 1)
    windows = Windows(small.path / ".state", Disk())
    assert windows.others() == 1
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert windows.others() == 0
    os.close(read_end)
    os.close(write_end)
