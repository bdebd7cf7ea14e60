"""Files of captions → cues: who says what from when to when, in the words that a viewer sees.

SRT and WebVTT by rules of our own: parsers in use take comments, names of cues and broken times for words. ASS by
pysubs2, since its markup is a language.
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Iterable
from typing import NamedTuple

from sources.patterns import lazy

_TIMING = lazy(r"\s*(-?\d[\d:.,]*)\s*-->\s*(\S+)")
_STAMP = lazy(r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?")
_SRT_TAG = lazy(r"</?(?:i|b|u|s|em|strong|font|span|c|v|ruby|rt)\b[^<>]{0,500}>|\{\\[^{}]{0,500}\}", re.IGNORECASE)
_VTT_TAG = lazy(r"<[^<>]{0,500}>")
_RUBY_TEXT = lazy(r"<rt\b[^<>]{0,100}>([^<>]{0,500})</rt>")
_VOICE = lazy(r"<v(?:\.[^\s<>]{0,100})?[ \t]+([^<>]{1,200})>")
_UNSTORABLE = lazy("[\x00\ud800-\udfff]")
_LONGEST_NAME = 60  # code points
_LAST_SECOND = 10_000 * 3600


class Cue(NamedTuple):
    """`start` and `end` in seconds, None where the file has none that can be. `lines` are as a viewer sees them."""

    start: float | None
    end: float | None
    speaker: str
    lines: tuple[str, ...]


class Track(NamedTuple):
    """The cues in the order of the file; `notes` are sentences for the reader."""

    cues: list[Cue]
    notes: tuple[str, ...]


def read_srt(text: str) -> Track:
    """SubRip: a number, a line of times, lines of words. Blank lines within a caption and missing ones are borne."""
    lines = text.split("\n")
    timings = [number for number, line in enumerate(lines) if "-->" in line and _TIMING.match(line)]
    cues = []
    for number, following in zip(timings, [*timings[1:], len(lines)], strict=True):
        words = lines[number + 1 : following]
        while words and not words[-1].strip():
            words.pop()
        if following < len(lines) and words and words[-1].strip().isdecimal() and lines[following - 1].strip():
            words.pop()
        cues.append(_cue(lines[number], "", (_SRT_TAG.sub("", line) for line in words)))
    return _track(cues)


def read_vtt(text: str) -> Track:
    """WebVTT (w3.org/TR/webvtt1): words end at a blank line; comments, styles, regions and names of cues are none."""
    cues = []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.split("\n")
        timing = next((number for number, line in enumerate(lines[:3]) if "-->" in line and _TIMING.match(line)), None)
        if timing is None or lines[0].startswith("NOTE"):
            continue
        words = "\n".join(lines[timing + 1 :])
        before, *voices = _VOICE.split(words)
        for speaker, said in [("", before), *zip(voices[::2], voices[1::2], strict=True)]:
            plain = html.unescape(_VTT_TAG.sub("", _RUBY_TEXT.sub(r"（\1）", said)))
            cues.append(_cue(lines[timing], html.unescape(speaker), plain.split("\n")))
    return _track(cues)


def read_ass(text: str) -> Track:
    """Advanced SubStation Alpha, without comments and drawings. Raises ValueError for what pysubs2 cannot read."""
    import pysubs2

    kind = "ssa" if "[v4 styles]" in text.lower() else "ass"
    try:
        file = pysubs2.SSAFile.from_string(text, format_=kind)
    except (pysubs2.exceptions.Pysubs2Error, KeyError, IndexError, AttributeError) as error:
        raise ValueError(type(error).__name__) from error
    events = [event for event in file.events if not event.is_comment and not event.is_drawing]
    events.sort(key=lambda event: event.start)
    cues: list[Cue | None] = []
    for event in events:
        lines = tuple(" ".join(line.split()) for line in event.plaintext.split("\n") if line.strip())
        cue = Cue(event.start / 1000, event.end / 1000, _name(event.name), lines)
        if lines and cue not in cues[-8:]:  # layers of one caption repeat its words
            cues.append(cue)
    return _track(cues)


def read_json(text: str) -> Track:
    """Segments of the podcast namespace (`speaker`, `startTime`, `body`) or of Whisper (`start`, `text`)."""
    try:
        segments = json.loads(text)["segments"]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("no segments") from error
    cues: list[Cue | None] = []
    for segment in segments if isinstance(segments, list) else ():
        if not isinstance(segment, dict):
            continue
        words = segment.get("body", segment.get("text"))
        speaker = segment.get("speaker")
        if isinstance(words, str) and words.strip():
            start, end = (_seconds(segment.get(f"{key}Time", segment.get(key))) for key in ("start", "end"))
            lines = tuple(" ".join(line.split()) for line in _storable(words).split("\n") if line.strip())
            cues.append(Cue(start, end, _name(speaker if isinstance(speaker, str) else ""), lines))
    return _track(cues)


def _cue(timing: str, speaker: str, lines: Iterable[str]) -> Cue | None:
    """None where there are no words."""
    words = tuple(filter(None, (" ".join(line.split()) for line in lines)))
    match = _TIMING.match(timing)
    if not words or match is None:
        return None
    start, end = _stamp(match[1]), _stamp(match[2])
    if start is None or end is None or end < start:
        start = end = None
    return Cue(start, end, _name(speaker), words)


def _track(cues: Iterable[Cue | None]) -> Track:
    kept = [cue for cue in cues if cue is not None]
    bad = sum(cue.start is None for cue in kept)
    note = f"Captions with times that cannot be are shown without a time (how many: {bad})."
    return Track(kept, (note,) if bad else ())


def _stamp(text: str) -> float | None:
    """Seconds of `[hours:]minutes:seconds[,milliseconds]`."""
    match = _STAMP.fullmatch(text)
    if match is None:
        return None
    hours, minutes, seconds, thousandths = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int((thousandths or "0").ljust(3, "0")) / 1000


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < _LAST_SECOND and math.isfinite(value) else None


def _name(speaker: str) -> str:
    return " ".join(_storable(speaker).split()).rstrip(":：")[:_LONGEST_NAME]


def _storable(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text)
