"""Libraries that earlier versions wrote: a folder for each schema, as it stood on a disk."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.changes import Change
from annotations.model import Claim, Mark, Record, Source, Tag
from annotations.store.disk import Disk
from annotations.store.lines import read
from annotations.store.locate import FOLDER, open_library
from annotations.store.migrations import SCHEMA, STEPS, migrate
from annotations.store.tiny import TinyStore
from tests.annotations.store.builders import state
from tests.annotations.store.faults import Faulty, Killed

HERE = Path(__file__).parent
EARLIER = range(1, SCHEMA)


def library(folder: Path, schema: int) -> Path:
    """A copy of what that schema's program left, without what belongs to the device."""
    path = folder / FOLDER
    shutil.copytree(HERE / f"schema-{schema}", path, ignore=shutil.ignore_patterns("journal.jsonl"))
    return path


def files(path: Path) -> dict[str, bytes]:
    paths = [path / "library.json", path / "claims.json", *sorted((path / "sources").glob("0*.json"))]
    return {each.name: each.read_bytes() for each in paths}


def expect_whole(records: list[Record]) -> None:
    kinds = [type(record) for record in records]
    assert {kind.__name__: kinds.count(kind) for kind in kinds} == {
        "Source": 2,
        "Mark": 3,
        "Link": 1,
        "Claim": 1,
        "Tag": 2,
    }
    noted = next(record for record in records if isinstance(record, Mark) and record.note)
    assert (noted.note, noted.tags, noted.quote) == ("核对 002。\n第二行", ("试点", "ai/roi"), "试点失败了。")
    assert sum(isinstance(record, Mark) and record.lost for record in records) == 1
    assert next(record for record in records if isinstance(record, Claim)).statement == "95 % of pilots fail"


def noting(path: Path, note: str, disk: Disk | None = None) -> None:
    """An edit of each file of the library."""
    store = open_library(path, disk=disk)
    changes = []
    for record in store.load():
        match record:
            case Source():
                changes.append(Change(record, replace(record, title=note)))
            case Claim():
                changes.append(Change(record, replace(record, statement=note)))
            case Tag():
                changes.append(Change(record, replace(record, letter=note)))
    store.commit(changes)
    store.close()


def test_there_is_a_step_and_a_fixture_for_every_earlier_schema() -> None:
    assert sorted(STEPS) == list(EARLIER)
    assert all((HERE / f"schema-{schema}").is_dir() for schema in EARLIER)


@pytest.mark.parametrize("schema", EARLIER)
def test_an_earlier_library_is_read_whole_and_left_as_it_is(tmp_path: Path, schema: int) -> None:
    path = library(tmp_path, schema)
    before = files(path)
    store = open_library(path)
    expect_whole(store.load())
    assert store.notes == []
    store.close()
    assert files(path) == before
    (source,) = [record for record in store.load() if isinstance(record, Source)][:1]
    assert store.text(source.fingerprint).startswith("试点失败了。")


@pytest.mark.parametrize("schema", EARLIER)
def test_the_first_write_pins_what_was_and_the_second_does_nothing(tmp_path: Path, schema: int) -> None:
    path = library(tmp_path, schema)
    before = files(path)
    for note in [str(number) for number in range(15)]:
        noting(path, note)
    for name, data in files(path).items():
        assert read(data).schema == SCHEMA
        pinned = path / ".state" / "backups" / name.removesuffix(".json") / f"pre-schema-{SCHEMA}.json"
        assert pinned.read_bytes() == before[name]
    expected = open_library(path).load()
    after = files(path)
    content = read(after["library.json"])
    assert migrate(content.lines, SCHEMA) == content.lines
    assert json.loads(after["library.json"])["library"].popitem()[1] == {}
    assert state(open_library(path).load()) == state(expected)
    assert files(path) == after


@pytest.mark.parametrize("schema", EARLIER)
def test_a_migration_killed_at_any_call_leaves_whole_files(tmp_path: Path, schema: int) -> None:
    model = library(tmp_path / "model", schema)
    open_library(model).load()
    before = files(model)
    path = tmp_path / "copy"
    at = 0
    while True:
        at += 1
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(model, path)
        disk = Faulty(10**9, Killed, forever=True)
        store = TinyStore(path, disk)
        source = next(record for record in store.load() if isinstance(record, Source) and record.handle == "001")
        disk.calls, disk.at = 0, at
        try:
            store.commit([Change(source, replace(source, title="neu"))])
            store.close()
        except Killed:
            pass
        if not disk.fired:
            break
        for name, data in files(path).items():
            content = read(data)
            assert content.schema == SCHEMA or data == before[name], at
            if data != before[name]:
                pinned = path / ".state" / "backups" / name.removesuffix(".json") / f"pre-schema-{SCHEMA}.json"
                assert pinned.read_bytes() == before[name]
        begun = (path / ".state" / "backups").exists()
        found = open_library(path).load()
        (title,) = (record.title for record in found if isinstance(record, Source) and record.handle == "001")
        assert title in ("试点", "neu"), at
        if begun:  # what was begun is finished with the next edit, and what is pinned is whole
            again = open_library(path)
            (one,) = (record for record in again.load() if isinstance(record, Source) and record.handle == "001")
            again.commit([Change(one, replace(one, title="x"))])
            again.close()
            for pinned in (path / ".state" / "backups").rglob("pre-schema-*.json"):
                assert pinned.read_bytes() == before[f"{pinned.parent.name}.json"], at
    assert at > 20


def test_a_journal_of_an_earlier_version_is_replayed(tmp_path: Path) -> None:
    """As when the program was killed, and a newer one installed before it was opened again."""
    path = library(tmp_path, 1)
    (path / ".state").mkdir()
    journal = (HERE / "schema-1" / "journal.jsonl").read_text("utf-8").splitlines(keepends=True)
    pending = [row for row in journal if not row.startswith('{"applied":') or "journal" in row]
    (path / ".state" / "journal.jsonl").write_text("".join(pending), "utf-8")
    for name in ("claims.json", "library.json"):
        (path / name).unlink()
    shutil.rmtree(path / "sources")
    expect_whole(open_library(path).load())
