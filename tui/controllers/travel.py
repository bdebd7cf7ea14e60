"""Going places: marks, links and their other ends, details and peeks, the jump list, named places."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from annotations import commands
from annotations.model import AlternativeId, ClaimId, LinkId, Mark, MarkId, SourceId
from annotations.store.protocol import StoreError
from sources.passages import sentence_at
from sources.safe import one_line
from sources.structure.pictures import with_signs
from tui import present
from tui.controllers.base import Controller, Handler
from tui.dispatcher import Fired
from tui.signs import SIGNS, relation_words
from tui.values import Choice, LinkView

if TYPE_CHECKING:
    from annotations.changes import Transaction
    from tui.screens.details import DetailsResult
    from tui.screens.reading import ReadingScreen


_SEEN = 40
"""Code points of a place that tell what is there."""


@dataclass(frozen=True, slots=True)
class Place:
    source: SourceId
    offset: int


class Travel(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._behind: list[Place] = []
        self._ahead: list[Place] = []

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "reader.next_mark": lambda fired: self._to_mark(fired, 1, lambda mark: not mark.lost),
            "reader.previous_mark": lambda fired: self._to_mark(fired, -1, lambda mark: not mark.lost),
            "reader.next_link": lambda fired: self._to_mark(fired, 1, self._linked),
            "reader.previous_link": lambda fired: self._to_mark(fired, -1, self._linked),
            "reader.details": lambda _: self._details(),
            "reader.other_end": lambda _: self._other_end(),
            "reader.all_ends": lambda _: self._all_ends(),
            "reader.peek": lambda _: self._peek(),
            "reader.back": lambda fired: self._back(fired.count or 1),
            "reader.forward": lambda fired: self._forward(fired.count or 1),
            "reader.set_place": self._set_place,
            "reader.go_to_place": self._go_to_place,
            "marks.go": lambda _: self._go_to_selected(),
        }

    # ---- the jump list -------------------------------------------------------------------------------------

    def here(self) -> Place:
        return Place(self.source, self.reader.view.cursor)

    def remember(self, place: Place | None = None) -> None:
        """Notes the place from which a jump is made, the present one unless told, so that Backspace comes back."""
        here = place or self.here()
        if not self._behind or self._behind[-1] != here:
            self._behind.append(here)
        del self._behind[:-100]
        self._ahead.clear()

    def _back(self, steps: int = 1) -> None:
        self._step(self._behind, self._ahead, steps, "There is nothing to go back to.")

    def _forward(self, steps: int) -> None:
        self._step(self._ahead, self._behind, steps, "There is nothing to go forward to.")

    def _swap(self) -> None:
        """Back to where the last jump was made from; the same again comes back here."""
        here = self.here()
        self._back()
        if self.here() != here:
            self._behind.append(here)

    def _step(self, taken: list[Place], kept: list[Place], steps: int, nothing: str) -> None:
        """As many steps as there are, at most `steps`; only where they end is shown."""
        at = here = self.here()
        while taken and steps:
            place = taken.pop()
            if place != at and self.workspace.library.source(place.source):
                kept.append(at)
                at, steps = place, steps - 1
        if at == here:
            self.say(nothing)
        else:
            self.screen.desk.show_place(at.source, at.offset)

    def go_to_mark(self, id: str) -> None:
        """Shows a mark in its source; a lost one is shown in its details, since it has no place."""
        mark = self.workspace.library.mark(MarkId(id))
        if mark is None:
            return
        if mark.lost:
            self._details_of(mark)
            return
        self.remember()
        self.screen.desk.show_place(mark.source, mark.start)

    def _go_to_selected(self) -> None:
        entry = self.screen.annotations.list.selected
        if entry:
            self.go_to_mark(entry.id)

    # ---- marks and links of this source --------------------------------------------------------------------

    def _linked(self, mark: Mark) -> bool:
        library = self.workspace.library
        return not mark.lost and bool(library.links_of(mark.id) or library.restating(mark))

    def _to_mark(self, fired: Fired, step: int, wanted: Callable[[Mark], bool]) -> None:
        cursor = self.reader.view.cursor
        marks = self.workspace.library.marks_of(self.source)
        ahead: Iterator[Mark]
        if step > 0:
            ahead = islice(marks, bisect_right(marks, cursor, key=lambda mark: mark.start), None)
        else:
            ahead = reversed(marks[: bisect_left(marks, cursor, key=lambda mark: mark.start)])
        target, count = None, fired.count or 1
        for mark in ahead:
            if mark.start != target and wanted(mark):
                target, count = mark.start, count - 1
                if not count:
                    break
        if target is None:
            self.say("There is none further on." if step > 0 else "There is none before this.")
            return
        self.remember()
        self.reader.go(target)

    # ---- other ends ----------------------------------------------------------------------------------------

    def _links_here(self) -> tuple[LinkView, ...]:
        """The ties of the innermost mark under the cursor that has any; without, what to do is said."""
        marks = self.marks_at_cursor()
        if not marks:
            self.say(f"There is no mark here: {self.key('reader.next_link')} goes to the next one that is linked.")
            return ()
        for mark in marks:
            if found := present.links(self.workspace, mark):
                return found
        pin = self.key("reader.pin")
        self.say(f"This mark has no links yet: {pin} pins it, then {pin} and a letter on another passage links them.")
        return ()

    def _other_end(self) -> None:
        found = self._links_here()
        if len(found) == 1:
            self.go_to_mark(found[0].mark)
        elif found:
            self._choose_end(found)

    def _all_ends(self) -> None:
        if found := self._links_here():
            self._choose_end(found)

    def _choose_end(self, found: tuple[LinkView, ...]) -> None:
        from tui.screens.chooser import Chooser

        def go(mark: str | None) -> None:
            if mark:
                self.go_to_mark(mark)

        self.screen.app.push_screen(Chooser("Other ends", _choices(found)), go)

    def _peek(self) -> None:
        if found := self._links_here():
            self._peek_at(found)

    def _peek_at(self, found: tuple[LinkView, ...]) -> None:
        from tui.screens.peek import Peek

        ends = [self._context(link) for link in found]

        def go(mark: str | None) -> None:
            if mark:
                self.go_to_mark(mark)

        self.screen.app.push_screen(Peek(tuple(zip(found, ends, strict=True)), self.screen.book), go)

    def tell_of(self, id: str) -> None:
        """A mark was clicked while no list of marks is beside it: says what it is, and how it opens."""
        mark = self.workspace.library.mark(MarkId(id))
        if mark is None:
            return
        entry, hint = present.entry(self.workspace, mark), self.screen.keymap.hint
        opens = f"{hint('reader.details')} opens it" + (f", {hint('reader.peek')} the other end" if entry.links else "")
        tags = " ".join(f"#{tag.name}" for tag in entry.tags)
        said = (entry.statement or entry.kind.capitalize(), tags, entry.note and f"✎ {entry.note}", opens)
        self.say(" · ".join(part for part in said if part))

    def show_ties(self, id: str) -> None:
        """A sign in the margin was clicked: peeks at the other end of that mark, or shows the mark without one."""
        mark = self.workspace.library.mark(MarkId(id))
        if mark is None:
            return
        self.reader.go(mark.start)
        if found := present.links(self.workspace, mark):
            self._peek_at(found)
        else:
            self._details_of(mark)

    def _context(self, link: LinkView) -> tuple[str, str, str]:
        """The other end's paragraph: what stands before the quote, the quote, what stands after."""
        mark = self.workspace.library.mark(MarkId(link.mark))
        if mark is None or mark.lost:
            return "", link.quote, ""
        try:
            document = self.workspace.document(mark.source)
        except StoreError:
            return "", link.quote, ""
        block, last = document.block_at(mark.start), document.block_at(max(mark.start, mark.end - 1))
        start = max(block.start if block else 0, mark.start - 300)
        end = min(last.end if last else len(document.text), mark.end + 300)
        before, after = document.text[start : mark.start], document.text[mark.end : end]
        return with_signs(before), with_signs(mark.quote), with_signs(after)

    # ---- details -------------------------------------------------------------------------------------------

    def _details(self) -> None:
        mark = self.chosen_mark()
        if mark is None:
            self.say(self.how_to_mark())
            return
        self._details_of(mark)

    def _details_of(self, mark: Mark) -> None:
        from tui.screens.details import Details

        id = mark.id

        def done(result: DetailsResult | None) -> None:
            if result is None:
                return
            match result.action:
                case "go":
                    self.go_to_mark(result.value)
                    return
                case "statement":
                    claim = ClaimId(mark.claim or "")
                    self.perform(
                        lambda: commands.set_statement(self.workspace.library, claim, result.value, self.stamp())
                    )
                case "unlink":
                    self.perform(
                        lambda: commands.delete_link(self.workspace.library, LinkId(result.value), self.stamp())
                    )
                case "part":
                    self.perform(lambda: commands.leave_claim(self.workspace.library, id, self.stamp()))
                case "take" | "dismiss":
                    self._decide(AlternativeId(result.value), take=result.action == "take")
            again = self.workspace.library.mark(id)
            if again:
                self._details_of(again)

        entry = present.entry(self.workspace, mark)
        where = present.full_place(self.workspace, mark)
        self.screen.app.push_screen(Details(entry, where, self.screen.book, self.key), done)

    def _decide(self, other: AlternativeId, *, take: bool) -> None:
        """About a value that lost a merge."""
        from annotations import alternatives

        def make() -> Transaction:
            if not take:
                return alternatives.dismiss(self.workspace.library, other)
            return alternatives.take(self.workspace.library, other, self.stamp(), self._text)

        if self.perform(make):
            undo, done = self.key("library.undo"), "The other value stands now" if take else "Kept what stands"
            self.say(f"{done}: {undo} takes it back.")

    def _text(self, source: SourceId) -> str:
        return self.workspace.document(source).text

    # ---- named places --------------------------------------------------------------------------------------

    def _set_place(self, fired: Fired) -> None:
        if fired.argument:
            self.screen.desk.keep_place(fired.argument, self.here())
            self.say(f"Place {fired.argument} is here: {self.key('reader.go_to_place')}{fired.argument} comes back.")

    def _go_to_place(self, fired: Fired) -> None:
        """Small letters are this source's own, all others stand across sources; the key twice is where one was."""
        name = fired.argument or ""
        place = self.screen.desk.place(name, self.source)
        if place is None and name in self.screen.keymap.keys_of("reader.go_to_place"):
            self._swap()
            return
        if place is None:
            self.say(f"No place {name} is set here: {self.key('reader.set_place')}{name} sets it.", error=True)
            return
        self.remember()
        self.screen.desk.show_place(place.source, place.offset)

    def places(self) -> tuple[tuple[str, str], ...]:
        """The places that can be gone to from here by a letter: pairs (letter, where that is)."""
        found = self.screen.desk.places(self.source)
        return tuple((letter, self._words(place)) for letter, place in found.items())

    def _words(self, place: Place) -> str:
        """Where a place is: the handle of another source; of a text in memory the words that stand there."""
        record = self.workspace.source(place.source)
        handle = "" if place.source == self.source else record.handle
        words = ""
        if self.workspace.holds(record):
            document = self.workspace.document(place.source)
            sentence = sentence_at(document, place.offset)
            end = sentence.end if sentence else place.offset + _SEEN
            words = with_signs(document.text[place.offset : min(end, place.offset + _SEEN)])
        return one_line(f"{handle} {words}").strip()


def _choices(links: Iterable[LinkView]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            link.mark,
            f"{SIGNS[link.relation]} {relation_words(link.relation, forward=link.forward)}: {link.quote}",
            link.place,
        )
        for link in links
    )
