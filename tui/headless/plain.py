"""`read --plain`: a source with its marks as text, for pipes and screen readers: signs and words, no colours or frames.

A marked passage stands in brackets with a number, `[c1: … :c1]`, and under its block in words: what kind of mark it is,
the claim, tags, note and links. The layout is the reader's own, so that both break lines alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotations.commands import CommandError
from annotations.intake import find_source
from annotations.model import Source
from annotations.workspace import Workspace
from sources.document import Block, BlockKind, Document
from tui import present
from tui.headless.libraries import open_workspace, tell_notes
from tui.headless.output import counted, one_line, say, say_wrapped, tell
from tui.layout.folds import Folds
from tui.look import Look, shown_text
from tui.new_texts import is_text
from tui.signs import SIGNS, relation_words
from tui.values import MarkEntry

_HANG = 4
"""Cells before the rows that follow the first one of what is said about a mark."""
_QUOTES = {BlockKind.QUOTE: "> "}


def print_plain(library: str | None, references: Sequence[str]) -> int:
    """Prints the sources named, else all. A text that is not in the library is added first, as it is to be read.

    Raises CommandError for what is neither a source nor a text.
    """
    workspace = open_workspace(library, create=any(map(is_text, references)))
    tell_notes(workspace)
    wanted = [source for reference in references for source in _named(workspace, reference)]
    wanted = wanted or list(workspace.library.sources())
    for index, source in enumerate(wanted):
        if index:
            say("")
        for line in plain_lines(workspace, source):
            say_wrapped(line, hang=_HANG if line.startswith(" ") else 0)
    return 0


def _named(workspace: Workspace, reference: str) -> list[Source]:
    """A source of the library, else the text or texts in a file, folder, page or pipe."""
    try:
        return [find_source(workspace.library, reference)]
    except CommandError:
        if not is_text(reference):
            raise
    from tui.headless.adding import notes_of, take_in_all

    batch = take_in_all(workspace, [reference])
    if batch.failures:
        raise CommandError(" ".join(batch.failures))
    for intake in batch.taken:
        if str(intake.status) != "known":
            tell(f"{intake.status} {intake.source.handle} “{intake.source.title}”.")
        for note in notes_of(intake):
            tell(note)
    return [intake.source for intake in batch.taken]


def plain_lines(workspace: Workspace, source: Source) -> Iterator[str]:
    """The source in lines that are not yet cut to a width; an empty one between blocks."""
    document = workspace.document(source.id)
    marks = sorted(workspace.library.marks_of(source.id), key=lambda mark: (mark.start, mark.end, mark.id))
    entries = [present.entry(workspace, mark) for mark in marks]
    placed = [(f"{SIGNS[entry.kind]}{number}", entry) for number, entry in enumerate(entries, 1) if not entry.lost]
    yield f"{source.handle} {one_line(source.title)}"
    yield f"{counted(len(placed), 'mark')}."
    folds = Folds(document)
    for index, block in enumerate(document.blocks):
        fold = folds.closed(index)
        if fold and fold.first != index:
            continue
        yield ""
        if fold:
            yield f"({fold.label}; crossread text {source.handle} prints it)"
            continue
        yield _prefix(document, block) + _bracketed(document, block, placed)
        for name, entry in placed:
            if block.start <= entry.start < max(block.end, block.start + 1):
                yield from _about(name, entry)
    lost = [entry for entry in entries if entry.lost]
    if lost:
        yield from ("", f"{counted(len(lost), 'mark')} without a place, because the source changed:")
        for entry in lost:
            yield f"  {SIGNS['lost']} “{one_line(entry.quote)}”"
            yield from _about(SIGNS["lost"], entry)


def _prefix(document: Document, block: Block) -> str:
    """What Markdown would write before the block; a quote that was saved with its sign has it already."""
    if block.kind is BlockKind.HEADING:
        return "#" * max(1, block.level) + " "
    prefix = _QUOTES.get(block.kind, "")
    return "" if prefix and document.text.startswith(prefix[0], block.start) else prefix


def _bracketed(document: Document, block: Block, placed: Sequence[tuple[str, MarkEntry]]) -> str:
    """The block's words with brackets where marks begin and end; at one place those that end come first."""
    edges: list[tuple[int, int, str]] = []
    for name, entry in placed:
        if block.start <= entry.start < block.end:
            edges.append((entry.start, 1, f"[{name}: "))
        if block.start < entry.end <= block.end:
            edges.append((entry.end, 0, f" :{name}]"))
    words, at = [], block.start
    for offset, _, bracket in sorted(edges):
        words += [_words(document, at, offset), bracket]
        at = offset
    return "".join([*words, _words(document, at, block.end)])


def _words(document: Document, start: int, end: int) -> str:
    """The text as the reader shows it, without what only keeps its place."""
    shown, original = shown_text(document, Look(), start, end), document.text[start:end]
    return "".join(new for new, old in zip(shown, original, strict=True) if not (old == "\n" and new == "\u200b"))


def _about(name: str, entry: MarkEntry) -> Iterator[str]:
    """What there is to say about a mark: a line each."""
    said = one_line(entry.statement) if entry.statement != entry.quote else ""
    yield f"  {name} {entry.kind}{f': {said}' if said else ''}"
    if entry.tags:
        yield f"  {name} tags: {' '.join(f'#{tag.name}' for tag in entry.tags)}"
    if entry.note:
        yield f"  {name} note: {one_line(entry.note)}"
    for link in entry.links:
        words = relation_words(link.relation, forward=link.forward)
        note = f" ({one_line(link.note)})" if link.note else ""
        yield f"  {name} {words} {link.place}: “{one_line(link.quote)}”{note}"
