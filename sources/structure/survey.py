"""What a line is only in the light of all others: a speaker's label, a voice, a letter of a series, a part's title.

Asked once for a text, before `outline` goes over its lines.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from sources.structure.lines import LETTERED, cells, ends_open, is_rule
from sources.structure.pieces import Lines
from sources.structure.turns import Label, Said, find_speakers_above, find_turns, read_label, read_label_above
from sources.structure.voices import find_voices

_LABEL_REACH = 60  # code points in which a speaker label's colon must come
_LETTERS_APART = 12  # lines between two letters of one series
_LONGEST_TITLE = 120  # cells of the title of a part
_LONGEST_VOICE = 60  # code points
_NO_TITLES = ("http", "-", "—", "•", "*")


def label_lines(lines: Lines) -> dict[int, Label]:
    """Line number → label, for the lines in which one of the text's speakers takes the word."""
    labels: dict[int, Label] = {}
    above: dict[int, Label] = {}
    for number, line in enumerate(lines.texts):
        head = line[:_LABEL_REACH]
        if ":" not in head and "：" not in head:
            continue
        if label := read_label(line):
            labels[number] = label
        elif label := read_label_above(line):
            above[number] = label
    filled = len(lines) - lines.texts.count("")
    said = {
        number: Said(label, lines.texts[number][label.end :], number == 0 or lines.is_blank(number - 1))
        for number, label in labels.items()
    }
    turns = find_turns(said, filled, lines.whole)
    if turns or not above:
        return turns
    speakers = find_speakers_above([label.name for label in above.values()], filled)
    return {number: label for number, label in above.items() if label.name in speakers}


def voice_lines(lines: Lines, labels: Collection[int]) -> dict[int, str]:
    """Line number → who speaks from that line on, for lines that say so. A transcript, full of `labels`, has none."""
    if len(labels) * 6 > len(lines):
        return {}
    alone = {
        number: line
        for number, line in enumerate(lines.texts)
        if 1 < len(line) <= _LONGEST_VOICE and lines.is_alone(number) and number not in labels
    }
    return find_voices(alone)


def lettered_lines(lines: Lines) -> set[int]:
    """The lines that a letter marks: one beside it in the alphabet stands near."""
    marked: list[tuple[int, str]] = []
    number, at = 0, 0
    for match in LETTERED.finditer(lines.whole):
        number += lines.whole.count("\n", at, match.start())
        at = match.start()
        marked.append((number, match["letter"]))
    found: set[int] = set()
    for (one, first), (other, second) in pairwise(marked):
        if ord(second) == ord(first) + 1 and other - one <= _LETTERS_APART:
            found |= {one, other}
    return found


def has_parts(lines: Lines, claimed: Collection[int]) -> bool:
    """Whether rules set parts of an article apart: each stands by itself, and below one stands a title."""
    return any(
        is_rule(line)
        and number not in claimed
        and lines.is_alone(number)
        and is_part_title(lines, lines.next_filled(number + 1), claimed)
        for number, line in enumerate(lines.texts)
    )


def is_part_title(lines: Lines, number: int, claimed: Collection[int]) -> bool:
    """Whether the line could be the title of a part."""
    if number >= len(lines) or number in claimed or not lines.is_alone(number):
        return False
    line = lines.texts[number].strip()
    return (
        len(line) > 1
        and ends_open(line.rstrip(":："))
        and cells(line) <= _LONGEST_TITLE
        and not line.startswith(_NO_TITLES)
        and "。" not in line
        and not is_rule(line)
    )
