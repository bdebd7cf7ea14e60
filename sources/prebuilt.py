"""Tables that take a tenth of a second to make, as a file that is read in a few milliseconds: the first search waits.

`python -m sources.prebuilt` writes the file, with the oldest Python that we run on. It holds what was made of OpenCC's
tables and the synonyms, whose checksum stands in it, and of the characters that one version of Unicode knows: what was
made of other tables does not count, and what a newer version of Unicode added is looked at when the file is read
(`unfold`). Normal forms and case foldings of characters that were there never change (Unicode's stability policies).
"""

from __future__ import annotations

import json
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sources import hanzi

_FILE = Path(__file__).with_name("prebuilt.json")
_SYNONYMS = Path(__file__).with_name("synonyms.tsv")
_PHRASES = ("TWPhrases", "TWPhrasesRev")


_APART = "\ue000"
"""Between entries, which are long strings for the file's sake: a thousand small ones take longer to read."""


@dataclass(frozen=True, slots=True)
class Prebuilt:
    """`unknown` are the ranges of characters that the Unicode of the file, `unicode`, does not know."""

    unicode: str
    unknown: list[tuple[int, int]]
    _kept: dict[str, Any]

    def classes(self) -> dict[str, str]:
        """As `hanzi.script_classes`."""
        return {char: chars[0] for chars in self._entries("classes") for char in chars}

    def script_only(self) -> tuple[frozenset[str], frozenset[str]]:
        """As `hanzi.script_only`."""
        simplified, traditional = self._entries("script only")
        return frozenset(simplified), frozenset(traditional)

    def of(self) -> dict[str, str]:
        """As `Preimages.of`."""
        return {chars[0]: chars for chars in self._entries("of")}

    def expanding(self) -> dict[str, str]:
        return {chars[0]: chars[1:] for chars in self._entries("expanding")}

    def odd(self) -> str:
        return str(self._kept["odd"])

    def synonyms(self) -> dict[str, tuple[str, ...]]:
        """As `regional.Others`, of the bundled words."""
        lines = (entry.split("\t") for entry in self._entries("synonyms"))
        return {term: tuple(others) for term, *others in lines}

    def _entries(self, name: str) -> list[str]:
        return str(self._kept[name]).split(_APART)


@cache
def prebuilt() -> Prebuilt | None:
    """None where the file is not there, or made of other tables or a newer Unicode than ours."""
    try:
        kept: dict[str, Any] = json.loads(_FILE.read_bytes())
    except (OSError, ValueError):
        return None
    known = _version(kept["unicode"]) <= _version(unicodedata.unidata_version)
    if not known or kept["made of"] != checksum():
        return None
    return Prebuilt(kept["unicode"], kept["unknown"], kept)


def checksum() -> int:
    """Of all that the file is made of besides Unicode and our own rules."""
    made_of = [_SYNONYMS, *map(hanzi.file_of, (*hanzi.TABLES, *_PHRASES))]
    sum = zlib.crc32("".join(hanzi.PAIRS).encode())
    for path in made_of:
        sum = zlib.crc32(path.read_bytes(), sum)
    return sum


def _version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


def write() -> None:
    _FILE.unlink(missing_ok=True)  # what is made must not come from it
    from sources import regional, unfold

    tables = unfold.make()
    classes: dict[str, str] = {}
    for char, root in hanzi.make_classes().items():
        classes[root] = classes.get(root, root) + (char if char != root else "")
    entries = {
        "classes": classes.values(),
        "script only": ("".join(sorted(chars)) for chars in hanzi.make_script_only()),
        "of": tables.of.values(),
        "expanding": map("".join, tables.expanding.items()),
        "synonyms": ("\t".join((term, *others)) for term, others in regional.make_synonyms().items()),
    }
    kept = {
        "unicode": unicodedata.unidata_version,
        "made of": checksum(),
        "unknown": unfold.unknown(),
        "odd": tables.odd,
        **{name: _APART.join(each) for name, each in entries.items()},
    }
    _FILE.write_text(json.dumps(kept, separators=(",", ":")) + "\n", "ascii")


if __name__ == "__main__":
    write()
