"""What the filters of a query let through."""

from __future__ import annotations

import pytest

from annotations.dates import is_asked_for, within
from annotations.query import parse
from annotations.search import Hit, HitKind, finder_of, search
from annotations.searching import Documents
from tests.annotations.handover import Shelf, ferry


def hits(shelf: Shelf, typed: str) -> list[Hit]:
    query = parse(typed)
    return list(search(shelf.library, Documents(shelf.document), query, finder_of(query)))


def handles(shelf: Shelf, typed: str) -> set[str]:
    sources = (shelf.library.source(hit.source) for hit in hits(shelf, typed) if hit.source)
    return {source.handle for source in sources if source}


def test_sources_are_narrowed_by_any_of_their_names() -> None:
    shelf = ferry()
    assert handles(shelf, "夜间渡轮") == {"forum", "podcast"}
    assert handles(shelf, "夜间渡轮 source:FORUM") == {"forum"}
    assert handles(shelf, "夜间渡轮 -source:forum") == {"podcast"}
    assert hits(shelf, "夜间渡轮 source:nowhere") == []


def test_filters_on_marks_let_text_through_that_lies_in_such_marks() -> None:
    shelf = ferry()
    for mark in shelf.library.marks():
        for tag in mark.tags:
            inside = [hit for hit in hits(shelf, f'人 tag:"{tag}"') if hit.kind is HitKind.TEXT]
            tagged = [m for m in shelf.library.marks() if any(f"{t}/".startswith(f"{tag}/") for t in m.tags)]
            for hit in inside:
                assert hit.start is not None and hit.end is not None
                assert any(m.source == hit.source and m.start < hit.end and hit.start < m.end for m in tagged)
            every = {hit for hit in hits(shelf, "人") if hit.kind is HitKind.TEXT}
            outside = {hit for hit in hits(shelf, f'人 -tag:"{tag}"') if hit.kind is HitKind.TEXT}
            assert outside == every - set(inside)


def test_filters_alone_list_the_marks_that_pass() -> None:
    shelf = ferry()
    marks = [mark for mark in shelf.library.marks() if mark.tags]
    tag = marks[0].tags[0]
    found = hits(shelf, f'tag:"{tag}"')
    assert {hit.mark for hit in found} >= {mark.id for mark in shelf.library.marks() if tag in mark.tags}
    assert all(hit.kind is HitKind.MARK and hit.excerpt[slice(*hit.match)] for hit in found)
    noted = [mark for mark in shelf.library.marks() if mark.note]
    assert {hit.mark for hit in hits(shelf, f'note:"{noted[0].note}"')} >= {noted[0].id}
    rest = {hit.mark for hit in hits(shelf, f'-note:"{noted[0].note}"')}
    assert noted[0].id not in rest and rest


def test_claims_are_found_by_their_words_in_either_script() -> None:
    shelf = ferry()
    claim = next(claim for claim in shelf.library.claims() if claim.statement)
    found = {hit.mark for hit in hits(shelf, f'claim:"{claim.statement}"')}
    assert found == {mark.id for mark in shelf.library.marks_of_claim(claim.id)}


def test_who_speaks() -> None:
    shelf = ferry()
    spoken = [hit for hit in hits(shelf, "的") if hit.locator and hit.locator.speaker]
    who = spoken[0].locator.speaker if spoken[0].locator else ""
    assert all(hit.locator and hit.locator.speaker == who for hit in hits(shelf, f"的 speaker:{who}"))
    assert not [hit for hit in hits(shelf, f"的 -speaker:{who}") if hit.locator and hit.locator.speaker == who]


@pytest.mark.parametrize(
    ("date", "wanted", "passes"),
    [
        ("2025-11-12 16:52", "2025", True),
        ("2025-11-12 16:52", "2025-11", True),
        ("2025年11月2日", "2025-11-02", True),
        ("2025/1/2", "2025-11", False),
        ("2024-12-31", "2024..2025", True),
        ("2025-06-30", "2024-05..2025-06", True),
        ("2025-07-01", "2024-05..2025-06", False),
        ("2025-07-01", "..2024", False),
        ("2025-07-01", "2025-07-01..", True),
        ("", "2025", False),
        ("2025", "soon", False),
    ],
)
def test_dates_are_compared_however_they_are_written(date: str, wanted: str, passes: bool) -> None:
    assert within(date, wanted) is passes


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        ("2025", True),
        ("２０２５年6月", True),
        ("2024..2025-06", True),
        ("2025-05..2025", True),
        ("..2024", True),
        ("2025-02-31..", True),
        ("..", False),
        ("soon", False),
        ("25-05", False),
        ("2025-13", False),
        ("2025-01-32", False),
        ("2025..2024-12", False),
        ("2025..soon", False),
    ],
)
def test_what_may_be_asked_of_dates(wanted: str, asked: bool) -> None:
    assert is_asked_for(wanted) is asked


def test_it_stops_when_it_is_told_to() -> None:
    shelf = ferry()
    query = parse("的")
    found = search(shelf.library, Documents(shelf.document), query, finder_of(query), lambda: True)
    assert list(found) == []
