"""What is found in a library, and that every hit shows and points at the original words."""

from __future__ import annotations

import pytest

from annotations.commands import delete_mark
from annotations.model import SourceId
from annotations.query import parse, with_mode
from annotations.search import Hit, HitKind, finder_of, search
from annotations.searching import Documents
from sources.regional import forms
from sources.scan import Mode
from tests.annotations.handover import Shelf, ferry


def hits(shelf: Shelf, typed: str, exact: bool = False) -> list[Hit]:
    query = parse(with_mode(typed, Mode.EXACT) if exact else typed)
    return list(search(shelf.library, Documents(shelf.document), query, finder_of(query)))


def handle(shelf: Shelf, id: SourceId | None) -> str | None:
    source = shelf.library.source(id) if id else None
    return source.handle if source else None


def matched(hit: Hit) -> str:
    return hit.excerpt[hit.match.start : hit.match.end]


@pytest.mark.parametrize("query", ["夜间渡轮", "夜間渡輪", "夜間 渡轮"])
def test_a_query_in_either_script_finds_both(query: str) -> None:
    shelf = ferry()
    found = hits(shelf, query)
    assert [(handle(shelf, hit.source), matched(hit)) for hit in found] == [
        ("forum", "夜间渡轮"),
        ("forum", "夜间渡轮"),
        ("podcast", "夜間渡輪"),
        ("podcast", "夜間渡輪"),
    ]


@pytest.mark.parametrize(
    ("query", "wording"), [("400人", "４００人"), ("NIGHT FERRY", "Night ferry"), ("ｆａｒｅｓ", "Fares")]
)
def test_width_and_case_do_not_matter_unless_exact(query: str, wording: str) -> None:
    shelf = ferry()
    assert wording in [matched(hit) for hit in hits(shelf, query)]
    assert hits(shelf, query, exact=True) == []
    assert {matched(hit) for hit in hits(shelf, wording, exact=True)} == {wording}


def test_regional_words_are_searched_and_named() -> None:
    shelf = ferry()
    (hit,) = hits(shelf, "软件")
    assert (matched(hit), handle(shelf, hit.source)) == ("軟體", "podcast")
    assert hit.form != "软件"
    assert hit.form in forms("软件", Mode.FOLDED)
    assert forms("软件", Mode.FOLDED)[0] == "软件"
    assert forms("软件", Mode.EXACT) == ("软件",)


@pytest.mark.parametrize("query", ["渡轮", "the", "1200", "figures", "人", "，", "1", "count"])
@pytest.mark.parametrize("exact", [False, True])
def test_every_hit_points_at_the_words_it_shows(query: str, exact: bool) -> None:
    shelf = ferry()
    for hit in hits(shelf, query, exact):
        assert 0 <= hit.match.start < hit.match.end <= len(hit.excerpt)
        assert "\n" not in hit.excerpt
        if hit.kind is HitKind.TEXT:
            assert hit.source and hit.start is not None and hit.end is not None
            document = shelf.document(hit.source)
            assert document.text[hit.start : hit.end] == matched(hit)
            assert hit.excerpt in document.text
            assert hit.locator == document.locator_at(hit.start)


def test_a_hit_over_a_hard_wrapped_line_shows_both_lines() -> None:
    shelf = Shelf()
    shelf.add("a", "上一行\n夜间渡\n轮停了\n下一行")
    (hit,) = hits(shelf, "渡輪")
    assert (hit.excerpt, matched(hit)) == ("夜间渡\n轮停了", "渡\n轮")


def test_a_long_line_is_cut_around_the_hit() -> None:
    shelf = Shelf()
    shelf.add("a", "前" * 500 + "渡轮" + "后" * 500)
    (hit,) = hits(shelf, "渡轮")
    assert hit.excerpt == "前" * 40 + "渡轮" + "后" * 40


def test_words_at_the_ends_of_what_is_shown_are_whole() -> None:
    shelf = Shelf()
    shelf.add("a", "Extraordinary provision was made before the last ferry left under circumstances nobody understood.")
    (hit,) = hits(shelf, "ferry")
    assert hit.excerpt == " provision was made before the last ferry left under circumstances nobody "


def test_notes_tags_and_claims_lead_to_their_marks() -> None:
    shelf = ferry()
    marks = {mark.quote: mark for mark in shelf.library.marks()}
    official = marks["市府說每晚有 1,200 人搭乘。"]
    (note,) = hits(shelf, "查報告")
    assert (note.kind, note.excerpt, note.mark, note.start) == (HitKind.NOTE, "- 查报告", official.id, official.start)
    assert note.locator and note.locator.speaker == "主持人"
    assert [(hit.kind, hit.mark) for hit in hits(shelf, "money")] == [
        (HitKind.TAG, marks["Fares cover *half* of the cost."].id)
    ]
    claims = [hit for hit in hits(shelf, "渡轮每晚运送") if hit.kind is HitKind.CLAIM]
    assert [(hit.claim, hit.mark, hit.start) for hit in claims] == [(official.claim, official.id, official.start)]


def test_lost_quotes_source_tags_and_unused_tags_are_found_without_a_place() -> None:
    shelf = ferry()
    (text, quote) = hits(shelf, "平时更少")
    assert (text.kind, text.start is None) == (HitKind.TEXT, False)
    assert (quote.kind, quote.start, quote.locator) == (HitKind.QUOTE, None, None)
    assert [
        (hit.excerpt, hit.mark, handle(shelf, hit.source)) for hit in hits(shelf, "渡輪") if hit.kind is HitKind.TAG
    ] == [("渡轮", None, "forum")]
    money = next(mark for mark in shelf.library.marks() if "money" in mark.tags)
    shelf.library.apply(delete_mark(shelf.library, money.id, shelf.stamp()).changes)
    (hit,) = hits(shelf, "money")
    assert (hit.kind, hit.source, hit.mark, hit.excerpt) == (HitKind.TAG, None, None, "money")


def test_a_query_of_nothing_finds_nothing() -> None:
    assert hits(ferry(), "") == hits(ferry(), "  \u200b") == []


def test_the_order_is_the_same_each_time_and_by_source() -> None:
    shelf = ferry()
    found = hits(shelf, "人")
    assert found == hits(shelf, "人")
    by_source = [handle(shelf, hit.source) or "" for hit in found if hit.kind is not HitKind.CLAIM]
    assert by_source == sorted(by_source)
    starts = [hit.start or 0 for hit in found if hit.kind is HitKind.TEXT and handle(shelf, hit.source) == "forum"]
    assert starts == sorted(starts)
