"""A person's own keys and theme on the screen: what names a key names theirs; a theme is seen before it is chosen."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.terminal import Emulator, Terminal
from tests.tui.driver import FORUM, PODCAST, Driver, shelve
from themes.palette import builtin, builtin_palette
from themes.reading import read_palette
from tui.app import CrossreadApp
from tui.choices import Choices
from tui.config import Config, load
from tui.look import Look
from tui.screens.settings import SettingsPage
from tui.settings import Settings

OWN_KEYS = {
    "reader.mark_claim": ("<F4>", "M"),
    "reader.pin": ("<C-k>",),
    "link.supports": ("<C-k> x",),
    "app.help": ("H",),
    "reader.next_hit": (),
}


WIDE = "他说：“这个数字”……可信吗？—— “1,200”一晚，‘也许’……不——是。" * 6
"""Half of it is of ambiguous width."""


@asynccontextmanager
async def configured(
    folder: Path, config: Config, size: tuple[int, int] = (140, 40), texts: dict[str, str] | None = None
) -> AsyncIterator[Driver]:
    workspace = shelve(folder, texts or {"podcast.md": PODCAST, "forum.md": FORUM})
    app = CrossreadApp(workspace, [source.id for source in workspace.library.sources()], config=config)
    async with app.run_test(size=size) as pilot:
        driver = Driver(app, pilot)
        await driver.until(lambda: driver.reader.size.height > 0, "the reader has its place")
        await driver.pause()
        yield driver


async def test_whatever_names_a_key_names_ones_own(tmp_path: Path) -> None:
    async with configured(tmp_path, Config(keys=OWN_KEYS)) as reader:
        assert "H help" in reader.status and "F4 claim" in reader.status and "Ctrl-k link" in reader.status
        assert "F4  marks the sentence as a claim" in reader.screen_text()
        await reader.press("c")
        assert reader.marks() == []
        assert "c does nothing here: H shows the keys." in reader.status
        await reader.press("e")
        assert "F4 marks the sentence as a claim" in reader.status
        await reader.press("M", "<C-k>")
        assert len(reader.marks()) == 1
        assert "Ctrl-k pinned" in reader.status and "Ctrl-k, then r x c u q d n" in reader.status
        await reader.press("<Tab>", ")", "<C-k>")
        await reader.sees("x Supports")
        await reader.press("x")
        assert [link.relation.value for link in reader.links()] == ["supports"]
        await reader.press("H")
        await reader.sees("F4  M", "H")
        await reader.press("/")
        await reader.type("Mark claim")
        await reader.sees("F4  M")
        await reader.press("<Esc>", "<Esc>", ":")
        await reader.type("Next hit")
        await reader.sees("Next hit")


async def test_settings_are_changed_with_the_mouse(tmp_path: Path) -> None:
    async with configured(tmp_path, Config()) as reader:
        await reader.press(", ,")
        screen = reader.app.screen
        assert isinstance(screen, SettingsPage)
        await reader.pilot.click(screen.list, offset=(5, 3))
        await reader.until(lambda: screen.list.chosen == 3, "the width is chosen")
        assert reader.screen.config.settings.width == 84
        await reader.pilot.click(screen.list, offset=(5, 3))
        await reader.until(lambda: reader.screen.config.settings.width == 88, "the width is another one")


async def test_a_key_that_was_taken_away_is_left_to_the_palette(tmp_path: Path) -> None:
    async with configured(tmp_path, Config(keys={"reader.pin": ()})) as reader:
        assert "link" not in reader.status
        await reader.press("c", ":")
        await reader.type("Pin")
        await reader.press("<Enter>")
        assert ": Pin pinned" in reader.status


async def test_the_palette_has_what_takes_a_character_and_asks_for_it(tmp_path: Path) -> None:
    async with configured(tmp_path, Config(keys={"reader.jump": (), "reader.set_place": ()})) as reader:

        async def choose(words: str) -> None:
            await reader.press(":")
            await reader.type(words)
            await reader.press("<Enter>")

        await choose("Set place")
        assert reader.status.startswith("Set place …")
        await reader.press("x")
        await reader.sees("Place x is here")
        await choose("Focus by number")
        await reader.press("x")
        assert "does nothing here" in reader.status
        before = reader.handle
        await choose("Focus by number")
        await reader.press("2")
        assert reader.handle != before
        await choose("Settings")
        await reader.sees("theme            paper", "default", "How crossread looks")
        await reader.press("<Esc>")
        await choose("Jump to a sentence")
        assert reader.reader.labels
        await reader.press("<Esc>")
        assert not reader.reader.labels


async def test_arrows_and_letters(tmp_path: Path) -> None:
    async with configured(tmp_path, Config(Settings(preset="arrows")), texts={"podcast.md": PODCAST}) as reader:
        assert "k link" in reader.status
        await reader.stand_on("今天談")
        await reader.press("<S-Right>")
        assert reader.selected == "今"
        await reader.press("<S-Right>", "<S-Right>")
        assert reader.selected == "今天談"
        await reader.press("<C-c>")
        await reader.sees("Copied 3 characters")
        await reader.press("<Esc>", "s", "c")
        assert reader.quotes() == ["這個數字可信嗎？"]
        await reader.press("<C-z>")
        assert reader.quotes() == []
        await reader.press("<C-Home>", "<Down>", "<C-End>", "<F2>")
        await reader.sees("What to do")


def test_a_configuration_that_is_all_wrong_opens_the_reader_and_says_so(tmp_path: Path) -> None:
    workspace = shelve(tmp_path, {"podcast.md": PODCAST})
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "mine.toml").write_text('background = "\\u001b[2J"\n', "utf-8")
    wrong = 'theme = "\\u001b]0;x\\u0007"\nwidth = "wide"\n[keys]\nreader.pin = ["<Foo>"]\n"\\u001b[31m" = "x"\n'
    (tmp_path / "config.toml").write_text(wrong, "utf-8")
    command = [sys.executable, "-m", "tui.cli", "--library", str(tmp_path), "--config", str(tmp_path / "config.toml")]
    with Terminal([*command, workspace.library.sources()[0].handle]) as terminal:
        terminal.wait_text("NORMAL", "more: ,,)", "themes/mine.toml: background is")
        terminal.type("?")
        terminal.wait_text("In a source")
        assert not terminal.screen.strange
    with Terminal([*command[:3], "config", *command[5:]], size=(200, 40)) as terminal:
        assert terminal.wait_end() == 1
    assert not terminal.screen.strange
    for told in ("theme is ", "width is 'wide'", "'<Foo>' is not the name of a key", "There is no action", "mine.toml"):
        assert told in terminal.screen.text


def test_in_a_terminal_with_wide_ambiguous_characters_every_row_fits(tmp_path: Path) -> None:
    workspace = shelve(tmp_path, {"one.md": f"{WIDE}\n\n{WIDE}\n", "two.md": WIDE})
    (tmp_path / "config.toml").write_text("ambiguous_width = 2\n", "utf-8")
    command = [sys.executable, "-m", "tui.cli", "--library", str(tmp_path)]
    handles = [source.handle for source in workspace.library.sources()]
    env = {"CROSSREAD_CONFIG": str(tmp_path / "config.toml")}
    with Terminal([*command, *handles], screen=Emulator(120, 30, ambiguous=2), env=env) as terminal:
        terminal.wait_text("NORMAL", "他说")
        terminal.type("c")
        terminal.wait_text("Marked as claim")
        edges = [[x for x, cell in enumerate(row) if cell and cell in "▏│"] for row in terminal.screen.cells[2:12]]
        written = "".join("".join(row) for row in terminal.screen.cells)
    straight = set[int].intersection(*map(set, edges)) - {0}
    assert len(straight) == 2, f"the lines beside the second pane are straight: {edges}"
    assert terminal.screen.rows[-1].endswith("NORMAL")
    assert written.count("“这个数字”") >= 1
    assert not terminal.screen.strange


@pytest.mark.parametrize("theme", ["terminal", "ink"])
def test_without_colour_no_colour_leaves_for_the_terminal(theme: str, tmp_path: Path) -> None:
    workspace = shelve(tmp_path, {"podcast.md": PODCAST})
    command = [sys.executable, "-m", "tui.cli", "--library", str(tmp_path), workspace.library.sources()[0].handle]
    with Terminal(command, env={"NO_COLOR": "1", "CROSSREAD_THEME": theme}) as terminal:
        terminal.wait_text("NORMAL")
        terminal.type("c", ")", "i")
        terminal.wait_text("Marked as highlight")
        codes = {code for found in re.findall(r"\x1b\[([\d;]*)m", terminal.output) for code in _colors(found)}
    assert all(len(set(code)) <= 1 for code in codes), codes
    assert "c" in {row[1:2] for row in terminal.screen.rows}
    assert re.search(r"\x1b\[[\d;]*\b4\b[\d;]*m", terminal.output), "claims are underlined"
    if theme == "terminal":
        assert not codes


def _colors(codes: str) -> list[tuple[str, ...]]:
    """The colours of a style sequence, a grey as (n, n, n); one of the terminal's sixteen as its code and a mark."""
    numbers, found = codes.split(";"), list[tuple[str, ...]]()
    while numbers:
        number = numbers.pop(0)
        if number in ("38", "48") and numbers[:1] == ["2"]:
            found.append(tuple(numbers[1:4]))
            numbers = numbers[4:]
        elif re.fullmatch(r"(3|4|9|10)[0-7]", number):
            found.append((number, "of the sixteen"))
    return found


