"""Marks and links by command."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.model import Relation
from tests.tui.commands.answer import Crossread
from tui import cli
from tui.commands import group, marks

STREAM = "何屿: 今天只讲**一件事**。\n\n小满: 环山路堵了。\n\n何屿: 环山路天天堵。\n\n小满: 是的。\n"


def test_a_mark_is_what_the_text_says_at_its_place(crossread: Crossread, elsewhere: Path) -> None:
    (elsewhere / "stream.md").write_text(STREAM, "utf-8")
    options = ("--claim", "堵车", "--tag", "traffic/road", "--tag", "误引", "--note", "对照\n第二行", "--library", "L")
    made = crossread("mark", "stream.md", "--quote", "环山路堵了。", *options)
    assert made.code == 0
    assert made.err == "crossread: added stream “stream”.\n"
    (mark,) = crossread("--library", "L", "marks", "--json").objects
    assert mark["id"] == made.out.strip()
    assert (mark["tags"], mark["note"], mark["state"]) == (["traffic/road", "误引"], "对照\n第二行", "placed")
    text = crossread("text", "stream", "--library", "L").out
    assert text[mark["start"] : mark["end"]] == mark["quote"] == "环山路堵了。"
    assert text.startswith(mark["prefix"], mark["start"] - len(mark["prefix"]))
    assert {"source", "suffix", "claim", "created", "updated"} <= set(mark)
    (claim,) = crossread("--library", "L", "claims", "--json").objects
    assert (claim["id"], claim["statement"], claim["marks"]) == (mark["claim"], "堵车", [mark["id"]])


def test_every_demo_mark_is_in_place(crossread: Crossread, demo: Path) -> None:
    marks = crossread("marks", "--json").objects
    assert len(marks) == 16
    texts = {id: crossread("text", id).out for id in {mark["source"] for mark in marks}}
    assert all(texts[mark["source"]][mark["start"] : mark["end"]] == mark["quote"] for mark in marks)


def test_claim_without_a_statement_and_no_claim(crossread: Crossread, demo: Path) -> None:
    claim = crossread("mark", "01", "--claim", "--quote", "周末倒是排长队").out.strip()
    plain = crossread("mark", "01", "--quote", "谁在排队").out.strip()
    claims = {mark["id"]: mark["claim"] for mark in crossread("marks", "--json", "--source", "01").objects}
    assert claims[claim] and claims[plain] is None
    assert "周末倒是排长队" in crossread("claims").out


@pytest.mark.parametrize(
    ("quote", "found", "told"),
    [
        ("**一件事**", "一件事", False),
        ("今天只讲**一件事", "今天只讲一件事", False),
        ("今天祇講一件事", "今天只讲一件事", True),
        ("**一件事**｡", "一件事。", True),
        ("  一件事。\n", "一件事。", False),
    ],
)
def test_a_quote_is_found_as_copied(crossread: Crossread, elsewhere: Path, quote: str, found: str, told: bool) -> None:
    (elsewhere / "stream.md").write_text(STREAM, "utf-8")
    crossread("add", "stream.md", "--library", ".")
    answer = crossread("mark", "stream", "--quote", quote)
    assert answer.code == 0
    assert bool(answer.err) == told
    assert crossread("marks", "--json").objects[0]["quote"] == found


def test_a_quote_that_is_not_there_or_not_alone(crossread: Crossread, elsewhere: Path) -> None:
    (elsewhere / "stream.md").write_text(STREAM, "utf-8")
    crossread("add", "stream.md", "--library", ".")
    nowhere = crossread("mark", "stream", "--quote", "并没有这句话")
    assert (nowhere.code, nowhere.out) == (1, "")
    assert "并没有这句话" in nowhere.err
    several = crossread("mark", "stream", "--quote", "环山路")
    assert (several.code, several.out) == (2, "")
    assert "2 times: choose with --nth (1: 小满 ¶ 2, 2: 何屿 ¶ 3)" in several.err
    assert crossread("mark", "stream", "--quote", "环山路", "--nth", "3").code == 2
    assert crossread("mark", "stream", "--quote", "环山路", "--nth", "2").code == 0
    (mark,) = crossread("marks", "--json").objects
    assert mark["start"] == crossread("text", "stream").out.rindex("环山路")
    assert crossread("mark", "stream", "--quote", "  ").code == 2


def test_marking_a_changed_file_reads_it_again(crossread: Crossread, elsewhere: Path) -> None:
    file = elsewhere / "stream.md"
    file.write_text(STREAM, "utf-8")
    crossread("mark", "stream.md", "--quote", "天天堵", "--library", ".")
    file.write_text("何屿: 新的开头，一句。\n\n" + STREAM.replace("环山路堵了", "桥上堵了"), "utf-8")
    answer = crossread("mark", "stream.md", "--quote", "桥上堵了")
    assert answer.code == 0
    assert "changed stream" in answer.err
    text = crossread("text", "stream").out
    marks = crossread("marks", "--json").objects
    assert [text[mark["start"] : mark["end"]] for mark in marks] == ["桥上堵了", "天天堵"]


def test_links_by_parts_of_ids(crossread: Crossread, demo: Path) -> None:
    (one,) = (mark["id"] for mark in crossread("marks", "--json", "--source", "06").objects)
    other = crossread("mark", "02", "--quote", "人社区").out.strip()
    made = crossread("link", one[-8:].lower(), "see-also", other, "--note", "看这里")
    assert made.code == 0
    (link,) = (link for link in crossread("links", "--json").objects if link["id"] == made.out.strip())
    assert (link["origin"], link["relation"], link["target"], link["note"]) == (one, "see-also", other, "看这里")
    again = crossread("link", f"m-{one[-8:].lower()}", "SEE-ALSO", other)
    assert (again.code, again.out) == (2, "")
    assert "already linked" in again.err


def test_restates_prints_the_claim_of_both(crossread: Crossread, demo: Path) -> None:
    highlights = [mark["id"] for mark in crossread("marks", "--json").objects if not mark["claim"]][:2]
    made = crossread("link", highlights[0], "restates", highlights[1])
    marks = crossread("marks", "--json", "--claim", made.out.strip()).objects
    assert sorted(mark["id"] for mark in marks) == sorted(highlights)


def test_the_relations_of_the_command_line_are_those_of_the_model() -> None:
    assert set(cli.COMMANDS) == set(group.cli.commands)
    assert set(marks.RELATIONS) == {"restates", *map(str, Relation)}


@pytest.mark.parametrize("reference", ["KFGPE", "ZZZZZZ", "01KA3C"])
def test_marks_that_cannot_be_meant(crossread: Crossread, demo: Path, reference: str) -> None:
    answer = crossread("link", reference, "supports", "56DHK1")
    assert (answer.code, answer.out) == (2, "")
    assert reference in answer.err
