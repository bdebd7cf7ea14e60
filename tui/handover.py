"""The driver: Textual's own, which takes over a screen with a text on it, and tells at once that a key has come."""

from __future__ import annotations

import time

from textual import events
from textual.driver import Driver
from textual.message import Message

from sources.turns import key_came
from tui.first_text import FirstText

_ALTERNATE_SCREEN = "\x1b[?1049h"
_SOON = 0.02
"""Seconds after which a key is not waited for any more: nothing is drawn while one is."""


class Typed:
    """Keys on their way from the thread that reads the terminal, which hears them, to the app, which takes them."""

    def __init__(self) -> None:
        self._waiting = 0
        self._last = 0.0

    def hear(self) -> None:
        self._waiting = self._waiting + 1 if self._is_soon() else 1
        self._last = time.monotonic()

    def take(self) -> None:
        self._waiting = max(0, self._waiting - 1)

    def more(self) -> bool:
        """Whether there is another that will soon be taken."""
        return self._waiting > 0 and self._is_soon()

    def _is_soon(self) -> bool:
        return time.monotonic() - self._last < _SOON


def driver_class(chosen: type[Driver], typed: Typed) -> type[Driver]:
    """`chosen` is Textual's choice for the system."""

    class Hearing(chosen):  # type: ignore[misc, valid-type]
        """What computes rests while a key is still on its way to the thread that draws."""

        def process_message(self, message: Message) -> None:
            if isinstance(message, events.Key):
                key_came()
                typed.hear()
            super().process_message(message)

    if FirstText.taken is None:
        return Hearing

    class Taking(Hearing):
        """Does not change to the alternate screen when it first starts: terminals clear it then."""

        def start_application_mode(self) -> None:
            taken = FirstText.taken
            self._taking = taken is not None
            super().start_application_mode()
            self._taking = False
            if taken:
                # Only now: in between, the terminal would keep back what has been typed.
                self.attrs_before = taken.hand_over()

        _taking = False

        def write(self, data: str) -> None:
            if not (self._taking and data == _ALTERNATE_SCREEN):
                super().write(data)

    return Taking
