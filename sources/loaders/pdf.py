"""PDF: the text layer of its pages as paragraphs and headings. Needs the extra `[pdf]` (pypdfium2).

A PDF knows glyphs at places and no paragraphs, so that all structure here is inferred: from the outline, from sizes of
type and from where lines begin and end.
"""

from __future__ import annotations

from sources.document import Document
from sources.patterns import lazy_bytes

FORMAT = "pdf"
PARTS = ("sources.loaders.pdf_lines", "sources.loaders.pdf_flow", "sources.structure.assemble")
"""Modules that `load` imports, for a process that imports them ahead."""

_MAGIC = lazy_bytes(rb"%PDF-\d")
_HEAD = 1_024  # bytes in which the mark may stand (PDF 1.7, annex H)


def recognises(data: bytes, name: str) -> bool:
    """The mark at the beginning; after other bytes only in a file with the suffix."""
    return _MAGIC.match(data) is not None or (
        name.lower().endswith(".pdf")
        and _MAGIC.search(data[:_HEAD]) is not None
        and b"<html" not in data[:_HEAD].lower()
    )


def load(data: bytes, name: str) -> Document:
    """Raises LoadError for a damaged or encrypted file, and where pypdfium2 is not installed."""
    from sources.errors import LoadError
    from sources.loaders.pages import with_pages
    from sources.structure.assemble import located, with_turns

    try:
        from sources.loaders.pdf_lines import read_lines
    except ImportError as error:
        raise LoadError(
            f"“{name}” is a PDF, and the part that reads those is not installed; run pip install 'crossread[pdf]'."
        ) from error
    from sources.loaders.pdf_flow import flow

    source = read_lines(data, name)
    flowed = flow(source)
    blocks = located(flowed.text, with_turns(flowed.text, flowed.pieces))
    return Document(
        flowed.text,
        with_pages(blocks, flowed.pages),
        metadata=source.metadata,
        format=FORMAT,
        notes=(*source.notes, *flowed.notes),
    )