async def test_settings_of_the_text(tmp_path: Path) -> None:
    settings = Settings(width=40, line_spacing=2, script="simplified")
    async with configured(tmp_path, Config(settings), texts={"podcast.md": PODCAST}) as reader:
        assert reader.reader.look.width == 40
        await reader.sees("今天谈夜间渡轮")
        rows = [row for row in reader.rows() if "软体" in row or "市府说" in row]
        assert rows
        assert reader.reader.look != Look()


async def test_a_theme_is_seen_while_it_is_chosen_and_remembered(tmp_path: Path) -> None:
    choices = Choices(tmp_path / "state")
    async with configured(tmp_path, Config(choices=choices)) as reader:
        await reader.press(", T")
        at = builtin().index("paper")
        await reader.press("<Down>")
        assert reader.app.theme == builtin()[at + 1]
        assert reader.screen.book.named["text"].color is not None
        await reader.press("<Esc>")
        assert reader.app.theme == "paper"
        assert choices.get("theme", None) is None
        await reader.press(", T")
        await reader.type("tide")
        assert reader.app.theme == "tide"
        await reader.press("<Enter>")
        await reader.sees("Theme: Tide. It is remembered.")
    assert Choices(tmp_path / "state").get("theme", None) == "tide"


async def test_settings_are_changed_where_they_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    choices = Choices(tmp_path / "crossread")
    async with configured(tmp_path, Config(choices=choices), texts={"podcast.md": PODCAST}) as reader:
        await reader.press(", ,", "<Down>", "<Right>")
        await reader.sees("preset is arrows from the next start on.")
        await reader.press("<Down>", "<Right>")
        assert reader.reader.look.script == "simplified"
        await reader.press("<Down>", "<Left>", "<Left>")
        await reader.sees("width            76", "chosen in the reader")
        assert reader.reader.look.width == 76
        await reader.press("<Down>", "<Right>", "<Right>", "<Esc>")
        assert reader.reader.look.spacing == 2
        await reader.press("<C-w> v")
        assert reader.reader.look.width == 76
    loaded = load({"CROSSREAD_CONFIG": str(tmp_path / "none")})
    assert loaded.settings == Settings(preset="arrows", script="simplified", width=76, line_spacing=2)


