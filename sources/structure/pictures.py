"""Pictures and smileys that a saved thread or page spells out as tags: where they are, and what is drawn instead.

The text keeps them, for every offset counts in it; on the screen they are one sign, with the words that describe the
picture where it has some. Apart from the other recognisers because it makes styles and no blocks.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from sources.document import Block, BlockKind, Document, InlineStyle, StyleKind
from sources.patterns import lazy

SIGN = "▣"
HIDDEN = "\u200b"
"""Takes no cell and belongs to the character before it, so that a cursor passes a whole tag in one step."""

_SOURCE = r"""(?:https?:)?//|data:image/|[\w./%-]+\.(?:png|jpe?g|gif|webp|svg)"""
# Each with what it begins with: texts without that, nearly all, cost a search for a few characters.
_IMAGES = (
    ("<img", lazy(rf"""<img\s[^<>\n]*?\bsrc\s*=\s*["']?(?:{_SOURCE})[^<>\n]*>""")),
    ("<IMG", lazy(rf"""<IMG\s[^<>\n]*?\bSRC\s*=\s*["']?(?:{_SOURCE})[^<>\n]*>""")),
    ("![", lazy(rf"""!\[[^\[\]\n]{{0,200}}\]\((?:{_SOURCE})[^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:[ ]"[^"\n]*")?\)""")),
    ("[img", lazy(r"\[img(?:=[^\[\]\n]{1,20})?\][^\[\]\s]+\[/img\]")),
    ("[IMG", lazy(r"\[IMG(?:=[^\[\]\n]{1,20})?\][^\[\]\s]+\[/IMG\]")),
)
# What forums write for their smileys: Discuz, Stage1st and NGA, and short names. Elsewhere these may mean anything.
_SMILEYS = (
    ("{:", lazy(r"\{:\d{1,3}_\d{1,5}:\}")),
    ("[", lazy(r"\[(?:s|f|em|face|bq|smiley):[\w.:-]{1,24}\]")),
    (":", lazy(r"(?<![A-Za-z0-9_:/.{]):[a-z][a-z0-9_+-]{1,24}:(?![A-Za-z0-9_:/}])")),
)
_WORDS = lazy(
    r"""!\[\s*(?P<alt>[^\]\n]*?)\s*\]|<img\s[^<>]*?\balt\s*=\s*(?P<quote>["'])\s*(?P<said>[^<>]*?)\s*(?P=quote)""",
    re.IGNORECASE,
)
_NO_PICTURES = frozenset((BlockKind.CODE, BlockKind.TABLE))


def find_pictures(text: str, blocks: Sequence[Block]) -> tuple[InlineStyle, ...]:
    """The tags of pictures in a text without markup, in order and disjoint; smileys only where it is a thread."""
    thread = any(block.kind is BlockKind.POST for block in blocks)
    kinds = (*_IMAGES, *_SMILEYS) if thread else _IMAGES
    found = [match.span() for begins, pattern in kinds if begins in text for match in pattern.finditer(text)]
    starts = [block.start for block in blocks] if found else []
    styles: list[InlineStyle] = []
    for start, end in sorted(found):
        block = blocks[max(0, bisect_right(starts, start) - 1)]
        inside = block.start <= start and end <= block.end and block.kind not in _NO_PICTURES
        if inside and (not styles or start >= styles[-1].end):
            styles.append(InlineStyle(start, end, StyleKind.PICTURE))
    return tuple(styles)


def placeholder(tag: str) -> str:
    """What is drawn for a tag: as many code points, of which `SIGN` and the words that describe it are seen."""
    match = _WORDS.search(tag)
    name = "alt" if match and match["alt"] else "said"
    if match is None or not match[name]:
        return SIGN + HIDDEN * (len(tag) - 1)
    start, end = match.span(name)
    return f"{SIGN}{HIDDEN * (start - 1)}{tag[start:end]}{HIDDEN * (len(tag) - end)}"


def with_signs(quote: str) -> str:
    """A quote as a list shows it: shorter by the tags of its pictures. Smileys stay, for a quote says of no thread."""
    for begins, pattern in _IMAGES:
        if begins in quote:
            quote = pattern.sub(lambda match: placeholder(match[0]).replace(HIDDEN, ""), quote)
    return quote


def reduced(document: Document, start: int, shown: str) -> str:
    """`shown`, what is drawn of the text from `start` on, with placeholders for tags of pictures; as long as before."""
    styles, end = document.styles, start + len(shown)
    index = max(0, bisect_right(styles, start, key=lambda style: style.start) - 1)
    parts: list[str] = []
    at = start
    while index < len(styles) and (style := styles[index]).start < end:
        index += 1
        if style.kind is not StyleKind.PICTURE or style.end <= at:
            continue
        low, high = max(style.start, at), min(style.end, end)
        # The tag is read in the text, for only a part of it may be shown; its words are taken as they are shown.
        drawn = placeholder(document.text[style.start : style.end])[low - style.start : high - style.start]
        raw = shown[low - start : high - start]
        parts.append(shown[at - start : low - start])
        parts.append("".join(new if new in (SIGN, HIDDEN) else old for new, old in zip(drawn, raw, strict=True)))
        at = high
    return "".join((*parts, shown[at - start :])) if parts else shown


def without_pictures(document: Document, start: int, end: int) -> str:
    """The words of `[start, end)`, which holds its pictures whole."""
    index = bisect_left(document.styles, start, key=lambda style: style.start)
    parts: list[str] = []
    while index < len(document.styles) and (style := document.styles[index]).start < end:
        index += 1
        if style.kind is StyleKind.PICTURE:
            parts.append(document.text[start : style.start])
            start = style.end
    return "".join((*parts, document.text[start:end]))


def picture_at(document: Document, offset: int) -> InlineStyle | None:
    """The picture whose tag holds an offset."""
    index = bisect_right(document.styles, offset, key=lambda style: style.start) - 1
    style = document.styles[index] if index >= 0 else None
    return style if style and style.kind is StyleKind.PICTURE and offset < style.end else None
