"""The program around the text: palette, help, digest, themes, and what to show when the library is empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.commands import CommandError
from annotations.store.protocol import StoreError
from tui.actions import ACTIONS, Context
from tui.controllers.base import Controller, Handler
from tui.dispatcher import Fired
from tui.values import Choice

if TYPE_CHECKING:
    from annotations.model import SourceId
    from sources.document import Document
    from tui.controllers.whole_library import Turns

_GROUPS = (
    *("Tour", "Marks pane", "Mark", "Link", "Find", "Library", "Go", "View", "Copy", "Panes", "Program", "Select"),
    "Move",
)
"""Groups of actions in the palette's order: what one looks up first, and last what hands learn in a minute."""


class Program(Controller):
    def handlers(self) -> Mapping[str, Handler]:
        return {
            "app.palette": lambda _: self._palette(),
            "app.help": lambda _: self._help(),
            "app.theme": lambda _: self._theme(),
            "app.settings": lambda _: self._settings(),
            "library.digest": lambda _: self._digest(),
        }

    def _palette(self) -> None:
        """Every action that can be done here and now, found by its words."""
        from tui.screens.chooser import Chooser

        keymap = self.screen.keymap
        here = {*self.screen.keyboard.contexts(), Context.EVERYWHERE}
        actions = {action.id: action for action in ACTIONS if action.context in here}
        choices = tuple(
            Choice(action.id, action.title, action.help, " · ".join(keymap.keys_of(action.id)))
            for action in sorted(actions.values(), key=lambda action: _GROUPS.index(action.group))
            if action.id != "app.palette"
        )

        def run(id: str | None) -> None:
            if id and actions[id].argument:
                self.screen.keyboard.expect(actions[id])
            elif id:
                self.screen.act(Fired(actions[id]))

        self.screen.app.push_screen(Chooser("What to do", choices), run)

    def _help(self) -> None:
        from tui.screens.help import Help

        self.screen.app.push_screen(Help(self.screen.keyboard.contexts(), self.screen.keymap))

    def _settings(self) -> None:
        from tui.screens.settings import SettingsPage

        self.screen.app.push_screen(SettingsPage(self.screen.config))

    def _theme(self) -> None:
        """Each theme is shown while it is chosen from; leaving brings the former one back."""
        from tui.screens.chooser import Chooser

        app, config = self.screen.app, self.screen.config
        before = app.theme
        palettes = {name: config.palette(name) for name in config.themes}
        choices = tuple(Choice(name, palette.title, palette.about) for name, palette in palettes.items())

        def use(name: str | None) -> None:
            self.screen.use_theme(name or before)
            if name:
                config.keep("theme", name)
                self.say(f"Theme: {config.palette(name).title}. It is remembered.")

        chooser = Chooser("Theme", choices, at=before, preview=self.screen.use_theme)
        app.push_screen(chooser, use)

    def _digest(self) -> None:
        from annotations.digest.build import build
        from annotations.digest.model import By, DigestOptions
        from annotations.digest.render import render
        from annotations.digest.write import write_digest
        from tui.screens.digest import DigestView

        whole = self.screen.whole_library

        def made(by: str, turns: Turns | None = None) -> str:
            def blocks(source: SourceId) -> Document:
                if turns:
                    turns.now_and_then()
                return self.workspace.blocks(source)

            return render(build(self.workspace.library, blocks, DigestOptions(By(by))))

        def make(by: str, then: Callable[[str], object], failed: Callable[[str], object]) -> None:
            if whole.is_large("marks", "source"):
                tables = ("source", "claims", "marks", "links")
                whole.make("digest", tables, partial(made, by), then, failed)
                return
            try:
                markdown = made(by)
            except StoreError as problem:
                failed(str(problem))
            else:
                then(markdown)

        def write(text: str, path: Path) -> None:
            try:
                write_digest(path.expanduser(), text, replace=True)
            except CommandError as problem:
                raise StoreError(str(problem)) from problem

        self.screen.app.push_screen(DigestView(make, write), lambda _: whole.stop("digest"))

    def open_first(self) -> None:
        """Nothing was named to open: offer what the library has, or say how to begin."""
        if not self.workspace.library.is_empty():
            self.screen.opening.choose(beside=False)
        else:
            opens = self.key("library.open")
            self.say(f"The library is empty: {opens} opens a file, and crossread tour shows how it all works.")
