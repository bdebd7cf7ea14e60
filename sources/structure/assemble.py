"""Pieces → blocks: the one place where recognisers are put together and every block learns where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from sources.document import Block, BlockKind, Locator, Post
from sources.structure.chrome import find_chrome
from sources.structure.forum import find_headers, header_claims
from sources.structure.outline import outline_around
from sources.structure.pieces import Lines, Piece, settle
from sources.structure.quotes import find_quotes
from sources.structure.repeats import folded_repeats
from sources.structure.signatures import find_signatures
from sources.structure.timecodes import with_times
from sources.structure.turns import Said, find_turns, read_label

_NOT_SAID = frozenset((BlockKind.HEADING, BlockKind.POST, BlockKind.CHROME, BlockKind.SIGNATURE))

_LONGEST_HEADING = 400
"""Code points."""


def plain_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text without markup."""
    return located(text, plain_pieces(text))


def plain_pieces(text: str) -> list[Piece]:
    """The pieces of a text without markup: what the recognisers of single lines claim, and the outline of the rest."""
    lines = Lines(text)
    headers = find_headers(lines)
    claims = header_claims(lines, headers)
    if headers:
        claims += find_quotes(lines, headers)
        claims += find_signatures(lines, headers)
    claims += find_chrome(lines, [header.last for header in headers])
    return outline_around(lines, settle(claims, len(lines)))


def turns_apart(markdown: str) -> str:
    """Markdown source with a blank line before each turn that only a line break sets apart from the line above.

    CommonMark would join the lines of a transcript into one paragraph.
    """
    lines = markdown.split("\n")
    said = {
        number: Said(label, line[label.end :], number == 0 or not lines[number - 1].strip())
        for number, line in enumerate(lines)
        if (label := read_label(line.replace("*", "")))
    }
    turns = find_turns(said, sum(not line.isspace() for line in lines if line), markdown)
    apart: list[str] = []
    fenced = False
    for number, line in enumerate(lines):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if number in turns and not fenced and apart and apart[-1].strip():
            apart.append("")
        apart.append(line)
    return "\n".join(apart)


def with_turns(text: str, pieces: list[Piece]) -> list[Piece]:
    """`pieces` in which paragraphs that begin with the label of one of the text's speakers have become turns."""
    said = {
        index: Said(label, text[piece.start + label.end : piece.end])
        for index, piece in enumerate(pieces)
        if piece.kind is BlockKind.PARAGRAPH and (label := read_label(text[piece.start : piece.end]))
    }
    turned = list(pieces)
    for index, label in find_turns(said, len(pieces), text).items():
        piece = pieces[index]
        turned[index] = piece._replace(kind=BlockKind.TURN, body=piece.start + label.end, speaker=label.name)
    return turned


def _sensible(piece: Piece) -> Piece:
    """Whatever the markup says, nothing of this length is a heading: it is cited with every block below it."""
    too_long = piece.kind is BlockKind.HEADING and piece.end - piece.start > _LONGEST_HEADING
    return piece._replace(kind=BlockKind.PARAGRAPH, level=0) if too_long else piece


def located(text: str, pieces: Iterable[Piece]) -> tuple[Block, ...]:
    """Blocks with locators from pieces in text order; time codes are read and repeats folded on the way.

    A heading is part of its own path. Who a heading names speaks up to the next one of its level. In a transcript (a
    third of the blocks are turns) what follows a turn without a label is still said by that speaker, up to the next
    turn or heading; elsewhere only the turn itself is. A time code holds up to the next, a post up to the next header
    or to the chrome at the end of the page.
    """
    pieces = folded_repeats(text, with_times(text, [_sensible(piece) for piece in pieces]))
    turns = sum(piece.kind is BlockKind.TURN for piece in pieces)
    transcript = turns * 3 >= sum(piece.kind not in _NOT_SAID for piece in pieces)
    last = len(pieces)
    while last and pieces[last - 1].kind is BlockKind.CHROME:
        last -= 1
    path: list[tuple[int, str, str | None]] = []
    heading: tuple[str, ...] = ()
    speaker: str | None = None
    voice: str | None = None
    post: Post | None = None
    time: str | None = None
    line, counted = 1, 0
    blocks: list[Block] = []
    for paragraph, piece in enumerate(pieces, 1):
        kind, start, end = piece.kind, piece.start, piece.end
        line += text.count("\n", counted, start)
        counted = start
        if piece.post is not None and piece.post != post:
            path, heading, speaker, voice, time, post = [], (), None, None, None, piece.post
        if paragraph > last:
            path, heading, speaker, voice, time, post = [], (), None, None, None, None
        if kind is BlockKind.HEADING:
            path = [step for step in path if step[0] < piece.level]
            title = " ".join(text[start:end].strip("# \t\u3000").split())
            path.append((piece.level, title, piece.speaker))
            heading, speaker = tuple(step[1] for step in path), None
            voice = next((step[2] for step in reversed(path) if step[2]), None)
        elif piece.speaker or not transcript:
            speaker = piece.speaker
        time = piece.time or time
        locator = Locator(heading, speaker or voice, paragraph, line, post, time)
        blocks.append(
            Block(kind, start, end, piece.body, piece.level, locator, piece.quotes, piece.folded, piece.repeats)
        )
    return tuple(blocks)
