"""A text as the units that re-anchoring compares: a Han character, or a word of another script, each folded.

White space, punctuation and marks of layout are no tokens: wrapping, quotes, mark-up and spacing between scripts change
them without changing what is said. They are looked at where they help to settle an edge (`Tokens.joint`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sources.fold import fold_text

_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_INNER = "\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f"  # soft hyphens and the like, which words may carry inside
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}](?:[{_INNER}]*[^\W_{_HAN}])*")
_IS_HAN = re.compile(f"[{_HAN}]")
ENDED = re.compile("[.!?:;。！？：；…]")
_STOP = re.compile(r"[。！？：；…]|[.!?:;](?=[\"'”’»)\]*_`]*\s)|\n\s*\n|\n\s*(?:[-*+>#|•]|\d+[.)])")
_LONG = 200
"""Code points of a joint that are looked at."""


class Joint(NamedTuple):
    """What stands between two tokens: folded signs without white space; whether a sentence, item or paragraph ends."""

    signs: str
    stop: bool


class Vocabulary:
    """Numbers for folded words, shared by the texts that are compared: equal numbers, same word.

    `weights` say how much a word identifies: 1 for each Han character, from 0.55 to 2 for letters by their length.
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self.weights: list[float] = []
        self._keys: dict[str, int] = {}
        self._raw: dict[str, int] = {}

    def key(self, raw: str) -> int:
        key = self._raw.get(raw)
        if key is None:
            folded = fold_text(raw) or raw
            key = self._keys.get(folded)
            if key is None:
                key = self._keys[folded] = len(self.words)
                self.words.append(folded)
                han = bool(_IS_HAN.match(folded))
                self.weights.append(float(len(folded)) if han else min(2.0, 0.35 + 0.2 * len(folded)))
            self._raw[raw] = key
        return key


class Tokens:
    """The tokens of ranges of `text`: word `keys[i]` stands at `text[starts[i]:ends[i]]`; both ascend.

    `line` has a character for each token, equal for equal words.
    """

    def __init__(self, text: str, vocabulary: Vocabulary, ranges: Iterable[tuple[int, int]]) -> None:
        self.text = text
        self.keys: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self._joints: dict[int, Joint] = {}
        for start, end in ranges:
            for match in _TOKEN.finditer(text, start, end):
                self.keys.append(vocabulary.key(match.group()))
                self.starts.append(match.start())
                self.ends.append(match.end())
        self.line = line(self.keys)

    def __len__(self) -> int:
        return len(self.keys)

    def joint(self, index: int) -> Joint:
        """What stands before token `index`, from 0 to `len(self)`, and behind the one before."""
        found = self._joints.get(index)
        if found is None:
            start = self.ends[index - 1] if index else 0
            end = self.starts[index] if index < len(self) else len(self.text)
            if end - start > _LONG:
                start, end = (end - _LONG, end) if index == 0 else (start, start + _LONG)
            stop = index in (0, len(self)) or bool(_STOP.search(self.text, start, end))
            found = self._joints[index] = Joint("".join(fold_text(self.text[start:end]).split()), stop)
        return found


def line(keys: list[int]) -> str:
    """Keys as a string of one character each, none of them a surrogate or a noncharacter of the last plane."""
    return "".join([chr(key if key < 0xD800 else 0xE000 + (key - 0xD800) % 0x10_0000) for key in keys])


def in_word(text: str, at: int) -> bool:
    """Whether an offset falls inside a token."""
    return 0 < at < len(text) and bool(re.fullmatch(_TOKEN, text[at - 1 : at + 1]))
