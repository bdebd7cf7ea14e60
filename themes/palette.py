"""What a palette is, and how one is read from TOML: every colour of the program under a name, and nothing that draws.

It is separate from the screen so that a palette can be checked, by a test or for a reader who wrote one, without a
terminal. `tui.theming` turns it into styles.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

TAG_COLORS = 8
"""How many tag colours a palette has; a tag's `color` is an index into them."""

_FOLDER = Path(__file__).parent  # not importlib.resources, which takes longer to import than the palette to read
_COLOR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_NAME = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Palette:
    """A complete set of colours, each `#rrggbb` in lower case. `name` is what settings say, `title` what people read.

    Backgrounds are named in the comments; the others are foregrounds, made to stand on `background`.
    """

    name: str
    title: str
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
    claim: str  # backgrounds of marked passages, with `text` on them
    highlight: str
    overlap: str
    active: str
    sentence: str  # background of the sentence at the cursor, under any foreground
    selection: str  # backgrounds with `text` on them
    hit: str
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

    def colors(self) -> dict[str, str]:
        """Every colour by its entry's name; the tags' are `tag_0` … `tag_7`."""
        named = {name: str(getattr(self, name)) for name in COLOR_NAMES}
        return named | {f"tag_{index}": color for index, color in enumerate(self.tags)}


_ENTRIES = tuple(field.name for field in fields(Palette))
_OTHER_ENTRIES = frozenset({"name", "title", "dark", "tags"})

COLOR_NAMES = tuple(name for name in _ENTRIES if name not in _OTHER_ENTRIES)
"""The entries that are one colour each, in the order in which they are declared."""


class PaletteError(ValueError):
    """A palette cannot be used. `problems` holds one sentence for each bad entry; the text is all of them, by line."""

    def __init__(self, name: str, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join([f"The palette {name} cannot be used:", *(f"  {problem}" for problem in problems)]))
        self.name = name
        self.problems = problems


def load_palette(toml: str | bytes, name: str) -> Palette:
    """Read a palette. `name` is what to call the text in errors (a file's name).

    Raises PaletteError with every missing, unknown and bad entry, so that one look at it is enough to repair the file.
    """
    try:
        table = tomllib.loads(toml if isinstance(toml, str) else toml.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise PaletteError(name, ("The file is not UTF-8 text; save it as UTF-8.",)) from None
    except tomllib.TOMLDecodeError as error:
        raise PaletteError(name, (f"The file is not TOML: {error}.",)) from None
    missing = [entry for entry in _ENTRIES if entry not in table]
    problems = [_unknown(entry, missing) for entry in table if entry not in _ENTRIES]
    problems += [f"{entry} is missing; add {entry} = {_example(entry)}." for entry in missing]
    problems += [problem for entry in _ENTRIES if entry in table for problem in _entry_problems(entry, table[entry])]
    if problems:
        raise PaletteError(name, tuple(problems))
    return Palette(**{entry: _value(entry, table[entry]) for entry in _ENTRIES})


@cache
def builtin() -> tuple[str, ...]:
    """The names of the palettes that come with the program, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def builtin_palette(name: str) -> Palette:
    """A palette that comes with the program. Raises PaletteError when there is none of that name."""
    if name not in builtin():
        raise PaletteError(repr(name), (f"There is no such palette; choose one of {', '.join(builtin())}.",))
    return load_palette((_FOLDER / f"{name}.toml").read_bytes(), name)


def contrast(foreground: str, background: str) -> float:
    """Contrast ratio of two `#rrggbb` colours, from 1 (none) to 21, the same in both directions.

    Rule: WCAG 2.2, "contrast ratio" and "relative luminance", https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
    It asks for 4.5 for text (1.4.3, level AA) and 7 for enhanced contrast (1.4.6, level AAA).
    """
    darker, lighter = sorted((_luminance(foreground), _luminance(background)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _unknown(entry: str, missing: list[str]) -> str:
    # A misspelt entry leaves its right name missing, so those are the likelier of two near names.
    near = get_close_matches(entry, missing, n=1) or get_close_matches(entry, _ENTRIES, n=1)
    return f"{entry} is not an entry of a palette; " + (f"did you mean {near[0]}?" if near else "take it out.")


def _entry_problems(entry: str, value: object) -> list[str]:
    match entry:
        case "name":
            good = isinstance(value, str) and _NAME.fullmatch(value) is not None
            return (
                [] if good else [f"name is {value!r}; write small letters, digits, hyphens, such as {_example(entry)}."]
            )
        case "title":
            good = isinstance(value, str) and value.strip() != "" and value.isprintable()
            return [] if good else [f"title is {value!r}; write a line of text, such as {_example(entry)}."]
        case "dark":
            return [] if isinstance(value, bool) else [f"dark is {value!r}; write true or false."]
        case "tags":
            if not isinstance(value, list) or len(value) != TAG_COLORS:
                count = f"{len(value)} colours" if isinstance(value, list) else repr(value)
                return [f"tags is {count}; write a list of {TAG_COLORS} colours."]
            return [problem for index, item in enumerate(value) for problem in _color_problems(f"tags[{index}]", item)]
        case _:
            return _color_problems(entry, value)


def _color_problems(entry: str, value: object) -> list[str]:
    if isinstance(value, str) and _COLOR.fullmatch(value):
        return []
    return [f"{entry} is {value!r}, not a colour; write # and six hexadecimal digits, such as {_example(entry)}."]


def _example(entry: str) -> str:
    match entry:
        case "name":
            return '"my-palette"'
        case "title":
            return '"My palette"'
        case "dark":
            return "true"
        case "tags":
            return f"a list of {TAG_COLORS} colours"
        case _:
            return '"#1f5c7a"'


def _value(entry: str, value: object) -> Any:
    """The checked TOML value as the field wants it."""
    if isinstance(value, list):
        return tuple(str(color).lower() for color in value)
    return str(value).lower() if entry in COLOR_NAMES else value
