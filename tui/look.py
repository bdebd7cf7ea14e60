"""How one pane shows its text: script, width, spacing, a line a sentence; and the characters that it draws for it.

A value that is replaced as a whole, so that a pane's look can be kept from one start to the next and given to another
pane. What is drawn is one code point for one of the original: offsets, marks and copies know nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sources.document import BlockKind, Document
from sources.patterns import lazy
from sources.script import Script, approximate, convert, detect
from sources.structure.pictures import reduced

MEASURE = 84
"""Cells of text in a row where the pane is wider; longer lines lose the eye."""
NARROWEST = 16
WIDEST = 240
"""Cells of text in a row that one may ask for."""
SPACINGS = (1, 2)
SCRIPTS: tuple[Script | None, ...] = (None, Script.SIMPLIFIED, Script.TRADITIONAL)

_NAMES = {Script.SIMPLIFIED: "简", Script.TRADITIONAL: "繁"}
_HAN_BREAK = lazy("(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")


@dataclass(frozen=True, slots=True)
class Look:
    """`script` None is as written; `width` in cells; `spacing` is how many rows of the screen a row of text takes."""

    script: Script | None = None
    by_sentence: bool = False
    width: int = MEASURE
    spacing: int = 1

    def next_script(self) -> Look:
        return replace(self, script=SCRIPTS[(SCRIPTS.index(self.script) + 1) % len(SCRIPTS)])

    def next_spacing(self) -> Look:
        return replace(self, spacing=SPACINGS[(SPACINGS.index(self.spacing) + 1) % len(SPACINGS)])

    def widened(self, cells: int, room: int) -> Look:
        """Wider by `cells`, narrower when negative, from what is seen where the pane has `room` for a row."""
        seen = min(self.width, max(NARROWEST, room))
        return replace(self, width=max(NARROWEST, min(seen + cells, max(room, MEASURE), WIDEST)))


def script_shown(look: Look, own: Script) -> str:
    """One character for the script on the screen: 繁 or 简, `→` before it when it is converted, `≈` if roughly."""
    if look.script is None or look.script == own:
        return _NAMES.get(own, "")
    return ("≈" if approximate(look.script) else "→") + _NAMES[look.script]


def shown_text(document: Document, look: Look, start: int, end: int) -> str:
    """The text of `[start, end)` as drawn, one code point for one: safe, and in the script asked for."""
    from sources.safe import visible

    text = visible(document.text[start:end])
    if "\n" in text and document.format == "plain" and _is_prose(document, start):
        # Lines that a program broke at its own width run on; between two Han there was no space.
        text = _HAN_BREAK.sub("\u200b", text).replace("\n", " ")
    if document.styles and document.format == "plain":
        text = reduced(document, start, text)
    if look.script is not None and detect(text) not in (look.script, Script.OTHER):
        return convert(text, look.script)
    return text


def _is_prose(document: Document, offset: int) -> bool:
    block = document.block_at(offset)
    return block is not None and block.kind is BlockKind.PARAGRAPH
