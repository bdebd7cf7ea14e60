"""Which page a block begins on, for the formats that have pages."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from sources.document import Block


def with_pages(blocks: tuple[Block, ...], pages: list[tuple[int, str]]) -> tuple[Block, ...]:
    """`blocks` with page labels in their locators. `pages` are (offset in the text, label), sorted by offset."""
    starts = [start for start, _ in pages]
    paged = []
    for block in blocks:
        number = bisect_right(starts, block.start) - 1
        label = pages[number][1] if number >= 0 else ""
        paged.append(replace(block, locator=replace(block.locator, page=label)) if label else block)
    return tuple(paged)
