"""What a commit promises when the disk is well."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.changes import Change, Transaction, created
from annotations.ids import new_id
from annotations.model import Alternative, AlternativeId, Record, SourceId, Tag
from annotations.store import journal as journal_module
from annotations.store.codec import id_of
from annotations.store.disk import Disk
from annotations.store.protocol import Conflict, StoreError
from annotations.store.tiny import TinyStore
from tests.annotations.store.builders import Small, link, mark, source, state


class Watched(Disk):
    def __init__(self) -> None:
        self.opened: set[str] = set()

    def open(self, path: Path, flags: int) -> int:
        if path.suffix == ".json":
            self.opened.add(path.name)
        return super().open(path, flags)


def test_a_commit_opens_no_file_and_brings_up_only_those_that_it_touches(small: Small) -> None:
    disk = Watched()
    store = TinyStore(small.path, disk)
    store.load()
    disk.opened.clear()
    new = mark(small.first)
    store.commit(created([new, link(small.here, small.there)]))
    store.commit(created([link(new, small.there)]))
    assert disk.opened == set()
    store.bring_up()
    assert disk.opened == {small.file(small.first).name}
    disk.opened.clear()
    store.commit(created([Tag("new")]))
    store.bring_up()
    assert disk.opened == {"library.json"}


def test_acknowledged_before_its_file_is_written(small: Small) -> None:
    before = small.file(small.first).read_bytes()
    new = mark(small.first)
    small.store.commit(created([new]))
    assert small.file(small.first).read_bytes() == before
    assert state(small.reopened().load()) == state([*small.records, new])
    assert new.id.encode() in small.file(small.first).read_bytes(), "another program reads: the files are brought up"


def test_closing_brings_the_files_up(small: Small) -> None:
    new = mark(small.first)
    small.store.commit(created([new]))
    small.store.close()
    assert new.id in small.file(small.first).read_text()
    assert not small.store.unsaved


def test_a_link_lives_with_the_mark_it_starts_at(small: Small) -> None:
    back = link(small.there, small.here)
    other = TinyStore(small.path)
    other.commit(created([back]))  # without a load: the home is searched
    other.bring_up()
    assert back.id in small.file(small.second).read_text()
    turned = replace(back, origin=small.here.id, target=small.there.id)
    small.store.commit([Change(back, turned)])
    small.store.bring_up()
    assert f'"{back.id}":' not in small.file(small.second).read_text()
    assert state(small.reopened().load()) == state([*small.records, turned])


def test_a_link_from_nowhere_is_refused(small: Small) -> None:
    with pytest.raises(StoreError, match="not in the library"):
        small.store.commit(created([link(mark(small.first), small.here)]))


def test_a_mark_moves_to_another_source(small: Small) -> None:
    moved = replace(small.there, source=small.first.id)
    small.store.commit([Change(small.there, moved)])
    small.store.bring_up()
    assert f'"{small.there.id}":' not in small.file(small.second).read_text()
    assert state(small.reopened().load()) == state([*small.records, moved])


def test_undoing_everything_leaves_an_empty_library(small: Small) -> None:
    small.store.commit(Transaction("all", created(small.records)).inverse().changes)
    assert small.reopened().load() == []
    assert list((small.path / "sources").iterdir()) == []
    small.store.commit(created(small.records))
    assert state(small.reopened().load()) == state(small.records)


def test_one_record_may_change_several_times_in_a_transaction(small: Small) -> None:
    new = mark(small.first)
    noted = replace(new, note="b")
    small.store.commit([Change(None, new), Change(new, noted), Change(small.tag, None)])
    assert state(small.reopened().load()) == state([*set(small.records) - {small.tag}, noted])


@pytest.mark.parametrize("table", ["source", "marks", "links", "claims", "tags"])
def test_what_lost_a_merge_lives_with_its_record_and_returns_with_it(small: Small, table: str) -> None:
    record: dict[str, Record] = {
        "source": small.first,
        "marks": small.there,
        "links": small.link,
        "claims": small.claim,
        "tags": small.tag,
    }
    file = {"source": small.file(small.first), "marks": small.file(small.second), "links": small.file(small.first)}
    other = Alternative(AlternativeId("X1"), table, id_of(record[table]), "note", '"乙"', small.here.updated)
    small.store.commit(created([other]))
    home = file.get(table, small.path / ("claims.json" if table == "claims" else "library.json"))
    assert state(small.reopened().load()) == state([*small.records, other])
    assert '"_conflicts":{' in home.read_text("utf-8")
    gone = Transaction("", (Change(record[table], None), Change(other, None)))
    for transaction in (gone, gone.inverse()):
        small.store.commit(transaction.changes)
    assert state(small.reopened().load()) == state([*small.records, other])


def test_nothing_to_change_writes_nothing(small: Small) -> None:
    size = (small.path / ".state" / "journal.jsonl").stat().st_size
    small.store.commit([Change(small.here, small.here)])
    small.store.commit([])
    assert (small.path / ".state" / "journal.jsonl").stat().st_size == size


@pytest.mark.parametrize("after", ["edited", None])
def test_a_record_changed_by_another_is_not_overwritten(small: Small, after: str | None) -> None:
    other = small.reopened()
    other.load()
    theirs = replace(small.here, note="theirs")
    other.commit([Change(small.here, theirs)])
    mine = replace(small.here, note="mine") if after else None
    untouched = mark(small.second)
    with pytest.raises(Conflict, match=small.here.id):
        small.store.commit([Change(None, untouched), Change(small.here, mine)])
    assert state(small.reopened().load()) == state([*small.records, theirs])
    small.store.commit([Change(None, untouched)])  # other records are free
    assert state(small.reopened().load()) == state([*small.records, theirs, untouched])


def test_a_record_deleted_or_added_by_another_is_a_conflict(small: Small) -> None:
    other = small.reopened()
    other.commit([Change(small.tag, None), Change(None, Tag("same", 1))])
    with pytest.raises(Conflict, match="deleted"):
        small.store.commit([Change(small.tag, replace(small.tag, color=1))])
    with pytest.raises(Conflict, match="added"):
        small.store.commit([Change(None, Tag("same", 2))])
    small.store.commit([Change(None, Tag("same", 1)), Change(small.tag, None)])  # both did the same


def test_a_file_deleted_by_hand_is_not_made_again(small: Small) -> None:
    kept = small.file(small.first).read_bytes()
    small.file(small.first).unlink()
    edited = replace(small.here, note="x")
    small.store.commit([Change(small.here, edited)])
    assert not small.store.bring_up()
    assert "deleted by another program" in small.store.unsaved
    assert not small.file(small.first).exists()
    small.file(small.first).write_bytes(kept)
    assert small.store.bring_up()
    assert small.store.unsaved == ""
    assert edited in small.reopened().load()


def test_an_id_that_is_a_path_is_refused(small: Small) -> None:
    with pytest.raises(StoreError, match="cannot be the id"):
        small.store.commit(created([replace(small.first, id=SourceId("../../evil"))]))


def test_a_record_that_could_not_be_read_back_is_refused(small: Small) -> None:
    bad = mark(small.first)
    bad = replace(bad, anchor=replace(bad.anchor, start=9, end=1))
    with pytest.raises(StoreError, match=r"anchor\.end"):
        small.store.commit(created([bad]))
    assert state(small.reopened().load()) == state(small.records)


def test_generation_tells_of_others_commits_only(small: Small) -> None:
    store, other = small.store, small.reopened()
    before = store.generation()
    store.commit(created([Tag("mine")]))
    assert store.generation() == before
    other.commit(created([Tag("theirs")]))
    seen = store.generation()
    assert seen != before
    store.load()
    store.commit(created([Tag("mine/2")]))
    assert store.generation() == seen
    with pytest.raises(Conflict):
        other.commit(created([Tag("mine", 5)]))
    assert store.generation() == seen


@pytest.fixture
def short_journal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(journal_module, "COMPACT_BYTES", 600)
    monkeypatch.setattr(journal_module, "HISTORY_BYTES", 0)
    yield


@pytest.mark.usefixtures("short_journal")
def test_the_journal_stays_bounded_and_both_stores_follow(small: Small) -> None:
    stores = [small.store, small.reopened()]
    marks = [mark(small.first) for _ in range(20)]
    for number, one in enumerate(marks):
        news = [store.generation() for store in stores]
        stores[number % 2].commit(created([one]))
        stores[number // 3 % 2].bring_up()
        assert [store.generation() - old for store, old in zip(stores, news, strict=True)] == [
            number % 2,
            1 - number % 2,
        ]
    assert (small.path / ".state" / "journal.jsonl").stat().st_size < 1500
    assert state(stores[0].load()) == state([*small.records, *marks])


@pytest.mark.usefixtures("short_journal")
def test_a_journal_replaced_by_another_and_grown_longer_is_read_from_its_start(small: Small) -> None:
    other = small.reopened()
    small.store.load()
    path = small.path / ".state" / "journal.jsonl"
    seen = path.stat().st_size
    other.commit(created([mark(small.first, note="long" * 200)]))
    while path.stat().st_size <= seen:
        other.commit(created([replace(small.tag, name="long/" * 80)]))
        other.commit([Change(replace(small.tag, name="long/" * 80), None)])
        other.bring_up()
    before = small.store.generation()
    small.store.commit(created([Tag("new")]))
    assert small.store.generation() == before
    assert small.store.notes == []
    assert Tag("new") in small.reopened().load()


def test_opening_takes_no_transaction_apart_that_the_files_hold(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    small.store.close()
    small.store.commit(created([new := mark(small.first)]))
    read, taken = journal_module._entry, list[int]()

    def counted(raw: bytes) -> journal_module.Entry:
        taken.append(len(raw))
        return read(raw)

    monkeypatch.setattr(journal_module, "_entry", counted)
    store = small.reopened()
    store.generation()
    assert len(taken) == 1, "the one that is pending"
    assert len(store.history()) > 1
    assert new in store.load()


def test_a_journal_put_back_from_a_copy_is_followed(small: Small) -> None:
    path = small.path / ".state" / "journal.jsonl"
    older = path.read_bytes()
    small.store.commit(created([Tag("a")]))
    path.write_bytes(older)
    small.store.commit(created([Tag("b")]))
    assert b"\0" not in path.read_bytes()
    assert state(small.reopened().load()) == state([*small.records, Tag("a"), Tag("b")])


def test_a_torn_last_line_is_ignored_and_cut_off(small: Small) -> None:
    path = small.path / ".state" / "journal.jsonl"
    with path.open("ab") as file:
        file.write(b'{"changes":[{"after":{"col')
    assert state(small.reopened().load()) == state(small.records)
    small.store.commit(created([Tag("new")]))
    assert state(small.reopened().load()) == state([*small.records, Tag("new")])
    assert b'"col{' not in path.read_bytes()


@pytest.mark.parametrize(
    "bad",
    [
        b"\0" * 100,
        b'{"changes":[],"seq":9}',
        b'{"applied":"x"}',
        b"[]",
        b'{"changes":[{"after":{},"before":null,"file":"../x.json","id":"a","table":"tags"}],"seq":9}',
    ],
)
def test_a_bad_line_of_the_journal_is_skipped_and_told(small: Small, bad: bytes) -> None:
    from hashlib import sha256

    sealed = bad[:-1] + f',"sum":"{sha256(bad).hexdigest()}"}}'.encode() if b"../" in bad else bad
    with (small.path / ".state" / "journal.jsonl").open("ab") as file:
        file.write(sealed + b"\n")
    store = small.reopened()
    store.commit(created([Tag("new")]))
    assert state(store.load()) == state([*small.records, Tag("new")])
    assert any("journal" in note for note in store.notes)
    assert not (small.path.parent / "x.json").exists()


def test_a_library_without_its_state_folder_opens(small: Small) -> None:
    """As after a git clone, which leaves `.state` out and keeps no empty folders."""
    shutil.rmtree(small.path / ".state")
    assert state(small.store.load()) == state(small.records)
    small.store.commit(created([Tag("new")]))
    assert state(small.reopened().load()) == state([*small.records, Tag("new")])


def test_a_busy_library_says_so(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Disk, "lock_seconds", 0.05)
    with Disk().lock(small.path / ".state" / "lock"), pytest.raises(StoreError, match="busy"):
        small.store.commit(created([Tag("new")]))
    small.store.commit(created([Tag("new")]))


def test_a_library_that_is_gone_is_not_made_again(small: Small) -> None:
    small.path.rename(small.path.parent / "away")
    with pytest.raises(StoreError, match="gone"):
        small.store.commit(created([source()]))
    assert not small.path.exists()


def test_modes_are_private_and_kept(small: Small) -> None:
    path = small.file(small.first)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    small.store.commit(created([mark(small.first)]))
    small.store.bring_up()
    assert path.stat().st_mode & 0o777 == 0o640


def test_ids_are_ulids_that_fit_a_file_name(small: Small) -> None:
    fresh = replace(small.first, id=SourceId(new_id()))
    small.store.commit(created([fresh]))
    small.store.bring_up()
    assert small.file(fresh).exists()
