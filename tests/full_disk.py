"""A small file system that can really be full: ext4 on a loop device. Wants root."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def possible() -> bool:
    tools = all(map(shutil.which, ("mkfs.ext4", "mount", "umount")))
    return tools and os.geteuid() == 0 and Path("/dev/loop-control").exists()


class SmallDisk:
    """`path` is where it is mounted."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fillers = 0

    def fill(self) -> None:
        """No new block can be had any more. What is written into blocks that files have already may fit."""
        self._fillers += 1
        fd = os.open(self.path / f"filler-{self._fillers}", os.O_WRONLY | os.O_CREAT)
        try:
            for size in (1 << 16, 1 << 10):
                with suppress(OSError):
                    while True:
                        os.write(fd, bytes(size))
            os.fsync(fd)
        finally:
            os.close(fd)

    def free(self) -> None:
        for path in self.path.glob("filler-*"):
            path.unlink()


@contextmanager
def small_disk(folder: Path, megabytes: int = 4) -> Iterator[SmallDisk]:
    """Raises OSError where it cannot be made."""
    image, at = folder / "disk.img", folder / "disk"
    at.mkdir()
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    _run("mkfs.ext4", "-q", "-F", "-m", "0", "-b", "1024", "-O", "^has_journal", str(image))
    _run("mount", "-o", "loop", str(image), str(at))
    try:
        yield SmallDisk(at)
    finally:
        _unmount(at)


def _unmount(at: Path) -> None:
    for _ in range(200):
        with suppress(OSError):
            _run("umount", str(at))
            return
        time.sleep(0.05)
    _run("umount", "--lazy", str(at))


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
