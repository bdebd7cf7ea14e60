"""Bytes of a web page → a parsed tree that is safe to walk.

What hostile pages do to parsers is settled here, before and after parsing: size, nesting, floods of attributes,
entities that a page defines itself. Nothing that a page points to is ever fetched.
"""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import NamedTuple

from lxml.etree import ParserError, iterwalk
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from sources.errors import LoadError
from sources.loaders.html_bytes import page_text, start_of_markup

LARGEST = 20 * 1024 * 1024
"""Bytes in the largest page that is parsed."""

DEEPEST = 500
"""Elements inside one another (browsers stop at 512, the parser at 2,048); of deeper pages the paragraphs are kept."""

_MOST_ATTRIBUTES = 1_000  # of one tag, counted as words; a parser's time grows with their square
_OWN_ENTITIES = re.compile(r"<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/><]{0,60})")
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "noembed", "noframes"))
_COMMENT_OR_TAG = re.compile(r"<!--.*?-->|</?([a-zA-Z][^\s/><]{0,60})[^>]*>", re.DOTALL)
# What is left of a page that nests too deeply: elements that do not nest, and no trace of those that lie within a line.
_FLAT = re.compile("html|head|body|title|meta|link|base|script|style|p|br|li|h[1-6]|img")
_IN_LINE = re.compile("a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|small|span|strike|strong|sub|sup|tt|u|var")
_FLATTENED = f"The page nests elements more than {DEEPEST} deep: its paragraphs were kept, other structure was dropped."
_IN_HEAD = frozenset(("base", "basefont", "bgsound", "link", "meta", "noscript", "object", "script", "style", "title"))


class Page(NamedTuple):
    """`encoding` as in `Document`; `notes` are sentences about decoding. Tag names in `root` are lower case."""

    root: HtmlElement
    encoding: str
    notes: tuple[str, ...]


def read_page(data: bytes, encoding: str | None = None) -> Page:
    """Decode, check and parse. `encoding` overrides what the page says. Raises LoadError."""
    if len(data) > LARGEST:
        raise LoadError(f"The page is larger than {LARGEST // 1024**2} MiB; save the part that you need.")
    text, name, notes = page_text(data, encoding)
    root, flattened = _tree(text)
    return Page(root, name, (*notes, _FLATTENED) if flattened else notes)


def parse(source: str) -> HtmlElement:
    """The tree of HTML source. Raises LoadError for what no real page has and parsers suffer from."""
    return _tree(source)[0]


def _tree(source: str) -> tuple[HtmlElement, bool]:
    """The tree, and whether it had to be made of the source's paragraphs alone: the parser drops what is too deep."""
    if _OWN_ENTITIES.match(source, start_of_markup(source)):
        raise LoadError("The page defines its own entities, as attacks do and articles do not; save it as plain text.")
    checked = _without_floods(source)
    root = _parsed(checked)
    flattened = _deeper(root, DEEPEST)
    if flattened:
        root = _parsed(_COMMENT_OR_TAG.sub(_flat, checked))
    _move_out_of_head(root)
    return root, flattened


def _parsed(source: str) -> HtmlElement:
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        return document_fromstring(source.encode("utf-8"), parser=parser)
    except ParserError:  # there is nothing in it
        return document_fromstring(b"<p></p>", parser=parser)


def _deeper(root: HtmlElement, most: int) -> bool:
    depth = 0
    for event, _ in iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > most:
            return True
    return False


def _flat(match: re.Match[str]) -> str:
    name = (match[1] or "").lower()
    return match[0] if _FLAT.fullmatch(name) else "" if not name or _IN_LINE.fullmatch(name) else "<p>"


def _move_out_of_head(root: HtmlElement) -> None:
    """Put into the body what the parser left in the head: it does not know the elements of HTML 5 for the body's."""
    head, body = root.find("head"), root.find("body")
    misplaced = [] if head is None else list(dropwhile(lambda child: child.tag in _IN_HEAD, head))
    if not misplaced:
        return
    whole = root.makeelement("body")
    whole.extend(misplaced)
    if body is not None:
        body.tag = "div"
        whole.append(body)
    root.append(whole)


def _without_floods(source: str) -> str:
    """`source` without the attributes of flooded tags. One pass, linear."""
    position = copied = 0
    kept: list[str] = []
    while (position := source.find("<", position)) >= 0:
        if source.startswith("<!--", position):
            end = source.find("-->", position + 2)
            if end < 0:
                break
            position = end + 3
            continue
        match = _TAG.match(source, position)
        if match is None:
            position += 1
            continue
        end = source.find(">", match.end())
        if end < 0:
            end = len(source)
        if source.count("=", match.end(), end) > _MOST_ATTRIBUTES or (
            end - match.end() > 2 * _MOST_ATTRIBUTES and len(source[match.end() : end].split()) > _MOST_ATTRIBUTES
        ):
            kept.append(source[copied : match.end()])
            copied = end
        position = end
        name = match[2].lower()
        if name in _RAW and not match[1] and not source.startswith("/", end - 1):
            ending = re.compile(f"</{name}", re.IGNORECASE).search(source, end)
            if ending is None:
                break
            position = ending.start()
        elif name == "plaintext":
            break
    return "".join((*kept, source[copied:])) if kept else source
