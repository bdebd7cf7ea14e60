"""Files that change while they are read."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from pathlib import Path
from statistics import median

import pytest

from annotations.check import check
from annotations.intake import take_in
from annotations.store import backups
from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from tests.tui.driver import Driver
from tests.tui.test_arriving import LONG, empty, reading
from tui.controllers import watching
from tui.headless.libraries import stamp


async def test_what_a_growing_file_takes_on_the_disk_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_WATCH", 0.01)
    monkeypatch.setattr(watching, "_REST", 0.0)
    monkeypatch.setattr(backups, "LAST", 2)
    monkeypatch.setattr(backups, "_SPANS", ())
    path = tmp_path / "log.txt"
    path.write_text("渡轮在夜里开。\n\n", encoding="utf-8")
    workspace = empty(tmp_path)
    source = take_in(workspace, path, stamp()).source
    workspace.close()
    workspace = Workspace(open_library(tmp_path / FOLDER))
    texts, structures = tmp_path / FOLDER / "texts", tmp_path / FOLDER / ".state" / "structure"
    had = []
    async with reading(workspace, source.id) as reader:
        await reader.stand_on("渡轮")
        await reader.press("c")
        for number in range(24):
            with path.open("a", encoding="utf-8") as file:
                file.write(f"来了第{number}行。\n")
            await reader.until(lambda number=number: f"第{number}行" in reader.text, "the new line")  # type: ignore[misc]
            had.append(reader.source("log").fingerprint)
            workspace.store.bring_up()  # type: ignore[attr-defined]
        assert len(set(had)) == 24
        assert len(list(texts.glob("*.txt"))) == len(list(texts.glob("*.orig"))) < 12
        assert len(list(structures.iterdir())) < 12
        assert (texts / f"sha256-{source.fingerprint}.txt").exists(), "what was added by hand stays"
        assert [reader.text[mark.start : mark.end] for mark in reader.marks()] == ["渡轮在夜里开。"]
    workspace.close()
    assert not check(open_library(tmp_path / FOLDER, create=False)).problems


async def test_a_file_that_grows_is_shown_where_one_reads_and_its_old_versions_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_WATCH", 0.01)
    workspace = empty(tmp_path)
    path = tmp_path / "log.txt"
    path.write_text(LONG, encoding="utf-8")
    source = take_in(workspace, path, stamp()).source
    async with reading(workspace, source.id) as reader:
        await reader.stand_on("第2000行")
        await reader.press("c")
        before = [row[:80] for row in reader.rows()[1:-1]]
        gone = weakref.ref(reader.reader.document)
        for number in range(3):
            with path.open("a", encoding="utf-8") as file:
                file.write(f"来了第{number}行。\n")
            await reader.until(lambda number=number: f"来了第{number}行" in reader.text, "the new line")  # type: ignore[misc]
        await reader.pause()
        assert [row[:80] for row in reader.rows()[1:-1]] == before
        assert reader.at("第2000行") and reader.marks()[0].start == reader.text.index("第2000行")
        await reader.press("G")
        await reader.sees("来了第2行")
        assert len(workspace._documents) == 1
        gc.collect()
        assert gone() is None


async def test_a_file_that_goes_on_growing_is_not_read_all_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading takes at most a tenth of the time."""
    monkeypatch.setattr(watching, "_WATCH", 0.01)
    path = tmp_path / "log.txt"
    path.write_text(LONG, encoding="utf-8")
    workspace = empty(tmp_path)
    source = take_in(workspace, path, stamp()).source
    async with reading(workspace, source.id) as reader:
        rest: list[float] = []
        done = watching.Watching._done

        def noted(self: watching.Watching, origin: str, began: float) -> None:
            done(self, origin, began)
            now = time.monotonic()
            rest.append((self._not_before[origin] - now) / (now - began))

        monkeypatch.setattr(watching.Watching, "_done", noted)
        await reader.pause()
        path.write_text(LONG + "来了一行。\n", encoding="utf-8")
        await reader.until(lambda: bool(rest), "the file to be read again")
        assert rest[0] > 8


async def test_a_file_that_is_replaced_by_another_keeps_the_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_WATCH", 0.01)
    workspace = empty(tmp_path)
    path, other = tmp_path / "text.txt", tmp_path / "new"
    path.write_text(LONG, encoding="utf-8")
    source = take_in(workspace, path, stamp()).source
    async with reading(workspace, source.id) as reader:
        await reader.stand_on("第2000行")
        other.write_text("换过的开头。\n\n" + LONG[: len(LONG) // 2 + 40_000], encoding="utf-8")
        other.replace(path)
        await reader.until(lambda: reader.text.startswith("换过的开头"), "the new text")
        assert reader.at("第2000行")
        await reader.sees("第2000行")


async def test_keys_do_not_wait_for_a_file_that_grows_all_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read again without any rest, a text of 3 MB to which something is added every 50 ms."""
    monkeypatch.setattr(watching, "_WATCH", 0.01)
    monkeypatch.setattr(watching, "_REST", 0.0)
    workspace = empty(tmp_path)
    path = tmp_path / "log.txt"
    path.write_text(LONG * 12, encoding="utf-8")
    source = take_in(workspace, path, stamp()).source
    over = threading.Event()

    def grow() -> None:
        while not over.wait(0.05):
            with path.open("a", encoding="utf-8") as file:
                file.write(LONG[:2000])

    async def median_of_keys(reader: Driver) -> float:
        times = []
        for number in range(40):
            began = time.perf_counter()
            await reader.press("j" if number % 2 else "k")
            times.append(time.perf_counter() - began)
        return median(times)

    async with reading(workspace, source.id) as reader:
        await reader.until(lambda: bool(reader.reader.source), "the whole text")
        at_rest = await median_of_keys(reader)
        growing = threading.Thread(target=grow)
        growing.start()
        try:
            await reader.until(reader.screen.arriving.is_reading, "the reading to begin")
            meanwhile = await median_of_keys(reader)
        finally:
            over.set()
            growing.join()
        assert meanwhile < 4 * at_rest


async def test_what_was_selected_found_and_unfolded_stays_so_while_a_file_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_WATCH", 0.01)
    workspace = empty(tmp_path)
    path = tmp_path / "thread.txt"
    post = "##### {0}#  木木  发表于 2025-11-12 16:5{0}\n\n第{0}楼说的话。\n\n*****\n\n"
    path.write_text("".join(post.format(n) for n in range(1, 6)), encoding="utf-8")
    source = take_in(workspace, path, stamp()).source
    async with reading(workspace, source.id) as reader:

        async def grow() -> None:
            length = len(reader.text)
            with path.open("a", encoding="utf-8") as file:
                file.write("##### 6#  木木  发表于 2025-11-12 16:59\n\n又说一句。\n\n")
            await reader.until(lambda: len(reader.text) > length, "the new text")

        await reader.press("/")
        await reader.type("楼说")
        await reader.press("<Enter>")
        await reader.press("z A")
        assert "*****" in reader.screen_text()
        await reader.stand_on("第3楼")
        await reader.press("v")
        await grow()
        assert reader.mode == "SELECT" and "*****" in reader.screen_text()
        assert reader.reader.hits and reader.reader.hits.total == 5
        await reader.press("i s")
        assert reader.selected == "第3楼说的话。" and reader.marks() == []
        await grow()
        await reader.press("c", "g v")
        assert reader.quotes() == ["第3楼说的话。"] == [reader.selected]
