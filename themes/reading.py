"""Reading the palettes that people write: every entry is checked by itself, and what is bad costs only itself.

What a palette leaves out, or says wrongly, it has from the palette it is based on; so two colours make a theme. It is
separate from `palette` because the program's own palettes need none of it at start-up.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from themes.contrast import contrast, hard_to_read
from themes.palette import COLOR_NAMES, ENTRIES, TAG_COLORS, TERMINAL_COLORS, Palette, builtin, builtin_palette

LARGEST = 64 * 1024
"""Bytes of a palette's file; what is larger is none."""

_LIGHT, _DARK = "paper", "ink"
_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_HOW = 'write # and six hexadecimal digits, or a colour of the terminal such as "bright-blue"'


def read_folder(folder: Path) -> tuple[dict[str, Palette], tuple[str, ...]]:
    """The palettes of a folder's `*.toml` files by name, and a sentence for each bad entry, which names the file.

    A folder that is not there has none. Of two files with one name the later in the alphabet counts.
    """
    palettes: dict[str, Palette] = {}
    problems: list[str] = []
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError:
        return {}, ()
    for path in files:
        if not path.is_file():
            problems.append(f"{path.name} is no file.")
            continue
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            problems.append(f"{path.name} cannot be read: {error.strerror or error}.")
            continue
        palette, told = read_palette(data, path.name)
        problems += told
        if palette:
            palettes[palette.name] = palette
    return palettes, tuple(problems)


