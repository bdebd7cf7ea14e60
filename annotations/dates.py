"""Dates however they are written, and what may be asked of them: a year, a month, a day, or from one to another.

Apart from the filters of a search because a query is told what is no date before anything is searched for.
"""

from __future__ import annotations

from sources.fold import fold_text
from sources.patterns import lazy

_DATE = lazy(r"(\d{4})(?:\D{0,2}(\d{1,2})(?:\D{0,2}(\d{1,2}))?)?")
_MOST = ("9999", "12", "31")


def within(date: str, wanted: str) -> bool:
    """Whether a date, written in whatever way, is in a year, month or day (`2025-11`), or range (`2024..2025-06`)."""
    key = _key(date)
    first, last = _bounds(wanted)
    if not key or not (first or last):
        return False
    return key[: len(first)] >= first and (not last or key[: len(last)] <= last)


def is_asked_for(wanted: str) -> bool:
    """Whether there are dates that can be `within` it."""
    first, last = _bounds(wanted)
    given = [bound for bound in wanted.split("..", 1) if bound]
    keys = [_key(bound) for bound in given]
    real = all(key and all(part <= most for part, most in zip(key.split("-"), _MOST, strict=False)) for key in keys)
    return bool(keys) and real and (not last or first[: len(last)] <= last)


def _bounds(wanted: str) -> tuple[str, str]:
    low, dots, high = wanted.partition("..")
    return _key(low), _key(high) if dots else _key(low)


def _key(date: str) -> str:
    """`2025-11-02`, as far as it is known; dates in this form are in order as strings are."""
    found = _DATE.search(fold_text(date))
    return "-".join(part.zfill(2) for part in found.groups() if part) if found else ""
