"""Cues → the text that a person reads: turns with their speaker, paragraphs, and the time code of each."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from sources.document import Block, BlockKind, Locator
from sources.loaders.cues import Cue
from sources.patterns import lazy
from sources.structure.lines import cells, ends_open
from sources.structure.turns import find_speakers, read_label

LONGEST_PAUSE = 4.0
"""Seconds between two captions after which a new paragraph begins."""

_COMFORTABLE = 200  # cells: a paragraph this long ends with the next sentence
_LONGEST = 600  # cells: one this long ends with the caption; many subtitles have no punctuation
_CONTIGUOUS = 0.1  # seconds
_HAN = lazy("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WIDE = lazy("[\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—\U00020000-\U0003ffff]")
_LATIN = lazy(r"[A-Za-z]{2}")
_CHANGE = lazy(r"(?:>>+\s*|[-–—]\s*(?=[\w“\"'¿¡]))")  # a new speaker, by the conventions of broadcasters
_WORDS = 4  # code points; captions this short on average are single words
_ROLLED = "Lines that the captions repeat while they scroll are shown once."


class Composed(NamedTuple):
    text: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...]


class _Part(NamedTuple):
    """Some words of one speaker. `fresh`: they begin a paragraph whatever stands before."""

    start: float | None
    end: float | None
    speaker: str
    lines: tuple[str, ...]
    fresh: bool


def compose(cues: list[Cue]) -> Composed:
    """Paragraphs of consecutive captions of one speaker, one blank line apart.

    A turn begins with `NAME: `. Captions in two languages, one below the other, become a paragraph of each.
    """
    rolled = _unrolled(cues)
    parts = _parts(rolled or cues)
    bilingual = _are_bilingual(parts)
    joint = "" if _mean_length(parts) <= _WORDS else " "
    blocks: list[Block] = []
    written: list[str] = []
    length, spoken = 0, ""
    for paragraph in _paragraphs(parts):
        first = paragraph[0]
        label = f"{first.speaker}: " if first.speaker and first.speaker != spoken else ""
        spoken = first.speaker
        for words in _words(paragraph, bilingual, joint):
            text = label + words
            kind = BlockKind.TURN if label else BlockKind.PARAGRAPH
            time = time_code(first.start)
            number = len(blocks) + 1
            at = Locator(speaker=spoken or None, paragraph=number, line=2 * number - 1, time=time)
            blocks.append(Block(kind, length, length + len(text), length + len(label), locator=at))
            written.append(text)
            length += len(text) + 2
            label = ""
    return Composed("\n\n".join(written), tuple(blocks), (_ROLLED,) if rolled else ())


def time_code(seconds: float | None) -> str | None:
    """`00:12:34`; None for no time."""
    if seconds is None:
        return None
    minutes, second = divmod(int(seconds), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"


def _unrolled(cues: list[Cue]) -> list[Cue]:
    """Cues without the lines that scrolling captions carry over from the one before; empty if they do not scroll."""
    overlaps = [_overlap(one, other) for one, other in pairwise(cues)]
    if len(cues) < 4 or sum(map(bool, overlaps)) * 3 < len(overlaps):
        return []
    shown = [cue._replace(lines=cue.lines[skip:]) for cue, skip in zip(cues, (0, *overlaps), strict=True)]
    return [cue for cue in shown if cue.lines]


def _overlap(one: Cue, other: Cue) -> int:
    """How many lines at the end of `one` stand at the beginning of `other`, which follows at once."""
    if one.end is None or other.start is None or other.start - one.end > _CONTIGUOUS:
        return 0
    most = min(len(one.lines), len(other.lines))
    return next((count for count in range(most, 0, -1) if one.lines[-count:] == other.lines[:count]), 0)


def _parts(cues: list[Cue]) -> list[_Part]:
    """The cues, cut where a line says that another speaks: by a dash, by ">>", by a name and a colon."""
    labels = [read_label(_CHANGE.sub("", line, count=1)) for cue in cues for line in cue.lines if not cue.speaker]
    lines = [_CHANGE.sub("", line, count=1) for cue in cues for line in cue.lines if not cue.speaker]
    speakers = find_speakers(
        [(label.name, line[label.end :]) for label, line in zip(labels, lines, strict=True) if label]
    )
    parts: list[_Part] = []
    speaking = ""
    for cue in cues:
        speaking = cue.speaker or ("" if not speakers else speaking)
        begun: list[str] = []
        fresh = False
        for line in cue.lines:
            change = None if cue.speaker else _CHANGE.match(line)
            words = line[change.end() :] if change else line
            label = None if cue.speaker else read_label(words)
            named = label is not None and label.name in speakers
            dash = change is not None and (line.startswith(">>") or len(cue.lines) > 1)
            if named or dash:
                if begun:
                    parts.append(_Part(cue.start, cue.end, speaking, tuple(begun), fresh))
                begun, fresh = [], True
                speaking = label.name if named and label else ""
            begun.append(words[label.end :] if named and label else words if dash and line.startswith(">>") else line)
        parts.append(_Part(cue.start, cue.end, speaking, tuple(begun), fresh))
    return parts


def _paragraphs(parts: list[_Part]) -> list[list[_Part]]:
    paragraphs: list[list[_Part]] = []
    width, ended = 0, 0.0
    for part in parts:
        last = paragraphs[-1][-1] if paragraphs else None
        pause = part.start is not None and part.start - ended > LONGEST_PAUSE
        full = width >= _LONGEST or (width >= _COMFORTABLE and last is not None and not ends_open(last.lines[-1]))
        timeless = last is not None and (part.start is None) != (last.start is None)
        if last is None or part.fresh or part.speaker != last.speaker or pause or timeless or full:
            paragraphs.append([])
            width = 0
        paragraphs[-1].append(part)
        width += sum(map(cells, part.lines))
        ended = part.end if part.end is not None else part.start if part.start is not None else ended
    return paragraphs


def _words(paragraph: list[_Part], bilingual: bool, joint: str) -> list[str]:
    """The words of one paragraph, for each language."""
    if not bilingual:
        return [_joined([line for part in paragraph for line in part.lines], joint)]
    lines = [line for part in paragraph for line in part.lines]
    han = [line for line in lines if _HAN.search(line)]
    others = [line for line in lines if not _HAN.search(line)]
    columns = (han, others) if lines[0] in han else (others, han)
    return [_joined(column, joint) for column in columns if column]


def _joined(lines: list[str], joint: str) -> str:
    """Lines in one. Where Han meets Han a space stands for the pause, unless punctuation says it or `joint` is ""."""
    text = lines[0]
    for line in lines[1:]:
        wide = _WIDE.match(text[-1]) and _WIDE.match(line[0])
        punctuated = not (_HAN.match(text[-1]) and _HAN.match(line[0]))
        text += ("" if wide and (punctuated or not joint) else " ") + line
    return text


def _are_bilingual(parts: list[_Part]) -> bool:
    """Whether most captions are two lines, one with Han and one in Latin letters."""
    pairs = 0
    for part in parts:
        plain = [line for line in part.lines if not _HAN.search(line)]
        pairs += len(part.lines) == 2 and len(plain) == 1 and _LATIN.search(plain[0]) is not None
    return pairs * 3 >= 2 * len(parts)


def _mean_length(parts: list[_Part]) -> float:
    lengths = [len(line) for part in parts for line in part.lines]
    return sum(lengths) / max(1, len(lengths))
