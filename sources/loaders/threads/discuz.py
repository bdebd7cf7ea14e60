"""Discuz! X threads, Stage1st among them: saved pages, the mobile API's JSON and the JSON of Stage1st's app."""

from __future__ import annotations

import re
from typing import Any

from lxml.html import HtmlElement

from sources.document import Document
from sources.loaders.html_metadata import read_metadata
from sources.loaders.html_page import read_page
from sources.loaders.threads.thread import (
    CHINA,
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

FORMAT = "discuz"

_PID = re.compile(r"[?&;]pid=(\d{1,12})")
_ATTRIBUTION = re.compile(r"(\S.{0,60}?)\s*发[表布]于\s*\d{4}-")
_FLOORS = {"楼主": 1, "樓主": 1, "沙发": 2, "沙發": 2, "板凳": 3, "地板": 4}
_REPLIES = re.compile(r"回[复覆]\s*[:：]?\s*(\d+)")


def load(data: bytes, name: str, encoding: str | None = None, url: str | None = None) -> Document:
    """`url` is where the thread came from. Raises LoadError."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return thread_document(_from_json(read_json(data), url or ""), FORMAT, _quoted, "utf-8")
    page = read_page(data, encoding)
    metadata = read_metadata(page.root, url or "")
    title = words_of(first(page.root, "//*[@id='thread_subject']")) or metadata.title
    replies = _REPLIES.search(words_of(first(page.root, f"//*[@id='postlist']//div[{of_class('hm')}]")))
    posts = int(replies[1]) + 1 if replies and len(replies[1]) < 8 else 0
    elements = every(page.root, "//div[starts-with(@id, 'post_') and .//*[starts-with(@id, 'postnum')]]")
    entries = [_entry(element, number) for number, element in enumerate(elements, 1)]
    thread = Thread(title, entries, metadata.other.get("url", ""), metadata.other.get("site", ""), posts)
    return thread_document(thread, FORMAT, _quoted, page.encoding, page.notes)


def _entry(element: HtmlElement, position: int) -> Entry:
    author = first(element, f".//*[{of_class('authi')}]/a[{of_class('xw1')}]")
    if author is None:  # a guest, or a member who hides the name
        author = first(element, f".//*[{of_class('authi')}]")
    floor = words_of(first(element, ".//a[starts-with(@id, 'postnum')]"))
    posted = first(element, ".//em[starts-with(@id, 'authorposton')]")
    exact = first(posted, ".//span[@title]") if posted is not None else None
    time = (exact.get("title") or "") if exact is not None else ""
    body = first(element, ".//*[starts-with(@id, 'postmessage_')]")
    if body is None:
        body = first(element, f".//div[{of_class('locked')}]")
    return Entry(
        number_of(floor, _FLOORS.get(floor, position)),
        words_of(author),
        plain_time(time or words_of(posted)),
        (element.get("id") or "").removeprefix("post_"),
        body,
        first(element, f".//div[{of_class('sign')}]"),
        _tidied(body),
    )


def _tidied(body: HtmlElement | None) -> list[HtmlElement]:
    """Make code listings what they look like. Returns the notes about editing, taken out of the words."""
    if body is None:
        return []
    take_out(every(body, f".//div[{of_class('blockcode')}]/em"))
    for listing in every(body, f".//div[{of_class('blockcode')}]//ol"):
        listing.tag = "pre"
        for line in every(listing, "./li"):
            line.tag = "span"
            if line.find("br") is None:
                line.append(line.makeelement("br"))
    return take_out(every(body, f".//i[{of_class('pstatus')}]"))


def _quoted(element: HtmlElement) -> Quoted:
    for link in element.iter("a"):
        if match := _PID.search(link.get("href") or ""):
            return Quoted(key=match[1])
    said = _ATTRIBUTION.match(words_of(element))
    return Quoted(author=said[1]) if said else Quoted()


def _from_json(value: dict[str, Any], url: str) -> Thread:
    if isinstance(inner(value, "Variables"), dict):
        about, posts = inner(value, "Variables", "thread"), inner(value, "Variables", "postlist")
    else:
        about, posts = inner(value, "data"), inner(value, "data", "list")
    entries = []
    for position, post in enumerate(objects(posts), 1):
        body = body_of(post.get("message"))
        entries.append(
            Entry(
                number_of(post.get("position") or post.get("number"), position),
                html_words(post.get("author")),
                epoch_time(post.get("dateline") or post.get("dbdateline") or "", CHINA),
                str(post.get("pid", "")),
                body,
                chrome=_tidied(body),
            )
        )
    replies = inner(about, "replies")
    total = number_of(replies, 0) + 1 if replies else 0
    return Thread(html_words(inner(about, "subject")), entries, url, posts=total)
