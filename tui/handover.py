"""How Textual takes over a screen on which the first text already stands: without clearing it first."""

from __future__ import annotations

from textual.driver import Driver

from tui.first_text import FirstText

_ALTERNATE_SCREEN = "\x1b[?1049h"


def driver_class() -> type[Driver] | None:
    """The driver for a screen with a text on it; None, which is Textual's own choice, where there is none."""
    if FirstText.taken is None:
        return None
    from textual.drivers.linux_driver import LinuxDriver

    class Taking(LinuxDriver):
        """Does not change to the alternate screen when it first starts: terminals clear it then."""

        def start_application_mode(self) -> None:
            taken = FirstText.taken
            self._taking = taken is not None
            super().start_application_mode()  # type: ignore[no-untyped-call]
            self._taking = False
            if taken:
                # Only now: in between, the terminal would keep back what has been typed.
                self.attrs_before = taken.hand_over()

        _taking = False

        def write(self, data: str) -> None:
            if not (self._taking and data == _ALTERNATE_SCREEN):
                super().write(data)

    return Taking
