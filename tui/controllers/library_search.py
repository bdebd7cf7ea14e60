"""Searching the whole library while its query is typed: results as they are found, each looked at in the pane.

The search runs in a thread that reads and never writes; a newer query stops it. Escape brings the pane back to what it
showed, so that looking around costs nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from annotations.cite import short_place
from annotations.model import SourceId
from annotations.store.protocol import StoreError
from sources.document import Span
from sources.passages import word_at
from sources.turns import since_key
from tui.controllers.base import Controller, Handler
from tui.controllers.travel import Place
from tui.values import ResultGroup, ResultView
from tui.widgets.search_panel import LISTED

if TYPE_CHECKING:
    from textual.timer import Timer

    from annotations.query import Query
    from annotations.search import Hit
    from sources.scan import Finder
    from tui.screens.reading import ReadingScreen
    from tui.widgets.pane import ReaderPane
    from tui.widgets.reader import Bookmark

_REST = 0.08
"""Seconds without a key after which what has been typed is searched."""
_LOOK = 0.05
"""Seconds between two looks at what the thread has found, and of rest before a chosen hit is shown."""
_PAUSE = 0.02
"""Seconds of rest between some sources and the next, when all are read to see whether they are worth an index."""
_CALM = 1.0
"""Seconds without a key after which the index is begun: starting a process is felt."""
_AGAIN = 0.5
"""Seconds between two looks whether that is so, and whether the index has been made."""
_TAGS = 12
"""Tags that are offered where one is wanted."""
_MOST = 20_000
"""Hits after which a search is too wide to be of use."""


class _Run:
    """One search in its thread. `hits` only grows; `problem` is a sentence."""

    def __init__(self, query: Query, finder: Finder) -> None:
        self.query = query
        self.finder = finder
        self.hits: list[Hit] = []
        self.problem = ""
        self.done = False
        self.stop = threading.Event()


class LibrarySearch(Controller):
    def __init__(self, screen: ReadingScreen) -> None:
        super().__init__(screen)
        self.panel = screen.search_panel
        self._run: _Run | None = None
        self._shown = 0
        self._groups: dict[SourceId | None, tuple[int, list[ResultView]]] = {}
        self._timers: dict[str, Timer] = {}
        self._from: tuple[ReaderPane, Place, Bookmark] | None = None
        self._looks = True
        self._searched = ""
        self._entering = False
        self._leaving = threading.Event()

    def handlers(self) -> Mapping[str, Handler]:
        return {
            "library.search": lambda _: self._open(""),
            "reader.find_this": lambda _: self._find_this(),
        }

    # ---- the index -----------------------------------------------------------------------------------------

    def bring_up(self) -> None:
        """Has the search index of a large library brought up to date, in a process beside the screen."""
        threading.Thread(target=self._index, daemon=True).start()

    def _index(self) -> None:
        from annotations.indexer import WORTH, begin

        library = self.workspace.library
        if any(self._leaving.wait(_PAUSE) for _ in library.fill("source")):
            return
        if sum(source.length for source in library.sources()) >= WORTH:
            while since_key() < _CALM:
                if self._leaving.wait(_AGAIN):
                    return
            with suppress(OSError), begin(self.workspace.store.path) as process:
                while process.poll() is None:
                    if self._leaving.wait(_AGAIN):
                        process.kill()

    def leave(self) -> None:
        """The program ends: whatever runs beside it stops."""
        self._leaving.set()
        self._stop()

    # ---- opening and closing -------------------------------------------------------------------------------

    def _open(self, words: str) -> None:
        panel, pane = self.panel, self.screen.panes.current
        if self._from is None:
            self._from = pane, self.screen.travel.here(), self.reader.bookmark()
        self._looks = not words
        self._stop()
        self._groups, self._searched, self._run = {}, "", None
        self.screen.searches.begin(panel.input)
        self.screen.searches.prepare()
        panel.state.say("")
        panel.list.show_groups((), self.screen.book, empty="", anew=True)
        panel.display = True
        self.screen.add_class("-searching")
        self.screen.set_focus(panel.input)
        panel.input.put(words)
        self.say("")

    def _find_this(self) -> None:
        view = self.reader.view
        span = view.selected() or word_at(view.document, view.cursor)
        if span is None:
            return
        from annotations.query import Query

        words = " ".join(view.document.text[span.start : span.end].split())
        self.reader.leave_selection()
        self._open(str(Query(words)))

    def closed(self, *, accepted: bool) -> None:
        """Opens the chosen hit, or brings back what was there before."""
        text = self.panel.input.value
        if accepted and text.strip():
            if text != self._searched:
                self._stop()  # what was to be searched once the keys rest
                self._search(text)
            if self._run and not self._run.done and not self._chosen():
                self._entering = True  # typed faster than searched: the first hit is opened when it is there
                return
            if self._chosen() is None:
                self._entering = False
                if self._run:
                    self.say("There is no hit to open: type on, or Esc goes back.", error=True)
                return
            self.screen.searches.keep(text)
        run, chosen = self._run, self._chosen()
        before = self._from
        self.hide()
        self.say("")
        if before is None:
            return
        pane, place, bookmark = before
        self.screen.panes.focus_pane(pane)
        if accepted and run and chosen:
            self._return(pane, place, bookmark)
            self.screen.travel.remember(place)
            self._enter(run, chosen)
        else:
            self._return(pane, place, bookmark)

    def hide(self) -> None:
        """Also where the mouse takes the focus elsewhere: then what is looked at stays."""
        self._stop()
        self._from = None
        self._entering = False
        self.panel.display = False
        self.screen.remove_class("-searching")

    def _return(self, pane: ReaderPane, place: Place, bookmark: Bookmark) -> None:
        if pane.reader.source != place.source:
            document = self.screen.desk.document(place.source)
            if document is None:
                return
            self.screen.desk.fill(pane, place.source, document, place.offset)
        pane.reader.show_hits(None)
        pane.reader.return_to(bookmark)

    def _enter(self, run: _Run, hit: Hit) -> None:
        """Goes to a hit for good, with its words as those that n and N go on with."""
        if hit.source is None or hit.start is None or hit.end is None:
            if hit.mark:
                self.screen.travel.go_to_mark(hit.mark)
            else:
                self.say("This has no place in a text.")
            return
        self.screen.desk.show_place(hit.source, hit.start)
        if hit.kind == "text" and run.query.words:
            self.screen.finding.take(run.query.words, run.query.mode, run.finder, Span(hit.start, hit.end))

    # ---- searching -----------------------------------------------------------------------------------------

    def typed(self, text: str) -> None:
        if text == self._searched:
            return
        self._stop()
        self._entering = False
        self.panel.state.mode = self.screen.searches.mode_within(text)
        self._later("rest", _REST, lambda: self._search(text))

    def _search(self, text: str) -> None:
        from annotations.indexing import texts_of
        from annotations.query import QueryError, parse
        from annotations.search import search
        from sources.scan import PatternError

        self._groups, self._shown, self._run = {}, 0, None
        self._searched = text
        self.panel.list.show_groups((), self.screen.book, empty="", anew=True)
        self.say("")
        try:
            query = parse(text)
            finder = self.screen.searches.finder_of(query.words, query.mode)
        except (QueryError, PatternError) as problem:
            wanting = isinstance(problem, QueryError) and problem.wanting
            self.panel.state.say("")
            self.say(str(problem), error=not wanting)
            if wanting == "tag":
                self.panel.list.show_groups((), self.screen.book, empty=self._tags(), anew=True)
            return
        run = self._run = _Run(query, finder)
        if query.empty:
            self.panel.state.say("")
            return
        texts = texts_of(self.workspace, query.mode)

        def work() -> None:
            try:
                for hit in search(self.workspace.library, texts, query, finder, run.stop.is_set):
                    run.hits.append(hit)
                    if run.stop.is_set() or len(run.hits) >= _MOST:
                        break
            except (StoreError, PatternError) as problem:
                run.problem = str(problem)
            except (KeyError, RuntimeError):  # another window's change came in between two of our looks
                run.problem = "The library changed meanwhile: type on to search it again."
            run.done = True

        threading.Thread(target=work, daemon=True).start()
        self._look(run)

    def _stop(self) -> None:
        if self._run:
            self._run.stop.set()
        for timer in self._timers.values():
            timer.stop()

    def _later(self, name: str, seconds: float, work: Callable[[], None]) -> None:
        """Instead of what was to be done later under this name."""
        if name in self._timers:
            self._timers[name].stop()
        self._timers[name] = self.screen.set_timer(seconds, work)

    def _look(self, run: _Run) -> None:
        """Takes over what has been found since the last look."""
        if run is not self._run or run.stop.is_set():
            return
        done = run.done
        first = not self._shown
        new = run.hits[self._shown :]
        for id, hit in enumerate(new, self._shown):
            count, results = self._groups.setdefault(hit.source, (0, []))
            if len(results) < LISTED:
                results.append(_view(id, hit))
            self._groups[hit.source] = count + 1, results
        self._shown += len(new)
        if new or done:
            empty = "" if not done or self._groups else self._none(run)
            self.panel.list.show_groups(self._titled(), self.screen.book, empty=run.problem or empty, anew=first)
        self.panel.state.say(self._count(run, done=done), error=bool(run.problem))
        if self._entering and (done or self._chosen()):
            self.closed(accepted=True)
        elif not done:
            self._later("look", _LOOK, lambda: self._look(run))

    def _titled(self) -> tuple[ResultGroup, ...]:
        groups = []
        for id, (count, results) in self._groups.items():
            source = self.workspace.library.source(id) if id else None
            title = f"{source.handle}  {source.title}" if source else "In no source"
            groups.append(ResultGroup(title, count, tuple(results)))
        return tuple(groups)

    def _count(self, run: _Run, *, done: bool) -> str:
        if run.problem:
            return ""
        if done and not self._shown:
            return "no hit"
        number = f"{self._shown:,}{'+' if self._shown >= _MOST else ''}"
        count = len([id for id in self._groups if id])
        sources = f"{count} source{'' if count == 1 else 's'}"
        also = f" · also {', '.join(run.finder.forms[1:])}" if run.finder.forms[1:] else ""
        if not done:
            return f"{number} in {sources} …" if self._shown else "searching …"
        return f"{number} in {sources}{also}"

    def _tags(self) -> str:
        """Those of the library, the most used first."""
        counts = sorted(self.workspace.library.tag_counts().items(), key=lambda each: (-each[1], each[0]))
        return "  ".join(f"tag:{name} ({count})" for name, count in counts[:_TAGS]) or "There are no tags yet."

    def _none(self, run: _Run) -> str:
        if not run.query.words.strip():
            return "No mark passes these filters."
        where = "in this library" + (", where these filters let it through" if run.query.filters else "")
        return self.screen.searches.none_words(run.query.words, run.query.mode, run.finder, where)

    # ---- looking at a hit ----------------------------------------------------------------------------------

    def chosen(self) -> None:
        """Another hit is chosen: it is shown once the keys rest. What a word's search finds first is not."""
        if self._looks:
            self._later("show", _LOOK, self._show)
        self._looks = True

    def _chosen(self) -> Hit | None:
        result = self.panel.list.result
        return self._run.hits[result.id] if self._run and result else None

    def _show(self) -> None:
        from tui.hits import Hits

        run, hit = self._run, self._chosen()
        if run is None or hit is None or self._from is None or hit.source is None or hit.start is None:
            return
        pane = self._from[0]
        document = self.screen.desk.document(hit.source)
        if document is None:
            return
        if pane.reader.source != hit.source:
            self.screen.desk.fill(pane, hit.source, document, hit.start, passing=True)
        if hit.kind == "text" and run.finder.forms:
            pane.reader.show_hits(Hits(document, run.finder, hit.start), Span(hit.start, hit.end or hit.start))
        else:
            pane.reader.go(hit.start)


def _view(id: int, hit: Hit) -> ResultView:
    start, end = hit.match
    place = short_place(hit.locator) if hit.locator else ""
    return ResultView(id, str(hit.kind), place, hit.excerpt[:start], hit.excerpt[start:end], hit.excerpt[end:])
