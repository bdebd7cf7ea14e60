"""phpBB 3 threads, as prosilver and the themes made from it write them."""

from __future__ import annotations

import re

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

FORMAT = "phpbb"

_NAME = f"*[{of_class('username')} or {of_class('username-coloured')}]"
_POST_ID = re.compile(r"(?:[?&;]p=|#p)(\d{1,12})")
_START = re.compile(r"[?&;]start=(\d{1,7})")
_POSTS = re.compile(r"(\d{1,7})\s*(?:posts?|篇(?:文章|帖子)|個帖子|个帖子)")
_WROTE = re.compile(r"\s*(?:wrote|写道|寫道|寫)\s*[:：]?.*")


def load(data: bytes, name: str, encoding: str | None = None, url: str | None = None) -> Document:
    """`url` is where the thread came from. Raises LoadError.

    phpBB does not number posts; they are counted from where the page's own address says that it starts.
    """
    page = read_page(data, encoding)
    metadata = read_metadata(page.root, url or "")
    address = metadata.other.get("url", "")
    title = first(page.root, f"//h2[{of_class('topic-title')}]")
    start = _START.search(address) or _START.search(url or "")
    total = _POSTS.search(words_of(first(page.root, f"//div[{of_class('pagination')}]")))
    elements = every(page.root, f"//div[{of_class('post')} and starts-with(@id, 'p')]")
    entries = [_entry(element, number) for number, element in enumerate(elements, 1 + (int(start[1]) if start else 0))]
    posts = int(total[1]) if total else 0
    thread = Thread(words_of(title) or metadata.title, entries, address, metadata.other.get("site", ""), posts)
    return thread_document(thread, FORMAT, _quoted, page.encoding, page.notes)


def _entry(element: HtmlElement, number: int) -> Entry:
    line = first(element, f".//p[{of_class('author')}]")
    author = first(line, f".//{_NAME}") if line is not None else None
    if author is None:
        author = first(element, f".//*[{of_class('postprofile')}]//{_NAME}")
    stamp = first(line, ".//time[@datetime]") if line is not None else None
    time = (stamp.get("datetime") or "") if stamp is not None else words_of(line).rpartition("»")[2].strip()
    body = first(element, f".//div[{of_class('content')}]")
    if body is not None:
        _tidy(body)
    return Entry(
        number,
        words_of(author),
        plain_time(time),
        str(number_of((element.get("id") or "").removeprefix("p"), 0)),
        body,
        first(element, f".//div[{of_class('signature')}]"),
    )


def _tidy(body: HtmlElement) -> None:
    """A quote's first line says who wrote it: a line of its own. Buttons are no words."""
    for cite in every(body, ".//blockquote//cite"):
        cite.tag = "div"
        cite.set("class", "cite")
        take_out([link for link in cite.iter("a") if words_of(link) == "↑"])
    take_out(every(body, f".//div[{of_class('codebox')}]/p"))


def _quoted(element: HtmlElement) -> Quoted:
    for address in (element.get("cite") or "", *(link.get("href") or "" for link in every(element, "./div/div//a"))):
        if match := _POST_ID.search(address):
            return Quoted(key=match[1])
    cite = first(element, f"(./div/div | ./div)[{of_class('cite')}]")
    return Quoted(author=_WROTE.sub("", words_of(cite)))
