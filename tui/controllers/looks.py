"""How the focused pane shows its text: script, folds, a line a sentence, spacing, width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sources.script import approximate
from tui.controllers.base import Controller, Handler
from tui.look import Look

_STEP = 4
"""Cells that the text becomes wider or narrower by."""


class Looks(Controller):
    def handlers(self) -> Mapping[str, Handler]:
        return {
            "reader.script": lambda _: self._script(),
            "reader.toggle_fold": lambda _: self._say(self.reader.toggle_fold()),
            "reader.toggle_folds": lambda _: self._say(self.reader.toggle_folds()),
            "reader.by_sentence": lambda _: self._by_sentence(),
            "reader.spacing": lambda _: self._spacing(),
            "reader.wider": lambda fired: self._widen(fired.count or 1),
            "reader.narrower": lambda fired: self._widen(-(fired.count or 1)),
        }

    def _show(self, look: Look) -> Look:
        self.reader.show_as(look)
        return look

    def _script(self) -> None:
        script = self._show(self.reader.look.next_script()).script
        if script is None:
            self.say("Shown as written.")
            return
        if script is self.reader.own_script:
            rest = "; what is Simplified in it, approximately" if approximate(script) else ""
            self.say(f"Shown in {script.capitalize()}, as this text is written{rest}.")
            return
        rough = " (approximate)" if approximate(script) else ""
        self.say(f"Shown in {script.capitalize()}{rough}; marks and copies keep the original.")

    def _by_sentence(self) -> None:
        look = self._show(replace(self.reader.look, by_sentence=not self.reader.look.by_sentence))
        self.say("Each sentence begins a line." if look.by_sentence else "Sentences run on.")

    def _spacing(self) -> None:
        look = self._show(self.reader.look.next_spacing())
        self.say("Lines stand apart." if look.spacing > 1 else "Lines stand close.")

    def _widen(self, steps: int) -> None:
        before, room = self.reader.look, self.reader.room()
        look = self._show(before.widened(_STEP * steps, room))
        if look.width > room:
            self.say(f"The text takes the whole pane: {room} cells.")
        elif look != before:
            self.say(f"Lines of {look.width} cells.")
        else:
            self.say(f"Lines of {look.width} cells; it goes no further.")

    def _say(self, words: str) -> None:
        if words:
            self.say(words)
