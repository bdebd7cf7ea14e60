"""How long reading takes: Han characters and words counted apart, a huge text by samples."""

from __future__ import annotations

import pytest

from sources.pace import HAN_A_MINUTE, WORDS_A_MINUTE, minutes, spoken


def test_characters_and_words_are_counted_apart() -> None:
    assert minutes("渡" * HAN_A_MINUTE) == pytest.approx(1)
    assert minutes("ferry " * WORDS_A_MINUTE) == pytest.approx(1)
    assert minutes("渡，" * HAN_A_MINUTE + " ferry" * WORDS_A_MINUTE) == pytest.approx(2)
    assert minutes("") == minutes("。——……") == 0


def test_samples_tell_what_counting_tells() -> None:
    mixed = ("渡轮每天载客一万二千人，市府说票价不变。The ferry carries 12,000 people a day. " * 40 + "\n\n") * 60
    assert minutes(mixed) == pytest.approx(60 * minutes(mixed[: len(mixed) // 60]), rel=0.05)


@pytest.mark.parametrize(
    ("time", "said"), [(0, "< 1 min"), (0.6, "1 min"), (12.4, "12 min"), (99.4, "99 min"), (125, "2 h 05")]
)
def test_time_in_words(time: float, said: str) -> None:
    assert spoken(time) == said
