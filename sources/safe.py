"""What may reach a terminal: the first of two layers, and the pattern the second one deletes by.

A source can hold escape sequences that set the clipboard, answer for the user or rewrite the screen, and every
widget passes them on. The reader therefore shows substitutes, one code point for one, so that offsets and columns stay
true; headless commands print the same substitutes. Whatever still slips through, in any widget, the line filter of the
screen removes with `UNSAFE`. Stored text, quotes and exports keep the original characters.

All of it stands apart from `fold` and `segments` because it must be usable before anything else is loaded.
"""

from __future__ import annotations

import re

_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x2070))
_TAGS = range(0xE0000, 0xE0080)

UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff\U000e0000-\U000e007f]",
)
"""One code point that must never be in a piece of a screen row. It includes the newline: a row has none.

Deleting what it matches keeps the layout: Rich counts it as no cell, but for lone surrogates, which cannot be printed.
"""


def _table(emoji: bool) -> dict[int, str]:
    """Substitutes by code point; `emoji` also hides what terminals disagree about in emoji."""
    table = {code: chr(0x2400 + code) for code in range(0x20)}
    table |= dict.fromkeys((*range(0x80, 0xA0), *range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0)), "\ufffd")
    table |= {plane | last: "\ufffd" for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)}
    # soft hyphen, Arabic and bidirectional controls, word joiner and invisible operators, BOM, annotation marks, tags
    hidden = (0xAD, *_BIDI, *range(0x2060, 0x2065), 0xFEFF, *range(0xFFF9, 0xFFFC), *_TAGS)
    table |= dict.fromkeys(hidden, "¤")
    table |= {0x09: " ", 0x7F: "␡", 0x2028: "⏎", 0x2029: "⏎"}
    del table[0x0A]
    if emoji:
        # Variation selectors 15, 16 and skin tones: Rich and terminals differ about their cells; ZWSP is 0 in both.
        table |= dict.fromkeys((0xFE0E, 0xFE0F, *range(0x1F3FB, 0x1F400)), "\u200b")
    return table


_VISIBLE = _table(emoji=True)
_TERMINAL = _table(emoji=False)


def visible(text: str) -> str:
    """`text` as the screen may show it: same length in code points, newlines kept, a tab as one space.

    Controls appear as control pictures (␛), what cannot be shown as U+FFFD, invisible controls as ¤, line and
    paragraph separators as ⏎. Emoji variation and skin tone become U+200B.
    """
    return text.translate(_VISIBLE)


def terminal(text: str) -> str:
    """`text` as a headless command may print it: like `visible`, but emoji stay whole since nobody counts cells."""
    return text.translate(_TERMINAL)


def one_line(text: str) -> str:
    """`text` on one safe line, for titles, lists and messages: runs of white space are one space, none at the ends.

    The length changes; cutting to a number of cells is the layout's business.
    """
    return visible(" ".join(text.split()))
