"""Labels of one letter, and of two where there are more sentences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.layout.labels import LETTERS, labels


@given(st.integers(0, len(LETTERS) ** 2))
def test_each_has_its_own_and_none_begins_another(count: int) -> None:
    found = labels(count)
    assert len(found) == len(set(found)) == count
    single = {label for label in found if len(label) == 1}
    assert all(label[0] not in single for label in found if len(label) == 2)


def test_one_letter_as_long_as_there_are_letters() -> None:
    assert labels(3) == ["a", "s", "d"]
    assert {len(label) for label in labels(len(LETTERS))} == {1}
    assert len(labels(10_000)) == len(LETTERS) ** 2
