"""What must hold for every document, whatever it was made of."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from time import process_time

from sources.document import BlockKind, Document


def check_document(document: Document) -> None:
    text, blocks = document.text, document.blocks
    text.encode("utf-8")
    assert "\r" not in text and "\x00" not in text
    for number, block in enumerate(blocks, 1):
        assert 0 <= block.start <= block.body <= block.end <= len(text)
        assert block.start < block.end
        words = text[block.start : block.end]
        assert words.strip("\n") == words
        assert block.level >= (1 if block.kind is BlockKind.HEADING else 0)
        assert block.locator.paragraph == number
        assert block.locator.line == text.count("\n", 0, block.start) + 1
        assert (block.kind is not BlockKind.TURN) or block.locator.speaker
    assert all(one.end <= other.start for one, other in pairwise(blocks))
    ends = [0, *(block.end for block in blocks)]
    starts = [*(block.start for block in blocks), len(text)]
    assert not "".join(text[end:start] for end, start in zip(ends, starts, strict=True)).strip()
    for style in document.styles:
        assert 0 <= style.start < style.end <= len(text)
    assert list(document.styles) == sorted(document.styles, key=lambda style: (style.start, style.end))


def growth(work: Callable[[int], object], size: int) -> float:
    """How many times more processor time ten times the size takes: about 10 where the cost is linear, 100 where it is
    quadratic. The best of three, for machines with other work."""

    def seconds(count: int) -> float:
        best = float("inf")
        for _ in range(3):
            began = process_time()
            work(count)
            best = min(best, process_time() - began)
        return best

    return seconds(10 * size) / max(seconds(size), 1e-4)
