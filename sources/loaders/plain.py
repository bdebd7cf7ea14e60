"""Plain text: nothing is taken out of it, blocks are recognised over it."""

from __future__ import annotations

from sources.document import Document
from sources.structure.assemble import plain_blocks

FORMAT = "plain"


def recognises(_text: str, _name: str) -> bool:
    """Any text is plain text, when nothing else is."""
    return True


def load(text: str) -> Document:
    return Document(text, plain_blocks(text), format=FORMAT)
