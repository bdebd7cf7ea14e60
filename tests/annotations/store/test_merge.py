"""Merging versions of a library file: what each device gets, and that nothing written is lost on the way."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.store import deleted
from annotations.store.codec import Fields, line
from annotations.store.lines import Tables
from annotations.store.merge import CONFLICTS, merge, value_of

EARLY, LATE = "2026-01-02T03:04:05Z", "2026-01-03T03:04:05Z"


def mark(note: str = "", tags: tuple[str, ...] = (), updated: str = EARLY, **fields: Any) -> Fields:
    found: Fields = {"anchor": {"end": 4, "exact": "渡轮每天", "start": 0}, "source": "S", "updated": updated, **fields}
    return found | ({"note": note} if note else {}) | ({"tags": list(tags)} if tags else {})


def marks(**records: Fields) -> Tables:
    return {"marks": dict(records)}


def without(tables: Tables, table: str, id: str) -> Tables:
    """The tables after the store deleted a record."""
    tables = copy.deepcopy(tables)
    deleted.remember(tables, table, id, tables[table].pop(id))
    return tables


def both(base: Tables | None, ours: Tables, theirs: Tables) -> Tables:
    """Merged from either end, which must be the same."""
    there, here = merge(base, theirs, ours), merge(base, ours, theirs)
    assert line(here.tables) == line(there.tables)
    assert here.alternatives == there.alternatives
    return here.tables


def kept(tables: Tables) -> list[tuple[str, str, str]]:
    return sorted((fields["record"], fields["field"], fields["value"]) for fields in tables.get(CONFLICTS, {}).values())


@pytest.mark.parametrize("base", [None, marks()], ids=["no base", "base"])
def test_marks_made_on_two_devices_are_all_there(base: Tables | None) -> None:
    assert both(base, marks(A=mark("一")), marks(B=mark("二"))) == marks(A=mark("一"), B=mark("二"))


def test_different_fields_of_one_record_are_both_taken() -> None:
    base = marks(A=mark("一", ("x",)))
    noted, tagged = marks(A=mark("改", ("x",), LATE)), marks(A=mark("一", ("x", "y")))
    assert both(base, noted, tagged) == marks(A=mark("改", ("x", "y"), LATE))


def test_the_later_note_wins_and_the_other_is_kept_whole() -> None:
    base = marks(A=mark("old"))
    merged = both(base, marks(A=mark("甲\n" * 500, updated=EARLY)), marks(A=mark("乙", updated=LATE)))
    assert merged["marks"]["A"] == mark("乙", updated=LATE)
    assert kept(merged) == [("A", "note", line("甲\n" * 500))]


def test_a_note_wins_over_none() -> None:
    merged = both(None, marks(A=mark("甲", updated=EARLY)), marks(A=mark(updated=LATE)))
    assert merged == marks(A=mark("甲", updated=LATE))


def test_in_one_second_the_larger_value_wins_for_each_field() -> None:
    merged = both(marks(A=mark("old", claim="C0")), marks(A=mark("a", claim="C2")), marks(A=mark("b", claim="C1")))
    assert merged["marks"]["A"] == mark("b", claim="C2")
    assert kept(merged) == [("A", "claim", '"C1"'), ("A", "note", '"a"')]


def test_tags_are_a_set() -> None:
    base = marks(A=mark(tags=("x", "y")))
    merged = both(base, marks(A=mark(tags=("y", "z"))), marks(A=mark(tags=("w", "y", "x"))))
    assert merged == marks(A=mark(tags=("w", "y", "z")))
    assert both(None, marks(A=mark(tags=("x",))), marks(A=mark(tags=("y",)))) == marks(A=mark(tags=("x", "y")))


@pytest.mark.parametrize("with_base", [True, False])
def test_a_mark_deleted_on_one_side_is_gone(with_base: bool) -> None:
    base = marks(A=mark("一"), B=mark())
    merged = both(base if with_base else None, without(base, "marks", "A"), base)
    assert merged["marks"] == marks(B=mark())["marks"]
    again = both(None, merged, base)  # a stale copy comes late
    assert again["marks"] == merged["marks"]


@pytest.mark.parametrize("with_base", [True, False])
def test_an_edit_wins_over_a_deletion(with_base: bool) -> None:
    base = marks(A=mark("一"))
    edited = marks(A=mark("改", updated=LATE))
    assert both(base if with_base else None, without(base, "marks", "A"), edited) == edited


def test_a_deletion_that_was_undone_stands_no_longer() -> None:
    base = without(marks(A=mark("一"), B=mark()), "marks", "A")
    undone = copy.deepcopy(base)
    undone["marks"]["A"] = mark("一")
    deleted.forget(undone, "marks", "A")
    assert both(base, undone, base) == undone


def test_a_text_is_never_mixed_of_two_versions() -> None:
    def source(fingerprint: str, length: int, title: str) -> Tables:
        return {"source": {"S": {"fingerprint": fingerprint, "length": length, "title": title, "updated": EARLY}}}

    merged = both(source("f0", 1, "T"), source("f1", 900, "T"), source("f2", 20, "新"))
    assert merged["source"] == source("f2", 20, "新")["source"]
    assert kept(merged) == [("S", "fingerprint", '{"fingerprint":"f1","length":900}')]


def test_a_colour_that_the_program_chose_is_no_question() -> None:
    merged = both(None, {"tags": {"能源": {"color": 1}}}, {"tags": {"能源": {"color": 2}}})
    assert merged == {"tags": {"能源": {"color": 2}}}


def test_what_was_settled_does_not_come_back() -> None:
    ours, copied = marks(A=mark("甲", updated=LATE)), marks(A=mark("乙"))
    merged = both(None, ours, copied)
    (id,) = merged[CONFLICTS]
    settled = without(merged, CONFLICTS, id)
    assert kept(both(None, settled, copied)) == []
    assert kept(both(None, settled, merged)) == []
    chosen = copy.deepcopy(settled)
    chosen["marks"]["A"] = mark("乙", updated=LATE)
    again = both(None, chosen, ours)  # in the same second, so the larger stands; the choice is not lost for that
    assert (again["marks"]["A"]["note"], kept(again)) == ("甲", [("A", "note", '"乙"')])


def test_tables_and_fields_of_other_programs_are_merged_too() -> None:
    ours = {"theirs": {"1": {"stars": 5, "n": [1]}}, "marks": {"A": mark(stars=1)}}
    theirs = {"theirs": {"1": {"stars": 5, "m": {"x": None}}}, "marks": {"A": mark()}}
    merged = both(None, ours, theirs)
    assert merged["theirs"]["1"] == {"stars": 5, "n": [1], "m": {"x": None}}
    assert merged["marks"]["A"]["stars"] == 1


# ---- any versions ------------------------------------------------------------------------------------------------

words = st.sampled_from(["甲", "乙", "b", "c"])
values = st.one_of(words, st.sampled_from([0, 1, True, False, 1.0, {"a": 1}, {"a": True}, [], ["x", 1]]))
records = st.builds(
    lambda updated, fields, tags: {"updated": updated, **fields, **({"tags": tags} if tags is not None else {})},
    st.sampled_from([EARLY, LATE]),
    st.dictionaries(st.sampled_from(["note", "claim", "length", "fingerprint"]), values, max_size=3),
    st.one_of(st.none(), st.lists(words, unique=True, max_size=3)),
)
tables = st.dictionaries(
    st.sampled_from(["source", "marks"]), st.dictionaries(st.sampled_from("AB"), records, max_size=2), max_size=2
)


@st.composite
def versions(draw: st.DrawFn) -> tuple[Tables, Tables, Tables]:
    """A base and two versions made of it by edits, additions and deletions, some of which left no memory."""
    base = draw(tables)
    if draw(st.booleans()):
        base = merge(None, base, draw(tables)).tables

    def edited() -> Tables:
        version = copy.deepcopy(base)
        for table, changes in draw(tables).items():
            version.setdefault(table, {}).update(changes)
        there = [(table, id) for table in ("source", "marks", CONFLICTS) for id in version.get(table, {})]
        for table, id in draw(st.lists(st.sampled_from(there), unique=True, max_size=2)) if there else ():
            if id in version.get(table, {}):
                fields = version[table].pop(id)
                if draw(st.booleans()):
                    deleted.remember(version, table, id, fields)
        return version

    return base, edited(), edited()


@given(versions(), st.booleans())
@settings(max_examples=400, deadline=None)
def test_symmetric_and_the_same_again_when_a_version_comes_back(
    found: tuple[Tables, Tables, Tables], with_base: bool
) -> None:
    base, ours, theirs = found
    before = line([base, ours, theirs])
    known = base if with_base else None
    merged = both(known, ours, theirs)
    for version in (ours, theirs, merged):
        assert line(both(known, merged, version)) == line(merged)
    assert line([base, ours, theirs]) == before, "an argument was changed"


@given(versions(), st.booleans())
@settings(max_examples=400, deadline=None)
def test_nothing_is_lost(found: tuple[Tables, Tables, Tables], with_base: bool) -> None:
    """Every value of either side stands in the record, or is kept, or was replaced or deleted knowingly."""
    base, ours, theirs = found
    merged = both(base if with_base else None, ours, theirs)
    beside = kept(merged)
    for side, other in ((ours, theirs), (theirs, ours)):
        for table, id, record in ((t, i, r) for t in ("source", "marks") for i, r in side.get(t, {}).items()):
            known = base.get(table, {}).get(id) if with_base else None
            if id not in merged.get(table, {}):
                assert id not in other.get(table, {})
                was = known and line(known) == line(record)
                assert was or deleted.digest(record) in deleted.versions(other, table, id)
                continue
            for name in {"note", "claim", "fingerprint", "tags"} & set(record):
                value, now = value_of(table, record, name), value_of(table, merged[table][id], name)
                if line(value) == line(now) or (known and line(value_of(table, known, name)) == line(value)):
                    continue
                if name == "tags":
                    assert set(value) - set(now or ()) <= set((known or {}).get("tags", ()))
                else:
                    assert (id, name, line(value)) in beside


@given(st.lists(st.dictionaries(st.sampled_from("AB"), st.lists(words, unique=True)), min_size=3, max_size=3))
def test_sets_merge_in_any_order(found: list[dict[str, list[str]]]) -> None:
    one, two, three = ({"marks": {id: {"tags": tags} for id, tags in version.items()}} for version in found)
    left = both(None, both(None, one, two), three)
    right = both(None, one, both(None, two, three))
    assert [set(left.get("marks", {}).get(id, {}).get("tags", ())) for id in "AB"] == [
        set(right.get("marks", {}).get(id, {}).get("tags", ())) for id in "AB"
    ]
