from __future__ import annotations

import re
import time

import pytest

from annotations.ids import new_id, now


def test_ids_are_ulids_in_the_order_of_asking() -> None:
    ids = [new_id() for _ in range(2000)]
    assert ids == sorted(set(ids))
    assert all(re.fullmatch("[0-7][0-9A-HJKMNP-TV-Z]{25}", id) for id in ids)


def test_a_clock_set_back_gives_no_smaller_id(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id()
    long_ago = time.time_ns() - 365 * 86_400 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: long_ago)
    after = [new_id(), new_id()]
    assert before < after[0] < after[1]


def test_an_id_begins_with_the_time_in_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of the specification."""
    monkeypatch.setattr("annotations.ids._last", 0)
    monkeypatch.setattr(time, "time_ns", lambda: 1_469_918_176_385 * 10**6)
    assert new_id().startswith("01ARYZ6S41")


def test_now_is_utc_to_the_second() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", now())