async def test_nothing_of_the_former_theme_stays_while_one_is_chosen(tmp_path: Path) -> None:
    """In the list itself too, after each step; the palettes have few colours in common, which are not asked for."""
    async with configured(tmp_path, Config(choices=Choices(None))) as reader:
        for keys, step in ((", T", "<Down>"), (", ,", "<Right>")):
            await reader.press(keys)
            for _ in builtin():
                before = reader.app.theme
                await reader.press(step)
                if reader.app.theme == before:
                    continue
                await reader.pause()
                old = set(builtin_palette(before).colors().values())
                new = set(builtin_palette(reader.app.theme).colors().values())
                assert not _shown_colors(reader) & (old - new), (before, reader.app.theme)
            await reader.press("<Esc>")


def _shown_colors(reader: Driver) -> set[str]:
    strips = reader.app.screen._compositor.render_strips(reader.app.size)
    styles = [segment.style for strip in strips for segment in strip if segment.style]
    return {color.name for style in styles for color in (style.color, style.bgcolor) if color}


MIXED, _ = read_palette(b'base = "ink"\nbackground = "default"\nclaim = "yellow"\nquiet = "bright-black"', "mixed.toml")
assert MIXED is not None


@pytest.mark.parametrize("theme", [*builtin(), MIXED.name])
async def test_every_theme_draws_every_screen(theme: str, tmp_path: Path) -> None:
    """An unknown variable or a colour that cannot be stops a Textual program: so each theme is walked through."""
    assert MIXED is not None
    config = Config(Settings(theme=theme), own_palettes={MIXED.name: MIXED})
    async with configured(tmp_path, config, size=(80, 24)) as reader:
        for keys in ("c", "?", "<Esc>", ":", "<Esc>", "t", "<Esc>", "<Enter>", "<Esc>", ", d", "<Esc>", "/", "<Esc>"):
            await reader.press(keys)
        await reader.press("p")
        await reader.sees("pinned")
        assert reader.app.return_code in (None, 0)
