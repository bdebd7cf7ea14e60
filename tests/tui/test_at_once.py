"""Rows that go to the terminal past Textual: what stands there afterwards is what Textual would have drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from tests.terminal import Emulator
from tests.tui.driver import Driver, opened
from tui import at_once

SIZE = (120, 30)
LONG = {
    "long.txt": "\n\n".join(
        f"第{n}段说的是渡轮。它每天 {n} 次过河，the ferry crosses {n} times a day。没有人数过！" * 3 for n in range(60)
    ),
    "other.txt": "\n\n".join(f"另外{n}。" * 40 for n in range(60)),
}


class Seen:
    """What a terminal shows that gets all that is written from now on; `ways` are the kinds of updates written."""

    def __init__(self) -> None:
        self.terminal = Emulator(*SIZE)
        self.ways: list[str] = []

    @property
    def rows(self) -> list[str]:
        return self.terminal.rows

    @property
    def past_textual(self) -> int:
        return self.ways.count("_Rows")


@contextmanager
def seen(monkeypatch: pytest.MonkeyPatch, apart: float = 0.0) -> Iterator[Seen]:
    """The app believes in a terminal, for as long as that is looked at; keys may come as close as `apart` seconds."""
    shown = Seen()
    display = App._display

    def write(_: HeadlessDriver, data: str) -> None:
        shown.terminal.feed(data)

    def watched(self: App[object], screen: object, update: object) -> None:
        if isinstance(update, CompositorUpdate):
            shown.ways.append(type(update).__name__)
        display(self, screen, update)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(HeadlessDriver, "is_headless", False)
        patch.setattr(HeadlessDriver, "write", write)
        patch.setattr(App, "_display", watched)
        patch.setattr(at_once, "_APART", apart)
        yield shown


async def all_drawn(driver: Driver) -> None:
    driver.screen.refresh(layout=True)
    await driver.pause()


async def same(driver: Driver, shown: Seen) -> None:
    await driver.until(lambda: shown.rows == driver.rows(), "the terminal shows what the reader is")
    assert not shown.terminal.strange


async def test_what_keys_draw_is_what_stands_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, "long", "other", texts=LONG, size=SIZE) as driver:
        with seen(monkeypatch) as shown:
            await all_drawn(driver)
            assert "第0段" in shown.terminal.text and "另外0" in shown.terminal.text
            for key in (
                "j",
                "<Space>",
                ")",
                "G",
                "g g",
                "5 0 %",
                "v",
                "w",
                "<Esc>",
                "c",
                "f",
                "s",
                "<Tab>",
                "<Space>",
                "s",
            ):
                await driver.press(key)
                await same(driver, shown)
        assert shown.past_textual > 8


async def test_rows_under_something_else_are_left_to_textual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, "long", texts=LONG, size=SIZE) as driver:
        with seen(monkeypatch) as shown:
            await all_drawn(driver)
            driver.screen.which_key.entries = (("j", "down"), ("k", "up"))
            await driver.pause()
            assert "down" in shown.rows[-2]
            before = shown.past_textual
            driver.reader.go(3000)
            # The rows over the panel are there at once, and the panel stands as it stood.
            assert shown.past_textual > before and "down" in shown.rows[-2]
            assert driver.rows()[5] == shown.rows[5]
            await same(driver, shown)
            driver.screen.which_key.entries = ()
            await same(driver, shown)


async def test_a_text_behind_a_dialog_does_not_draw_over_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, "long", texts=LONG, size=SIZE) as driver:
        with seen(monkeypatch) as shown:
            await all_drawn(driver)
            await driver.press("?")
            before = shown.past_textual
            driver.screen.panes.current.reader.go(3000)
            await driver.pause()
            assert shown.past_textual == before
            assert "第0段" not in shown.terminal.text


async def test_keys_that_come_fast_are_drawn_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path, "long", texts=LONG, size=SIZE) as driver:
        with seen(monkeypatch, apart=60) as shown:
            await all_drawn(driver)
            for _ in range(30):
                driver.reader.go(driver.reader.view.cursor + 100)
            assert shown.past_textual == 1
            await same(driver, shown)
