"""The tour: done by doing, told in the keys that hold, shown once, and again when asked for."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal
from tests.tui.driver import Driver, shelve
from tui.app import CrossreadApp
from tui.config import Config
from tui.keymap import Keymap
from tui.settings import Settings
from tui.tour import STEPS, Tour

TEXTS = {"one.md": "船上總是空的。票價漲了兩成。\n", "two.md": "The boat was empty. Fares went up.\n"}


def test_every_key_that_it_names_is_one_of_the_registrys() -> None:
    keymap = Keymap.of("arrows", {"reader.mark_claim": ["<F4>"]})
    tour, told = Tour(), []
    while not tour.over:
        told.append(tour.words(keymap.hint))
        tour.next()
    assert len(told) == len(STEPS) + 1
    assert "F4" in told[1]
    assert "s goes to the next sentence, S back" in told[0]
    assert not any("{" in words for words in told)


def test_a_step_is_not_done_by_what_another_asks_for() -> None:
    tour = Tour()
    assert not tour.acted("reader.pin")
    assert tour.acted("reader.next_sentence")
    assert tour.place == "Tour 2 of 7"
    for _ in STEPS:
        tour.next()
    assert tour.over


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
async def test_marking_linking_and_the_digest_lead_through_it(size: tuple[int, int], tmp_path: Path) -> None:
    workspace = shelve(tmp_path, TEXTS)
    sources = [source.id for source in workspace.library.sources()]
    app = CrossreadApp(workspace, sources, tour=True)
    async with app.run_test(size=size) as pilot:
        reader = Driver(app, pilot)
        await reader.sees("Tour 1 of 7", "Go to a sentence")
        await reader.press(")")
        await reader.sees("Tour 2 of 7", "Mark a claim")
        await reader.press("(", "c")
        await reader.sees("Tour 3 of 7")
        await reader.press("t")
        await reader.type("cost")
        await reader.press("<Enter>", "<Enter>")
        await reader.sees("Tour 4 of 7")
        await reader.press("p")
        await reader.sees("Tour 5 of 7")
        await reader.press("<Tab>", ")", "p s")
        await reader.sees("Tour 6 of 7")
        await reader.press("g d", "<BS>")
        await reader.sees("Tour 7 of 7")
        await reader.press(", d")
        await reader.until(lambda: bool(reader.dialog), "the digest")
        await reader.press("<Esc>")
        await reader.sees("That was all", "Your own texts:", "Ctrl-q leaves")
        assert "Ctrl-n skips it" not in reader.screen_text()
        assert "NORMAL" in reader.rows()[-1]
        await reader.press("<C-n>")
        await reader.until(lambda: "That was all" not in reader.screen_text(), "the panel is gone")
        await reader.press("<C-n>")
        assert "does nothing here" in reader.status


async def test_it_can_be_left_out_and_its_keys_then_mean_nothing(tmp_path: Path) -> None:
    workspace = shelve(tmp_path, TEXTS)
    config = Config(Settings(preset="arrows"))
    app = CrossreadApp(workspace, [workspace.library.sources()[0].id], tour=True, config=config)
    async with app.run_test(size=(100, 30)) as pilot:
        reader = Driver(app, pilot)
        await reader.sees("Tour 1 of 7", "s goes to the next sentence, S back")
        await reader.press("<C-n>")
        await reader.sees("Tour 2 of 7")
        await reader.press("<C-x>")
        await reader.until(lambda: "Tour" not in reader.screen_text(), "the panel is gone")


@pytest.mark.parametrize("size", [(100, 30), (40, 20)])
async def test_its_keys_are_clicked(size: tuple[int, int], tmp_path: Path) -> None:
    workspace = shelve(tmp_path, TEXTS)
    app = CrossreadApp(workspace, [workspace.library.sources()[0].id], tour=True)
    async with app.run_test(size=size) as pilot:
        reader = Driver(app, pilot)

        async def click(words: str) -> None:
            await reader.sees(words)
            row = next(y for y, row in enumerate(reader.rows()) if words in row)
            await pilot.click(offset=(reader.rows()[row].index(words), row))

        await click("skips it")
        await reader.sees("Tour 2 of 7")
        await click("ends the tour")
        await reader.until(lambda: "Tour" not in reader.screen_text(), "the panel is gone")


def home(folder: Path) -> dict[str, str]:
    return {"HOME": str(folder)} | {f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "STATE", "DATA")}


def test_the_first_start_shows_it_and_never_again_unless_asked(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tui.cli"]
    env = home(tmp_path)
    (tmp_path / "empty").mkdir()
    with Terminal(command, env=env, cwd=None) as terminal:
        terminal.wait_text("Tour 1 of 7")
        terminal.type("\x18")  # Ctrl-x
        terminal.wait(lambda screen: "Tour" not in screen, "the tour ended")
        terminal.type("q", "q")
        assert terminal.wait_end() == 0
    kept = json.loads((tmp_path / "STATE" / "crossread" / "choices.json").read_text("utf-8"))
    assert kept["tour"]["value"] == "seen"
    with Terminal([*command, "demo"], env=env) as terminal:
        terminal.wait_text("NORMAL", "?")
        assert "Tour" not in terminal.screen.text
        terminal.type(",", "?")
        terminal.wait_text("Tour 1 of 7")
        terminal.type("\x11")  # Ctrl-q leaves the tour's library for the one it was asked for in
        terminal.wait(lambda screen: "NORMAL" in screen and "Tour" not in screen, "back in the library")
        terminal.type("\x11")
        assert terminal.wait_end() == 0
    with Terminal([*command, "tour"], env=env) as terminal:
        terminal.wait_text("Tour 1 of 7")


def test_who_begins_with_a_text_of_their_own_is_told_of_it_once(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("票價漲了兩成。\n", "utf-8")
    command = [sys.executable, "-m", "tui.cli", "--library", str(tmp_path), str(tmp_path / "mine.txt")]
    with Terminal(command, env=home(tmp_path)) as terminal:
        terminal.wait_text("New here? ,? shows how it all works")
        assert "Tour 1" not in terminal.screen.text
        terminal.type("q")
        assert terminal.wait_end() == 0
    with Terminal(command, env=home(tmp_path)) as terminal:
        terminal.wait_text("? help")
        assert "New here" not in terminal.output
    with Terminal([*command[:3], "demo"], env=home(tmp_path)) as terminal:
        terminal.wait_text("Tour 1 of 7")


def test_a_setting_says_that_nobody_wants_it(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("tour = false\n", "utf-8")
    env = home(tmp_path) | {"CROSSREAD_CONFIG": str(tmp_path / "config.toml")}
    with Terminal([sys.executable, "-m", "tui.cli", "demo"], env=env) as terminal:
        terminal.wait_text("NORMAL")
        assert "Tour" not in terminal.screen.text
