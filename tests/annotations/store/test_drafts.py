"""Notes being typed: kept while their writer lives, left when it is gone, taken over by the next."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from annotations.store.disk import Disk
from annotations.store.drafts import Drafts
from annotations.store.protocol import StoreError

WRITER = """
import sys
from pathlib import Path
from annotations.store.disk import Disk
from annotations.store.drafts import Drafts
draft = Drafts(Path(sys.argv[1]), Disk()).begin("M1")
draft.keep("夜里写的\\n第二行")
print("kept", flush=True)
sys.stdin.read()
"""


def notes(drafts: Drafts) -> list[tuple[str, str]]:
    return [(left.mark, left.note) for left in drafts.left()]


def test_a_draft_is_left_when_its_writer_is_killed_and_taken_over_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    writer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert writer.stdin and writer.stdout
    assert writer.stdout.readline() == "kept\n"
    drafts = Drafts(tmp_path, Disk())
    assert notes(drafts) == [], "its writer lives"
    other = drafts.begin("M1")
    assert other.note is None
    other.end()
    writer.kill()
    writer.wait()
    writer.stdin.close()
    writer.stdout.close()
    assert notes(drafts) == [("M1", "夜里写的\n第二行")]
    taken = drafts.begin("M1")
    assert taken.note == "夜里写的\n第二行"
    assert notes(drafts) == []
    assert drafts.begin("M2").note is None
    taken.keep("weiter")
    taken.end(left=True)
    assert notes(drafts) == [("M1", "weiter")]
    drafts.begin("M1").end()
    assert notes(drafts) == []


def test_nothing_is_written_once_a_draft_has_ended(tmp_path: Path) -> None:
    draft = Drafts(tmp_path, Disk()).begin("M1")
    draft.keep("a")
    draft.end()
    draft.keep("late")
    draft.end(left=True)
    assert list((tmp_path / "drafts").iterdir()) == []


def test_the_latest_of_several_is_offered_first_and_damage_is_passed_over(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path, Disk())
    one, two, three = drafts.begin("M1"), drafts.begin("M1"), drafts.begin("M6")
    for draft, note in ((one, "older"), (two, "newer"), (three, "broken")):
        draft.keep(note)
        draft.end(left=True)
    broken = next((tmp_path / "drafts").glob("M6.*.json"))
    broken.write_bytes(b'{"note": "br')
    assert notes(drafts) == [("M1", "newer")]
    drafts.begin("M1").end()
    assert notes(drafts) == [("M1", "older")]


def test_a_draft_that_cannot_be_kept_says_why(tmp_path: Path) -> None:
    class Full(Disk):
        def write(self, fd: int, data: memoryview) -> int:
            raise OSError(errno.ENOSPC, "no space")

    with pytest.raises(StoreError, match="disk is full"):
        Drafts(tmp_path, Full()).begin("M1").keep("x")
    missing = Drafts(tmp_path / "no" / "state", Disk())
    assert missing.left() == []
    with pytest.raises(StoreError, match="not kept as a draft"):
        missing.begin("M1")
