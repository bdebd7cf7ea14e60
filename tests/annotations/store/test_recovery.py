"""Damaged files: what is had of them again, what is told, and what is left alone. Rows of the fault table by number."""

from __future__ import annotations

import errno
import os
import random
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.changes import Change, created
from annotations.model import Mark, Record
from annotations.store import backups, salvage
from annotations.store.backups import Backups, wanted
from annotations.store.disk import Disk
from annotations.store.lines import read
from annotations.store.protocol import StoreError
from annotations.store.recovery import recover
from annotations.store.tiny import TinyStore
from tests.annotations.store.builders import Small, mark, state

Damage = Callable[[bytes], bytes]

DAMAGE: dict[str, Damage] = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "nul": lambda data: b"\0" * len(data),
    "tail": lambda data: data + b"}}",
    "utf-16": lambda data: data.decode().encode("utf-16"),
    "list": lambda data: b"[]",
    "no table": lambda data: b'{"marks":{"M1":3}}',
    "hole": lambda data: data[:200] + b"\0" * 100 + data[300:],
    "old tail": lambda data: data[:-40] + data[-90:],
    "schema": lambda data: data.replace(b'"schema":', b'"schema":"1","old":'),
    "nesting": lambda data: b"[" * 50_000,
    "number": lambda data: data.replace(b'"start":0', b'"start":' + b"9" * 6000),
    "nan": lambda data: data.replace(b'"start":0', b'"start":NaN'),
    "binary": lambda data: bytes(range(256)) * 8,
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(salvage, "PATIENCE", 0.0)


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("left", ["journal", "backup"])
def test_a_damaged_file_is_recovered_told_and_written_with_the_next_change(
    small: Small, damage: Damage, left: str
) -> None:
    """Row 22, 24, 28."""
    path = small.file(small.first)
    small.store.close()  # keeps a copy of the newest version
    bad = damage(path.read_bytes())
    path.write_bytes(bad)
    if left == "backup":
        (small.path / ".state" / "journal.jsonl").unlink()
    store = small.reopened()
    assert state(store.load()) == state(small.records)
    if damage is not DAMAGE["utf-16"]:
        assert any("is damaged" in note and "missing" in note for note in store.notes)
    (copy,) = (small.path / ".state" / "corrupt").iterdir()
    assert copy.read_bytes() == bad
    assert path.read_bytes() == bad, "written only with the next change"
    kept = set((small.path / ".state" / "backups" / small.first.id).iterdir())
    new = mark(small.first)
    store.commit(created([new]))
    assert store.bring_up()
    assert set((small.path / ".state" / "backups" / small.first.id).iterdir()) == kept, "a damaged version is no backup"
    again = small.reopened()
    assert state(again.load()) == state([*small.records, new])
    assert again.notes == []


def test_without_journal_and_backup_whole_lines_are_read_and_what_is_missing_is_named(small: Small) -> None:
    marks = [mark(small.first) for _ in range(5)]
    small.store.commit(created(marks))
    small.store.bring_up()
    shutil.rmtree(small.path / ".state")
    path = small.file(small.first)
    rows = path.read_bytes().split(b"\n")
    (at,) = (number for number, row in enumerate(rows) if row.startswith(b'"' + marks[2].id.encode()))
    rows[at] = rows[at].replace(b'"anchor":{', b'"anchor":')
    path.write_bytes(b"\n".join(rows))
    store = small.reopened()
    assert state(store.load()) == state(set(small.records) | (set(marks) - {marks[2]}))
    assert any(f"missing: {marks[2].id}." in note for note in store.notes)


def test_what_nothing_is_left_of_is_refused_and_left_as_it_is(small: Small) -> None:
    path = small.file(small.first)
    path.write_bytes(b"")
    shutil.rmtree(small.path / ".state")
    with pytest.raises(StoreError, match=r"it is empty.*was left as it is"):
        small.reopened().load()
    assert path.read_bytes() == b""
    records, problems = small.reopened().examine()
    assert len(problems) == 1
    assert small.second in records


