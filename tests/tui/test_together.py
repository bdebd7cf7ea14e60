"""Panes that follow each other: by linked passages and by headings."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sources.load import load_bytes
from sources.outline import outline
from tests.tui.driver import Driver, opened
from tui.together import heading_places, pairs

LEFT = "# 甲\n\n" + "\n\n".join(f"左文第{n}段，讲一件事。" for n in range(60)) + "\n\n# 乙\n\n左文后面。\n"
RIGHT = "# 甲\n\n" + "\n\n".join(f"Right paragraph {n} of the text." for n in range(90)) + "\n\n# 乙\n\nAt the end.\n"
TEXTS = {"left.md": LEFT, "right.md": RIGHT}


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 900)), max_size=8), st.integers(0, 500))
def test_a_pair_is_exact_and_no_place_is_outside_the_text(places: list[tuple[int, int]], offset: int) -> None:
    found = pairs(places, 500, 900)
    for here, _ in places:
        assert (here, found.there(here)) in places
    assert 0 <= found.there(offset) <= 900


def test_between_pairs_the_texts_run_evenly() -> None:
    found = pairs([(100, 300), (200, 500)], 400, 600)
    assert [found.there(at) for at in (0, 50, 100, 150, 200, 300, 400)] == [0, 150, 300, 400, 500, 550, 600]
    crossed = pairs([(100, 500), (200, 300)], 400, 600)
    assert [crossed.there(at) for at in (100, 110, 200)] == [500, 510, 300]


def test_headings_by_their_words_else_in_order() -> None:
    def places(one: str, other: str) -> list[tuple[str, str]]:
        texts = [load_bytes(text.encode(), "a.md").document for text in (one, other)]
        found = heading_places(outline(texts[0]), outline(texts[1]))
        return [(texts[0].text[a:].split("\n")[0], texts[1].text[b:].split("\n")[0]) for a, b in found]

    assert places("# 數據\n\na\n\n# B\n\nb\n", "# X\n\nx\n\n# b\n\ny\n\n# 数据\n\nz\n") == [
        ("數據", "数据"),
        ("B", "b"),
    ]
    assert places("# 一\n\na\n\n# 二\n\nb\n", "# One\n\nx\n\n# Two\n\ny\n") == [("一", "One"), ("二", "Two")]


async def beside(reader: Driver, left: str, right: str) -> None:
    """Waits until the two stand in one row of the screen."""
    await reader.until(lambda: any(left in row and right in row for row in reader.rows()), f"{left} beside {right}")


async def test_by_links_a_linked_passage_stands_beside_its_other_end(tmp_path: Path) -> None:
    async with opened(tmp_path, "left", "right", size=(120, 30), texts=TEXTS) as reader:
        await reader.press("S")
        assert "nothing is linked" in reader.status
        await reader.press("S", "S")
        await reader.stand_on("左文第30段")
        await reader.press("c", "p", "<Tab>")
        await reader.stand_on("Right paragraph 70")
        await reader.press("p s", "<C-w> 1", "g g", "S")
        assert "1 place has an answer." in reader.status and reader.mode.startswith("⇅ links")
        await reader.stand_on("左文第30段")
        await beside(reader, "左文第30段", "Right paragraph 70")
        await reader.stand_on("左文第15段")
        await reader.sees("Right paragraph 35")
        await reader.press("S", "S")
        before = reader.screen.panes.all[1].reader.view.cursor
        await reader.press("g g")
        assert reader.mode == "NORMAL" and reader.screen.panes.all[1].reader.view.cursor == before


async def test_by_headings_and_the_pane_with_the_focus_leads(tmp_path: Path) -> None:
    async with opened(tmp_path, "left", "right", size=(120, 30), texts=TEXTS) as reader:
        await reader.press("S", "S")
        assert "by headings" in reader.status
        await reader.press("2 ] h")
        await reader.sees("At the end.")
        await reader.press("<Tab>", "g g")
        await reader.sees("左文第0段")
        left, right = (pane.reader for pane in reader.screen.panes.all)
        assert right.view.cursor == 0 and left.view.cursor == 0


async def test_what_is_selected_in_the_pane_that_follows_stays_selected(tmp_path: Path) -> None:
    async with opened(tmp_path, "left", "right", size=(120, 30), texts=TEXTS) as reader:
        await reader.press("S", "S", "<C-w> 2")
        await reader.stand_on("Right paragraph 3")
        await reader.press("v i s", "<C-w> 1", "] h")
        await reader.sees("At the end.")
        await reader.press("<C-w> 2")
        assert reader.selected == "Right paragraph 3 of the text."


async def test_a_pane_alone_or_beside_its_own_source_says_what_is_missing(tmp_path: Path) -> None:
    async with opened(tmp_path, "left", size=(120, 30), texts=TEXTS) as reader:
        await reader.press("<C-w> v", "S")
        assert "once another source is open" in reader.status
        await reader.press("5 0 %")
        assert reader.screen.panes.all[0].reader.view.cursor == 0
