"""A body changed as bytes is the body that is made of the changed records, whatever the records and ids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.store.body import Body, Changes, Lines, body_of, difference
from annotations.store.codec import line
from annotations.store.edits import Edit, effect, replay
from tests.sources.checks import growth

IDS = st.text(st.sampled_from('a0"\\\n甲~\udcff}{:,'), min_size=1, max_size=4) | st.integers(0, 40).map(str)
TEXTS = st.dictionaries(st.sampled_from("xy"), st.text(max_size=6), max_size=2).map(line)
TABLES = st.sampled_from(["_deleted", "marks", "links", 'a":{', "源"])
LINES = st.dictionaries(TABLES, st.dictionaries(IDS, TEXTS, min_size=1, max_size=9), max_size=4)
BEFORE = b'{"_header":{"1":{}},\n'


def changed(lines: Lines, changes: Changes) -> Lines:
    after = {name: dict(table) for name, table in lines.items()}
    for name, table in changes.items():
        for id, text in table.items():
            after.setdefault(name, {}).pop(id, None)
            if text is not None:
                after[name][id] = text
    return {name: table for name, table in after.items() if table}


@given(LINES, st.dictionaries(TABLES, st.dictionaries(IDS, TEXTS | st.none(), max_size=5), max_size=3))
def test_spliced_is_what_is_made_of_the_changed_records(lines: Lines, changes: Changes) -> None:
    data = BEFORE + body_of(lines)
    body = Body(data, len(BEFORE))
    assert body.lines() == lines
    for name in {*lines, *changes}:
        for id in {*lines.get(name, ()), *changes.get(name, ())}:
            assert body.line(name, id) == lines.get(name, {}).get(id)
    pieces, tables = body.spliced(changes)
    after = changed(lines, changes)
    assert b"".join(pieces) == body_of(after)
    assert tables == set(after)


@given(LINES, LINES)
def test_the_difference_makes_the_one_of_the_other(before: Lines, after: Lines) -> None:
    assert changed(before, difference(before, after)) == after


FIELDS = st.sampled_from([{"name": "a"}, {"name": "b", "color": 1}, {"color": 2}])


@given(
    st.dictionaries(st.sampled_from("pqrs"), FIELDS.map(line), max_size=4),
    st.lists(st.tuples(st.sampled_from("pqrs"), FIELDS | st.none(), FIELDS | st.none()), max_size=5),
)
def test_the_effect_of_edits_is_what_replay_makes_of_all_lines(
    table: dict[str, str], edits: list[tuple[str, dict[str, object] | None, dict[str, object] | None]]
) -> None:
    lines: Lines = {"tags": table, "_deleted": {"tags/q": line({"was": ["0" * 32]})}}
    steps = [Edit("library.json", "tags", id, before, after) for id, before, after in edits]
    changes, disputed = effect(Body(body_of(lines)), steps)
    after, disputed_by_all = replay(lines, steps)
    assert disputed == disputed_by_all
    if not disputed:
        assert changed(lines, changes) == {name: table for name, table in after.items() if table}


@pytest.mark.parametrize("bad", [b"", b"x", b"}\n}\n", b'"marks":{\n"a":{}\n', b'"a":{}\n}}\n'])
def test_what_is_no_body_is_said(bad: bytes) -> None:
    with pytest.raises(ValueError):
        Body(BEFORE + bad, len(BEFORE))


def test_a_change_costs_the_same_in_a_large_file() -> None:
    def one_more(records: int) -> None:
        body = bodies[records]
        for _ in range(50):
            body.spliced({"marks": {f"{records // 2:08}": "{}", f"{records // 3:08}x": "{}"}})

    bodies = {n: Body(body_of({"marks": {f"{i:08}": '{"a":"甲乙丙丁"}' for i in range(n)}})) for n in (5_000, 50_000)}
    assert growth(one_more, 5_000) < 3
