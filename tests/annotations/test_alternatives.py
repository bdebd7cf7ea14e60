"""Deciding about values that lost a merge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotations import alternatives, commands
from annotations.changes import Change, Transaction, created
from annotations.commands import CommandError
from annotations.library import Library
from annotations.model import Alternative, AlternativeId, Mark, SourceId, Timestamp
from annotations.store.codec import line
from tests.annotations.fixtures import NOW, TEXTS, applied, library, passage, source, stamp

LATER = Timestamp("2026-02-05T08:30:00Z")


def text_of(source: SourceId) -> str:
    return TEXTS[source]


class Case:
    """A claim mark with a note, and one alternative for a field of a record of its own choice."""

    def __init__(self, field: str, value: object, table: str = "marks") -> None:
        self.library: Library = library()
        made = commands.mark_claim(self.library, passage("A", "票价不变"), stamp(), statement="不变", note="甲")
        applied(self.library, made)
        self.record = self.mark.id if table == "marks" else str(self.mark.claim) if table == "claims" else "A"
        self.other = Alternative(AlternativeId("X"), table, self.record, field, line(value), LATER)
        self.library.apply(created([self.other]))

    @property
    def mark(self) -> Mark:
        (mark,) = self.library.marks()
        return mark

    def take(self) -> Transaction:
        return applied(self.library, alternatives.take(self.library, self.other.id, stamp(50), text_of))


def test_taking_the_other_note_can_be_undone() -> None:
    case = Case("note", "乙")
    before = case.library.records()
    said = alternatives.say(case.library, case.other)
    assert (said.noun, said.field, said.value, said.stands, said.updated) == ("mark", "note", "乙", "甲", LATER)
    transaction = case.take()
    assert case.mark.note == "乙"
    assert case.library.alternatives() == ()
    case.library.apply(transaction.inverse().changes)
    assert case.library.records() == before


def test_keeping_what_stands_leaves_the_record_alone() -> None:
    case = Case("note", "乙")
    mark = case.mark
    applied(case.library, alternatives.dismiss(case.library, case.other.id))
    assert case.mark == mark
    with pytest.raises(CommandError, match="meanwhile"):
        alternatives.dismiss(case.library, case.other.id)


def test_those_of_a_mark_are_also_those_of_its_claim() -> None:
    case = Case("statement", "涨了", "claims")
    assert alternatives.of_mark(case.library, case.mark) == (case.other,)
    case.take()
    (claim,) = case.library.claims()
    assert claim.statement == "涨了"


def test_a_place_is_taken_only_while_its_words_stand_there() -> None:
    anchor = passage("A", "市府说票价不变。").anchor
    fields = {"start": anchor.start, "end": anchor.end, "exact": anchor.exact}
    case = Case("anchor", fields)
    assert alternatives.say(case.library, case.other).value == anchor.exact
    case.take()
    assert case.mark.quote == anchor.exact
    moved = Case("anchor", fields | {"start": anchor.start + 1, "end": anchor.end + 1})
    with pytest.raises(CommandError, match="source has changed"):
        moved.take()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [("claim", "NOCLAIM", "claim that the mark"), ("note", 3, "no value"), ("anchor", {"start": 0}, "no value")],
)
def test_what_would_spoil_the_record_is_refused(field: str, value: object, message: str) -> None:
    case = Case(field, value)
    before = case.library.records()
    with pytest.raises(CommandError, match=message):
        case.take()
    assert case.library.records() == before


def test_another_claim_replaces_one_that_nobody_else_makes() -> None:
    case = Case("note", "x")
    other = applied(case.library, commands.mark_claim(case.library, passage("B", "票價"), stamp(80)))
    (mark,) = (change.after for change in other.changes if isinstance(change.after, Mark))
    alternative = replace(case.other, field="claim", value=line(mark.claim))
    case.library.apply([Change(case.other, alternative)])
    applied(case.library, alternatives.take(case.library, alternative.id, stamp(90), text_of))
    assert [claim.id for claim in case.library.claims()] == [mark.claim]


def test_the_text_of_a_source_is_not_swapped() -> None:
    case = Case("fingerprint", {"fingerprint": "f" * 64, "length": 1}, "source")
    assert not alternatives.say(case.library, case.other).can_be_taken
    with pytest.raises(CommandError, match="add that version"):
        case.take()


def test_a_deleted_mark_takes_its_alternatives_along_and_back() -> None:
    case = Case("note", "乙")
    deletion = applied(case.library, commands.delete_mark(case.library, case.mark.id, stamp(50)))
    assert case.library.alternatives() == ()
    case.library.apply(deletion.inverse().changes)
    assert case.library.alternatives(case.mark.id) == (case.other,)
    assert case.library.source(source("A").id) is not None
    assert case.mark.created == NOW
