"""Which bytes are a forum's thread, and of which engine. Knows no parser, so that asking costs nothing.

By marks that each engine puts on every post and that themes keep, since its own scripts look for them.
"""

from __future__ import annotations

from sources.loaders.html_bytes import looks_like_page
from sources.patterns import lazy_bytes

_DISCUZ = lazy_bytes(rb"""\bid=["']?postmessage_\d""")
_PHPBB = lazy_bytes(rb"""<div\b[^>]{0,200}\bid=["']p\d+["'][^>]{0,100}\bclass=["']post[\s"']""")
_DISCOURSE = lazy_bytes(rb"""\bclass=["'][^"']{0,100}\bcrawler-post\b|<article\b[^>]{0,100}\bid=["']post_\d""")
_XENFORO = lazy_bytes(rb"""<article\b[^>]{0,200}\bmessage--post\b""")


def discuz(data: bytes, name: str) -> bool:
    if _is_object(data):
        mobile = b'"postlist"' in data and b'"Variables"' in data
        return mobile or all(key in data for key in (b'"list"', b'"pid"', b'"position"', b'"message"'))
    return looks_like_page(data, name) and _DISCUZ.search(data) is not None


def phpbb(data: bytes, name: str) -> bool:
    return looks_like_page(data, name) and _PHPBB.search(data) is not None and b"postbody" in data


def discourse(data: bytes, name: str) -> bool:
    if _is_object(data):
        return b'"post_stream"' in data and b'"post_number"' in data
    return looks_like_page(data, name) and _DISCOURSE.search(data) is not None and b"iscourse" in data


def xenforo(data: bytes, name: str) -> bool:
    return looks_like_page(data, name) and _XENFORO.search(data) is not None


def _is_object(data: bytes) -> bool:
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
