"""What the status line offers while it has nothing else to say: a few keys of whatever has the focus.

Apart from the registry, which has every key, because these are chosen: what a person new to this mode needs next.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from tui.keymap import Keymap


class Mode(StrEnum):
    """What the keys go to."""

    NORMAL = "NORMAL"
    SELECT = "SELECT"
    SENTENCES = "SENTENCES"
    MARKS = "MARKS"
    OUTLINE = "OUTLINE"
    SEARCH = "SEARCH"
    FIND = "FIND"
    FILTER = "FILTER"


_MARKING = (("reader.mark_claim", "claim"), ("reader.mark_highlight", "highlight"))
_SELECTED = (*_MARKING, ("reader.pin", "link"), ("reader.copy_quote", "copy"), ("reader.leave_selection", "drop"))
_ACTIONS = {
    Mode.NORMAL: (
        *(("app.help", "help"), ("app.palette", "palette"), *_MARKING, ("reader.pin", "link")),
        ("library.digest", "digest"),
    ),
    Mode.SELECT: _SELECTED,
    Mode.SENTENCES: _SELECTED,
    Mode.MARKS: (
        *(("app.help", "help"), ("marks.go", "go"), ("marks.filter", "filter"), ("marks.scope", "all sources")),
        *(("marks.note", "note"), ("marks.leave", "back")),
    ),
}
"""Actions by their ids; those without a key are left out."""
_NO_TEXT = (
    *(("app.help", "help"), ("app.palette", "palette"), ("library.open", "open"), ("app.tour", "tour")),
    ("app.quit", "quit"),
)
"""As long as nothing is open, instead of what is done with a text."""
_TYPED = {
    Mode.OUTLINE: (("Enter", "go there"), ("↑ ↓", "choose"), ("Esc", "back to the text")),
    Mode.SEARCH: (("Enter", "open the hit"), ("Esc", "go back"), ("↑ ↓", "look at others")),
    Mode.FIND: (("Enter", "stay at the hit"), ("Esc", "go back"), ("↑ ↓", "earlier searches")),
    Mode.FILTER: (("Enter", "keep it"), ("Esc", "show all")),
}
"""Where letters go to a prompt, the keys that do not."""


BETWEEN = " · "
"""What stands between two offers."""


class Offer(NamedTuple):
    """Keys as people read them, and what they do in a word or two. `action` is empty where a prompt has the keys."""

    keys: str
    words: str
    action: str = ""

    def __str__(self) -> str:
        return f"{self.keys} {self.words}"


def offered(mode: Mode, keymap: Keymap, *, has_text: bool = True) -> tuple[Offer, ...]:
    """Those of the keys for a mode that hold."""
    actions = _ACTIONS.get(mode, ()) if has_text or mode is not Mode.NORMAL else _NO_TEXT
    offers = [Offer(shown[0], words, action) for action, words in actions if (shown := keymap.keys_of(action))]
    return (*offers, *(Offer(*typed) for typed in _TYPED.get(mode, ())))
