"""Speaker turns: which `NAME: …` lines of a text are somebody speaking.

Half of all lines with an early colon are not ("注意：", "https://", "结论:"), and the shape of a name cannot tell. The
evidence is the whole text: speakers come back, and what follows their label are sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from sources.patterns import lazy
from sources.structure.names import HAN, is_label, is_likely, is_telling, may_speak

_LABEL = lazy(
    rf"""[ \t\u3000]*
    (?:[\[（(]?\d{{1,2}}(?::\d\d){{1,2}}[\]）)]?[ \t]+)?        # a time code may stand before the name
    (?P<name>
        [{HAN}][{HAN}·A-Za-z0-9]{{0,11}}                       # 陆飞, 嘉宾2, 老王A
      | [A-Z][\w.'’-]{{0,24}}(?:[ ][A-Z0-9][\w.'’-]{{0,24}}){{0,2}}   # Eason, DR. SMITH, Speaker 1
    )
    (?:[ ]?[（(][^（）()\n]{{1,16}}[）)])?[ ]?                   # Eason（提问）:
    (?P<colon>:(?!//|:)|：)[ \t\u3000]*(?=\S)
    """,
    re.VERBOSE,
)

_CODE = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?"
_LATIN = r"[A-Z][\w.'’-]{0,24}(?:[ ][A-Z0-9][\w.'’-]{0,24}){0,2}"
_NAME = rf"(?P<name>[{HAN}][{HAN}·A-Za-z]{{0,7}}[ ]?\d{{0,3}}|{_LATIN})"
# A line of its own above what is said: "说话人1 00:12", "[00:12] Ann Lee", "Ann Lee:".
_ABOVE = lazy(
    rf"\s*(?:{_NAME}\s+[\[(（]?{_CODE}[\])）]?|[\[(（]?{_CODE}[\])）]?\s+{_NAME.replace('name', 'after')})\s*[:：]?\s*"
)
_BARE = lazy(rf"\s*{_NAME}\s*[:：]\s*")
_LONGEST_ABOVE = 60  # code points

_FIELD = lazy(r"\s*([^\W\d_]{1,12})[ ]?[:：]")
_SENTENCE_END = lazy(r"[。！？!?….][”’」』）)】》\"']*\s*\Z")
_UTTERANCE = 15  # code points; what is longer counts as speech without a full stop too


class Label(NamedTuple):
    """A speaker label at the start of a line: the name, the offset in that line where the words begin, the colon."""

    name: str
    end: int
    colon: str = ""


class Said(NamedTuple):
    """A labelled line: the words after the label, and whether the line begins a paragraph."""

    label: Label
    words: str
    fresh: bool = True


def read_label(line: str) -> Label | None:
    """The label that `line` begins with if it is shaped like a speaker's; `find_speakers` says if it is one."""
    match = _LABEL.match(line)
    if match is None:
        return None
    return Label(match["name"], match.end(), match["colon"]) if may_speak(match["name"]) else None


def read_label_above(line: str) -> Label | None:
    """The label that is all of `line`, what is said standing below it: a name with a time code, or with a colon."""
    if len(line) > _LONGEST_ABOVE or not line.strip():
        return None
    match = (_ABOVE.fullmatch(line) if ":" in line else None) or (
        _BARE.fullmatch(line) if line.rstrip()[-1] in ":：" else None
    )
    if match is None:
        return None
    groups = match.groupdict()
    name = groups["name"] or groups["after"]
    return Label(name, len(line)) if may_speak(name) else None


def find_speakers_above(names: list[str], lines: int) -> frozenset[str]:
    """The speakers among the labels that stand above what is said, in a text of so many `lines` that are not blank.

    Sections may have captions of that look, so the names must take turns and the text must hold little else.
    """
    turns = Counter(names)
    recurring = frozenset(name for name, count in turns.items() if count > 1)
    spoken = sum(turns[name] for name in recurring)
    if len(recurring) < 2 or spoken < 5 or spoken * 5 < lines:
        return frozenset()
    return recurring | {name for name in turns if is_likely(name)}


def is_field(line: str) -> bool:
    """Whether the line begins with a label that says what follows, such as "作者：" or "Source:"."""
    match = _FIELD.match(line)
    return match is not None and is_label(match[1])


def find_turns(said: Mapping[int, Said], of: int, text: str = "") -> dict[int, Label]:
    """Number → label, for those of the labelled lines or blocks of a text, in text order, that are turns.

    `of` is how many lines or blocks the text has that are not blank. Where a third of them are turns of two or more
    speakers, who speaks once is a speaker too, if the label stands as theirs do: with their colon, and at the start of
    a paragraph if theirs all are. Else those words would be taken for the speaker's before. Where turns are fewer, what
    the `text` speaks of as a thing ("the GUI", "a Mac") does not speak; in plays "the Nurse" does.
    """
    speakers = find_speakers([(line.label.name, line.words) for line in said.values()], of)
    speaking = sum(line.label.name in speakers for line in said.values())
    if speaking * 3 < of:
        speakers -= {name for name in speakers if _is_thing(name, text)}
    turns = {number: line.label for number, line in said.items() if line.label.name in speakers}
    times = Counter(label.name for label in turns.values())
    recurring = [number for number, label in turns.items() if times[label.name] > 1]
    if len({turns[number].name for number in recurring}) < 2 or len(turns) * 3 < of:
        return turns
    colons = {turns[number].colon for number in recurring}
    fresh = all(said[number].fresh for number in recurring)
    named = Counter(line.label.name for line in said.values())
    for number, (label, words, begins) in said.items():
        if named[label.name] > 1 or label.colon not in colons or (fresh and not begins):
            continue
        among = (
            recurring[0] < number < recurring[-1] and not words[:1].isdigit()
        )  # outside stands "嘉宾：李四", "剪辑：王五"
        if is_likely(label.name) if _is_speech(words) else among and is_telling(label.name):
            turns[number] = label
    return turns


def find_speakers(lines: list[tuple[str, str]], of: int = 0) -> frozenset[str]:
    """The speakers among (name, words after the label) of all labelled lines of one text.

    A name that comes back (twice, in a text with another label; else three times) and mostly introduces sentences is a
    speaker; one alone must speak in a fifth of the `of` lines or blocks that the text has. Where two such take turns, a
    name that speaks once (a caller, a question from the floor) is one too.
    """
    turns: Counter[str] = Counter()
    spoken: Counter[str] = Counter()
    for name, words in lines:
        turns[name] += 1
        spoken[name] += _is_speech(words)
    least = 2 if len(turns) > 1 else 3
    recurring = {name for name, count in turns.items() if count >= least and spoken[name] * 2 >= count}
    if len(recurring) < 2:
        return frozenset(name for name in recurring if turns[name] * 5 >= of)
    once = {name for name in turns if name not in recurring and spoken[name] and is_likely(name)}
    return frozenset(recurring | once)


def _is_thing(name: str, text: str) -> bool:
    """Whether a text has an article before a Latin name, as before no person's."""
    return (
        name.isascii()
        and re.search(rf"\b(?:[Tt]he|[Aa]n?|[Yy]our|[Ee]ach|[Ee]very) {re.escape(name)}\b", text) is not None
    )


def _is_speech(words: str) -> bool:
    return len(words) >= _UTTERANCE or _SENTENCE_END.search(words) is not None
