"""What is wrong with a library's own files, and writing them anew. `recovery` says what can still be had of them.

Separate from `check`, which compares what the records say, and from reading, which never writes: only a person who asks
for a repair gets one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annotations.store.files import Files
from annotations.store.gone import gone_of
from annotations.store.journal import Journal
from annotations.store.lines import serialise


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind` is `file` or `journal`; `repair` says what was done once it is mended."""

    kind: str
    message: str
    repair: str


def faults(library: Path, files: Files, journal: Journal) -> list[Fault]:
    """As far as the files have been read. Changes nothing."""
    anew = "the file was written anew from what could be recovered"
    found = [Fault("file", message, anew) for _, message in sorted(files.damaged.items())]
    for file, lines in sorted(files.gone.items()):
        held = gone_of(file, lines)
        marks = f", with {held.marks} mark{'' if held.marks == 1 else 's'}" if held.marks else ""
        message = f"{library / file} ({held}{marks}) is gone, though nothing that was done here deleted it."
        found.append(Fault("file", message, "it was brought back as it was when it was last seen"))
    if journal.damaged:
        message = f"Lines of the journal cannot be read ({journal.damaged}); they were skipped."
        found.append(Fault("journal", message, "the journal was written anew without them"))
    return found


def mend(files: Files, journal: Journal) -> None:
    """Mends all of `faults`. Wants both locks. Raises OSError, StoreError."""
    for file in sorted(files.damaged):
        content = files.known(file)
        files.put(file, serialise(content.lines, content.gen + 1, content.digest))
    for file in sorted(files.gone):
        files.restore(file)
    files.sync()
    if journal.damaged:
        journal.start_anew()
