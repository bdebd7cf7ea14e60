"""Adding, listing, reading and refreshing sources by command: what is printed where, and the exit code."""

from __future__ import annotations

from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from tests.tui.commands.answer import Crossread


def test_adding_says_what_became_of_each_file(crossread: Crossread, elsewhere: Path) -> None:
    (elsewhere / "one.md").write_text("# 标题\n\n一段话。\n", "utf-8")
    (elsewhere / "more").mkdir()
    (elsewhere / "more" / "two.txt").write_bytes("繁體中文的一段話。".encode("big5"))
    first = crossread("add", "more", "--encoding", "big5")
    assert (first.code, first.err) == (0, "")
    assert first.out.splitlines()[1].split() == ["added", "two", "two", "plain,", "big5", "9"]
    assert crossread("text", "two").out == "繁體中文的一段話。"
    assert crossread("add", "one.md").code == 0
    second = crossread("add", "one.md", "more", "missing.txt")
    assert second.code == 2
    assert "missing.txt" in second.err
    assert second.err.endswith("2 known, 1 failed.\n")
    assert [line.split()[:2] for line in second.out.splitlines()[1:]] == [["known", "one"], ["known", "two"]]


def test_a_folder_without_texts_is_told(crossread: Crossread, elsewhere: Path) -> None:
    (elsewhere / "empty").mkdir()
    answer = crossread("add", "empty")
    assert (answer.code, answer.out) == (2, "")
    assert "no text in the folder empty" in answer.err


def test_the_list_says_what_the_library_holds(crossread: Crossread, demo: Path) -> None:
    answer = crossread("list")
    assert answer.code == 0
    header, *rows = answer.out.splitlines()
    assert header.split() == ["handle", "title", "author", "date", "script", "characters", "marks"]
    assert len(rows) == 6
    assert rows[0].startswith("01 ") and rows[0].endswith(" 2")
    assert {source["handle"] for source in crossread("list", "--json").objects} == {f"0{n}" for n in range(1, 7)}


def test_text_prints_what_the_fingerprint_is_of(crossread: Crossread, demo: Path) -> None:
    from sources.document import fingerprint

    source = crossread("list", "--json").objects[0]
    for reference in ("01", source["id"], source["id"][:22].lower(), source["title"], str(demo / "01-livestream.md")):
        text = crossread("text", reference).out
        assert (len(text), fingerprint(text)) == (source["length"], source["fingerprint"])


def test_text_reads_a_file_that_is_in_no_library(crossread: Crossread, elsewhere: Path) -> None:
    (elsewhere / "alone.txt").write_text("只读一遍", "utf-8")
    assert crossread("text", "alone.txt").out == "只读一遍"
    assert not (elsewhere.parent / "data").exists()
    missing = crossread("text", "missing.txt")
    assert (missing.code, missing.out) == (2, "")


def test_refresh_reads_changed_files_again(crossread: Crossread, elsewhere: Path) -> None:
    path = elsewhere / "talk.txt"
    path.write_text("渡轮每天载客一万二千人。\n", "utf-8")
    crossread("mark", "talk.txt", "--quote", "载客一万二千人")
    path.write_text("更正如下。\n\n渡轮每天载客一万二千人。\n", "utf-8")
    done = crossread("refresh")
    assert (done.code, done.out.splitlines()[1].split()[0]) == (0, "changed")
    (mark,) = crossread("marks", "--json").objects
    assert crossread("text", "talk").out[mark["start"] : mark["end"]] == mark["quote"] and mark["state"] == "placed"
    path.unlink()
    gone = crossread("refresh", "talk")
    assert gone.code == 2 and "talk.txt" in gone.err


def test_what_is_piped_in_becomes_a_source(crossread: Crossread, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("第一段话。", "Another text."):
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(text.encode())))
        assert crossread("add", "-").code == 0
    assert [row["origin"] for row in crossread("list", "--json").objects] == ["stdin", "stdin"]
    again = crossread("refresh", "stdin")
    assert again.code == 2 and "piped" in again.err


def test_blocks_cover_the_text_and_say_where_they_stand(crossread: Crossread, demo: Path) -> None:
    rows = crossread("text", "01", "--blocks", "--json").objects
    text = crossread("text", "01").out
    assert set(rows[0]) == {"kind", "start", "end", "level", "locator", "quotes", "folded", "repeats"}
    assert set(rows[0]["locator"]) == {"heading", "speaker", "time", "post", "page", "paragraph", "line"}
    assert "turn" in {row["kind"] for row in rows}
    covered = "".join(text[row["start"] : row["end"]] for row in rows)
    assert "".join(covered.split()) == "".join(text.split())
    assert "turn" in crossread("text", "01", "--blocks").out
    assert crossread("text", "01", "--json").code == 2
