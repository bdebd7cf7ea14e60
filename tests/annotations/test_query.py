"""What may be typed to search a library, and how it is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.query import Field, Filter, Query, QueryError, from_words, parse, split_mode, with_mode
from sources.scan import Mode

values = st.text(min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
words = st.text(max_size=20).map(lambda text: " ".join(text.split()))
dates = st.sampled_from(["2024", "2024-05..2025", "..2024年5月", "2025-01-31.."])
filters = st.one_of(
    st.builds(Filter, st.sampled_from(sorted(set(Field) - {Field.DATE})), values, st.booleans()),
    st.builds(Filter, st.just(Field.DATE), dates, st.booleans()),
)
queries = st.one_of(
    st.builds(Query, words, st.just(Mode.FOLDED), st.lists(filters, max_size=3).map(tuple)),
    st.builds(Query, st.text(max_size=20), st.sampled_from([Mode.EXACT, Mode.REGEX]), st.tuples(filters)),
)


@given(queries)
def test_what_is_written_is_read_as_it_was(query: Query) -> None:
    assert parse(str(query)) == query


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_query_or_a_sentence(text: str) -> None:
    try:
        query = parse(text)
    except QueryError as problem:
        assert str(problem)
    else:
        assert parse(str(query)) == query


def test_words_and_filters_stand_in_any_order() -> None:
    wanted = (Filter(Field.TAG, "cost"), Filter(Field.SOURCE, "my forum", negated=True))
    assert parse('渡轮 tag:cost 票价 -source:"my forum"') == Query("渡轮 票价", filters=wanted)
    assert parse("ＴＡＧ：x") == parse("ＴＡＧ：x")
    assert parse("Tag：能源").filters == (Filter(Field.TAG, "能源"),)


@pytest.mark.parametrize("text", ["https://example.org/a:b", "12:30", "注意:这里", "a:b", '"note: this"', "陆飞: 对"])
def test_a_colon_alone_is_no_field(text: str) -> None:
    assert parse(text).filters == ()


def test_an_unknown_field_is_told_with_the_nearest() -> None:
    with pytest.raises(QueryError, match="did you mean tag:"):
        parse("tga:x")
    with pytest.raises(QueryError, match="did you mean speaker:"):
        parse("-speakr:陆飞")
    with pytest.raises(QueryError, match="there are tag:, note:"):
        parse("zzzzzz:x")
    with pytest.raises(QueryError, match="wants a value"):
        parse("date: 2024")


@pytest.mark.parametrize("wanted", ["soon", "2025-13", "2025..2024"])
def test_what_is_no_date_is_told(wanted: str) -> None:
    with pytest.raises(QueryError, match=f"“{wanted}” is no date"):
        parse(f"渡轮 -date:{wanted}")


def test_a_mode_takes_the_rest_of_the_line() -> None:
    assert parse(r'tag:x regex:(\d+) "亿" tag:y') == Query(r'(\d+) "亿" tag:y', Mode.REGEX, (Filter(Field.TAG, "x"),))
    with pytest.raises(QueryError, match="rest of the line"):
        parse("words regex:x")
    assert split_mode("Exact：AI") == (Mode.EXACT, "AI")
    assert with_mode("exact:AI", Mode.EXACT) == "AI"
    assert with_mode("exact:AI", Mode.REGEX) == "regex:AI"


def test_words_as_a_shell_gives_them() -> None:
    assert parse(from_words(["night ferry", "tag:a b", "-note:to do"])) == Query(
        "night ferry", filters=(Filter(Field.TAG, "a b"), Filter(Field.NOTE, "to do", negated=True))
    )
    assert parse(from_words(["tag:x", r"\d+ 亿"], "regex")) == Query(r"\d+ 亿", Mode.REGEX, (Filter(Field.TAG, "x"),))
