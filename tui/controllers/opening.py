"""Opening sources: from the library, a file, an address or the clipboard; reading again.

Whatever may take time is read in a thread (`arriving`). Only when the text is there does the library change, in the
program's own thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.cite import opening
from annotations.commands import CommandError
from annotations.intake import (
    Intake,
    NoSource,
    Status,
    find_source,
    is_address,
    keep_text,
    look_for_marks,
    take_in_loaded,
)
from annotations.model import Source, SourceId
from annotations.store.protocol import StoreError
from sources.errors import LoadError
from tui.controllers.arriving import Arrival
from tui.controllers.base import Controller, Handler
from tui.new_texts import NewText, new_address, new_bytes, new_file
from tui.pieces import piece_of_file, reading_words
from tui.values import Choice

if TYPE_CHECKING:
    from annotations.reanchoring import Proposal
    from sources.load import Loaded
    from tui.controllers.whole_library import Turns
    from tui.pieces import Piece
    from tui.screens.chooser import Choices
    from tui.screens.reading import ReadingScreen
    from tui.widgets.pane import ReaderPane

ENCODINGS = ("utf-8", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "utf-16", "cp1252", "koi8-r")


class Opening(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._storing = threading.Lock()  # the store takes one text at a time

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "library.open": lambda _: self.choose(beside=False),
            "panes.open_beside": lambda _: self.choose(beside=True),
            "library.refresh": lambda _: self._refresh(),
            "library.encoding": lambda _: self._choose_encoding(),
            "library.paste": lambda _: self._paste(),
        }

    # ---- opening -------------------------------------------------------------------------------------------

    def choose(self, *, beside: bool) -> None:
        """A source of the library, or a typed path or address that becomes one."""
        from tui.screens.chooser import Choices, Chooser

        def chosen(value: str | None) -> None:
            self.screen.whole_library.stop("sources")
            if value is not None:
                self._open(value, beside=beside)

        title = "Open beside" if beside else "Open source"
        chooser = Chooser(title, None, free="open the file or address")
        whole = self.screen.whole_library

        def offer(turns: Turns | None = None) -> Choices:
            sources = self.workspace.library.sources()
            choices = (Choice(x.id, f"{x.handle}  {x.title}", _about(x)) for x in sources)
            made = Choices(turns.each(choices) if turns else choices)
            return made.with_words() if turns else made

        if whole.is_large("source"):
            whole.make("sources", ("source",), offer, chooser.take)
        else:
            chooser.take(offer())
        self.screen.app.push_screen(chooser, chosen)

    def _open(self, value: str, *, beside: bool) -> None:
        known = self.workspace.library.source(SourceId(value))
        if known:
            self._show(known, beside=beside)
        elif text := _new(value):
            if beside:
                self._bring_beside(text)
            else:
                self.read(text)
        else:
            try:
                self._show(find_source(self.workspace.library, value), beside=beside)
            except NoSource:
                self.say(f"“{opening(value, 40)}” is no source of the library, nor a file that is there.", error=True)
            except CommandError as problem:
                self.say(str(problem), error=True)

    def _show(self, source: Source, *, beside: bool) -> None:
        if beside:
            self.screen.desk.open_source(source.id)
        else:
            self.screen.travel.remember()
            self.screen.desk.show_source(source.id)

    def _bring_beside(self, text: NewText) -> None:
        self.screen.keep()
        pane = self.screen.panes.add()
        self.bring(pane, text)
        self.screen.panes.focus_pane(pane)
        self.screen.fold()

    def _paste(self) -> None:
        try:
            import pyperclip

            text = pyperclip.paste()
        except Exception:
            self.say("The clipboard cannot be read here: pipe the text in with `crossread -`.", error=True)
            return
        if not text.strip():
            self.say("There is no text on the clipboard.", error=True)
            return
        data = text.encode("utf-8", "replace")
        self.read(new_bytes(data, "the clipboard", "clipboard"))

    # ---- reading in the background -------------------------------------------------------------------------

    def bring(self, pane: ReaderPane, text: NewText) -> None:
        """Reads a text for a pane that waits for it, and shows what there is of it until then."""
        piece = None
        with suppress(OSError, UnicodeDecodeError):
            piece = piece_of_file(text.path) if text.path else None
        pane.title_bar.handle, pane.title_bar.title = "", text.name
        self.screen.arriving.begin(self._arrival(text, pane=pane, piece=piece))
        if piece:
            self.screen.arriving.show_piece(pane, piece, (), None)
        else:
            pane.reader.announce(reading_words(text.name))

    def go_on(self, pane: ReaderPane, text: NewText) -> None:
        """Reads a text that the pane shows already, as far as that could be."""
        self.screen.arriving.begin(self._arrival(text, pane=pane))

    def read(self, text: NewText, *, show: bool = True) -> None:
        """Reads a text, takes it in, and shows it where it is wanted; until then everything stays as it is."""
        self.screen.arriving.begin(self._arrival(text, show=show))

    def _arrival(
        self,
        text: NewText,
        *,
        show: bool = True,
        pane: ReaderPane | None = None,
        piece: Piece | None = None,
        done: Callable[[], None] = lambda: None,
        watched: SourceId | None = None,
    ) -> Arrival:
        arriving = self.screen.arriving

        def work(arrival: Arrival) -> tuple[Loaded, tuple[Proposal, ...]]:
            loaded = text.load(arrival.stop.is_set, arriving.early(arrival) if pane else None)
            if arrival.stop.is_set():
                raise LoadError(f"Reading “{text.name}” was stopped.")
            with self._storing:
                if watched:
                    self.workspace.let_go(watched)
                keep_text(self.workspace, loaded, watched)
                return loaded, look_for_marks(self.workspace, loaded, text.origin)

        def then(result: tuple[Loaded, tuple[Proposal, ...]]) -> None:
            self._take(*result, text.origin, show=show and pane is None, pane=arrival.pane)
            done()

        def failed(sentence: str) -> None:
            self.fail(sentence, arrival.pane)
            done()

        arrival = Arrival(text.name, work, then, failed, pane, piece=piece)
        return arrival

    def fail(self, sentence: str, pane: ReaderPane | None) -> None:
        """A pane whose text does not come closes; with the last one that was named on the command line, the program."""
        panes = self.screen.panes
        if pane in panes.all and pane and not pane.reader.source:
            if len(panes.all) > 1:
                panes.close(pane)
            elif sentence.startswith("Stopped"):
                pane.title_bar.title = ""
                pane.reader.announce("")
            elif not self.screen.sources:
                self.screen.give_up(sentence)
        self.say(sentence, error=not sentence.startswith("Stopped"))

    def _take(
        self,
        loaded: Loaded,
        found: tuple[Proposal, ...],
        origin: str,
        *,
        show: bool,
        pane: ReaderPane | None = None,
    ) -> None:
        try:
            intake = take_in_loaded(self.workspace, loaded, origin, self.stamp(), found)
        except StoreError as problem:
            self.fail(str(problem), pane)
            return
        if intake.status is Status.CHANGED:
            self.screen.reanchoring.learn(intake)
        if pane and pane in self.screen.panes.all:
            fill = partial(self.screen.desk.fill, pane, intake.source.id, loaded.document, None)
            self.screen.arriving.keeping_place(pane, fill)
            self.screen.listing.show()
        elif show and intake.status is not Status.CHANGED:
            self._show(intake.source, beside=False)
        self.screen.add_word(_words(intake, self.key("library.reanchor")))

    # ---- reading again -------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        self.again(self.workspace.source(self.source))

    def again(self, source: Source, done: Callable[[], None] = lambda: None, *, watched: bool = False) -> None:
        """Reads a source from where it came; `done` is called when that is over, however it ended.

        If it is only `watched` its text need not be kept for good.
        """
        if text := _new(source.origin):
            name = replace(text, name=source.handle)
            self.screen.arriving.begin(
                self._arrival(name, show=False, done=done, watched=source.id if watched else None)
            )
        else:
            self.say(f"“{source.handle}” cannot be read again: {source.origin} is not there any more.", error=True)

    def _choose_encoding(self) -> None:
        from tui.screens.chooser import Chooser

        source = self.workspace.source(self.source)
        choices = tuple(Choice(name, name, "as now" if name == source.encoding else "") for name in ENCODINGS)

        def use(name: str | None) -> None:
            if name is None:
                return
            try:
                data = self.workspace.store.original(source.fingerprint)
            except StoreError as problem:
                self.say(str(problem), error=True)
                return
            self.read(new_bytes(data, source.handle, source.origin, name), show=False)

        self.screen.app.push_screen(Chooser("Read as", choices, free="read as"), use)


def _new(value: str) -> NewText | None:
    """What a typed word names that can be read: an address or a file that is there."""
    if is_address(value):
        return new_address(value)
    path = _existing(value)
    return new_file(path) if path else None


def _existing(value: str) -> Path | None:
    try:
        path = Path(value).expanduser()
        return path if path.exists() else None
    except (OSError, RuntimeError, ValueError):  # too long, no such home, no character for a name
        return None


def _words(intake: Intake, key: str) -> str:
    """What became of a source; `key` shows marks that wait."""
    words = {
        Status.ADDED: f"Added as {intake.source.handle}, read as {intake.source.format}.",
        Status.KNOWN: f"{intake.source.handle} is as it was.",
        Status.MOVED: f"{intake.source.handle} was moved here.",
        Status.CHANGED: f"{intake.source.handle} was read again.",
    }[intake.status]
    marks = str(intake.report or "")
    if intake.report and intake.report.waiting:
        marks += f": {key} shows {'it' if len(intake.report.waiting) == 1 else 'them'}"
    return " ".join([words, *([f"{marks}."] if marks else []), *intake.notes])


def _about(source: Source) -> str:
    return " · ".join(part for part in (source.author, source.date) if part)
