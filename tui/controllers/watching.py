"""Watching the open files: what changes on the disk is read again, and panes follow their source to its new text.

A file that goes on changing, a log that grows, is read again ever less often, since reading takes time. The versions
in between are let go of when nothing needs them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.anchoring.quote import describe, place
from annotations.changes import Transaction
from annotations.model import AnchorState, Source, SourceId
from annotations.store.protocol import StoreError
from sources.document import Document
from sources.passages import sentence_at
from tui.controllers.base import Controller, Handler

if TYPE_CHECKING:
    from tui.hits import Hits
    from tui.screens.reading import ReadingScreen

_WATCH = 2.0
"""Seconds between two looks at the open files."""
_REST = 10.0
"""How many times as long as reading it took a file is left alone that has changed again."""
_PATIENCE = 0.1
"""Seconds between two looks at whether another thread is done."""
_AT_ONCE = 0.015
"""Seconds that finding the hits of a text that grew may take."""

State = tuple[int, int]
"""What tells that a file changed: time in nanoseconds and size in bytes."""


class Watching(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self.seen: dict[str, State] = {}
        """Of each open file, by origin, as it was when it was last read, or first looked at."""
        self._differing: set[SourceId] = set()
        self._not_before: dict[str, float] = {}

    def handlers(self) -> Mapping[str, Handler]:
        return {}

    def begin(self) -> None:
        """Reads open files again when they change on the disk, or have since they were last read."""
        sources = [source for id in self.screen.sources if (source := self.workspace.library.source(id))]
        self.seen = {source.origin: state for source in sources if (state := _state(source.origin))}
        self.screen.run_worker(partial(self._compare, sources), thread=True, exit_on_error=False)
        self.screen.set_interval(_WATCH, self._look)

    def _compare(self, sources: list[Source]) -> None:
        """In a thread: what the library knew was opened as it is known there. What somebody waits for is read first."""
        for source in sources:
            while self.screen.is_attached and self.screen.arriving.is_reading():
                time.sleep(_PATIENCE)
            if source.origin in self.seen and not self._is_as_read(source):
                self._differing.add(source.id)
        if self._differing:
            self.screen.app.call_from_thread(self._look)

    def _is_as_read(self, source: Source) -> bool:
        return self.workspace.store.is_original(source.fingerprint, Path(source.origin))

    def _look(self) -> None:
        if self.screen.arriving.is_reading():
            return
        for id in dict.fromkeys(pane.reader.source for pane in self.screen.panes.all if pane.reader.source):
            source = self.workspace.library.source(SourceId(id))
            now = _state(source.origin) if source else None
            if source is None or now is None:
                continue
            before = self.seen.setdefault(source.origin, now)
            if source.id not in self._differing and now == before:
                continue
            began = time.monotonic()
            if began < self._not_before.get(source.origin, 0.0):
                continue
            self.seen[source.origin] = now
            self._differing.discard(source.id)
            self.screen.opening.again(source, partial(self._done, source.origin, began), watched=True)
            return

    def _done(self, origin: str, began: float) -> None:
        now = time.monotonic()
        self._not_before[origin] = now + _REST * (now - began)

    # ---- what was read -------------------------------------------------------------------------------------

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
            pane.reader.announce("")
        if panes:
            self.screen.panes.close_empty([pane for pane in self.screen.panes.all if self.screen.arriving.of(pane)])
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
            old, before = pane.reader.document, pane.reader.bookmark()
            fill = partial(self.screen.desk.fill, pane, source.id, document)
            if document.text.startswith(old.text):
                hits, hit = pane.reader.hits, pane.reader.hit
                fill(before.cursor)
                pane.reader.go_on_from(before, _found_again(document, hits, before.cursor), hit)
            else:
                fill(moved_cursor(old, before.cursor, document))
        self.screen.desk.forget_unseen()


def moved_cursor(old: Document, cursor: int, new: Document) -> int:
    """Where the sentence under the cursor stands in the new text, else the same share of it."""
    span = sentence_at(old, cursor)
    if span:
        anchor = place(new.text, describe(old.text, *span))
        if anchor.state is AnchorState.PLACED:
            return anchor.start + max(0, cursor - span.start)
    return len(new.text) * cursor // max(1, len(old.text))


def _found_again(document: Document, hits: Hits | None, cursor: int) -> Hits | None:
    """What was found in the former text is found in this one, if that takes no longer than a key may."""
    from tui.hits import Hits

    found = Hits(document, hits.finder, cursor) if hits else None
    return found if found and found.count_for(_AT_ONCE) else None


def _state(origin: str) -> State | None:
    """None for what is no file."""
    path = Path(origin)
    try:
        found = path.stat() if path.is_absolute() else None
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_size) if found else None
