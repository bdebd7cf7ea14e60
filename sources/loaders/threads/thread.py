"""A thread's posts → a document: a header line for each post, its words, its quotes tied to the posts they quote.

Apart from the engines, which only say where in their markup a post's parts are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from sources.document import BlockKind, Document, Metadata, Post
from sources.errors import LoadError
from sources.loaders.html_blocks import Writer
from sources.loaders.html_elements import empty, has_class, link_target
from sources.loaders.html_page import LARGEST, parse
from sources.structure.assemble import located

CHINA = timezone(timedelta(hours=8))
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)")
_TIME = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s+(\d{1,2}:\d{2}(?::\d{2})?))?")
_UNSTORABLE, _REPLACED = re.compile("[\x00\ud800-\udfff]"), "\ufffd"
_WHITE = re.compile(r"\s+")
_LEAST_QUOTED, _LEAST_BY_AUTHOR = 10, 4  # code points that a quote must share with the post that it is taken from
_ATTRIBUTIONS = frozenset(("cite", "title", "bbcodeblock-title"))
_COMPARED = 60  # code points of a quote that are looked for
_LARGEST_NUMBER = 10_000_000


class Quoted(NamedTuple):
    """What a quote says of the post it is taken from: the engine's key for it, its number, its author."""

    key: str = ""
    number: int | None = None
    author: str = ""


@dataclass
class Entry:
    """One post as an engine found it. `key` is the engine's own id for it, which quotes point to."""

    number: int
    author: str
    time: str
    key: str = ""
    body: HtmlElement | None = None
    signature: HtmlElement | None = None
    chrome: list[HtmlElement] = field(default_factory=list)
    """What the forum adds to the words, such as when they were edited."""
    _words: str | None = field(default=None, repr=False)

    def words(self) -> str:
        """The post's text without white space, to look for quotes in."""
        if self._words is None:
            self._words = squeezed(self.body) if self.body is not None else ""
        return self._words


class Thread(NamedTuple):
    title: str
    entries: list[Entry]
    url: str = ""
    site: str = ""
    posts: int = 0
    """How many posts the thread has, where the page says so; more than `entries` when this is one page of it."""


def thread_document(
    thread: Thread,
    format: str,
    quoted: Callable[[HtmlElement], Quoted],
    encoding: str,
    notes: Sequence[str] = (),
) -> Document:
    """The document of a thread. `quoted` reads a `blockquote` of this engine. LoadError for a thread without posts."""
    if not thread.entries:
        raise LoadError("The page is of a forum, but no posts were found in it; save it again, or as plain text.")
    by_key = {entry.key: entry.number for entry in thread.entries if entry.key}
    numbers = {entry.number for entry in thread.entries}
    writer = Writer(lambda address: link_target(address, thread.url))
    for position, entry in enumerate(thread.entries):
        earlier = thread.entries[:position]

        def tied(element: HtmlElement, earlier: list[Entry] = earlier) -> int | None:
            about = quoted(element)
            if about.key in by_key:
                return by_key[about.key]
            if about.number in numbers:
                return about.number
            return None if about.key or about.number else _found(element, about.author, earlier)

        post = Post(entry.number, entry.author, entry.time)
        header = " ".join(part for part in (f"#{entry.number}", entry.author, entry.time) if part)
        writer.quoted = tied
        writer.line(BlockKind.POST, header, post)
        if entry.body is not None:
            writer.element(entry.body)
        for element in entry.chrome:
            writer.element(element, BlockKind.CHROME, folded="chrome")
        if entry.signature is not None:
            writer.element(entry.signature, BlockKind.SIGNATURE, folded="chrome")
    text, pieces, styles = writer.written()
    first = thread.entries[0]
    metadata = Metadata(
        thread.title,
        first.author if first.number <= 1 else "",
        first.time if first.number <= 1 else "",
        (),
        MappingProxyType({key: value for key, value in (("url", thread.url), ("site", thread.site)) if value}),
    )
    if thread.posts > len(thread.entries):
        part = f"This is a part of the thread: {len(thread.entries)} of {thread.posts} posts."
        notes = (*notes, part)
    return Document(text, located(text, pieces), styles, metadata, encoding, format, tuple(notes))


