"""Whether a palette can be read: the contrast of its colours, and which of its pairs have too little of it.

The rule is one for the palettes that come with the program, whose test it is, and for those that people write, who are
told what will be hard to read.
"""

from __future__ import annotations

from collections.abc import Iterator

from themes.palette import COLOR_NAMES, TAG_COLORS, Palette

READABLE = 4.5
"""What WCAG 2.2 asks of text (1.4.3, level AA)."""

ENHANCED = 7.0
"""What it asks of enhanced contrast (1.4.6, level AAA)."""

GROUNDS = ("background", "surface", "panel", "sentence")
TINTS = ("claim", "highlight", "overlap", "active", "hit", "hit_current")
FOREGROUNDS = (
    *("text", "quiet", "accent", "heading", "speaker", "quote", "code", "link", "error", "warning", "success"),
    *(name for name in COLOR_NAMES if name.startswith("sign_")),
    *(f"tag_{index}" for index in range(TAG_COLORS)),
)


def contrast(foreground: str, background: str) -> float:
    """Contrast ratio of two `#rrggbb` colours, from 1 (none) to 21, the same in both directions.

    Rule: WCAG 2.2, "contrast ratio" and "relative luminance", https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
    """
    darker, lighter = sorted((_luminance(foreground), _luminance(background)))
    return (lighter + 0.05) / (darker + 0.05)


def pairs() -> Iterator[tuple[str, str]]:
    """Every foreground and background of a palette that text is drawn in, by their entries' names."""
    for foreground in FOREGROUNDS:
        yield from ((foreground, ground) for ground in GROUNDS)
    yield from (("tinted_text", tint) for tint in TINTS)
    yield from (("text", "selection"), ("cursor_text", "cursor"))


def hard_to_read(palette: Palette, least: float = READABLE) -> tuple[tuple[str, str, float], ...]:
    """The pairs whose contrast is less than asked for, with it. The terminal's own colours are not judged."""
    colors = palette.colors()
    found = []
    for foreground, background in pairs():
        both = colors[foreground], colors[background]
        if all(color.startswith("#") for color in both) and (ratio := contrast(*both)) < least:
            found.append((foreground, background, ratio))
    return tuple(found)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
