"""What can be undone and redone, in order, and how much of it still can. The store remembers it across restarts.

An undo takes back what is still as the edit left it. What another window or device changed since stays, and so does
what it would leave without its mark, claim or source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotations.changes import Change, Transaction
from annotations.cite import opening
from annotations.library import Library
from annotations.model import Alternative, Claim, ClaimId, Link, Mark, Record, Source, Tag

LIMIT = 200
"""Steps kept; the oldest are forgotten first."""


@dataclass(frozen=True, slots=True)
class Step:
    """A transaction with its number in the store's history. `op`: `do`, `once`, or `undo` or `redo` `of` another."""

    seq: int
    transaction: Transaction
    op: str = "do"
    of: int = 0


class History:
    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []
        for step in steps:
            self._follow(step)

    def record(self, seq: int, transaction: Transaction) -> None:
        """Something new was done: what had been undone can no longer be redone."""
        self._done.append(Step(seq, transaction))
        self._undone.clear()
        del self._done[:-LIMIT]

    def next_undo(self) -> Step | None:
        return self._done[-1] if self._done else None

    def next_redo(self) -> Step | None:
        return self._undone[-1] if self._undone else None

    def undone(self, transaction: Transaction | None) -> None:
        """The step that `next_undo` named was undone by this transaction, of which nothing may have been left."""
        step = self._done.pop()
        if transaction is not None:
            self._undone.append(Step(step.seq, transaction.inverse()))

    def redone(self, transaction: Transaction | None) -> None:
        step = self._undone.pop()
        if transaction is not None:
            self._done.append(Step(step.seq, transaction))

    def versions(self, library: Library) -> Iterator[Record]:
        """What undo and redo may lead the library's records back to, and what they lead there from."""
        for steps, back in ((self._done, True), (self._undone, False)):
            now: dict[tuple[type[Record], str], Record | None] = {}
            for step in reversed(steps.copy()):
                for change in step.transaction.inverse().changes if back else step.transaction.changes:
                    key = (type(change.record), _id(change.record))
                    if now.setdefault(key, library.get(change.record)) == change.before:
                        now[key] = change.after
                        yield from filter(None, (change.before, change.after))

    def _follow(self, step: Step) -> None:
        if step.op == "do":
            self.record(step.seq, step.transaction)
        elif step.op == "undo" and any(done.seq == step.of for done in self._done):
            self._done = [done for done in self._done if done.seq != step.of]
            self._undone.append(Step(step.of, step.transaction.inverse()))
        elif step.op == "redo":
            self._undone = [undone for undone in self._undone if undone.seq != step.of]
            self._done.append(Step(step.of, step.transaction))


def still_possible(library: Library, transaction: Transaction) -> tuple[tuple[Change, ...], tuple[Record, ...]]:
    """The changes that can still be made, and the records of those that cannot."""
    left = [change for change in transaction.changes if library.get(change.record) == change.before]
    skipped = [change.record for change in transaction.changes if library.get(change.record) != change.before]
    while True:
        kept = [change for change in left if _stands(library, change, left)]
        if len(kept) == len(left):
            return tuple(left), tuple(skipped)
        skipped += [change.record for change in left if change not in kept]
        left = kept


def words(record: Record) -> str:
    """What a person calls a record."""
    match record:
        case Mark():
            return f"the mark “{opening(record.quote, 24)}”"
        case Claim():
            return f"the claim “{opening(record.statement, 24)}”" if record.statement else "a claim"
        case Link():
            return "a link"
        case Tag():
            return f"the tag #{record.name}"
        case Source():
            return f"the source {record.handle}"
        case Alternative():
            return "a value that lost a merge"


def _stands(library: Library, change: Change, among: list[Change]) -> bool:
    """Whether what a change leaves has all that it refers to, and nothing that stays refers to what it deletes.

    A claim that stays is one that a mark makes.
    """
    after = {(type(other.record), _id(other.record)): other.after for other in among}

    def there(kind: type[Record], id: str, found: Record | None) -> bool:
        return after.get((kind, id), found) is not None

    def goes(record: Record) -> bool:
        return after.get((type(record), _id(record)), record) is None

    def is_made(claim: ClaimId) -> bool:
        stay = (after.get((Mark, mark.id), mark) for mark in library.marks_of_claim(claim))
        return any(isinstance(mark, Mark) and mark.claim == claim for mark in (*stay, *after.values()))

    def leaves_a_claim_alone(mark: Mark) -> bool:
        found = library.claim(mark.claim) if mark.claim else None
        return found is not None and not goes(found) and not is_made(found.id)

    if isinstance(change.before, Mark) and leaves_a_claim_alone(change.before):
        return False
    match change.after or change.before:
        case Mark() as mark if change.after:
            claim = mark.claim is None or there(Claim, mark.claim, library.claim(mark.claim))
            return claim and there(Source, mark.source, library.source(mark.source))
        case Link() as link if change.after:
            return all(there(Mark, end, library.mark(end)) for end in (link.origin, link.target))
        case Mark() as mark:
            return all(map(goes, library.links_of(mark.id)))
        case Claim() as claim:
            return is_made(claim.id) == bool(change.after)
        case Source() as source if not change.after:
            return all(map(goes, library.marks_of(source.id)))
    return True


def _id(record: Record) -> str:
    return record.name if isinstance(record, Tag) else record.id
