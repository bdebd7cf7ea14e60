"""Every command as a person or a script meets it: what it prints where, and its exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from annotations.demo.build import build_demo
from annotations.model import Relation
from sources import safe
from tui import cli, opening
from tui.commands import group, marks
from tui.headless import output
from tui.new_texts import NewText

STREAM = "何屿: 今天只讲**一件事**。\n\n小满: 环山路堵了。\n\n何屿: 环山路天天堵。\n\n小满: 是的。\n"


@dataclass
class Answer:
    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Crossread = Callable[..., Answer]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "demo"
    build_demo(folder)
    return folder


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder and a data folder of the test's own."""
    for name in ("CROSSREAD_LIBRARY", "CROSSREAD_CONFIG", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def demo(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the demo library that the commands find."""
    folder = tmp_path / "demo"
    shutil.copytree(built, folder)
    monkeypatch.setenv("CROSSREAD_LIBRARY", str(folder))
    return folder


@pytest.fixture
def crossread(capsys: pytest.CaptureFixture[str]) -> Crossread:
    def call(*arguments: str) -> Answer:
        code = cli.run(arguments)
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return call


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed goes to a terminal of 80 columns."""
    monkeypatch.setattr(output, "is_terminal", lambda _: True)
    monkeypatch.setenv("COLUMNS", "80")


# ---- sources -------------------------------------------------------------------------------------------------


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


# ---- marks and links -----------------------------------------------------------------------------------------


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


# ---- lists, search, digest, check ----------------------------------------------------------------------------


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


# ---- the demo ------------------------------------------------------------------------------------------------


def test_the_demo_is_the_same_bytes_wherever_it_is_built(built: Path, crossread: Crossread, elsewhere: Path) -> None:
    build_demo(elsewhere / "again")

    def records(folder: Path) -> dict[str, bytes]:
        files = [folder / ".crossread" / "claims.json", *(folder / ".crossread" / "sources").iterdir()]
        return {file.name: file.read_bytes().replace(str(folder).encode(), b"") for file in files}

    names = set(records(built))
    assert names == set(records(elsewhere / "again")) and len(names) == 7
    for command in (("marks", "--json"), ("claims", "--json"), ("links", "--json"), ("tags", "--json"), ("digest",)):
        outs = {crossread(*command, "--library", str(folder)).out for folder in (built, elsewhere / "again")}
        assert len(outs) == 1
    assert str(elsewhere) not in crossread("digest", "--library", "again").out


def test_the_demo_without_a_terminal_is_its_digest(built: Path, crossread: Crossread, elsewhere: Path) -> None:
    expected = crossread("digest", "--by", "claim", "--library", str(built)).out
    answer = crossread("demo")
    assert (answer.code, answer.out, answer.err) == (0, expected, "")
    assert not (elsewhere.parent / "data").exists(), "printing left something behind"
    assert crossread("demo", "here").out == expected
    assert sorted(path.name for path in (elsewhere / "here").iterdir())[:2] == [".crossread", "01-livestream.md"]


def test_the_demo_is_kept_as_it_was_left(crossread: Crossread, elsewhere: Path) -> None:
    crossread("demo", "here")
    crossread("mark", "06", "--quote", "TUESDAY", "--note", "a note of mine", "--library", "here")
    assert "a note of mine" in crossread("demo", "here").out


def test_the_demo_puts_nothing_over_other_things(crossread: Crossread, elsewhere: Path) -> None:
    (elsewhere / "mine").mkdir()
    (elsewhere / "mine" / "notes.txt").write_text("mine", "utf-8")
    crossread("add", "mine", "--library", "other")
    for folder in ("mine", "mine/notes.txt", "other"):
        answer = crossread("demo", folder)
        assert (answer.code, answer.out) == (2, "")
        assert "stay as they are" in answer.err
    assert [path.name for path in (elsewhere / "mine").iterdir()] == ["notes.txt"]
    assert crossread("--library", "mine", "demo").code == 2


def test_the_demo_in_a_terminal_is_built_in_the_data_folder(
    crossread: Crossread, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[str, int, list[str]]] = []

    def run(workspace: Any, sources: list[Any], notices: list[str], *, tour: bool = False) -> int:
        assert tour is not bool(opened)
        opened.append((str(workspace.store.path), len(sources), notices))
        return 0

    monkeypatch.setattr(opening, "has_terminal", lambda **_: True)
    monkeypatch.setattr(opening, "run_reader", run)
    assert crossread("demo").code == 0
    assert crossread("demo").code == 0
    home = str(elsewhere.parent / "data" / "crossread" / "demo" / ".crossread")
    assert opened == [(home, 2, []), (home, 6, [])], "the first time it is the tour, beside two of its sources"
    shutil.rmtree(elsewhere.parent / "data")
    (elsewhere.parent / "data").write_text("in the way", "utf-8")
    assert crossread("demo").code == 0
    assert opened[-1][0] != home
    assert "gone when you leave" in opened[-1][2][0]


# ---- opening the reader --------------------------------------------------------------------------------------


def test_the_reader_opens_files_folders_and_sources(
    crossread: Crossread, demo: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[list[str], list[str]]] = []

    def run(workspace: Any, sources: list[Any], notices: list[str]) -> int:
        names = [s.name if isinstance(s, NewText) else workspace.library.source(s).handle for s in sources]
        opened.append((names, notices))
        return 0

    monkeypatch.setattr(opening, "has_terminal", lambda **_: True)
    monkeypatch.setattr(opening, "run_reader", run)
    (elsewhere / "more").mkdir()
    for name in ("list", "more/two.txt", "more/three.txt"):
        (elsewhere / name).write_text(f"The text of {name}.", "utf-8")
    (elsewhere / "bad.txt").write_bytes(b"%PDF-1.7 ...")
    assert crossread("./list", "more", "03", str(demo / "01-livestream.md"), "list").code == 0
    assert opened.pop() == (["list", "three.txt", "two.txt", "03", "01-livestream.md"], [])
    assert crossread().code == 0
    assert opened.pop() == ([], [])
    assert crossread("bad.txt", "03", "--library", str(demo)).code == 0
    assert opened.pop() == (["bad.txt", "03"], [])


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["serach", "foo"], "`crossread search`"),
        (["storey.txt"], "`story.txt`"),
        (["./storey.txt"], "`story.txt`"),
        (["xyzzy-plugh"], "`crossread --help` lists the commands"),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest(
    crossread: Crossread, elsewhere: Path, words: list[str], meant: str
) -> None:
    (elsewhere / "story.txt").write_text("Once.", "utf-8")
    answer = crossread(*words)
    assert (answer.code, answer.out) == (2, "")
    assert words[0] in answer.err and meant in answer.err
    assert answer.err.count("\n") == 1
    assert not (elsewhere.parent / "data").exists()


def test_the_reader_wants_a_terminal(crossread: Crossread, demo: Path) -> None:
    for words in ([], ["03"]):
        answer = crossread(*words)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("crossread: The reader needs a terminal")


# ---- errors, terminals, streams ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["--bogus"],
        ["list", "--bogus"],
        ["list", "extra"],
        ["mark", "01"],
        ["mark", "01", "--quote", "x", "--nth", "0"],
        ["mark", "01", "--quote", "x", "--note", "\udcff"],
        ["mark", "01", "--quote", "x", "--tag", "\udcff"],
        ["link", "a", "loves", "b"],
        ["digest", "--by", "mood"],
        ["add"],
        ["add", "01-livestream.md", "--encoding", "klingon"],
        ["list", "--library", "nowhere"],
        ["check", "--library", "nowhere"],
    ],
)
def test_wrong_use_is_one_sentence_and_2(crossread: Crossread, demo: Path, arguments: list[str]) -> None:
    answer = crossread(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("crossread: ") and "Traceback" not in answer.err


@pytest.mark.parametrize("command", [[], *([name] for name in cli.COMMANDS)])
def test_help_has_an_example(crossread: Crossread, command: list[str]) -> None:
    answer = crossread(*command, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert f"Example: crossread {' '.join(command)}".rstrip() in answer.out


def test_version(crossread: Crossread) -> None:
    assert crossread("--version").out.startswith("crossread 0.")


def test_the_library_is_found_upward_and_in_the_data_folder(
    crossread: Crossread, built: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(built, elsewhere / "project")
    (elsewhere / "project" / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(elsewhere / "project" / "deep" / "er")
    assert len(crossread("list", "--json").objects) == 6
    monkeypatch.chdir(elsewhere)
    assert crossread("list").code == 2
    (elsewhere / "one.txt").write_text("One.", "utf-8")
    assert crossread("add", "one.txt").code == 0
    assert (elsewhere.parent / "data" / "crossread" / ".crossread" / "library.json").exists()
    assert len(crossread("list", "--json").objects) == 1


EVIL = "evil\x1b]52;c;QUFBQQ==\x07\x9b31m\u202e\u2028.txt"


@pytest.mark.usefixtures("terminal")
def test_nothing_dangerous_reaches_a_terminal(crossread: Crossread, elsewhere: Path) -> None:
    text = "hello \x1b[31mred\x1b[0m \x9b2J world\u202e, hello again."
    (elsewhere / EVIL).write_text(text, "utf-8")
    answers = {
        arguments: crossread(*arguments)
        for arguments in (
            ("add", EVIL, f"missing-{EVIL}", "--library", "."),
            ("mark", "evil", "--quote", text, "--note", text),
            ("mark", "evil", "--quote", f"no {EVIL}"),
            ("list",),
            ("list", "--json"),
            ("marks",),
            ("marks", "--json"),
            ("text", "evil"),
            ("search", "hello"),
            ("digest",),
            ("check",),
            (EVIL.replace("evil", "evli"),),
        )
    }
    assert [answer.code for answer in answers.values()] == [2, 0, 1, *[0] * 8, 2]
    for answer in answers.values():
        assert not safe.UNSAFE.search((answer.out + answer.err).replace("\n", ""))
    assert answers["text", "evil"].out == "hello ␛[31mred␛[0m \ufffd2J world¤, hello again.\n"
    assert "␛]52;c;" in answers["list",].out


def test_a_pipe_gets_the_original_and_json_stays_on_its_line(crossread: Crossread, elsewhere: Path) -> None:
    text = "one \x1b[1m two\u2028three \x85 four\u202e five\n"
    (elsewhere / "raw.txt").write_text(text, "utf-8", newline="")
    crossread("mark", "raw.txt", "--quote", text.strip(), "--note", "a\nb", "--library", ".")
    assert crossread("text", "raw").out == text
    out = crossread("marks", "--json").out
    assert out.count("\n") == 1 and not safe.UNSAFE.search(out.rstrip("\n"))
    assert json.loads(out)["quote"] == text.strip()


@pytest.mark.usefixtures("terminal", "demo")
def test_rows_fit_a_terminal(crossread: Crossread) -> None:
    from rich.cells import cell_len

    rows = [row for command in ("list", "marks", "claims", "links") for row in crossread(command).out.splitlines()]
    assert len(rows) == 6 + 16 + 4 + 8 + 4
    assert max(map(cell_len, rows)) <= 80


def test_a_key_that_interrupts_is_130(crossread: Crossread, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.headless import upkeep

    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(upkeep, "check", interrupted)
    answer = crossread("check")
    assert (answer.code, answer.err.strip()) == (130, "")


def test_a_library_that_cannot_be_read_is_a_sentence(crossread: Crossread, demo: Path) -> None:
    before = crossread("claims", "--json").out
    claims = demo / ".crossread" / "claims.json"
    claims.write_bytes(b"{")
    answer = crossread("claims", "--json")
    assert (answer.code, answer.out) == (0, before), "recovered from the journal and the backups"
    assert "claims.json is damaged" in answer.err and answer.err.count("\n") == 1
    shutil.rmtree(demo / ".crossread" / ".state")
    answer = crossread("marks")
    assert (answer.code, answer.out) == (2, "")
    assert "claims.json" in answer.err and answer.err.count("\n") == 1


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("list",),
    ("marks", "--json"),
    ("claims",),
    ("links",),
    ("tags",),
    ("search", "环山路"),
    ("digest",),
    ("check",),
    ("conflicts",),
    ("backup", "kept.zip"),
    ("init",),
    ("text", "01"),
    ("add", "01-livestream.md"),
    ("mark", "01", "--quote", "天天"),
    ("link", "KFGPE1", "supports", "RW1N0W"),
    ("demo",),
    ("--help",),
    ("nonsense",),
)
PROBE = f"""
import io, sys
from tui.cli import run
sys.stdout = sys.stderr = io.TextIOWrapper(io.BytesIO())
codes = [run(arguments) for arguments in {COMMANDS!r}]
print(codes, sorted({{"textual", "markdown", "PIL"}} & set(sys.modules)), file=sys.__stdout__)
"""


def test_no_command_that_prints_loads_textual(demo: Path) -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, cwd=demo, check=False)
    assert done.stderr == ""
    assert done.stdout == "[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2] []\n"


def test_a_closed_pipe_is_quiet_and_the_locale_does_not_matter(demo: Path) -> None:
    """The reading end is closed before anything is written."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    code = "import sys; from tui.cli import main; sys.argv = ['crossread', 'text', '01']; main()"
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, env=environment, check=False
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
    piped = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, check=True)
    assert "旧江路" in piped.stdout.decode("utf-8")


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


def test_a_folder_that_was_deleted_under_us_is_said(crossread: Crossread, elsewhere: Path) -> None:
    gone = elsewhere / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    try:
        answer = crossread("list")
    finally:
        os.chdir(elsewhere)
    assert (answer.code, answer.out) == (2, "") and "The folder that you are in was deleted" in answer.err
