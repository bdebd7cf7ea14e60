"""Identity and time: the two values that come from outside the program. Commands receive them as arguments."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from annotations.model import Timestamp

_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """A ULID (26 characters, sorts by time), greater than every one given before in this process.

    Holds when many are asked for in one millisecond and when the clock is set back: then it counts up from the last.
    """
    from ulid import ULID

    global _last
    with _lock:
        _last = max(int(ULID()), _last + 1)
        return str(ULID.from_int(_last))


def now() -> Timestamp:
    """The time in UTC, ISO 8601 to the second: `2026-01-31T09:30:00Z`."""
    return Timestamp(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
