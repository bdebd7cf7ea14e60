"""The digest before it is handed over: as Markdown text, by source, tag or claim; copied or written from here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from rich.style import Style
from textual import on
from textual.widget import Widget

from annotations.store.protocol import StoreError
from tui.clipboard import copy
from tui.messages import FilterClosed
from tui.screens.modal import Modal, TypingInput
from tui.widgets.lines import Line, Lines, plain, rows_of

_BY = {"s": "source", "t": "tag", "c": "claim"}
_FILE = "digest.md"
"""The name offered, in the folder where the program was started."""
_SHOWN = 2000
"""Lines of a digest that are looked at here: more are read in the file."""
_HANGING = ("- ", "> ", "* ")
"""Marks at the start of a line that stand out to the left of its further rows."""


Make = Callable[[str, Callable[[str], object], Callable[[str], object]], object]


class DigestView(Modal[None]):
    """`make` hands the Markdown by `source`, `tag` or `claim` to its second argument, at once or later, or a sentence
    to its third. `write` puts it into a file; it may raise OSError or StoreError, whose sentences are shown.
    """

    WIDEST = 120

    def __init__(self, make: Make, write: Callable[[str, Path], None]) -> None:
        super().__init__("Digest")
        self._make = make
        self._write = write
        self._markdown = self._asked = ""
        self._replaces: Path | None = None
        self.input = TypingInput(placeholder="the file to write")
        self.input.display = False
        self.page = Lines()

    def body(self) -> Iterable[Widget]:
        return self.input, self.page

    def rows_wanted(self, width: int) -> int:
        return self.app.size.height

    def on_mount(self) -> None:
        self.input.value = _FILE
        self._show("source")
        self._offer_keys()

    def _show(self, by: str) -> None:
        self._asked = by
        self._make(by, partial(self._take, by), self._fail)
        if self._asked:
            self.say("The library is being read …")

    def _take(self, by: str, markdown: str) -> None:
        self._asked, self._markdown = "", markdown
        self.hints.hush()
        self.set_title(f"Digest by {by}")
        self.page.show(self._lines)

    def _fail(self, sentence: str) -> None:
        self._asked = ""
        self.say(sentence, error=True)

    def _offer_keys(self) -> None:
        if self._writing:
            self.offer_keys(("Enter", "write"), ("Esc", "do not write"))
        else:
            self.offer_keys(
                ("s t c", "by source, tag, claim"),
                ("↑ ↓", "scroll"),
                ("PgUp PgDn", "page"),
                ("y", "copy"),
                ("w", "write"),
                ("Esc", "close"),
            )

    @property
    def _writing(self) -> bool:
        return bool(self.input.display)

    # ---- keys ----------------------------------------------------------------------------------------------

    def press(self, token: str) -> bool:
        if self._writing:
            return False
        match token:
            case "<Esc>" | "q":
                self.dismiss(None)
            case "s" | "t" | "c":
                self._show(_BY[token])
            case "y":
                self.say(copy(self.app, self._markdown))
            case "w":
                self._replaces = None
                self.input.display = True
                self._offer_keys()
                self.set_focus(self.input)
            case _:
                return self.page.press(token)
        return True

    @on(FilterClosed)
    def _on_closed(self, event: FilterClosed) -> None:
        event.stop()
        if event.accepted and not self._written():
            return
        self.set_focus(None)
        self.input.display = False
        self._offer_keys()

    def _written(self) -> bool:
        """Writes to the path typed, and says so or why not. A file that exists is replaced on a second Enter."""
        if not self.input.value.strip():
            self.say("Type the name of a file.", error=True)
            return False
        path = Path(self.input.value.strip())
        try:
            path = path.expanduser()
            if path.is_dir():
                self.say(f"{path} is a folder: type the name of a file in it.", error=True)
                return False
            if path.exists() and self._replaces != path:
                self._replaces = path
                self.say(f"{path} exists: Enter again replaces it.", error=True)
                return False
            self._write(self._markdown, path)
        except (OSError, RuntimeError, ValueError) as problem:  # too long, no such home, no character for a name
            why = (isinstance(problem, OSError) and problem.strerror) or str(problem).rstrip(".")
            self.say(f"{path} was not written ({why}): type another name.", error=True)
            return False
        except StoreError as problem:
            self.say(str(problem), error=True)
            return False
        self.say(f"Written to {path}.")
        return True

    # ---- drawing -------------------------------------------------------------------------------------------

    def _lines(self, width: int) -> list[Line]:
        """The beginning of a long one."""
        words = self._markdown.split("\n", _SHOWN)
        rest = words.pop().count("\n") if len(words) > _SHOWN else 0
        lines = [line for one in words for line in self._rows(one, width)]
        return [*lines, plain(f"… and {rest:,} more lines: w writes all of it.", self.inks["quiet"])] if rest else lines

    def _rows(self, words: str, width: int) -> list[Line]:
        marks = words[: len(words) - len(words.lstrip())]
        hang = len(marks) + 2 if words.lstrip().startswith(_HANGING) else 0
        if hang > width // 2:
            hang = 0
        style = self._style(words)
        first, *rest = rows_of(words, width, width - hang)
        return [Line(((first, style),)), *(Line(((" " * hang + row, style),)) for row in rest)]

    def _style(self, words: str) -> Style | None:
        if words.startswith("#"):
            return self.inks["heading" if words.startswith(("# ", "## ")) else "strong"]
        if words.startswith(">"):
            return self.inks["quote"]
        return self.inks["quiet"] if words.startswith(("---", "|")) else None
