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

from annotations import commands, history
from annotations.anchoring.quote import describe
from annotations.changes import Transaction, created
from annotations.commands import CommandError, Passage
from annotations.ids import new_id
from annotations.library import Library
from annotations.model import MarkId, Record, Relation, Source
from annotations.store.locate import open_library
from annotations.store.protocol import StoreError
from annotations.store.tiny import TinyStore
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
        """What the disk holds is what memory held, and what could be undone and redone still can."""
        self.workspace = Workspace(open_library(self.folder / ".crossread"))

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


def again(workspace: Workspace) -> Workspace:
    """Another window, or the same library after a restart."""
    assert isinstance(workspace.store, TinyStore)
    return Workspace(open_library(workspace.store.path))


def test_undo_leaves_and_names_what_another_window_changed(workspace: Workspace) -> None:
    workspace.perform(commands.highlight(workspace.library, spot(("A", 0, 2)), STAMP, tags=["new"]))
    mark = workspace.library.marks()[0].id
    other = again(workspace)
    other.perform(commands.set_note(other.library, mark, "theirs", STAMP))
    assert workspace.undo() == "Highlight, but changed elsewhere since and left as it is: the mark “渡轮”"
    assert [mark.note for mark in workspace.library.marks()] == ["theirs"]
    assert workspace.library.tags() == (), "the tag was nobody else's"
    assert again(workspace).library.records() == workspace.library.records()
    assert workspace.redo() == "Highlight", "what was undone is what is done again"
    assert [tag.name for tag in workspace.library.tags()] == ["new"]


def test_undo_of_what_is_all_changed_says_so_and_goes_on_to_the_edit_before(workspace: Workspace) -> None:
    workspace.perform(commands.highlight(workspace.library, spot(("A", 0, 2)), STAMP))
    workspace.perform(commands.highlight(workspace.library, spot(("A", 4, 2)), STAMP))
    first, second = workspace.library.marks()
    other = again(workspace)
    other.perform(commands.delete_mark(other.library, second.id, STAMP))
    with pytest.raises(CommandError, match="changed elsewhere since"):
        workspace.undo()
    assert workspace.library.marks() == (first,)
    assert workspace.undo() == "Highlight"
    assert workspace.library.marks() == ()


def test_undo_leaves_no_claim_that_no_mark_makes(workspace: Workspace) -> None:
    """Neither one that comes back for a mark which another window changed, nor one of which the words were changed."""
    workspace.perform(commands.mark_claim(workspace.library, spot(("A", 0, 2)), STAMP))
    mark = workspace.library.marks()[0].id
    workspace.perform(commands.highlight(workspace.library, spot(("A", 0, 2)), STAMP))
    other = again(workspace)
    other.perform(commands.set_note(other.library, mark, "theirs", STAMP))
    for _ in range(2):
        with pytest.raises(CommandError, match="changed elsewhere since"):
            workspace.undo()
    assert workspace.library.claims() == ()

    workspace.perform(commands.mark_claim(workspace.library, spot(("B", 0, 2)), STAMP))
    other = again(workspace)
    (claim,) = other.library.claims()
    other.perform(commands.set_statement(other.library, claim.id, "theirs", STAMP))
    with pytest.raises(CommandError, match="changed elsewhere since"):
        workspace.undo()
    assert [len(workspace.library.marks_of_claim(one.id)) for one in workspace.library.claims()] == [1]


def test_undo_leaves_nothing_that_points_to_nothing(workspace: Workspace) -> None:
    """A claim stays as long as a mark makes it that another window has changed; a mark as long as it is linked to."""
    workspace.perform(commands.mark_claim(workspace.library, spot(("A", 0, 2)), STAMP, statement="x"))
    workspace.perform(commands.highlight(workspace.library, spot(("B", 0, 2)), STAMP))
    claim_mark, highlight = workspace.library.marks()
    other = again(workspace)
    other.perform(commands.set_note(other.library, claim_mark.id, "theirs", STAMP))
    other.perform(commands.link(other.library, claim_mark.id, Relation.CITES, highlight.id, STAMP))
    for _ in range(2):
        with pytest.raises(CommandError, match="changed elsewhere since"):
            workspace.undo()
    assert workspace.library.records() == again(workspace).library.records()
    assert len(workspace.library.marks()) == 2 and len(workspace.library.claims()) == 1


