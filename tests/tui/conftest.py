from __future__ import annotations

import pytest

from tui.controllers import keyboard


@pytest.fixture(autouse=True)
def nothing_waits_for_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes a moment after a key, so that the next key need not wait for it, comes at once."""
    monkeypatch.setattr(keyboard, "TELLING", 0.001)
    monkeypatch.setattr(keyboard, "HESITATION", 0.001)
