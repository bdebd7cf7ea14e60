"""Simplified and Traditional: which script a text is in, and how it reads in the other one.

The converted text is a view: it has exactly the length of the original, so that offsets need no map. Only conversions
whose dictionaries keep every length are used for it. Comparing texts is not done with these, see `fold`.
"""

from __future__ import annotations

from enum import StrEnum

from sources.converters import to_simplified, to_traditional
from sources.hanzi import script_only
from sources.patterns import lazy


class Script(StrEnum):
    """`OTHER` is every text without a majority: other languages, or characters that both scripts share."""

    SIMPLIFIED = "simplified"
    TRADITIONAL = "traditional"
    OTHER = "other"


_HAN = lazy("[\u4e00-\u9fff]")
_KANA = lazy("[\u3041-\u30fa]")
# OpenCC drops what follows a NUL and refuses lone surrogates.
_UNCONVERTIBLE = lazy("[\0\ud800-\udfff]")
_SAMPLES, _SAMPLE = 16, 1024


def detect(text: str) -> Script:
    """The script of a block, by the majority of the characters that exist in one script only.

    Text with more kana than such characters is Japanese, whose characters prove nothing.
    """
    if not _HAN.search(text):
        return Script.OTHER
    only_simplified, only_traditional = script_only()
    simplified = sum(map(only_simplified.__contains__, text))
    traditional = sum(map(only_traditional.__contains__, text))
    if simplified == traditional or len(_KANA.findall(text)) > max(simplified, traditional):
        return Script.OTHER
    return Script.SIMPLIFIED if simplified > traditional else Script.TRADITIONAL


def dominant(text: str) -> Script:
    """The script of a whole text of any length, from 16 samples of 1,024 code points spread over it."""
    if len(text) <= _SAMPLES * _SAMPLE:
        return detect(text)
    step = len(text) // _SAMPLES
    return detect("".join(text[i * step : i * step + _SAMPLE] for i in range(_SAMPLES)))


def convert(text: str, to: Script) -> str:
    """`text` as it reads in the script `to`, in exactly as many code points; with `OTHER`, `text` itself.

    Meant for one block (at most some thousand characters, cut at punctuation: no dictionary key crosses it) that is in
    the other script: converting what already is in `to` changes a few characters that are right. Should a conversion
    not keep the length, the original is returned.
    """
    if to is Script.OTHER:
        return text
    converter = to_traditional() if to is Script.TRADITIONAL else to_simplified()
    converted: str = converter.convert(_UNCONVERTIBLE.sub("\ufffd", text))
    if len(converted) != len(text):
        return text
    pieces: list[str] = []
    done = 0
    for match in _UNCONVERTIBLE.finditer(text):
        pieces += (converted[done : match.start()], match.group())
        done = match.end()
    return "".join(pieces) + converted[done:] if pieces else converted


def approximate(to: Script) -> bool:
    """Whether the view in `to` has visible errors and must be labelled so: one Simplified character can be several."""
    return to is Script.TRADITIONAL
