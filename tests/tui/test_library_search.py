"""Searching the library while typing: what is listed, looked at and gone to, and that Esc costs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.indexing import index_file
from annotations.text_index import TextIndex
from tests.tui.driver import Driver, opened


def rows_of(reader: Driver) -> list[str]:
    """The result list, without blanks at the ends."""
    results = reader.screen.search_panel.list
    return [results.render_line(y).text[:-1].rstrip() for y in range(results.size.height)]


async def search(reader: Driver, words: str) -> None:
    await reader.press("g /")
    await reader.type(words)


async def test_results_come_by_source_with_counts_in_any_script(tmp_path: Path) -> None:
    async with opened(tmp_path, "report") as reader:
        await search(reader, "夜间渡轮")
        await reader.sees("4 in 2")
        text = "\n".join(rows_of(reader))
        assert "夜間渡輪" in text and "夜间渡轮" in text
        headings = [row.strip() for row in rows_of(reader) if row.strip().endswith("2")]
        assert [heading.split()[0] for heading in headings] == ["forum", "podcast"]
        await reader.type("值得")
        await reader.sees("1 in 1")
        assert reader.typed == "夜间渡轮值得"


async def test_a_hit_is_looked_at_in_the_pane_and_esc_brings_back_what_was_there(tmp_path: Path) -> None:
    async with opened(tmp_path, "report") as reader:
        await reader.stand_on("The count")
        before, cursor = reader.rows(), reader.cursor
        await search(reader, "四百人")
        await reader.until(lambda: reader.handle == "forum" and reader.at("四百人"), "the hit in the pane")
        await reader.press("<Esc>")
        await reader.pause()
        assert reader.handle == "report" and reader.cursor == cursor
        assert reader.rows()[:-1] == before[:-1] and reader.focus == "reader"
        await reader.press("n")
        assert "Nothing has been searched" in reader.status


async def test_enter_opens_the_chosen_hit_and_n_goes_on_from_there(tmp_path: Path) -> None:
    async with opened(tmp_path, "report") as reader:
        await search(reader, "夜间渡轮")
        await reader.sees("4 in 2")
        await reader.press("<Down>", "<Down>", "<Enter>")
        assert reader.handle == "podcast" and reader.at("夜間渡輪") and reader.focus == "reader"
        first = reader.cursor
        assert "1 of 2" in reader.status
        await reader.press("n")
        assert reader.cursor > first and "2 of 2" in reader.status
        await reader.press("<BS>", "<BS>")
        assert reader.handle == "report"


async def test_filters_narrow_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum", "podcast") as reader:
        await reader.stand_on("票价涨了")
        await reader.press("c", "t")
        await reader.type("cost")
        await reader.press("<Enter>", "<Enter>")
        await search(reader, "tag:cost")
        await reader.sees("1 in 1", "mark:")
        await reader.press("<Esc>")
        await search(reader, "夜间渡轮 -source:forum")
        await reader.sees("2 in 1")
        await reader.press("<Esc>")
        await search(reader, "tga:cost")
        await reader.until(lambda: "did you mean tag:" in reader.status, "the nearest field")
        await reader.press("<Esc>")
        await search(reader, "人 speaker:主持人")
        await reader.sees(" in 1")
        assert all("主持人" in row for row in rows_of(reader)[1:] if row.strip())


async def test_a_tag_to_filter_by_is_offered(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        await search(reader, "tag:")
        await reader.sees("There are no tags yet.")
        await reader.press("<Esc>", "c", "t")
        await reader.type("cost")
        await reader.press("<Enter>", "<Enter>")
        await search(reader, "tag:")
        await reader.sees("tag:cost (1)")
        assert "wants a value" in reader.status
        await reader.type("cost")
        await reader.sees("1 in 1 source", "mark:")


async def test_enter_without_a_hit_leaves_the_words_to_be_mended(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        for words, problem in (("nowhere", "There is no hit to open"), ("regex:(", "is no regular expression")):
            await search(reader, words)
            await reader.press("<Enter>")
            await reader.until(lambda: problem in reader.status, "what is wrong")  # noqa: B023
            assert reader.typed == words
            await reader.press("<Esc>")
            assert reader.focus == "reader"


async def test_the_words_of_a_source_s_hits_begin_below_each_other(tmp_path: Path) -> None:
    texts = {"talk.txt": "A: ferry.\n\nProfessor Longname: ferry.\n\nA: ferry.\n\nProfessor Longname: ferry.\n"}
    async with opened(tmp_path, "talk", texts=texts) as reader:
        await search(reader, "ferry")
        await reader.sees("4 in 1 source")
        starts = [
            row.find(words) for row in rows_of(reader)[1:5] for words in ("A: ferry", "Professor Longname: ferry")
        ]
        assert len(starts) == 8 and len({*starts} - {-1}) == 1


async def test_modes_are_switched_behind_filters(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        await search(reader, "source:report FERRY")
        await reader.sees("1 in 1")
        await reader.press("<C-t>")
        assert reader.typed == "source:report exact:FERRY"
        await reader.sees("is not in this library", "[x] exact")
        await reader.press("<C-r>")
        assert reader.typed == "source:report regex:FERRY"
        await reader.press("<C-r>", "<Enter>")
        assert reader.handle == "report"


async def test_star_searches_the_word_everywhere(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        await reader.stand_on("票价")
        await reader.press("v", "l", "*")
        await reader.sees("3 in 2")
        assert reader.typed == "票价" and reader.handle == "forum" and reader.at("价")
        await reader.press("<Down>", "<Down>")
        await reader.until(lambda: reader.handle == "podcast" and reader.at("票價"), "the other source's")
        await reader.press("<Esc>")
        assert reader.handle == "forum" and reader.at("价") and reader.selected == ""


async def test_what_was_searched_comes_back_where_nothing_is_typed(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        await search(reader, "四百人")
        await reader.sees("1 in 1")
        await reader.press("<Enter>", "g /", "<Up>")
        assert reader.typed == "四百人"
        await reader.sees("1 in 1")


async def test_a_newer_search_takes_the_place_of_one_that_runs(tmp_path: Path) -> None:
    texts = {f"t{n}.txt": f"{n}：渡輪和碼頭。\n\n" * 400 for n in range(12)} | {"last.txt": "終點站。\n"}
    async with opened(tmp_path, "last", texts=texts) as reader:
        await search(reader, "渡")
        await reader.press("<C-u>")
        await reader.type("终点")
        await reader.sees("1 in 1")
        assert "渡" not in "".join(rows_of(reader))
        await reader.press("<C-u>")
        await reader.type("渡轮")
        await reader.sees("4,800 in 12", "100 of 400")


async def test_the_mouse_chooses_a_result_and_leaves_the_search(tmp_path: Path) -> None:
    async with opened(tmp_path, "report") as reader:
        await search(reader, "夜间渡轮")
        await reader.sees("4 in 2")
        row = next(y for y, text in enumerate(rows_of(reader)) if "夜間渡輪" in text)
        await reader.pilot.click(reader.screen.search_panel.list, offset=(6, row))
        await reader.until(lambda: reader.handle == "podcast", "the hit in the pane")
        await reader.mouse(8, 2)
        await reader.pause()
        assert reader.focus == "reader" and not reader.screen.search_panel.display


async def test_a_large_library_is_indexed_beside_the_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, "forum") as reader:
        reader.screen.library_search.bring_up()
        assert not index_file(reader.workspace.store).exists()
        monkeypatch.setattr("annotations.indexer.WORTH", 0)
        reader.screen.library_search.bring_up()
        index = TextIndex(index_file(reader.workspace.store))
        await reader.until(lambda: len(index.known()) == 3, "every text in the index")
        await search(reader, "四百人")
        await reader.sees("1 in 1")
        index.close()


async def test_the_chosen_hit_is_in_view_on_a_small_screen(tmp_path: Path) -> None:
    async with opened(tmp_path, "report", size=(30, 8)) as reader:
        await search(reader, "夜间渡轮")
        await reader.sees("4 in 2")
        for key in ("<Down>", "<Down>", "<Up>", "<Down>"):
            await reader.press(key)
            await reader.until(lambda: any(row.startswith("▌") for row in reader.rows()), "the chosen hit")
