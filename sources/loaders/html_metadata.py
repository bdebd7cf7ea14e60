"""What a page says of itself: title, author, date, address. Read before anything is taken out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from sources.document import Metadata

_LONGEST = 500  # code points of any value
_LARGEST_JSON = 262_144  # code points of one JSON-LD block
_ARTICLES = ("Article", "NewsArticle", "BlogPosting", "Report", "DiscussionForumPosting", "WebPage")
_TITLES = ("og:title", "twitter:title", "dc.title", "citation_title")
_AUTHORS = ("author", "article:author", "dc.creator", "citation_author", "parsely-author", "byl")
_DATES = (
    "article:published_time", "og:published_time", "datepublished", "publishdate", "pubdate", "date", "dc.date",
    "dc.date.issued", "citation_publication_date", "sailthru.date", "weibo: article:create_at", "parsely-pub-date",
)  # fmt: skip
_SITES = ("og:site_name", "application-name")
_BY = re.compile(r"^\s*(?:by|作者|文|撰文|记者|記者)\s*[:：/／|｜]?\s*", re.IGNORECASE)
_DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2})?\S{0,10})?")
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def base_address(root: HtmlElement, url: str = "") -> str:
    """The address that the page's links are relative to, "" when unknown. `url` is where the page came from."""
    base = root.find(".//base")
    address = urljoin(url, base.get("href") or "") if base is not None else url
    return address if _is_web(address) else url


def read_metadata(root: HtmlElement, url: str = "") -> Metadata:
    """`other` has `url` (the canonical address, unless that is on another site than `url`), `site` and `language`."""
    named = _named(root)
    article = _json_article(root)
    heading = [words for element in root.iter("h1") if (words := _words(element))]
    title = _first(named, _TITLES) or _text(article.get("headline")) or _title(root) or "".join(heading[:1])
    if len(heading) == 1 and len(heading[0]) < len(title) and heading[0] in title:
        title = heading[0]  # without the name of the site
    author = _first(named, _AUTHORS)
    if not author or _is_web(author):
        author = _authors(article.get("author")) or _marked(root, "author")
    date = _first(named, _DATES) or _text(article.get("datePublished")) or _time(root)
    other = {
        "url": _canonical(root, named, url),
        "site": _first(named, _SITES),
        "language": _clean(root.get("lang") or ""),
    }
    kept = MappingProxyType({key: value for key, value in other.items() if value})
    return Metadata(title, _BY.sub("", author), date, (), kept)


def _named(root: HtmlElement) -> dict[str, str]:
    """`content` of the `meta` elements by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        content = _clean(meta.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    return found


def _first(named: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((named[key] for key in keys if key in named), "")


def _title(root: HtmlElement) -> str:
    return next((words for element in root.iter("title") if (words := _words(element))), "")


def _marked(root: HtmlElement, what: str) -> str:
    """The text of the first element that is marked up as the author."""
    for element in root.iter("a", "span", "address", "p", "div", "strong"):
        classes = (element.get("class") or "").lower().split()
        if element.get("rel") == what or element.get("itemprop") == what or "byline" in classes or what in classes:
            words = _words(element)
            if 0 < len(words) <= 80:
                return words
    return ""


def _time(root: HtmlElement) -> str:
    for element in root.iter("time"):
        if words := _clean(element.get("datetime") or "") or _words(element):
            return words
    for element in root.iter("span", "em", "i", "p", "div"):
        classes = (element.get("class") or "").lower()
        if ("date" in classes or "time" in classes) and (match := _DATE.search(_words(element))):
            return match[0].strip()
    return ""


def _canonical(root: HtmlElement, named: dict[str, str], url: str) -> str:
    links = [link.get("href") or "" for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for address in (*links, named.get("og:url", "")):
        joined = _joined(url, _clean(address))
        if _is_web(joined) and (not url or _host(joined) == _host(url)):
            return joined
    return url


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address) if address else ""
    except ValueError:
        return ""


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://")) and bool(_host(address)) and not re.search(r"\s", address)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _json_article(root: HtmlElement) -> dict[str, Any]:
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json" and script.text and len(script.text) <= _LARGEST_JSON:
            try:
                value = json.loads(script.text)
            except (ValueError, RecursionError):
                continue
            for item in _items(value):
                kinds = item.get("@type")
                if any(kind in _ARTICLES for kind in (kinds if isinstance(kinds, list) else [kinds])):
                    return item
    return {}


def _items(value: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top of a JSON-LD block, in a list, or in its `@graph`."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (inner for inner in graph if isinstance(inner, dict)) if isinstance(graph, list) else ()


def _authors(value: Any) -> str:
    people = value if isinstance(value, list) else [value]
    names = [_text(person.get("name") if isinstance(person, dict) else person) for person in people]
    return ", ".join(name for name in names if name and not _is_web(name))[:_LONGEST]


def _text(value: Any) -> str:
    return _clean(value) if isinstance(value, str) else ""


def _words(element: HtmlElement) -> str:
    return _clean("".join(element.itertext()))


def _clean(words: str) -> str:
    """On one line, without control characters, and of a length that a title may have."""
    return " ".join(_UNSTORABLE.sub("\ufffd", words[: 8 * _LONGEST]).split())[:_LONGEST]
