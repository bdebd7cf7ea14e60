"""Marks that lost their place: the queue, going through it, and placing a mark by hand in the text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from annotations.commands import CommandError
from annotations.model import Mark, MarkId
from annotations.store.protocol import StoreError
from sources.document import Span
from tui.controllers.base import Controller, Handler
from tui.dispatcher import Fired
from tui.layout.cells import cut

if TYPE_CHECKING:
    from annotations.intake import Intake
    from annotations.model import Anchor
    from annotations.reanchoring import Proposal
    from tui.screens.reading import ReadingScreen
    from tui.screens.reanchoring import Decision

Proposals = Mapping[MarkId, "Proposal"]

_Question = tuple[str, MarkId, "Anchor"]
"""The fingerprint of a source's present text, and a mark as it was made on another: what aligning the two answers."""

_AT_ONCE = 400_000
"""Code points of texts that are aligned without anybody noticing; more are in a thread."""


class Reanchoring(Controller):
    by_hand: MarkId | None = None
    """The mark whose passage is being looked for in the text."""

    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._known: dict[_Question, Proposal] = {}

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "library.reanchor": lambda _: self._open_all(),
            "reader.next_lost": lambda fired: self._to_lost(fired, 1),
            "reader.previous_lost": lambda fired: self._to_lost(fired, -1),
            "placing.here": lambda _: self._place_here(),
            "placing.leave": lambda _: self.leave(),
        }

    # ---- the queue -----------------------------------------------------------------------------------------

    def _open_all(self) -> None:
        """The queue of the whole library, the current source's marks first."""
        from annotations.reanchoring import waiting

        def ask(found: tuple[Mark, ...]) -> None:
            marks = sorted(found, key=lambda mark: (not mark.waiting, mark.source != self.source))
            if marks:
                self._propose(marks, lambda found: self._show_queue(marks, found, 0))
            else:
                self.say("Every mark has its place.")

        whole = self.screen.whole_library
        if whole.is_large("marks"):
            self.say("The library is being read …")
            whole.make("waiting", ("source", "marks"), lambda _: waiting(self.workspace), ask)
        else:
            ask(waiting(self.workspace))

    def _to_lost(self, fired: Fired, step: int) -> None:
        """Goes where the next mark without a place likely stands, and shows it in the queue of this source."""
        marks = [mark for mark in self.workspace.library.marks_of(self.source) if mark.lost]
        if not marks:
            self.say("No mark of this source has lost its place.")
            return
        self._propose(marks, partial(self._go_to_lost, marks, step, fired.count or 1))

    def _go_to_lost(self, marks: list[Mark], step: int, count: int, found: Proposals) -> None:
        cursor, last = self.reader.view.cursor, max(0, len(self.reader.document.text) - 1)
        places = {mark.id: min(_likely(found[mark.id]), last) for mark in marks}

        def order(mark: Mark) -> tuple[bool, int]:
            return step * (places[mark.id] - cursor) <= 0, step * places[mark.id]

        mark = sorted(marks, key=order)[min(count, len(marks)) - 1]
        self.screen.travel.remember()
        self.reader.go(places[mark.id])
        in_order = sorted(marks, key=lambda mark: places[mark.id])
        self._show_queue(in_order, found, in_order.index(mark))

    def _show_queue(self, marks: list[Mark], found: Proposals, index: int) -> None:
        from tui.screens.reanchoring import Reanchoring as Queue
        from tui.waiting import waiting_view

        def done(decision: Decision | None) -> None:
            if decision is not None:
                self._decide(decision, found[MarkId(decision.mark)], marks, found)

        views = tuple(waiting_view(self.workspace, found[mark.id]) for mark in marks)
        self.screen.app.push_screen(Queue(views, self.screen.book, index), done)

    def _decide(self, decision: Decision, proposal: Proposal, marks: list[Mark], found: Proposals) -> None:
        from annotations.reanchoring import keep_as_lost, place_at

        library, mark = self.workspace.library, proposal.mark
        match decision.action:
            case "by hand":
                self._begin(proposal)
                return
            case "show":
                self.screen.travel.remember()
                self.screen.desk.show_place(mark.source, _likely(proposal))
                return
            case "place":
                text, span = self.workspace.document(mark.source).text, proposal.placement.candidates[decision.index]
                done = self.perform(lambda: place_at(library, mark.id, text, span, self.stamp()))
                said = "Placed again"
            case "lost":
                done = self.perform(lambda: keep_as_lost(library, mark.id, self.stamp()))
                said = "Kept as lost, under its words"
        if not done:
            return
        at = next(n for n, other in enumerate(marks) if other.id == mark.id)
        rest = [other for other in marks if other.id != mark.id]
        left = f"{len(rest)} left" if rest else "no mark is left without a place"
        self.say(f"{said}: {left} · {self.key('library.undo')} undoes it.")
        if rest:
            self._show_queue(rest, found, min(at, len(rest) - 1))

    # ---- by hand -------------------------------------------------------------------------------------------

    def _begin(self, proposal: Proposal) -> None:
        self.by_hand = proposal.mark.id
        self.say("")
        self.screen.travel.remember()
        self.screen.desk.show_place(proposal.mark.source, _likely(proposal))
        self.screen.show_state()

    def leave(self) -> None:
        self.by_hand = None
        self.screen.show_state()

    def _place_here(self) -> None:
        from annotations.reanchoring import place_at

        mark = self.workspace.library.mark(self.by_hand) if self.by_hand else None
        if mark is None:
            self.leave()
            return
        if mark.source != self.source:
            source = self.workspace.source(mark.source)
            self.say(f"This mark belongs to {source.handle}: select its passage there.", error=True)
            return
        try:
            anchor = self.passage().anchor
        except CommandError as problem:
            self.say(str(problem), error=True)
            return
        text, span = self.reader.document.text, Span(anchor.start, anchor.end)
        if self.perform(lambda: place_at(self.workspace.library, mark.id, text, span, self.stamp())):
            self.reader.leave_selection()
            self.leave()
            more = sum(other.waiting for other in self.workspace.library.marks_of(mark.source))
            wait, them = ("waits", "it") if more == 1 else ("wait", "them")
            left = f"{more} {wait}: {self.key('library.reanchor')} shows {them}" if more else "no other waits here"
            self.say(f"Placed by hand; {left} · {self.key('library.undo')} undoes it.")

    def words(self, width: int) -> str:
        """What is being placed and how to go on, for a status line of `width` cells; empty when nothing is."""
        mark = self.workspace.library.mark(self.by_hand) if self.by_hand else None
        if mark is None:
            return ""
        rest = f" → select its passage, {self.key('placing.here')} places it here"
        return f"? {cut(' '.join(mark.quote.split()), max(6, width - len(rest) - 14))}{rest}"

    # ---- what aligning shows -------------------------------------------------------------------------------

    def learn(self, intake: Intake) -> None:
        """Keeps what placing the marks of a new version has shown of those that wait."""
        for proposal in intake.report.waiting if intake.report else ():
            if mark := self.workspace.library.mark(proposal.mark.id):
                question = intake.source.fingerprint, mark.id, mark.anchor
                self._known[question] = replace(proposal, mark=mark)

    def _propose(self, marks: list[Mark], then: Callable[[Proposals], None]) -> None:
        """Hands `then` what is known of each mark; what is not known yet is found out, in a thread if that is long."""
        try:
            documents = {mark.source: self.workspace.document(mark.source) for mark in marks}
        except StoreError as problem:
            self.say(str(problem), error=True)
            return
        asked = {mark.id: (documents[mark.source].fingerprint, mark.id, mark.anchor) for mark in marks}
        missing = [mark for mark in marks if asked[mark.id] not in self._known]

        def answer() -> None:
            then({id: self._known[question] for id, question in asked.items()})
            self.screen.show_state()

        def find() -> None:
            for source, document in documents.items():
                own = [mark for mark in missing if mark.source == source]
                for proposal in propose(own, document.text, "", self.workspace.store.text):
                    self._known[asked[proposal.mark.id]] = proposal

        def find_in_thread() -> None:
            find()
            self.screen.app.call_from_thread(self.say, "")
            self.screen.app.call_from_thread(answer)

        if missing:
            from annotations.reanchoring import propose

            if sum(len(documents[source].text) for source in {mark.source for mark in missing}) > _AT_ONCE:
                self.say("Looking for the passages of these marks …")
                self.screen.run_worker(find_in_thread, thread=True, exit_on_error=False)
                return
            find()
        answer()


def _likely(proposal: Proposal) -> int:
    """Where to look for a mark: its best candidate, else where it stood."""
    candidates = proposal.placement.candidates
    return candidates[0].start if candidates else proposal.mark.start
