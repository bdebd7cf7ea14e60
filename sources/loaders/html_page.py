"""Bytes of a web page → a parsed tree that is safe to walk.

What hostile pages do to parsers is settled here, before and after parsing: size, nesting, floods of attributes,
entities that a page defines itself. Nothing that a page points to is ever fetched.
"""

from __future__ import annotations

import re
from itertools import dropwhile
from typing import NamedTuple

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from sources.errors import LoadError
from sources.loaders.html_bytes import page_text, start_of_markup

LARGEST = 20 * 1024 * 1024
"""Bytes in the largest page that is parsed."""

DEEPEST = 500
"""Elements inside one another; deeper pages are refused (browsers stop at 512)."""

_MOST_ATTRIBUTES = 1_000  # of one tag, counted as words; a parser's time grows with their square
_OWN_ENTITIES = re.compile(r"<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/><]{0,60})")
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "noembed", "noframes"))
# Elements that hold nothing, or that the next of their kind closes: left open, they do not nest.
_LEFT_OPEN = (
    "area base br col embed hr img input link meta param source track wbr html head body p li dt dd option optgroup "
    "tr td th thead tbody tfoot colgroup caption rb rt rtc rp"
)
_DO_NOT_NEST = frozenset(_LEFT_OPEN.split())
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
    return Page(parse(text), name, notes)


def parse(source: str) -> HtmlElement:
    """The tree of HTML source. Raises LoadError for what no real page has and parsers suffer from."""
    if _OWN_ENTITIES.match(source, start_of_markup(source)):
        raise LoadError("The page defines its own entities, as attacks do and articles do not; save it as plain text.")
    checked = _checked(source)
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = document_fromstring(checked.encode("utf-8"), parser=parser)
    except ParserError:  # there is nothing in it
        root = document_fromstring(b"<p></p>", parser=parser)
    _move_out_of_head(root)
    return root


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


def _checked(source: str) -> str:
    """`source` without the attributes of flooded tags. One pass, linear; LoadError when elements nest too deeply.

    Counts opened less closed elements, so it may refuse a page that forgets hundreds of end tags; no parser would make
    sense of that either.
    """
    opened: dict[str, int] = {}
    depth, position = 0, 0
    kept: list[str] = []
    copied = 0
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
        name, closes = match[2].lower(), bool(match[1])
        end = source.find(">", match.end())
        if end < 0:
            end = len(source)
        if source.count("=", match.end(), end) > _MOST_ATTRIBUTES or (
            end - match.end() > 2 * _MOST_ATTRIBUTES and len(source[match.end() : end].split()) > _MOST_ATTRIBUTES
        ):
            kept.append(source[copied : match.end()])
            copied = end
        position = end
        if name in _DO_NOT_NEST or source.startswith("/", end - 1):
            continue
        if closes:
            if opened.get(name):
                opened[name] -= 1
                depth -= 1
        elif name in _RAW:
            ending = re.compile(f"</{name}", re.IGNORECASE).search(source, end)
            if ending is None:
                break
            position = ending.start()
            opened[name] = opened.get(name, 0) + 1
            depth += 1
        elif name == "plaintext":
            break
        else:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            if depth > DEEPEST:
                raise LoadError(
                    f"The page nests elements more than {DEEPEST} deep; save it as plain text and load that."
                )
    return "".join((*kept, source[copied:])) if kept else source
