"""How a passage is cited in words: one wording for the digest, the command line and the reader's "copy with citation".

The strings are plain text that quotes titles, headings and speakers as they are, on one line. Whoever prints them to a
terminal or into Markdown makes them safe for that.
"""

from __future__ import annotations

from dataclasses import replace

from annotations.model import Source
from sources.document import Locator


def locator_text(locator: Locator) -> str:
    """`GPT-5 › 动摇 · 陆飞 · ¶ 12`: heading path, speaker, paragraph, each if known."""
    headings = " › ".join(filter(None, map(one_line, locator.heading)))
    paragraph = f"¶ {locator.paragraph}" if locator.paragraph else ""
    return " · ".join(filter(None, (headings, one_line(locator.speaker or ""), paragraph)))


def citation(source: Source, locator: Locator | None = None) -> str:
    """`Title, § heading path · speaker · ¶ 12`, or the title alone. A heading that repeats the title is left out."""
    title = one_line(source.title) or source.handle
    if locator is None:
        return title
    if locator.heading and one_line(locator.heading[0]) == title:
        locator = replace(locator, heading=locator.heading[1:])
    sign = "§ " if any(map(one_line, locator.heading)) else ""
    place = locator_text(locator)
    return f"{title}, {sign}{place}" if place else title


def short_citation(source: Source, locator: Locator | None = None) -> str:
    """`001 陆飞 ¶ 12`: handle, speaker and paragraph, for where the title would be too much."""
    where = locator or Locator()
    paragraph = f"¶ {where.paragraph}" if where.paragraph else ""
    return " ".join(filter(None, (source.handle, one_line(where.speaker or ""), paragraph)))


def one_line(text: str) -> str:
    """Runs of white space as one space, none at the ends."""
    return " ".join(text.split())


def opening(text: str, most: int = 48) -> str:
    """How a text begins, on one line and in at most `most` code points; cut with an ellipsis."""
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
