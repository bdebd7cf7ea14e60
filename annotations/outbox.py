"""What was done and the disk refused: shown, kept in memory in its order, and tried again until it is saved.

Apart from the workspace, which knows no two kinds of done: there the store comes first. Nothing in here counts as
saved; what is left at the end goes to a file, which the next session takes up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from annotations.changes import Transaction
from annotations.commands import CommandError
from annotations.store.protocol import Refused, Store, StoreError

Finish = Callable[[], None]
"""The end of an attempt, for the thread of the screen."""


class Outbox:
    """`show` is called with what is to be seen from now on, `saved` with the number and `op` of what was saved;
    `as_committed` says what leads from what is seen of a transaction's records to how they are committed.
    """

    def __init__(
        self,
        store: Store,
        show: Callable[[Transaction], None],
        saved: Callable[[int, Transaction, str], None],
        as_committed: Callable[[Transaction], Transaction],
    ) -> None:
        self.takes = False
        """Whether what the disk refuses is put off; else whoever did it hears of that."""
        self._store = store
        self._show = show
        self._saved = saved
        self._as_committed = as_committed
        self._waiting: list[tuple[Transaction, str]] = []
        self._problem = ""
        self._busy = False
        self._spare: Sequence[Path] = ()
        self._taken_up: list[Path] = []
        self.left = ""
        """A sentence once what waited at the end was left in a file, or could not be."""

    def __len__(self) -> int:
        return len(self._waiting)

    def __str__(self) -> str:
        """A sentence while something waits, else empty."""
        if not self._waiting:
            return ""
        what = "One change is" if len(self) == 1 else f"{len(self)} changes are"
        return f"{what} not saved yet: {self._problem}"

    def begin(self, spare: Sequence[Path]) -> None:
        """Puts off what is refused from now on, and what an earlier session left, in the library or in `spare`."""
        self.takes, self._spare = True, spare
        if self._store.read_only:
            return
        for path, done in self._store.unsaved_files(spare).found():
            self._taken_up.append(path)
            for transaction, op in done:
                self.put_off(transaction, op)
        if count := len(self):
            self.attempt()
            if not self._waiting:
                what = "One change" if count == 1 else f"{count} changes"
                self._store.notes.append(f"{what} that could not be saved at the end of an earlier session: saved now.")

    def put_off(self, transaction: Transaction, op: str, problem: str = "") -> None:
        self._waiting.append((transaction, op))
        self._problem = problem or self._problem
        self._show(transaction)

    def take_back(self) -> str:
        """Undoes what was done last and returns its label. Raises CommandError."""
        if self._busy:
            raise CommandError("What you did last is just being saved: try again.")
        transaction, _ = self._waiting.pop()
        self._show(transaction.inverse())
        if not self._waiting:
            self._forget_files()
        return transaction.label

    # ---- trying again --------------------------------------------------------------------------------------

    def attempt(self) -> None:
        if step := self.attempting():
            step()()

    def attempting(self) -> Callable[[], Finish] | None:
        """Makes an attempt, in whatever thread, and returns its end; None where there is nothing to try."""
        if not self._waiting or self._busy:
            return None
        self._busy = True
        return self._attempt

    def _attempt(self) -> Finish:
        seqs: list[int] = []
        for transaction, op in tuple(self._waiting):
            try:
                seqs.append(self._store.commit(transaction.changes, transaction.label, op))
            except Refused as problem:
                why = problem.why
                return lambda: self._finish(seqs, why)
            except StoreError as problem:
                why = str(problem)
                return lambda: self._finish(seqs, why, for_good=True)
        return lambda: self._finish(seqs)

    def _finish(self, seqs: list[int], problem: str = "", *, for_good: bool = False) -> None:
        self._busy = False
        for seq in seqs:
            self._saved(seq, *self._waiting.pop(0))
        if for_good:
            self._give_up(self._waiting.pop(0), problem)
        self._problem = problem
        if not self._waiting:
            self._forget_files()

    def _give_up(self, done: tuple[Transaction, str], problem: str) -> None:
        """Somebody changed what it is about: shown is what is committed, and what was done is kept for a person."""
        try:
            kept = f" What you did is kept as {self._store.unsaved_files(self._spare).leave([done], refused=True)}."
        except StoreError:
            kept = ""
        self._store.notes.append(f"“{done[0].label}” could not be saved: {problem}{kept}")
        self._show(self._as_committed(done[0]))

    # ---- the end -------------------------------------------------------------------------------------------

    def end(self) -> None:
        """A last attempt; what still waits is left in a file, which is told."""
        self.attempt()
        if not self._waiting:
            return
        try:
            path = self._store.unsaved_files(self._spare).leave(self._waiting)
        except StoreError as problem:
            self.left = f"{self} {problem}"
            return
        self.left = f"{self} What you did is kept as {path}, and saved when the reader is next opened."
        self._forget_files()
        self._waiting.clear()

    def _forget_files(self) -> None:
        files = self._store.unsaved_files(self._spare)
        while self._taken_up:
            files.remove(self._taken_up.pop())
