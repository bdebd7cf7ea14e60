"""The tokens inside one Markdown paragraph → its words and their styles.

Apart from the blocks because this is where single characters matter: line breaks between Han, HTML inside a line,
styles that must not begin or end on white space.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markdown_it.token import Token

from sources.document import InlineStyle, StyleKind
from sources.loaders.commonmark import is_cjk
from sources.loaders.html_text import tag_name, tag_text

_STYLES = {
    "strong": StyleKind.STRONG,
    "em": StyleKind.EMPHASIS,
    "s": StyleKind.STRIKE,
    "link": StyleKind.LINK,
}
_SCRIPTS = frozenset(("script", "style"))
_HAN_QUOTES = "“”‘’—…"  # punctuation of both scripts: beside Han it is Chinese


class Inline(NamedTuple):
    """One run of text, offsets of its styles from its own start."""

    text: str
    styles: list[InlineStyle]
    dropped_code: bool


def read_inline(tokens: Sequence[Token]) -> Inline:
    """The words of a paragraph's tokens; lines of the source are joined, by nothing between Han and by a space else."""
    parts: list[str] = []
    styles: list[InlineStyle] = []
    opened: list[tuple[int, str]] = []
    length, joining, hidden, dropped = 0, False, "", False
    scripts_closed = {tag_name(token.content) for token in tokens if token.type == "html_inline"}

    def add(words: str) -> None:
        nonlocal length, joining
        if not words:
            return
        if joining:
            joining = False
            if parts and not _joins(parts[-1][-1], words[0]):
                parts.append(" ")
                length += 1
        parts.append(words)
        length += len(words)

    for token in tokens:
        if token.nesting == 1:
            opened.append((length, str(token.attrGet("href") or "")))
        elif token.nesting == -1:
            start, target = opened.pop()
            styles.append(InlineStyle(start, length, _STYLES[token.type.removesuffix("_close")], target))
        elif token.type == "html_inline":
            name = tag_name(token.content)
            if hidden:
                hidden = "" if name == hidden else hidden
            elif name in _SCRIPTS and f"/{name}" in scripts_closed:
                hidden, dropped = f"/{name}", True
            else:
                add(tag_text(token.content))
        elif hidden:
            continue
        elif token.type == "softbreak":
            joining = True
        elif token.type == "hardbreak":
            joining = False
            add("\n")
        elif token.type == "image":
            alt = read_inline(token.children or ()).text
            add(f"[image: {alt}]" if alt else "[image]")
        elif token.type == "code_inline":
            start = length
            add(token.content)
            styles.append(InlineStyle(start, length, StyleKind.CODE))
        else:
            add(token.content.replace("\n", " ").replace("\r", " "))
    return trimmed("".join(parts), styles, dropped)


def _joins(before: str, after: str) -> bool:
    """Whether two lines that meet at these characters belong together without a space."""
    if before.isspace() or after.isspace():
        return True
    cjk = is_cjk(before), is_cjk(after)
    return all(cjk) or (any(cjk) and (before in _HAN_QUOTES or after in _HAN_QUOTES))


def trimmed(text: str, styles: list[InlineStyle], dropped: bool) -> Inline:
    """Without newlines and spaces at its ends, and with styles that begin and end at a visible character."""
    lead = len(text) - len(text.lstrip(" \n"))
    body = text.strip(" \n")
    kept = []
    for style in styles:
        start, end = max(style.start - lead, 0), min(style.end - lead, len(body))
        while start < end and body[start].isspace():
            start += 1
        while start < end and body[end - 1].isspace():
            end -= 1
        if start < end:
            kept.append(InlineStyle(start, end, style.kind, style.target))
    return Inline(body, sorted(kept, key=lambda style: (style.start, style.end)), dropped)


def moved(style: InlineStyle, by: int) -> InlineStyle:
    return InlineStyle(style.start + by, style.end + by, style.kind, style.target)
