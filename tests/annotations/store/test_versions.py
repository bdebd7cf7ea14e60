"""Whole files merged: the bytes are the same from either end, and conflict markers are two versions."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.store import deleted
from annotations.store.lines import HEADER, Tables, digest, read, serialise, to_lines
from annotations.store.merge import merge
from annotations.store.versions import has_markers, merge_files, merge_marked

NOTES = st.sampled_from(["甲", "乙\n二", '"<<<<<<< "', "=======", "c"])
PLAIN = st.dictionaries(
    st.sampled_from(["marks", "links", "source"]),
    st.dictionaries(st.sampled_from("ABC"), st.fixed_dictionaries({"note": NOTES, "updated": st.sampled_from("12")})),
)


@st.composite
def versions(draw: st.DrawFn) -> Tables:
    """With what earlier merges left in them, and with deletions that are remembered."""
    tables = draw(PLAIN)
    if draw(st.booleans()):
        tables = merge(None, tables, draw(PLAIN)).tables
    there = [(name, id) for name, table in tables.items() for id in table if name != deleted.DELETED]
    for name, id in draw(st.lists(st.sampled_from(there), unique=True, max_size=3)) if there else ():
        fields = tables[name].pop(id)
        if draw(st.booleans()):
            deleted.remember(tables, name, id, fields)
    return {name: table for name, table in tables.items() if table}


VERSIONS = versions()


def file(tables: Tables, gen: int = 1) -> bytes:
    return serialise(to_lines(tables), gen, "")


def header(data: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(data)[HEADER]["1"]
    return found


@given(VERSIONS, VERSIONS, VERSIONS, st.integers(1, 9), st.integers(1, 9), st.booleans())
@settings(deadline=None)
def test_the_bytes_are_the_same_from_either_end(
    base: Tables, one: Tables, two: Tables, gen: int, other: int, with_base: bool
) -> None:
    known = file(base) if with_base else b""
    ours, theirs = file(one, gen), file(two, other)
    merged = merge_files(known, ours, theirs)
    assert merge_files(known, theirs, ours) == merged
    assert not read(merged).edited
    assert read(merged).lines == to_lines(merge(base if with_base else None, one, two).tables)
    if merged not in (ours, theirs):
        assert header(merged)["gen"] == max(gen, other) + 1
        assert header(merged)["writer"] == "merge"
        assert header(merged)["parent"] == " ".join(sorted([digest(ours), digest(theirs)]))


def test_a_side_that_has_everything_is_left_as_it_is() -> None:
    small, large = file({"marks": {"A": {"note": "甲"}}}, 7), file({"marks": {"A": {"note": "甲"}, "B": {}}}, 3)
    assert merge_files(None, small, large) == large
    assert merge_files(b"no version", large, small) == large


def test_words_that_look_like_markers_are_none() -> None:
    assert not has_markers(file({"marks": {"A": {"note": "a\n<<<<<<< HEAD\n=======\n>>>>>>> b"}}}))


def test_a_conflict_without_an_end_is_damage() -> None:
    with pytest.raises(ValueError, match="no end"):
        merge_marked(b"<<<<<<< HEAD\n" + file({"marks": {"A": {"note": "甲"}}}))