def test_random_flips_of_bits_lose_little_and_never_crash(small: Small) -> None:
    """Row 23, without any backup: seeded, and 200 here; `recover` and `read` are what a flip can reach."""
    marks = [mark(small.first, note=f"第 {n} 句") for n in range(28)]
    small.store.commit(created(marks))
    small.store.bring_up()
    good = small.file(small.first).read_bytes()
    total = sum(map(len, read(good).lines.values()))
    chance = random.Random(5)
    few = 0
    for _ in range(200):
        bad = bytearray(good)
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        try:
            lines = read(bytes(bad)).lines
        except ValueError:
            found = recover("sources/x.json", bytes(bad), None, ())
            lines = found.content.lines if found else {}
        few += sum(map(len, lines.values())) < 0.8 * total
    assert few <= 4


def test_other_line_ends_and_a_byte_order_mark_are_accepted(small: Small) -> None:
    """Row 24."""
    path = small.file(small.first)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    store = small.reopened()
    assert state(store.load()) == state(small.records)
    assert store.notes == []


def test_an_id_that_stands_twice_keeps_both_contents(small: Small) -> None:
    """Row 21."""
    path = small.file(small.first)
    row = next(row for row in path.read_text("utf-8").split("\n") if row.startswith(f'"{small.here.id}"'))
    other = row.removesuffix(",").replace('"updated"', '"note":"the other","updated"')
    path.write_text(path.read_text("utf-8").replace(row, f"{row.removesuffix(',')},\n{other}"), "utf-8")
    (small.path / ".state" / "journal.jsonl").unlink()
    found = [record for record in small.reopened().load() if isinstance(record, Mark) and record.id == small.here.id]
    assert [(record.quote, record.note) for record in found] == [(small.here.quote, "the other")]


