"""The desk is found as it was left: panes, looks, places by letter; what is damaged is left out."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from sources.script import Script
from tests.tui.driver import opened, reading
from tui.desk import DeskState, PaneState, named_places, read, written
from tui.look import Look

looks = st.builds(
    Look,
    st.sampled_from([None, Script.SIMPLIFIED, Script.TRADITIONAL]),
    st.booleans(),
    st.integers(16, 240),
    st.integers(1, 2),
)
panes = st.builds(
    PaneState, st.text(max_size=5), st.integers(0, 1000), st.integers(1, 300).map(float), looks, st.integers(-1, 999)
)
desks = st.builds(
    lambda panes, zoomed, sides: DeskState(tuple(panes), max(0, len(panes) - 1), zoomed, *sides),
    st.lists(panes, max_size=4),
    st.booleans(),
    st.tuples(st.integers(0, 200), st.integers(0, 200)),
)
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = ("panes", "current", "zoomed", "outline", "annotations", "source", "share", "width", "spacing", "script")


@given(desks)
def test_what_is_written_is_read(desk: DeskState) -> None:
    assert read(written(desk)) == desk


@given(st.dictionaries(st.sampled_from(NAMES), json | st.lists(st.dictionaries(st.sampled_from(NAMES), json))))
def test_whatever_stands_in_the_file_is_some_desk(value: dict[str, object]) -> None:
    desk = read(value)
    assert read(written(desk)) == desk
    named_places(value)


async def test_panes_widths_looks_and_side_panes_come_back(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum", "report", size=(170, 30)) as reader:
        await reader.press("<C-w> 3", "<C-w> q", "<C-w> 1")
        await reader.stand_on("軟體")
        await reader.press("s", "z l", "<C-w> 2")
        await reader.stand_on("四百人")
        await reader.press("<C-w> <", "<C-w> <", "z s", ", t", "<Esc>", ", m", ", m")
        shares = [pane.share for pane in reader.screen.panes.all]
        assert shares[0] > shares[1]
    async with reading(Workspace(open_library(tmp_path / FOLDER)), size=(170, 30)) as reader:
        assert reader.panes == ["podcast", "forum"] and reader.handle == "forum" and reader.at("四百人")
        assert reader.dialog == ""
        first, second = (pane.reader.look for pane in reader.screen.panes.all)
        assert first == Look(Script.SIMPLIFIED, spacing=2) and second == Look(by_sentence=True)
        assert reader.screen.outline.display and not reader.screen.annotations.display
        assert [pane.share for pane in reader.screen.panes.all] == shares
        await reader.press("<C-w> 1")
        assert reader.at("軟體")
    async with reading(Workspace(open_library(tmp_path / FOLDER)), ["report"], size=(170, 30)) as reader:
        assert reader.panes == ["report"], "what is named is what opens"


async def test_sources_that_are_gone_and_a_damaged_desk_are_no_hindrance(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        assert reader.panes == ["podcast", "forum"]
    desk = tmp_path / FOLDER / ".state" / "desk.json"
    gone = next(s.id for s in Workspace(open_library(tmp_path / FOLDER)).library.sources() if s.handle == "forum")
    desk.write_text(desk.read_text().replace(gone, "GONE"))
    async with reading(Workspace(open_library(tmp_path / FOLDER))) as reader:
        assert reader.panes == ["podcast"]
    desk.write_bytes(b"\xff{[")
    async with reading(Workspace(open_library(tmp_path / FOLDER))) as reader:
        assert reader.dialog == "Chooser"


async def test_letters_keep_their_places_small_ones_for_each_source(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.stand_on("軟體")
        await reader.press("m a", "m A")
        await reader.press("<C-w> 2")
        await reader.stand_on("四百人")
        await reader.press("m a", "g g", "' a")
        assert reader.at("四百人")
    async with reading(Workspace(open_library(tmp_path / FOLDER)), ["forum"]) as reader:
        await reader.press("g g", "' a")
        assert reader.at("四百人")
        await reader.press("' A")
        assert reader.handle == "podcast" and reader.at("軟體")
        await reader.press("g g", "' a")
        assert reader.at("軟體")
        await reader.press("<C-o>", "<C-o>", "<C-o>")
        assert reader.handle == "forum"
        await reader.press("L")
        assert reader.handle == "podcast"
        await reader.press("' z")
        assert "No place z" in reader.status


async def test_the_rows_are_found_as_they_were_left_not_only_the_cursor(tmp_path: Path) -> None:
    texts = {"long.txt": "\n\n".join(f"第{n}段。" for n in range(200)), "other.txt": "短。"}
    async with opened(tmp_path, "long", "other", size=(120, 30), texts=texts) as reader:
        await reader.press("5 0 %", "z t", "5 j")
        rows = reader.rows()[1:-1]
        await reader.press("Z Z")
        await reader.until(lambda: reader.app._exit, "the program ends")
    async with reading(Workspace(open_library(tmp_path / FOLDER)), size=(120, 30)) as again:
        assert again.panes == ["long", "other"] and again.rows()[1:-1] == rows
        await again.resize(90, 20)
        await again.resize(120, 30)
        assert again.rows()[1:-1] == rows
