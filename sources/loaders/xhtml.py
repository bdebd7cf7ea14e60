"""A chapter of an EPUB → the kind of tree that `html_blocks` writes: HTML names, no namespaces, no entities.

XHTML is XML with a vocabulary of its own for books (`epub:type`); here it is put into the terms of HTML (`role`), so
that pages of the web and chapters of books are written by the same rules. Everything is refused that XML offers
attackers: entities of the file's own, external files, depth.
"""

from __future__ import annotations

import html
from bisect import bisect_left
from collections.abc import Mapping
from itertools import chain
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement, XHTMLParser

from sources.decode import decode
from sources.errors import LoadError
from sources.loaders.html_page import parse as parse_html

_OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
_ROLES = {
    **dict.fromkeys(("footnote", "endnote", "rearnote"), "doc-footnote"),
    **dict.fromkeys(("footnotes", "endnotes", "rearnotes"), "doc-endnotes"),
    "noteref": "doc-noteref",
    "backlink": "doc-backlink",
    "pagebreak": "doc-pagebreak",
}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ENTITY_MARKS = tuple("<!ENTITY".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


class Damaged(Exception):
    """A part of a book cannot be read. The message is a clause that says why."""


class Entry(NamedTuple):
    """What a table of contents says of the place that it points to: its words, and their depth from 1."""

    label: str
    level: int


def parse_xml(data: bytes) -> HtmlElement:
    """The root of XML, with namespaces. Raises Damaged, also for entities that a file defines itself."""
    if any(mark in data for mark in _ENTITY_MARKS):
        raise Damaged("it defines entities of its own")
    parser = XHTMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: HtmlElement | None = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        message = str(error)
        raise Damaged("it is nested too deeply" if "depth" in message else "it is not valid XML") from error
    if root is None:
        raise Damaged("it is empty")
    return root


def parse_chapter(data: bytes) -> HtmlElement:
    """The body of a chapter with HTML names. What is no XML, as in many books, is read as browsers read it."""
    try:
        root = parse_xml(data)
    except Damaged as error:
        if str(error) != "it is not valid XML":
            raise
        try:
            root = parse_html(decode(data).text)
        except LoadError as refusal:
            raise Damaged("it is neither XHTML nor HTML that can be read") from refusal
    _to_html(root)
    body = root.find(".//body")
    return root if body is None else body


def local_name(element: HtmlElement) -> str:
    """An element's name in lower case without its namespace; "" for comments, instructions and entities."""
    tag: object = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def words_of(element: HtmlElement) -> str:
    """All the text in an element on one line."""
    return " ".join("".join(str(text) for text in element.itertext()).split())


def types_of(element: HtmlElement) -> list[str]:
    """What `epub:type` says an element is, such as "toc"."""
    return (element.get(_OPS_TYPE) or element.get("epub:type") or "").split()


def mark_headings(body: HtmlElement, entries: Mapping[str, Entry]) -> None:
    """Make headings of what a table of contents points to, by id; the id "" is the chapter itself.

    Converters often set headings as paragraphs in large type: these have the very words of the table. A chapter that
    has no heading at all begins with the words of the table.
    """
    elements = list(body.iter())
    places = {element.get("id", ""): number for number, element in reversed(list(enumerate(elements)))} | {"": 0}
    leaves = [number for number, element in enumerate(elements) if _is_leaf(element)]
    held = {elements[number] for number in leaves}
    bare = not any(element.tag in _HEADINGS for element in elements)
    for identifier, entry in entries.items():
        start = places.get(identifier)
        if start is None:
            continue
        around = (element for element in elements[start].iterancestors() if element in held)
        following = (elements[number] for number in leaves[bisect_left(leaves, start) :])
        first = next(chain(around, following), None)
        tag = _HEADINGS[min(entry.level, len(_HEADINGS)) - 1]
        if first is not None and _squeezed(words_of(first)) == _squeezed(entry.label):
            first.tag = first.tag if first.tag in _HEADINGS else tag
        elif bare and not identifier:
            heading = body.makeelement(tag)
            heading.text = entry.label
            heading.tail, body.text = body.text, None
            body.insert(0, heading)


def _to_html(root: HtmlElement) -> None:
    for element in list(root.iter()):
        if name := local_name(element):
            element.tag = name
            roles = [_ROLES[kind] for kind in types_of(element) if kind in _ROLES]
            if roles and not element.get("role"):
                element.set("role", roles[0])
        elif isinstance(element, etree._Entity):
            _replace_by_text(element, html.unescape(element.text or ""))


def _replace_by_text(element: HtmlElement, text: str) -> None:
    before, parent = element.getprevious(), element.getparent()
    text += element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text
    if parent is not None:
        element.tail = None
        parent.remove(element)


def _is_leaf(element: HtmlElement) -> bool:
    """Whether this is a block that holds words and no other block."""
    if element.tag not in ("p", "div", *_HEADINGS):
        return False
    inner = element.iterdescendants("p", "div", "ul", "ol", "table", "blockquote", *_HEADINGS)
    return next(inner, None) is None and words_of(element) != ""


def _squeezed(words: str) -> str:
    return "".join(words.split())
