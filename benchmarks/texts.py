"""Texts of any size to measure with: the same bytes each time, Chinese with some English, and words to look for.

`BENCH-START` opens the first line, `BENCH-DEEP` one at three fifths, `BENCH-END` the last. What follows `BENCH-DEEP`,
`HERE-IT-IS`, is on the screen only when the text is, not while the search is typed; behind it is a rare Chinese word.
"""

from __future__ import annotations

import random

_SUBJECTS = (
    "港口的渡轮",
    "市立图书馆",
    "新的电车线",
    "河边的菜市场",
    "天文台",
    "老纺织厂",
    "气象站",
    "环岛自行车道",
    "The harbour office ",
)
_DONE = (
    "在去年冬天重新开放",
    "每周三次公布数字，但没有人核对",
    "据三位受访者说，比预算多花了百分之十四",
    "被写进了 2031 年的规划",
    "仍然使用 1987 年的那台机器",
    "published its figures a month late",
    "was closed for 11 days in spring",
    "引起了邻近几个区的争论",
    "把开放时间延长到晚上十点",
)
_LINKS = ("；", "，而且", "，不过", "。", "。", "。", "——", "，also because it ")


def paragraph(source: random.Random) -> str:
    """80 to 400 code points."""
    parts: list[str] = []
    while sum(map(len, parts)) < source.randint(80, 380):
        parts += [source.choice(_SUBJECTS), source.choice(_DONE), source.choice(_LINKS)]
    parts[-1] = "。"
    return "".join(parts)


def text(size: int, *, one_line: bool = False) -> str:
    """About `size` bytes in UTF-8, in paragraphs or in a single line."""
    source = random.Random(20)
    paragraphs: list[str] = []
    used, deep = 0, False
    while used < size:
        new = paragraph(source)
        if not paragraphs:
            new = f"BENCH-START {new}"
        elif not deep and used > 0.6 * size:
            new, deep = f"BENCH-DEEP HERE-IT-IS 鳳凰窩 {new}", True
        paragraphs.append(new)
        used += len(new.encode()) + 1
    paragraphs.append("BENCH-END")
    return ("" if one_line else "\n").join(paragraphs) + "\n"
