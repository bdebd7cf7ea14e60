"""Discourse topics: the page that crawlers get, the page that a browser saves, and `/t/ID.json`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lxml.html import HtmlElement

from sources.document import Document
from sources.loaders.html_metadata import read_metadata
from sources.loaders.html_page import read_page
from sources.loaders.threads.thread import (
    Entry,
    Quoted,
    Thread,
    body_of,
    epoch_time,
    every,
    first,
    html_words,
    inner,
    number_of,
    objects,
    of_class,
    plain_time,
    read_json,
    take_out,
    thread_document,
    words_of,
)

FORMAT = "discourse"

_TOPIC = re.compile(r"/t/(?:[^/?#]*/)?(\d{1,12})(?:[/?#.]|$)")
_POST = f"//*[starts-with(@id, 'post_') and ({of_class('crawler-post')} or self::article)]"
_BODY = f".//*[@itemprop='text' or @itemprop='articleBody' or {of_class('cooked')}]"


def load(data: bytes, name: str, encoding: str | None = None, url: str | None = None) -> Document:
    """`url` is where the topic came from. Raises LoadError."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        value = read_json(data)
        return thread_document(_from_json(value, url or ""), FORMAT, _quoted_in(str(value.get("id", ""))), "utf-8")
    page = read_page(data, encoding)
    metadata = read_metadata(page.root, url or "")
    address = metadata.other.get("url", "")
    title = words_of(first(page.root, "//*[@id='topic-title']//h1")) or metadata.title
    entries = [_entry(element, number) for number, element in enumerate(every(page.root, _POST), 1)]
    topic = _TOPIC.search(address)
    thread = Thread(title, entries, address, metadata.other.get("site", ""))
    return thread_document(thread, FORMAT, _quoted_in(topic[1] if topic else ""), page.encoding, page.notes)


def _entry(element: HtmlElement, position: int) -> Entry:
    number = words_of(first(element, ".//*[@itemprop='position']")) or (element.get("id") or "")
    author = first(element, f".//*[{of_class('creator')}]//*[@itemprop='name']")
    if author is None:
        author = first(element, ".//a[@data-user-card and normalize-space()]")
    return Entry(number_of(number, position), words_of(author), _time(element), "", _tidied(first(element, _BODY)))


def _time(element: HtmlElement) -> str:
    stamp = first(element, ".//time[@datetime]")
    if stamp is not None:
        return plain_time(stamp.get("datetime") or "")
    meta = first(element, ".//meta[@itemprop='datePublished' or @itemprop='dateCreated']")
    if meta is not None:
        return plain_time(meta.get("content") or "")
    relative = first(element, ".//*[@data-time]")  # in milliseconds
    if relative is not None:
        return epoch_time((relative.get("data-time") or "")[:-3])
    return words_of(first(element, f".//*[{of_class('crawler-post-infos')}]"))


def _tidied(body: HtmlElement | None) -> HtmlElement | None:
    """A quote is an `aside` that holds who is quoted, and a `blockquote`: made one element."""
    if body is not None:
        for aside in every(body, f".//aside[{of_class('quote')}]"):
            for quote in every(aside, "./blockquote"):
                quote.tag = "div"
            aside.tag = "blockquote"
        take_out(every(body, f".//*[{of_class('quote-controls')} or {of_class('meta')} and ancestor::a]"))
    return body


def _quoted_in(topic: str) -> Callable[[HtmlElement], Quoted]:
    """Reads quotes in this topic; a quote from another one points to no post here."""

    def quoted(element: HtmlElement) -> Quoted:
        elsewhere = element.get("data-topic", topic)
        if topic and elsewhere != topic:
            return Quoted(key=f"topic {elsewhere}")
        number = number_of(element.get("data-post"), 0)
        return Quoted(number=number or None, author=element.get("data-username") or "")

    return quoted


def _from_json(value: dict[str, Any], url: str) -> Thread:
    entries = [
        Entry(
            number_of(post.get("post_number"), position),
            html_words(post.get("username")),
            plain_time(str(post.get("created_at") or "")),
            "",
            _tidied(body_of(post.get("cooked"))),
        )
        for position, post in enumerate(objects(inner(value, "post_stream", "posts")), 1)
    ]
    stream = inner(value, "post_stream", "stream")
    total = len(stream) if isinstance(stream, list) else number_of(value.get("posts_count"), 0)
    return Thread(html_words(value.get("title")), entries, url, posts=total)
