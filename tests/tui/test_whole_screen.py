"""Another size of the terminal: drawn once, the text first, and what stands there is what the reader is."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.geometry import Size

from tests.terminal import Emulator
from tests.tui.driver import Driver, opened
from tests.tui.test_at_once import LONG, SIZE, Seen, all_drawn, same, seen
from tui import handover
from tui.config import Config
from tui.settings import Settings

SIZES = ((90, 24), (200, 50), (60, 15), SIZE, (119, 31))


def send(driver: Driver, size: tuple[int, int]) -> None:
    """As the terminal's driver does."""
    driver.app.post_message(events.Resize(Size(*size), Size(*size)))


async def resize(driver: Driver, shown: Seen, size: tuple[int, int]) -> list[str]:
    """The terminal gets another size. Returns the kinds of updates that were written for it."""
    shown.terminal = Emulator(*size)
    before = len(shown.ways)
    await driver.resize(*size)
    await same(driver, shown)
    return shown.ways[before:]


@pytest.mark.parametrize("keys", [(), ("z m",), (", m",), (", o",), ("/",), ("s", "<Space>", "c"), ("<C-w> v",)])
async def test_what_another_size_draws_is_what_stands_there(
    keys: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, "long", "other", texts=LONG, size=SIZE) as driver:
        await driver.press(*keys)
        with seen(monkeypatch) as shown:
            await all_drawn(driver)
            for size in SIZES:
                await resize(driver, shown, size)


async def test_it_is_drawn_once_and_the_text_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, "long", texts=LONG, size=SIZE) as driver:
        await driver.press("c")
        with seen(monkeypatch) as shown:
            await all_drawn(driver)
            for size in ((110, 28), (104, 36), (116, 20)):
                ways = await resize(driver, shown, size)
                assert ways[:2] == ["_Rows", "LayoutUpdate"]
                assert ways.count("LayoutUpdate") == 1


async def test_it_is_drawn_once_where_another_number_of_panes_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, "long", "other", "long", texts=LONG, size=(170, 30)) as driver:
        await driver.press("c")
        with seen(monkeypatch) as shown:
            await all_drawn(driver)
            for size, panes in (((130, 28), 2), ((180, 36), 3), ((60, 20), 1)):
                ways = await resize(driver, shown, size)
                assert len(driver.screen.panes.seen()) == panes
                assert ways == ["_Rows"] * panes + ["LayoutUpdate"]


async def test_it_is_drawn_under_a_dialog_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, "long", texts=LONG, size=SIZE) as driver:
        with seen(monkeypatch) as shown:
            await all_drawn(driver)
            await driver.press("?")
            for size in SIZES[:3]:
                shown.terminal = Emulator(*size)
                await driver.resize(*size)
            await driver.press("<Esc>")
            await same(driver, shown)


async def test_of_sizes_that_follow_each_other_closely_the_last_one_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, "long", texts=LONG, size=SIZE) as driver:
        with seen(monkeypatch) as shown:
            await all_drawn(driver)
            before = shown.ways.count("LayoutUpdate")
            shown.terminal = Emulator(90, 24)
            for width in range(119, 90, -1):
                send(driver, (width, 24))
            send(driver, (90, 24))
            await driver.until(lambda: driver.app.size == (90, 24), "the last size")
            await same(driver, shown)
            assert shown.ways.count("LayoutUpdate") - before < 10


async def test_the_passage_at_the_top_stays_there(tmp_path: Path) -> None:
    async with opened(tmp_path, "long", texts=LONG, size=SIZE) as driver:
        await driver.press("5 0 %", "<Space>")
        top = driver.reader.view.first_offset()
        for size in ((90, 24), (70, 40), (110, 30)):
            await driver.resize(*size)
            rows = driver.reader.view.rows()
            assert rows[0].start <= top < rows[0].end


