from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.layout.progress import progress_bar, waiting_bar


def test_a_bar_fills() -> None:
    assert [progress_bar(done, 4, 8) for done in (0, 1, 4, 9)] == ["────────", "━━──────", "━━━━━━━━", "━━━━━━━━"]
    assert progress_bar(0, 0, 3) == "───"


def test_what_has_no_steps_moves_to_and_fro() -> None:
    bars = [waiting_bar(number / 12, 8) for number in range(7)]
    assert bars[:4] == ["━━━━━───", "─━━━━━──", "──━━━━━─", "───━━━━━"]
    assert bars[4:] == bars[2::-1][:3]


@given(st.floats(0, 1e6), st.integers(0, 40))
def test_it_keeps_its_width(seconds: float, cells: int) -> None:
    assert len(waiting_bar(seconds, cells)) == cells
