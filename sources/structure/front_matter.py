"""YAML front matter at the top of a Markdown file → `Metadata`.

Read from parser events and not by a YAML loader: a loader would follow alias bombs, build objects from tags, turn
`no` into False and refuse a whole file for `date: 2024-02-30`. Here every scalar stays the string the author wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sources.document import Metadata
from sources.patterns import lazy

if TYPE_CHECKING:
    from yaml.events import Event

_LARGEST = 65_536  # code points between the fences
_DEEPEST = 20  # nested lists and mappings
_FENCED = lazy(r"---[ \t]*\n(?P<yaml>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))

_KEYS = {
    "title": ("title", "标题", "標題"),
    "author": ("author", "authors", "by", "作者"),
    "date": ("date", "created", "published", "日期"),
    "tags": ("tags", "keywords", "标签", "標籤"),
}

_Value = str | list["_Value"] | dict[str, "_Value"]


class FrontMatter(NamedTuple):
    """`end` is the code point where the text proper begins; 0 without front matter. `note` says what was wrong."""

    metadata: Metadata
    end: int = 0
    note: str = ""


class _RefusedError(Exception):
    """The front matter is no plain mapping; the message completes "because …"."""


def read_front_matter(text: str) -> FrontMatter:
    """What stands between `---` lines at the very top of `text`. Malformed front matter is left in the text, noted."""
    if not text.startswith("---"):
        return FrontMatter(Metadata())
    match = _FENCED.match(text, 0, _LARGEST)
    if match is None:
        return FrontMatter(Metadata())
    try:
        values = _mapping(match["yaml"])
    except _RefusedError as reason:
        return FrontMatter(Metadata(), note=f"The front matter was kept as text because {reason}.")
    return FrontMatter(_metadata(values), match.end()) if values else FrontMatter(Metadata())


def _mapping(source: str) -> dict[str, _Value]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events = iter(yaml.parse(source, Loader=loader))
        for event in events:
            if not isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
                break
        else:
            return {}
        if isinstance(event, yaml.StreamEndEvent):
            return {}
        value = _value(event, events, 0)
        if any(isinstance(rest, yaml.DocumentStartEvent) for rest in events):
            raise _RefusedError("it holds more than one YAML document")
    except yaml.YAMLError as error:
        raise _RefusedError("it is not valid YAML") from error
    if not isinstance(value, dict):
        raise _RefusedError("it is not a list of “key: value” lines")
    return value


def _value(event: Event, events: Iterator[Event], depth: int) -> _Value:
    """The value that begins with `event`; takes from `events` what belongs to it."""
    import yaml

    if depth > _DEEPEST:
        raise _RefusedError("it is nested too deeply")
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise _RefusedError("it uses YAML anchors or aliases")
    if getattr(event, "tag", None):
        raise _RefusedError("it uses YAML tags")
    if isinstance(event, yaml.ScalarEvent):
        return "" if event.implicit[0] and event.value in _NULLS else event.value
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[_Value] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_value(event, events, depth + 1))
        return items
    mapping: dict[str, _Value] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _value(event, events, depth + 1)
        mapping[_flat(key)] = _value(next(events), events, depth + 1)
    return mapping


def _flat(value: _Value) -> str:
    """A scalar on one line, a list of scalars joined by ", "; nested mappings are left out."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return ", ".join(flat for item in value if not isinstance(item, dict) and (flat := _flat(item)))
    return ""


def _metadata(values: Mapping[str, _Value]) -> Metadata:
    by_name = {key.lower(): value for key, value in values.items()}
    used: set[str] = set()

    def first(field: str) -> _Value:
        """The first of the field's keys that has a value. All its keys count as used."""
        used.update(_KEYS[field])
        return next((by_name[key] for key in _KEYS[field] if by_name.get(key)), "")

    title, author, date = (_flat(first(field)) for field in ("title", "author", "date"))
    tags = _tags(first("tags"))
    other = {key: flat for key, value in values.items() if key.lower() not in used and (flat := _flat(value))}
    return Metadata(title, author, date, tags, MappingProxyType(other))


def _tags(value: _Value) -> tuple[str, ...]:
    """Tags from a list, or from one string separated by commas or, without any, by spaces. Each once, in order."""
    if isinstance(value, str):
        parts = re.split(r"[,，、;；]" if re.search("[,，、;；]", value) else r"\s+", value)
    else:
        parts = [_flat(item) for item in value] if isinstance(value, list) else []
    return tuple(dict.fromkeys(tag for part in parts if (tag := part.strip().lstrip("#").strip())))
