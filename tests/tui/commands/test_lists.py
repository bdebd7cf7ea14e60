"""Lists, search, digest and check by command."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.model import Relation
from tests.tui.commands.answer import Crossread


def test_lists_are_narrowed_by_source_tag_and_claim(crossread: Crossread, demo: Path) -> None:
    def handles(*only: str) -> list[str]:
        return [mark["handle"] for mark in crossread("marks", "--json", *only).objects]

    assert handles("--source", "06") == ["06"]
    assert handles("--tag", "method") == ["03", "04", "06"]
    assert handles("--tag", "#air/no2", "--source", "05") == ["05"]
    assert handles("--claim", "Closing Old River Road costs L$320 million") == ["03", "05"]
    claim = next(claim for claim in crossread("claims", "--json").objects if claim["denies"])
    assert handles("--claim", claim["id"][-6:]) == claim["makes"]
    assert [c["statement"][:4] for c in crossread("claims", "--json", "--source", "04").objects] == ["车没有少"]
    assert len(crossread("links", "--json", "--source", "06").objects) == 2
    tags = {tag["name"]: tag["marks"] for tag in crossread("tags", "--json", "--source", "03").objects}
    assert tags["shops"] == 1 and "误引" not in tags
    assert len(crossread("tags", "--json").objects) == 7


@pytest.mark.parametrize("kind", ["marks", "claims", "links", "tags"])
def test_tables_are_aligned_by_cells(crossread: Crossread, demo: Path, kind: str) -> None:
    from rich.cells import cell_len

    from sources.safe import visible

    answer = crossread(kind)
    assert answer.code == 0
    header, *rows = answer.out.splitlines()
    assert len(rows) == len(crossread(kind, "--json").objects)
    if kind == "links":
        column = cell_len(header[: header.index("  to  ") + 2])
        relations = [
            row.rsplit(f" {relation} ", 1)[0] for row in rows for relation in Relation if f" {relation} " in row
        ]
        assert len({cell_len(visible(row)) for row in relations}) == 1
        assert len(relations) == len(rows) and column > 0


def test_a_filter_that_names_nothing_is_told(crossread: Crossread, demo: Path) -> None:
    tag = crossread("marks", "--tag", "shop")
    assert (tag.code, tag.out) == (2, "")
    assert "did you mean “shops”?" in tag.err
    assert crossread("marks", "--source", "09").code == 2
    assert crossread("marks", "--claim", "no such").code == 2
    none = crossread("marks", "--tag", "误引", "--source", "06")
    assert (none.code, none.out) == (0, "")
    assert "no marks that fit" in none.err


def test_search_finds_in_any_script_and_says_no(crossread: Crossread, demo: Path) -> None:
    found = crossread("search", "環山路", "--json")
    assert found.code == 0
    assert {"01", "02", "03", "04"} <= {hit["handle"] for hit in found.objects}
    assert all(hit["excerpt"][slice(*hit["match"])] for hit in found.objects)
    texts = crossread("search", "環山路", "--json", "--exact").objects
    assert {hit["handle"] for hit in texts if hit["kind"] == "text"} == {"03", "04"}
    assert "環山路" in crossread("search", "环山路").out
    nothing = crossread("search", "潜水艇")
    assert (nothing.code, nothing.out) == (1, "")
    assert "潜水艇" in nothing.err
    assert crossread("search", "潜水艇", "--json").code == 1
    assert crossread("search", " ").code == 2


def test_digest_to_stdout_and_to_a_file(crossread: Crossread, demo: Path, elsewhere: Path) -> None:
    by_source, by_claim = crossread("digest"), crossread("digest", "--by", "claim")
    assert (by_source.code, by_claim.code) == (0, 0)
    assert by_source.out != by_claim.out
    written = crossread("digest", "--by", "claim", "--out", "digest.md")
    assert (written.code, written.out) == (0, "")
    assert (elsewhere / "digest.md").read_text("utf-8") == by_claim.out
    refused = crossread("digest", "--out", "no/such/folder.md")
    assert refused.code == 2
    assert "no/such/folder.md" in refused.err


def test_check_says_whether_the_library_is_whole(crossread: Crossread, demo: Path) -> None:
    sound = crossread("check")
    assert sound.code == 0
    assert "is sound: 6 sources, 16 marks, 4 claims, 8 links, 7 tags." in sound.out
    next((demo / ".crossread" / "texts").glob("*.txt")).write_text("something else", "utf-8")
    damaged = crossread("check")
    assert damaged.code == 1
    assert "has 1 problem:" in damaged.out
