"""Edits as data: what a record was and what it becomes. Undo, the journal and the observers all read these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotations.model import Record, record_key


@dataclass(frozen=True, slots=True)
class Change:
    """One record created (`before` is None), deleted (`after` is None) or replaced; both sides have one key."""

    before: Record | None
    after: Record | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("a change needs a record before or after it")
        if self.before is not None and self.after is not None and record_key(self.before) != record_key(self.after):
            raise ValueError("a change cannot turn one record into another")

    @property
    def record(self) -> Record:
        record = self.after if self.after is not None else self.before
        assert record is not None
        return record

    def inverse(self) -> Change:
        return Change(self.after, self.before)


@dataclass(frozen=True, slots=True)
class Transaction:
    """Changes that happen together or not at all. `label` names them for a person: "Mark claim"."""

    label: str
    changes: tuple[Change, ...]

    def inverse(self) -> Transaction:
        """Undoes this transaction: the changes reversed, last first, under the same label."""
        return Transaction(self.label, tuple(change.inverse() for change in reversed(self.changes)))


def created(records: Iterable[Record]) -> tuple[Change, ...]:
    return tuple(Change(None, record) for record in records)
