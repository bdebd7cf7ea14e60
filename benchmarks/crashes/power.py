"""A real power cut: an ext4 file system on a loop device whose journal is thrown away while processes write to it.

Wants root, mkfs.ext4 and loop devices. `FS_IOC_SHUTDOWN` with `NOLOGFLUSH` drops what is not on the device yet; then,
mounted again, the file system replays its own journal, as it does after a power cut.
"""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.crashes.kills import Outcome, for_ever, listen, start, verify
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
            heard = os.read(pipe, 1)
            time.sleep(chance.uniform(0.02, 0.4))
            fd = os.open(at, os.O_RDONLY)
            fcntl.ioctl(fd, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
            os.close(fd)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            listen(pipe, ledger, heard)
        with _mounted(image, at, mode):
            total += verify(subject, library, ledger)
    return total


@contextmanager
def _mounted(image: Path, at: Path, mode: str) -> Iterator[None]:
    # No allocation at a rename: otherwise ext4 mends some programs that forgot to sync.
    _run("mount", "-o", f"loop,data={mode},noauto_da_alloc", str(image), str(at))
    try:
        yield
    finally:
        for _ in range(50):
            with suppress(OSError):
                _run("umount", str(at))
                break
            time.sleep(0.1)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
