"""Marks of a source that was read again: what is placed, what waits, and that nothing is dropped on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations import commands
from annotations.anchoring.confidence import SURE
from annotations.anchoring.placing import Kind
from annotations.anchoring.quote import describe
from annotations.check import check
from annotations.commands import CommandError, Passage, Stamp
from annotations.ids import new_id
from annotations.intake import Intake, Status, take_in
from annotations.model import AnchorState, Mark
from annotations.reanchoring import Report, keep_as_lost, place_at, propose, waiting
from annotations.store.locate import open_library
from annotations.workspace import Workspace
from sources.document import Span
from tests.annotations.fixtures import NOW

STAMP = Stamp(NOW, new_id)
TEXT = """\
渡轮每天载客一万二千人。市府说票价不变，班次也不减少。

批评者认为这个数字算错了。码头的工人说，夏天的客人要多一倍。

The operator says that the boats are full in July. Nobody counts the passengers in winter.
"""
KEPT, CUT, EDITED = (
    "市府说票价不变，班次也不减少。",
    "批评者认为这个数字算错了。",
    "Nobody counts the passengers in winter.",
)
NEW = "更正：本文有修改。\n\n" + TEXT.replace(CUT, "").replace("counts the passengers", "has counted the passengers")


class Shelf:
    """A library with one file, which can be written again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "ferry.txt"
        self.workspace = Workspace(open_library(folder / ".crossread"))
        self.write(TEXT)

    def write(self, text: str) -> Intake:
        self.path.write_text(text, encoding="utf-8")
        self.intake = take_in(self.workspace, self.path, STAMP)
        return self.intake

    def report(self, text: str) -> Report:
        report = self.write(text).report
        assert report is not None
        return report

    def mark(self, quote: str) -> Mark:
        start = self.text.index(quote)
        passage = Passage(self.intake.source.id, describe(self.text, start, start + len(quote)))
        self.workspace.perform(commands.mark_claim(self.workspace.library, passage, STAMP))
        return next(mark for mark in self.marks() if mark.quote == quote)

    @property
    def text(self) -> str:
        return self.workspace.document(self.intake.source.id).text

    def marks(self) -> tuple[Mark, ...]:
        return self.workspace.library.marks()

    def now(self, mark: Mark) -> Mark:
        found = self.workspace.library.mark(mark.id)
        assert found is not None
        return found


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_sure_places_are_taken_and_the_rest_waits(shelf: Shelf) -> None:
    kept, cut, edited = shelf.mark(KEPT), shelf.mark(CUT), shelf.mark(EDITED)
    report = shelf.report(NEW)
    assert shelf.intake.status is Status.CHANGED
    assert str(report) == "2 of 3 marks placed again: 1 exact, 1 edited; 1 waits"
    assert all(proposal.placement.confidence >= SURE for proposal in report.placed)
    for mark, words in ((kept, KEPT), (edited, "Nobody has counted the passengers in winter.")):
        now = shelf.now(mark)
        assert (now.quote, shelf.text[now.start : now.end], now.lost) == (words, words, False)
    now = shelf.now(cut)
    assert now.waiting and now.quote == CUT and (now.start, now.end) == (cut.start, cut.end)
    assert shelf.workspace.store.text(now.anchor.fingerprint) == TEXT
    assert waiting(shelf.workspace) == (now,)
    assert check(shelf.workspace.store).problems == ()  # type: ignore[arg-type]


def test_placing_can_be_undone_and_then_everything_that_moved_waits(shelf: Shelf) -> None:
    kept, edited = shelf.mark(KEPT), shelf.mark(EDITED)
    shelf.write(NEW)
    assert shelf.workspace.undo() == "Place 2 marks again"
    assert [shelf.now(mark).waiting for mark in (kept, edited)] == [True, True]
    assert [shelf.now(mark).quote for mark in (kept, edited)] == [KEPT, EDITED]
    shelf.workspace.redo()
    assert not any(mark.lost for mark in shelf.marks())


def test_a_mark_that_stands_where_it_stood_is_left_alone(shelf: Shelf) -> None:
    kept = shelf.mark(KEPT)
    report = shelf.report(TEXT + "\nA last line.\n")
    assert str(report) == "1 of 1 mark placed again: 1 exact"
    assert shelf.now(kept) == kept
    assert shelf.workspace.undo() == "Mark claim"


