"""Bytes of a web page → its source text, and whether bytes are a page at all. Knows no parser: asking is cheap.

A page says in up to four places what its encoding is, and may be wrong in each; what it says is tried, not believed.
"""

from __future__ import annotations

import codecs
import re

from sources.decode import Decoded, decode
from sources.errors import LoadError
from sources.patterns import lazy, lazy_bytes

_HEAD = 4_096  # bytes in which a page may name its encoding (the HTML standard looks at 1,024)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CHARSET = lazy_bytes(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = lazy_bytes(rb"""\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""")
_MOST_REPLACED = 0.02  # of the characters that are not ASCII: more means that the page lies about its encoding
# Labels that pages use for more than they name, as browsers read them (encoding.spec.whatwg.org).
_READ_AS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift-jis": "cp932",
    "euc-kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "utf-16": "utf-8",  # a page whose ASCII can be read is not UTF-16
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}

_BEGINS = lazy(r"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE)
_ANY_TAG = lazy(r"<(?:!doctype|/?[a-z][a-z0-9]*)\b", re.I)
_SUFFIXES = (".html", ".htm", ".xhtml", ".xht", ".shtml")


def looks_like_page(data: bytes, name: str) -> bool:
    """Whether bytes begin as an HTML page does, or have some HTML in them and the name of such a file."""
    head = data[:8_192]
    text = head.decode("utf-16", "replace") if head.startswith(_BOMS[1:]) else head.decode("latin-1")
    text = text.removeprefix("\ufeff").removeprefix("ï»¿")
    if name.lower().endswith(_SUFFIXES):
        return _ANY_TAG.search(text) is not None
    return _BEGINS.match(text, start_of_markup(text)) is not None and not name.lower().endswith((".md", ".markdown"))


def start_of_markup(text: str) -> int:
    """Where the first thing stands that is no white space, no comment and no `<?…>`."""
    position = 0
    while True:
        position += len(text[position : position + 1_000]) - len(text[position : position + 1_000].lstrip())
        ending = next((end for begin, end in (("<!--", "-->"), ("<?", ">")) if text.startswith(begin, position)), "")
        if not ending or (found := text.find(ending, position)) < 0:
            return position
        position = found + len(ending)


def page_text(data: bytes, encoding: str | None = None) -> Decoded:
    """The source of a page: `encoding` if given, else its byte order mark, else what it says, unless that is a lie."""
    if encoding is not None:
        return _decoded(data, encoding)
    claimed = "" if has_mark(data) else _claimed(data[:_HEAD])
    if claimed and fits(data, claimed):
        return _decoded(data, claimed)
    if claimed != "utf-8" and not has_mark(data) and b"\x00" in data and fits(data, "utf-8"):
        return _decoded(data, "utf-8")  # damaged by NULs, which detection would take for UTF-16
    found = _decoded(data, None)
    if claimed and found.encoding != claimed:
        note = f"The page says that its encoding is {claimed}, but it does not read so; {found.encoding} was used."
        return found._replace(notes=(*found.notes, note))
    return found


def fits(data: bytes, encoding: str) -> bool:
    """Whether nearly all of `data` can be read in `encoding`. False for encodings that Python does not know."""
    try:
        text = data.decode(encoding, "replace")
    except (LookupError, UnicodeError):
        return False
    if text.isascii():
        return True
    wide = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") <= _MOST_REPLACED * wide


def has_mark(data: bytes) -> bool:
    """Whether the bytes begin with a byte order mark, which says more than anybody else about their encoding."""
    return data.startswith(_BOMS)


def reads_as(data: bytes, label: str) -> str | None:
    """Python's name for the encoding that a server gave a page, or None when the page cannot be read in it."""
    name = known_encoding(label) if label else ""
    return name if name and fits(data, name) else None


def known_encoding(label: str) -> str:
    """Python's name for an encoding as browsers understand its label, or "" for none."""
    try:
        name = codecs.lookup(label).name.replace("_", "-")
        b"\x80 \xff".decode(name, "replace")
    except (LookupError, ValueError):
        return ""
    return _READ_AS.get(name, name)


def _claimed(head: bytes) -> str:
    match = _CHARSET.search(head) or _XML_ENCODING.match(head)
    return known_encoding(match[1].decode("ascii", "replace")) if match else ""


def _decoded(data: bytes, encoding: str | None) -> Decoded:
    try:
        return decode(data, encoding)
    except LookupError as error:
        raise LoadError(f"“{encoding}” is not a text encoding; use a name such as utf-8, gb18030 or big5.") from error
