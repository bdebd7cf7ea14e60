"""When Python looks for garbage: not while the program starts, and seldom while somebody reads.

A loaded source is tens of thousands of small objects that live as long as the program. Python's collector would walk
over all of them every few key presses, which takes longer than drawing ten screens; what is frozen it leaves alone.
"""

from __future__ import annotations

import gc

_NEW_OBJECTS = 20_000
"""Objects made before the collector looks at them: many screens' worth, a few milliseconds' work."""


def start() -> None:
    """No collection until `settle`."""
    gc.disable()


def settle() -> None:
    """What is loaded now stays. Does nothing in a process that did not `start`, such as a test's."""
    if not gc.isenabled() or gc.get_freeze_count():
        gc.freeze()
        gc.set_threshold(_NEW_OBJECTS, 20, 20)
        gc.enable()
