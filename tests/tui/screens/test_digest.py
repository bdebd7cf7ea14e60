"""The digest before it is handed over: looking, copying, writing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotations.store.protocol import StoreError
from tests.tui.support import Stage, enter_text, press, shown_lines, wait_for
from tui.screens.digest import DigestView, Make

QUOTE = "> 所以得给大家一点时间，步行街都是头一年最难熬。铺地、种树、排水、路灯都在里头，建好以后每年还要养护。"


def make(by: str) -> str:
    return f"---\ntitle: x\n---\n\n# By {by}\n\n{QUOTE}\n\n" + "- 001 · ¶ 9\n" * 60


def at_once(make: Callable[[str], str]) -> Make:
    def then(by: str, take: Callable[[str], object], fail: Callable[[str], object]) -> None:
        try:
            take(make(by))
        except StoreError as problem:
            fail(str(problem))

    return then


def write(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def digest() -> DigestView:
    return DigestView(at_once(make), write)


async def test_three_ways_of_making_it() -> None:
    view = digest()
    app = Stage(view)
    async with app.run_test(size=(80, 24)) as pilot:
        for key, by in (("", "source"), ("t", "tag"), ("c", "claim"), ("s", "source")):
            await press(pilot, "G", *key)
            assert view.box.border_title == f" Digest by {by} "
            await press(pilot, "g")
            assert f" # By {by}" in shown_lines(view.page)
        await press(pilot, "q")
        await wait_for(pilot, lambda: app.results == [None], "the digest closes")


async def test_long_lines_are_wrapped_by_the_rules_of_chinese() -> None:
    view = digest()
    async with Stage(view).run_test(size=(60, 24)):
        rows = shown_lines(view.page)[6:8]
        assert rows[0].startswith(" > 所以")
        assert rows[1].startswith("   ")
        assert "".join(row.strip() for row in rows) == QUOTE
        assert rows[1].strip()[0] not in "，。、"


async def test_copying_takes_the_whole_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "1")
    view = digest()
    app = Stage(view)
    async with app.run_test() as pilot:
        await press(pilot, "y")
        assert app.clipboard == make("source")
        assert "Copied" in view.hints.message


async def test_writing_asks_for_a_file_and_says_where(tmp_path: Path) -> None:
    view = digest()
    async with Stage(view).run_test(size=(200, 24)) as pilot:
        await press(pilot, "t", "w")
        assert view.input.value == "digest.md"
        path = tmp_path / "摘要 一.md"
        await press(pilot, "ctrl+u")
        await enter_text(pilot, str(path))
        await press(pilot, "enter")
        assert path.read_text(encoding="utf-8") == make("tag")
        assert view.hints.message == f"Written to {path}."
        await press(pilot, "j")
        assert view.page.first == 1


async def test_a_file_that_exists_is_replaced_on_a_second_enter_only(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("mine", encoding="utf-8")
    view = digest()
    async with Stage(view).run_test(size=(200, 24)) as pilot:
        await press(pilot, "w", "ctrl+u")
        await enter_text(pilot, str(path))
        await press(pilot, "enter")
        assert "Enter again replaces it" in view.hints.message
        await press(pilot, "escape", "w", "enter")
        assert path.read_text(encoding="utf-8") == "mine"
        await press(pilot, "enter")
        assert path.read_text(encoding="utf-8") == make("source")


async def test_what_cannot_be_written_is_said_and_can_be_mended(tmp_path: Path) -> None:
    view = digest()
    app = Stage(view)
    async with app.run_test(size=(200, 24)) as pilot:
        await press(pilot, "w", "ctrl+u", "enter")
        assert "name of a file" in view.hints.message
        await enter_text(pilot, str(tmp_path / "none" / "a.md"))
        await press(pilot, "enter")
        assert "No such file or directory" in view.hints.message
        assert view.input.has_focus
        await press(pilot, "escape", "q")
        await wait_for(pilot, lambda: app.results == [None], "the digest closes")


async def test_a_digest_that_cannot_be_made_leaves_the_one_there_is() -> None:
    def half(by: str) -> str:
        if by == "tag":
            raise StoreError("The text of 001 is missing: restore it.")
        return make(by)

    view = DigestView(at_once(half), write)
    async with Stage(view).run_test() as pilot:
        await press(pilot, "t")
        assert view.hints.message == "The text of 001 is missing: restore it."
        assert view.box.border_title == " Digest by source "


async def test_one_that_takes_long_is_shown_when_it_is_there_and_of_a_long_one_the_beginning() -> None:
    handed: list[Callable[[str], object]] = []
    view = DigestView(lambda by, take, fail: handed.append(take), write)
    async with Stage(view).run_test(size=(80, 24)) as pilot:
        assert view.hints.message == "The library is being read …"
        handed[0]("# By source\n\n" + "- 001 · ¶ 9\n" * 1_000_000)
        await press(pilot, "G")
        assert "… and 998,002 more lines: w writes all of it." in shown_lines(view.page)[-1]
        await press(pilot, "g")
        assert " # By source" in shown_lines(view.page) and "being read" not in view.hints.message


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("~nobody-has-this-name/a.md", "was not written (Could not determine home directory): type another name."),
        ("x" * 300, "was not written (File name too long): type another name."),
        (".", "is a folder: type the name of a file in it."),
    ],
)
async def test_what_is_no_name_of_a_file_is_said(typed: str, said: str) -> None:
    view = digest()
    async with Stage(view).run_test(size=(500, 24)) as pilot:
        await press(pilot, "w", "ctrl+u")
        await enter_text(pilot, typed)
        await press(pilot, "enter", "enter")
        assert said in view.hints.message