def read_palette(toml: bytes, file: str) -> tuple[Palette | None, tuple[str, ...]]:
    """A palette and one sentence for each bad entry; None when the file as a whole cannot be read.

    `file` is its name, which the sentences begin with and whose stem is the palette's name where it gives none.
    """
    if len(toml) > LARGEST:
        return None, (f"{file} is larger than {LARGEST // 1024} KiB: that is no palette.",)
    try:
        table = tomllib.loads(toml.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None, (f"{file} is not UTF-8 text: save it as UTF-8.",)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return None, (f"{file} is not TOML: {error}.",)
    told = [_unknown(entry) for entry in table if entry not in {*ENTRIES, "base"}]
    base, problem = _base(table)
    values = _about(table, file, told) | _colors(table, base, told)
    if problem:
        told.insert(0, problem)
    palette = Palette(**values)
    told += _hard_to_read(palette, table)
    return palette, tuple(f"{file}: {sentence}" for sentence in told)


def _hard_to_read(palette: Palette, table: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each entry of the file that something cannot be read for: its colour, or one drawn on it."""
    found: dict[str, list[str]] = {}
    for one, other, ratio in hard_to_read(palette):
        if one in table:
            found.setdefault(f"{one} is hard to read", []).append(f"{ratio:.1f} on {other}")
        elif other in table:
            found.setdefault(f"{other} is a ground on which others are hard to read", []).append(f"{ratio:.1f} {one}")
    for which, ratios in found.items():
        yield f"{which}: contrast {', '.join(ratios)}; 4.5 is enough."


def _base(table: Mapping[str, Any]) -> tuple[Palette, str]:
    """The palette that fills what is left out: the one named, else a light or dark one; and what is wrong with it."""
    name, problem = table.get("base"), ""
    if isinstance(name, str) and name in builtin():
        return builtin_palette(name), ""
    if name is not None:
        near = get_close_matches(str(name), builtin(), n=1)
        advice = f"did you mean {near[0]!r}?" if near else f"choose one of {', '.join(builtin())}."
        problem = f"base is {name!r}, which does not come with the program; {advice}"
    background = _color(table.get("background"))
    dark = table.get("dark") is True or (background.startswith("#") and contrast(background, "#000000") < 4.5)
    return builtin_palette(_DARK if dark else _LIGHT), problem


def _about(table: Mapping[str, Any], file: str, told: list[str]) -> dict[str, Any]:
    """Name, title and description."""
    stem = re.sub("[^a-z0-9-]+", "-", Path(file).stem.lower()).strip("-")
    name = table.get("name", stem)
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        fallback = stem if _NAME.fullmatch(stem) else "my-theme"
        if "name" in table:
            told.append(f"name is {name!r}; write small letters, digits and hyphens, such as {fallback!r}.")
        name = fallback
    title = table.get("title", name.replace("-", " ").capitalize())
    if not isinstance(title, str) or not title.strip() or not title.isprintable():
        told.append(f"title is {title!r}; write a line of text, such as 'My theme'.")
        title = name
    about = table.get("about", f"your themes/{file}")
    if not isinstance(about, str) or not about.isprintable():
        told.append(f"about is {about!r}; write a line of text, such as 'dark: what it is like'.")
        about = f"your themes/{file}"
    return {"name": name, "title": title, "about": about}


def _colors(table: Mapping[str, Any], base: Palette, told: list[str]) -> dict[str, Any]:
    """`dark` and every colour."""
    values: dict[str, Any] = {}
    for entry in COLOR_NAMES:
        # Marks have the text's own colour unless they are given another.
        fallback = values["text"] if entry == "tinted_text" and "text" in table else getattr(base, entry)
        values[entry] = fallback
        if entry in table:
            values[entry] = _checked(entry, table[entry], fallback, told)
    values["tags"] = tuple(_tags(table, base, told))
    dark = table.get("dark")
    if dark is not None and not isinstance(dark, bool):
        told.append(f"dark is {dark!r}; write true or false.")
        dark = None
    background = values["background"]
    guess = contrast(background, "#000000") < 4.5 if background.startswith("#") else base.dark
    return values | {"dark": guess if dark is None else dark}


def _tags(table: Mapping[str, Any], base: Palette, told: list[str]) -> Iterator[str]:
    tags = table.get("tags", [])
    if not isinstance(tags, list):
        told.append(f"tags is {tags!r}; write a list of up to {TAG_COLORS} colours.")
        tags = []
    if len(tags) > TAG_COLORS:
        told.append(f"tags has {len(tags)} colours; the first {TAG_COLORS} are used.")
    for index, fallback in enumerate(base.tags):
        yield _checked(f"tags[{index}]", tags[index], fallback, told) if index < len(tags) else fallback


def _checked(entry: str, value: object, fallback: str, told: list[str]) -> str:
    """The colour, or the fallback and a sentence that says so."""
    if color := _color(value):
        return color
    if near := _near(value):
        told.append(f"{entry} is {value!r}, not a colour; did you mean {near!r}? It stays {fallback}.")
    else:
        told.append(f"{entry} is {value!r}, not a colour; {_HOW}. It stays {fallback}.")
    return fallback


def _color(value: object) -> str:
    """The colour as a palette holds it; empty when it is none."""
    text = value.lower() if isinstance(value, str) else ""
    return text if text in TERMINAL_COLORS or (text.startswith("#") and _HEX.fullmatch(text) and len(text) == 7) else ""


def _near(value: object) -> str:
    """The colour that was probably meant."""
    if not isinstance(value, str):
        return ""
    if match := _HEX.fullmatch(value.strip()):
        digits = match[1].lower()
        return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    words = value.strip().lower().replace("_", "-").replace(" ", "-")
    near = get_close_matches(words, TERMINAL_COLORS, n=1, cutoff=0.75)
    return near[0] if near else ""


_ELSEWHERE = {"foreground": "text", "fg": "text", "bg": "background", "primary": "accent", "muted": "quiet"}
"""What other programs call entries of a palette."""


def _unknown(entry: str) -> str:
    near = [_ELSEWHERE[entry]] if entry in _ELSEWHERE else get_close_matches(entry, (*ENTRIES, "base"), n=1)
    return f"{entry} is not an entry of a palette; " + (f"did you mean {near[0]}?" if near else "take it out.")
