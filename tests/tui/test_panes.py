"""Panes: side by side, as many as fit, moved and closed, and the focus that is never lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from annotations.demo.build import build_demo
from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from tests.tui.driver import Driver, opened, reading, shelve
from tests.tui.support import styles
from tui.actions import ACTIONS
from tui.config import Config
from tui.screens.reading import ReadingScreen


def test_every_action_has_a_handler_and_every_handler_an_action(tmp_path: Path) -> None:
    screen = ReadingScreen(shelve(tmp_path, {}), [], Config(), styles())
    assert {action.id for action in ACTIONS} == set(screen._handlers)


async def test_tab_goes_through_the_panes_and_the_marks(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        seen = []
        for _ in range(4):
            seen.append((reader.focus, reader.handle, reader.mode))
            await reader.press("<Tab>")
        assert seen == [
            ("reader", "podcast", "NORMAL"),
            ("reader", "forum", "NORMAL"),
            ("marks", "forum", "MARKS"),
            ("reader", "podcast", "NORMAL"),
        ]
        await reader.press("<S-Tab>", "<S-Tab>")
        assert reader.focus == "marks"
        await reader.press("<S-Tab>")
        assert reader.handle == "forum" and reader.mode == "NORMAL"


async def test_split_beside_move_focus_close_only(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", size=(200, 30)) as reader:
        await reader.stand_on("軟體")
        await reader.press("<C-w> v")
        assert reader.panes == ["podcast", "podcast"] and reader.at("軟體")
        await reader.press("<C-w> s")
        assert reader.dialog == "Chooser"
        await reader.type("Night")
        await reader.press("<Enter>")
        assert reader.panes == ["podcast", "podcast", "report"] and reader.handle == "report"
        await reader.press("<C-w> H")
        assert reader.panes == ["podcast", "report", "podcast"] and reader.handle == "report"
        await reader.press("<C-w> H", "<C-w> H")
        assert reader.panes == ["report", "podcast", "podcast"]
        await reader.sees("report Night ferry")
        await reader.until(lambda: reader.rows()[0].startswith(" report"), "it stands at the left")
        await reader.press("<C-w> L")
        await reader.until(lambda: reader.rows()[0].startswith(" podcast"), "the panes changed places")
        await reader.press("<C-w> 3")
        assert reader.handle == "podcast"
        await reader.press("<C-w> 9", "<C-w> q")
        assert reader.panes == ["podcast", "report"] and reader.handle == "report"
        await reader.press("<C-w> o")
        assert reader.panes == ["report"]
        await reader.press("<C-w> q")
        assert "last pane" in reader.status and reader.focus == "reader"


async def test_two_panes_on_one_source_show_the_same_marks(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press("<C-w> v")
        await reader.stand_on("船上")
        await reader.press("c")
        await reader.until(lambda: sum(row.count(" c  ") + row.count("▏c  ") for row in reader.rows()) >= 2, "both")
        await reader.press("u")
        await reader.until(lambda: not any("▏c  " in row for row in reader.rows()), "neither")


async def test_the_marks_shown_are_those_of_the_pane_that_has_the_focus(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum", size=(180, 30)) as reader:
        await reader.stand_on("船上")
        await reader.press("c", "<Tab>")
        assert reader.listed == []
        await reader.press("<C-w> q")
        assert reader.handle == "podcast" and reader.listed == ["船上總是空的。"]
        await reader.press("<C-w> s")
        await reader.type("讨论")
        await reader.press("<Enter>")
        assert reader.handle == "forum" and reader.listed == []
        await reader.press("<C-w> 1")
        assert reader.listed == ["船上總是空的。"]
        await reader.press("<C-w> 2", "<C-w> o", "g d")
        assert reader.listed == []


async def test_zoom_gives_one_pane_the_screen_and_takes_it_back(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.press("z m")
        await reader.until(lambda: "forum" not in reader.screen_text(), "one pane")
        await reader.until(lambda: "Marks" not in reader.rows()[0], "no marks beside it")
        assert reader.screen.panes.current.size.width == 140
        await reader.press("<Tab>")
        await reader.until(lambda: "forum" in reader.rows()[0], "the other one")
        await reader.press("<C-w> =")
        await reader.until(lambda: "podcast" in reader.rows()[0] and "Marks" in reader.rows()[0], "all")


async def test_the_place_of_each_source_is_remembered(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.stand_on("軟體")
        await reader.press("<Tab>")
        await reader.stand_on("四百人")
        await reader.press("<C-w> o", ", o")
        await reader.type("podcast")
        await reader.press("<Enter>")
        assert reader.handle == "podcast" and reader.at("軟體")
        await reader.press("<BS>")
        assert reader.handle == "forum" and reader.at("四百人")
    async with reading(Workspace(open_library(tmp_path / FOLDER)), ["forum", "podcast"]) as reader:
        assert reader.at("四百人")
        await reader.press("<Tab>")
        assert reader.at("軟體")


async def test_open_a_file_that_is_not_in_the_library_and_what_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("新的一篇。", encoding="utf-8")
    async with opened(tmp_path, "podcast") as reader:
        await reader.press(", o")
        await reader.type(str(tmp_path / "new.txt"))
        await reader.press("<Enter>")
        await reader.until(lambda: reader.handle == "new", "the new file")
        assert reader.text == "新的一篇。"
        for words in ("~nobody-here/x", "x" * 300, str(tmp_path), "/no/such"):
            await reader.press(", o")
            await reader.type(words)
            await reader.press("<Enter>")
            await reader.until(lambda: reader.screen.status.is_error, f"what is wrong with {words}")
            assert reader.dialog == "" and reader.handle == "new", words
        await reader.press("u")
        assert reader.handle == "new" and reader.text == "新的一篇。"


async def test_q_closes_pane_after_pane_and_then_leaves(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.press(", m", "q")
        assert reader.focus == "reader" and len(reader.panes) == 2
        await reader.press("q")
        assert reader.panes == ["forum"]
        await reader.press("q")
        await reader.until(lambda: reader.app._exit, "the program ends")


async def test_an_empty_library_says_how_to_begin(tmp_path: Path) -> None:
    async with opened(tmp_path, texts={}) as reader:
        await reader.sees("The library is empty.", ",o  opens a file or an address", ",?  shows how it all works")
        for action in ACTIONS:
            if action.id not in ("app.close", "app.quit", "reader.pin"):
                await press_action(reader, action.keys[0], action.argument)
                await leave(reader)
        await reader.press("q")
        await reader.until(lambda: reader.app._exit, "the program ends")


async def press_action(reader: Driver, keys: str, argument: bool) -> None:
    """`<1-9>` is typed as 1, and what must follow as `a`."""
    await reader.press(keys.replace("<1-9>", "1"), *(["a"] if argument and "<1-9>" not in keys else []))


async def leave(reader: Driver) -> None:
    """From wherever one is, Esc leads back to the text."""
    for _ in range(4):
        await reader.press("<Esc>")
        if reader.dialog == "" and reader.focus == "reader":
            return
    raise AssertionError(f"stuck in {reader.dialog or reader.focus}")


async def test_whatever_is_pressed_nothing_breaks_and_esc_leads_back(tmp_path: Path) -> None:
    size = (60, 15)
    build_demo(tmp_path / "demo")
    workspace = Workspace(open_library(tmp_path / "demo" / FOLDER))
    async with reading(workspace, ["01", "02"], size=size) as reader:
        for action in ACTIONS:
            if action.id in ("app.close", "app.quit", "reader.note_in_editor"):
                continue
            await press_action(reader, action.keys[0], action.argument)
            await reader.pause()
            check(reader, size)
            await leave(reader)
        assert reader.reader.source


def check(reader: Driver, size: tuple[int, int]) -> None:
    """What is shown lies on the screen, and no two widgets of one layer lie over each other."""
    assert reader.dialog or reader.focus in ("reader", "marks", "find", "filter", "search", "outline-filter")
    rows = reader.rows()
    assert len(rows) == size[1]
    body = [pane.region for pane in reader.screen.panes.all if pane.display]
    if reader.screen.annotations.display and not reader.screen.annotations.has_class("-overlay"):
        body.append(reader.screen.annotations.region)
    for one, region in enumerate(body):
        assert region.width >= 30, body
        assert region.x >= 0 and region.right <= size[0]
        assert not any(region.intersection(other) for other in body[one + 1 :])


@pytest.mark.parametrize("keys", [", m", ", m /", "/", "g /", "g", "t", "z m"])
async def test_the_screen_may_shrink_and_grow_at_any_time(tmp_path: Path, keys: str) -> None:
    build_demo(tmp_path / "demo")
    workspace = Workspace(open_library(tmp_path / "demo" / FOLDER))
    async with reading(workspace, ["01", "02"], size=(160, 45)) as reader:
        await reader.press("] c", *(keys.split(" ") if keys else []))
        for size in [(60, 15), (300, 80), (116, 30)]:
            await reader.resize(*size)
            check(reader, size)
        await leave(reader)
        assert reader.panes == ["01", "02"]


async def test_the_focus_comes_back_after_the_terminal_lost_it(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", size=(60, 15)) as reader:
        await reader.press(", m")
        assert reader.focus == "marks"
        reader.app.post_message(events.AppBlur())
        await reader.pause()
        await reader.resize(61, 15)
        reader.app.post_message(events.AppFocus())
        await reader.pause()
        await leave(reader)
        await reader.press("j")
        assert reader.focus == "reader" and reader.cursor > 0


async def test_a_prompt_that_loses_the_focus_to_the_mouse_closes(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.press("/")
        await reader.type("船")
        await reader.mouse(8, 3)
        assert reader.focus == "reader" and not reader.screen.find_bar.display
        await reader.press(", m", "/")
        assert reader.focus == "filter"
        await reader.mouse(8, 3)
        assert reader.focus == "reader" and not reader.screen.annotations.filter.display


async def test_tab_in_a_prompt_does_not_leave_it_open(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.press("/", "<Tab>")
        assert reader.focus == "find" or not reader.screen.find_bar.display
        await leave(reader)
        await reader.press(", m", "/", "<Tab>")
        assert reader.focus in ("filter", "marks", "reader")
        await leave(reader)


async def test_a_narrow_title_keeps_script_and_share(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum", "report", size=(80, 24)) as reader:
        await reader.sees("繁 · 100 %")
        assert "pane" not in reader.rows()[0]
        await reader.press("z m")
        await reader.sees("繁 · 100 % · +2 panes")


async def test_keys_typed_before_the_screen_has_caught_up_are_not_lost(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.type("/船上\rc")
        await reader.until(lambda: reader.quotes() == ["船上總是空的。"], "the sentence found is marked")
        await reader.type("tx\r\rj:theme\r")
        await reader.until(lambda: reader.dialog == "Chooser", "the themes are offered")
        assert reader.marks()[0].tags == ("x",)


async def test_left_and_right_as_in_vim(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum") as reader:
        await reader.press("<C-w> l")
        assert reader.handle == "forum"
        await reader.press("<C-w> l", "<C-w> l")
        assert reader.focus == "marks", "the last one at the right stays"
        await reader.press("<C-w> h", "<C-w> <Left>", "<C-w> h")
        assert reader.handle == "podcast" and reader.focus == "reader"
        await reader.press("<C-w> <C-w>", "<C-w> c")
        assert reader.panes == ["podcast"]


async def test_a_second_pane_looks_like_the_first(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", size=(200, 30)) as reader:
        await reader.press("s", "z s", "-", "<C-w> v")
        looks = [pane.reader.look for pane in reader.screen.panes.all]
        assert looks[0] == looks[1] and looks[1].by_sentence


async def test_a_second_text_ends_zen_and_zen_leaves_the_zoom_as_it_was(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press("z n")
        assert "podcast" not in reader.rows()[0]
        await reader.press("<C-w> v")
        await reader.until(lambda: reader.rows()[0].count("podcast") == 2, "both titles")
        assert "Marks" in reader.rows()[0]
        await reader.press("z n", "z n")
        assert len(reader.screen.panes.seen()) == 2
        await reader.press("z m", "z n", "z n")
        await reader.until(lambda: reader.rows()[0].count("podcast") == 1, "one title")
        await reader.press("z m", "z n")
        reader.screen.keep()
    async with reading(Workspace(open_library(tmp_path / FOLDER))) as again:
        assert len(again.screen.panes.seen()) == 2


async def test_what_lies_over_an_edge_between_panes_is_whole(tmp_path: Path) -> None:
    """Whichever cell the edge is in, no wide character of the prompt is cut in two by it."""
    words = "数据中心需要的电力已经成为国家安全的问题这是一个很"
    async with opened(tmp_path, "podcast", "forum", size=(100, 30)) as reader:
        await reader.press("/")
        await reader.type(words)
        for width in (100, 101, 102, 103):
            await reader.resize(width, 30)
            await reader.sees(words)


async def test_closing_a_pane_leads_back_to_the_one_used_before(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum", "report", size=(200, 30)) as reader:
        await reader.press("<C-w> v", "<C-w> q")
        assert reader.handle == "podcast", "not the next one, as after a glance at something else"
        await reader.press("<C-w> 3", "<C-w> 2", "<C-w> q")
        assert reader.handle == "report"
        await reader.press("<C-w> q")
        assert reader.handle == "podcast"


async def test_the_marks_pane_has_its_width_again_after_a_small_screen(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", size=(100, 30)) as reader:
        pane = reader.screen.annotations
        await reader.until(lambda: pane.size.width > 30, "as wide as usual")
        width = pane.region.width
        await reader.resize(30, 8)
        await reader.press(", m")
        await reader.until(lambda: pane.region.width < 30, "as wide as there is room for")
        await reader.press("<Esc>")
        await reader.resize(100, 30)
        await reader.until(lambda: pane.display and pane.region.width == width, "as it was")