async def test_nothing_is_drawn_between_keys_that_come_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "_SOON", 60.0)
    async with opened(tmp_path, "long", texts=LONG, size=SIZE) as driver:
        with seen(monkeypatch) as shown:
            await all_drawn(driver)
            before = len(shown.ways)
            driver.app._typed.hear()
            driver.app._typed.hear()
            await driver.press("/")
            for _ in range(15):
                await driver.pause()
            assert {*shown.ways[before:]} <= {"_Rows"} and shown.rows != driver.rows()
            driver.app._typed.take()
            await same(driver, shown)


# ---- another theme ---------------------------------------------------------------------------------------------


async def colours(driver: Driver) -> list[list[tuple[str, str]]]:
    """What is drawn when all has come to rest, with its styles."""
    await driver.until(lambda: driver.screen.is_settled, "all that follows")
    for _ in range(15):
        await driver.pause()
    return [
        [(segment.text, str(segment.style)) for segment in strip.simplify()]
        for strip in driver.app.screen._compositor.render_strips()
    ]


@pytest.mark.parametrize("keys", [(", m",), (", t", "<Esc>")])
async def test_another_theme_looks_like_one_that_was_there_from_the_start(
    keys: tuple[str, ...], tmp_path: Path
) -> None:
    names = ("ink", "terminal")
    expected = {}
    for name in names:
        (tmp_path / name).mkdir()
        config = Config(Settings(theme=name))
        async with opened(tmp_path / name, "podcast", "forum", size=SIZE, config=config) as driver:
            await driver.press("c", *keys)
            expected[name] = await colours(driver)
    (tmp_path / "all").mkdir()
    async with opened(tmp_path / "all", "podcast", "forum", size=SIZE) as driver:
        await driver.press("c", *keys)
        for name in (*names, *reversed(names)):
            driver.screen.use_theme(name)
            assert await colours(driver) == expected[name]


async def test_what_was_not_shown_has_its_theme_when_it_comes(tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", size=SIZE) as driver:
        driver.screen.use_theme("ink")
        await colours(driver)
        surface = driver.app.theme_variables["surface"]
        for hidden in (driver.screen.outline, driver.screen.search_panel, driver.screen.which_key):
            assert not hidden.display
        assert driver.screen.outline.styles.background.hex.lower() == surface


async def test_a_theme_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, "podcast", size=SIZE) as driver:
        with seen(monkeypatch) as shown:
            await all_drawn(driver)
            for name in ("ink", "tide", "ink", "tide"):
                before = len(shown.ways)
                driver.screen.use_theme(name)
                await colours(driver)
                await same(driver, shown)
                assert shown.ways[before:].count("LayoutUpdate") == 1


@pytest.mark.parametrize("keys", [(", m",), (", t",), ("/", "f e r r y"), ("?",), (":",), (", T",), (", k",)])
async def test_of_all_rules_nothing_is_left_of_the_theme_before(keys: tuple[str, ...], tmp_path: Path) -> None:
    async with opened(tmp_path, "podcast", "forum", size=SIZE) as driver:
        await driver.press("c", *keys)
        for name in (*driver.screen.config.themes, "paper"):
            driver.screen.use_theme(name)
            for screen in driver.app.screen_stack:
                for node in screen.walk_children(with_self=True):
                    had = dict(node.styles.base._rules)
                    driver.app.stylesheet.apply(node)
                    assert node.styles.base._rules == had, (name, node)


async def test_the_text_has_another_theme_first_also_around_the_list_of_themes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, "long", texts=LONG, size=SIZE) as driver:
        with seen(monkeypatch) as shown:
            await all_drawn(driver)
            await driver.press(", T")
            await colours(driver)
            for key in ("<Down>", "<Down>", "<Up>"):
                before = len(shown.ways)
                await driver.press(key)
                await same(driver, shown)
                ways = [way for way in shown.ways[before:] if way != "ChopsUpdate"]
                assert ways == ["_Rows", "LayoutUpdate"]
            await driver.press("<Esc>")
            await same(driver, shown)
