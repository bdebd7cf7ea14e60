"""Garbage is collected between keys: what is new often, what has stayed seldom; nothing before the program has
settled."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from sources.turns import since_key
from tests.tui.driver import opened
from tui import memory
from tui.controllers import following


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
    memory.tidy()
    assert collected == []
    monkeypatch.setattr(gc, "get_threshold", lambda: (memory._MOST, 0, 0))
    memory.tidy()
    assert collected == generations


async def test_it_is_looked_for_once_nobody_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calm: list[float] = []
    monkeypatch.setattr(following, "_CALM", 0.2)
    monkeypatch.setattr(memory, "tidy", lambda: calm.append(since_key()))
    async with opened(tmp_path, "podcast") as driver:
        await driver.press("j", "j", "j")
        await driver.until(lambda: bool(calm), "a look")
    assert all(seconds >= 0.2 for seconds in calm)