def test_a_writer_in_place_is_waited_for(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 14: half of the file is there at first."""
    monkeypatch.setattr(salvage, "PATIENCE", 20.0)
    path = small.file(small.first)
    good = path.read_bytes()
    path.write_bytes(good[:100])

    def finish() -> None:
        time.sleep(0.2)
        path.write_bytes(good)

    thread = threading.Thread(target=finish)
    thread.start()
    store = small.reopened()
    found = store.load()
    thread.join()
    assert state(found) == state(small.records)
    assert store.notes == []
    assert not (small.path / ".state" / "corrupt").exists()


def test_a_file_deleted_while_open_is_told_and_not_made_again(small: Small) -> None:
    """Row 15."""
    store = small.reopened()
    store.load()
    small.file(small.first).unlink()
    store._look()
    assert any("was deleted by another program" in note for note in store.notes)
    store.commit(created([mark(small.first)]))
    assert not store.bring_up()
    assert not small.file(small.first).exists()
    assert "bring it back with `crossread check --repair`" in store.unsaved


def test_a_folder_renamed_while_open_fails_clearly(small: Small) -> None:
    """Row 16."""
    store = small.reopened()
    store.load()
    small.path.rename(small.path.with_name("elsewhere"))
    with pytest.raises(StoreError, match="a file or folder is gone"):
        store.commit(created([mark(small.first)]))
    assert not small.path.exists()


def test_a_file_replaced_by_a_link_while_open_is_not_followed(small: Small, tmp_path: Path) -> None:
    """Row 17."""
    store = small.reopened()
    store.load()
    path = small.file(small.first)
    outside = tmp_path / "outside.json"
    path.rename(outside)
    before = outside.read_bytes()
    path.symlink_to(outside)
    store.commit(created([mark(small.first)]))
    assert not store.bring_up()
    assert "symbolic link" in store.unsaved
    assert outside.read_bytes() == before


def test_a_missing_text_leaves_the_marks_readable(small: Small) -> None:
    """Row 39."""
    for file in (small.path / "texts").iterdir():
        file.unlink()
    store = small.reopened()
    assert state(store.load()) == state(small.records)
    with pytest.raises(StoreError, match="is missing"):
        store.text(small.first.fingerprint)


# ---- backups ---------------------------------------------------------------------------------------------------


def versions(small: Small) -> list[Path]:
    return sorted((small.path / ".state" / "backups" / small.first.id).iterdir())


def edit(small: Small, number: int) -> None:
    before = replace(small.here, note=f"{number - 1}" if number else "")
    small.store.commit([Change(before, replace(before, note=f"{number}"))])
    assert small.store.bring_up()


def test_the_last_ten_versions_are_kept_and_are_links_that_cost_nothing(small: Small) -> None:
    path = small.file(small.first)
    inode = path.stat().st_ino
    edit(small, 0)
    assert versions(small)[0].stat().st_ino == inode
    for number in range(1, 14):
        edit(small, number)
    assert len(versions(small)) in (backups.LAST, backups.LAST + 1, backups.LAST + 2)  # and the first of hour and day
    kept = Backups(small.path / ".state", Disk()).newest(f"sources/{small.first.id}.json")
    assert kept is not None
    assert '"note":"12"' in kept.lines["marks"][small.here.id]


def test_one_an_hour_for_a_day_and_one_a_day_for_a_month_are_kept() -> None:
    hour, day = 3600.0, 86400.0
    now = 1000 * day
    names = [f"{n}-00000000.json" for n in range(1, 5001)]
    times = {name: now - (5000 - n) * 900 for n, name in enumerate(names, 1)}  # one every quarter of an hour, 52 days
    kept = wanted(names, times, now)
    ages = sorted(now - times[name] for name in kept)
    assert set(names[-10:]) <= kept
    assert sum(age <= day for age in ages) in range(24 + 7, 24 + 10 + 2)
    assert len([age for age in ages if day < age <= 30 * day]) in (28, 29, 30)
    assert max(ages) <= 30 * day
    assert wanted([n for n in names if n in kept], times, now) == kept, "what is kept today is not a matter of order"
    assert hour < day


def test_a_corrupt_file_never_rotates_a_good_backup_out(small: Small) -> None:
    """Row 37: damage, change, twenty times."""
    edit(small, 0)
    (first, *_) = versions(small)
    whole = {file.read_bytes() for file in versions(small)}
    for number in range(1, 21):
        small.file(small.first).write_bytes(b"{")
        store = small.reopened()
        store.load()
        before = replace(small.here, note=f"{number - 1}")
        store.commit([Change(before, replace(before, note=f"{number}"))])
        assert store.bring_up()
    assert first in versions(small)
    assert whole <= {file.read_bytes() for file in versions(small)}
    for file in versions(small):
        read(file.read_bytes())


class NoLinks(Disk):
    def link(self, old: Path, new: Path) -> None:
        raise OSError(errno.EPERM, "no links here")


def test_where_there_are_no_links_the_version_is_copied(small: Small) -> None:
    """Row 8."""
    before = small.file(small.first).read_bytes()
    store = TinyStore(small.path, NoLinks())
    store.load()
    store.commit(created([mark(small.first)]))
    assert store.bring_up()
    assert [file.read_bytes() for file in versions(small)] == [before]
    assert store.notes == []


def test_a_backup_folder_that_cannot_be_used_is_told_once_and_the_commit_stands(small: Small) -> None:
    """Row 36."""
    (small.path / ".state" / "backups").mkdir(exist_ok=True)
    shutil.rmtree(small.path / ".state" / "backups")
    (small.path / ".state" / "backups").write_text("no folder")
    store = small.reopened()
    store.load()
    marks = [mark(small.first) for _ in range(3)]
    for one in marks:
        store.commit(created([one]))
        assert store.bring_up()
    assert state(store.load()) == state([*small.records, *marks])
    assert len([note for note in store.notes if "Older versions" in note]) == 1


# ---- reading only ----------------------------------------------------------------------------------------------


class ReadOnly(Disk):
    def open(self, path: Path, flags: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, "Read-only file system")
        return super().open(path, flags)

    def mkdir(self, path: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    def unlink(self, path: Path) -> None:
        raise OSError(errno.EROFS, "Read-only file system")


@pytest.mark.parametrize("pending", [False, True])
def test_a_library_that_cannot_be_written_is_read_and_says_so(small: Small, pending: bool) -> None:
    """Row 6: also what is only in its journal is read."""
    from annotations.store.locate import open_library

    records: list[Record] = [*small.records]
    if pending:
        records.append(mark(small.first))
        small.store.commit(created(records[-1:]))
    before = {path: path.read_bytes() for path in small.path.rglob("*") if path.is_file()}
    store = open_library(small.path, create=False, disk=ReadOnly())
    assert state(store.load()) == state(records)
    assert "open for reading only: the disk is read-only" in store.read_only
    assert store.read_only in store.notes
    with pytest.raises(StoreError, match=r"Nothing was changed.*reading only"):
        store.commit(created([mark(small.first)]))
    with pytest.raises(StoreError, match="reading only"):
        store.put_text("x", b"x")
    store.start()
    store.close()
    assert {path: path.read_bytes() for path in small.path.rglob("*") if path.is_file()} == before
