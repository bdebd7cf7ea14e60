"""The demo library on disk, made from `script` through the same commands as any reader's own work.

Apart from the script because the script is data. Ids and times are counted, not taken from the machine, so that the
library's records and its digests are the same bytes wherever it is built.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.anchoring.quote import describe, occurrences
from annotations.changes import Transaction, created
from annotations.commands import Passage, Stamp, highlight, link, mark_claim, restate
from annotations.demo.script import DEMO_CLAIMS, DEMO_LINKS, DEMO_MARKS, DEMO_SOURCES, DEMO_TAGS, DemoMark
from annotations.model import MarkId, SourceId, Tag, Timestamp
from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace

if TYPE_CHECKING:
    from annotations.library import Library

_START = datetime(2025, 11, 15, 9, 0, tzinfo=UTC)
_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class _Clock:
    """Counts instead of looking: a minute passes for each id given."""

    def __init__(self) -> None:
        self._time = _START

    def stamp(self) -> Stamp:
        return Stamp(Timestamp(self._time.strftime("%Y-%m-%dT%H:%M:%SZ")), self.new_id)

    def new_id(self) -> str:
        """As a ULID: 10 characters of milliseconds, then 16 that stand for chance, made from the time."""
        self._time += timedelta(minutes=1)
        milliseconds = int(self._time.timestamp()) * 1000
        chance = int.from_bytes(hashlib.sha256(str(milliseconds).encode()).digest()[:10])
        return _base32(milliseconds, 10) + _base32(chance, 16)


def build_demo(folder: Path) -> None:
    """Writes the demo's files and its library into `folder`, which must be missing or empty. All of it or nothing.

    It is built beside `folder` and moved there whole. Raises OSError, StoreError.
    """
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name in DEMO_SOURCES:
            (work / name).write_bytes((files("annotations.demo") / name).read_bytes())
        workspace = Workspace(open_library(work / FOLDER))
        _fill(workspace, work, folder)
        workspace.close()
        work.replace(folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def is_demo(library: Library) -> bool:
    """Whether the library began as this demo, whatever was done in it since."""
    return library.source(SourceId(_Clock().new_id())) is not None


def _fill(workspace: Workspace, work: Path, folder: Path) -> None:
    from annotations.intake import take_in_loaded
    from sources.load import load_path

    clock = _Clock()
    sources = {
        name: take_in_loaded(workspace, load_path(work / name), str(folder.resolve() / name), clock.stamp()).source.id
        for name in DEMO_SOURCES
    }
    tags = created(Tag(tag.name, tag.color, tag.letter) for tag in DEMO_TAGS)
    workspace.perform(Transaction("Add tags", tags), undoable=False)
    marks = _add_marks(workspace, sources, clock)
    for tie in DEMO_LINKS:
        ends = marks[tie.origin], marks[tie.target]
        linked = link(workspace.library, ends[0], tie.relation, ends[1], clock.stamp(), note=tie.note)
        workspace.perform(linked, undoable=False)


def _add_marks(workspace: Workspace, sources: dict[str, SourceId], clock: _Clock) -> dict[str, MarkId]:
    """The demo's marks by key. The first mark of a claim makes it, the others restate the first."""
    library = workspace.library
    statements = {claim.key: claim.statement for claim in DEMO_CLAIMS}
    makers: dict[str, MarkId] = {}
    marks: dict[str, MarkId] = {}
    for mark in DEMO_MARKS:
        passage = _passage(workspace, sources[mark.source], mark)
        stamp = clock.stamp()
        if mark.claim and mark.claim not in makers:
            statement = statements[mark.claim]
            made = mark_claim(library, passage, stamp, statement=statement, tags=mark.tags, note=mark.note)
        else:
            made = highlight(library, passage, stamp, tags=mark.tags, note=mark.note)
        workspace.perform(made, undoable=False)
        marks[mark.key] = _at(library, passage)
        if mark.claim and makers.setdefault(mark.claim, marks[mark.key]) != marks[mark.key]:
            tied = restate(library, makers[mark.claim], marks[mark.key], clock.stamp())
            workspace.perform(tied, undoable=False)
    return marks


def _passage(workspace: Workspace, source: SourceId, mark: DemoMark) -> Passage:
    text = workspace.document(source).text
    (start,) = occurrences(text, mark.quote)
    return Passage(source, describe(text, start, start + len(mark.quote)))


def _at(library: Library, passage: Passage) -> MarkId:
    """The mark that was just made there."""
    bounds = passage.anchor.start, passage.anchor.end
    (mark,) = (mark for mark in library.marks_of(passage.source) if (mark.start, mark.end) == bounds)
    return mark.id


def _base32(number: int, length: int) -> str:
    return "".join(_BASE32[number >> 5 * place & 31] for place in reversed(range(length)))
