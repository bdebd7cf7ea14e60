from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from annotations.store.disk import Disk
from annotations.store.locate import find_library, open_library
from annotations.store.protocol import StoreError
from tests.annotations.store.builders import Small


def test_an_explicit_folder_wins(tmp_path: Path) -> None:
    (tmp_path / ".crossread").mkdir()
    wanted = tmp_path / "other"
    assert find_library(tmp_path, wanted, tmp_path) == wanted / ".crossread"
    assert find_library(tmp_path, wanted / ".crossread", tmp_path) == wanted / ".crossread"


def test_the_nearest_library_upward_is_used(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    data = tmp_path / "data"
    assert find_library(deep, None, data) == data / ".crossread"
    (tmp_path / ".crossread").mkdir()
    assert find_library(deep, None, data) == tmp_path / ".crossread"
    (tmp_path / "a" / ".crossread").mkdir()
    assert find_library(deep, None, data) == tmp_path / "a" / ".crossread"
    (deep / ".crossread").write_text("a file is no library")
    assert find_library(deep, None, data) == tmp_path / "a" / ".crossread"


def test_a_new_library_is_made_with_its_parents(tmp_path: Path) -> None:
    path = tmp_path / "share" / "crossread" / ".crossread"
    assert open_library(path).load() == []
    assert (path / ".gitignore").read_text() == ".state/\n"
    assert (path / "library.json").exists()
    first = (path / "library.json").read_bytes()
    open_library(path)
    assert (path / "library.json").read_bytes() == first


def test_a_missing_library_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no library"):
        open_library(tmp_path / ".crossread", create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("inside", ["", "sources", "texts", ".state"])
def test_a_symbolic_link_is_refused(small: Small, tmp_path: Path, inside: str) -> None:
    path = small.path / inside
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="symbolic link"):
        open_library(small.path)


def test_a_file_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".crossread").write_text("")
    with pytest.raises(StoreError, match="not a folder"):
        open_library(tmp_path / ".crossread")


@pytest.mark.parametrize(("code", "says"), [(errno.EACCES, "permission was denied"), (errno.EROFS, "read-only")])
def test_a_folder_that_cannot_be_written_is_told(small: Small, code: int, says: str) -> None:
    class Refusing(Disk):
        def open(self, path: Path, flags: int) -> int:
            raise OSError(code, "")

    with pytest.raises(StoreError, match=says):
        open_library(small.path, disk=Refusing())


def test_a_lost_library_file_is_restored_from_its_backup_else_started_anew_and_told(small: Small) -> None:
    small.store.close()
    (small.path / "library.json").unlink()
    store = small.reopened()
    assert any("restored from its newest backup" in note for note in store.notes)
    assert set(store.load()) == set(small.records)
    (small.path / "library.json").unlink()
    shutil.rmtree(small.path / ".state")
    store = small.reopened()
    assert any("without tags" in note for note in store.notes)
    assert set(store.load()) == set(small.records) - {small.tag}
