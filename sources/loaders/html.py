"""HTML files, saved pages and what an address gave: the article in them, as words, blocks, styles and metadata.

Nothing that a page refers to is fetched. Parsing is `html_page`, the choice of the article is `article`, and the words
are `html_blocks`; this module only puts them together.
"""

from __future__ import annotations

from lxml.html import HtmlElement

from sources.document import Document, Metadata
from sources.loaders.article import find_article
from sources.loaders.html_blocks import Writer, Written
from sources.loaders.html_elements import link_target
from sources.loaders.html_metadata import base_address, read_metadata
from sources.loaders.html_page import Page, read_page
from sources.structure.assemble import located, with_turns

FORMAT = "html"


def load(data: bytes, name: str, encoding: str | None = None, url: str | None = None) -> Document:
    """`url` is where the page came from; its links are relative to that. Raises LoadError."""
    page = read_page(data, encoding)
    metadata = read_metadata(page.root, url or "")
    base = base_address(page.root, metadata.other.get("url", ""))
    article = find_article(page.root)
    notes: tuple[str, ...] = ()
    if article.left_out:
        notes = (f"Only the article of the page was taken (left out around it: {article.left_out:,} characters).",)
    return document(page, write(article.element, base), metadata, FORMAT, notes)


def write(element: HtmlElement, base: str) -> Written:
    """What `element` shows. `base` is the address that its links are relative to."""
    writer = Writer(lambda address: link_target(address, base))
    writer.element(element)
    return writer.written()


def document(page: Page, written: Written, metadata: Metadata, format: str, notes: tuple[str, ...] = ()) -> Document:
    """The document of a page of which `written` was taken."""
    text, pieces, styles = written
    empty = () if text else ("There is no text in the page; its script may load it: save the page from a browser.",)
    blocks = located(text, with_turns(text, pieces))
    return Document(text, blocks, styles, metadata, page.encoding, format, (*page.notes, *notes, *empty))