def test_what_was_done_before_a_restart_can_be_undone_and_what_was_undone_redone(workspace: Workspace) -> None:
    for start in range(3):
        workspace.perform(commands.highlight(workspace.library, spot(("A", 4 * start, 2)), STAMP))
    done = workspace.library.records()
    workspace.undo()
    workspace = again(workspace)
    assert (workspace.undo(), workspace.redo(), workspace.redo(), workspace.redo()) == (*["Highlight"] * 3, None)
    assert workspace.library.records() == done
    workspace = again(workspace)
    assert [workspace.undo() for _ in range(4)] == [*["Highlight"] * 3, None]


def test_history_is_bounded(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "LIMIT", 5)
    for start in range(8):
        workspace.perform(commands.highlight(workspace.library, spot(("A", start, 2)), STAMP))
    for session in (again(workspace), workspace):
        undone = 0
        while session.undo():
            undone += 1
        assert undone == 5
        while session.redo():
            pass


def test_each_window_sees_what_the_other_does(workspace: Workspace) -> None:
    other = again(workspace)
    heard: list[str] = []
    other.subscribe(lambda transaction: heard.append(transaction.label))
    workspace.perform(commands.mark_claim(workspace.library, spot(("A", 0, 2)), STAMP))
    workspace.perform(commands.highlight(workspace.library, spot(("B", 0, 2)), STAMP))
    workspace.undo()
    other.store.generation()  # what the store's own thread asks
    other.catch_up()
    assert heard == ["Mark claim", "Highlight", "Highlight"]
    assert other.library.records() == workspace.library.records()
    assert other.undo() is None, "what the other window did is not ours to undo"


def test_an_edit_by_hand_is_seen_while_the_library_is_open(workspace: Workspace) -> None:
    workspace.perform(commands.highlight(workspace.library, spot(("A", 0, 2)), STAMP, note="before"))
    workspace.close()
    store = workspace.store
    assert isinstance(store, TinyStore)
    file = store.path / "sources" / f"{source('A').id}.json"
    file.write_text(file.read_text("utf-8").replace("before", "by hand"), "utf-8")
    store._look()
    workspace.catch_up()
    assert [mark.note for mark in workspace.library.marks()] == ["by hand"]
    assert any("edited outside" in note for note in workspace.notes)


def test_a_change_that_nobody_told_of_is_seen_when_an_edit_meets_it(workspace: Workspace) -> None:
    """As of a file that another window took in first, and of which this one has nothing in use but a list of all."""
    workspace.perform(commands.highlight(workspace.library, spot(("A", 0, 3)), STAMP))
    other = again(workspace)
    (mark,) = other.library.marks()
    (seen,) = workspace.library.marks()
    other.perform(commands.set_note(other.library, mark.id, "ihre", STAMP))
    workspace.store.generation()
    workspace.store.news()  # lost
    with pytest.raises(StoreError, match="changed by another program"):
        workspace.perform(commands.set_note(workspace.library, seen.id, "unsere", STAMP))
    assert [mark.note for mark in workspace.library.marks()] == ["ihre"]
    workspace.perform(commands.set_note(workspace.library, seen.id, "beides", STAMP))
    assert [mark.note for mark in again(workspace).library.marks()] == ["beides"]


def test_sources_are_not_undone(workspace: Workspace) -> None:
    assert workspace.undo() is None
    assert all(isinstance(record, Source) for record in workspace.library.records())
