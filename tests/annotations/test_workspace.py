"""Undo and redo against the real store: a state machine, and what the workspace promises its observers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from annotations import commands
from annotations.anchoring.quote import describe
from annotations.changes import Transaction, created
from annotations.commands import CommandError, Passage
from annotations.ids import new_id
from annotations.library import Library
from annotations.model import MarkId, Record, Relation, Source
from annotations.store.locate import open_library
from annotations.store.protocol import StoreError
from annotations.workspace import Workspace
from tests.annotations.fixtures import NOW, TEXTS, source

STAMP = commands.Stamp(NOW, new_id)
RELATIONS = st.sampled_from(list(Relation))
PLACES = st.tuples(st.sampled_from(sorted(TEXTS)), st.integers(0, 14), st.integers(1, 6))


def spot(place: tuple[str, int, int]) -> Passage:
    name, start, length = place
    return Passage(source(name).id, describe(TEXTS[name], start, start + length))


class Edits(RuleBasedStateMachine):
    """Any edits, undos, redos and restarts: records are always those of the plain model, in memory and on the disk."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.workspace = Workspace(open_library(self.folder / ".crossread"))
        self.workspace.perform(Transaction("Add", created(source(name) for name in TEXTS)), undoable=False)
        self.states = [self.records()]
        self.at = 0

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    def records(self) -> list[Record]:
        return self.workspace.library.records()

    def attempt(self, make: Callable[[], Transaction]) -> None:
        try:
            transaction = make()
        except CommandError:
            assert self.records() == self.states[self.at]
            return
        self.workspace.perform(transaction)
        del self.states[self.at + 1 :]
        self.states.append(self.records())
        self.at += 1

    def mark_at(self, index: int) -> MarkId:
        marks = self.workspace.library.marks()
        return marks[index % len(marks)].id if marks else MarkId("none")

    @rule(place=PLACES, tags=st.lists(st.sampled_from(["费用", "a/b"]), max_size=2))
    def claim(self, place: tuple[str, int, int], tags: list[str]) -> None:
        self.attempt(lambda: commands.mark_claim(self.workspace.library, spot(place), STAMP, tags=tags))

    @rule(place=PLACES)
    def highlight(self, place: tuple[str, int, int]) -> None:
        self.attempt(lambda: commands.highlight(self.workspace.library, spot(place), STAMP))

    @rule(one=PLACES, relation=RELATIONS, other=PLACES)
    def link(self, one: tuple[str, int, int], relation: Relation, other: tuple[str, int, int]) -> None:
        self.attempt(lambda: commands.link(self.workspace.library, spot(one), relation, spot(other), STAMP))

    @rule(one=PLACES, other=PLACES)
    def restate(self, one: tuple[str, int, int], other: tuple[str, int, int]) -> None:
        self.attempt(lambda: commands.restate(self.workspace.library, spot(one), spot(other), STAMP))

    @rule(index=st.integers(0, 9), note=st.sampled_from(["", "对照 004", "two\nlines"]))
    def note(self, index: int, note: str) -> None:
        self.attempt(lambda: commands.set_note(self.workspace.library, self.mark_at(index), note, STAMP))

    @rule(index=st.integers(0, 9))
    def delete(self, index: int) -> None:
        self.attempt(lambda: commands.delete_mark(self.workspace.library, self.mark_at(index), STAMP))

    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        for _ in range(times):
            assert (self.workspace.undo() is not None) == (self.at > 0)
            self.at = max(0, self.at - 1)

    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        for _ in range(times):
            assert (self.workspace.redo() is not None) == (self.at < len(self.states) - 1)
            self.at = min(len(self.states) - 1, self.at + 1)

    @rule()
    def undo_all_and_redo_all(self) -> None:
        """All undone equals the start; all redone equals the end."""
        while self.workspace.undo() is not None:
            pass
        assert self.records() == self.states[0]
        while self.workspace.redo() is not None:
            pass
        self.at = len(self.states) - 1

    @rule()
    def reopen(self) -> None:
        """What the disk holds is what memory held; undo starts afresh."""
        self.workspace = Workspace(open_library(self.folder / ".crossread"))
        self.states, self.at = [self.states[self.at]], 0

    @invariant()
    def memory_is_the_model(self) -> None:
        if hasattr(self, "states"):
            assert self.records() == self.states[self.at]

    @invariant()
    def indexes_agree_with_the_records(self) -> None:
        if not hasattr(self, "states"):
            return
        library = self.workspace.library
        fresh = Library(self.records())
        assert library.marks() == fresh.marks() and library.links() == fresh.links()
        for mark in library.marks():
            assert library.links_of(mark.id) == fresh.links_of(mark.id)
            assert library.restating(mark) == fresh.restating(mark)
            assert mark.claim is None or library.claim(mark.claim)
        assert all(library.marks_of_claim(claim.id) for claim in library.claims())


TestEdits = Edits.TestCase
TestEdits.settings = settings(
    max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = Workspace(open_library(tmp_path / ".crossread"))
    workspace.perform(Transaction("Add", created([source("A"), source("B")])), undoable=False)
    return workspace


def test_observers_hear_of_edits_undo_and_redo(workspace: Workspace) -> None:
    heard: list[str] = []
    workspace.subscribe(lambda transaction: heard.append(transaction.label))
    workspace.perform(commands.highlight(workspace.library, spot(("A", 0, 2)), STAMP))
    workspace.undo()
    workspace.redo()
    assert heard == ["Highlight"] * 3


def test_a_failed_commit_changes_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise StoreError("The disk is full: free some space and try again.")

    before = workspace.library.records()
    monkeypatch.setattr(workspace.store, "commit", fail)
    heard: list[Transaction] = []
    workspace.subscribe(heard.append)
    with pytest.raises(StoreError):
        workspace.perform(commands.highlight(workspace.library, spot(("A", 0, 2)), STAMP))
    assert workspace.library.records() == before and not heard and workspace.history.next_undo() is None


def test_undo_is_refused_when_another_window_changed_the_record(workspace: Workspace, tmp_path: Path) -> None:
    workspace.perform(commands.highlight(workspace.library, spot(("A", 0, 2)), STAMP))
    mark = workspace.library.marks()[0].id
    other = Workspace(open_library(tmp_path / ".crossread"))
    other.perform(commands.set_note(other.library, mark, "theirs", STAMP))
    with pytest.raises((CommandError, StoreError)):
        workspace.undo()
    reread = Workspace(open_library(tmp_path / ".crossread"))
    assert reread.library.marks()[0].note == "theirs"


def test_sources_are_not_undone(workspace: Workspace) -> None:
    assert workspace.undo() is None
    assert all(isinstance(record, Source) for record in workspace.library.records())
