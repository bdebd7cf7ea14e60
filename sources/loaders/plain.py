"""Plain text: nothing is taken out of it, blocks are recognised over it."""

from __future__ import annotations

from sources.document import Document
from sources.structure.assemble import plain_blocks
from sources.structure.pictures import find_pictures

FORMAT = "plain"


def recognises(_text: str, _name: str) -> bool:
    """Any text is plain text, when nothing else is."""
    return True


def load(text: str) -> Document:
    blocks = plain_blocks(text)
    return Document(text, blocks, find_pictures(text, blocks), format=FORMAT)
