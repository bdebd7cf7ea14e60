"""What the files look like, who else can read them, and what is refused without being touched."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tinydb import Query, TinyDB
from tinydb.table import Document, Table

from annotations.changes import Change, created
from annotations.model import Alternative, AlternativeId, Tag
from annotations.store.codec import decode, id_of, table_of
from annotations.store.disk import Disk
from annotations.store.protocol import StoreError
from annotations.store.storage import LibraryDB
from tests.annotations.store.builders import Small, mark, source, state


class StringIds(Table):
    document_id_class = str  # type: ignore[assignment]


class PlainDB(TinyDB):
    table_class = StringIds


def test_plain_tinydb_finds_every_record(small: Small) -> None:
    with PlainDB(str(small.file(small.first)), encoding="utf-8") as db:
        assert db.tables() == {"_header", "source", "marks", "links"}
        assert [found.doc_id for found in db.table("marks").all()] == [small.here.id]
        assert db.table("marks").search(Query().anchor.exact == small.here.quote)
        assert db.table("_header").all()[0]["format"] == "crossread"
    with TinyDB(str(small.path / "claims.json"), encoding="utf-8") as untouched:  # without string ids, by query
        found = untouched.table("claims").get(doc_id=small.claim.id)
        assert found["statement"] == small.claim.statement


def test_plain_tinydb_finds_every_record_of_every_file_by_its_id(small: Small) -> None:
    """Nothing but `TinyDB(path)`: tables of the file, and in them each record's fields under its id."""
    small.store.commit(created([Alternative(AlternativeId("X1"), "marks", small.here.id, "note", '"乙"')]))
    small.store.commit([Change(small.there, None), Change(small.link, None)])
    records = small.reopened().load()
    found = 0
    for path in [small.path / "library.json", small.path / "claims.json", *(small.path / "sources").iterdir()]:
        with TinyDB(path) as db:
            for record in records:
                document = db.table(table_of(record)).get(doc_id=id_of(record))
                if document is not None:
                    assert decode(table_of(record), id_of(record), document) == record
                    found += 1
    assert found == len(records) == 6


def test_what_plain_tinydb_writes_is_accepted_and_told(small: Small) -> None:
    with PlainDB(str(small.file(small.first)), encoding="utf-8") as db:
        db.table("marks").update({"note": "by hand", "stars": 5})
    store = small.reopened()
    edited = replace(small.here, note="by hand")
    assert state(store.load()) == state([*small.records, edited])
    assert any("edited outside" in note for note in store.notes)
    store.commit([Change(edited, replace(edited, note="again"))])
    store.bring_up()
    kept = json.loads(small.file(small.first).read_text("utf-8"))["marks"][small.here.id]
    assert kept["note"] == "again"
    assert kept["stars"] == 5, "a field of somebody else was lost"


def test_one_record_a_line_sorted_and_the_same_for_the_same_records(small: Small) -> None:
    marks = [mark(small.first, note=f"第{number}\n行") for number in range(5)]
    small.store.commit(created(reversed(marks)))
    small.store.bring_up()
    data = small.file(small.first).read_bytes()
    assert b"\r" not in data
    lines = data.decode().splitlines()
    assert lines[0].startswith('{"_header":{"1":{"format":"crossread","gen":2,')
    tables = [line.split('"')[1] for line in lines if line.endswith("{")]
    assert tables == ["links", "marks", "source"]
    ids = [line.split('"')[1] for line in lines[1:] if line.startswith('"M')]
    assert ids == sorted([small.here.id, *(mark.id for mark in marks)])


def test_a_library_file_is_a_tinydb_of_its_own(tmp_path: Path) -> None:
    with LibraryDB(tmp_path / "x.json", Disk()) as db:
        first = db.table("marks").insert({"note": "字\ud800"})
        db.table("marks").insert(Document({"note": "own id"}, "ZZ"))  # type: ignore[arg-type]
        assert db.table("marks").update({"note": "new"}, doc_ids=["ZZ"]) == ["ZZ"]
    assert isinstance(first, str)
    assert len(first) == 26
    with LibraryDB(tmp_path / "x.json", Disk()) as db:
        assert {found.doc_id: found["note"] for found in db.table("marks")} == {first: "字\ud800", "ZZ": "new"}
        assert db.tables() == {"marks"}


def test_other_line_ends_and_a_byte_order_mark_are_no_edit(small: Small) -> None:
    path = small.file(small.first)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    store = small.reopened()
    assert state(store.load()) == state(small.records)
    assert store.notes == []


def test_a_bad_record_is_named_and_the_others_are_read(small: Small) -> None:
    path = small.path / "library.json"
    path.write_text(path.read_text("utf-8").replace('"color":3', '"color":"red"'), "utf-8")
    store = small.reopened()
    assert state(store.load()) == state(set(small.records) - {small.tag})
    assert any("library.json" in note and "energy/核能" in note and "“color”" in note for note in store.notes)
    assert len(small.reopened().examine()[1]) == 1
    store.commit(created([Tag("new")]))
    assert store.bring_up()
    assert '"color":"red"' in path.read_text("utf-8"), "what cannot be read is kept as it is"


def test_a_newer_schema_is_refused_untouched(small: Small) -> None:
    path = small.path / "library.json"
    newer = path.read_bytes().replace(b'"schema":', b'"schema":1')
    path.write_bytes(newer)
    store = small.reopened()
    with pytest.raises(StoreError, match="newer crossread"):
        store.load()
    with pytest.raises(StoreError, match="newer crossread"):
        store.commit(created([Tag("new")]))
    assert path.read_bytes() == newer
    assert not (small.path / ".state" / "corrupt").exists()


def test_a_record_in_two_files_is_read_once_and_told(small: Small) -> None:
    copy = small.file(source())
    copy.write_bytes(small.file(small.first).read_bytes())
    store = small.reopened()
    assert sorted(store.load(), key=str) == sorted(small.records, key=str)
    assert any("in another file too" in note for note in store.notes)
