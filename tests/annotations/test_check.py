from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.changes import Change, created
from annotations.check import Counts, check
from annotations.model import Alternative, AlternativeId, AnchorState, Claim, ClaimId, MarkId, SourceId
from annotations.repair import repair
from sources.document import fingerprint
from tests.annotations.store.builders import TEXT, TIME, Small, claim, mark, state


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return Small(tmp_path)


def messages(small: Small) -> list[str]:
    return [problem.message for problem in check(small.reopened()).problems]


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
    problems = "\n".join(messages(small))
    for expected in (
        f"Mark {stray.id} (“{stray.quote}”) belongs to source NOSOURCE",
        f"Mark {wrong.id} makes claim NOCLAIM",
        f"Claim {idle.id} (“{idle.statement}”) is made by no mark",
        f"Link {small.link.id} leads to mark NOMARK",
    ):
        assert expected in problems
    assert len(problems.splitlines()) == 4


def test_a_quote_that_is_not_there_is_told_unless_the_mark_is_lost(small: Small) -> None:
    wrong = replace(small.here, anchor=replace(small.here.anchor, start=1))
    small.store.commit([Change(small.here, wrong)])
    (problem,) = messages(small)
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
    problems = messages(small)
    assert len(problems) == 2
    assert all(str(path) in problem for problem in problems)


def test_the_rest_is_checked_when_a_file_is_damaged(small: Small) -> None:
    small.file(small.second).write_bytes(b"")
    shutil.rmtree(small.path / ".state")
    report = check(small.reopened())
    found = [problem.message for problem in report.problems]
    assert any("damaged" in message for message in found)
    assert any(f"leads to mark {small.there.id}" in message for message in found)
    assert report.counts.sources == 1


def test_what_a_merge_left_to_choose_is_a_problem_that_only_a_person_solves(small: Small) -> None:
    other = Alternative(AlternativeId("X1"), "marks", small.here.id, "note", '"乙"', TIME)
    idle = replace(other, id=AlternativeId("X2"), record="GONE")
    small.store.commit(created([other]))
    (problem,) = check(small.reopened()).problems
    assert (problem.kind, problem.repair) == ("conflict", "")
    assert "“乙” was kept beside it" in problem.message
    small.store.commit([Change(other, None), Change(None, replace(idle, table="claims"))])
    (problem,) = check(small.reopened()).problems
    assert "GONE, which is not in the library" in problem.message


def test_what_is_no_file_of_the_library_is_noted_and_texts_are_kept(small: Small) -> None:
    (small.path / "sources" / "notes.txt").write_text("?")
    (small.path / "Thumbs.db").write_text("?")
    small.store.put_text("an earlier version", b"an earlier version")
    report = check(small.reopened())
    assert report.problems == ()
    assert [note.split()[0] for note in report.notes] == ["Thumbs.db", "sources/notes.txt", "1"]


# ---- repair ------------------------------------------------------------------------------------------------------


def repaired(small: Small) -> tuple[list[str], list[str]]:
    """What is still wrong after a repair, and what was done; a second repair has nothing to do."""
    store = small.reopened()
    report, done = repair(store, check(store))
    assert repair(small.reopened(), check(small.reopened()))[1] == []
    return [problem.message for problem in report.problems], done


def test_repair_mends_references_from_one_end_to_the_other(small: Small) -> None:
    wrong = replace(mark(small.first, 1, 3), claim=ClaimId("NOCLAIM"))
    small.store.commit([*created([wrong, claim()]), Change(small.there, None)])
    left, done = repaired(small)
    assert left == []
    assert len(done) == 3
    records = state(small.reopened().load())
    assert (type(small.link), small.link.id) not in records
    assert (Claim, "NOCLAIM") in records
    assert records[type(wrong), wrong.id] == wrong


def test_repair_puts_a_mark_where_its_quote_stands_or_keeps_it_as_lost(small: Small) -> None:
    moved = replace(small.there, anchor=replace(small.there.anchor, start=0, end=11))
    gone = replace(small.here, anchor=replace(small.here.anchor, exact="没有的话"))
    small.store.commit([Change(small.there, moved), Change(small.here, gone)])
    left, done = repaired(small)
    assert left == []
    assert len(done) == 2
    records = state(small.reopened().load())
    assert records[type(moved), moved.id].anchor.start == small.there.start  # type: ignore[union-attr]
    assert records[type(gone), gone.id].anchor.state is AnchorState.LOST  # type: ignore[union-attr]


def test_a_mark_without_its_source_is_left_to_a_person(small: Small) -> None:
    stray = replace(mark(small.first), source=SourceId("NOSOURCE"))
    small.store.commit(created([stray]))
    left, done = repaired(small)
    assert (len(left), done) == (1, [])
    assert state([stray]).items() <= state(small.reopened().load()).items()


@pytest.mark.parametrize("from_origin", [False, True])
def test_repair_reads_a_text_again(small: Small, tmp_path: Path, from_origin: bool) -> None:
    path = small.path / "texts" / f"sha256-{fingerprint(TEXT)}.txt"
    origin = tmp_path / "a.txt"
    origin.write_bytes(TEXT.encode())
    sources = [replace(one, origin=str(origin), format="plain") for one in (small.first, small.second)]
    small.store.commit([Change(a, b) for a, b in zip((small.first, small.second), sources, strict=True)])
    path.write_bytes(b"x")
    path.with_suffix(".orig").write_bytes(TEXT.encode())
    if from_origin:
        path.with_suffix(".orig").unlink()
    left, done = repaired(small)
    assert left == []
    assert done
    assert small.reopened().text(fingerprint(TEXT)) == TEXT
    path.unlink()
    path.with_suffix(".orig").unlink()
    origin.write_text("another text")
    left, done = repaired(small)
    assert (len(left), done) == (2, []), "a text that is not the same was put in place"


def test_repair_writes_a_damaged_file_anew_and_brings_back_one_that_is_gone(small: Small) -> None:
    small.store.close()
    small.file(small.first).write_bytes(small.file(small.first).read_bytes()[:-60])
    small.file(small.second).unlink()
    (small.path / "claims.json").unlink()
    report = check(small.reopened())
    assert [problem.kind for problem in report.problems if problem.repair][:3] == ["file"] * 3
    left, done = repaired(small)
    assert left == []
    assert sum("written anew" in sentence for sentence in done) == 1
    assert sum("brought back" in sentence for sentence in done) == 2
    assert state(small.reopened().load()) == state(small.records)
    assert small.reopened().notes == []


def test_repair_brings_back_a_file_that_was_deleted_under_an_open_window(small: Small) -> None:
    """What was changed in it meanwhile is in the journal, and could not be written."""
    small.store.close()
    store = small.reopened()
    store.load()
    small.file(small.second).unlink()
    noted = replace(small.there, note="nachher")
    store.commit([Change(small.there, noted)])
    store.close()
    assert "was deleted by another program" in store.unsaved
    left, done = repaired(small)
    assert (left, len(done)) == ([], 1)
    assert state(small.reopened().load()) == state([*small.records, noted])


def test_repair_writes_the_journal_anew_without_its_damaged_lines(small: Small) -> None:
    small.store.close()
    with (small.path / ".state" / "journal.jsonl").open("ab") as journal:
        journal.write(b"\0\0\0\n")
    (problem,) = check(small.reopened()).problems
    assert problem.kind == "journal"
    assert repaired(small) == ([], [f"{problem.message} Repaired: {problem.repair}."])
    assert state(small.reopened().load()) == state(small.records)
    small.store.commit(created([claim()]))
