"""How fast a paragraph of 1 MB of mixed Chinese and English is wrapped: ours against Rich's and Textual's.

Run: python benchmarks/wrap.py [megabytes]. Read the ratios; milliseconds belong to the machine.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from functools import partial

from rich._wrap import divide_line
from textual._wrap import compute_wrap_offsets

from sources.document import Block, BlockKind, Document
from tui.layout.rows import Layout
from tui.layout.wrap import wrap

ROUNDS = 5
SCREEN = 40


def paragraph(size: int) -> str:
    """About `size` bytes of UTF-8 on one line: Chinese clauses of varied length, some English, figures, quotes."""
    chance = random.Random(1)
    common = [chr(0x4E00 + int(chance.random() ** 2 * 6000)) for _ in range(2500)]
    pieces: list[str] = []
    length = 0
    while length < size:
        clause = "".join(chance.choices(common, k=chance.randint(3, 18)))
        match chance.randrange(12):
            case 0:
                clause += f" GPT-{chance.randint(2, 9)} model "
            case 1:
                clause += f"{chance.randint(1, 99)}.{chance.randint(0, 9)}%"
            case 2:
                clause = f"「{clause}」"
        pieces.append(clause + chance.choice("，，，、。。；？"))
        length += len(pieces[-1].encode())
    return "".join(pieces)


def milliseconds(work: Callable[[], object]) -> float:
    def once() -> float:
        start = time.perf_counter()
        work()
        return (time.perf_counter() - start) * 1000

    return min(once() for _ in range(ROUNDS))


def screenful(document: Document, width: int) -> None:
    """What a jump into the middle costs a reader that has laid out nothing yet."""
    layout = Layout(document, width)
    layout.rows(layout.position_of(len(document.text) // 2), SCREEN)


def main() -> None:
    size = int(float(sys.argv[1] if len(sys.argv) > 1 else "1") * 1_000_000)
    text = paragraph(size)
    document = Document(text, (Block(BlockKind.PARAGRAPH, 0, len(text), 0),))
    print(f"{size:,} bytes, {len(text):,} characters, one line; best of {ROUNDS}")
    for width in (40, 80, 120):
        ours = milliseconds(partial(wrap, text, width, width))
        rich = milliseconds(partial(divide_line, text, width))
        textual = milliseconds(partial(compute_wrap_offsets, text, width, 4))
        lazily = milliseconds(partial(screenful, document, width))
        print(f"{width:>3} columns: ours {ours:.0f} ms, Rich {rich:.0f} ms, Textual {textual:.0f} ms", end="; ")
        print(f"ours/Rich {ours / rich:.2f}, ours/Textual {ours / textual:.2f}", end="; ")
        print(f"a screenful from the middle {lazily:.1f} ms")


if __name__ == "__main__":
    main()
