"""`crossread check`: everything a library says about itself, compared with what is there. Changes nothing of it.

Separate from the store because it looks across records and texts; it asks no more of a store than the protocol,
`examine`, which goes on where `load` would stop, and what lies in the folder. What it finds says how `repair` mends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from annotations import alternatives
from annotations.anchoring.quote import place
from annotations.changes import Change
from annotations.library import Library
from annotations.model import AnchorState, Claim, Mark, Record, Source
from annotations.store.mending import Fault
from annotations.store.protocol import Store, StoreError
from annotations.store.strangers import Strangers


class Examinable(Store, Protocol):
    @property
    def notes(self) -> list[str]: ...

    def examine(self) -> tuple[list[Record], list[str]]:
        """Every record that can be read, and a sentence for each file and record that cannot."""

    def faults(self) -> list[Fault]:
        """What is wrong with the files themselves; part of it is among the sentences of `examine`."""

    def mend(self) -> None:
        """Mends all of `faults`. Raises StoreError."""

    def strangers(self, fingerprints: set[str]) -> Strangers:
        """What is in the library's folder and is none of its files, nor a text with one of these fingerprints."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong, as a sentence. `repair` says what was done once it is mended, and is empty
    where only a person can mend it.

    `kind` is one of: file, journal, reference, claim, text, quote, conflict. `changes` are the repair, but for a text,
    which is read again from its bytes, and for files and the journal, which the store mends.
    """

    kind: str
    message: str
    record: str = ""
    source: str = ""
    repair: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    sources: int
    marks: int
    claims: int
    links: int
    tags: int
    waiting: int  # marks that wait to be placed again in a text that changed
    lost: int  # marks kept without a place


@dataclass(frozen=True, slots=True)
class Report:
    """`notes` are sentences about what is no problem. A library is sound when there are no problems."""

    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    counts: Counts


def check(store: Examinable) -> Report:
    """Reads every record and text. Raises StoreError only when the library cannot be opened at all."""
    records, sentences = store.examine()
    library = Library(records)
    problems = [Problem(fault.kind, fault.message, repair=fault.repair) for fault in store.faults()]
    told = [problem.message for problem in problems]
    problems += [Problem("file", sentence) for sentence in sentences if sentence not in told]
    problems += _references(library)
    problems += _conflicts(library)
    for source in library.sources():
        problems += _text(store, source, library.marks_of(source.id))
    marks = _marks(library)
    waiting = sum(mark.waiting for mark in marks)
    counts = Counts(
        len(library.sources()),
        len(marks),
        len(library.claims()),
        len(library.links()),
        len(library.tags()),
        waiting,
        sum(mark.lost for mark in marks) - waiting,
    )
    notes = [note for note in store.notes if not note.startswith(tuple(problem.message for problem in problems))]
    return Report(tuple(problems), (*notes, *_notes(store, library)), counts)


def _marks(library: Library) -> list[Mark]:
    """All of them, those of a source that is not there too."""
    return [record for record in library.records() if isinstance(record, Mark)]


def _references(library: Library) -> Iterator[Problem]:
    marks = _marks(library)
    for mark in marks:
        if library.source(mark.source) is None:
            message = f"Mark {mark.id} (“{mark.quote}”) belongs to source {mark.source}, which is not in the library."
            yield Problem("reference", message, mark.id)
        if mark.claim is not None and library.claim(mark.claim) is None:
            message = f"Mark {mark.id} makes claim {mark.claim}, which is not in the library."
            claim = Claim(mark.claim, "", mark.created, mark.updated)
            yield Problem(
                "reference", message, mark.id, mark.source, "the claim was made again", (Change(None, claim),)
            )
    made = {mark.claim for mark in marks}
    for claim in library.claims():
        if claim.id not in made:
            words = f" (“{claim.statement}”)" if claim.statement else ""
            message = f"Claim {claim.id}{words} is made by no mark."
            yield Problem("claim", message, claim.id, "", "the claim was removed", (Change(claim, None),))
    for link in library.links():
        for end, id in (("starts at", link.origin), ("leads to", link.target)):
            if library.mark(id) is None:
                words = f" (note: “{link.note}”)" if link.note else ""
                message = f"Link {link.id}{words} {end} mark {id}, which is not in the library."
                yield Problem("reference", message, link.id, "", "the link was removed", (Change(link, None),))


def _conflicts(library: Library) -> Iterator[Problem]:
    for alternative in library.alternatives():
        said = alternatives.say(library, alternative)
        if not said.there:
            message = f"“{said.value}” was kept beside {said.noun} {said.record}, which is not in the library."
            gone = (Change(alternative, None),)
            yield Problem("reference", message, alternative.id, "", "it was removed", gone)
            continue
        message = (
            f"{said.noun.capitalize()} {said.record} has two values for its {said.field}: “{said.stands}” stands, and "
            f"“{said.value}” was kept beside it by a merge; choose with `crossread conflicts`"
            + (" or, in the reader, with Enter on the mark." if said.table != "tags" else ".")
        )
        yield Problem("conflict", message, alternative.id)


def _text(store: Store, source: Source, marks: Iterable[Mark]) -> Iterator[Problem]:
    repair = "the text was read again from the bytes that are kept, or from where it came"
    try:
        text = store.text(source.fingerprint)
        store.original(source.fingerprint)
    except StoreError as error:
        yield Problem("text", f"Source {source.handle}: {error}", source.id, source.handle, repair)
        return
    for fingerprint in {mark.anchor.fingerprint for mark in marks} - {"", source.fingerprint}:
        try:
            store.text(fingerprint)
        except StoreError as error:
            message = f"Source {source.handle}, a text that marks without a place were made on: {error}"
            yield Problem("text", message, source.id, source.handle)
    for mark in marks:
        if mark.lost or text[mark.start : mark.end] == mark.quote:
            continue
        anchor = place(text, mark.anchor)
        repair = (
            "the mark is kept as lost"
            if anchor.state is AnchorState.LOST
            else "the mark was put where its quote stands"
        )
        message = f"Mark {mark.id} in {source.handle}: the text at its place is not its quote “{mark.quote}”."
        changes = (Change(mark, replace(mark, anchor=anchor)),)
        yield Problem("quote", message, mark.id, source.handle, repair, changes)


def _notes(store: Examinable, library: Library) -> Iterator[str]:
    known = {source.fingerprint for source in library.sources()} | {mark.anchor.fingerprint for mark in _marks(library)}
    strangers = store.strangers(known)
    for path in strangers.paths:
        yield f"{path} is no file of the library; it was left alone."
    if strangers.texts:
        yield (
            f"{strangers.texts} more in texts/: earlier versions of sources, or sources that were removed. "
            "They are kept."
        )
    if strangers.interim:
        yield (
            f"{strangers.interim} more in texts/ of files that changed while they were read. "
            "They go when they are in no backup any more and nothing else needs them."
        )
    for left in store.drafts.left():
        yield f"A note on mark {left.mark} that was being typed when crossread ended is kept as {left.path}."
