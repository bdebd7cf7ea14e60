"""What may be typed to search: how words are compared, and for the library, where they must stand.

A query is words and filters in any order: `渡轮 票价 tag:cost -source:forum date:2024..2025`. The words are one phrase,
as they stand in a text. A filter is a field and a value, in quotes where it has spaces; `-` before it turns it round.
`exact:` or `regex:` takes the rest of the line as it is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sources.patterns import lazy
from sources.scan import Mode


class Field(StrEnum):
    TAG = "tag"
    NOTE = "note"
    CLAIM = "claim"
    SOURCE = "source"
    SPEAKER = "speaker"
    DATE = "date"


class QueryError(Exception):
    """The message is a sentence for the person who typed the query; `wanting` is a field without its value."""

    def __init__(self, message: str, wanting: Field | None = None) -> None:
        super().__init__(message)
        self.wanting = wanting


@dataclass(frozen=True, slots=True)
class Filter:
    """`negated`: only what does not have it."""

    field: Field
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """`words` is one phrase, empty where only filters were given."""

    words: str = ""
    mode: Mode = Mode.FOLDED
    filters: tuple[Filter, ...] = ()

    def __str__(self) -> str:
        """As it may be typed: `parse(str(query)) == query`."""
        parts = [f"{'-' if each.negated else ''}{each.field}:{_quoted(each.value)}" for each in self.filters]
        if self.mode is not Mode.FOLDED:
            parts.append(f"{self.mode}:{self.words}")
        elif self.words:
            parts.append(_quoted(self.words) if _means_more(self.words) else self.words)
        return " ".join(parts)

    @property
    def empty(self) -> bool:
        return not self.words.strip() and not self.filters


_MODE = lazy(r"(exact|regex)[:：]", re.IGNORECASE)
_TOKEN = lazy(
    r"(?P<minus>[-－]?)(?P<field>[A-Za-z]{2,})[:：](?!//)(?P<of>\"(?:\\.|[^\"\\])*\"|[^\s]*)|(?P<quoted>\"(?:\\.|[^\"\\])*\")"
    r"|(?P<word>\S+)",
    re.DOTALL,
)
_FIELD = lazy(rf"[-－]?(?:{'|'.join(Field)})[:：]", re.IGNORECASE)
_ESCAPED = lazy(r"\\(.)", re.DOTALL)


def split_mode(text: str) -> tuple[Mode, str]:
    """The mode that a text begins with, `exact:` or `regex:`, and the rest."""
    found = _MODE.match(text)
    return (Mode(found[1].lower()), text[found.end() :]) if found else (Mode.FOLDED, text)


def with_mode(text: str, mode: Mode) -> str:
    """`text` with the mode written before it; with the one it has, without."""
    now, words = split_mode(text)
    return words if mode in (now, Mode.FOLDED) else f"{mode}:{words}"


def switched(text: str, mode: Mode) -> str:
    """As `with_mode`, also where filters stand before the words."""
    at = 0
    while (found := _TOKEN.match(text, at)) and found["field"] and not _MODE.match(text, at):
        at = found.end() + len(text[found.end() :]) - len(text[found.end() :].lstrip())
    return text[:at] + with_mode(text[at:], mode)


def from_words(words: Sequence[str], mode: str = "") -> str:
    """A query as one line from words as a shell gives them, where quotes have done their work."""
    filters, others = [], []
    for word in words:
        field = _FIELD.match(word)
        if field:
            value = word[field.end() :]
            filters.append(word if value.startswith('"') else f"{field.group()}{_quoted(value)}")
        else:
            others.append(word)
    prefix = f"{mode}:" if mode else ""
    return " ".join([*filters, prefix + " ".join(others)]).strip()


def parse(text: str) -> Query:
    """Raises QueryError for a field that is none, for one without a value, and for a date that is none."""
    words: list[str] = []
    filters: list[Filter] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        mode, rest = split_mode(text[at:])
        if mode is not Mode.FOLDED:
            if words:
                raise QueryError(f"{mode}: takes the rest of the line: put “{' '.join(words)}” behind it.")
            return Query(rest, mode, tuple(filters))
        found = _TOKEN.match(text, at)
        assert found
        if found["field"]:
            filters.append(_filter(found))
        else:
            words.append(_bare(found["quoted"]) if found["quoted"] else found["word"])
        at = found.end()
    return Query(" ".join(filter(None, words)), Mode.FOLDED, tuple(filters))


def _filter(found: re.Match[str]) -> Filter:
    name, value = found["field"].lower(), found["of"]
    if name not in tuple(Field):
        near = difflib.get_close_matches(name, tuple(Field), n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}:?" if near else f"there are {', '.join(f'{field}:' for field in Field)}."
        raise QueryError(f'There is no field {name}: — {hint} Quotes search for it as words: "{found.group()}"')
    value = _bare(value) if value.startswith('"') and len(value) > 1 and value.endswith('"') else value
    if not value.strip():
        example = f"{name}: wants a value right behind it: {name}:{_EXAMPLES[Field(name)]}"
        raise QueryError(example, Field(name))
    if name == Field.DATE:
        from annotations.dates import is_asked_for

        if not is_asked_for(value):
            asked = "a year, month or day, 2024-05-31, or a range, 2024-05..2025"
            raise QueryError(f"“{value}” is no date: date: takes {asked}.")
    return Filter(Field(name), value, bool(found["minus"]))


_EXAMPLES = {
    Field.TAG: "energy",
    Field.NOTE: "check",
    Field.CLAIM: "cost",
    Field.SOURCE: "forum",
    Field.SPEAKER: "陆飞",
    Field.DATE: "2024-05..2025",
}


def _bare(quoted: str) -> str:
    return _ESCAPED.sub(r"\1", quoted[1:-1])


def _quoted(value: str) -> str:
    if value and not re.search(r'[\s"\\]', value):
        return value
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def _means_more(words: str) -> bool:
    """Whether words would be read as something else, or not as they are, when typed without quotes."""
    try:
        return parse(words) != Query(words)
    except QueryError:
        return True
