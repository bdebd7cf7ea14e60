"""What can be undone and redone, in order. Knows transactions, not records: the workspace performs them."""

from __future__ import annotations

from annotations.changes import Transaction

LIMIT = 1_000
"""Transactions kept; the oldest are forgotten first."""


class History:
    def __init__(self) -> None:
        self._done: list[Transaction] = []
        self._undone: list[Transaction] = []

    def record(self, transaction: Transaction) -> None:
        """Something new was done: what had been undone can no longer be redone."""
        self._done.append(transaction)
        self._undone.clear()
        del self._done[:-LIMIT]

    def next_undo(self) -> Transaction | None:
        return self._done[-1] if self._done else None

    def next_redo(self) -> Transaction | None:
        return self._undone[-1] if self._undone else None

    def undone(self) -> None:
        """The transaction that `next_undo` named was undone."""
        self._undone.append(self._done.pop())

    def redone(self) -> None:
        self._done.append(self._undone.pop())
