"""A disk that is really full: what was done is shown as not saved, and saved at the next start that has room."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.full_disk import SmallDisk, possible, small_disk
from tests.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
TEXT = "".join(f"第{n}句，渡轮每天过河。" for n in range(90)) + "\n"

pytestmark = pytest.mark.skipif(not possible(), reason="wants root, mkfs.ext4 and loop devices")


class Session:
    """A library on the small disk, texts and what the program keeps for itself on another."""

    def __init__(self, folder: Path, disk: SmallDisk) -> None:
        self.library = disk.path / "library"
        self.library.mkdir()
        self.text = folder / "a.txt"
        self.text.write_text(TEXT, encoding="utf-8")
        kept = folder / "state" / "crossread"
        kept.mkdir(parents=True)
        (kept / "choices.json").write_text('{"tour": {"value": "seen"}}')
        self.home = {"XDG_STATE_HOME": str(kept.parent), "XDG_CONFIG_HOME": str(folder / "config")}
        self.command = [sys.executable, "-m", "tui.cli", "--library", str(self.library)]

    def read(self) -> Terminal:
        return Terminal([*self.command, str(self.text)], size=(100, 16), cwd=ROOT, env=self.home)

    def mark_once(self) -> None:
        with self.read() as reader:
            reader.wait_text("NORMAL")
            reader.type("c")
            reader.wait_text("Marked as claim")
            reader.type("q")
            reader.wait_end()

    def marks(self) -> int:
        done = subprocess.run(
            [*self.command, "marks", "--json"], cwd=ROOT, env=os.environ | self.home, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return len(done.stdout.splitlines())


def test_what_a_full_disk_refuses_is_saved_at_the_next_start(tmp_path: Path) -> None:
    with small_disk(tmp_path) as disk:
        session = Session(tmp_path, disk)
        session.mark_once()
        made = 1
        with disk.full(), session.read() as reader:
            reader.wait_text("NORMAL")
            while " not saved" not in reader.screen.text:  # the journal's last block may have room for some
                made += 1
                assert made < 80
                reader.type(")", "c")
                shown = f"This source {made:15}"
                reader.wait(lambda screen, shown=shown: shown in screen or " not saved" in screen, "a mark")  # type: ignore[misc]
            reader.type("q")
            reader.wait_text("Try again", "not saved")
            reader.type("\x1b[B", "\r")
            reader.wait_end()
        assert 0 < session.marks() < made
        with session.read() as reader:
            reader.wait_text("saved now")
            reader.type("q")
            reader.wait_end()
        assert session.marks() == made


def test_a_full_disk_of_small_blocks_can_be_read(tmp_path: Path) -> None:
    """What SQLite maps there has holes, and to touch one ends the program (SIGBUS)."""
    with small_disk(tmp_path, block=1024) as disk:
        session = Session(tmp_path, disk)
        session.mark_once()
        disk.fill()
        with session.read() as reader:
            reader.wait_text("NORMAL", "Marks")
            reader.type("G")
            reader.wait_text("100 %")
            reader.type("q")
            assert reader.wait_end() == 0
