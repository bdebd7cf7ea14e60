"""Texts into the library: what was read becomes a source, is known again under another name, or is a new version.

A source is known by its id and the fingerprint of its text, never by its path or address alone; that only says which
source a changed text is a new version of.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from annotations.changes import Change, Transaction
from annotations.cite import opening
from annotations.commands import CommandError, Stamp
from annotations.library import Library
from annotations.model import Source, SourceId
from annotations.store.protocol import Conflict, TextGone
from annotations.workspace import Workspace
from sources.document import EXTRACTION, BlockKind, Document
from sources.script import dominant
from sources.structure.pictures import without_pictures

if TYPE_CHECKING:
    from annotations.reanchoring import Proposal, Report
    from sources.load import Loaded

PASTED = ("stdin", "clipboard")
"""Origins that cannot be read again, and that different texts may share."""

_HANDLE = 12
_TITLE = 200
_LINE = 40
"""Characters in a first line that is taken for a title."""
_NO_TITLE = re.compile("^\\w{1,8}[:：]|[。．.！!？?…：:；;，,、][”’」』）】》〉\"')\\]]*$")
_FEWEST = 4
"""Characters in words that a thread can be called by."""
_SAYS_NOTHING = re.compile(r"\w{1,8}[:：]|[a-z]+://|\W*$", re.IGNORECASE)
_TOPIC = re.compile(r"(?:主题|主題|标题|標題|题目|題目|Subject|Topic|Thread|Title) ?[:：] ?(.{3,200})", re.IGNORECASE)
_SAID = frozenset((BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TURN))
_SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".mdown", ".rst", ".org", ".html", ".htm", ".xhtml", ".mhtml", ".mht"}
    | {".epub", ".pdf", ".srt", ".vtt", ".ass", ".ssa", ".json"}
)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)

Cancelled = Callable[[], bool]


class Status(StrEnum):
    ADDED = "added"
    KNOWN = "known"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of a text. `report` says what became of the marks of a source that changed."""

    source: Source
    status: Status
    notes: tuple[str, ...] = ()
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read: `encoding` overrides what the bytes look like, `allow_private` lets addresses be of this network."""

    encoding: str | None = None
    allow_private: bool = False
    cancelled: Cancelled = lambda: False


def is_address(origin: str) -> bool:
    """Whether this names a page of the web and not a file."""
    return bool(_ADDRESS.match(origin))


def take_in(workspace: Workspace, path: Path, stamp: Stamp, how: Reading = Reading()) -> Intake:
    """Reads a file and makes sure that the library has it. Raises LoadError, StoreError."""
    from sources.load import load_path

    loaded = load_path(path, how.encoding, cancelled=how.cancelled)
    return take_in_loaded(workspace, loaded, str(path.resolve()), stamp)


def take_in_address(workspace: Workspace, address: str, stamp: Stamp, how: Reading = Reading()) -> Intake:
    """Fetches a page and makes sure that the library has it. Raises LoadError, StoreError."""
    from sources.load import load_url

    loaded = load_url(address, how.encoding, allow_private=how.allow_private, cancelled=how.cancelled)
    return take_in_loaded(workspace, loaded, address, stamp)


def take_in_bytes(workspace: Workspace, data: bytes, origin: str, stamp: Stamp, how: Reading = Reading()) -> Intake:
    """Takes what was piped in or pasted; `origin` is one of PASTED. Raises LoadError, StoreError."""
    from sources.load import load_bytes

    return take_in_loaded(workspace, load_bytes(data, origin, how.encoding, cancelled=how.cancelled), origin, stamp)


def refresh(workspace: Workspace, source: Source, stamp: Stamp, how: Reading = Reading()) -> Intake:
    """Reads a source again from where it came. Raises LoadError, StoreError, CommandError."""
    if source.origin in PASTED:
        raise CommandError(f"“{source.handle}” was pasted or piped in: there is nothing to read it from again.")
    if is_address(source.origin):
        return take_in_address(workspace, source.origin, stamp, how)
    return take_in(workspace, Path(source.origin), stamp, how)


def look_for_marks(workspace: Workspace, loaded: Loaded, origin: str) -> tuple[Proposal, ...]:
    """Where the marks of the source that `loaded` is a new version of are in it, if it is one: what takes time.

    Changes nothing, so that it may be done in a thread; what it gives is for `take_in_loaded`. Raises StoreError.
    """
    from annotations.reanchoring import propose

    older = _older(workspace.library, loaded.document, origin)
    if older is None:
        return ()
    marks = workspace.library.marks_of(older.id)
    return propose(marks, loaded.document.text, older.fingerprint, workspace.store.text)


def take_in_loaded(
    workspace: Workspace, loaded: Loaded, origin: str, stamp: Stamp, proposals: Iterable[Proposal] = ()
) -> Intake:
    """Makes sure that the library has a text. `proposals` spares looking for its marks. Raises StoreError."""
    try:
        return _taken_in(workspace, loaded, origin, stamp, proposals)
    except TextGone:
        workspace.put_again(loaded.document, loaded.original)
        return _taken_in(workspace, loaded, origin, stamp, proposals)


def _taken_in(workspace: Workspace, loaded: Loaded, origin: str, stamp: Stamp, proposals: Iterable[Proposal]) -> Intake:
    document, library = loaded.document, workspace.library
    workspace.keep_document(document)
    same_text = library.sources_with(fingerprint=document.fingerprint)
    if same_text:
        known = next((source for source in same_text if source.origin == origin), same_text[0])
        if known.origin == origin or origin in PASTED or is_address(known.origin) or Path(known.origin).exists():
            return Intake(known, Status.KNOWN, document.notes)
        moved = replace(known, origin=origin, updated=stamp.now)
        workspace.perform(Transaction("Move source", (Change(known, moved),)), undoable=False)
        return Intake(moved, Status.MOVED, document.notes)
    workspace.keep_text(document, loaded.original)
    if older := _older(library, document, origin):
        try:
            return _new_version(workspace, older, document, stamp, proposals)
        except Conflict:
            read = library.sources_with(fingerprint=document.fingerprint)
            if not read:
                raise
            return Intake(read[0], Status.KNOWN, document.notes)  # another window was quicker
    source = _describe(library, document, origin, stamp)
    workspace.perform(Transaction("Add source", (Change(None, source),)), undoable=False)
    return Intake(source, Status.ADDED, document.notes)


def keep_text(workspace: Workspace, loaded: Loaded, interim_of: SourceId | None = None) -> None:
    """What of taking in a text can be done in a thread, and takes long for a large one. Raises StoreError.

    `interim_of` names the watched source of which it is the next version.
    """
    fingerprint = loaded.document.fingerprint
    if not workspace.library.sources_with(fingerprint=fingerprint):
        workspace.keep_text(loaded.document, loaded.original, interim_of)


class Folder(NamedTuple):
    """The texts of a folder by name, and how many files are none, by kind: `link`, `hidden file`, `.png file`."""

    texts: list[Path]
    left_out: Counter[str]


def look_into(folder: Path) -> Folder:
    """What a folder and its subfolders hold; links are not followed. Raises OSError."""
    texts: list[Path] = []
    left_out: Counter[str] = Counter()
    for path in folder.rglob("*"):
        suffix = path.suffix.lower()
        if path.is_symlink():
            left_out["link"] += 1
        elif not path.is_file():
            continue
        elif any(part.startswith(".") for part in path.relative_to(folder).parts):
            left_out["hidden file"] += 1
        elif suffix in _SUFFIXES:
            texts.append(path)
        else:
            left_out[f"{suffix} file" if suffix else "other file"] += 1
    return Folder(sorted(texts), left_out)


class NoSource(CommandError):
    """Nothing in the library has this name."""


def find_source(library: Library, reference: str, *, folder: Path | None = None) -> Source:
    """The source meant by an id or its beginning, a handle, a path, an address or a title.

    Raises NoSource, and CommandError where several are meant.
    """
    named = {*library.sources_with(handle=reference), *filter(None, [library.source(SourceId(reference))])}
    if reference and len(named) == 1:
        return named.pop()
    sources = library.sources()
    # Unlike Path.resolve this takes links that go in a circle as they are.
    path = os.path.realpath((folder or Path.cwd()) / reference) if reference and "\0" not in reference else ""
    tests = (
        lambda s: reference in (s.id, s.handle),
        lambda s: s.origin in (path, reference),
        lambda s: len(reference) >= 6 and s.id.startswith(reference.upper()),
        lambda s: Path(s.origin).name == reference or s.title == reference,
        lambda s: reference.casefold() in (s.handle.casefold(), s.title.casefold()),
    )
    for test in tests:
        found = [source for source in sources if test(source)]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(source.handle for source in found[:6])
            raise CommandError(f"“{reference}” may mean several sources ({names}): name one by its handle or id.")
    raise NoSource(
        f"There is no source “{reference}” in the library: `crossread list` shows them, `crossread add` adds a file."
    )


def _older(library: Library, document: Document, origin: str) -> Source | None:
    """The source that a text read from `origin` is a new version of; none where the library has that very text."""
    if origin in PASTED or library.sources_with(fingerprint=document.fingerprint):
        return None
    return next(iter(library.sources_with(origin=origin)), None)


def _new_version(
    workspace: Workspace, older: Source, document: Document, stamp: Stamp, proposals: Iterable[Proposal]
) -> Intake:
    """The text changed: the source becomes the new version, and its marks are placed again."""
    from annotations.reanchoring import propose, renew

    marks = workspace.library.marks_of(older.id)
    known = {proposal.mark: proposal for proposal in proposals}
    missing = [mark for mark in marks if mark not in known]
    known |= {p.mark: p for p in propose(missing, document.text, older.fingerprint, workspace.store.text)}
    newer = _renewed(older, document, stamp)
    report = renew(workspace, older, newer, document.text, [known[mark] for mark in marks], stamp)
    return Intake(newer, Status.CHANGED, document.notes, report)


def _describe(library: Library, document: Document, origin: str, stamp: Stamp) -> Source:
    stem = _stem(origin)
    handle = _handle(stem, library.handles())
    blank = Source(SourceId(stamp.new_id()), handle, stem, "", origin, stamp.now, stamp.now)
    return _renewed(blank, document, stamp)


def _renewed(source: Source, document: Document, stamp: Stamp) -> Source:
    said = document.metadata
    return replace(
        source,
        title=opening(said.title or _own_title(document) or source.title, _TITLE),
        fingerprint=document.fingerprint,
        updated=stamp.now,
        author=said.author,
        date=said.date,
        tags=said.tags,
        encoding=document.encoding,
        format=document.format,
        extractor=f"{document.format} {EXTRACTION}",
        script=str(dominant(document.text)),
        length=len(document.text),
    )


def _own_title(document: Document) -> str:
    """A short line that the text begins with, else the first upper heading near its top, if it has one.

    A thread is called by what the page around it says that it is about, else by how its first post begins; a heading
    after that is one of the post's sections.
    """
    if any(block.kind is BlockKind.POST for block in document.blocks[:40]):
        return _topic(document) or _first_words(document)
    shown = [block for block in document.blocks[:40] if not block.folded and block.kind is not BlockKind.POST][:8]
    for n, block in enumerate(shown):
        words = " ".join(document.text[block.body : block.end].lstrip("# ").split())
        title = n == 0 and block.kind is BlockKind.PARAGRAPH and len(words) <= _LINE and not _NO_TITLE.search(words)
        if title or (block.kind is BlockKind.HEADING and block.level <= 2):
            return words
    return ""


def _topic(document: Document) -> str:
    """What a line above the first post says the thread is about, "主题: …"."""
    for block in takewhile(lambda block: block.kind is not BlockKind.POST, document.blocks[:40]):
        if match := _TOPIC.fullmatch(" ".join(document.text[block.start : block.end].split())):
            return match[1]
    return ""


def _first_words(document: Document) -> str:
    """How the first post begins that says something: not with an address, a field such as "Editor: …" or a picture."""
    for block in document.blocks[:40]:
        words = " ".join(without_pictures(document, block.body, block.end).lstrip("# ").split())
        if block.kind in _SAID and not block.folded and len(words) >= _FEWEST and not _SAYS_NOTHING.match(words):
            return opening(words, _LINE)
    return ""


def _stem(origin: str) -> str:
    """What a text without a title is called: its file's name, or the last of its address."""
    if not is_address(origin):
        return Path(origin).stem
    parts = urlsplit(origin)
    return Path(parts.path).stem or parts.hostname or "page"


def _handle(stem: str, taken: Iterable[str]) -> str:
    """A short name: the stem up to its first separator, made unique with a number."""
    words = [word for word in re.split(r"[^\w]+|_+", stem) if word]
    base = (words[0] if words else "source")[:_HANDLE]
    names = {name.casefold() for name in taken}
    handle, n = base, 2
    while handle.casefold() in names:
        handle, n = f"{base}-{n}", n + 1
    return handle
