"""Regular expressions that are compiled when they are first used.

A class of characters over the Han blocks takes milliseconds to compile, and together they took as long as Textual takes
to draw its first screen. It is for module constants; patterns made while running are `re.compile`'s.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, cast


class _Lazy:
    made: ClassVar[list[_Lazy]] = []

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._pattern = pattern
        self._flags = flags
        self.made.append(self)

    def __getattr__(self, name: str) -> Any:
        # Found here once: from then on the attribute is the compiled pattern's own.
        value = getattr(re.compile(self._pattern, self._flags), name)
        setattr(self, name, value)
        return value


def lazy(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, with faults in the pattern found at its first use."""
    return cast(re.Pattern[str], _Lazy(pattern, flags))


def lazy_bytes(pattern: bytes, flags: int = 0) -> re.Pattern[bytes]:
    return cast(re.Pattern[bytes], _Lazy(pattern, flags))


def prepare() -> None:
    """Compiles the patterns of all modules that are imported: for a process that others are forked from."""
    for pattern in _Lazy.made:
        re.compile(pattern._pattern, pattern._flags)
