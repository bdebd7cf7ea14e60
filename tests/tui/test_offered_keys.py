"""What may be pressed is said: keys that may follow, help wherever one is, the palette, the status line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.driver import PODCAST, Driver, opened, shelve
from tui.app import CrossreadApp


async def test_which_keys_may_follow(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press(",")
        await reader.sees("Open source", "Digest", "Theme")
        assert reader.status.startswith(",")
        await reader.press("<Esc>")
        assert not reader.screen.which_key.display
        await reader.press("5")
        assert reader.status.startswith("5") and not reader.screen.which_key.display
        await reader.press("g")
        await reader.sees("Mark's start back")
        await reader.press("z")
        assert "does nothing here" in reader.status


async def test_keys_that_have_no_room_are_counted(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", size=(40, 12)) as reader:
        await reader.press("<C-w>")
        await reader.sees("Pane to the left")
        entries, shown = reader.screen.which_key.entries, reader.screen_text()
        left_out = sum(title not in shown for _, title in entries)
        assert left_out > 0
        assert f"… and {left_out} more" in shown


@pytest.mark.parametrize(
    ("opens", "heading"),
    [
        ("/", "While a search is typed"),
        ("g /", "While a search is typed"),
        (", t", "In a source"),
        (", m /", "In the marks pane"),
    ],
)
async def test_help_is_there_while_something_is_typed(opens: str, heading: str, tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press(*([", m", "/"] if opens == ", m /" else [opens]))
        focus = reader.focus
        await reader.type("渡輪?")
        await reader.press("<F1>")
        await reader.sees("Keys written together", heading)
        await reader.press("<Esc>")
        await reader.until(lambda: not reader.dialog, "the help is closed")
        assert reader.focus == focus
        await reader.type("x")
        await reader.sees("渡輪?x")


async def test_ctrl_c_says_what_leaves(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press("<C-c>")
        await reader.sees("Ctrl-q leaves", "q closes only this one")
        assert not reader.app._notifications


async def test_without_a_text_the_status_line_offers_how_to_get_one(tmp_path: Path) -> None:
    workspace = shelve(tmp_path, {})
    app = CrossreadApp(workspace, [])
    async with app.run_test(size=(80, 24)) as pilot:
        reader = Driver(app, pilot)
        await reader.sees("The library is empty.", "? help · : palette · ,o open · ,? tour · Ctrl-q quit")
        assert "claim" not in reader.status
        (tmp_path / "talk.md").write_text(PODCAST, encoding="utf-8")
        await reader.press(", o")
        await reader.type(str(tmp_path / "talk.md"))
        await reader.press("<Enter>")
        await reader.sees("Added as talk")
        await reader.press("j")
        await reader.sees("c claim")


async def test_palette_theme_help_and_digest(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast") as reader:
        await reader.press(":")
        await reader.type("mark claim")
        await reader.press("<Enter>")
        assert len(reader.marks()) == 1
        theme = reader.app.theme
        await reader.press(", T", "<Down>", "<Enter>")
        assert reader.app.theme != theme
        await reader.press("?")
        await reader.sees("Mark the selection")
        await reader.press("q", ", d")
        assert reader.dialog == "DigestView"
        await reader.sees("夜間渡輪值得嗎")
        await reader.press("q")
        assert reader.focus == "reader"
