"""Choosing tags with few keys, and never one that was not asked for."""

from __future__ import annotations

import pytest

from tests.tui.screens.examples import TAGS
from tests.tui.support import Stage, enter_text, press, shown_lines, wait_for
from tui.screens.tag_picker import TagPicker
from tui.values import TagView


def listed(picker: TagPicker) -> list[str]:
    return [line for line in shown_lines(picker.list) if line]


def hints(picker: TagPicker) -> str:
    return " ".join(shown_lines(picker.hints))


ENERGY = ("energy",)


@pytest.mark.parametrize(
    ("keys", "checked", "tags"),
    [
        # Nothing typed: the set as it stands.
        ("enter", ENERGY, ENERGY),
        # One known tag: a few letters, Enter, Enter. The same keys take it away again.
        ("n u enter enter", ("炒作",), ("炒作", "energy/nuclear")),
        ("n u enter enter", ("energy/nuclear", "炒作"), ("炒作",)),
        ("'#炒' enter enter", (), ("炒作",)),
        ("'核电' enter enter", (), ("核電",)),
        # A new one: the last line.
        ("'水/电' enter enter", (), ("水/电",)),
        ("'ener' down down down enter enter", (), ("ener",)),
        ("'new　tag' enter enter", (), ("new-tag",)),
        # Tab keeps what was typed, so that several of a kind can be checked; Enter then checks the chosen one.
        ("'en' down tab down enter enter", (), ("energy/solar", "energy/nuclear")),
        ("alt+n alt+s alt+n enter", (), ("energy/solar",)),
        # Esc changes nothing.
        ("tab escape", ENERGY, None),
    ],
)
async def test_keys_and_the_tags_they_give(keys: str, checked: tuple[str, ...], tags: tuple[str, ...] | None) -> None:
    assert await picked(TagPicker((*TAGS, TagView("核電", 4)), checked, remembered=False), keys) == tags


@pytest.mark.parametrize(
    ("keys", "tags"),
    [
        ("enter", ("energy", "炒作")),
        # Any other tag is instead of those of last time, not beside them.
        ("n u enter enter", ("energy/nuclear",)),
        ("alt+e enter", ENERGY),
        ("escape", None),
    ],
)
async def test_tags_of_last_time_are_an_offer(keys: str, tags: tuple[str, ...] | None) -> None:
    assert await picked(TagPicker(TAGS, ("energy", "炒作"), remembered=True), keys) == tags


async def picked(picker: TagPicker, keys: str) -> object:
    app = Stage(picker)
    async with app.run_test() as pilot:
        for key in keys.split(" "):
            if key.startswith("'"):
                await enter_text(pilot, key.strip("'"))
            else:
                await press(pilot, key)
        await wait_for(pilot, lambda: bool(app.results), "the picker ends")
        return app.results[0]


async def test_the_keys_line_says_what_enter_does_now() -> None:
    picker = TagPicker(TAGS, ("energy",), remembered=True)
    async with Stage(picker).run_test() as pilot:
        assert "Enter same tags as last time" in hints(picker)
        assert shown_lines(picker.summary) == [" Last time: #energy"]
        await enter_text(pilot, "nuc")
        assert "Enter check, uncheck" in hints(picker)
        await press(pilot, "enter")
        assert "Enter keep these" in hints(picker)
        assert shown_lines(picker.summary) == [" Checked: #energy/nuclear"]
        await enter_text(pilot, "zzz")
        assert "Enter create it" in hints(picker)


async def test_the_tree_is_shown_until_something_is_typed() -> None:
    picker = TagPicker(TAGS, ("energy/solar",), remembered=False)
    async with Stage(picker).run_test() as pilot:
        assert [" ".join(line.split()) for line in listed(picker)] == [
            "[ ] ● energy 4 Alt-e",
            "[ ] ● nuclear 12 Alt-n",
            "▌[✓] ● solar 3 Alt-s",
            "[ ] ● 炒作 2",
        ]
        at = [line.index("●") for line in listed(picker)]
        assert (at[1] - at[0], at[2] - at[0], at[3] - at[0]) == (2, 2, 0)
        await enter_text(pilot, "en")
        assert [" ".join(line.split()) for line in listed(picker)] == [
            "▌[ ] ● energy 4 Alt-e",
            "[✓] ● energy/solar 3 Alt-s",
            "[ ] ● energy/nuclear 12 Alt-n",
            "new tag #en",
        ]


async def test_a_new_tag_stands_in_the_list_from_then_on() -> None:
    picker = TagPicker((), (), remembered=False)
    async with Stage(picker).run_test() as pilot:
        assert "No tags yet" in listed(picker)[0]
        await enter_text(pilot, "roi")
        await press(pilot, "enter")
        assert [" ".join(line.split()) for line in listed(picker)] == ["▌[✓] ● roi"]


async def test_a_letter_no_tag_has_is_said_and_not_typed() -> None:
    picker = TagPicker(TAGS, (), remembered=False)
    async with Stage(picker).run_test() as pilot:
        await press(pilot, "alt+z")
        assert "letter z" in picker.hints.message
        assert picker.input.value == ""


async def test_a_click_checks() -> None:
    picker = TagPicker(TAGS, (), remembered=False)
    async with Stage(picker).run_test() as pilot:
        await pilot.click(picker.list, offset=(8, 1))
        await wait_for(pilot, lambda: "[✓]" in listed(picker)[1], "the tag is checked")
