"""How a passage is cited in words: one wording for the digest, the command line and the reader's "copy with citation".

The strings are plain text that quotes titles, headings and speakers as they are, on one line. Whoever prints them to a
terminal or into Markdown makes them safe for that.
"""

from __future__ import annotations

from dataclasses import replace

from annotations.model import Source
from sources.document import Locator


def locator_text(locator: Locator) -> str:
    """`GPT-5 › 动摇 · 陆飞 · 00:12:34 · ¶ 12`: heading path, speaker, time, page and paragraph, each if known.

    In a thread it is the post that a person would name: `玖羽 #25 · 2025-11-12 16:52`.
    """
    if locator.post:
        return " · ".join(filter(None, (_post(locator), one_line(locator.post.time))))
    headings = " › ".join(filter(None, map(one_line, locator.heading)))
    page = f"p. {one_line(locator.page)}" if locator.page else ""
    paragraph = f"¶ {locator.paragraph}" if locator.paragraph else ""
    return " · ".join(
        filter(None, (headings, one_line(locator.speaker or ""), one_line(locator.time or ""), page, paragraph))
    )


def citation(source: Source, locator: Locator | None = None) -> str:
    """`Title, § heading path · speaker · ¶ 12`, or the title alone. A heading that repeats the title is left out."""
    title = one_line(source.title) or source.handle
    if locator is None:
        return title
    if locator.heading and one_line(locator.heading[0]) == title:
        locator = replace(locator, heading=locator.heading[1:])
    sign = "§ " if any(map(one_line, locator.heading)) and not locator.post else ""
    place = locator_text(locator)
    return f"{title}, {sign}{place}" if place else title


def short_citation(source: Source, locator: Locator | None = None) -> str:
    """`001 陆飞 ¶ 12`, `004 玖羽 #25`: handle, who speaks and where, for where the title would be too much."""
    return " ".join(filter(None, (source.handle, short_place(locator or Locator()))))


def short_place(locator: Locator) -> str:
    """`陆飞 ¶ 12`, `陆飞 00:12:34`, `玖羽 #25`, `p. 7`: who speaks, and the one thing that says where."""
    if locator.post:
        return _post(locator)
    where = f"¶ {locator.paragraph}" if locator.paragraph else ""
    if locator.page:
        where = f"p. {one_line(locator.page)}"
    if locator.time:
        where = one_line(locator.time)
    return " ".join(filter(None, (one_line(locator.speaker or ""), where)))


def brief_place(locator: Locator) -> str:
    """`#25`, `12:34`, `p. 7`: what stands beside a text where there is little room. Nothing for a mere paragraph."""
    if locator.post:
        return f"#{locator.post.number}"
    if locator.time:
        return one_line(locator.time).removeprefix("00:")
    return f"p. {one_line(locator.page)}" if locator.page else ""


def _post(locator: Locator) -> str:
    """Who wrote a post, and its number. Within it somebody else may be speaking."""
    post = locator.post
    assert post is not None
    author, speaker = one_line(post.author), one_line(locator.speaker or "")
    return " ".join(filter(None, (author, f"#{post.number}", f"({speaker})" if speaker and speaker != author else "")))


def one_line(text: str) -> str:
    """Runs of white space as one space, none at the ends."""
    return " ".join(text.split())


def opening(text: str, most: int = 48) -> str:
    """How a text begins, on one line and in at most `most` code points; cut with an ellipsis."""
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
