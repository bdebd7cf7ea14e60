"""What is committed: the journal, and of it what the files may not hold yet, laid over them by record.

A commit, under the journal's lock: take in what others committed; check every change against the records as they stand;
append one line and sync it. Everything here is short: `mutex` is held only as long as a line takes to write.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from annotations.changes import Change, Transaction
from annotations.store.body import Lines
from annotations.store.codec import Fields, id_of, table_of
from annotations.store.edits import Edit, by_file, changes_between, changes_of, check, known_fields
from annotations.store.homes import Homes, tables_of
from annotations.store.journal import Entry, Journal
from annotations.store.premises import Premises
from annotations.store.protocol import StoreError


class Ledger:
    """`by` names who commits. Raises StoreError where the disk refuses.

    `learn` is called with a file and the edits that another program has brought into it; `line` gives a record's line
    as the files have it; `search` is called when it is not known where a record lives, and has it added to `homes`.
    `verify` raises what else speaks against committing edits.
    """

    def __init__(
        self,
        premises: Premises,
        by: str,
        learn: Callable[[str, list[Edit]], object],
        line: Callable[[str, str, str], str | None],
        search: Callable[[str, str], object],
        verify: Callable[[list[Edit]], object] = lambda _: None,
    ) -> None:
        self.mutex = threading.RLock()
        self.journal = Journal(premises.state / "journal.jsonl", premises.disk, by)
        self.homes = Homes(search)
        self.overlay: dict[tuple[str, str, str], Fields | None] = {}
        """File, table and id → fields as committed, None for deleted, where the files may not have them yet."""
        self._premises = premises
        self._by = by
        self._learn = learn
        self._line = line
        self._verify = verify
        self._news: list[Transaction] = []
        self._opened: int | None = None
        self._own = 0

    # ---- committing ----------------------------------------------------------------------------------------

    def commit(self, changes: Iterable[Change], label: str, op: str, of: int) -> int:
        """As `Store.commit`."""
        with self.taken_in():
            doubtful = self.journal.unsure
            if doubtful:  # a new file is sure to hold what this one only shows
                self.journal.start_anew()
                self.journal.unsure = False
            edits = self.homes.edits(changes)
            check(edits, self._current)
            self._verify(edits)
            if not edits:
                return 0
            if doubtful and (seq := self._last_of_ours(edits)):
                return seq
            entry = self.journal.append(edits, label, op, of)
            self._own += 1
            self.homes.remember(edits)
            for edit in edits:
                self.overlay[edit.key] = edit.after
            return entry.seq

    def _last_of_ours(self, edits: list[Edit]) -> int:
        """The number of what was committed last if that is just these edits of ours, else 0."""
        for entry in self.journal.history()[-1:]:
            if entry.by == self._by and entry.edits == tuple(edits):
                self._own += 1
                return entry.seq
        return 0

    def _current(self, file: str, table: str, id: str) -> Fields | None:
        """The record as committed."""
        key = (file, table, id)
        return self.overlay[key] if key in self.overlay else known_fields(*key, self._line(*key))

    # ---- what others commit --------------------------------------------------------------------------------

    @contextmanager
    def taken_in(self) -> Iterator[None]:
        """Meanwhile nobody commits, and what others committed is known."""
        with self._premises.told(), self.mutex, self._premises.journal_lock():
            self._take_in()
            yield

    def take_in(self, *, anew: bool = False) -> None:
        """Reads what others committed, and what they brought into the files; `anew`, for records that are read next."""
        with self.taken_in():
            if anew:
                self.journal.unsure = False

    def _take_in(self) -> None:
        before = self.journal.pending
        fresh = self.journal.read(write=not self._premises.read_only)
        if self._opened is None:
            self._opened = self.journal.seq
        else:
            self._news += [Transaction(entry.label, changes_of(entry.edits)) for entry in fresh]
        for entry in fresh:
            self.homes.remember(entry.edits)
        pending = self.journal.pending
        if fresh or pending != before:
            left = {entry.seq for entry in pending}
            for file, edits in edits_by_file(entry for entry in (*before, *fresh) if entry.seq not in left).items():
                self._learn(file, edits)
            self._lay_over()
        if self.journal.damaged:
            count = self.journal.damaged
            self._premises.note(f"Damaged lines in the journal were skipped ({count}); check the last changes.")

    def generation(self) -> int:
        """Another number when another store has committed since."""
        with suppress(StoreError):
            self.take_in()
        return self.journal.seq - self._own

    # ---- what the files do not hold yet --------------------------------------------------------------------

    def pending(self) -> tuple[Entry, ...]:
        with self.mutex:
            return self.journal.pending

    def pending_by_file(self) -> dict[str, list[Edit]]:
        return edits_by_file(self.pending())

    def mark_applied(self, seq: int) -> None:
        """The files hold every transaction up to `seq`."""
        with self.taken_in():
            self.journal.mark_applied(seq)
            self._lay_over()

    def _lay_over(self) -> None:
        self.overlay = {edit.key: edit.after for entry in self.journal.pending for edit in entry.edits}

    # ---- what is told of it --------------------------------------------------------------------------------

    def news(self) -> list[Transaction]:
        """What other stores committed since the last call, oldest first; from memory."""
        with self.mutex:
            news, self._news = self._news, []
        return news

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """What the files tell of meanwhile is no news: whoever asks for it reads the records after it."""
        told = len(self._news)
        yield
        del self._news[told:]

    def differs(self, file: str, before: Lines, after: Lines) -> None:
        """Somebody else changed the file: what that means for its records is news."""
        changes = changes_between(file, tables_of(file), before, after)
        if changes:
            with self.mutex:
                self._news.append(Transaction(f"{file} was edited elsewhere", changes))
                for change in changes:
                    if change.after is not None:
                        self.homes.add(table_of(change.after), id_of(change.after), file)

    def history(self) -> list[tuple[int, Transaction, str, int]]:
        """As `Store.history`; as far back as the journal goes."""
        with self.taken_in():
            entries = self.journal.history()
        found = []
        for entry in entries:
            if entry.by == self._by or entry.seq <= (self._opened or 0):
                with suppress(StoreError):
                    found.append((entry.seq, Transaction(entry.label, changes_of(entry.edits)), entry.op, entry.of))
        return found

    def edits(self) -> list[Edit]:
        """All that the journal has, for what a file has lost."""
        with self.mutex:
            return [edit for entry in self.journal.history() for edit in entry.edits]

    def applied(self) -> list[Edit]:
        """Those of `edits` that the files had once."""
        with self.mutex:
            pending = {entry.seq for entry in self.journal.pending}
            return [edit for entry in self.journal.history() if entry.seq not in pending for edit in entry.edits]


def edits_by_file(entries: Iterable[Entry]) -> dict[str, list[Edit]]:
    return by_file(edit for entry in entries for edit in entry.edits)
