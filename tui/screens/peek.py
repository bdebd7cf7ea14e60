"""A look at the other end of a link, in its paragraph, without going there."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from rich.style import Style
from textual.widget import Widget

from sources.safe import one_line, visible
from tui.layout.cells import cell_len, cut
from tui.layout.wrap import wrap
from tui.screens.modal import Modal
from tui.signs import SIGNS, relation_words
from tui.theming import StyleBook
from tui.values import LinkView
from tui.widgets.lines import Line, Lines, plain, rows_of

End = tuple[LinkView, tuple[str, str, str]]
"""A link, and its other end's words: before the quote, the quote, after it."""

_NEXT, _PREVIOUS = ("l", "<Right>", "<Tab>"), ("h", "<Left>", "<S-Tab>")
_CLOSE = ("<Esc>", "q", "K")
_LEAD = 2
"""Lines of context kept in view above the quote."""


class Peek(Modal[str]):
    """Ends with the id of the mark to go to, or with None. `ends` holds at least one."""

    def __init__(self, ends: tuple[End, ...], styles: StyleBook) -> None:
        super().__init__("Other end")
        self._ends = ends
        self._styles = styles.named
        self._shown = 0
        self._quote_at = 0, 0
        self.page = Lines()

    def body(self) -> Iterable[Widget]:
        return (self.page,)

    def rows_wanted(self, width: int) -> int:
        return len(self._lines(width))

    def on_mount(self) -> None:
        several = (("← →", "other ends"),) if len(self._ends) > 1 else ()
        self.offer_keys(("Enter", "go there"), *several, ("↑ ↓", "scroll"), ("Esc", "close"))
        self._show(0)

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self._reveal)

    def _show(self, index: int) -> None:
        self._shown = index % len(self._ends)
        if len(self._ends) > 1:
            self.set_place(f"{self._shown + 1} of {len(self._ends)}")
        self.fit()
        self.page.show(self._lines)
        self.call_after_refresh(self._reveal)

    def _reveal(self) -> None:
        start, end = self._quote_at
        self.page.reveal(max(0, start - _LEAD), end)

    def press(self, token: str) -> bool:
        if token in _CLOSE:
            self.dismiss(None)
        elif token == "<Enter>":
            self.dismiss(self._ends[self._shown][0].mark)
        elif token in _NEXT or token in _PREVIOUS:
            self._show(self._shown + (1 if token in _NEXT else -1))
        else:
            return self.page.press(token)
        return True

    # ---- drawing -------------------------------------------------------------------------------------------

    def _lines(self, width: int) -> list[Line]:
        link, (before, quote, after) = self._ends[self._shown]
        quiet = self._styles["quiet"]
        sign = f"{SIGNS[link.relation]} {relation_words(link.relation, forward=link.forward)}  "
        place = cut(one_line(link.place), width - cell_len(sign))
        lines = [Line(((sign, self._styles[f"sign-{link.relation}"]), (place, quiet)))]
        if link.note:
            lines += [plain(row, quiet) for row in rows_of(f"✎ {link.note}", width, width)]
        lines.append(Line())
        above = len(lines)
        text = visible(before + quote + after)
        starts = [*wrap(text, width, width), len(text)]
        pieces = (
            (0, len(before), quiet),
            (len(before), len(before) + len(quote), self._styles["claim"]),
            (len(before) + len(quote), len(text), quiet),
        )
        rows = [_row(text, start, end, pieces) for start, end in pairwise(starts)]
        within = [n for n, start in enumerate(starts[:-1]) if pieces[1][0] < starts[n + 1] and start < pieces[1][1]]
        self._quote_at = above + min(within, default=0), above + max(within, default=0) + 1
        return lines + rows


def _row(text: str, start: int, end: int, pieces: tuple[tuple[int, int, Style], ...]) -> Line:
    """`text[start:end]`, each character in the style of the piece it is in; blanks at the end are left out."""
    end = start + len(text[start:end].rstrip())
    return Line(
        tuple((text[max(start, a) : min(end, b)], style) for a, b, style in pieces if max(start, a) < min(end, b))
    )
