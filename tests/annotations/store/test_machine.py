"""Two stores on one library against a dictionary."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from annotations import library as memory
from annotations.changes import Change, Transaction, created
from annotations.model import Claim, Link, Mark, Record, Source, Tag, record_key
from annotations.store.locate import FOLDER, open_library
from annotations.store.tiny import TinyStore
from tests.annotations.store.builders import State, claim, link, mark, source, state


class Library(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / FOLDER
        self.stores = [open_library(self.path), open_library(self.path)]
        self.shelves = [store.shelf() for store in self.stores]
        self.model: State = {}
        self.done: list[Transaction] = []

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def all(self, kind: type[Record]) -> list[Record]:
        return [record for record in self.model.values() if isinstance(record, kind)]

    def perform(self, which: int, transaction: Transaction) -> None:
        self.stores[which].commit(transaction.changes)
        for change in transaction.changes:
            self.model.pop(record_key(change.record), None)
            if change.after is not None:
                self.model[record_key(change.after)] = change.after
        self.done.append(transaction)

    which = st.integers(0, 1)

    @rule(which=which, title=st.text(max_size=8))
    def add_source(self, which: int, title: str) -> None:
        self.perform(which, Transaction("", created([source(title=title)])))

    @precondition(lambda self: self.all(Source))
    @rule(which=which, data=st.data(), note=st.text(st.characters(), max_size=8), claimed=st.booleans())
    def add_mark(self, which: int, data: st.DataObject, note: str, claimed: bool) -> None:
        of = data.draw(st.sampled_from(self.all(Source)))
        assert isinstance(of, Source)
        made = claim(note) if claimed else None
        new = mark(of, note=note, claim=made)
        self.perform(which, Transaction("", created([made, new] if made else [new])))

    @precondition(lambda self: self.all(Mark))
    @rule(which=which, data=st.data(), note=st.text(max_size=8))
    def add_link(self, which: int, data: st.DataObject, note: str) -> None:
        marks = st.sampled_from(self.all(Mark))
        origin, target = data.draw(marks), data.draw(marks)
        assert isinstance(origin, Mark) and isinstance(target, Mark)
        self.perform(which, Transaction("", created([link(origin, target, note)])))

    @rule(which=which, name=st.sampled_from(["a", "a/b", "核能", " "]), color=st.integers(0, 9))
    def paint_tag(self, which: int, name: str, color: int) -> None:
        self.perform(which, Transaction("", (Change(self.model.get((Tag, name)), Tag(name, color)),)))

    @precondition(lambda self: self.model)
    @rule(which=which, data=st.data(), text=st.text(max_size=8))
    def edit(self, which: int, data: st.DataObject, text: str) -> None:
        record = data.draw(st.sampled_from(list(self.model.values())))
        after: Record
        match record:
            case Source():
                after = replace(record, title=text, tags=(text, "x"))
            case Mark() | Link():
                after = replace(record, note=text)
            case Claim():
                after = replace(record, statement=text)
            case Tag():
                after = replace(record, letter=text)
        self.perform(which, Transaction("", (Change(record, after),)))

    @precondition(lambda self: self.all(Mark))
    @rule(which=which, data=st.data())
    def delete_mark(self, which: int, data: st.DataObject) -> None:
        gone = data.draw(st.sampled_from(self.all(Mark)))
        assert isinstance(gone, Mark)
        links = [one for one in self.all(Link) if isinstance(one, Link) and gone.id in (one.origin, one.target)]
        self.perform(which, Transaction("", (Change(gone, None), *(Change(one, None) for one in links))))

    @precondition(lambda self: self.done)
    @rule(which=which)
    def undo(self, which: int) -> None:
        transaction = self.done.pop()
        self.perform(which, transaction.inverse())
        self.done.pop()

    @rule(which=which)
    def reopen(self, which: int) -> None:
        self.stores[which] = open_library(self.path, create=False)
        self.shelves[which] = self.stores[which].shelf()

    @rule(which=which)
    def bring_up(self, which: int) -> None:
        assert self.stores[which].bring_up()

    @invariant()
    def what_is_asked_for_is_the_model(self) -> None:
        """By the index and what is laid over it, in a store that has been open all along."""
        for store, shelf in zip(self.stores, self.shelves, strict=True):
            store.generation()
            library = memory.Library(shelf=shelf)
            for record in self.model.values():
                assert library.get(record) == record
                if isinstance(record, Source):
                    library.marks_of(record.id)
            whole = memory.Library(self.model.values())
            for one in whole.marks():
                assert library.links_of(one.id) == whole.links_of(one.id)
                assert library.restating(one) == whole.restating(one)
            assert library.tag_counts() == whole.tag_counts()
            assert state(library.records()) == self.model

    @invariant()
    def a_new_store_finds_the_model(self) -> None:
        assert state(TinyStore(self.path).load()) == self.model


def test_two_stores_keep_what_a_dictionary_keeps() -> None:
    run_state_machine_as_test(Library, settings=settings(max_examples=20, stateful_step_count=20, deadline=None))
