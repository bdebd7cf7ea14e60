"""Row 15: a file with records is deleted by another program. Told, not made again by itself, brought back or let go."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from annotations.changes import Change, Transaction, created
from annotations.gone import let_go
from annotations.library import Library
from annotations.store.tiny import TinyStore
from annotations.workspace import Workspace
from tests.annotations.store.builders import Small, mark, state


def opened(small: Small) -> tuple[TinyStore, Library]:
    store = small.reopened()
    return store, Library(shelf=store.shelf())


def delete(small: Small, *, index: bool = True, journal: bool = True) -> None:
    """The first source's file, and what else might know what stood in it."""
    Library(shelf=small.store.shelf())  # enters all in the index
    small.store.close()
    small.file(small.first).unlink()
    if not index:
        for path in (small.path / ".state").glob("index.sqlite*"):
            path.unlink()
    if not journal:
        (small.path / ".state" / "journal.jsonl").unlink()


@pytest.mark.parametrize(
    "left", [("index",), ("journal",), (), ("index", "journal")], ids=["index", "journal", "backup", "all"]
)
def test_what_stood_in_it_stays_is_told_and_comes_back(small: Small, left: tuple[str, ...]) -> None:
    before = small.file(small.first).read_bytes()
    delete(small, index="index" in left, journal="journal" in left)
    store, library = opened(small)
    (gone,) = store.gone
    assert (gone.file, str(gone), gone.marks) == (f"sources/{small.first.id}.json", "“標題”", 1)
    assert any("was deleted by another program" in note for note in store.notes)
    assert state(library.records()) == state(small.records)
    assert state(small.reopened().load()) == state(small.records)
    new = mark(small.first, 1, 3)
    store.commit(created([new]))
    assert not store.bring_up()
    assert not small.file(small.first).exists(), "made again without being asked"
    store.restore([gone.file])
    assert (store.gone, store.unsaved, store.news()) == ((), "", [])
    again, library = opened(small)
    assert state(library.records()) == state([*small.records, new])
    assert again.notes == []
    assert small.file(small.first).read_bytes() != before


def test_a_file_that_another_program_puts_back_is_taken_as_it_is(small: Small) -> None:
    before = small.file(small.first).read_bytes()
    delete(small)
    store, _ = opened(small)
    small.file(small.first).write_bytes(before)
    store.restore([store.gone[0].file])
    assert store.gone == ()
    assert small.file(small.first).read_bytes() == before


@pytest.mark.parametrize("pending", [False, True])
def test_it_is_let_go_with_all_that_refers_to_it_and_undo_brings_it_back(small: Small, pending: bool) -> None:
    delete(small)
    other = small.reopened()
    window = Workspace(other)
    window.library.records()
    workspace = Workspace(small.reopened())
    new = mark(small.first, 1, 3)
    if pending:
        workspace.perform(Transaction("Highlight", created([new])))
    workspace.perform(let_go(workspace.library, workspace.store.gone[0].records))
    kept = {small.second, small.there, small.tag}
    assert set(workspace.library.records()) == kept
    assert workspace.store.bring_up()  # type: ignore[attr-defined]
    assert workspace.store.gone == ()
    for name in ("index.sqlite", "journal.jsonl"):  # nothing else says that it was on purpose
        shutil.copy(small.path / ".state" / name, small.path / name)
    again, library = opened(small)
    assert again.gone == () and again.notes == []
    assert set(library.records()) == kept
    window.store.generation()
    window.catch_up()
    assert set(window.library.records()) == kept and window.store.gone == ()
    assert workspace.undo() == "Let go of deleted files"
    workspace.close()
    back = {*small.records, new} if pending else {*small.records}
    assert set(small.reopened().load()) == back
    assert small.file(small.first).exists()


def test_claims_may_be_deleted_too(small: Small) -> None:
    Library(shelf=small.store.shelf())
    small.store.close()
    (small.path / "claims.json").unlink()
    workspace = Workspace(small.reopened())
    (gone,) = workspace.store.gone
    assert (str(gone), gone.records) == ("the claims", (small.claim,))
    workspace.perform(let_go(workspace.library, gone.records))
    highlight = replace(small.here, claim=None)
    assert set(workspace.library.records()) == {*small.records, highlight} - {small.claim, small.here}
    workspace.close()
    assert set(small.reopened().load()) == {*small.records, highlight} - {small.claim, small.here}


def test_what_was_removed_on_purpose_is_not_missed(small: Small) -> None:
    """By a store with an index, and by one without; also where only backups are left to know of it."""
    Library(shelf=small.store.shelf())
    store = small.reopened()
    store.load()
    changes = [Change(record, None) for record in (small.link, small.there, small.second)]
    store.commit(changes)
    store.close()
    assert not small.file(small.second).exists()
    assert opened(small)[0].gone == ()
    for path in (small.path / ".state").glob("*.*"):
        path.unlink()
    assert opened(small)[0].gone == ()
    again = small.reopened()
    again.load()
    again.commit([change.inverse() for change in reversed(changes)])
    again.close()
    small.file(small.second).unlink()
    assert [gone.file for gone in opened(small)[0].gone] == [f"sources/{small.second.id}.json"]


def test_one_that_goes_while_the_library_is_open_is_seen(small: Small) -> None:
    store, library = opened(small)
    library.marks_of(small.first.id)
    small.file(small.first).unlink()
    store._look()
    assert [gone.file for gone in store.gone] == [f"sources/{small.first.id}.json"]
    small.file(small.second).unlink()  # nothing of which was asked for
    store._look()
    assert len(store.gone) == 2
