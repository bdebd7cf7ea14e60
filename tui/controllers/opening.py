"""Opening sources: from the library, a file, an address or the clipboard; reading again; watching the open files.

Whatever may take time is read in a thread; Escape stops it. Only when the text is there does the library change, in
the program's own thread.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.anchoring.quote import describe, place
from annotations.changes import Transaction
from annotations.commands import CommandError
from annotations.intake import (
    Intake,
    Status,
    find_source,
    is_address,
    keep_text,
    look_for_marks,
    take_in_loaded,
)
from annotations.model import AnchorState, Source, SourceId
from annotations.store.protocol import StoreError
from sources.document import Document
from sources.errors import LoadError
from sources.passages import sentence_at
from tui.controllers.base import Controller, Handler
from tui.layout.progress import EVERY, PATIENCE, waiting_bar
from tui.values import Choice

if TYPE_CHECKING:
    from annotations.reanchoring import Proposal
    from sources.load import Loaded
    from tui.screens.reading import ReadingScreen
    from tui.widgets.pane import ReaderPane

ENCODINGS = ("utf-8", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "utf-16", "cp1252", "koi8-r")
_BAR = 12
"""Cells."""
_WATCH = 2.0
"""Seconds between two looks at the open files."""

Stopped = Callable[[], bool]


class Opening(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self._stop: threading.Event | None = None
        self.seen: dict[str, tuple[int, int]] = {}
        """Time and size of each open file, by origin, when it was last looked at."""
        self._waiting: list[tuple[ReaderPane, Path]] = []
        self._differing: set[SourceId] = set()

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
        from tui.screens.chooser import Chooser

        choices = tuple(
            Choice(source.id, f"{source.handle}  {source.title}", _about(source))
            for source in self.workspace.library.sources()
        )

        def chosen(value: str | None) -> None:
            if value is not None:
                self._open(value, beside=beside)

        title = "Open beside" if beside else "Open source"
        self.screen.app.push_screen(Chooser(title, choices, free="open the file or address"), chosen)

    def _open(self, value: str, *, beside: bool) -> None:
        known = self.workspace.library.source(SourceId(value))
        if known:
            self._show(known, beside=beside)
        elif is_address(value):
            self.read(value, partial(_from_address, value), value, beside=beside)
        elif path := _existing(value):
            origin = str(path.resolve())
            self.read(path.name, partial(_from_path, path), origin, beside=beside)
        else:
            try:
                self._show(find_source(self.workspace.library, value), beside=beside)
            except CommandError as problem:
                self.say(str(problem), error=True)

    def _show(self, source: Source, *, beside: bool) -> None:
        if beside:
            self.screen.desk.open_source(source.id)
        else:
            self.screen.travel.remember()
            self.screen.desk.show_source(source.id)

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
        self.read("the clipboard", partial(_from_bytes, data, "clipboard", None), "clipboard")

    # ---- reading in the background -------------------------------------------------------------------------

    def read_into(self, pane: ReaderPane, path: Path) -> None:
        """Reads a file that the library does not know yet, for a pane that waits for it; after those before it."""
        self._waiting.append((pane, path))
        self._read_next()

    def _read_next(self) -> None:
        if self._waiting and not self._stop:
            pane, path = self._waiting.pop(0)
            early = partial(self.screen.app.call_from_thread, self.screen.desk.fill_early, pane, path)
            self.read(path.name, partial(_from_path, path, early=early), str(path.resolve()), pane=pane)

    def read(
        self,
        what: str,
        load: Callable[[Stopped], Loaded],
        origin: str,
        *,
        beside: bool = False,
        show: bool = True,
        pane: ReaderPane | None = None,
    ) -> None:
        """Loads in a thread, takes the text in, and shows it; one at a time."""
        if self._stop:
            self.say("Another text is still being read: Esc stops it.", error=True)
            return
        stop = self._stop = threading.Event()
        began = time.monotonic()

        def tell() -> None:
            seconds = time.monotonic() - began
            if self._stop is not stop:
                timer.stop()
            elif seconds > PATIENCE:
                self.say(f"{waiting_bar(seconds, _BAR)} {seconds:.0f} s · Esc stops reading {what}")

        timer = self.screen.set_interval(EVERY, tell)

        def work() -> None:
            result: Loaded | LoadError | StoreError
            found: tuple[Proposal, ...] = ()
            try:
                result = load(stop.is_set)
                if not stop.is_set():
                    keep_text(self.workspace, result)
                    found = look_for_marks(self.workspace, result, origin)
            except (LoadError, StoreError) as problem:
                result = problem
            if not stop.is_set():
                with suppress(RuntimeError):  # the program has ended meanwhile
                    self.screen.app.call_from_thread(finish, result, found)

        def finish(result: Loaded | LoadError | StoreError, found: tuple[Proposal, ...]) -> None:
            if self._stop is not stop:
                return
            self._stop = None
            if isinstance(result, LoadError | StoreError):
                self.say(str(result), error=True)
            else:
                self._take(result, origin, found, beside=beside, show=show, pane=pane)
            self._read_next()

        # A daemon: what was given up, or waits for a server, does not keep the program from ending.
        threading.Thread(target=work, daemon=True).start()

    def stop(self) -> bool:
        """Escape: gives up what is being read. False when nothing is."""
        if self._stop is None:
            return False
        self._stop.set()  # the thread may take a while to see it, and nobody waits for it
        self._stop = None
        self.say("Stopped: nothing was added.")
        return True

    def _take(
        self,
        loaded: Loaded,
        origin: str,
        found: tuple[Proposal, ...],
        *,
        beside: bool,
        show: bool,
        pane: ReaderPane | None = None,
    ) -> None:
        try:
            intake = take_in_loaded(self.workspace, loaded, origin, self.stamp(), found)
        except StoreError as problem:
            self.say(str(problem), error=True)
            return
        if intake.status is Status.CHANGED:
            self.screen.reanchoring.learn(intake)
        elif pane and pane in self.screen.panes.all:
            place = pane.reader.view.cursor if pane.reader.document.text else None
            self.screen.desk.fill(pane, intake.source.id, loaded.document, place)
            self.screen.listing.show()
            self.screen.show_state()
        elif show:
            self._show(intake.source, beside=beside)
        self.say(_words(intake, self.key("library.reanchor")))

    # ---- reading again -------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        self._again(self.workspace.source(self.source))

    def _again(self, source: Source) -> None:
        origin = source.origin
        if is_address(origin):
            self.read(source.handle, partial(_from_address, origin), origin, show=False)
        elif path := _existing(origin):
            self.read(source.handle, partial(_from_path, path), origin, show=False)
        else:
            self.say(f"“{source.handle}” cannot be read again: {origin} is not there any more.", error=True)

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
            self.read(
                source.handle,
                partial(_from_bytes, data, Path(source.origin).name, name),
                source.origin,
                show=False,
            )

        self.screen.app.push_screen(Chooser("Read as", choices, free="read as"), use)

    def follow(self, transaction: Transaction) -> None:
        """Where a source has a new text, from another window too, its panes show that at the sentence they stood at;
        where it is no more, they close.
        """
        for change in transaction.changes:
            older, newer = change.before, change.after
            if isinstance(older, Source) and newer is None:
                self._close(older)
            if isinstance(older, Source) and isinstance(newer, Source) and older.fingerprint != newer.fingerprint:
                self._show_new_version(newer)

    def _close(self, source: Source) -> None:
        panes = [pane for pane in self.screen.panes.all if pane.reader.source == source.id]
        for pane in panes:
            pane.title_bar.handle = pane.title_bar.title = ""
            pane.reader.open("", Document("", ()), (), 0)
        if panes:
            self.screen.panes.close_empty([pane for pane, _ in self._waiting])
            self.screen.panes.focus_pane(self.screen.panes.current)

    def _show_new_version(self, source: Source) -> None:
        panes = [pane for pane in self.screen.panes.all if pane.reader.source == source.id]
        if not panes:
            return
        try:
            document = self.workspace.document(source.id)
        except StoreError as problem:
            self.say(str(problem), error=True)
            return
        for pane in panes:
            old, cursor = pane.reader.document, pane.reader.view.cursor
            self.screen.desk.fill(pane, source.id, document, moved_cursor(old, cursor, document))

    # ---- watching ------------------------------------------------------------------------------------------

    def watch(self) -> None:
        """Reads open files again when they change on the disk, or have since they were last read."""
        sources = [source for id in self.screen.sources if (source := self.workspace.library.source(id))]
        self.seen = {source.origin: state for source in sources if (state := _state(source.origin))}
        self.screen.run_worker(partial(self._compare, sources), thread=True, exit_on_error=False)
        self.screen.set_interval(_WATCH, self._look)

    def _compare(self, sources: list[Source]) -> None:
        """In a thread: what the library knew was opened as it is known there."""
        for source in sources:
            if source.origin in self.seen and not self._is_as_read(source):
                self._differing.add(source.id)
        if self._differing:
            self.screen.app.call_from_thread(self._look)

    def _is_as_read(self, source: Source) -> bool:
        return self.workspace.store.is_original(source.fingerprint, Path(source.origin))

    def _look(self) -> None:
        for id in dict.fromkeys(pane.reader.source for pane in self.screen.panes.all):
            source = self.workspace.library.source(SourceId(id))
            if source is None or self._stop:
                continue
            now = _state(source.origin)
            before = self.seen.get(source.origin, now)
            if now is not None:
                self.seen[source.origin] = now
            differs = source.id in self._differing
            self._differing.discard(source.id)
            if now is not None and (differs or (before is not None and now != before)):
                self._again(source)
                return


def moved_cursor(old: Document, cursor: int, new: Document) -> int:
    """Where the sentence under the cursor stands in the new text, else the same share of it."""
    span = sentence_at(old, cursor)
    if span:
        anchor = place(new.text, describe(old.text, *span))
        if anchor.state is AnchorState.PLACED:
            return anchor.start + max(0, cursor - span.start)
    return len(new.text) * cursor // max(1, len(old.text))


def _state(origin: str) -> tuple[int, int] | None:
    """What tells that a file changed: time and size. None for what is no file."""
    path = Path(origin)
    try:
        found = path.stat() if path.is_absolute() else None
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_size) if found else None


# The loaders bring every format along, so they are imported when something is first read.


def _from_address(address: str, stopped: Stopped) -> Loaded:
    from sources.load import load_url

    return load_url(address, cancelled=stopped)


def _from_path(path: Path, stopped: Stopped, early: Callable[[Document], None] | None = None) -> Loaded:
    from sources.load import load_path

    return load_path(path, cancelled=stopped, early=early)


def _from_bytes(data: bytes, name: str, encoding: str | None, stopped: Stopped) -> Loaded:
    from sources.load import load_bytes

    return load_bytes(data, name, encoding, cancelled=stopped)


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
        marks += f": {key} shows them"
    return " ".join([words, *([f"{marks}."] if marks else []), *intake.notes])


def _about(source: Source) -> str:
    return " · ".join(part for part in (source.author, source.date) if part)
