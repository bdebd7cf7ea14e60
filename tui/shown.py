"""What the first screen needs to know before the library is read: `.state/shown.json`, on this device only.

For each file that was open lately: which text of the library it is, and how it is called; and how the page looked. A
missing or damaged file is no loss: then the first text appears with the reader.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tui.config import Config
    from tui.theming import StyleBook

_FINGERPRINT = re.compile("[0-9a-f]{64}")

_MOST = 200
"""Files that are remembered; those that were open longest ago are forgotten first."""


class Source(NamedTuple):
    """`place` is where it was left, in code points."""

    id: str
    handle: str
    title: str
    fingerprint: str
    place: int = 0


class Shown(NamedTuple):
    """`sources` by the file they were read from. `look` holds colours of parts of the page, `#rrggbb #rrggbb` (text and
    background), and the settings that move text: `width` in cells, `script`, `spacing`, `ambiguous` in cells."""

    sources: dict[str, Source]
    look: dict[str, str]

    def named(self, handle: str) -> Source | None:
        return next((source for source in self.sources.values() if source.handle == handle), None)


def read(folder: Path) -> Shown:
    """What was remembered in the library `folder`, each source with the place where it was left."""
    found = _json(folder / ".state" / "shown.json")
    places = _json(folder / ".state" / "places.json")
    sources: dict[str, Source] = {}
    for origin, fields in _dictionary(found.get("sources")).items():
        if isinstance(fields, list) and len(fields) == 4 and all(isinstance(field, str) for field in fields):
            if not _FINGERPRINT.fullmatch(fields[3]):
                continue  # it becomes a path
            place = places.get(fields[0])
            id, handle, title, fingerprint = fields
            sources[origin] = Source(id, handle, title, fingerprint, place if type(place) is int and place > 0 else 0)
    look = _dictionary(found.get("look"))
    return Shown(sources, {name: value for name, value in look.items() if isinstance(value, str)})


def remember(folder: Path, opened: Iterable[tuple[str, Source]], look: Mapping[str, str]) -> None:
    """Adds the sources `opened`, by origin, the last of them newest. Never raises."""
    sources = read(folder).sources
    for origin, source in opened:
        sources.pop(origin, None)
        sources[origin] = source
    kept = dict(list(sources.items())[-_MOST:])
    value = {"look": dict(look), "sources": {origin: source[:4] for origin, source in kept.items()}}
    path = folder / ".state" / "shown.json"
    temporary = path.with_name(f".shown.json.tmp-{os.getpid()}")
    with suppress(OSError, ValueError):
        temporary.write_text(json.dumps(value), encoding="utf-8")
        temporary.replace(path)


def look(config: Config, book: StyleBook, colors: Mapping[str, str]) -> dict[str, str]:
    """How the page looks with these settings, styles and variables of the theme."""
    settings = config.settings
    found = {
        "width": str(config.look.width),
        "script": str(config.look.script or ""),
        "spacing": str(config.look.spacing),
        "ambiguous": str(settings.ambiguous_width),
        "bar": f"{colors['foreground']} {colors['panel']}",
        "beside": f"{colors['foreground']} {colors['surface']}",
    }
    for part, name in (("text", "text"), ("heading", "heading-1")):
        style = book.combine((name,))
        if style.color and style.bgcolor and style.color.triplet and style.bgcolor.triplet:
            found[part] = f"{style.color.triplet.hex} {style.bgcolor.triplet.hex}"
    return found


def _json(path: Path) -> dict[str, Any]:
    try:
        return _dictionary(json.loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return {}


def _dictionary(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
