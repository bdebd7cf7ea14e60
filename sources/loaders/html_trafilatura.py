"""Web pages through trafilatura, the extra `[web]`, which finds the article of a page more often than our own scorer.

It only chooses: what it keeps is written from the page's own elements, by the same rules as without it. A format of its
own, so that a source that was read with it is read with it again. Where it finds far less than our scorer, that counts.
"""

from __future__ import annotations

import importlib
import re
from copy import deepcopy
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sources.document import Document, InlineStyle
from sources.loaders import html
from sources.loaders.article import drop_unseen
from sources.loaders.html_blocks import Written
from sources.loaders.html_metadata import base_address, read_metadata
from sources.loaders.html_page import read_page
from sources.structure.pieces import Piece

FORMAT = "html-trafilatura"

_trafilatura: Any = importlib.import_module("trafilatura")
_LEAST = 0.5  # of the text that our own scorer takes
_PICTURE = re.compile(r"\[image(?:: [^\]]*)?\]")
_NOT_WORDS = re.compile(r"[\W_]+")
_SHORT = 12  # letters; so few stand elsewhere by chance, and must follow at once on what was found before
_NEAR = 4


def load(data: bytes, name: str, encoding: str | None = None, url: str | None = None) -> Document:
    """As `html.load`; `Metadata.other["extractor"]` has the version. Raises LoadError."""
    own = html.load(data, name, encoding, url)
    page = read_page(data, encoding)
    try:
        found = _trafilatura.extract(deepcopy(page.root), output_format="txt", include_comments=False)
    except Exception:  # such as for control characters, of which it is not prepared
        found = None
    metadata = read_metadata(page.root, url or "")
    base = base_address(page.root, metadata.other.get("url", ""))
    drop_unseen(page.root)
    written = _chosen(html.write(page.root, base), _words(found or ""))
    if not found or len(written.text) < _LEAST * len(own.text):
        return own
    extractor = f"trafilatura {_trafilatura.__version__}"
    metadata = replace(metadata, other=MappingProxyType({**metadata.other, "extractor": extractor}))
    return html.document(page, written, metadata, FORMAT)


def _words(text: str) -> str:
    return _NOT_WORDS.sub("", text)


def _chosen(whole: Written, wanted: str) -> Written:
    """The pieces of the whole page whose words stand in `wanted`, in its order, and the pictures between them."""
    text, position = whole.text, 0
    kept: list[Piece] = []
    pictures: list[Piece] = []
    for piece in whole.pieces:
        words = _words(_PICTURE.sub("", text[piece.body : piece.end]))
        found = wanted.find(words, position)
        if not words:
            pictures += [piece] if kept else []
        elif found >= 0 and (len(words) > _SHORT or found - position <= _NEAR):
            kept += [*pictures, piece]
            pictures, position = [], found + len(words)
    return _joined(whole, kept)


def _joined(whole: Written, kept: list[Piece]) -> Written:
    parts: list[str] = []
    pieces: list[Piece] = []
    styles: list[InlineStyle] = []
    length, last, following = 0, -1, 0
    for piece in kept:
        if last >= 0:
            gap = whole.text[last : piece.start]
            parts.append("\n\n" if gap.strip() else gap)
            length += len(parts[-1])
        by = length - piece.start
        parts.append(whole.text[piece.start : piece.end])
        length, last = length + len(parts[-1]), piece.end
        pieces.append(piece._replace(start=piece.start + by, end=piece.end + by, body=piece.body + by))
        while following < len(whole.styles) and (style := whole.styles[following]).start < piece.end:
            following += 1
            if style.start >= piece.start:
                styles.append(replace(style, start=style.start + by, end=style.end + by))
    return Written("".join(parts), pieces, tuple(styles))
