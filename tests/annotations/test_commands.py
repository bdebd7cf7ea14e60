from __future__ import annotations

import pytest

from annotations import commands
from annotations.anchoring.quote import describe
from annotations.commands import CommandError
from annotations.model import Claim, Mark, Relation, Tag
from tests.annotations.fixtures import TEXTS, applied, library, passage, stamp


def test_mark_claim_makes_mark_and_claim_in_one_transaction() -> None:
    lib = library()
    transaction = applied(lib, commands.mark_claim(lib, passage("A", "市府说票价不变。"), stamp(), tags=["#fares "]))
    assert transaction.label == "Mark claim"
    assert {type(change.after) for change in transaction.changes} == {Mark, Claim, Tag}
    (mark,) = lib.marks()
    assert mark.quote == "市府说票价不变。" and mark.tags == ("fares",)
    assert lib.statement(lib.claims()[0]) == mark.quote


def test_marking_the_same_words_twice_is_refused_and_the_other_kind_converts() -> None:
    lib, st = library(), stamp()
    here = passage("A", "市府说票价不变。")
    applied(lib, commands.highlight(lib, here, st, note="对照"))
    with pytest.raises(CommandError, match="already highlighted"):
        commands.highlight(lib, here, st)
    applied(lib, commands.mark_claim(lib, here, st))
    (mark,) = lib.marks()
    assert mark.claim and mark.note == "对照"
    applied(lib, commands.highlight(lib, here, st))
    assert lib.marks()[0].claim is None and lib.claims() == ()


def test_the_second_occurrence_is_another_passage() -> None:
    lib, st = library(), stamp()
    applied(lib, commands.highlight(lib, passage("A", "市府说票价不变。", 1), st))
    applied(lib, commands.highlight(lib, passage("A", "市府说票价不变。", 2), st))
    assert len({mark.start for mark in lib.marks()}) == 2


def test_link_marks_unmarked_ends_and_is_one_transaction() -> None:
    lib, st = library(), stamp()
    before = lib.records()
    transaction = applied(
        lib,
        commands.link(
            lib, passage("B", "票價其實漲了兩成。"), Relation.CONTRADICTS, passage("A", "市府说票价不变。"), st
        ),
    )
    assert [link.relation for link in lib.links()] == [Relation.CONTRADICTS]
    assert len(lib.marks()) == 2 and all(mark.claim for mark in lib.marks())
    lib.apply(transaction.inverse().changes)
    assert lib.records() == before


def test_citation_needs_no_claim() -> None:
    lib, st = library(), stamp()
    applied(lib, commands.link(lib, passage("A", "批评者"), Relation.CITES, passage("C", "Fares"), st))
    assert not lib.claims() and len(lib.marks()) == 2


def test_linking_the_same_pair_again_or_with_itself_is_refused() -> None:
    lib, st = library(), stamp()
    one, two = passage("A", "批评者"), passage("C", "Fares")
    applied(lib, commands.link(lib, one, Relation.SUPPORTS, two, st))
    with pytest.raises(CommandError, match="already linked"):
        commands.link(lib, one, Relation.SUPPORTS, two, st)
    with pytest.raises(CommandError, match="itself"):
        commands.link(lib, one, Relation.SUPPORTS, one, st)


def test_restate_puts_two_sentences_under_one_claim() -> None:
    lib, st = library(), stamp()
    applied(
        lib,
        commands.restate(lib, passage("A", "渡轮每天载客一万二千人。"), passage("B", "渡輪每天載客一萬二千人。"), st),
    )
    (claim,) = lib.claims()
    assert [mark.source for mark in lib.marks_of_claim(claim.id)] == ["A", "B"]


def test_restate_merges_two_claims_and_keeps_a_statement() -> None:
    lib, st = library(), stamp()
    one, two, three = passage("A", "渡轮"), passage("B", "渡輪"), passage("C", "The ferry")
    applied(lib, commands.mark_claim(lib, one, st))
    applied(lib, commands.mark_claim(lib, two, st, statement="12,000 a day"))
    applied(lib, commands.restate(lib, two, three, st))
    before = lib.records()
    transaction = applied(lib, commands.restate(lib, one, three, st))
    (claim,) = lib.claims()
    assert lib.statement(claim) == "12,000 a day"
    assert len(lib.marks_of_claim(claim.id)) == 3
    lib.apply(transaction.inverse().changes)
    assert lib.records() == before


def test_deleting_a_mark_takes_its_links_and_an_orphaned_claim() -> None:
    lib, st = library(), stamp()
    applied(lib, commands.link(lib, passage("A", "批评者"), Relation.SUPPORTS, passage("C", "Fares"), st))
    first = next(mark for mark in lib.marks() if mark.source == "A")
    applied(lib, commands.delete_mark(lib, first.id, st))
    assert not lib.links() and len(lib.marks()) == 1 and len(lib.claims()) == 1


def test_tags_are_cleaned_created_once_and_lettered() -> None:
    lib, st = library(), stamp()
    applied(lib, commands.highlight(lib, passage("A", "渡轮"), st))
    (mark,) = lib.marks()
    applied(lib, commands.set_tags(lib, mark.id, ["#energy / nuclear", "energy/nuclear", " 票价 ", "/"], st))
    assert lib.marks()[0].tags == ("energy/nuclear", "票价")
    assert {tag.name: tag.letter for tag in lib.tags()} == {"energy/nuclear": "n", "票价": "a"}
    with pytest.raises(CommandError, match="so already"):
        commands.set_tags(lib, mark.id, ["energy/nuclear", "票价"], st)


def test_moving_an_end_keeps_the_rest_of_the_mark() -> None:
    lib, st = library(), stamp()
    applied(lib, commands.highlight(lib, passage("C", "The ferry"), st, note="n"))
    (mark,) = lib.marks()
    applied(lib, commands.move_mark(lib, mark.id, describe(TEXTS["C"], 4, 9), st))
    assert (lib.marks()[0].quote, lib.marks()[0].note) == ("ferry", "n")
    assert lib.marks_of(mark.source) == lib.marks()


def test_leaving_a_claim_makes_an_own_one() -> None:
    lib, st = library(), stamp()
    applied(lib, commands.restate(lib, passage("A", "渡轮"), passage("B", "渡輪"), st))
    mark = lib.marks()[0]
    applied(lib, commands.leave_claim(lib, mark.id, st))
    assert len(lib.claims()) == 2 and not lib.restating(lib.marks()[0])
    with pytest.raises(CommandError, match="nothing to part"):
        commands.leave_claim(lib, mark.id, st)


def test_gone_records_are_said_to_be_gone() -> None:
    lib, st = library(), stamp()
    applied(lib, commands.highlight(lib, passage("A", "渡轮"), st))
    (mark,) = lib.marks()
    applied(lib, commands.delete_mark(lib, mark.id, st))
    with pytest.raises(CommandError, match="no longer"):
        commands.delete_mark(lib, mark.id, st)
    with pytest.raises(CommandError, match="no longer"):
        commands.set_note(lib, mark.id, "x", st)
    with pytest.raises(CommandError, match="no longer"):
        commands.set_tags(lib, mark.id, ["x"], st)
