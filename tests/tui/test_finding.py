"""Searching in a source as somebody types it: hits, modes, what was searched before, and going back."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.tui.driver import Driver, opened
from tui.controllers import finding
from tui.glossary import glossary_files

LEDGER = {"ledger.txt": "成本 31 亿。\n\nAI 芯片 and ai chips, １２ of them.\n\n据说成本是 12 兆，不是 31 亿。\n"}


async def search(reader: Driver, words: str) -> None:
    await reader.press("/")
    await reader.type(words)


async def test_hits_are_counted_while_typing(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        await search(reader, "夜間渡輪")
        await reader.sees("1 of 2")
        await reader.press("<BS>", "<BS>")
        await reader.type("晚")
        await reader.sees("no hit")
        assert reader.cursor == 0
        await reader.press("<Esc>")


async def test_keys_that_come_all_at_once_mean_what_they_mean_one_by_one(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        await reader.keys_at_once("/夜間渡輪\rn")
        await reader.sees("2 of 2")
        at = reader.cursor
        await reader.keys_at_once("/no\x7f\x7f夜間渡輪\rN")
        await reader.sees("1 of 2")
        assert reader.cursor != at
        await reader.press("/")
        await reader.keys_at_once("ab\x7fc")
        assert reader.typed == "ac"
        await reader.keys_at_once("\x1b[D\x1b[Db\x1b[Fd\x1b[H\x1b[3~e")  # left twice, end, home, delete
        assert reader.typed == "eacd"
        await reader.press("<Esc>")


async def test_exact_and_regular_expressions_are_switched_and_seen(tmp_path: Path) -> None:
    async with opened(tmp_path, "ledger", texts=LEDGER) as reader:
        await search(reader, "ai")
        await reader.sees("1 of 2", "[ ] exact")
        await reader.press("<C-t>")
        await reader.sees("exact:ai", "1 of 1", "[x] exact")
        assert reader.at("ai chips")
        await reader.press("<C-t>")
        await reader.sees("1 of 2", "[ ] exact")
        await reader.press("<Esc>")
        await search(reader, r"\d+ 亿")
        await reader.sees("no hit")
        await reader.press("<C-r>")
        await reader.sees("1 of 2", "[x] regex")
        await reader.press("<Enter>", "n")
        assert reader.at("31 亿。") and "2 of 2" in reader.status


async def test_a_pattern_that_is_none_is_said_while_it_is_typed(tmp_path: Path) -> None:
    async with opened(tmp_path, "ledger", texts=LEDGER) as reader:
        await search(reader, "regex:(31")
        await reader.sees("missing )", "[x] regex")
        await reader.press("<Enter>")
        assert "no regular expression: missing )" in reader.status
        await search(reader, "regex:(31)")
        await reader.sees("1 of 2")
        await reader.press("<Enter>")
        assert reader.at("31")


async def test_what_was_searched_comes_back_with_the_arrows_and_in_the_next_session(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        for words in ("渡轮", "票价"):
            await search(reader, words)
            await reader.press("<Enter>")
        await search(reader, "draft")
        await reader.press("<Up>", "<Up>")
        assert reader.typed == "渡轮"
        await reader.press("<Up>", "<Down>")
        assert reader.typed == "票价"
        await reader.press("<Down>")
        assert reader.typed == "draft"
        await reader.press("<Esc>")
    async with opened(tmp_path, "podcast") as reader:
        await reader.press("/", "<Up>")
        assert reader.typed == "票价"
        await reader.press("<Enter>")
        assert reader.at("票價")


async def test_other_words_for_it_are_searched_and_named(tmp_path: Path) -> None:
    async with opened(tmp_path, "ledger", texts=LEDGER) as reader:
        glossary_files(reader.workspace.store.path)[0].write_text("成本 = 費用 # what it costs\n晶元 = 芯片\n", "utf-8")
        await search(reader, "晶圆")
        await reader.press("<Enter>")
        assert "not in this source" in reader.status
        await search(reader, "晶元")
        await reader.press("<Enter>")
        assert reader.at("芯片") and "also" in reader.status and "芯片" in reader.status


async def test_a_fold_that_a_search_opened_is_closed_again_by_esc(tmp_path: Path) -> None:
    article = "\n\n".join(f"Sentence {n} of the review, which is long enough to count as one." for n in range(30))
    texts = {"twice.txt": f"{article}\n\n{article}\n\nThe end is near.\n"}
    async with opened(tmp_path, "twice", texts=texts) as reader:
        await reader.press("G", "k", "k")
        before, at = reader.rows(), reader.cursor
        await search(reader, "Sentence 3")
        await reader.sees("of 1")
        await reader.press("<Esc>")
        await reader.pause()
        assert reader.cursor == at and reader.rows()[:-1] == before[:-1]


@pytest.mark.parametrize("script", ["s", "s s"])
async def test_hits_lie_on_the_same_characters_in_any_script_view(tmp_path: Path, script: str) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press(*script.split())
        await search(reader, "软体")
        await reader.press("<Enter>")
        hits = reader.reader.hits
        assert hits and [reader.text[a:b] for a, b in hits.between(0, len(reader.text))] == ["軟體"]


async def test_a_long_text_is_counted_behind_the_screen(tmp_path: Path) -> None:
    texts = {"long.txt": "\n\n".join(f"第{n}段，夜間渡輪。" for n in range(60_000)) + "\n\n終點。\n"}
    async with opened(tmp_path, "long", texts=texts) as reader:
        await search(reader, "终点")
        await reader.press("<Enter>")
        await reader.sees("1 of 1")
        assert reader.at("終點")
        await search(reader, "夜间渡轮")
        await reader.press("<Enter>")
        await reader.sees("1 of 60,000")
        await reader.press("N")
        await reader.sees("60,000 of 60,000")


_FIRST = """
import sys
from pathlib import Path
from tui.controllers.searches import _prepare, meant
from tui.hits import Hits
from sources.document import Document
_prepare()
hits = Hits(Document("軟體。" * 100 + "needle", ()), meant("软件", ()))
assert hits.count_for(60) and hits.total == 100
print(sorted({"regex", "sqlite3", "opencc", "annotations.search", "sources.load"} & set(sys.modules)))
"""


def test_a_first_search_loads_nothing_that_only_others_need() -> None:
    done = subprocess.run([sys.executable, "-c", _FIRST], capture_output=True, text=True, check=False)
    assert done.stdout == "[]\n", done.stderr


async def test_a_hit_far_away_is_gone_to_when_it_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counting = threading.Event()
    monkeypatch.setattr(finding, "give_way", lambda: counting.wait(20))
    for seconds in ("_AT_ONCE", "_ON_ENTER", "_SOON", "_SLICE"):
        monkeypatch.setattr(finding, seconds, 0)
    texts = {"long.txt": "\n\n".join(f"第{n}段夜船。" for n in range(40_000)) + "\n\n夜間渡輪。" * 9_000}
    async with opened(tmp_path, "long", texts=texts) as reader:
        await search(reader, "夜间渡轮")
        await reader.press("<Enter>")
        try:
            await reader.pause()
            assert reader.reader.hits and not reader.reader.hits.complete and reader.reader.hit is None
        finally:
            counting.set()
        await reader.until(lambda: reader.reader.hit is not None, "the first hit")
        assert reader.at("夜間渡輪")
        await reader.sees("1 of 9,000")


async def test_the_first_hit_is_shown_before_the_others_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = threading.Event()
    monkeypatch.setattr(finding, "give_way", lambda: counting.wait(20))
    monkeypatch.setattr(finding, "_SLICE", 0)
    monkeypatch.setattr(finding, "_SOON", 0)
    texts = {"long.txt": "夜間渡輪。\n\n" * 9_000}
    async with opened(tmp_path, "long", texts=texts) as reader:
        await search(reader, "夜间渡轮")
        await reader.press("<Enter>")
        try:
            await reader.until(lambda: reader.reader.hit is not None, "the first hit")
            assert reader.reader.hits and not reader.reader.hits.complete
        finally:
            counting.set()
        await reader.sees("1 of 9,000")
