"""A real power cut: an ext4 file system on a loop device whose journal is thrown away while processes write to it.

Wants root, mkfs.ext4 and loop devices. `FS_IOC_SHUTDOWN` with `NOLOGFLUSH` drops what is not on the device yet; then,
mounted again, the file system replays its own journal, as it does after a power cut.
"""

from __future__ import annotations

import fcntl
import gc
import os
import random
import shutil
import signal
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.crashes.kills import Outcome, enter, for_ever, start, verify
from benchmarks.crashes.subjects import Ledger, Subject

SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2


def possible() -> bool:
    return os.geteuid() == 0 and shutil.which("mkfs.ext4") is not None and Path("/dev/loop-control").exists()


def power_cuts(subject: Subject, folder: Path, *, trials: int, seed: int = 1, mode: str = "ordered") -> Outcome:
    """`mode` is ext4's data mode: `ordered` or `writeback`. Raises OSError where it cannot be done."""
    chance = random.Random(seed)
    image, at = folder / "disk.img", folder / "mounted"
    at.mkdir()
    total = Outcome()
    for _ in range(trials):
        with image.open("wb") as file:
            file.truncate(64 << 20)
        _run("mkfs.ext4", "-q", "-F", str(image))
        ledger = Ledger()
        with _mounted(image, at, mode):
            library = at / "library"
            subject.create(library)
            _run("sync", "-f", str(at))
            pid, pipe = start(subject, library, for_ever, chance.random())
            said = os.read(pipe, 1)
            time.sleep(chance.uniform(0.02, 0.4))
            fd = os.open(at, os.O_RDONLY)
            said = enter(ledger, said + _so_far(pipe))
            fcntl.ioctl(fd, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
            os.close(fd)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            # Unlike without power, a sync that is under way while the journal is dropped may still report success.
            enter(ledger, said + _so_far(pipe), late=True)
            os.close(pipe)
        with _mounted(image, at, mode):
            total += verify(subject, library, ledger)
    return total


def _so_far(pipe: int) -> bytes:
    """What stands in the pipe now."""
    os.set_blocking(pipe, False)
    parts = []
    with suppress(BlockingIOError):
        while part := os.read(pipe, 1 << 16):
            parts.append(part)
    return b"".join(parts)


@contextmanager
def _mounted(image: Path, at: Path, mode: str) -> Iterator[None]:
    # No allocation at a rename: otherwise ext4 mends some programs that forgot to sync.
    _run("mount", "-o", f"loop,data={mode},noauto_da_alloc", str(image), str(at))
    try:
        yield
    finally:
        gc.collect()  # a store's index is open until the store is collected
        _until(lambda: _run("umount", str(at)) == "")
        # The device outlives the mount for a moment, and what it still writes would be lost on the next one.
        _until(lambda: _run("losetup", "--associated", str(image)) == "")


def _until(done: Callable[[], bool], seconds: float = 30) -> None:
    """Raises OSError when it is not done in time."""
    end = time.monotonic() + seconds
    while True:
        try:
            if done():
                return
        except OSError:
            if time.monotonic() > end:
                raise
        if time.monotonic() > end:
            raise OSError("the loop device is still in use")
        time.sleep(0.05)


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout
