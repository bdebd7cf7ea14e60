"""Identity and time: the two values that come from outside the program. Commands receive them as arguments."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime

from annotations.model import Timestamp

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32, in the order of the alphabet: what is written sorts as the number does."""
_RANDOM_BITS = 80
_LENGTH = 26
"""Letters of 5 bits for 48 bits of milliseconds and 80 of chance, as https://github.com/ulid/spec says."""

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A ULID (26 characters, sorts by time), greater than every one given before in this process.

    Holds when many are asked for in one millisecond and when the clock is set back: then it counts up from the last.
    """
    global _last
    with _lock:
        drawn = (time.time_ns() // 1_000_000 << _RANDOM_BITS) | int.from_bytes(os.urandom(_RANDOM_BITS // 8))
        _last = max(drawn, _last + 1)
        return "".join(_LETTERS[_last >> 5 * place & 31] for place in reversed(range(_LENGTH)))


def now() -> Timestamp:
    """The time in UTC, ISO 8601 to the second: `2026-01-31T09:30:00Z`."""
    return Timestamp(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
