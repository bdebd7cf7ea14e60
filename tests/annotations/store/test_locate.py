from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from annotations.changes import created
from annotations.library import Library
from annotations.store.archive import back_up, restore
from annotations.store.disk import Disk
from annotations.store.locate import find_library, open_library
from annotations.store.protocol import StoreError
from tests.annotations.store.builders import TEXT, Small, mark


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
def test_a_link_to_a_folder_is_followed_and_stays_one(small: Small, tmp_path: Path, inside: str) -> None:
    """Row 18."""
    small.store.close()
    path = small.path / inside
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    written(small)
    assert path.is_symlink()


def written(small: Small) -> None:
    """A mark is made in a window, and found again."""
    new = mark(small.first)
    store = open_library(small.path, create=False)
    library = Library(shelf=store.shelf())
    store.commit(created([new]))
    store.close()
    assert store.unsaved == ""
    assert small.here in library.marks_of(small.first.id)
    again = open_library(small.path, create=False)
    assert set(Library(shelf=again.shelf()).records()) == {*small.records, new} == set(again.load())
    assert again.notes == []
    assert again.text(small.first.fingerprint) == TEXT


@pytest.mark.parametrize("relative", [True, False])
def test_links_to_files_are_followed_and_stay(small: Small, tmp_path: Path, relative: bool) -> None:
    small.store.close()
    (tmp_path / "dotfiles").mkdir()
    files = (small.file(small.first), small.path / "claims.json", small.path / "library.json")
    for file in files:
        target = tmp_path / "dotfiles" / file.name
        file.rename(target)
        file.symlink_to(os.path.relpath(target, file.parent) if relative else target)
    target = tmp_path / "dotfiles" / files[0].name
    target.chmod(0o644)
    before = target.read_bytes()
    written(small)
    assert all(file.is_symlink() for file in files)
    assert target.read_bytes() != before and target.stat().st_mode & 0o777 == 0o644
    assert len(list((tmp_path / "dotfiles").iterdir())) == 3
    back_up(open_library(small.path), tmp_path / "backup.zip")
    restore(tmp_path / "backup.zip", tmp_path / "fresh" / ".crossread", tmp_path / "aside")
    assert set(open_library(tmp_path / "fresh" / ".crossread").load()) == set(open_library(small.path).load())


@pytest.mark.parametrize("content", [b"", b'{"settings": {}}', None], ids=["empty", "other", "nothing"])
def test_a_link_to_no_file_of_a_library_is_refused_and_left(
    small: Small, tmp_path: Path, content: bytes | None
) -> None:
    small.store.close()
    file = small.file(small.first)
    file.unlink()
    file.symlink_to(tmp_path / "other.json")
    if content is not None:
        (tmp_path / "other.json").write_bytes(content)
    for ask in (lambda: small.reopened().load(), lambda: small.reopened().shelf()):
        with pytest.raises(StoreError, match=r"symbolic link stands where a file should be; put the file itself there"):
            ask()
    assert file.is_symlink()
    if content is not None:
        assert (tmp_path / "other.json").read_bytes() == content
    assert "symbolic link" in small.reopened().examine()[1][0]


def test_folders_that_cannot_be_a_librarys_are_refused(
    small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.store.close()
    path, elsewhere = small.path / "sources", tmp_path / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    (elsewhere / "notes.md").write_text("other")
    with pytest.raises(StoreError, match=r"where other things are too \(notes.md\); link to a folder that has nothing"):
        small.reopened()
    (elsewhere / "notes.md").unlink()
    with monkeypatch.context() as patched:
        patched.setattr(os, "geteuid", lambda: 12345)
        with pytest.raises(StoreError, match="belongs to another user"):
            small.reopened()
    elsewhere.rename(tmp_path / "moved")
    with pytest.raises(StoreError, match="which cannot be opened: a file or folder is gone"):
        small.reopened()
    elsewhere.write_text("")
    with pytest.raises(StoreError, match="not a folder"):
        small.reopened()


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
