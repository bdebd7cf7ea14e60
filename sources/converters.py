"""OpenCC's converters, the one to Traditional on dictionaries that cost a sixth of the memory: 7 MB instead of 43.

OpenCC reads a dictionary where it lies, but takes a group of dictionaries apart into a tree of hash tables. Its `s2tw`
names two such groups of 50,000 phrases. `sources/s2tw/` holds the same tables with each group merged into one file: the
phrases, of which segmentation asks only where they end, and the characters, with those phrases whose characters would
not each be converted alike. What comes out is the same, which a test compares.

`python -m sources.converters` writes the files; OpenCC's `opencc_dict` must be there. The checksum of the tables that
they were made of stands in the configuration: beside other tables OpenCC's own dictionaries are used.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sources.hanzi import entries, file_of

if TYPE_CHECKING:
    from opencc import OpenCC

_FOLDER = Path(__file__).with_name("s2tw")
_CONFIGURATION = "s2tw.json"
_PHRASES = ("STPhrases", "STPhrases_GeneratedFromRegionalPhrases")
_CHARACTERS = "STCharacters"
_REGIONAL = ("TWVariantsPhrases", "TWVariants")
_COMPATIBLE = "CJK_Compatibility_Ideographs"
_TABLES = (*_PHRASES, _CHARACTERS, *_REGIONAL, _COMPATIBLE)


@cache
def to_simplified() -> OpenCC:
    """`tw2s`. Some rare simplified forms have no glyph in terminal fonts: those dictionaries stay out."""
    from opencc import OpenCC

    return OpenCC("tw2s", include_tofu_risk_dictionaries=False)


@cache
def to_traditional() -> OpenCC:
    """`s2tw`."""
    from opencc import OpenCC

    if _name_in(_FOLDER) == _name():
        try:
            return OpenCC(str(_FOLDER / _CONFIGURATION), include_tofu_risk_dictionaries=False)
        except RuntimeError:  # files of another version of OpenCC's format
            pass
    return OpenCC("s2tw", include_tofu_risk_dictionaries=False)


def checksum() -> int:
    """Of the tables that are installed."""
    sum = 0
    for table in _TABLES:
        sum = zlib.crc32(file_of(table).read_bytes(), sum)
    return sum


def _name() -> str:
    """The configuration's, by which it is known what it was made of: OpenCC allows no entries of ours."""
    return f"Simplified to Traditional (Taiwan), merged of the dictionaries of OpenCC (Apache-2.0), tables {checksum()}"


def _name_in(folder: Path) -> str:
    import json

    try:
        return str(json.loads((folder / _CONFIGURATION).read_bytes())["name"])
    except (OSError, ValueError, KeyError):
        return ""


# ---- making them -----------------------------------------------------------------------------------------------


def make() -> dict[str, dict[str, str]]:
    """The dictionaries by the name of their file: each key with what it becomes."""
    characters = _first(_CHARACTERS)
    phrases = _first(*_PHRASES)
    return {
        "segments": dict.fromkeys(phrases, "-"),
        "characters": characters | _irregular(phrases, characters),
        "regional": _first(*_REGIONAL),
        "compatible": _first(_COMPATIBLE),
    }


def _first(*tables: str) -> dict[str, str]:
    """The first candidate for each key, of the first table that has the key."""
    found: dict[str, str] = {}
    for table in tables:
        for key, candidates in entries(table):
            found.setdefault(key, candidates[0])
    return found


def _irregular(phrases: Mapping[str, str], characters: Mapping[str, str]) -> dict[str, str]:
    """The phrases that do not become what their characters become, nor what such phrases within them make of them."""
    found: dict[str, str] = {}
    while True:
        others = ((key, value) for key, value in phrases.items() if key not in found)
        more = {key: value for key, value in others if _becomes(key, found, characters) != value}
        if not more:
            return found
        found |= more


def _becomes(phrase: str, irregular: Mapping[str, str], characters: Mapping[str, str]) -> str:
    """What OpenCC makes of a segment: the longest key at each place, else the character."""

    def pieces() -> Iterator[str]:
        at = 0
        while at < len(phrase):
            ends = range(len(phrase), at + 1, -1)
            end = next((end for end in ends if phrase[at:end] in irregular), at + 1)
            piece = phrase[at:end]
            yield irregular.get(piece) or characters.get(piece, piece)
            at = end

    return "".join(pieces())


def configuration() -> dict[str, Any]:
    """As OpenCC's `s2tw.json`, with one dictionary where that has a group."""

    def dictionary(name: str) -> dict[str, str]:
        return {"type": "ocd2", "file": f"{name}.ocd2"}

    return {
        "name": _name(),
        "normalization": [{"dict": dictionary("compatible")}],
        "segmentation": {"type": "mmseg", "dict": dictionary("segments")},
        "conversion_chain": [{"dict": dictionary("characters")}, {"dict": dictionary("regional")}],
    }


def write(folder: Path = _FOLDER) -> None:
    import json
    import shutil
    import subprocess
    import tempfile

    import opencc

    beside = Path(opencc.__file__).with_name("clib") / "bin" / "opencc_dict"
    program = str(beside) if beside.exists() else shutil.which("opencc_dict")
    if program is None:
        raise SystemExit("There is no opencc_dict: it comes with OpenCC.")
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, table in make().items():
            text = Path(scratch, f"{name}.txt")
            text.write_text("".join(f"{key}\t{value}\n" for key, value in sorted(table.items())), "utf-8")
            made = str(folder / f"{name}.ocd2")
            subprocess.run([program, "-f", "text", "-t", "ocd2", "-i", str(text), "-o", made], check=True)
    (folder / _CONFIGURATION).write_text(json.dumps(configuration(), indent=2) + "\n", "ascii")


if __name__ == "__main__":
    write()
