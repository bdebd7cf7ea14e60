"""The words in a piece of HTML that stands inside Markdown. Not a loader for HTML pages, and no parser.

Everything is linear in the length: regular expressions for closed constructs only, and `str.find` for their ends.
"""

from __future__ import annotations

import html
import re

from sources.patterns import lazy

_TAG = lazy(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*)/?>|<[!?][^<>]*>")
_ALT = lazy(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_HIDDEN = {"<script": "</script>", "<style": "</style>"}
_BLOCK_TAGS = lazy(
    "address|article|aside|blockquote|br|caption|center|d[dlt]|details|div|fieldset|figcaption|figure|footer|form|h[1-6]|hr"
    "|header|legend|li|main|nav|ol|p|pre|section|summary|table|tbody|tfoot|thead|tr|ul"
)
_CELL_TAGS = frozenset(("td", "th"))


def tag_text(tag: str) -> str:
    """What one inline tag leaves in the text: "\\n" for a line break, a picture's description, else nothing."""
    match = _TAG.match(tag)
    return _replacement(match) if match else ""


def tag_name(tag: str) -> str:
    """ "script" for "<script …>", "/script" for its end, "" for comments."""
    match = _TAG.match(tag)
    return (match[1] + match[2].lower()) if match and match[2] else ""


def visible_text(source: str) -> tuple[str, bool]:
    """The text of `source` without tags, comments, scripts and styles, a line for each block; and if code was dropped.

    What is never closed is kept: a forgotten "-->" must not swallow the rest of a text.
    """
    source = _without(source, "<!--", "-->")
    dropped = source
    for opening, closing in _HIDDEN.items():
        dropped = _without(dropped, opening, closing)
    text = html.unescape(_TAG.sub(_replacement, dropped.replace("\n", " ")))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line), dropped != source


def _replacement(match: re.Match[str]) -> str:
    name = (match[2] or "").lower()
    if name == "img":
        alt = _ALT.search(match[3])
        words = " ".join(html.unescape(next(filter(None, alt.groups()), "")).split()) if alt else ""
        return f"[image: {words}]" if words else "[image]"
    if _BLOCK_TAGS.fullmatch(name):
        return "\n"
    return " " if name in _CELL_TAGS else ""


def _without(source: str, opening: str, closing: str) -> str:
    """`source` without the stretches from `opening` to `closing`, in any case of letters."""
    lower = source.lower()
    if opening not in lower or len(lower) != len(source):
        return source
    kept, position = [], 0
    while (start := lower.find(opening, position)) >= 0 and (end := lower.find(closing, start)) >= 0:
        kept.append(source[position:start])
        position = end + len(closing)
    return "".join((*kept, source[position:]))
