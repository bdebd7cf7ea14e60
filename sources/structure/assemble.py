"""Pieces → blocks: the one place where recognisers are put together and every block learns where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from sources.document import Block, BlockKind, Locator
from sources.structure.outline import outline
from sources.structure.pieces import Piece
from sources.structure.turns import find_speakers, read_label


def plain_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text without markup."""
    return located(text, outline(text))


def turns_apart(markdown: str) -> str:
    """Markdown source with a blank line before each turn that only a line break sets apart from the line above.

    CommonMark would join the lines of a transcript into one paragraph.
    """
    lines = markdown.split("\n")
    labels = {number: label for number, line in enumerate(lines) if (label := read_label(line.replace("*", "")))}
    speakers = find_speakers([(label.name, lines[number][label.end :]) for number, label in labels.items()])
    apart: list[str] = []
    fenced = False
    for number, line in enumerate(lines):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if number in labels and labels[number].name in speakers and not fenced and apart and apart[-1].strip():
            apart.append("")
        apart.append(line)
    return "\n".join(apart)


def with_turns(text: str, pieces: list[Piece]) -> list[Piece]:
    """`pieces` in which paragraphs that begin with the label of one of the text's speakers have become turns."""
    labels = {
        index: label
        for index, piece in enumerate(pieces)
        if piece.kind is BlockKind.PARAGRAPH and (label := read_label(text[piece.start : piece.end]))
    }
    speakers = find_speakers(
        [(label.name, text[pieces[index].start + label.end : pieces[index].end]) for index, label in labels.items()]
    )
    turned = list(pieces)
    for index, label in labels.items():
        if label.name in speakers:
            piece = pieces[index]
            turned[index] = piece._replace(kind=BlockKind.TURN, body=piece.start + label.end, speaker=label.name)
    return turned


def located(text: str, pieces: Iterable[Piece]) -> tuple[Block, ...]:
    """Blocks with locators from pieces in text order.

    A heading is part of its own path. In a transcript (a third of the blocks are turns) what follows a turn without a
    label is still said by that speaker, up to the next turn or heading; elsewhere only the turn itself is.
    """
    pieces = list(pieces)
    turns = sum(piece.kind is BlockKind.TURN for piece in pieces)
    transcript = turns * 3 >= sum(piece.kind is not BlockKind.HEADING for piece in pieces)
    path: list[tuple[int, str]] = []
    heading: tuple[str, ...] = ()
    speaker: str | None = None
    line, counted = 1, 0
    blocks: list[Block] = []
    for paragraph, (kind, start, end, body, level, said_by) in enumerate(pieces, 1):
        line += text.count("\n", counted, start)
        counted = start
        if kind is BlockKind.HEADING:
            path = [step for step in path if step[0] < level]
            path.append((level, " ".join(text[start:end].strip("# \t\u3000").split())))
            heading, speaker = tuple(title for _, title in path), None
        elif said_by or not transcript:
            speaker = said_by
        blocks.append(Block(kind, start, end, body, level, Locator(heading, speaker, paragraph, line)))
    return tuple(blocks)
