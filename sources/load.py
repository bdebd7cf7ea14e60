"""A path, address or bytes → `Document`, through the loader that recognises them.

Further formats come in here. `APART` are those that need a parser: they recognise bytes, and run in a process of their
own. `LOADERS` are those of text. Each knows its sources by content first and by suffix second, the first that
recognises a source loads it, and plain text recognises everything.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from sources.block_table import table_of_lines
from sources.decode import decode
from sources.document import Document, Early
from sources.errors import LoadError as LoadError
from sources.large import LARGE, plain_structure
from sources.loaders import captions, epub, markdown, mhtml, pdf, plain
from sources.loaders.html_bytes import has_mark, looks_like_page, reads_as
from sources.loaders.page_formats import PAGES, Apart, missing

LARGEST = 256 * 1024 * 1024
"""Bytes in the largest file that is loaded; everything is held in memory."""


class Loaded(NamedTuple):
    """`original` are the bytes as they were read: keep them, `reload` needs them to see the markup again."""

    document: Document
    original: bytes


class Loader(Protocol):
    """What `LOADERS` holds: a module (or object) for one format."""

    @property
    def FORMAT(self) -> str:
        """The name that documents of this format carry in `Document.format`."""
        ...

    def recognises(self, text: str, name: str, /) -> bool:
        """Whether a decoded text is of this format, by what it holds and by the name of its file."""
        ...

    def load(self, text: str, /) -> Document: ...


LOADERS: tuple[Loader, ...] = (markdown, plain)


APART: tuple[Apart, ...] = (
    Apart(epub.FORMAT, epub.recognises, epub.__name__),
    Apart(pdf.FORMAT, pdf.recognises, pdf.__name__),
    Apart(mhtml.FORMAT, mhtml.recognises, mhtml.__name__, ("encoding", "url")),
    *PAGES,
    Apart(captions.FORMAT, captions.recognises, captions.__name__, ("encoding",)),
)
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "application/json": ".json",
    "text/markdown": ".md",
    "multipart/related": ".mhtml",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
}
# Where the server sends a page instead, it says that there is no such file, or that one has to log in.
_CLAIMS = {".pdf": "a PDF", ".epub": "an EPUB book"}
_LONGEST_NAME = 100  # code points

Cancelled = Callable[[], bool]


def _never() -> bool:
    return False


# First bytes of files that are no text: what to call them, and what to do instead.
_MAGIC = (
    (re.compile(rb"PK\x03\x04"), "a ZIP archive or an office document", "unpack it or save it as text first"),
    (
        re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8[79]a.{0,6}\x00|RIFF.{4}WEBP", re.DOTALL),
        "an image",
        "load its text instead",
    ),
    (
        re.compile(rb"\x1f\x8b|BZh[1-9]1AY&SY|\xfd7zXZ|7z\xbc\xaf|Rar!\x1a|\x28\xb5\x2f\xfd"),
        "an archive",
        "unpack it first",
    ),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "an old office document", "save it as text first"),
    (re.compile(rb".{60}(?:BOOKMOBI|TEXtREAd)", re.DOTALL), "an e-book", "convert it to text first"),
    (
        re.compile(rb"ID3[\x02-\x04]|OggS\x00|fLaC\x00|\x00.{3}ftyp|RIFF.{4}(?:AVI |WAVE)", re.DOTALL),
        "audio or video",
        "load a transcript",
    ),
    (
        re.compile(rb"\x7fELF|MZ[^\x00]{0,58}\x00|SQLite format 3\x00", re.DOTALL),
        "a program or a database",
        "load a text file",
    ),
)
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_SAMPLE = 65_536  # code points
_MOST_NOT_TEXT = 0.05  # random bytes have 0.11
_MOST_IN_UTF_8 = 0.6  # what is valid UTF-8 is hardly random: a log with many controls, a file with gaps of NULs


def load_path(
    path: str | Path, encoding: str | None = None, *, cancelled: Cancelled = _never, early: Early | None = None
) -> Loaded:
    """Load a file. `encoding` overrides what the bytes look like. Raises LoadError, and nothing else.

    `cancelled` is asked now and then while a parser works; LoadError once it is true. `early` is given the lines of a
    large text while its structure is being found.
    """
    try:
        data = _read(Path(path))
    except FileNotFoundError as error:
        raise LoadError(f"There is no file “{path}”; check the name and the folder.") from error
    except PermissionError as error:
        raise LoadError(f"“{path}” may not be read; change its permissions or copy it.") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path, or a name that cannot be encoded
        reason = getattr(error, "strerror", None) or str(error)
        raise LoadError(f"“{path}” cannot be read ({reason}); check the path and the disk.") from error
    return load_bytes(data, Path(path).name, encoding, cancelled=cancelled, early=early)


def load_url(
    url: str, encoding: str | None = None, *, allow_private: bool = False, cancelled: Cancelled = _never
) -> Loaded:
    """Fetch one page or file and load it; `Metadata.other["url"]` says where it was found. Raises LoadError.

    Only public http and https addresses, unless `allow_private`. `original` holds the bytes as they were sent.
    """
    from sources.fetch import fetch

    fetched = fetch(url, allow_private=allow_private)
    name = _name_from(fetched.final_url, fetched.content_type)
    if encoding is None and not has_mark(fetched.data) and looks_like_page(fetched.data, name):
        encoding = reads_as(fetched.data, fetched.charset)
    document, original = load_bytes(fetched.data, name, encoding, url=fetched.final_url, cancelled=cancelled)
    if "url" not in document.metadata.other:
        other = MappingProxyType({**document.metadata.other, "url": fetched.final_url})
        document = replace(document, metadata=replace(document.metadata, other=other))
    return Loaded(document, original)


def load_bytes(
    data: bytes,
    name: str,
    encoding: str | None = None,
    *,
    url: str | None = None,
    cancelled: Cancelled = _never,
    early: Early | None = None,
) -> Loaded:
    """Load what was read from elsewhere; `name` is a file name for its suffix and for messages. Raises LoadError."""
    if len(data) > LARGEST:
        raise LoadError(_too_large(name))
    apart = next((apart for apart in APART if apart.recognises(data, name)), None)
    if apart:
        if apart in PAGES and (claimed := _CLAIMS.get(Path(name).suffix.lower())):
            raise LoadError(f"“{name}” is a web page and not {claimed}; load that, or rename it to .html to read this.")
        return Loaded(_load_apart(apart, data, name, encoding, url, cancelled), data)
    text, found, notes = _decoded(data, name, encoding)
    loader = next(loader for loader in LOADERS if loader.recognises(text, name))
    if loader is plain and len(data) > LARGE:
        document = _large(data, text, found, name, cancelled, early)
    else:
        document = loader.load(text)
    return Loaded(_told(document, found, notes), data)


def reload(original: bytes, name: str, encoding: str, format: str, early: Early | None = None) -> Document:
    """The document of a source of the library, from its stored bytes and what was found when it was first loaded.

    The same bytes, encoding and format give the same text while the loader is the same; callers compare the
    fingerprint, since marks hold on to the text. `early` as in `load_path`. Raises LoadError.
    """
    apart = next((apart for apart in APART if format == apart.format), None)
    if apart:
        return _load_apart(apart, original, name, encoding, None, _never)
    loader = next((loader for loader in LOADERS if format == loader.FORMAT), None)
    if loader is None:
        raise LoadError(f"“{name}” has the format “{format}”, which this version does not know; update crossread.")
    text, found, notes = _decoded(original, name, encoding)
    if loader is plain and len(original) > LARGE:
        document = _large(original, text, found, name, _never, early)
    else:
        document = loader.load(text)
    return _told(document, found, notes)


def _large(data: bytes, text: str, encoding: str, name: str, cancelled: Cancelled, early: Early | None) -> Document:
    """A large text, which `encoding` made of the data."""
    if early:
        early(Document(text, table_of_lines(text), encoding=encoding))
    return plain_structure(data, encoding, name, cancelled).document(text)


def document_from_text(text: str, format: str = plain.FORMAT) -> Document:
    """A document from a text as read: pasted, or stored by a library whose original bytes are missing.

    Structure is recognised again. What markup said beyond that is lost for formats other than plain, with a note.
    """
    document = plain.load(text)
    if format == plain.FORMAT:
        return document
    notes = ("The original file is missing: styles and some headings are not shown.",)
    return replace(document, format=format, notes=notes)


def _read(path: Path) -> bytes:
    """The bytes of a regular file. LoadError for what is none, before it is opened: a pipe would wait for ever."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise LoadError(f"“{path}” is a folder; name the files in it.")
    if not stat.S_ISREG(status.st_mode):
        raise LoadError(f"“{path}” is a device or a pipe; save its content to a file and load that.")
    if status.st_size > LARGEST:
        raise LoadError(_too_large(str(path)))
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        return file.read(LARGEST + 1)


