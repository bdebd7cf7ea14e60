from __future__ import annotations

import re

import pytest
import ulid

from annotations.ids import new_id, now


def test_ids_are_ulids_in_the_order_of_asking() -> None:
    ids = [new_id() for _ in range(2000)]
    assert ids == sorted(set(ids))
    assert all(re.fullmatch("[0-7][0-9A-HJKMNP-TV-Z]{25}", id) for id in ids)


def test_a_clock_set_back_gives_no_smaller_id(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id()

    class Earlier(ulid.ULID):
        def __int__(self) -> int:
            return super().__int__() - (365 * 86_400_000 << 80)

    monkeypatch.setattr(ulid, "ULID", Earlier)
    after = [new_id(), new_id()]
    assert before < after[0] < after[1]


def test_now_is_utc_to_the_second() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", now())
