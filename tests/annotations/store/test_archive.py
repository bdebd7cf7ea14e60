"""A whole library into one file and back; whatever fails, what was there is there."""

from __future__ import annotations

import errno
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from annotations.changes import created
from annotations.model import Tag
from annotations.store.archive import LIST, back_up, restore
from annotations.store.disk import Disk
from annotations.store.locate import open_library
from annotations.store.protocol import StoreError
from sources.document import fingerprint
from tests.annotations.store.builders import TEXT, Small, state


def files(folder: Path) -> dict[str, bytes]:
    """What is in a library, without what belongs to the device."""
    inside = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in inside if ".state" not in p.relative_to(folder).parts}


def test_a_library_comes_back_as_it_was(small: Small, tmp_path: Path) -> None:
    before = files(small.path)
    archive = back_up(small.reopened(), tmp_path / "deep" / "b.zip")
    small.store.commit(created([Tag("later")]))
    aside = tmp_path / "aside"
    assert restore(archive, small.path, aside) == aside
    assert files(small.path) == before
    store = small.reopened()
    assert state(store.load()) == state(small.records)
    assert store.text(fingerprint(TEXT)) == TEXT
    assert state(open_library(aside, create=False).load()) == state([*small.records, Tag("later")])
    store.commit(created([Tag("goes on")]))


def test_what_is_only_in_the_journal_is_in_the_backup(small: Small, tmp_path: Path) -> None:
    class Full(Disk):
        def replace(self, old: Path, new: Path) -> None:
            raise OSError(errno.ENOSPC, "no space")

    open_library(small.path, disk=Full()).commit(created([Tag("new")]))
    restore(back_up(small.reopened(), tmp_path / "b.zip"), tmp_path / "new" / ".crossread", tmp_path / "aside")
    assert Tag("new") in open_library(tmp_path / "new" / ".crossread", create=False).load()


def test_a_backup_replaces_no_file(small: Small, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("mine")
    with pytest.raises(StoreError, match="exists already"):
        back_up(small.store, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir() if "tmp" in path.name] == []


def rewritten(archive: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    with zipfile.ZipFile(archive) as old:
        content = {name: old.read(name) for name in old.namelist()}
    change(content)
    with zipfile.ZipFile(archive, "w") as new:
        for name, data in content.items():
            new.writestr(name, data)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no zip": lambda path: path.write_bytes(b"PK nonsense"),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-200]),
    "a flipped byte": lambda path: path.write_bytes(_flipped(path.read_bytes())),
    "a file gone": lambda path: rewritten(path, lambda content: content.pop("library.json")),
    "a file changed": lambda path: rewritten(path, lambda content: content.update({"library.json": b"{}"})),
    "a file outside": lambda path: rewritten(path, lambda content: content.update({"../evil": b"x"})),
    "no list": lambda path: rewritten(path, lambda content: content.pop(LIST)),
}


def _flipped(data: bytes) -> bytes:
    at = data.index(b"library.json") + len("library.json") + 5  # in what is packed of it
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_backup_changes_nothing(small: Small, tmp_path: Path, damage: Callable[[Path], object]) -> None:
    archive = back_up(small.store, tmp_path / "b.zip")
    damage(archive)
    before = files(tmp_path)
    with pytest.raises(StoreError, match="damaged"):
        restore(archive, small.path, tmp_path / "aside")
    assert files(tmp_path) == before
    assert not (tmp_path / "aside").exists()


def test_a_disk_that_fails_at_any_call_leaves_a_whole_library(small: Small, tmp_path: Path) -> None:
    """Where the library stood, or, between two renames, in the place that it is moved to."""
    archive = back_up(small.store, tmp_path / "b.zip")
    aside = tmp_path / "aside"
    for at in count(1):
        calls = count(1)

        class Failing(Disk):
            def __getattribute__(self, name: str) -> object:
                call = super().__getattribute__(name)
                if name not in ("open", "write", "fsync", "replace", "mkdir", "flock"):
                    return call

                def failing(*args: object) -> object:
                    if next(calls) == at:  # noqa: B023
                        raise OSError(errno.ENOSPC, "no space")
                    return call(*args)

                return failing

        try:
            restore(archive, small.path, aside, Failing())
        except StoreError:
            assert state(small.reopened().load()) == state(small.records), at
            assert not [path for path in tmp_path.iterdir() if "restoring" in path.name], at
            if aside.exists():  # only the last step, making the renames durable, failed
                aside.rename(tmp_path / f"aside-{at}")
        else:
            break
    assert at > 20
    assert state(small.reopened().load()) == state(small.records)
