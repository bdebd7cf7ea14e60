"""A Digest as Markdown: CommonMark with GitHub's tables, the same in Obsidian. Decides how things look, nothing else.

Every string of the digest passes through `escape`; the only links written are those to entries of the same digest.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotations.digest.escape import front_matter_string, inline, paragraphs
from annotations.digest.model import Digest, Entry, Line, Reference, Row, Section

GENERATOR = "crossread"
"""In the front matter, so that a digest is known as ours and may be replaced by a newer one."""


def render(digest: Digest) -> str:
    """The whole file, ending with a newline. Blocks are separated by one empty line."""
    return "\n\n".join(_blocks(digest)) + "\n"


def _blocks(digest: Digest) -> Iterator[str]:
    yield "\n".join(_front_matter(digest))
    yield f"# {inline(digest.title)}"
    yield "## Overview"
    if digest.overview:
        yield "\n".join(_table(digest.overview))
    else:
        yield "No claims yet."
    for section in digest.sections:
        yield from _section(section)


def _front_matter(digest: Digest) -> Iterator[str]:
    yield "---"
    yield f"title: {front_matter_string(digest.title)}"
    yield f"generator: {front_matter_string(GENERATOR)}"
    for name, count in digest.counts:
        yield f"{name}: {count}"
    yield "---"


def _table(rows: tuple[Row, ...]) -> Iterator[str]:
    yield "| Claim | Made by | Backed by | Denied by |"
    yield "| --- | --- | --- | --- |"
    for row in rows:
        words = inline(row.statement) or row.anchor or "(no words)"
        cells = [f"[{words}](#{row.anchor})" if row.anchor else words]
        cells += (f"{len(handles)}: {inline(', '.join(handles))}" if handles else "–" for handles in _columns(row))
        yield f"| {' | '.join(cells)} |"


def _columns(row: Row) -> tuple[tuple[str, ...], ...]:
    return row.makes, row.backs, row.denies


def _section(section: Section) -> Iterator[str]:
    hashes = "#" * section.level
    if section.anchor:
        yield f"{hashes} {section.anchor}"
        yield f"**{section.label}:** {inline(section.title) or '(no words)'}"
    else:
        yield f"{hashes} {section.label} {inline(section.title)}".rstrip()
    if section.facts:
        yield "\n".join(f"- {inline(name)}: {inline(value)}" for name, value in section.facts)
    if section.anchor:
        yield "**Made by**" if section.entries else "No mark makes this claim."
    for entry in section.entries:
        yield from _entry(entry, section.level + 1, kind=not section.anchor)
    if section.elsewhere:
        yield "Told above under another tag:"
        yield "\n".join(f"- {_reference(reference)}" for reference in section.elsewhere)
    for group in section.groups:
        yield f"**{group.title}**"
        yield "\n".join(map(_line, group.lines))


def _entry(entry: Entry, level: int, *, kind: bool) -> Iterator[str]:
    """`kind`: say whether it is a claim, where the section has not said so already."""
    yield f"{'#' * level} {entry.anchor}"
    yield "\n".join(paragraphs(entry.quote, "> ")) or "> (no words)"
    yield f"— {inline(entry.citation)} · {inline(f'[{entry.id}]')}"
    if entry.lost:
        yield "**Lost its place:** the source has changed, and these words have no sure place in it now."
    if note := paragraphs(entry.note):
        yield "\n".join(["Note: " + note[0], *note[1:]])
    lines = []
    if kind:
        name = "Claim" if entry.claim else "Highlight"
        lines.append(f"- {name}: {inline(entry.statement)}" if entry.statement else f"- {name}")
    if entry.tags:
        lines.append(f"- Tags: {inline(', '.join(entry.tags))}")
    lines += map(_line, entry.lines)
    if lines:
        yield "\n".join(lines)


def _line(line: Line) -> str:
    text = f"- {line.label} {_reference(line.reference)}" if line.label else f"- {_reference(line.reference)}"
    if line.about:
        text += f" — on {_reference(line.about)}"
    return f"{text}: {inline(line.note)}" if line.note else text


def _reference(reference: Reference) -> str:
    return f"[{inline(reference.words)}](#{reference.anchor}) ({inline(reference.place)})"
