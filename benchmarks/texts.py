"""Texts of any size to measure with: the same bytes each time, Chinese with some English, and words to look for.

`BENCH-START` opens the first line, `BENCH-DEEP` one at three fifths, `BENCH-END` the last. What follows `BENCH-DEEP`,
`HERE-IT-IS`, is on the screen only when the text is, not while the search is typed; behind it is a rare Chinese word.
"""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

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


def markdown(size: int) -> str:
    """The same as Markdown: a heading every twenty paragraphs, and some emphasis."""
    paragraphs = text(size).strip().split("\n")
    return "\n\n".join(
        f"## Part {number // 20 + 1}\n\n{words}" if number % 20 == 10 else f"{words}\n\n*So it is said.*"
        for number, words in enumerate(paragraphs)
    )


def html(size: int) -> str:
    """The same as a page of an article."""
    parts = text(size).strip().split("\n")
    body = "\n".join(
        f"<h2>Part {number // 20 + 1}</h2>\n<p>{words}</p>" if number % 20 == 10 else f"<p>{words}</p>"
        for number, words in enumerate(parts)
    )
    head = '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8"><title>Bench</title></head>'
    return f"{head}\n<body><article>\n<h1>Bench</h1>\n{body}\n</article></body></html>\n"


def write_epub(path: Path, size: int) -> None:
    """The same as a book, with chapters of 25 paragraphs."""
    paragraphs = text(size).strip().split("\n")
    chapters = [paragraphs[at : at + 25] for at in range(0, len(paragraphs), 25)]
    named = range(len(chapters))
    kind = "application/xhtml+xml"
    items = "".join(f'<item id="c{n}" href="c{n}.xhtml" media-type="{kind}"/>' for n in named)
    points = "".join(
        f'<navPoint id="n{n}" playOrder="{n + 1}"><navLabel><text>Chapter {n + 1}</text></navLabel>'
        f'<content src="c{n}.xhtml"/></navPoint>'
        for n in named
    )
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="c.opf" media-type="application/oebps-package+xml"/></rootfiles>'
            "</container>",
        )
        book.writestr(
            "c.opf",
            '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id">'
            '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Bench</dc:title><dc:creator>Bench</dc:creator>'
            '<dc:identifier id="id">bench</dc:identifier><dc:language>zh</dc:language></metadata><manifest>'
            f'<item id="ncx" href="t.ncx" media-type="application/x-dtbncx+xml"/>{items}</manifest><spine toc="ncx">'
            + "".join(f'<itemref idref="c{n}"/>' for n in named)
            + "</spine></package>",
        )
        book.writestr(
            "t.ncx",
            '<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><head/><docTitle>'
            f"<text>Bench</text></docTitle><navMap>{points}</navMap></ncx>",
        )
        for number, chapter in enumerate(chapters):
            body = "".join(f"<p>{words}</p>" for words in chapter)
            page = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>'
            book.writestr(f"c{number}.xhtml", f"{page}Chapter {number + 1}</title></head><body>{body}</body></html>")
