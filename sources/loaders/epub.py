"""EPUB: the chapters of a book in reading order, its table of contents as headings, its printed page numbers."""

from __future__ import annotations

import re

from sources.document import Document
from sources.patterns import lazy_bytes

FORMAT = "epub"
PARTS = ("sources.loaders.epub_archive", "sources.loaders.epub_chapters", "sources.loaders.epub_package")
"""Modules that `load` imports, for a process that imports them ahead."""

_MAGIC = lazy_bytes(rb"PK\x03\x04.{26}mimetypeapplication/epub\+zip", re.DOTALL)


def recognises(data: bytes, name: str) -> bool:
    """The mark that EPUB puts into a ZIP file's first bytes, or a ZIP file with a book's suffix or a book's files."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    return (
        _MAGIC.match(data) is not None or name.lower().endswith(".epub") or b"META-INF/container.xml" in data[-262_144:]
    )


def load(data: bytes, name: str) -> Document:
    """Raises LoadError for what is damaged, protected, or made to do harm. Chapters that cannot be read are noted."""
    from sources.loaders.epub_archive import Archive
    from sources.loaders.epub_chapters import write_chapters
    from sources.loaders.epub_package import read_package
    from sources.loaders.pages import with_pages
    from sources.structure.assemble import located, with_turns

    archive = Archive(data, name)
    package = read_package(archive, name)
    book = write_chapters(archive, package, name)
    blocks = located(book.text, with_turns(book.text, book.pieces))
    return Document(
        book.text,
        with_pages(blocks, book.pages),
        book.styles,
        package.metadata,
        format=FORMAT,
        notes=(*package.notes, *book.notes),
    )
