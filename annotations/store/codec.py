"""Records as plain dictionaries, and dictionaries as canonical JSON lines. Pure: no files, no TinyDB.

A record's fields are those of its dataclass, read from its type hints, so a field added to the model is stored without
a change here. The id (a tag's name) is the document id and not repeated. Fields that hold their default are left out.
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from typing import Any, NamedTuple, NewType, Union, get_args, get_origin, get_type_hints

from annotations.model import Alternative, Anchor, Claim, Link, Mark, Record, Source, Tag
from annotations.store.protocol import StoreError

Fields = dict[str, Any]

TABLES: Mapping[str, type[Record]] = types.MappingProxyType(
    {"source": Source, "marks": Mark, "claims": Claim, "links": Link, "tags": Tag, "_conflicts": Alternative}
)
_NAMES = {cls: name for name, cls in TABLES.items()}
_SURROGATE = re.compile("[\ud800-\udfff]")


class _BadValue(Exception):
    """Carries the path of a field and what is wrong with it."""

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(field, fault)
        self.field, self.fault = field, fault


class _Field(NamedTuple):
    name: str
    read: Callable[[object, str], object]
    default: object  # MISSING when the field is required


def table_of(record: Record) -> str:
    return _NAMES[type(record)]


def id_of(record: Record) -> str:
    """The document id: the record's id, a tag's name."""
    return _clean(record.name if isinstance(record, Tag) else record.id)


def field_names(table: str) -> frozenset[str]:
    """The fields that this program knows in a table; others belong to another program and are kept as they are."""
    return frozenset(field.name for field in _SPECS[TABLES[table]])


def encode(record: Record) -> Fields:
    """The record's fields without its id, as values that JSON has."""
    return _dump_fields(record)


def decode(table: str, id: str, raw: object, file: str = "") -> Record:
    """The record of a table's document. Unknown fields are ignored, missing ones take their defaults.

    Raises StoreError that names `file`, record and field.
    """
    cls = TABLES[table]
    try:
        record: Record = cls(id, **_read_fields(cls, raw, ""))  # type: ignore[arg-type]
    except _BadValue as error:
        field = f" field “{error.field}”" if error.field else ""
        raise StoreError(
            f"{file or 'A file'} cannot be read: record {id} of table “{table}”:{field} {error.fault}; "
            "correct the file or restore an older version of it."
        ) from None
    return record


def line(value: object) -> str:
    """Canonical JSON: one line, sorted keys, no spaces, text as itself. Raises ValueError on NaN.

    Lone surrogates, which UTF-8 has no bytes for, are written as JSON escapes and read back as they were.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def parse(text: str) -> Any:
    """The reverse of `line` for any JSON. Raises ValueError on damage, duplicate keys and NaN."""
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _unique(pairs: list[tuple[str, Any]]) -> Fields:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"“{twice}” occurs twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a value of JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def _clean(text: str) -> str:
    """Two lone surrogates side by side become the character they spell, as they would when JSON is read back."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _dump_fields(item: Any) -> Fields:
    dumped = {}
    for name, _, default in _SPECS[type(item)]:
        value = getattr(item, name)
        if default is MISSING or value != default:
            dumped[name] = _dump(value)
    return dumped


def _dump(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, tuple):
        return [_dump(item) for item in value]
    return _dump_fields(value) if is_dataclass(value) else value


def _spec(cls: type[Any]) -> tuple[_Field, ...]:
    """The stored fields: all of the dataclass, but of a record not its first, which is the document id."""
    hints = get_type_hints(cls)
    stored = fields(cls)[1:] if cls in _NAMES else fields(cls)
    return tuple(_Field(field.name, _reader(hints[field.name]), field.default) for field in stored)


def _read_fields(cls: type[Any], raw: object, path: str) -> Fields:
    if not isinstance(raw, dict):
        raise _BadValue(path.rstrip("."), "is not an object")
    values = {}
    for name, read, default in _SPECS[cls]:
        if name in raw:
            values[name] = read(raw[name], path + name)
        elif default is MISSING:
            raise _BadValue(path + name, "is missing")
    return values


def _reader(hint: Any) -> Callable[[object, str], object]:
    if isinstance(hint, NewType):
        return _reader(hint.__supertype__)
    if hint is str:
        return _read_text
    if hint is int:
        return _read_number
    if hint is Anchor:
        return _read_anchor
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return lambda raw, path: _read_choice(hint, raw, path)
    if get_origin(hint) is tuple:
        return _read_texts
    if get_origin(hint) in (Union, types.UnionType):
        (inner,) = (arg for arg in get_args(hint) if arg is not types.NoneType)
        read = _reader(inner)
        return lambda raw, path: None if raw is None else read(raw, path)
    raise TypeError(f"the store has no form for {hint}")


def _read_text(raw: object, path: str) -> str:
    if not isinstance(raw, str):
        raise _BadValue(path, "is not a text")
    return raw


def _read_number(raw: object, path: str) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or raw < 0:
        raise _BadValue(path, "is not a whole number from 0")
    return raw


def _read_texts(raw: object, path: str) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise _BadValue(path, "is not a list")
    return tuple(_read_text(item, path) for item in raw)


def _read_choice(choices: type[StrEnum], raw: object, path: str) -> StrEnum:
    try:
        return choices(_read_text(raw, path))
    except ValueError:
        raise _BadValue(path, f"is none of {', '.join(choices)}") from None


def _read_anchor(raw: object, path: str) -> Anchor:
    anchor = Anchor(**_read_fields(Anchor, raw, path + "."))
    if anchor.end < anchor.start:
        raise _BadValue(f"{path}.end", "lies before its start")
    return anchor


_SPECS = {cls: _spec(cls) for cls in (*TABLES.values(), Anchor)}
