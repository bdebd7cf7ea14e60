"""What an input method needs of Textual, set before it reads from a terminal. One place for the reader and `doctor`."""

from __future__ import annotations

import os

LONGEST = 4096
"""Characters that one key event of a terminal may have, some six for each Han character that is committed with it."""


def choose_protocol() -> None:
    """To be called before Textual is imported, which reads the variable then.

    In iTerm2 the kitty key protocol drops what an input method commits.
    """
    if os.environ.get("TERM_PROGRAM") == "iTerm.app":
        os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")


def prepare() -> None:
    """Lets key events be as long as a composed sentence.

    On kitty-protocol terminals a commit is one event; with Textual's limit of 32 characters, anything longer than four
    Han characters would arrive as garbage.
    """
    import textual._xterm_parser as xterm_parser

    if getattr(xterm_parser, "_MAX_SEQUENCE_SEARCH_THRESHOLD", LONGEST) < LONGEST:
        xterm_parser._MAX_SEQUENCE_SEARCH_THRESHOLD = LONGEST
