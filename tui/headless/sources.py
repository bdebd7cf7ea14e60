"""`add`, `list` and `text`: what the library holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from annotations.commands import CommandError
from annotations.intake import Intake, files_in, find_source, take_in
from annotations.listing import source_json
from annotations.store.protocol import StoreError
from annotations.workspace import Workspace
from sources.load import LoadError, load_path
from tui.headless.libraries import open_workspace, stamp, tell_notes
from tui.headless.output import counted, say_json, say_table, say_text, tell


def add(library: str | None, words: Sequence[str], encoding: str | None) -> int:
    """Adds files, and the files of folders. What cannot be read is told and does not stop the others; 2 if any."""
    workspace = open_workspace(library, create=True)
    taken, failures = take_in_all(workspace, words, encoding)
    for failure in failures:
        tell(failure)
    say_table(
        ("", "handle", "title", "characters"),
        [(str(i.status), i.source.handle, i.source.title, f"{i.source.length:,}") for i in taken],
        right=(3,),
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


def take_in_all(
    workspace: Workspace, words: Sequence[str], encoding: str | None = None
) -> tuple[list[Intake], list[str]]:
    """The sources that files and folders became, in their order, and a sentence for each that could not be read."""
    taken: list[Intake] = []
    failures: list[str] = []
    for word in words:
        path = Path(word)
        try:
            paths = files_in(path) if path.is_dir() else [path]
        except OSError as error:
            failures.append(f"{word}: {error.strerror}.")
            continue
        if not paths:
            failures.append(f"There is no text in the folder {word}: crossread reads .txt and .md files.")
        for file in paths:
            try:
                taken.append(take_in(workspace, file, stamp(), encoding=encoding))
            except (LoadError, StoreError) as error:
                failures.append(str(error))
            except OSError as error:
                failures.append(f"{file}: {error.strerror or error}.")
    return taken, failures


def notes_of(intake: Intake) -> list[str]:
    """What the reader should know about how a source was read."""
    notes = [f"{intake.source.handle}: {note}" for note in intake.notes]
    if intake.lost:
        notes.append(f"{intake.source.handle}: {counted(intake.lost, 'mark')} lost their place in the changed text.")
    return notes


def list_sources(library: str | None, json: bool) -> int:
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


def print_text(library: str | None, reference: str) -> int:
    """The text that all offsets count in, unchanged; a file that is not in the library is only read."""
    say_text(_text(library, reference))
    return 0


def _text(library: str | None, reference: str) -> str:
    is_file = Path(reference).is_file()
    try:
        workspace = open_workspace(library)
        return workspace.document(find_source(workspace.library, reference).id).text
    except (CommandError, StoreError):
        if not is_file:
            raise
    return load_path(Path(reference), None).document.text
