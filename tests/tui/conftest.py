from __future__ import annotations

import pytest
from textual import _wait

from tui.controllers import keyboard


@pytest.fixture(autouse=True)
def nothing_waits_for_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes a moment after a key, so that the next key need not wait for it, comes at once.

    And whether the app has come to rest is looked at more often than Textual does.
    """
    monkeypatch.setattr(_wait, "SLEEP_GRANULARITY", 0.004)
    monkeypatch.setattr(keyboard, "TELLING", 0.001)
    monkeypatch.setattr(keyboard, "HESITATION", 0.001)
