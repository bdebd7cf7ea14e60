"""Hits asked for here and there are those of the whole text, however much of it has been counted."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.document import Document, Span
from sources.load import document_from_text
from sources.scan import STRETCH, finder, scan
from tui.hits import Hits, StillSearching

TEXT = "".join(f"第{n}段，夜間渡輪。\n\n" if n % 7 else "The ferry …\n\n" for n in range(9000))
LONG = Document(TEXT, ())


def all_hits(query: str) -> list[Span]:
    return [found.span for found in scan(TEXT, finder([query]))]


def counted(query: str, origin: int = 0) -> Hits:
    hits = Hits(LONG, finder([query]), origin)
    assert hits.count_for(60)
    return hits


@pytest.mark.parametrize("query", ["夜间渡轮", "ferry", "8999段", "nowhere"])
@pytest.mark.parametrize("share", [0, 0.5, 1])
def test_counting_from_anywhere_goes_round_the_text(query: str, share: float) -> None:
    expected = all_hits(query)
    origin = int(share * len(TEXT))
    hits = counted(query, origin)
    assert len(TEXT) > 3 * STRETCH and hits.complete and hits.total == len(expected)
    assert hits.first == next((hit for hit in expected if hit.start >= origin), expected[0] if expected else None)


@given(start=st.integers(0, len(TEXT)), length=st.integers(0, 3000))
@settings(deadline=None, max_examples=40)
def test_what_is_shown_between_two_places_is_what_lies_there(start: int, length: int) -> None:
    hits = Hits(LONG, finder(["夜间渡轮"]))
    end = start + length
    expected = tuple(hit for hit in all_hits("夜间渡轮") if hit.start < end and hit.end > start)
    assert hits.between(start, end) == expected


@given(offset=st.integers(0, len(TEXT)), count=st.integers(-40, 40).filter(bool), done=st.booleans())
@settings(deadline=None, max_examples=60)
def test_steps_go_round_in_both_directions(offset: int, count: int, done: bool) -> None:
    expected = all_hits("ferry")
    hits = counted("ferry") if done else Hits(LONG, finder(["ferry"]))
    if count > 0:
        behind = [hit for hit in expected if hit.start > offset]
        target = (behind + [hit for hit in expected if hit.start <= offset])[(count - 1) % len(expected)]
    else:
        before = [hit for hit in expected if hit.start < offset]
        target = ([hit for hit in expected if hit.start >= offset] + before)[-((-count - 1) % len(expected) + 1)]
    assert hits.step(offset, count, patience=60) == target
    if done:
        assert hits.place(target) == expected.index(target) + 1


def test_a_step_does_not_wait_long_for_what_is_not_counted() -> None:
    with pytest.raises(StillSearching):
        Hits(LONG, finder(["nowhere"])).step(0, 1, patience=0)
    assert counted("nowhere").step(0, 1, patience=0) is None


def test_the_first_hit_is_known_before_the_others_are_counted() -> None:
    origin = len(TEXT) // 2
    hits = Hits(LONG, finder(["ferry"]), origin)
    assert not hits.count_for(60, after_first=0)
    assert hits.first == next(hit for hit in all_hits("ferry") if hit.start >= origin)
    while not hits.count_for(0):
        assert not hits.complete
    assert hits.complete and hits.total == len(all_hits("ferry"))


def test_what_is_complete_knows_its_first_hit_though_it_stands_just_before_the_origin() -> None:
    hits = Hits(LONG, finder(["第8998段"]), len(TEXT) - 1)
    while not hits.complete:
        assert hits.first is None
        hits.count_for(0)
    assert hits.first == all_hits("第8998段")[0]


def test_a_passage_that_stands_twice_counts_once() -> None:
    article = "\n\n".join(f"Sentence {n} of the night ferry review, which is long enough to count." for n in range(40))
    document = document_from_text(f"{article}\n\n{article}\n", "plain")
    assert any(block.folded == "repeat" for block in document.blocks)
    hits = Hits(document, finder(["night ferry"]))
    assert hits.count_for(60)
    assert hits.total == 40
    last = hits.step(len(document.text), -1)
    assert last and last.end < len(article)


def test_hits_that_run_over_the_end_of_a_stretch_are_not_found_again_in_the_next() -> None:
    text = "aa" * STRETCH
    hits = Hits(Document(text, ()), finder(["aaa"]))
    hits.count_for(60)
    found = hits.between(0, len(text))
    assert len(found) == hits.total
    assert all(one.end <= other.start for one, other in pairwise(found))
