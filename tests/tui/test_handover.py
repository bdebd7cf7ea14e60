"""Keys on their way to the app: nothing is drawn between those that come together."""

from __future__ import annotations

import time

import pytest

from tui import handover
from tui.handover import Typed


def test_there_are_more_until_all_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "_SOON", 60.0)
    typed = Typed()
    assert not typed.more()
    typed.hear()
    typed.hear()
    typed.take()
    assert typed.more()
    typed.take()
    assert not typed.more()
    typed.take()  # one that no thread heard
    typed.hear()
    assert typed.more()


def test_one_that_never_comes_is_soon_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    typed = Typed()
    typed.hear()
    now[0] += 2 * handover._SOON
    assert not typed.more()
    typed.hear()
    typed.take()
    assert not typed.more()
