"""What is set, to be looked at and changed: each setting with its value and where it comes from, and what was left out
of the configuration. The text beside it shows at once what a change does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events
from textual.widget import Widget

from tui.config import CHOSEN, DEFAULT, FILE, Config
from tui.headless.configuration import rule_words
from tui.layout.cells import fit
from tui.screens.modal import Modal
from tui.settings import RULES, Value, stepped
from tui.widgets.lines import Line, Lines, Parts, PickList, plain, rows_of, spread

SETTINGS = tuple(name for name, rule in RULES.items() if rule.changes)
_NAME, _INDENT = 17, 2
"""Cells of a setting's name; cells before the further rows of a problem."""


class SettingsPage(Modal[None]):
    """`change` is called with a setting and its new value: it applies and remembers it, and answers with the
    configuration that holds then and what there is to say."""

    WIDEST = 64

    def __init__(self, config: Config, change: Callable[[str, Value], tuple[Config, str]]) -> None:
        super().__init__("Settings")
        self.add_class("-corner")
        self._config = config
        self._change = change
        self.list = PickList(self._draw)
        self.page = Lines()

    def body(self) -> Iterable[Widget]:
        self.list.styles.height = len(SETTINGS)
        return self.list, self.page

    def rows_wanted(self, width: int) -> int:
        return len(SETTINGS) + max(len(self._words(name, width)) for name in SETTINGS)

    def on_mount(self) -> None:
        self.list.offer(len(SETTINGS))
        self.offer_keys(("← →", "change"), ("↑ ↓", "move"), ("PgUp PgDn", "read on"), ("Esc", "close"))
        self.page.show(self._lines)

    def on_click(self, event: events.Click) -> None:
        """A click chooses a setting, another one on it changes it."""
        if event.widget is not self.list or (index := self.list.line_at(event.y)) is None:
            return
        if index == self.list.chosen:
            self._step(1)
        else:
            self.list.move(index - self.list.chosen)
            self.page.show(self._lines)

    def press(self, token: str) -> bool:
        if token in ("<Esc>", "q"):
            self.dismiss(None)
        elif token in ("<Down>", "j", "<Up>", "k"):
            self.list.move(1 if token in ("<Down>", "j") else -1)
            self.page.show(self._lines)
        elif token in ("<Right>", "l", "<Enter>", "<Space>"):
            self._step(1)
        elif token in ("<Left>", "h"):
            self._step(-1)
        else:
            return self.page.press(token)
        return True

    def _step(self, by: int) -> None:
        name, config = SETTINGS[self.list.chosen], self._config
        self._config, said = self._change(name, stepped(name, getattr(config.settings, name), by, self._config.themes))
        self.list.refresh()
        self.page.show(self._lines, keep_place=True)
        if said:
            self.say(said)

    # ---- drawing -------------------------------------------------------------------------------------------

    def _draw(self, index: int, width: int) -> Parts:
        name, styles = SETTINGS[index], self.inks
        value = getattr(self._config.settings, name)
        return spread(
            ((fit(name, _NAME), None), (str(value), styles["accent"])), ((self._origin(name), styles["quiet"]),), width
        )

    def _origin(self, name: str) -> str:
        origin = self._config.origins.get(name, DEFAULT)
        return FILE if origin not in (DEFAULT, CHOSEN) and origin == str(self._config.path) else origin

    def _lines(self, width: int) -> list[Line]:
        return self._words(SETTINGS[self.list.chosen], width)

    def _words(self, name: str, width: int) -> list[Line]:
        """What the setting is for, where all is written, what was left out."""
        styles, config = self.inks, self._config
        lines = [Line(), *(plain(row, styles["quiet"]) for row in rows_of(rule_words(config, name), width, width))]
        there = config.path and config.path.is_file()
        where = f"{config.path}{'' if there else ' is not there: crossread config prints one'}"
        lines += [Line(), *(plain(row, styles["quiet"]) for row in rows_of(where, width, width))]
        if config.problems:
            lines += [Line(), plain("What is wrong with it:", styles["heading"])]
        for problem in config.problems:
            first, *others = rows_of(problem, width, width - _INDENT)
            lines += [plain(first, styles["warning"]), *(plain(" " * _INDENT + row) for row in others)]
        return lines