def test_a_mark_that_waits_is_placed_from_its_own_text_when_its_words_come_back(shelf: Shelf) -> None:
    cut = shelf.mark(CUT)
    shelf.write(NEW)
    shelf.write(NEW.replace("本文", "本文再次"))
    assert shelf.now(cut).waiting
    report = shelf.report("第三版。\n\n" + TEXT)
    assert [proposal.mark.id for proposal in report.placed] == [cut.id]
    now = shelf.now(cut)
    assert shelf.text[now.start : now.end] == CUT and now.anchor.state is AnchorState.PLACED
    assert now.anchor.fingerprint == ""


def test_a_mark_kept_as_lost_leaves_the_queue_and_stays(shelf: Shelf) -> None:
    cut, kept = shelf.mark(CUT), shelf.mark(KEPT)
    shelf.write(NEW)
    library = shelf.workspace.library
    shelf.workspace.perform(keep_as_lost(library, cut.id, STAMP))
    now = shelf.now(cut)
    assert now.lost and not now.waiting and now.quote == CUT
    with pytest.raises(CommandError, match="lost already"):
        keep_as_lost(library, cut.id, STAMP)
    with pytest.raises(CommandError, match="has its place"):
        keep_as_lost(library, kept.id, STAMP)
    assert str(shelf.report(NEW + "And more.\n")) == "1 of 1 mark placed again: 1 exact"
    assert shelf.now(cut) == now
    shelf.write(TEXT)
    assert not shelf.now(cut).lost


def test_a_reader_may_place_a_mark_by_hand_and_take_that_back(shelf: Shelf) -> None:
    cut = shelf.mark(CUT)
    shelf.write(NEW)
    at = shelf.text.index("码头的工人")
    before = shelf.now(cut)
    shelf.workspace.perform(place_at(shelf.workspace.library, cut.id, shelf.text, Span(at, at + 5), STAMP))
    now = shelf.now(cut)
    assert (now.quote, now.lost, now.claim) == ("码头的工人", False, cut.claim)
    shelf.workspace.undo()
    assert shelf.now(cut) == before


def test_what_is_proposed_shows_the_words_that_stood_around(shelf: Shelf) -> None:
    shelf.mark(CUT)
    (proposal,) = shelf.report(NEW).waiting
    assert proposal.placement.kind is Kind.LOST
    assert proposal.before.endswith("班次也不减少。\n\n") and proposal.after.startswith("码头的工人说")


def test_without_the_old_text_a_mark_is_found_by_its_quote_but_never_without_asking(shelf: Shelf) -> None:
    mark = shelf.mark(KEPT)
    shelf.write(NEW)

    def gone(fingerprint: str) -> str:
        return ""

    (proposal,) = propose([mark], NEW, "0" * 64, gone)
    assert proposal.placement.span and NEW[slice(*proposal.placement.span)] == KEPT
    assert 0.5 <= proposal.placement.confidence < SURE


def test_the_check_says_when_the_text_of_a_waiting_mark_is_gone(shelf: Shelf) -> None:
    cut = shelf.mark(CUT)
    shelf.write(NEW)
    fingerprint = shelf.now(cut).anchor.fingerprint
    (shelf.folder / ".crossread" / "texts" / f"sha256-{fingerprint}.txt").unlink()
    report = check(shelf.workspace.store)  # type: ignore[arg-type]
    assert report.counts.waiting == 1
    assert any("marks without a place were made on" in problem.message for problem in report.problems)


def test_everything_is_the_same_after_the_library_was_opened_again(shelf: Shelf) -> None:
    shelf.mark(CUT), shelf.mark(KEPT)
    shelf.write(NEW)
    again = Workspace(open_library(shelf.folder / ".crossread"))
    assert again.library.marks() == shelf.marks()
    (mark,) = waiting(again)
    assert mark.quote == CUT


def test_the_report_says_nothing_of_a_source_without_marks(shelf: Shelf) -> None:
    assert str(shelf.report(NEW)) == ""
