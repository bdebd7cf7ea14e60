from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.model import (
    Anchor,
    AnchorState,
    Claim,
    ClaimId,
    Link,
    LinkId,
    Mark,
    MarkId,
    Record,
    Relation,
    Source,
    SourceId,
    Tag,
    Timestamp,
)
from annotations.store.codec import decode, encode, id_of, line, parse, table_of
from annotations.store.protocol import StoreError
from tests.annotations.store.builders import mark, source

texts = st.text(max_size=12)
numbers = st.integers(0, 10**9)
tags = st.lists(texts, max_size=3).map(tuple)
times = texts.map(Timestamp)


@st.composite
def anchors(draw: st.DrawFn) -> Anchor:
    start = draw(numbers)
    state = draw(st.sampled_from(AnchorState))
    return Anchor(start, start + draw(numbers), draw(texts), draw(texts), draw(texts), state)


records: st.SearchStrategy[Record] = st.one_of(
    st.builds(
        Source,
        texts.map(SourceId),
        *[texts] * 4,
        times,
        times,
        author=texts,
        tags=tags,
        script=texts,
        length=numbers,
    ),
    st.builds(
        Mark,
        texts.map(MarkId),
        texts.map(SourceId),
        anchors(),
        times,
        times,
        tags,
        texts,
        st.none() | texts.map(ClaimId),
    ),
    st.builds(Claim, texts.map(ClaimId), texts, times, times),
    st.builds(
        Link, texts.map(LinkId), texts.map(MarkId), st.sampled_from(Relation), texts.map(MarkId), times, times, texts
    ),
    st.builds(Tag, texts, numbers, texts),
)


@settings(max_examples=300, deadline=None)
@given(records)
def test_a_record_comes_back_from_its_line_as_it_was(record: Record) -> None:
    text = line(encode(record))
    assert "\n" not in text
    assert decode(table_of(record), id_of(record), parse(text.encode().decode())) == record


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=6) | st.text(st.characters(categories=["Cs"]), max_size=6))
def test_lone_surrogates_are_written_and_read_back(note: str) -> None:
    record = replace(mark(source()), note=note)
    back = decode("marks", record.id, parse(line(encode(record)).encode().decode()))
    assert isinstance(back, Mark)
    paired = note.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    assert back.note == paired
    assert encode(back) == encode(record)


def test_unknown_fields_are_ignored_and_missing_ones_take_defaults() -> None:
    raw = {
        "source": "S1",
        "anchor": {"start": 1, "end": 2, "exact": "字", "selector": "#x"},
        "created": "t",
        "updated": "t",
        "stars": 5,
    }
    assert decode("marks", "M1", raw) == Mark(
        MarkId("M1"), SourceId("S1"), Anchor(1, 2, "字"), Timestamp("t"), Timestamp("t")
    )


def test_a_default_is_not_written() -> None:
    assert encode(Tag("a")) == {}


GOOD: dict[str, Any] = encode(mark(source()))


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"note": 5}, "“note” is not a text"),
        ({"note": None}, "“note” is not a text"),
        ({"tags": "a"}, "“tags” is not a list"),
        ({"tags": [1]}, "“tags” is not a text"),
        ({"anchor": 7}, "“anchor” is not an object"),
        ({"anchor": {"start": 1, "end": 2}}, "“anchor.exact” is missing"),
        ({"anchor": {"start": -1, "end": 2, "exact": ""}}, "“anchor.start” is not a whole number from 0"),
        ({"anchor": {"start": True, "end": 2, "exact": ""}}, "“anchor.start” is not a whole number from 0"),
        ({"anchor": {"start": 3, "end": 2, "exact": ""}}, "“anchor.end” lies before its start"),
        ({"anchor": {"start": 1, "end": 2, "exact": "", "state": "x"}}, "“anchor.state” is none of placed, waiting"),
    ],
)
def test_a_bad_value_is_named_with_file_record_and_field(fields: dict[str, Any], names: str) -> None:
    with pytest.raises(StoreError) as caught:
        decode("marks", "M1", GOOD | fields, "sources/S1.json")
    assert "sources/S1.json" in str(caught.value)
    assert "record M1" in str(caught.value)
    assert names in str(caught.value)


@pytest.mark.parametrize("bad", ['{"a":1,"a":2}', '{"a":NaN}', '{"a":-Infinity}', "[" * 50_000, '{"a":' + "9" * 6000])
def test_json_that_cannot_be_kept_is_refused(bad: str) -> None:
    with pytest.raises(ValueError):
        parse(bad)


def test_nan_is_not_written() -> None:
    with pytest.raises(ValueError):
        line({"a": float("nan")})
