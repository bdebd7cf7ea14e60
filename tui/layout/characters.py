"""What one character is to the layout: how many cells it takes, and what a row may do before and after it.

Both answers fit one byte, so a text is translated once and everything else (cutting, wrapping, columns, paint) reads
the bytes. It stands apart from `cells` and `wrap` because the two must never disagree about a character.

Widths are those of Rich 15, whose strips draw the rows: whatever Rich counts as no cells, and what follows a zero width
joiner, belongs to the character before it. Break classes follow Unicode Standard Annex 14, with the stricter Chinese
rules (kinsoku) of the W3C's clreq where the two differ.
"""

from __future__ import annotations

from unicodedata import category

from rich import cells

CELLS_MASK = 0b11
CLASS_SHIFT = 2

# Break classes. ALPHA is everything without a rule of its own; JOINED never begins a cluster.
ALPHA, JOINED, JOINER, WIDENER, REGIONAL, SPACE, NEWLINE, GLUE = range(8)
DIGIT, IDEOGRAPH, OPEN, OPEN_ASCII, CLOSE, CLOSE_ASCII, POINT = range(8, 15)
QUOTE, PREFIX, POSTFIX, HYPHEN, SLASH, DASH = range(15, 21)
CLASSES = 21

SPACES = " \u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000"
"""The characters that may hang over a row's end (a tab is shown as a space)."""

CELLS = bytes(code & CELLS_MASK for code in range(256))
"""`codes.translate(CELLS)` is the width of each character."""

_LISTED = {
    NEWLINE: "\n",
    JOINER: "\u200d",
    WIDENER: "\ufe0f",
    SPACE: SPACES,
    GLUE: "\u00a0\u2007\u2011\u202f",
    OPEN_ASCII: "([{",
    CLOSE_ASCII: ")]}’",
    POINT: ",.;:!?\u037e\u060c\u061b\u061f\u0964\u0965",
    QUOTE: "\"'",
    PREFIX: "+−±№",
    POSTFIX: "%‰‱°′″‴℃℉¢％￠﹪",
    HYPHEN: "-‐‒–〜～－",
    SLASH: "/／",
    DASH: "—―…‥⋯⸺⸻─︙︱",
    ALPHA: "¤",
    # What else must not begin a row: points, middle dots, small kana, marks of sound, length and repetition.
    CLOSE: "、。，．：；！？｡､･・·•‧‼⁇⁈⁉ー々〻ヽヾゝゞ゛゜ｰﾞﾟ"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯ"
    "︐︑︒︓︔︕︖﹐﹑﹒﹔﹕﹖﹗",
}
_CLASS_OF = {character: kind for kind, characters in _LISTED.items() for character in characters}
_CLASS_OF_CATEGORY = {"Ps": OPEN, "Pi": OPEN, "Pe": CLOSE, "Pf": CLOSE, "Nd": DIGIT, "Sc": PREFIX}


def _code(character: str) -> int:
    width = cells.get_character_cell_size(character)
    kind = _CLASS_OF.get(character)
    if kind is None:
        if not width:
            kind = JOINED
        elif "\U0001f1e6" <= character <= "\U0001f1ff":
            kind = REGIONAL
        else:
            kind = _CLASS_OF_CATEGORY.get(category(character))
    if kind is None:
        # Full-width Latin letters make words; half-width kana do not.
        latin, kana = "Ａ" <= character <= "ｚ", "ｦ" <= character <= "ﾝ"
        kind = IDEOGRAPH if (width == 2 and not latin) or kana else ALPHA
    return kind << CLASS_SHIFT | width


class _Codes(dict[int, str]):
    """Filled as characters are met: a table for all of Unicode would cost start-up time and memory."""

    def __missing__(self, code_point: int) -> str:
        code = self[code_point] = chr(_code(chr(code_point)))
        return code


_CODES = _Codes()
_JOINER, _WIDENER, _REGIONAL = (_code(character) for character in "\u200d\ufe0f\U0001f1e6")


def forget_widths() -> None:
    """Measures anew: Rich's own widths are others from now on."""
    _CODES.clear()


def measure(text: str) -> bytes:
    """One byte for each character of shown text: its class shifted by CLASS_SHIFT, or'd with its width in cells.

    Characters whose nature depends on their neighbours are resolved: the second letter of a flag, what follows a
    joiner, and the variation selector that widens a symbol (which then carries the second cell) are JOINED.
    """
    codes = text.translate(_CODES).encode("latin-1")
    if _JOINER in codes or _WIDENER in codes or _REGIONAL in codes:
        return _resolve(text, codes)
    return codes


def _resolve(text: str, codes: bytes) -> bytes:
    resolved = bytearray(codes)
    swallow = half_flag = False  # the next character belongs to a joiner; is the second letter of a flag
    measured = ""  # the last character that took cells: what a variation selector would widen
    for i, code in enumerate(codes):
        kind = code >> CLASS_SHIFT
        first_half = half_flag
        half_flag = False
        if kind == NEWLINE:
            swallow, measured = False, ""
        elif swallow:
            swallow = False
            resolved[i] = JOINED << CLASS_SHIFT
        elif kind == JOINER:
            swallow = True
            resolved[i] = JOINED << CLASS_SHIFT
        elif kind == WIDENER:
            resolved[i] = JOINED << CLASS_SHIFT | _widens(measured)
            measured = ""
        elif kind == REGIONAL and first_half:
            measured = text[i]
            resolved[i] = JOINED << CLASS_SHIFT | code & CELLS_MASK
        elif code & CELLS_MASK:
            measured = text[i]
            half_flag = kind == REGIONAL
    return bytes(resolved)


def _widens(character: str) -> int:
    """Cells that a variation selector adds to `character` ("" for none)."""
    return cells.cell_len(character + "\ufe0f") - cells.cell_len(character) if character else 0


def cluster_start(codes: bytes, index: int) -> int:
    """The nearest cluster edge at or before `index`; 0 and `len(codes)` are edges."""
    while 0 < index < len(codes) and codes[index] >> CLASS_SHIFT == JOINED:
        index -= 1
    return index


def cluster_end(codes: bytes, index: int) -> int:
    """The nearest cluster edge at or after `index`."""
    while 0 < index < len(codes) and codes[index] >> CLASS_SHIFT == JOINED:
        index += 1
    return index
