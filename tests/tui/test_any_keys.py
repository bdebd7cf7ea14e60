"""Whatever is typed, clicked and resized, in any order: the reader goes on, shows what it holds, and all can be undone.

The keys are those of the registry, so that an action that is new is among them. What is wrong here is best looked into
by leaving out steps of the story that the failure prints.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from textual._xterm_parser import XTermParser

from annotations.check import check
from annotations.model import Record
from annotations.store.locate import FOLDER, open_library
from tests.tui.driver import TEXTS, Driver, opened, textual_key
from tests.tui.support import press, settle
from tests.tui.test_at_once import LONG, SIZE, all_drawn, same, seen
from tui.actions import ACTIONS
from tui.keys import DIGIT, parse

_LEFT_OUT = {"app.quit", "app.close", "library.paste", "reader.note_in_editor"}
"""What ends the reader, or asks for what stands outside of it: the clipboard, an editor."""
_KEYS = sorted(
    {(written, action.argument) for action in ACTIONS if action.id not in _LEFT_OUT for written in action.keys}
)
_MARKING = ("c", "i", ") c", "v w c", "V ) i", "j p", "p s", "p r", "p c", "t", "a", "D", "u", "U")
_ANY = ("<Esc>", "<Enter>", "<Tab>", "<BS>", "<Down>", "<Up>", "<C-a>", "<C-t>", "<C-r>", "f", "x", "，")
_TYPED = ("渡", "ferry", "ｆｕｌｌ", "(a+)+$", "[", "#a/b", "一千二百", "\x1b[200~貼\n上\x1b[31m\x1b[201~", "jjccu")
_SIZES = ((1, 1), (4, 30), (20, 5), (60, 15), (80, 24), (200, 50))
STEPS = 50


def story(seed: int) -> list[tuple[str, str]]:
    """Steps: `keys` in our notation, `sent` as a terminal sends it, `size` as columns and rows."""
    chance = random.Random(seed)
    steps = []
    for _ in range(STEPS):
        match chance.choices(("action", "marking", "any", "typed", "mouse", "size"), (12, 9, 4, 3, 4, 2))[0]:
            case "action":
                written, argument = chance.choice(_KEYS)
                count = chance.choice(("", "", "", "3 ", "9 9 9 "))
                steps.append(("keys", f"{count}{written.replace(DIGIT, '2')}{' a' if argument else ''}"))
            case "marking":
                steps.append(("keys", f"{chance.choice(('', '<Esc> <Esc> '))}{chance.choice(_MARKING)}"))
            case "any":
                steps.append(("keys", chance.choice(_ANY)))
            case "typed":
                steps.append(("sent", chance.choice(_TYPED)))
            case "mouse":
                x, y = chance.randint(1, SIZE[0]), chance.randint(1, SIZE[1])
                to = chance.choice(("", f"\x1b[<32;{min(x + 9, SIZE[0])};{y}M"))
                wheel = chance.choice(("", f"\x1b[<65;{x};{y}M"))
                steps.append(("sent", f"{wheel}\x1b[<0;{x};{y}M{to}\x1b[<0;{x};{y}m"))
            case "size":
                steps.append(("size", "{} {}".format(*chance.choice(_SIZES))))
    return steps


async def tell(driver: Driver, kind: str, what: str) -> None:
    if kind == "keys":
        await press(driver.pilot, *map(textual_key, parse(what)))
    elif kind == "size":
        width, height = map(int, what.split())
        await driver.resize(width, height)
        await driver.resize(*SIZE)
    else:
        for event in XTermParser().feed(what):
            assert driver.app._driver
            driver.app._driver.process_message(event)
        await settle(driver.pilot)


def written(driver: Driver) -> list[Record]:
    """All that a reader makes, which is all but sources."""
    library = driver.workspace.library
    return [*library.marks(), *library.claims(), *library.links(), *library.tags()]


async def leave_all(driver: Driver) -> None:
    for _ in range(8):
        await driver.press("<Esc>")
    assert (driver.dialog, driver.focus) == ("", "reader")


@pytest.mark.parametrize("seed", range(2))
async def test_any_story_leaves_a_reader_that_answers_and_can_be_taken_back(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where a digest would be written
    steps = story(seed)
    async with opened(tmp_path, "long", "podcast", texts=LONG | TEXTS, size=SIZE) as driver:
        with seen(monkeypatch) as shown:
            await all_drawn(driver)
            for number, step in enumerate(steps):
                await tell(driver, *step)
                assert driver.app.is_running, steps[: number + 1]
                if number % 5 == 0:
                    await same(driver, shown)
            await leave_all(driver)
            await same(driver, shown)
            for mark in driver.marks():
                assert driver.workspace.document(mark.source).text[mark.start : mark.end] == mark.quote
            made, history = written(driver), driver.workspace.history
            if not history.next_redo():  # else what is done again goes beyond what there was
                while history.next_undo():
                    await driver.press("u")
                assert written(driver) == []
                while history.next_redo():
                    await driver.press("U")
                assert written(driver) == made
            await same(driver, shown)
    assert not check(open_library(tmp_path / FOLDER)).problems