def _load_apart(
    apart: Apart, data: bytes, name: str, encoding: str | None, url: str | None, cancelled: Cancelled
) -> Document:
    from sources.sandbox import load_apart

    if extra := missing(apart.format):
        raise LoadError(f"“{name}” needs a part of crossread that is not installed: pip install 'crossread[{extra}]'.")
    given = {"encoding": encoding, "url": url}
    options = {key: value for key, value in given.items() if key in apart.options}
    return load_apart(apart.module, data, name, options, cancelled=cancelled)


def _name_from(url: str, content_type: str) -> str:
    """A file name for what an address gave, with the suffix of what the server says it is."""
    parts = urlsplit(url)
    last = re.sub(r"[^\w.()~+-]+", "-", unquote(parts.path).rstrip("/").rpartition("/")[2]).strip("-.")
    name = (last or parts.hostname or "page")[-_LONGEST_NAME:]
    suffix = _SUFFIXES.get(content_type, "")
    return name if name.lower().endswith(suffix) else name + suffix


def _too_large(name: str) -> str:
    return f"“{name}” is larger than {LARGEST // 1024**2} MiB; split it into parts."


def _decoded(data: bytes, name: str, encoding: str | None) -> tuple[str, str, tuple[str, ...]]:
    """(text, encoding, notes); LoadError for what is no text and for encodings that do not exist."""
    for pattern, kind, remedy in _MAGIC:
        if pattern.match(data):
            raise LoadError(f"“{name}” is {kind}, not a text; {remedy}.")
    try:
        decoded = decode(data, encoding)
    except LookupError as error:
        raise LoadError(f"“{encoding}” is not a text encoding; use a name such as utf-8, gb18030 or big5.") from error
    sample = decoded.text[:_SAMPLE]
    strange = len(_NOT_TEXT.findall(sample))
    if encoding is None and strange > _MOST_NOT_TEXT * len(sample):
        bearable = decoded.encoding == "utf-8" and _is_utf_8(data) and strange <= _MOST_IN_UTF_8 * len(sample)
    else:
        bearable = True
    if not bearable:
        raise LoadError(f"“{name}” is not a text, or in an unknown encoding; name the encoding if you know it.")
    notes = decoded.notes if decoded.text and not decoded.text.isspace() else (*decoded.notes, "The text is empty.")
    return decoded.text, decoded.encoding, notes


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _told(document: Document, encoding: str, notes: tuple[str, ...]) -> Document:
    """`document` with what decoding had to say."""
    return replace(document, encoding=encoding, notes=(*notes, *document.notes))
