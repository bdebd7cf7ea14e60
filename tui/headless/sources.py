"""`add`, `refresh`, `list` and `text`: what the library holds."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from annotations.commands import CommandError
from annotations.intake import (
    Intake,
    Reading,
    files_in,
    find_source,
    is_address,
    refresh,
    take_in,
    take_in_address,
    take_in_bytes,
)
from annotations.model import Source
from annotations.store.protocol import StoreError
from annotations.workspace import Workspace
from sources.document import Document
from sources.load import LoadError, load_path
from tui.headless.libraries import open_workspace, stamp, tell_notes
from tui.headless.output import counted, say_json, say_table, say_text, tell
from tui.headless.progress import Progress

LARGEST_PIPE = 256 * 1024 * 1024
"""Bytes taken from stdin, as from a file."""


def add(library: str | None, words: Sequence[str], how: Reading) -> int:
    """Adds files, the files of folders, pages and stdin. What cannot be read is told and does not stop the others."""
    workspace = open_workspace(library, create=True)
    taken, failures = take_in_all(workspace, words, how)
    return _told(workspace, taken, failures)


def refresh_sources(library: str | None, references: Sequence[str], how: Reading) -> int:
    """Reads sources again from where they came: those named, else all that can be."""
    workspace = open_workspace(library)
    if references:
        wanted = [find_source(workspace.library, reference) for reference in references]
    else:
        wanted = [source for source in workspace.library.sources() if is_address(source.origin) or _is_file(source)]
    taken: list[Intake] = []
    failures: list[str] = []
    with Progress(len(wanted)) as progress:
        for source in wanted:
            progress.begin(source.handle)
            try:
                taken.append(refresh(workspace, source, stamp(), replace(how, cancelled=progress.tick)))
            except (LoadError, StoreError, CommandError) as error:
                failures.append(str(error))
            progress.end()
    return _told(workspace, taken, failures)


def take_in_all(
    workspace: Workspace,
    words: Sequence[str],
    how: Reading = Reading(),  # noqa: B008 - frozen
) -> tuple[list[Intake], list[str]]:
    """The sources that words became, in their order, and a sentence for each that could not be read.

    A word is a file, a folder, a web address, or `-` for stdin. Ctrl-C ends it; what was taken until then is kept.
    """
    taken: list[Intake] = []
    failures: list[str] = []
    steps = list(_steps(words, failures))
    with Progress(len(steps)) as progress:
        reading = replace(how, cancelled=progress.tick)
        for step in steps:
            progress.begin(str(step))
            try:
                taken.append(_take(workspace, step, reading))
            except (LoadError, StoreError) as error:
                failures.append(_naming(step, str(error)))
            except OSError as error:
                failures.append(f"{step}: {error.strerror or error}.")
            except KeyboardInterrupt:
                left = len(steps) - len(taken) - len(failures)
                failures.append(f"Stopped by Ctrl-C: {counted(left, 'text')} left out, what was added before is kept.")
                break
            progress.end()
    return taken, failures


def _naming(step: str | Path, sentence: str) -> str:
    """The sentence, with the text's name before it where it does not say which one it is about."""
    name = step.name if isinstance(step, Path) else step
    return sentence if name in sentence else f"{name}: {sentence}"


def _steps(words: Sequence[str], failures: list[str]) -> Iterator[str | Path]:
    """What there is to take: files as paths, addresses and `-` as they are."""
    for word in words:
        if word == "-" or is_address(word):
            yield word
            continue
        path = Path(word)
        try:
            paths = files_in(path) if path.is_dir() else [path]
        except OSError as error:
            failures.append(f"{word}: {error.strerror}.")
            continue
        if not paths:
            failures.append(f"There is no text in the folder {word}: crossread reads text, Markdown, HTML, EPUB, PDF.")
        yield from paths


def _take(workspace: Workspace, step: str | Path, how: Reading) -> Intake:
    if isinstance(step, Path):
        return take_in(workspace, step, stamp(), how)
    if step == "-":
        data = sys.stdin.buffer.read(LARGEST_PIPE + 1)
        if len(data) > LARGEST_PIPE:
            raise LoadError("What was piped in is larger than 256 MiB: save it as files and add a part of it.")
        return take_in_bytes(workspace, data, "stdin", stamp(), how)
    return take_in_address(workspace, step, stamp(), how)


def _is_file(source: Source) -> bool:
    return Path(source.origin).is_file()


def _told(workspace: Workspace, taken: list[Intake], failures: list[str]) -> int:
    """Says what became of each; 2 if something could not be read."""
    for failure in failures:
        tell(failure)
    say_table(
        ("", "handle", "title", "read as", "characters"),
        [(str(i.status), i.source.handle, i.source.title, read_as(i.source), f"{i.source.length:,}") for i in taken],
        right=(4,),
    )
    for intake in taken:
        for note in notes_of(intake):
            tell(note)
    tell_notes(workspace)
    if len(taken) + len(failures) > 1:
        counts = Counter(str(intake.status) for intake in taken)
        parts = [f"{number} {status}" for status, number in counts.items()]
        tell(", ".join([*parts, *([f"{len(failures)} failed"] if failures else [])]) + ".")
    return 2 if failures else 0


def read_as(source: Source) -> str:
    """The format, and the encoding where it is not the usual one: what was decided about a file."""
    return source.format if source.encoding == "utf-8" else f"{source.format}, {source.encoding}"


def notes_of(intake: Intake) -> list[str]:
    """What the reader should know about how a source was read."""
    notes = [f"{intake.source.handle}: {note}" for note in intake.notes]
    if intake.lost:
        notes.append(f"{intake.source.handle}: {counted(intake.lost, 'mark')} lost their place in the changed text.")
    return notes


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
