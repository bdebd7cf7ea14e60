"""MHTML, a page that a browser saved in one file: a MIME message whose parts are the page and what it shows.

Only the page itself is read; it goes to the loader that a page of its kind goes to, with the address it was saved from.
"""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from sources.document import Document, Metadata
from sources.patterns import lazy_bytes

if TYPE_CHECKING:
    from email.message import Message

FORMAT = "mhtml"
PARTS = ("email.parser", "email.policy", "sources.loaders.html")
"""Modules that `load` imports, for a process that imports them ahead."""

_HEAD = 16_384  # bytes
_HEADERS = lazy_bytes(
    rb"\s*(?:From|MIME-Version|Subject|Date|Content-[\w-]+|Snapshot-[\w-]+|X-[\w-]+)[ \t]*:", re.IGNORECASE
)
_RELATED = lazy_bytes(rb"^Content-Type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_PAGE_ALONE = lazy_bytes(rb"^Content-Type:\s*text/html\b", re.IGNORECASE | re.MULTILINE)
_SUFFIXES = (".mhtml", ".mht")
_MOST_PARTS = 10_000
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def recognises(data: bytes, name: str) -> bool:
    """Headers of a message of related parts; with the suffix also of a message that is a page."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if _HEADERS.match(head) is None:
        return False
    return _RELATED.search(head) is not None or (
        name.lower().endswith(_SUFFIXES) and _PAGE_ALONE.search(head) is not None
    )


def load(data: bytes, name: str, encoding: str | None = None, url: str | None = None) -> Document:
    """Raises LoadError for a file without a page in it."""
    from email.parser import BytesParser
    from email.policy import compat32
    from importlib import import_module

    from sources.errors import LoadError
    from sources.loaders.html_bytes import has_mark, reads_as
    from sources.loaders.page_formats import PAGES

    message = BytesParser(policy=compat32).parsebytes(data)
    part = _page(message)
    page = part.get_payload(decode=True) if part else None
    if part is None or not isinstance(page, bytes):
        raise LoadError(f"“{name}” is a saved page without the page in it; save it again, or as HTML.")
    if encoding is None and not has_mark(page):
        encoding = reads_as(page, part.get_content_charset() or "")
    said = (message.get("Snapshot-Content-Location"), part.get("Content-Location"), url)
    address = next((str(where).strip() for where in said if where and _ADDRESS.match(str(where).strip())), None)
    loader = next(loader for loader in PAGES if loader.recognises(page, "page.html") or loader is PAGES[-1])
    document: Document = import_module(loader.module).load(page, name, encoding, address)
    metadata = _with_subject(document.metadata, message)
    if address and "url" not in metadata.other:
        metadata = replace(metadata, other=MappingProxyType({**metadata.other, "url": address}))
    return replace(document, metadata=metadata, format=FORMAT)


def _page(message: Message) -> Message | None:
    """The part that `start` names, else the first that is a page."""
    start = str(message.get_param("start") or "").strip("<>")
    pages: list[Message] = []
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            break
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            pages.append(part)
    named = (part for part in pages if start and str(part.get("Content-ID") or "").strip("<> ") == start)
    return next(named, pages[0] if pages else None)


def _with_subject(metadata: Metadata, message: Message) -> Metadata:
    """The title that the message has, where the page says none."""
    from email.header import decode_header, make_header

    if metadata.title or not message.get("Subject"):
        return metadata
    try:
        subject = str(make_header(decode_header(str(message["Subject"]))))
    except (LookupError, UnicodeError, ValueError):
        return metadata
    return replace(metadata, title=" ".join(subject.split()))
