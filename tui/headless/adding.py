"""`add` and `refresh`: texts into the library, many at once, and what is told of each.

What cannot be read does not stop the others, and is told last, where it is still on the screen after a long batch.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotations.commands import CommandError
from annotations.intake import (
    Intake,
    Reading,
    find_source,
    is_address,
    look_into,
    refresh,
    take_in_address,
    take_in_bytes,
    take_in_loaded,
)
from annotations.model import Source
from annotations.store.protocol import StoreError
from annotations.workspace import Workspace
from sources.load import LoadError
from tui.headless.ahead import Ahead
from tui.headless.libraries import open_workspace, said_of, stamp, tell_notes
from tui.headless.output import counted, say_json, say_table, tell
from tui.headless.progress import Progress

LARGEST_PIPE = 256 * 1024 * 1024
"""Bytes taken from stdin, as from a file."""

INTERRUPTED = 130
"""The exit code after Ctrl-C."""

_KINDS = 8
"""Kinds of files left out that are named."""

_HELD = 16
"""Texts whose documents are kept in memory, to be opened; of larger batches none are."""

_Step = str | Path | Source


@dataclass(slots=True)
class Batch:
    """What became of texts: `failures` are sentences; `left_out` counts what folders hold besides texts, by kind."""

    taken: list[Intake] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    interrupted: bool = False


def add(library: str | None, words: Sequence[str], how: Reading) -> int:
    """Adds files, the files of folders, pages and stdin."""
    workspace = open_workspace(library, create=True)
    return _told(workspace, take_in_all(workspace, words, how))


def refresh_sources(library: str | None, references: Sequence[str], how: Reading, json: bool = False) -> int:
    """Reads sources again from where they came: those named, else all that can be. Says where their marks are now."""
    workspace = open_workspace(library)
    if references:
        wanted = [find_source(workspace.library, reference) for reference in references]
    else:
        wanted = [source for source in workspace.library.sources() if is_address(source.origin) or _is_file(source)]
    batch = Batch()
    _take_all(workspace, wanted, how, batch)
    if json:
        from annotations.listing import intake_json

        for intake in batch.taken:
            say_json(intake_json(intake))
        batch.taken.clear()
    return _told(workspace, batch)


def take_in_all(workspace: Workspace, words: Sequence[str], how: Reading = Reading()) -> Batch:  # noqa: B008 - frozen
    """Takes in what words name, in their order: a file, a folder, a web address, or `-` for stdin.

    Ctrl-C ends it; what was taken until then is kept.
    """
    batch = Batch()
    _take_all(workspace, list(_steps(words, batch)), how, batch)
    return batch


def _take_all(workspace: Workspace, steps: Sequence[_Step], how: Reading, batch: Batch) -> None:
    files = [step for step in steps if isinstance(step, Path)]
    with Progress(len(steps)) as progress, Ahead(files, how) as ahead:
        for number, step in enumerate(steps):
            progress.begin(_name(step))
            try:
                batch.taken.append(_take(workspace, step, how, ahead))
            except (LoadError, StoreError, CommandError) as error:
                batch.failures.append(_naming(step, str(error)))
            except OSError as error:
                batch.failures.append(f"{step}: {error.strerror or error}.")
            except KeyboardInterrupt:
                _stop(batch, len(steps) - number)
                break
            progress.end()
            if progress.stopped and number + 1 < len(steps):
                _stop(batch, len(steps) - number - 1)
                break
            if len(steps) > _HELD:
                workspace.forget_documents()


def _stop(batch: Batch, left: int) -> None:
    batch.failures.append(f"Stopped by Ctrl-C: {counted(left, 'text')} left out, what was added before is kept.")
    batch.interrupted = True


def _naming(step: _Step, sentence: str) -> str:
    """The sentence, with the text's name before it where it does not say which one it is about."""
    name = _name(step)
    return sentence if name in sentence else f"{name}: {sentence}"


def _name(step: _Step) -> str:
    return step.name if isinstance(step, Path) else step.handle if isinstance(step, Source) else step


def _steps(words: Sequence[str], batch: Batch) -> Iterator[_Step]:
    """What there is to take: files as paths, addresses and `-` as they are."""
    for word in words:
        path = Path(word)
        if word == "-" or is_address(word):
            yield word
        elif not _is_folder(path):
            yield path
        else:
            try:
                folder = look_into(path)
            except OSError as error:
                batch.failures.append(f"{word}: {error.strerror}.")
                continue
            if not folder.texts:
                kinds = "crossread reads text, Markdown, HTML, EPUB, PDF."
                batch.failures.append(f"There is no text in the folder {word}: {kinds}")
            batch.left_out.update(folder.left_out)
            yield from folder.texts


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # too long, or with a NUL: told where it is read
        return False


def _take(workspace: Workspace, step: _Step, how: Reading, ahead: Ahead) -> Intake:
    if isinstance(step, Source):
        return refresh(workspace, step, stamp(), how)
    if isinstance(step, Path):
        return take_in_loaded(workspace, ahead.next(), str(step.resolve()), stamp())
    if step == "-":
        data = sys.stdin.buffer.read(LARGEST_PIPE + 1)
        if len(data) > LARGEST_PIPE:
            raise LoadError("What was piped in is larger than 256 MiB: save it as files and add a part of it.")
        return take_in_bytes(workspace, data, "stdin", stamp(), how)
    return take_in_address(workspace, step, stamp(), how)


def _is_file(source: Source) -> bool:
    return Path(source.origin).is_file()


def _told(workspace: Workspace, batch: Batch) -> int:
    """Says what became of each; 2 if something could not be read."""
    say_table(
        ("", "handle", "title", "read as", "characters"),
        [
            (str(i.status), i.source.handle, i.source.title, read_as(i.source), f"{i.source.length:,}")
            for i in batch.taken
        ],
        right=(4,),
    )
    sys.stdout.flush()
    for intake in batch.taken:
        for note in notes_of(intake):
            tell(note)
    tell_notes(workspace)
    for failure in batch.failures:
        tell(failure)
    if batch.left_out:
        kinds = batch.left_out.most_common()
        parts = [counted(number, kind) for kind, number in kinds[:_KINDS]]
        parts += [f"{sum(number for _, number in kinds[_KINDS:])} of other kinds"] if kinds[_KINDS:] else []
        tell(f"Left out of folders: {', '.join(parts)}.")
    failed = len(batch.failures) - batch.interrupted
    if len(batch.taken) + failed > 1 or batch.interrupted:
        counts = Counter(str(intake.status) for intake in batch.taken)
        told = [f"{number} {status}" for status, number in counts.items()] or ["0 added"]
        tell(", ".join([*told, *([f"{failed} failed"] if failed else [])]) + ".")
    return INTERRUPTED if batch.interrupted else 2 if batch.failures else 0


def read_as(source: Source) -> str:
    """The format, and the encoding where it is not the usual one: what was decided about a file."""
    return source.format if source.encoding == "utf-8" else f"{source.format}, {source.encoding}"


def notes_of(intake: Intake) -> list[str]:
    """What the reader should know about how a source was read."""
    notes = [f"{intake.source.handle}: {note}" for note in intake.notes]
    if said := said_of(intake, ""):
        notes.append(f"{intake.source.handle}: {said}.")
    return notes
