"""XenForo 2 threads."""

from __future__ import annotations

from lxml.html import HtmlElement

from sources.document import Document
from sources.loaders.html_metadata import read_metadata
from sources.loaders.html_page import read_page
from sources.loaders.threads.thread import (
    Entry,
    Quoted,
    Thread,
    every,
    first,
    number_of,
    of_class,
    plain_time,
    take_out,
    thread_document,
    words_of,
)

FORMAT = "xenforo"


def load(data: bytes, name: str, encoding: str | None = None, url: str | None = None) -> Document:
    """`url` is where the thread came from. Raises LoadError."""
    page = read_page(data, encoding)
    metadata = read_metadata(page.root, url or "")
    title = words_of(first(page.root, f"//h1[{of_class('p-title-value')}]")) or metadata.title
    elements = every(page.root, f"//article[{of_class('message--post')}]")
    entries = [_entry(element, number) for number, element in enumerate(elements, 1)]
    thread = Thread(title, entries, metadata.other.get("url", ""), metadata.other.get("site", ""))
    return thread_document(thread, FORMAT, _quoted, page.encoding, page.notes)


def _entry(element: HtmlElement, position: int) -> Entry:
    numbers = every(
        element, f".//*[{of_class('message-attribution-opposite')}]//a[starts-with(normalize-space(), '#')]"
    )
    stamp = first(element, f".//*[contains(@class, 'message-attribution')]//time[{of_class('u-dt')}]")
    if stamp is None:
        stamp = first(element, f".//time[{of_class('u-dt')}]")
    body = first(element, f".//div[{of_class('bbWrapper')}]")
    if body is not None:
        take_out(every(body, f".//*[{of_class('bbCodeBlock-expandLink')} or {of_class('bbCodeBlock-shrinkLink')}]"))
    return Entry(
        number_of(words_of(numbers[-1]) if numbers else "", position),
        element.get("data-author") or words_of(first(element, f".//*[{of_class('username')}]")),
        plain_time((stamp.get("datetime") or words_of(stamp)) if stamp is not None else ""),
        (element.get("data-content") or "").removeprefix("post-"),
        body,
        first(element, f".//aside[{of_class('message-signature')}]"),
    )


def _quoted(element: HtmlElement) -> Quoted:
    kind, _, number = (element.get("data-source") or "").partition(":")
    return Quoted(key=number.strip() if kind == "post" else "", author=element.get("data-quote") or "")
