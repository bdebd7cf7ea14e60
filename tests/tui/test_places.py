"""Places under letters, as vim's marks: to go there, to swap with where one was, to see which there are."""

from __future__ import annotations

from pathlib import Path

from tests.tui.driver import opened


async def test_places_under_letters(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.stand_on("軟體")
        await reader.press("m a", "m A", "g g", "' a")
        assert reader.at("軟體")
        await reader.press("<BS>")
        assert reader.cursor == 0
        await reader.press("<Tab>", "' a")
        assert "No place a" in reader.status and reader.handle == "forum"
        await reader.press("' A")
        assert reader.handle == "podcast" and reader.at("軟體")


async def test_the_key_of_places_twice_swaps_with_where_one_was(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.press("' '")
        assert "nothing to go back" in reader.status
        await reader.stand_on("軟體")
        await reader.press("G", "' '")
        assert reader.at("軟體")
        await reader.press("' '")
        assert reader.cursor == len(reader.text) - 1
        await reader.press("' '")
        assert reader.at("軟體")


async def test_the_places_that_there_are_are_shown_while_the_letter_is_awaited(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.stand_on("船上")
        await reader.press("m a", "m B", "<Tab>")
        await reader.stand_on("四百")
        await reader.press("m c", "'")
        await reader.until(lambda: bool(reader.screen.which_key.entries), "what may follow")
        assert reader.screen.which_key.entries == (("B", "podcast 船上總是空的。"), ("c", "四百人。"))
        await reader.press("B")
        assert reader.handle == "podcast" and reader.at("船上")


async def test_places_have_the_second_key_of_vim(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press("} } m a", "G", "` a")
        assert reader.cursor == reader.reader.document.blocks[2].start and not reader.marks()
        await reader.press("` `")
        assert reader.cursor == len(reader.text) - 1
