"""Which library a command works on, and which of its records a person means by a word."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from annotations.commands import CommandError, Stamp, tag_name
from annotations.ids import new_id, now
from annotations.intake import Intake, find_source, take_in
from annotations.model import Claim, Link, Mark, Source
from annotations.store.locate import open_library
from annotations.workspace import Workspace
from tui.headless.folders import data_folder as data_folder
from tui.headless.folders import library_path as library_path
from tui.headless.output import tell

if TYPE_CHECKING:
    from annotations.library import Library

SHORTEST = 6
"""Characters of an id that are enough, from its beginning or its end, where they are unique."""

_opened: list[Workspace] = []
_told: set[str] = set()
"""Notes of libraries that whoever runs the program has seen already."""

_Record = TypeVar("_Record", Mark, Claim, Link)


def open_workspace(explicit: str | None, *, create: bool = False, hurried: bool = False) -> Workspace:
    """Raises StoreError: where there is no library, unless it may be created, and where it cannot be read.

    `hurried` is for the reader, which takes in later what other programs wrote (`Store.shelf`).
    """
    workspace = Workspace(open_library(library_path(explicit), create=create), hurried=hurried)
    _opened.append(workspace)
    return workspace


def close_all() -> None:
    """Closes what was opened, once the command has done its work, and says what the store found meanwhile."""
    while _opened:
        workspace = _opened.pop()
        workspace.close()
        tell_notes(workspace)
        if problem := workspace.outbox.left or workspace.unsaved:
            tell(problem)
    _told.clear()


def stamp() -> Stamp:
    return Stamp(now(), new_id)


def tell_notes(workspace: Workspace) -> None:
    """What the store found and accepted, or could only half do. Each is told once."""
    for note in workspace.notes:
        if note not in _told:
            _told.add(note)
            tell(note)


def told_on_screen(workspace: Workspace) -> None:
    """The reader has shown the store's notes itself."""
    _told.update(workspace.notes)


def source_to_mark(workspace: Workspace, reference: str) -> Source:
    """The source meant. A file is read first, so that it is in the library and its text is up to date."""
    path = Path(reference)
    is_file = path.is_file()
    try:
        known = find_source(workspace.library, reference)
    except CommandError:
        if not is_file:
            raise
        known = None
    if not is_file or (known and known.origin != str(path.resolve())):
        assert known is not None
        return known
    intake = take_in(workspace, path, stamp())
    if intake.status not in ("known", "moved"):
        tell(f"{intake.status} {intake.source.handle} “{intake.source.title}”{said_of(intake)}.")
    return intake.source


def said_of(intake: Intake, between: str = "; ") -> str:
    """What became of the marks of a source that changed, after `between`; nothing where it had none."""
    words = str(intake.report or "")
    if not words:
        return ""
    assert intake.report is not None
    where = " (`crossread marks --lost` lists them, ,r in the reader places them)" if intake.report.waiting else ""
    return f"{between}{words}{where}"


def find_mark(library: Library, reference: str) -> Mark:
    return _by_id(library.marks(), reference, "mark")


def find_claim(library: Library, reference: str) -> Claim:
    """A claim by its id or by its statement."""
    wanted = " ".join(reference.split()).casefold()
    named = [claim for claim in library.claims() if library.statement(claim).casefold() == wanted]
    return named[0] if len(named) == 1 else _by_id(library.claims(), reference, "claim")


def known_tag(library: Library, reference: str) -> str:
    """The tag's name; it or a tag below it must be known."""
    name = tag_name(reference)
    names = list(library.tag_counts())
    if name and any(is_under(known, name) for known in names):
        return name
    near = nearest(name, names)
    hint = f"did you mean “{near}”?" if near else "`crossread tags` shows them."
    raise CommandError(f"There is no tag “{reference}” in the library: {hint}")


def is_under(tag: str, parent: str) -> bool:
    """Whether `tag` is `parent` or stands below it in the tree."""
    return tag == parent or tag.startswith(parent + "/")


def short_ids(records: Iterable[Mark | Claim | Link]) -> dict[str, str]:
    """Endings of these records' ids by id, equally long and as short as keeps them apart."""
    ids = [record.id for record in records]
    length = next((n for n in range(SHORTEST, 26) if len({id[-n:] for id in ids}) == len(ids)), 26)
    return {id: id[-length:] for id in ids}


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, or an empty string."""
    found = difflib.get_close_matches(word, list(known), n=1)
    return found[0] if found else ""


def _by_id(records: Sequence[_Record], reference: str, what: str) -> _Record:
    wanted = reference.strip().upper().removeprefix(f"{what[0].upper()}-")  # as digests write it: m-7qz4m2k0
    exact = [record for record in records if record.id.upper() == wanted]
    if exact:
        return exact[0]
    if len(wanted) < SHORTEST:
        raise CommandError(f"“{reference}” is too short for a {what}'s id: give at least {SHORTEST} of its characters.")
    found = [record for record in records if record.id.upper().startswith(wanted) or record.id.upper().endswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise CommandError(f"“{reference}” may mean {len(found)} {what}s: give more of its id.")
    raise CommandError(f"There is no {what} “{reference}” in the library: `crossread {what}s` shows them.")
