"""A small file system that can really be full: ext4 on a loop device. Wants root."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_PATH = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))


def possible() -> bool:
    tools = all(shutil.which(tool, path=_PATH) for tool in ("mkfs.ext4", "mount", "umount"))
    return tools and os.geteuid() == 0 and Path("/dev/loop-control").exists()


class SmallDisk:
    """`path` is where it is mounted."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fill(self) -> None:
        """Up to the last block, or nearly; what becomes free from now on stays free."""
        with (self.path / "filler").open("wb", buffering=0) as file:
            for size in (1 << 16, 1 << 10):
                with suppress(OSError):
                    while file.write(bytes(size)):
                        pass
            with suppress(OSError):
                os.fsync(file.fileno())

    @contextmanager
    def full(self) -> Iterator[None]:
        """Meanwhile something else takes every block that becomes free. Blocks that files have may have room left."""
        stop, filled = threading.Event(), threading.Event()

        def fill() -> None:
            with (self.path / "filler").open("wb", buffering=0) as file:
                while not stop.wait(0.005):
                    with suppress(OSError):
                        while file.write(bytes(1 << 12)):
                            pass
                    with suppress(OSError):
                        os.fsync(file.fileno())
                    filled.set()
            (self.path / "filler").unlink()

        filler = threading.Thread(target=fill)
        filler.start()
        try:
            filled.wait()
            yield
        finally:
            stop.set()
            filler.join()


@contextmanager
def small_disk(folder: Path, megabytes: int = 8, block: int = 4096) -> Iterator[SmallDisk]:
    """With blocks of so many bytes. The test is skipped where none can be made, as in many containers."""
    image, at = folder / "disk.img", folder / "disk"
    at.mkdir()
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    try:
        _run("mkfs.ext4", "-q", "-F", "-m", "0", "-b", str(block), "-O", "^has_journal", str(image))
        _run("mount", "-o", "loop", str(image), str(at))
    except OSError as error:
        pytest.skip(f"no file system can be mounted here: {error}")
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
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PATH": _PATH})
    if done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
