"""What recognisers hand on: a block-to-be, before it is known where it stands in the whole text."""

from __future__ import annotations

from typing import NamedTuple

from sources.document import BlockKind


class Piece(NamedTuple):
    """The fields of `Block` without its locator; offsets in code points of the text. `speaker` is set on turns."""

    kind: BlockKind
    start: int
    end: int
    body: int
    level: int = 0
    speaker: str | None = None
