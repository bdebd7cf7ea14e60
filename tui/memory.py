"""When Python looks for garbage: not while the program starts, and while somebody reads, between the keys.

A loaded source is tens of thousands of small objects that live as long as the program. Python's collector would walk
over all of them every few key presses, which takes longer than drawing ten screens; what is frozen it leaves alone.
"""

from __future__ import annotations

import gc

_MOST = 200_000
"""Objects made before the collector looks at them wherever the program is: many seconds of keys."""
_SOME = 2_000
"""Objects made that are worth a look while nobody waits: half a millisecond's work."""
_OFTEN = 20
"""Looks at what is new until what has stayed is looked at too."""


def start() -> None:
    """No collection until `settle`."""
    gc.disable()


def settle() -> None:
    """What is loaded now stays. Does nothing in a process that did not `start`, such as a test's."""
    if not gc.isenabled() or _is_settled():
        gc.freeze()
        gc.set_threshold(_MOST, _OFTEN, _OFTEN)
        gc.enable()


def tidy() -> None:
    """Collects garbage now, while nobody waits, so that it need not be done between a key and its row."""
    new, younger, older = gc.get_count()
    if _is_settled() and new > _SOME:
        gc.collect(2 if older > _OFTEN else 1 if younger > _OFTEN else 0)


def _is_settled() -> bool:
    return gc.get_threshold()[0] == _MOST  # the collector would count what is frozen one by one
