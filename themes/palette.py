"""What a palette is: every colour of the program under a name, and nothing that draws.

It is separate from the screen so that a palette can be checked, by a test or for a reader who wrote one, without a
terminal. `themes.reading` reads those that people write, `tui.theming` turns a palette into styles.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

TAG_COLORS = 8
"""How many tag colours a palette has; a tag's `color` is an index into them."""

TERMINAL_COLORS = (
    *("default", "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"),
    *("bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan"),
    "bright-white",
)
"""The colours that a terminal chooses itself: its foreground or background (`default`), and its sixteen."""

_FOLDER = Path(__file__).parent  # not importlib.resources, which takes longer to import than the palette to read


@dataclass(frozen=True, slots=True)
class Palette:
    """A complete set of colours, each `#rrggbb` in lower case or one of TERMINAL_COLORS.

    `name` is what settings say, `title` what people read, `about` what it is like in a few words. Backgrounds are
    named in the comments; the others are foregrounds, made to stand on `background`.
    """

    name: str
    title: str
    about: str
    dark: bool
    text: str
    background: str  # background of the text
    surface: str  # background of panes and title bars
    panel: str  # background of the status bar and of popups
    border: str
    quiet: str
    accent: str
    heading: str
    speaker: str
    quote: str
    code: str
    link: str
    tinted_text: str  # text on the backgrounds of marks and hits
    claim: str  # backgrounds of marked passages
    highlight: str
    overlap: str
    active: str
    sentence: str  # background of the sentence at the cursor, under any foreground
    selection: str  # background, with `text` on it
    hit: str  # backgrounds, with `tinted_text` on them
    hit_current: str
    cursor: str  # background, with `cursor_text` on it
    cursor_text: str
    sign_claim: str
    sign_highlight: str
    sign_support: str
    sign_contradict: str
    sign_other: str
    sign_lost: str
    error: str
    warning: str
    success: str
    tags: tuple[str, ...]

    @property
    def from_terminal(self) -> bool:
        """Whether the terminal chooses colours of it."""
        return any(color in TERMINAL_COLORS for color in self.colors().values())

    def colors(self) -> dict[str, str]:
        """Every colour by its entry's name; the tags' are `tag_0` … `tag_7`."""
        named = {name: str(getattr(self, name)) for name in COLOR_NAMES}
        return named | {f"tag_{index}": color for index, color in enumerate(self.tags)}


ENTRIES = tuple(field.name for field in fields(Palette))
"""All entries of a palette, in the order in which they are declared."""

COLOR_NAMES = tuple(name for name in ENTRIES if name not in {"name", "title", "about", "dark", "tags"})
"""The entries that are one colour each, in the order in which they are declared."""


class UnknownPaletteError(ValueError):
    """There is no palette of that name; the text says which there are."""


@cache
def builtin() -> tuple[str, ...]:
    """The names of the palettes that come with the program, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def builtin_palette(name: str) -> Palette:
    """A palette that comes with the program. Raises UnknownPaletteError when there is none of that name."""
    if name not in builtin():
        raise UnknownPaletteError(f"There is no palette {name!r}: choose one of {', '.join(builtin())}.")
    table = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return Palette(**table | {"tags": tuple(table["tags"])})
