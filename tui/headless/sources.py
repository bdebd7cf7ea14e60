"""`list` and `text`: what the library holds."""

from __future__ import annotations

from pathlib import Path

from annotations.commands import CommandError
from annotations.intake import find_source
from annotations.store.protocol import StoreError
from sources.document import Document
from sources.load import load_path
from tui.headless.libraries import open_workspace
from tui.headless.output import say_json, say_table, say_text, tell


def list_sources(library: str | None, json: bool) -> int:
    from annotations.listing import source_json

    workspace = open_workspace(library)
    records = workspace.library.sources()
    if json:
        for source in records:
            say_json(source_json(source))
        return 0
    if not records:
        tell("The library holds no sources yet: `crossread add FILE` adds one.")
    say_table(
        ("handle", "title", "author", "date", "script", "characters", "marks"),
        [
            (s.handle, s.title, s.author, s.date, s.script, f"{s.length:,}", str(len(workspace.library.marks_of(s.id))))
            for s in records
        ],
        right=(5, 6),
    )
    return 0


def print_text(library: str | None, reference: str, *, blocks: bool, json: bool) -> int:
    """The text that all offsets count in, unchanged, or its blocks; a file that is in no library is only read."""
    from annotations.listing import block_json

    document = _document(library, reference)
    if not blocks:
        say_text(document.text)
        return 0
    rows = [block_json(document, index) for index in range(len(document.blocks))]
    if json:
        for row in rows:
            say_json(row)
        return 0
    say_table(
        ("kind", "start", "end", "level", "folded", "words"),
        [
            (str(b.kind), str(b.start), str(b.end), str(b.level), b.folded, document.text[b.start : b.start + 60])
            for b in document.blocks
        ],
        right=(1, 2, 3),
    )
    return 0


def _document(library: str | None, reference: str) -> Document:
    is_file = Path(reference).is_file()
    try:
        workspace = open_workspace(library)
        return workspace.document(find_source(workspace.library, reference).id)
    except (CommandError, StoreError):
        if not is_file:
            raise
    return load_path(Path(reference), None).document
