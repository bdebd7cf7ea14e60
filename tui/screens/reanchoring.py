"""The re-anchoring queue: marks without a place, one at a time, with the passages they may be about now.

What differs is written out, `[-removed-]` and `{+added+}`, and coloured beside that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rich.style import Style
from textual.widget import Widget

from sources.safe import one_line, visible
from tui.layout.cells import cut
from tui.layout.wrap import wrap
from tui.screens.modal import Hint, Modal
from tui.theming import StyleBook
from tui.values import CandidateView, WaitingView
from tui.widgets.lines import Line, Lines, plain, rows_of

_NEXT, _PREVIOUS = ("l", "<Right>", "<Tab>"), ("h", "<Left>", "<S-Tab>")
_CLOSE = ("<Esc>", "q")
_LABEL = 5
_SIGNS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a mark: place it at its candidate `index`, show that, place it by hand, or keep it as lost."""

    action: Literal["place", "show", "by hand", "lost"]
    mark: str
    index: int = 0


class Reanchoring(Modal[Decision]):
    """Ends with a decision about one mark, or with None. `waiting` holds at least one; `shown` is the first seen."""

    def __init__(self, waiting: tuple[WaitingView, ...], styles: StyleBook, shown: int = 0) -> None:
        super().__init__("Marks without a place")
        self._waiting = waiting
        named = styles.named
        self._styles = {
            **named,
            "same": Style(),
            "removed": named["error"] + Style(strike=True),
            "added": named["success"] + Style(underline=True),
        }
        self._shown = shown
        self.page = Lines()

    def body(self) -> Iterable[Widget]:
        return (self.page,)

    def rows_wanted(self, width: int) -> int:
        return max(len(self._lines(width)), 6)

    def on_mount(self) -> None:
        self._show(self._shown)

    def _show(self, index: int) -> None:
        self._shown = index % len(self._waiting)
        self.set_place(f"{self._shown + 1} of {len(self._waiting)}")
        self._offer()
        self.page.show(self._lines)

    def _offer(self) -> None:
        view = self._waiting[self._shown]
        hints: list[Hint] = []
        if view.candidates:
            hints += [("Enter", "place it at 1"), ("g", "show 1")]
        if len(view.candidates) > 1:
            hints.insert(1, (f"1–{len(view.candidates)}", "at another"))
        hints.append(("m", "by hand"))
        if not view.kept:
            hints.append(("x", "keep as lost"))
        if len(self._waiting) > 1:
            hints.append(("← →", "other marks"))
        self.offer_keys(*hints, ("↑ ↓", "scroll"), ("Esc", "close"))

    # ---- keys ----------------------------------------------------------------------------------------------

    def press(self, token: str) -> bool:
        view = self._waiting[self._shown]
        if token in _CLOSE:
            self.dismiss(None)
        elif token in _NEXT or token in _PREVIOUS:
            self._show(self._shown + (1 if token in _NEXT else -1))
        elif token == "<Enter>" or (token.isdecimal() and token != "0"):
            self._place(view, 0 if token == "<Enter>" else int(token) - 1)
        elif token == "g" and view.candidates:
            self.dismiss(Decision("show", view.id))
        elif token == "m":
            self.dismiss(Decision("by hand", view.id))
        elif token == "x":
            if view.kept:
                self.say("This mark is kept as lost already: m places it by hand.")
            else:
                self.dismiss(Decision("lost", view.id))
        else:
            return self.page.press(token)
        return True

    def _place(self, view: WaitingView, index: int) -> None:
        if index < len(view.candidates):
            self.dismiss(Decision("place", view.id, index))
        elif view.candidates:
            self.say(f"There is no candidate {index + 1}: there are {len(view.candidates)}.", error=True)
        else:
            self.say("Not found: m places it by hand, x keeps it as lost.", error=True)

    # ---- drawing -------------------------------------------------------------------------------------------

    def _lines(self, width: int) -> list[Line]:
        view, quiet = self._waiting[self._shown], self._styles["quiet"]
        where = cut(one_line(f"{view.kind} in {view.source_name}"), max(8, width - len(view.found) - 4))
        lines = [Line((("? ", self._styles["sign-lost"]), (where, None), (f"  {view.found}", quiet))), Line()]
        old = [(view.before, quiet), *self._bounded([(view.quote, self._styles["claim"])]), (view.after, quiet)]
        lines += [*self._passage("was", old, width), Line()]
        for n, candidate in enumerate(view.candidates, 1):
            lines += [*self._candidate(n, candidate, width), Line()]
        if not view.candidates:
            words = "Its words are not where they should be, nor any like them."
            lines += [plain(row, quiet) for row in rows_of(words, width, width)]
        return lines[:-1] if not lines[-1].parts else lines

    def _candidate(self, number: int, candidate: CandidateView, width: int) -> list[Line]:
        quiet = self._styles["quiet"]
        pieces = [
            (f"{_SIGNS[kind][0]}{words}{_SIGNS[kind][1]}", self._styles[kind]) for kind, words in candidate.pieces
        ]
        parts = [(candidate.before, quiet), *self._bounded(pieces), (candidate.after, quiet)]
        place = Line(((" " * _LABEL, None), (cut(one_line(candidate.place), width - _LABEL), quiet)))
        return [*self._passage(f"{number}", parts, width), place]

    def _bounded(self, parts: list[tuple[str, Style]]) -> list[tuple[str, Style]]:
        """A passage between bars, so that it is told from its context without colours too."""
        accent = self._styles["accent"]
        return [("▌", accent), *parts, ("▐", accent)]

    def _passage(self, label: str, parts: list[tuple[str, Style]], width: int) -> list[Line]:
        """Words in several styles, wrapped as one text beside a label."""
        shown = [(visible(words), style) for words, style in parts]
        text = "".join(words for words, _ in shown)
        room = max(2, width - _LABEL)
        starts = [*wrap(text, room, room), len(text)]
        lines = []
        for n, (start, end) in enumerate(pairwise(starts)):
            end = start + len(text[start:end].rstrip())
            row: list[tuple[str, Style | None]] = [(f"{'' if n else label:<{_LABEL}}", self._styles["strong"])]
            at = 0
            for words, style in shown:
                a, b = max(start, at), min(end, at + len(words))
                if a < b:
                    row.append((text[a:b], style))
                at += len(words)
            lines.append(Line(tuple(row)))
        return lines
