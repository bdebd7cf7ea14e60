"""Opening, reading again and watching sources; folds of what is only the page or stands twice."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from annotations.query import Query
from annotations.search import HitKind, finder_of, search
from annotations.searching import Documents
from annotations.store.disk import Disk
from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from sources import load
from sources.block_table import Kept
from sources.document import BlockKind, Early
from sources.large import plain_structure
from sources.load import Loaded, load_bytes
from tests.tui.driver import FORUM, REPORT, Driver, opened, reading, shelve
from tests.tui.support import wait_for
from tui.app import CrossreadApp
from tui.controllers import arriving, watching
from tui.layout.folds import Folds
from tui.new_texts import NewText, Stopped, new_bytes, new_file

ARTICLE = "\n\n".join(
    f"这是文章的第{n}段，讲的是夜间渡轮的第{n}件事，写得比较长，好让人看得出来它是正文而不是别的什么东西，"
    f"其中第{n}个数字是{n * 37}，出处写在第{n * 3}页，读者可以自己去查，记者也去查过，结果是一样的。"
    for n in range(1, 9)
)
TWICE = f"{ARTICLE}\n\n插在中间的一段话，和前后都不一样。\n\n{ARTICLE}\n"


def label(reader: Driver) -> str:
    return next((row for row in reader.rows() if "repeats" in row), "")


async def test_a_repeat_is_one_row_until_it_is_opened(tmp_path: Path) -> None:
    async with opened(tmp_path, "twice", texts={"twice.txt": TWICE}, size=(100, 60)) as reader:
        await reader.sees("⋯ repeats ¶ 1")
        await reader.stand_on("插在中间")
        await reader.press("}")
        fold = Folds(reader.reader.document).all[0]
        assert reader.cursor == fold.start
        await reader.press("z a")
        assert not label(reader) and reader.cursor == fold.start
        await reader.press("z A")
        assert label(reader)
        await reader.press("z A")
        assert not label(reader)


async def test_sentence_motions_take_a_closed_fold_as_one_step(tmp_path: Path) -> None:
    text = f"{TWICE}\n最后还有一段话。\n"
    async with opened(tmp_path, "twice", texts={"twice.txt": text}, size=(100, 60)) as reader:
        await reader.stand_on("插在中间")
        await reader.press(")", ")")
        assert reader.at("最后还有")
        await reader.press("(", "(")
        assert reader.at("插在中间")


async def test_what_stands_twice_is_found_once(tmp_path: Path) -> None:
    async with opened(tmp_path, "twice", texts={"twice.txt": TWICE}, size=(100, 60)) as reader:
        await reader.press("/")
        await reader.type("第3件事")
        await reader.press("<Enter>")
        await reader.sees("1 of 1")
        query = Query("第3件事")
        hits = search(reader.workspace.library, Documents(reader.workspace.document), query, finder_of(query))
        assert [hit.kind for hit in hits] == [HitKind.TEXT]


async def test_a_line_a_sentence(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum", texts={"forum.md": FORUM}) as reader:
        await reader.press("z s")
        await reader.sees("Each sentence begins a line.")
        assert any(row.strip("▏ ").startswith("我数过三个晚上") for row in reader.rows())
        await reader.press("z s")
        assert not any(row.strip("▏ ").startswith("我数过三个晚上") for row in reader.rows())


async def test_reading_again_moves_marks_and_keeps_the_place(tmp_path: Path) -> None:
    async with opened(tmp_path, "report", texts={"report.md": REPORT}) as reader:
        await reader.stand_on("Fares cover")
        await reader.press("c")
        (tmp_path / "report.md").write_text("# Corrected\n\nA new beginning.\n\n" + REPORT, encoding="utf-8")
        await reader.press(", R")
        await reader.sees("report was read again.")
        (mark,) = reader.marks()
        assert reader.text[mark.start : mark.end] == mark.quote == "Fares cover half of the cost."
        assert reader.at("Fares cover")


async def test_an_open_file_that_changes_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_WATCH", 0.05)
    async with opened(tmp_path, "forum", "report", texts={"forum.md": FORUM, "report.md": REPORT}) as reader:
        path = tmp_path / "report.md"
        await wait_for(
            reader.pilot, lambda: str(path.resolve()) in reader.screen.watching.seen, "the file to have been looked at"
        )
        path.write_text(REPORT + "\nOne more line.\n", encoding="utf-8")
        os.utime(path, ns=(1, 1))
        await reader.sees("One more line.")


async def test_another_encoding_reads_the_bytes_again(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum", texts={"forum.md": FORUM}) as reader:
        await reader.press(", E")
        await reader.type("gb18030")
        await reader.press("<Enter>")
        await reader.sees("forum was read again.")
        assert reader.source("forum").encoding == "gb18030" and "夜间" not in reader.text
        await reader.press(", E")
        await reader.type("utf-8")
        await reader.press("<Enter>")
        await reader.until(lambda: "夜间" in reader.text, "the text as it was")


class Watched(Disk):
    """Remembers which thread put what in its place, and what was appended to, in order."""

    def __init__(self) -> None:
        self.done: list[tuple[str, bool]] = []

    def replace(self, old: Path, new: Path) -> None:
        super().replace(old, new)
        self.done.append((new.suffix, threading.current_thread() is threading.main_thread()))

    def append(self, path: Path, data: bytes, *, sync: bool) -> os.stat_result:
        if sync:
            self.done.append(("commit", True))
        return super().append(path, data, sync=sync)


async def test_a_text_is_on_the_disk_before_its_record_and_the_screen_writes_none(tmp_path: Path) -> None:
    shelve(tmp_path, {"forum.md": FORUM}).close()
    disk = Watched()
    async with reading(Workspace(open_library(tmp_path / FOLDER, disk=disk)), ["forum"]) as reader:
        for text in ("第一版。", "第二版，长了一点。"):
            disk.done.clear()
            (tmp_path / "new.txt").write_text(text, encoding="utf-8")
            await reader.press(", o")
            await reader.type(str(tmp_path / "new.txt"))
            await reader.press("<Enter>")
            await reader.sees(text)
            kinds = [kind for kind, _ in disk.done]
            assert kinds.index(".orig") < kinds.index("commit") and kinds.index(".txt") < kinds.index("commit")
            assert not [kind for kind, main in disk.done if main and kind in (".txt", ".orig")]


async def test_what_takes_long_can_be_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, "forum", texts={"forum.md": FORUM}) as reader:

        def slow(stopped: Stopped, _: Early | None) -> Loaded:
            while not stopped():
                pass
            return load_bytes(b"never added", "slow.txt")

        reader.screen.opening.read(NewText("slow.txt", "slow.txt", slow))
        await reader.sees("Esc stops reading slow.txt")
        await reader.press("<Esc>")
        await reader.sees("Stopped: nothing was added.")
        assert [source.handle for source in reader.workspace.library.sources()] == ["forum"]


async def test_what_does_not_see_that_it_is_stopped_is_not_waited_for(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum", texts={"forum.md": FORUM}) as reader:
        over = threading.Event()

        def deaf(_: Stopped, __: Early | None) -> Loaded:
            over.wait(20)
            return load_bytes(b"never added", "deaf.txt")

        reader.screen.opening.read(NewText("deaf.txt", "deaf.txt", deaf))
        await reader.sees("━", "s · Esc stops reading deaf.txt")
        await reader.press("<Esc>")
        await reader.sees("Stopped: nothing was added.")
        reader.screen.opening.read(new_bytes(b"Added at once.", "other.txt", "other.txt"))
        await reader.sees("Added at once.")
        over.set()
        await reader.pause()
        assert [source.handle for source in reader.workspace.library.sources()] == ["forum", "other"]


@pytest.mark.parametrize("typed", ["circle", "~nobody-has-this-name/x", "字" * 300], ids=["circle", "home", "long"])
async def test_a_typed_name_of_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "circle").symlink_to("circle")
    async with opened(tmp_path, "forum", texts={"forum.md": FORUM}) as reader:
        await reader.press(", o")
        await reader.type(typed)
        await reader.press("<Enter>")
        await reader.sees(f"“{typed[:20]}", "” is no source of the library")


async def test_a_typed_path_becomes_a_source(tmp_path: Path) -> None:
    other = tmp_path / "page.html"
    other.write_text(f"<html><title>A page</title><body><article>{'<p>Many words here. </p>' * 30}</article></body>")
    async with opened(tmp_path, "forum", texts={"forum.md": FORUM}) as reader:
        await reader.press(", o")
        await reader.type(str(other))
        await reader.press("<Enter>")
        await reader.sees("Added as page, read as html.", "Many words here.")
        assert reader.source("page").title == "A page"


async def test_a_file_that_changed_while_nobody_read_is_read_again_at_the_start(tmp_path: Path) -> None:
    async with opened(tmp_path, "report", texts={"report.md": REPORT}) as reader:
        await reader.stand_on("Fares cover")
        await reader.press("c")
    (tmp_path / "report.md").write_text("# Corrected\n\nA new beginning.\n\n" + REPORT, encoding="utf-8")
    async with opened(tmp_path, "report", texts={}) as reader:
        await reader.sees("report was read again.")
        (mark,) = reader.marks()
        assert mark.quote.startswith("Fares cover")
        assert reader.reader.document.text[mark.start : mark.end] == mark.quote


def test_known_files_are_opened_without_reading_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotations.intake import take_in
    from sources import load
    from tui import opening as words
    from tui.headless.libraries import open_workspace, stamp

    path = tmp_path / "report.md"
    path.write_text(REPORT, encoding="utf-8")
    known = take_in(open_workspace(str(tmp_path), create=True), path, stamp()).source

    def refuse(*_: object) -> None:
        raise AssertionError("it was read, or its structure found, again")

    for name in ("load_path", "reload"):
        monkeypatch.setattr(load, name, refuse)
    monkeypatch.setattr(words, "has_terminal", lambda **_: True)
    shown: list[object] = []
    monkeypatch.setattr(words, "run_reader", lambda workspace, sources, notices: shown.append(sources))
    words.open_reader(str(tmp_path), [str(path)], ())
    assert shown == [[known.id]]
    assert open_workspace(str(tmp_path)).document(known.id).blocks


async def test_a_large_new_file_is_read_while_its_lines_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "LARGE", 1000)
    monkeypatch.setattr(arriving, "PATIENCE", 60.0)
    went_on = threading.Event()
    find = plain_structure

    def later(*given: Any) -> Kept:
        went_on.wait(20)
        return find(*given)

    monkeypatch.setattr(load, "plain_structure", later)
    path = tmp_path / "large.txt"
    path.write_text("".join(f"主持人：第{n}句话说的是渡轮。\n\n" for n in range(200)), encoding="utf-8")
    workspace = Workspace(open_library(tmp_path / FOLDER))
    app = CrossreadApp(workspace, [new_file(path)])
    async with app.run_test(size=(100, 30)) as pilot:
        reader = Driver(app, pilot)
        await wait_for(pilot, lambda: bool(reader.text), "the lines of the text")
        await reader.press("G")
        await wait_for(pilot, lambda: reader.cursor > 3000, "the end of the text")
        assert not workspace.library.sources()
        await reader.press("c")
        assert not workspace.library.marks()
        went_on.set()
        await wait_for(pilot, lambda: bool(reader.marks()), "the mark that was asked for")
        assert all(block.kind is BlockKind.TURN for block in reader.reader.document.blocks)
        assert reader.marks()[0].quote == "主持人：第199句话说的是渡轮。"


async def test_what_arrives_does_not_take_the_answer_to_the_last_key_away(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.press("c")
        (tmp_path / "forum.md").write_text(f"{FORUM}\n又一段。\n", encoding="utf-8")
        await reader.until(lambda: "was read again" in reader.status, "the new version")
        assert "Marked as claim" in reader.status
        for _ in range(2):
            reader.screen.add_word("forum is as it was.")
        assert reader.status.count("as it was") == 1
        await reader.press("j")
        assert "Marked as claim" not in reader.status and "as it was" not in reader.status
