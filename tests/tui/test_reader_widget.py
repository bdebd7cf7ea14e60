"""The text itself under the mouse and the eye: clicks, drags over wide characters, the wheel, many marks."""

from __future__ import annotations

import textwrap
from pathlib import Path
from time import process_time

import pytest
from rich.cells import cell_len
from textual import events

from annotations.anchoring.quote import describe
from annotations.changes import created
from annotations.model import Claim, ClaimId, Mark, MarkId, Timestamp
from sources.document import Document
from sources.script import Script
from tests.tui.driver import Driver, opened, reading, shelve
from tests.tui.support import wait_for
from tui.look import Look, shown_text


async def cell_of(reader: Driver, words: str) -> tuple[int, int]:
    """Column and row within the reader of the first of these words on the screen."""
    await reader.sees(words)
    region = reader.reader.region
    for y, row in enumerate(reader.rows()):
        if words in row and y >= region.y:
            return cell_len(row[: row.index(words)]) - region.x, y - region.y
    raise AssertionError(f"{words} is not on the screen")


async def test_a_click_puts_the_cursor_on_either_half_of_a_wide_character(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        x, y = await cell_of(reader, "軟體")
        for half in (0, 1):
            await reader.mouse(x + half, y)
            assert reader.at("軟體")
        await reader.mouse(x + 2, y)
        assert reader.at("體顯示")


async def test_a_click_past_the_end_of_a_row_or_the_text_stays_in_the_text(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.mouse(90, 0)
        assert 0 <= reader.cursor < len(reader.text)
        await reader.mouse(20, 36)
        await reader.mouse(0, 3)
        assert 0 <= reader.cursor < len(reader.text) and reader.focus == "reader"


async def test_a_drag_selects_over_wide_characters_both_ways(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        x, y = await cell_of(reader, "軟體顯示")
        await reader.mouse(x, y, to=(x + 7, y))
        assert reader.selected == "軟體顯示" and reader.mode == "SELECT"
        await reader.mouse(x + 3, y, to=(x, y))
        assert reader.selected == "軟體"
        await reader.press("c")
        assert reader.quotes() == ["軟體"]
        await reader.mouse(x, y, to=(x + 20, 36))
        await reader.press("<Esc>")
        assert reader.mode == "NORMAL"


async def test_two_clicks_take_the_word_and_three_the_sentence(tmp_path: Path) -> None:
    async with opened(tmp_path, "report") as reader:
        x, y = await cell_of(reader, "passengers")
        await reader.mouse(x + 3, y, chain=2)
        assert reader.selected == "passengers"
        await reader.mouse(x + 3, y, chain=3)
        assert reader.selected == "The service carried 1,200 passengers a night in May."
        assert reader.mode == "SELECT"


async def test_a_click_in_another_pane_makes_it_the_current_one(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.press("c")
        other = reader.screen.panes.all[1].reader
        await reader.pilot.click(other, offset=(10, 3))
        await reader.pause()
        assert reader.handle == "forum" and reader.focus == "reader" and reader.listed == []
        await reader.press(", m")
        await reader.pilot.click(other, offset=(10, 3))
        await reader.pause()
        assert reader.mode == "NORMAL" and reader.focus == "reader"


async def test_the_wheel_scrolls_and_the_cursor_stays_in_view(tmp_path: Path) -> None:
    long = {"long.txt": "\n\n".join(f"第{n}段。" for n in range(200))}
    async with opened(tmp_path, "long", texts=long, size=(100, 20)) as reader:
        for kind in (events.MouseScrollDown, events.MouseScrollDown, events.MouseScrollUp):
            reader.reader.post_message(kind(reader.reader, 5, 5, 0, 0, 0, False, False, False))
            await reader.pause()
        assert "第1段" not in reader.screen_text() and reader.cursor > 0
        assert reader.reader.view.first_offset() <= reader.cursor


async def costs(folder: Path, count: int) -> dict[str, float]:
    """Processor seconds of some keys in a source with this many marks; the best of three."""
    folder.mkdir()
    text = "".join(f"第{n}件事。" for n in range(count))
    workspace = shelve(folder, {"many.txt": text})
    (source,) = workspace.library.sources()
    now = Timestamp("2026-01-01T00:00:00Z")
    records: list[Mark | Claim] = []
    at = 0
    for n in range(count):
        end = text.index("。", at) + 1
        claim = ClaimId(f"C{n:05}") if n % 2 else None
        if claim:
            records.append(Claim(claim, "", now, now))
        records.append(Mark(MarkId(f"M{n:05}"), source.id, describe(text, at, end), now, now, claim=claim))
        at = end
    workspace.library.apply(created(records))
    async with reading(workspace, ["many"]) as reader:
        await reader.press("G", "[ c", "g g")
        found: dict[str, float] = {}
        for keys in ("j", "] c", "9 ] c", ")") * 3:
            began = process_time()
            await reader.press(keys)
            found[keys] = min(found.get(keys, 9), process_time() - began)
        return found


async def test_keys_cost_the_same_in_a_source_with_a_hundred_times_the_marks(tmp_path: Path) -> None:
    few, many = await costs(tmp_path / "few", 200), await costs(tmp_path / "many", 20_000)
    assert {keys: many[keys] / few[keys] for keys in few if many[keys] > 8 * few[keys]} == {}


async def test_lines_broken_by_a_program_run_on(tmp_path: Path) -> None:
    words = " ".join(f"word{n} and some more" for n in range(40))
    lines = textwrap.wrap(words, 66)
    async with opened(tmp_path, "letter", size=(60, 20), texts={"letter": "\n".join(lines) + "\n"}) as driver:
        await driver.sees("word39")
        rows = [row.strip("▏ ") for row in driver.rows() if "word" in row]
        assert len(rows) > 10 and all(len(row) > 38 for row in rows[:-1]), rows


async def test_going_back_to_a_script_lays_nothing_out_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Script | None, int]] = []

    def count(document: Document, look: Look, start: int, end: int) -> str:
        asked.append((look.script, start))
        return shown_text(document, look, start, end)

    monkeypatch.setattr("tui.widgets.reader.shown_text", count)
    async with opened(tmp_path, "forum") as reader:
        for shown in ("平均每晚运送", "平均每晚運送", "平均每晚运送"):
            await reader.press("s")
            await reader.sees(shown)
        await reader.press("j", "c")
        await wait_for(reader.pilot, lambda: reader.screen.is_settled, "all that follows")
        before = len(asked)
        for shown in ("平均每晚运送", "平均每晚運送", "平均每晚运送"):
            await reader.press("s")
            await reader.sees(shown)
        assert asked[before:] == []


async def test_the_next_script_is_drawn_ahead_only_where_one_was_asked_for(tmp_path: Path) -> None:
    async with opened(tmp_path, "forum") as reader:
        pane = reader.reader
        while pane.look_ahead():
            pass
        assert {script for script, *_ in pane._layouts} == {None}
        await reader.press("s")
        while pane.look_ahead():
            pass
        assert {script for script, *_ in pane._layouts} == {None, Script.SIMPLIFIED, Script.TRADITIONAL}
