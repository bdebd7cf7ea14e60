"""Everything about one mark: its words in full, claim, note and tags, and what stands at its links' other ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from rich.style import Style
from textual import on
from textual.widget import Widget

from sources.safe import one_line
from themes.palette import TAG_COLORS
from tui.layout.cells import cell_len, cut
from tui.messages import FilterClosed
from tui.screens.modal import Hint, Modal, TypingInput
from tui.signs import RESTATES, SIGNS, relation_words
from tui.theming import StyleBook
from tui.values import LinkView, MarkEntry
from tui.widgets.lines import Line, Lines, Parts, rows_of

_LABEL = 7
"""Cells of the column of labels."""

_CLOSE = ("<Esc>", "q")


@dataclass(frozen=True, slots=True)
class DetailsResult:
    """What the reader asked for. `value`: a mark's id, the statement, a link's id, the mark's id, an alternative's."""

    action: Literal["go", "statement", "unlink", "part", "take", "dismiss"]
    value: str


class Details(Modal[DetailsResult]):
    """`where` is the place in full, `key` gives the keys of an action. Ends with what to do, or with None; it changes
    nothing itself."""

    def __init__(self, entry: MarkEntry, where: str, styles: StyleBook, key: Callable[[str], str]) -> None:
        super().__init__(f"{entry.kind.capitalize()} that lost its place" if entry.lost else entry.kind.capitalize())
        self._entry = entry
        self._where = where
        self._key = key
        self._styles = styles.named
        self._selected = 0
        self._link_lines: dict[int, tuple[int, int]] = {}
        self.input = TypingInput(placeholder="the claim, in your words")
        self.input.display = False
        self.page = Lines()

    def body(self) -> Iterable[Widget]:
        return self.input, self.page

    def rows_wanted(self, width: int) -> int:
        return len(self._lines(width)) + self._editing

    def on_mount(self) -> None:
        self.page.show(self._lines)
        self._offer_keys()

    def _offer_keys(self) -> None:
        if self._editing:
            self.offer_keys(("Enter", "keep the statement"), ("Esc", "leave it as it was"))
            return
        hints: list[Hint] = []
        if self._entry.links:
            hints += [("↑ ↓", "link"), ("Enter", "go to it"), ("x", "unlink")]
        if self._entry.kind == "claim":
            hints.append(("s", "statement"))
        if self._shared:
            hints.append(("P", "part from claim"))
        if self._entry.others:
            hints += [("o", "take the other"), ("O", "keep what stands")]
        self.offer_keys(*hints, ("PgUp PgDn", "page"), ("Esc", "close"))

    @property
    def _editing(self) -> bool:
        return bool(self.input.display)

    @property
    def _shared(self) -> bool:
        return any(link.relation == RESTATES for link in self._entry.links)

    # ---- keys ----------------------------------------------------------------------------------------------

    def press(self, token: str) -> bool:
        if self._editing:
            return False
        links = self._entry.links
        match token:
            case _ if token in _CLOSE:
                self.dismiss(None)
            case "j" | "<Down>" | "k" | "<Up>" if links:
                self._select(self._selected + (1 if token in ("j", "<Down>") else -1))
            case "<Enter>":
                self._go()
            case "x":
                self._unlink()
            case "s":
                self._edit()
            case "P":
                self._part()
            case "o" | "O" if self._entry.others:
                self._decide(take=token == "o")
            case _:
                return self.page.press(token)
        return True

    def _select(self, index: int) -> None:
        self._selected = max(0, min(index, len(self._entry.links) - 1))
        self.page.show(self._lines, keep_place=True)
        self.page.reveal(*self._link_lines[self._selected])

    def _go(self) -> None:
        if self._entry.links:
            self.dismiss(DetailsResult("go", self._entry.links[self._selected].mark))
        else:
            pin = self._key("reader.pin")
            self.say(f"This mark has no links: {pin} in the text pins it, to link another passage with it.")

    def _unlink(self) -> None:
        if not self._entry.links:
            self.say("This mark has no links.")
        elif link := self._entry.links[self._selected].link:
            self.dismiss(DetailsResult("unlink", link))
        else:
            self.say("These two share a claim, which is no link: P parts this mark from it.", error=True)

    def _part(self) -> None:
        if self._shared:
            self.dismiss(DetailsResult("part", self._entry.id))
        else:
            self.say("No other mark makes this claim, so there is nothing to part from.", error=True)

    def _decide(self, *, take: bool) -> None:
        other = self._entry.others[0]
        if take and not other.can_be_taken:
            self.say(f"This {other.what} cannot be put in place here: O keeps what stands.", error=True)
        else:
            self.dismiss(DetailsResult("take" if take else "dismiss", other.id))

    # ---- the statement -------------------------------------------------------------------------------------

    def _edit(self) -> None:
        if self._entry.kind != "claim":
            claim = self._key("reader.mark_claim")
            self.say(f"A highlight states nothing: {claim} in the text marks the passage as a claim.", error=True)
            return
        self.input.value = self._entry.statement
        self.input.display = True
        self._offer_keys()
        self.set_focus(self.input)

    @on(FilterClosed)
    def _on_closed(self, event: FilterClosed) -> None:
        event.stop()
        statement = self.input.value.strip()
        if event.accepted and statement != self._entry.statement:
            self.dismiss(DetailsResult("statement", statement))
            return
        self.set_focus(None)
        self.input.display = False
        self._offer_keys()

    # ---- drawing -------------------------------------------------------------------------------------------

    def _lines(self, width: int) -> list[Line]:
        entry, styles = self._entry, self._styles
        text = width - _LABEL
        lines = self._part_lines("Place", self._where, text, styles["quiet"])
        if entry.lost:
            places = self._key("library.reanchor")
            lost = f"The source changed and these words are not where they were: {places} places them."
            lines += self._part_lines("Lost", lost, text, styles["sign-lost"])
        if entry.kind == "claim":
            statement = entry.statement or "not stated yet: s puts it into words"
            lines += self._part_lines("Claim", statement, text, styles["strong" if entry.statement else "quiet"])
        lines += self._part_lines("Quote", f"“{entry.quote}”", text, styles["quote"])
        if entry.note:
            lines += self._part_lines("Note", entry.note, text, None)
        if entry.tags:
            lines += self._tag_lines(text)
        if entry.others:
            lines += self._other_lines(text)
        self._link_lines.clear()
        for index, link in enumerate(entry.links):
            start = len(lines)
            lines += self._lines_of_link(link, "" if index else "Links", text, chosen=index == self._selected)
            self._link_lines[index] = start, len(lines)
        return lines

    def _part_lines(self, label: str, words: str, width: int, style: Style | None) -> list[Line]:
        rows = rows_of(words, width, width)
        return [Line((self._label("" if n else label), (row, style))) for n, row in enumerate(rows)] + [Line()]

    def _other_lines(self, width: int) -> list[Line]:
        """The value that is decided about first, and how many wait behind it."""
        other, more = self._entry.others[0], len(self._entry.others) - 1
        when = f" of {other.updated} UTC" if other.updated else ""
        waiting = f" ({more} more wait{'s' if more == 1 else ''})" if more else ""
        words = f"A merge of two versions left another {other.what}{when}{waiting}:"
        lines = self._part_lines("Other", words, width, self._styles["sign-lost"])[:-1]
        return lines + self._part_lines("", f"≠ {other.value}", width, None)

    def _label(self, label: str) -> tuple[str, Style | None]:
        return f"{label:<{_LABEL}}", self._styles["quiet"]

    def _tag_lines(self, width: int) -> list[Line]:
        lines: list[list[tuple[str, Style | None]]] = [[self._label("Tags")]]
        room = width
        for tag in self._entry.tags:
            name = cut(f"● {one_line(tag.name)}", width)
            if cell_len(name) > room:
                lines.append([self._label("")])
                room = width
            lines[-1] += [(name, self._styles[f"tag-{tag.color % TAG_COLORS}"]), ("   ", None)]
            room -= cell_len(name) + 3
        return [*(Line(tuple(line)) for line in lines), Line()]

    def _lines_of_link(self, link: LinkView, label: str, width: int, *, chosen: bool) -> list[Line]:
        quiet = self._styles["quiet"]
        words = relation_words(link.relation, forward=link.forward)
        sign: Parts = ((f"{SIGNS[link.relation]} {words}  ", self._styles[f"sign-{link.relation}"]),)
        place = (cut(one_line(link.place), width - cell_len(sign[0][0])), quiet)
        lines = [Line((self._label(label), *sign, place), chosen)]
        quote = rows_of(f"“{link.quote}”", width - 2, width - 2)
        lines += [Line((self._label(""), (f"  {row}", self._styles["quote"])), chosen) for row in quote]
        if link.note:
            note = rows_of(f"✎ {link.note}", width - 2, width - 2)
            lines += [Line((self._label(""), (f"  {row}", quiet)), chosen) for row in note]
        return lines
