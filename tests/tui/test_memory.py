"""Garbage is collected between keys: what is new often, what has stayed seldom, and nothing where nothing is frozen."""

from __future__ import annotations

import gc

import pytest

from tui import memory


@pytest.mark.parametrize(
    ("counts", "generations"),
    [((100, 50, 50), []), ((5_000, 3, 3), [0]), ((5_000, 21, 3), [1]), ((5_000, 21, 21), [2])],
)
def test_which_generation(
    monkeypatch: pytest.MonkeyPatch, counts: tuple[int, int, int], generations: list[int]
) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: counts)
    monkeypatch.setattr(gc, "collect", collected.append)
    monkeypatch.setattr(gc, "get_freeze_count", lambda: 0)
    memory.tidy()
    assert collected == []
    monkeypatch.setattr(gc, "get_freeze_count", lambda: 100_000)
    memory.tidy()
    assert collected == generations