def _found(quote: HtmlElement, author: str, earlier: list[Entry]) -> int | None:
    """The number of the last earlier post, by `author` if that is known, in which the quote's words stand."""
    words = _WHITE.sub("", "".join(_own_text(quote)))[-_COMPARED:]
    least = _LEAST_BY_AUTHOR if author else _LEAST_QUOTED
    if len(words) < least:
        return None
    for entry in reversed(earlier):
        if author and entry.author != author:
            continue
        # What stands before may be a line that says who wrote it, in a way that we do not know.
        if words in entry.words() or (author and words[-_LEAST_QUOTED:] in entry.words()):
            return entry.number
    return None


def _own_text(element: HtmlElement) -> Iterator[str]:
    """What a quote says itself: not the quotes in it, nor the line that names its author."""
    yield element.text or ""
    for child in element:
        if child.tag not in ("blockquote", "cite") and not has_class(child, _ATTRIBUTIONS):
            yield from _own_text(child)
        yield child.tail or ""


def squeezed(element: HtmlElement) -> str:
    return _WHITE.sub("", "".join(element.itertext()))


def words_of(element: HtmlElement | None) -> str:
    """An element's text on one line; "" without an element."""
    return " ".join("".join(element.itertext()).split())[:500] if element is not None else ""


def first(element: HtmlElement, path: str) -> HtmlElement | None:
    """The first element that an XPath finds inside `element`."""
    found = element.xpath(path)
    return found[0] if isinstance(found, list) and found and isinstance(found[0], HtmlElement) else None


def every(element: HtmlElement, path: str) -> list[HtmlElement]:
    found = element.xpath(path)
    return [each for each in found if isinstance(each, HtmlElement)] if isinstance(found, list) else []


def of_class(name: str) -> str:
    """An XPath condition: the class attribute has this word."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def plain_time(words: str) -> str:
    """The date and time in words such as "发表于 2025-11-12 16:52:03", to the minute; the words where there is none."""
    if iso := _ISO.search(words):
        return f"{iso[1]} {iso[2]}"
    if match := _TIME.search(words):
        clock = f" {match[4][:5].rjust(5, '0').removesuffix(':')}" if match[4] else ""
        return f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}{clock}"
    return words


def epoch_time(value: Any, zone: timezone = UTC) -> str:
    """ "2025-11-12 16:52" of seconds since 1970; other values as `plain_time` reads them."""
    digits = str(value)
    if not digits.isdecimal():
        return plain_time(digits if _TIME.search(digits) else html_words(digits))
    try:
        return datetime.fromtimestamp(int(digits), zone).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return ""


def number_of(value: Any, otherwise: int) -> int:
    """A post's number out of JSON or text such as "12#"; `otherwise` when there is none."""
    match = re.search(r"\d{1,9}", value) if isinstance(value, str) else None
    number = int(match[0]) if match else value if isinstance(value, int) else 0
    return number if 0 < number < _LARGEST_NUMBER else otherwise


def body_of(source: Any) -> HtmlElement | None:
    """A post's HTML out of JSON, checked like a page."""
    if not isinstance(source, str) or not source.strip():
        return None
    root = parse(f"<body><div>{_UNSTORABLE.sub(_REPLACED, source)}</div></body>")
    body = root.find("body")
    return root if body is None else body


def html_words(source: Any) -> str:
    """The text of a short piece of HTML out of JSON: entities decoded, tags taken out."""
    if not isinstance(source, (str, int)):
        return ""
    words = _UNSTORABLE.sub(_REPLACED, str(source)[:2_000])
    return words_of(parse(f"<p>{words}</p>")) if "<" in words or "&" in words else " ".join(words.split())


def read_json(data: bytes) -> dict[str, Any]:
    """A JSON object. LoadError for what is none, or is nested or written in a way that no forum does."""
    if len(data) > LARGEST:
        raise LoadError(f"The file is larger than {LARGEST // 1024**2} MiB; save the part that you need.")
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise LoadError("The file looks like a forum's JSON but is damaged; save it again.") from error
    if not isinstance(value, dict):
        raise LoadError("The file looks like a forum's JSON but holds no thread; save it again.")
    return value


def inner(value: Any, *keys: str) -> Any:
    """The value under a path of keys; None where the path ends early."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects in a JSON list; PHP writes some lists as objects."""
    items = list(value.values()) if isinstance(value, dict) else value
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def take_out(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Copies of elements, which then show nothing where they stand."""
    copies = []
    for element in elements:
        copies.append(deepcopy(element))
        copies[-1].tail = None
        empty(element)
    return copies
