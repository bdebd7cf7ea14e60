"""What every search shares: what a typed text means, the forms that are searched, what was searched before."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING
from weakref import ref

from annotations.glossary import Glossary, read_glossary
from sources.turns import give_way
from tui.controllers.base import Controller, Handler

if TYPE_CHECKING:
    from sources.document import Document
    from sources.scan import Finder, Mode
    from tui.screens.reading import ReadingScreen
    from tui.widgets.find_bar import SearchInput


_HOW = {"folded": ", in any script, width or case", "exact": ", exactly so", "regex": ", as a regular expression"}


class Searches(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._input: SearchInput | None = None
        self._before: list[str] | None = None
        self._new: list[str] = []
        self._at = 0
        self._draft = ""
        self._glossary: Glossary | None = None
        self._preparing: threading.Thread | None = None
        self._learning: ref[Document] | None = None

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "prompt.exact": lambda _: self._switch("exact"),
            "prompt.regex": lambda _: self._switch("regex"),
            "prompt.earlier": lambda _: self._recall(-1),
            "prompt.later": lambda _: self._recall(1),
        }

    def prepare(self) -> None:
        """Does what a search would have to do besides searching, when the reader has settled or while somebody types:
        makes the tables, once, and learns of the text what searches in it can use, from the cursor on."""
        document, offset = self.reader.document, self.reader.view.cursor
        if self._learning is not None and self._learning() is document:
            return
        before, self._learning = self._preparing, ref(document)

        def work() -> None:
            if before:
                before.join()
            else:
                _prepare()
            for _ in document.latin.learn(offset):
                give_way()

        self._preparing = threading.Thread(target=work, daemon=True)
        self._preparing.start()

    def go_on(self) -> None:
        """Prepares for another text that is shown, once it has prepared for one."""
        if self._preparing:
            self.prepare()

    # ---- what is meant -------------------------------------------------------------------------------------

    def mode(self, text: str) -> str:
        from annotations.query import split_mode

        return str(split_mode(text)[0])

    def mode_within(self, text: str) -> str:
        """The mode of a library's query, which filters may stand before."""
        from annotations.query import QueryError, parse

        try:
            return str(parse(text).mode)
        except QueryError:
            return ""

    def finder(self, text: str) -> Finder:
        """Raises PatternError."""
        return meant(text, self.glossary().groups)

    def finder_of(self, words: str, mode: Mode) -> Finder:
        from sources.regional import forms
        from sources.scan import finder

        return finder(forms(words, mode, self.glossary().groups), mode)

    def glossary(self) -> Glossary:
        """Read once for each prompt that is opened: its file may be edited meanwhile."""
        if self._glossary is None:
            from tui.glossary import glossary_files

            self._glossary = read_glossary(glossary_files(self.workspace.store.path))
            if self._glossary.problems:
                self.say(self._glossary.problems[0], error=True)
        return self._glossary

    def none_words(self, words: str, mode: str, finder: Finder, where: str) -> str:
        """The sentence for a search without hits."""
        how = _HOW[mode]
        also = f" Also searched: {', '.join(finder.forms[1:])}." if finder.forms[1:] else ""
        return f"“{words}” is not {where}{how}.{also}"

    # ---- in a prompt ---------------------------------------------------------------------------------------

    def begin(self, prompt: SearchInput) -> None:
        """A prompt opens, and what is recalled goes there from now on."""
        self._input, self._glossary = prompt, None
        self._at = len(self._history())

    def _switch(self, name: str) -> None:
        from annotations.query import switched
        from sources.scan import Mode

        if self._input:
            self._input.put(switched(self._input.value, Mode(name)))

    def _history(self) -> list[str]:
        if self._before is None:
            self._before = self.workspace.store.searches()
        return self._before

    def _recall(self, step: int) -> None:
        history = self._history()
        if self._input is None or not 0 <= self._at + step <= len(history):
            return
        if self._at == len(history):
            self._draft = self._input.value
        self._at += step
        self._input.put(self._draft if self._at == len(history) else history[self._at])

    def keep(self, text: str) -> None:
        history = self._history()
        if text in history:
            history.remove(text)
        history.append(text)
        self._new.append(text)

    def save(self) -> None:
        """Writes what was searched since the last time."""
        if self._new:
            self.workspace.store.keep_searches(self._new)
            self._new = []


def meant(text: str, glossary: tuple[tuple[str, ...], ...]) -> Finder:
    """What a typed text searches for. Raises PatternError."""
    from annotations.query import split_mode
    from sources.regional import forms
    from sources.scan import finder

    mode, words = split_mode(text)
    return finder(forms(words, mode, glossary), mode)


def _prepare() -> None:
    """Does what the first search would have to do besides searching."""
    from sources.latin import Latin
    from sources.scan import scan

    for module in ("tui.glossary", "tui.hits", "platformdirs"):
        import_module(module)
    for text in ("word", "软 wörd 字"):
        finder = meant(text, ())
        tuple(scan(text, finder))
        finder.clear(Latin(text), 0, len(text))
