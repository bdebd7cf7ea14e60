"""The keys of a pane, as the keymap has them."""

from __future__ import annotations

from tests.tui.support import Stage, enter_text, press, shown_lines, wait_for
from tui.actions import ACTIONS, Context
from tui.keymap import Keymap
from tui.screens.help import Help


def everything(help: Help) -> list[str]:
    """Every line of the page, whether in view or not."""
    return ["".join(text for text, _ in help.page.line(n).parts).rstrip() for n in range(help.page.count)]


async def test_this_panes_keys_come_first_then_those_everywhere() -> None:
    help = Help((Context.PINNED, Context.READER), Keymap.default())
    async with Stage(help).run_test(size=(80, 24)):
        lines = everything(help)
        assert "Esc drops what was begun" in " ".join(lines[:6])
        assert "crossread keys" in " ".join(lines[:8])
        titles = ["While a passage is pinned", "In a source", "Everywhere"]
        assert [line for line in lines if line in (*titles, "In the marks pane")] == titles
        text = " ".join(" ".join(line.split()) for line in lines)
        wanted = {Context.PINNED, Context.READER, Context.EVERYWHERE}
        assert [a.id for a in ACTIONS if a.context in wanted and a.help not in text] == []
        assert "gg Home Go to the start of the source." in text
        assert "m… Remember this place" in text
        assert "Ctrl-w 1–9 Focus a pane" in text


async def test_keys_are_those_of_the_keymap() -> None:
    help = Help((Context.READER,), Keymap.default({"reader.mark_claim": ["M"], "reader.pin": []}))
    async with Stage(help).run_test(size=(100, 24)):
        lines = [line.split() for line in everything(help)]
        assert ["M", *["Mark", "the", "selection,", "else", "the", "sentence,", "as", "a", "claim."]] in lines
        assert [":", *["Pin", "this", "passage,", "to", "link", "another", "one", "with", "it."]] in lines


async def test_wide_terminals_get_columns() -> None:
    help = Help((Context.READER,), Keymap.default())
    async with Stage(help).run_test(size=(200, 50)) as pilot:
        columns = [line for line in everything(help) if "Move the cursor down" in line]
        assert len(columns[0].split("   ")) > 3
        wide = help.page.count
        await pilot.resize_terminal(60, 15)
        await wait_for(pilot, lambda: help.page.size.width < 60, "the page is narrow")
        assert help.page.count > 2 * wide
        assert "j  Down           Move the cursor down a line." in everything(help)


async def test_finding_a_key() -> None:
    help = Help((Context.READER,), Keymap.default())
    app = Stage(help)
    async with app.run_test(size=(80, 24)) as pilot:
        all_lines = help.page.count
        await press(pilot, "/")
        await enter_text(pilot, "previous hit")
        assert everything(help)[0].split()[0] == "N"
        await press(pilot, "enter", "j", "/", "escape")
        assert help.page.count == all_lines
        await press(pilot, "/", "Q", "Q", "Q")
        assert everything(help) == ["No key does that."]
        await press(pilot, "enter", "escape")
        await wait_for(pilot, lambda: bool(app.results), "the help ends")


async def test_a_found_key_by_its_name() -> None:
    help = Help((Context.READER,), Keymap.default())
    async with Stage(help).run_test(size=(80, 24)) as pilot:
        await press(pilot, "/")
        await enter_text(pilot, "]h")
        assert shown_lines(help.page)[0].split() == ["]h", *["Go", "to", "the", "next", "heading."]]


async def test_question_mark_closes_in_full_width_too() -> None:
    app = Stage(Help((), Keymap.default()))
    async with app.run_test() as pilot:
        await enter_text(pilot, "？")
        await wait_for(pilot, lambda: app.results == [None], "the help ends")
