"""Whose turn it is: threads that compute leave the one that draws its turn.

Python runs one thread at a time. One that is woken waits until the one that computes is interrupted, a millisecond
each time, and a key wakes several, several times: what is behind a key then takes five times as long. Threads that
compute for long call `give_way` between pieces of a fraction of a millisecond, and rest while a key is being answered.
"""

from __future__ import annotations

import threading
import time

_ANSWER = 0.015
"""Seconds that a key and what it draws take at most."""
_LONGEST = 0.2
"""Seconds after which a thread goes on although keys keep coming."""
_WAKE = 0.00001
"""Seconds of sleep that let another thread begin: none at all would be over before it has woken."""

_answered = 0.0


def key_came() -> None:
    """A key was typed, or is looked at: what computes rests for a moment."""
    global _answered
    _answered = time.monotonic() + _ANSWER


def since_key() -> float:
    """Seconds since the last key was answered."""
    return max(0.0, time.monotonic() - _answered)


def give_way() -> None:
    """Lets other threads have their turn. Does nothing in the main thread, which is the one that draws."""
    if threading.current_thread() is threading.main_thread():
        return
    time.sleep(_WAKE)
    until = time.monotonic() + _LONGEST
    while (now := time.monotonic()) < min(_answered, until):
        time.sleep(min(_answered, until) - now)
