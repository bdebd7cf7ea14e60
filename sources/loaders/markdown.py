"""Markdown: the text as read has no markup characters; the markup becomes blocks and inline styles.

What a reader marks and quotes are the author's words, so `**`, `#` and link addresses are no part of the text. Blocks
stand one blank line apart, items of a list and what belongs to an item one newline apart.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from sources.document import Document
from sources.patterns import lazy
from sources.structure.front_matter import read_front_matter

FORMAT = "markdown"

_SUFFIXES = frozenset((".md", ".markdown", ".mdown", ".mkd"))
_OPEN_SUFFIXES = frozenset(("", ".txt", ".text"))  # these leave it to the content
_SAMPLE = 262_144  # code points

_HEADING = lazy(r"^#{1,6} +\S", re.MULTILINE)
_INLINE = lazy(
    r"\*\*[^\s*][^*\n]*\*\*|__[^\s_][^_\n]*__|\[[^\]\n]+\]\((?:https?://|mailto:|[#/.])[^)\n]*\)|^```", re.MULTILINE
)
_ITEM = lazy(r"^ {0,3}(?:[-*+]|\d{1,2}\.) +\S", re.MULTILINE)
# The post headings of a forum export, "##### 12#  …": its lines are not Markdown paragraphs, and would run together.
_POST = lazy(r"^#{1,6} +\d+#", re.MULTILINE)


def recognises(text: str, name: str) -> bool:
    """Front matter, or headings together with emphasis, links or lists; a file named .md is believed."""
    sample = text[:_SAMPLE]
    suffix = PurePath(name).suffix.lower()
    if suffix not in _SUFFIXES | _OPEN_SUFFIXES or _POST.search(sample):
        return False
    if suffix in _SUFFIXES or read_front_matter(text).end:
        return True
    headings = sum(1 for _ in _HEADING.finditer(sample))
    if not headings:
        return False
    return _INLINE.search(sample) is not None or (headings > 1 and sum(1 for _ in _ITEM.finditer(sample)) > 1)


def load(text: str) -> Document:
    from sources.loaders.markdown_text import extract
    from sources.structure.assemble import located, turns_apart, with_turns

    front = read_front_matter(text)
    extracted = extract(turns_apart(text[front.end :]))
    notes = (*((front.note,) if front.note else ()), *extracted.notes)
    blocks = located(extracted.text, with_turns(extracted.text, extracted.pieces))
    return Document(extracted.text, blocks, extracted.styles, front.metadata, format=FORMAT, notes=notes)
