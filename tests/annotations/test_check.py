from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotations.changes import Change, created
from annotations.check import Counts, check
from annotations.model import AnchorState, ClaimId, MarkId, SourceId
from sources.document import fingerprint
from tests.annotations.store.builders import TEXT, Small, claim, mark


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)


def test_a_sound_library_has_counts_and_no_problems(small: Small) -> None:
    report = check(small.reopened())
    assert report.problems == ()
    assert report.notes == ()
    assert report.counts == Counts(sources=2, marks=2, claims=1, links=1, tags=1, waiting=0, lost=0)


def test_whatever_points_to_nothing_is_told(small: Small) -> None:
    stray = replace(mark(small.first), source=SourceId("NOSOURCE"))
    wrong = replace(mark(small.first), claim=ClaimId("NOCLAIM"))
    idle = claim()
    small.store.commit(
        [
            *created([stray, wrong, idle]),
            Change(small.link, replace(small.link, target=MarkId("NOMARK"))),
        ]
    )
    problems = "\n".join(check(small.reopened()).problems)
    for expected in (
        f"Mark {stray.id} belongs to source NOSOURCE",
        f"Mark {wrong.id} makes claim NOCLAIM",
        f"Claim {idle.id} is made by no mark",
        f"Link {small.link.id} leads to mark NOMARK",
    ):
        assert expected in problems
    assert len(problems.splitlines()) == 4


def test_a_quote_that_is_not_there_is_told_unless_the_mark_is_lost(small: Small) -> None:
    wrong = replace(small.here, anchor=replace(small.here.anchor, start=1))
    small.store.commit([Change(small.here, wrong)])
    (problem,) = check(small.reopened()).problems
    assert wrong.id in problem
    lost = replace(wrong, anchor=replace(wrong.anchor, state=AnchorState.LOST))
    small.store.commit([Change(wrong, lost)])
    report = check(small.reopened())
    assert report.problems == ()
    assert report.counts.lost == 1


@pytest.mark.parametrize(("suffix", "damage"), [("txt", b"x"), ("txt", None), ("orig", None)])
def test_a_text_missing_or_changed_is_told_for_each_source(small: Small, suffix: str, damage: bytes | None) -> None:
    path = small.path / "texts" / f"sha256-{fingerprint(TEXT)}.{suffix}"
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    problems = check(small.reopened()).problems
    assert len(problems) == 2
    assert all(str(path) in problem for problem in problems)


def test_the_rest_is_checked_when_a_file_is_damaged(small: Small) -> None:
    small.file(small.second).write_bytes(b"")
    report = check(small.reopened())
    assert any("damaged" in problem for problem in report.problems)
    assert any(f"leads to mark {small.there.id}" in problem for problem in report.problems)
    assert report.counts.sources == 1
