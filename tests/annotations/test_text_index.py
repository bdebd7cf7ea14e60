"""The index leaves nothing out: what is searched through it is what is searched without it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.commands import Stamp
from annotations.ids import new_id, now
from annotations.indexing import bring_up, index_file, texts_of
from annotations.intake import take_in
from annotations.query import parse
from annotations.search import Hit, finder_of, search
from annotations.searching import Documents, Indexed
from annotations.store.locate import FOLDER, open_library
from annotations.text_index import TextIndex
from annotations.workspace import Workspace
from sources.fold import find, fold
from sources.scan import Mode
from tests.sources.texts import MIXED, SIMPLIFIED, TRADITIONAL

PIECES = "ab 数据據數 AI ｂ\n\n  ﬁ…\u0301的é"


@given(
    parts=st.lists(st.text(st.sampled_from(PIECES), max_size=30), max_size=4),
    query=st.text(st.sampled_from(PIECES), min_size=1, max_size=6),
    filler=st.integers(0, 3000),
)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_hit_begins_in_a_piece_that_is_named(parts: list[str], query: str, filler: int, tmp_path: Path) -> None:
    text = ("x " * (filler // 2)).join(parts)
    index = TextIndex(tmp_path / "search.sqlite")
    assert index.add(f"{hash(text)}", text)
    found = index.candidates([query])
    index.close()
    if found is not None:
        pieces = found.get(f"{hash(text)}", [])
        for start, _ in find(fold(text), query):
            assert any(piece.start <= start < piece.end for piece in pieces)
        for piece in pieces:
            assert piece.byte == len(text[: piece.start].encode("utf-8", "surrogatepass"))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Texts of several pieces, one that stands twice, in two scripts."""
    made = Workspace(open_library(tmp_path / FOLDER))
    article = "\n\n".join(f"Sentence {n} of the night ferry review, which is long enough to count." for n in range(90))
    texts = {
        "trad.txt": (TRADITIONAL + "\n\n") * 12 + "網路\n上的軟體。\n",
        "simp.txt": (SIMPLIFIED + "\n\n") * 12,
        "mixed.md": "# 标题\n\n" + MIXED * 20,
        "twice.txt": f"{article}\n\n{article}\n\n一個詞：熵。\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        take_in(made, tmp_path / name, Stamp(now(), new_id))
    return made


def hits(workspace: Workspace, typed: str, *, indexed: bool) -> list[Hit]:
    query = parse(typed)
    texts = texts_of(workspace, query.mode) if indexed else Documents(workspace.document)
    assert isinstance(texts, Indexed) == indexed
    return list(search(workspace.library, texts, query, finder_of(query)))


@pytest.mark.parametrize(
    "typed",
    [
        *("网络上的软件", "night ferry", "Sentence 7 ", "熵", "的", "AI", "e", "exact:軟體", "exact:软体"),
        *(r"regex:Sentence \d1", "…", "review, which", "not in any of them", "-source:twice the"),
    ],
)
def test_hits_through_the_index_are_those_without_it(workspace: Workspace, typed: str) -> None:
    assert len(list(bring_up(workspace, workspace.library.sources()))) == 4
    assert list(bring_up(workspace, workspace.library.sources())) == []
    assert hits(workspace, typed, indexed=True) == hits(workspace, typed, indexed=False)


def test_what_stands_twice_counts_once(workspace: Workspace) -> None:
    list(bring_up(workspace, workspace.library.sources()))
    assert len(hits(workspace, "night ferry review", indexed=True)) == 90


def test_a_text_that_is_not_in_the_index_is_searched_all_the_same(workspace: Workspace, tmp_path: Path) -> None:
    list(bring_up(workspace, workspace.library.sources()[:2]))
    assert hits(workspace, "网络上的软件", indexed=True) == hits(workspace, "网络上的软件", indexed=False) != []


@pytest.mark.parametrize("damage", [b"", b"no database, but some bytes" * 40, b"SQLite format 3\0" + b"\0" * 900])
def test_a_damaged_index_is_made_anew(workspace: Workspace, damage: bytes) -> None:
    list(bring_up(workspace, workspace.library.sources()))
    index_file(workspace.store).write_bytes(damage)
    for suffix in ("-wal", "-shm"):
        index_file(workspace.store).with_name(f"search.sqlite{suffix}").unlink(missing_ok=True)
    expected = hits(workspace, "night ferry", indexed=False)
    assert hits(workspace, "night ferry", indexed=True) == expected
    assert len(list(bring_up(workspace, workspace.library.sources()))) == 4
    assert hits(workspace, "night ferry", indexed=True) == expected


def test_what_is_gone_is_forgotten_and_what_was_stopped_is_begun_again(tmp_path: Path) -> None:
    index = TextIndex(tmp_path / "search.sqlite")
    assert index.add("one", TRADITIONAL) and index.add("two", SIMPLIFIED)
    assert not index.add("three", MIXED, lambda: True)
    assert index.known() == {"one", "two"}
    index.keep_only(["two"])
    assert index.known() == {"two"}
    assert index.add("three", MIXED)
    found = index.candidates([MIXED[:9]])
    assert found is not None and set(found) == {"three"}
    for n in range(400):
        index.add("three", f"{n} and more")
    index.keep_only(["three"])
    assert index.known() <= {"three"}
    index.close()


def test_an_index_of_other_tables_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = TextIndex(tmp_path / "search.sqlite")
    index.add("one", TRADITIONAL)
    index.close()
    monkeypatch.setattr("annotations.text_index._VERSION", 99)
    with closing(TextIndex(tmp_path / "search.sqlite")) as other:
        assert other.known() == frozenset()


def test_only_words_have_candidates(tmp_path: Path) -> None:
    index = TextIndex(tmp_path / "search.sqlite")
    index.add("one", "A ferry. 渡輪")
    assert index.candidates(["e"]) is None and index.candidates([]) is None
    assert index.candidates(["ferry", "a"]) is None
    assert list(index.candidates(["轮"]) or ()) == ["one"]
    assert index.candidates(["轮船"]) == {}
    index.close()


def test_regular_expressions_are_searched_in_the_texts(workspace: Workspace) -> None:
    list(bring_up(workspace, workspace.library.sources()))
    assert isinstance(texts_of(workspace, Mode.REGEX), Indexed)
    assert len(hits(workspace, r"regex:Sentence \d of", indexed=True)) == 10
