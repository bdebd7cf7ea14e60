"""How long a text takes to read: estimated once from samples, so that a text of any size costs the same.

Han characters and words are counted apart: an English word takes as long as one and a half to two Han characters.
"""

from __future__ import annotations

from sources.patterns import lazy

HAN_A_MINUTE = 400
WORDS_A_MINUTE = 240
"""Usual speeds of silent reading of non-fiction (Brysbaert 2019: 238 English words, some 260 Chinese ones a minute)."""

_SAMPLES, _SAMPLE = 16, 512
# Letters that are read one by one: Han, kana, hangul.
_SINGLE = lazy("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]+")
_WORD = lazy("[^\\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]+")


def minutes(text: str) -> float:
    """Minutes that reading a text takes: exact up to 8,192 code points, beyond that from 16 samples."""
    if len(text) <= _SAMPLES * _SAMPLE:
        return _counted(text)
    step = len(text) // _SAMPLES
    sampled = sum(_counted(text[i * step : i * step + _SAMPLE]) for i in range(_SAMPLES))
    return sampled * len(text) / (_SAMPLES * _SAMPLE)


def _counted(text: str) -> float:
    rest = _SINGLE.sub(" ", text)
    singles = sum(map(len, _SINGLE.findall(text)))
    return singles / HAN_A_MINUTE + len(_WORD.findall(rest)) / WORDS_A_MINUTE


def spoken(minutes: float) -> str:
    """`< 1 min`, `12 min`, `3 h 20`."""
    whole = round(minutes)
    if whole < 1:
        return "< 1 min"
    return f"{whole} min" if whole < 100 else f"{whole // 60} h {whole % 60:02}"
