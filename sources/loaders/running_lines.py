"""Running heads, running feet and page numbers: lines that belong to a page and not to the text on it.

They stand at the same height of several pages near each other and say the same, but for numbers.
"""

from __future__ import annotations

import re
from collections import defaultdict

from sources.loaders.pdf_lines import Line

_OUTER = 2  # lines at the top and at the bottom of a page that may be such lines
_LEAST = 3  # pages with the same line
_APART = 4  # pages between two of them: left and right pages differ, chapters begin without
_HEIGHT = 4.0  # points
_NUMBER = re.compile(r"\d+|(?<![a-z])[ivxlc]+(?![a-z])")
_BARE_NUMBER = re.compile(r"\W*(?:(?:page|p\.|seite|第)\s*)?#\s*(?:页|頁)?(?:\s*(?:of|/|共)\s*#\s*(?:页|頁)?)?\W*")

_Place = tuple[int, int]
"""(page, line)"""


def without_running_lines(pages: list[list[Line]]) -> tuple[list[list[Line]], int]:
    """The lines of each page without those, and how many were taken out."""
    seen: defaultdict[tuple[str, int], list[_Place]] = defaultdict(list)
    for number, lines in enumerate(pages):
        for index in _outer(lines):
            key = _NUMBER.sub("#", " ".join(lines[index].text.lower().split()))
            height = round(lines[index].y / _HEIGHT)
            for near in (height, height + 1):  # heights that differ by rounding share one of the two
                seen[key, near].append((number, index))
    running: set[_Place] = set()
    for (key, _), places in seen.items():
        # A page with nothing but the repeated line keeps it, unless that is its number.
        usable = [place for place in places if len(pages[place[0]]) > 1 or _BARE_NUMBER.fullmatch(key)]
        for chain in _chains(usable):
            if len({page for page, _ in chain}) >= (_LEAST - 1 if _BARE_NUMBER.fullmatch(key) else _LEAST):
                running.update(chain)
    kept = [
        [line for index, line in enumerate(lines) if (number, index) not in running]
        for number, lines in enumerate(pages)
    ]
    for number, lines in enumerate(pages):
        if lines and not kept[number] and any(not _is_number(line) for line in lines):
            kept[number] = lines
    return kept, sum(map(len, pages)) - sum(map(len, kept))


def _outer(lines: list[Line]) -> list[int]:
    """The lines at the top and at the bottom, wherever in the file's order they stand."""
    order = sorted(range(len(lines)), key=lambda index: -lines[index].y)
    return sorted({*order[:_OUTER], *order[-_OUTER:]})


def _chains(places: list[_Place]) -> list[list[_Place]]:
    chains: list[list[_Place]] = []
    for place in places:
        if chains and place[0] - chains[-1][-1][0] <= _APART:
            chains[-1].append(place)
        else:
            chains.append([place])
    return chains


def _is_number(line: Line) -> bool:
    return _BARE_NUMBER.fullmatch(_NUMBER.sub("#", line.text.lower().strip())) is not None
