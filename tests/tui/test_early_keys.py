"""What is typed before there is a text to read takes effect in it, whatever happens to have the focus till then."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from annotations.store.locate import FOLDER, open_library
from annotations.workspace import Workspace
from tests.tui.support import wait_for
from tui.app import CrossreadApp
from tui.config import Config
from tui.controllers.keyboard import Keyboard
from tui.new_texts import new_file
from tui.screens.chooser import Chooser


async def test_early_keys_are_not_for_the_pane_that_has_the_first_focus(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("短文。\n\n第二段。\n", encoding="utf-8")
    be_ready, asked, laid_out = Keyboard.be_ready, list[bool](), list[bool]()

    def typed_before(keyboard: Keyboard) -> bool:
        screen = keyboard.screen

        def lay_out() -> None:
            laid_out.append(True)
            screen.set_focus(screen.panes.current.reader)
            screen.on_resize()

        if not asked:
            asked.append(True)
            screen.set_focus(screen.outline.filter)
            for key, character in (("colon", ":"), ("t", "t")):
                screen.app.post_message(events.Key(key, character))
            screen.app.call_later(lay_out)
        return bool(laid_out) and be_ready(keyboard)

    monkeypatch.setattr(Keyboard, "be_ready", typed_before)
    workspace = Workspace(open_library(tmp_path / FOLDER))
    app = CrossreadApp(workspace, [new_file(tmp_path / "a.txt")], config=Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_for(pilot, lambda: isinstance(app.screen, Chooser), "the palette")
        await wait_for(pilot, lambda: [prompt.value for prompt in app.screen.query(Input)] == ["t"], "the letter in it")
        assert not app.reading.outline.filter.value
