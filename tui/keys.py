"""Names of keys: the notation people write, the events Textual sends, and one token for both.

A token is a printable character (`g`, `G`, `?`) or a name in angle brackets (`<C-d>`, `<Space>`, `<S-Tab>`); a
sequence is a tuple of tokens, written with blanks between them (`g g`, `<C-w> v`). It is separate from the keymap
and the dispatcher because both need it and so does the registry's page of keys. Textual is not imported: events
arrive as the key's name and its character.
"""

from __future__ import annotations

import difflib
import re
import unicodedata

Tokens = tuple[str, ...]

ESCAPE = "<Esc>"
SPACE = "<Space>"
DIGIT = "<1-9>"
"""Notation for any one of the digits 1 to 9; the digit that was typed becomes the action's argument."""

_NAMES = {
    "space": "Space",
    "tab": "Tab",
    "escape": "Esc",
    "enter": "Enter",
    "backspace": "BS",
    "delete": "Del",
    "insert": "Ins",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
}
"""Textual's names of keys without a character → the names in our notation."""

_SPELLED = {name.lower(): name for name in _NAMES.values()}
_PUNCTUATION = {"minus": "-", "plus": "+", "slash": "/", "backslash": "\\", "at": "@", "underscore": "_"}
"""Textual's names that are not the character's Unicode name."""

_MODIFIERS = {"ctrl": "C", "alt": "A", "shift": "S", "super": "D", "hyper": "H", "meta": "M"}
_LOCKS = frozenset({"caps_lock", "num_lock", "scroll_lock", "iso_level3_shift", "iso_level5_shift", "<ignore>"})
_SIDED_MODIFIER = re.compile(r"(left|right)_(shift|control|alt|super|hyper|meta)")
_WRITTEN = re.compile(r"<((?:[CAS]-)*)(.+)>", re.IGNORECASE | re.DOTALL)

_SAME_KEY = {"<C-i>": "<Tab>", "<C-m>": "<Enter>", "<C-h>": "<BS>", "<C-[>": ESCAPE, "<C-@>": "<C-Space>"}
"""Pairs that plain terminals cannot tell apart have one meaning everywhere."""

_TWINS = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict(zip("\u3000。、《》〈〉「」【】『』￥¥‘’“”·", " .\\<><>[][]{}$$''\"\"`", strict=True))
)
"""What an input method left on sends for an ASCII key: full-width forms and Chinese punctuation."""


def from_event(key: str, character: str | None) -> str | None:
    """The token for a Textual key event, or None for a modifier or lock key pressed by itself.

    A printable character decides, except with Ctrl or Alt; otherwise the key's name does. Any input is accepted:
    a name that is not known becomes a token that no keymap holds.
    """
    if key in _LOCKS or _SIDED_MODIFIER.fullmatch(key):
        return None
    *held, name = ["+"] if key == "+" else key.split("+")
    modifiers = {_MODIFIERS[word] for word in held if word in _MODIFIERS}
    if character is not None and modifiers <= {"S"} and (twin := _character(character)):
        return SPACE if twin == " " else twin
    return _token(modifiers, _base(name))


def parse(notation: str) -> Tokens:
    """The tokens of a sequence such as `g g`, `] c`, `<C-w> v`. ValueError says what is wrong, in one sentence."""
    if not notation.split():
        raise ValueError("no key is named; write one, such as <Space> or g g.")
    return tuple(_parse_key(word) for word in notation.split())


def show(tokens: Tokens) -> str:
    """A sequence as people read it: `gg`, `Ctrl-w v`, `Space`."""
    shown = ""
    for index, token in enumerate(tokens):
        single = len(token) == 1 and (index == 0 or len(tokens[index - 1]) == 1)
        shown += ("" if single or not shown else " ") + _show_key(token)
    return shown


_ARROWS = {"↑": "up", "↓": "down", "←": "left", "→": "right"}


def event_of(shown: str) -> tuple[str, str | None] | None:
    """Textual's name and the character of one key as people read it: `Esc`, `Ctrl-s`, `↑`, `x`; None for others."""
    if len(shown) == 1:
        return (_ARROWS[shown], None) if shown in _ARROWS else (shown, shown)
    if shown.startswith("Ctrl-") and len(shown) == 6:
        return f"ctrl+{shown[-1]}", None
    name = next((name for name, ours in _NAMES.items() if ours == shown), "")
    return (name, None) if name else None


def typed(token: str) -> str | None:
    """The character that a token types, or None for `<C-d>` and its like."""
    if token == SPACE:
        return " "
    return token if len(token) == 1 else None


def is_composed(token: str) -> bool:
    """Whether the token is a letter that only an input method sends: Han, kana, bopomofo, hangul."""
    return (
        len(token) == 1
        and unicodedata.category(token) in {"Lo", "Lm", "Nl"}
        and unicodedata.east_asian_width(token) in {"W", "F", "H"}
    )


def _character(character: str) -> str | None:
    twin = character.translate(_TWINS)
    return twin if len(twin) == 1 and twin.isprintable() else None


def _base(name: str) -> str:
    """The character or the notation's name for one of Textual's key names (without modifiers)."""
    if name in _NAMES:
        return _NAMES[name]
    if name in _PUNCTUATION:
        return _PUNCTUATION[name]
    if re.fullmatch("upper_[a-z]", name):
        return name[-1].upper()
    try:
        named = unicodedata.lookup(name.replace("_", " "))
    except (KeyError, ValueError):  # ValueError: a lone surrogate
        named = name
    twin = _character(named)
    if twin is not None and (len(name) == 1 or twin.isascii()):
        return "Space" if twin == " " else twin
    return "".join(character for character in name if character.isprintable()) or "unknown"


def _token(modifiers: set[str], base: str) -> str:
    """One spelling for each key: C before A before S, a shifted letter as its capital, Ctrl with small letters."""
    held = set(modifiers)
    if len(base) == 1 and base.isalpha():
        if "C" in held:
            base = base.lower()
        elif "S" in held:
            base = base.upper()
            held.discard("S")
    if not held and len(base) == 1:
        return base
    token = "<" + "".join(f"{letter}-" for letter in _MODIFIERS.values() if letter in held) + base + ">"
    return _SAME_KEY.get(token, token)


def _parse_key(word: str) -> str:
    if len(word) == 1:
        key = _character(word)
        if key is None or is_composed(key):
            raise ValueError(f"{word!r} cannot be a key; use a character of the keyboard.")
        return key
    if word == DIGIT:
        return DIGIT
    if (match := _WRITTEN.fullmatch(word)) is None:
        raise ValueError(f"{word!r} is not one key; write {' '.join(word)!r} for keys one after the other.")
    modifiers = {letter for letter in match[1].upper() if letter != "-"}
    name = match[2]
    if len(name) == 1:
        return _token(modifiers, name)
    if name.lower() not in _SPELLED:
        close = difflib.get_close_matches(name.lower(), _SPELLED, n=1)
        advice = f"did you mean <{_SPELLED[close[0]]}>?" if close else f"the names are {', '.join(_SPELLED.values())}."
        raise ValueError(f"{word!r} is not the name of a key; {advice}")
    return _token(modifiers, _SPELLED[name.lower()])


def _show_key(token: str) -> str:
    if token == DIGIT:
        return "1–9"
    if len(token) == 1:
        return token
    spoken = {"C-": "Ctrl-", "A-": "Alt-", "S-": "Shift-"}
    name = token[1:-1]
    prefix = ""
    while len(name) > 2 and name[:2] in spoken:
        prefix += spoken[name[:2]]
        name = name[2:]
    return prefix + ("Backspace" if name == "BS" else name)
