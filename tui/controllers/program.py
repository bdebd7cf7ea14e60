"""The program around the text: palette, help, digest, themes, and what to show when the library is empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from annotations.commands import CommandError
from annotations.store.protocol import StoreError
from tui.actions import ACTIONS, Context
from tui.controllers.base import Controller, Handler
from tui.dispatcher import Fired
from tui.theming import textual_theme
from tui.values import Choice

if TYPE_CHECKING:
    from annotations.model import SourceId
    from sources.document import Document
    from tui.config import Config
    from tui.controllers.whole_library import Turns
    from tui.screens.modal import Modal
    from tui.settings import Value

T = TypeVar("T")

_GROUPS = (
    *("Tour", "Marks pane", "Mark", "Link", "Find", "Library", "Go", "View", "Copy", "Panes", "Program", "Select"),
    "Move",
)
"""Groups of actions in the palette's order: what one looks up first, and last what hands learn in a minute."""

_LOOKS = {"script": "script", "width": "width", "line_spacing": "spacing"}
"""Settings of how a pane shows its text, and what a look calls them."""


class Program(Controller):
    welcomes = False
    """Whether nothing was named to open, so that until something is, there is no source to say anything of."""

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "app.palette": lambda _: self._palette(),
            "app.help": lambda _: self._help(),
            "app.theme": lambda _: self._theme(),
            "app.settings": lambda _: self._settings(),
            "library.digest": lambda _: self._digest(),
        }

    @property
    def is_idle(self) -> bool:
        """Nothing was named to open, and nothing was opened since."""
        return self.welcomes and not self.screen.sources

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

        screen = self.screen
        contexts = screen.keyboard.contexts()
        if screen.focused in (screen.find_bar.input, screen.search_panel.input):
            contexts = (Context.PROMPT, *contexts)
        elif screen.focused is screen.annotations.filter:
            contexts = (Context.MARKS,)
        screen.app.push_screen(Help(contexts, screen.keymap))

    def _settings(self) -> None:
        from tui.screens.settings import SettingsPage

        self._over_themes(SettingsPage(self.screen.config, self._set), lambda _: None)

    def _set(self, name: str, value: Value) -> tuple[Config, str]:
        """Applies and remembers a setting."""
        screen = self.screen
        config = screen.config = screen.config.chosen(name, value)
        if name == "theme":
            screen.use_theme(str(value))
        elif field := _LOOKS.get(name):
            changed: dict[str, Any] = {field: getattr(config.look, field)}
            screen.panes.use_look(config.look)
            for pane in screen.panes.all:
                pane.reader.show_as(replace(pane.reader.look, **changed))
        else:
            return config, f"{name} is {value} from the next start on."
        return config, ""

    def _theme(self) -> None:
        """Each theme is shown while it is chosen from; leaving brings the former one back."""
        from tui.screens.chooser import Chooser

        config, before = self.screen.config, self.screen.app.theme
        palettes = {name: config.palette(name) for name in config.themes}
        choices = tuple(Choice(name, palette.title, palette.about) for name, palette in palettes.items())

        def use(name: str | None) -> None:
            self.screen.use_theme(name or before)
            if name:
                self.screen.config = config.chosen("theme", name)
                self.say(f"Theme: {config.palette(name).title}. It is remembered.")

        self._over_themes(Chooser("Theme", choices, at=before, preview=self.screen.use_theme), use)

    def _over_themes(self, dialog: Modal[T], then: Callable[[T | None], object]) -> None:
        """Opens a dialog in which one theme after the other may be shown: their style sheets are read beside it."""
        app, config = self.screen.host, self.screen.config

        def prepare() -> None:
            for name in config.themes:
                if dialog.is_attached:
                    app.prepare_theme(textual_theme(config.palette(name)))

        def close(result: T | None) -> None:
            then(result)
            app.forget_prepared()

        app.push_screen(dialog, close)
        dialog.call_after_refresh(app.run_worker, prepare, thread=True)

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
                write_digest(path, text, replace=True)
            except CommandError as problem:
                raise StoreError(str(problem)) from problem

        self.screen.app.push_screen(DigestView(make, write), lambda _: whole.stop("digest"))

    def open_first(self) -> None:
        """Nothing was named to open: offer what the library has, and say how to begin."""
        empty = self.workspace.library.is_empty()
        ways = (
            ("library.open", "opens a file or an address" if empty else "opens a source, a file or an address"),
            ("library.paste", "takes in what is on the clipboard"),
            ("app.tour", "shows how it all works, in three minutes"),
            ("app.help", "shows the keys"),
            ("app.close", "quits"),
        )
        keys = [(self.key(action), words) for action, words in ways]
        widest = max(len(key) for key, _ in keys)
        first = "The library is empty." if empty else "No source is open."
        self.reader.announce("\n".join(("", first, "", *(f"{key:<{widest}}  {words}" for key, words in keys))))
        self.welcomes = True
        if not empty:
            self.screen.opening.choose(beside=False)
