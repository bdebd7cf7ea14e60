"""The reading screen: panes, annotation pane, status line. It routes keys to actions and changes to widgets.

What an action does is in `tui.controllers`; what a motion does in `tui.motions`; how things look in the widgets.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input

from annotations.changes import Transaction
from annotations.model import SourceId
from annotations.workspace import Workspace
from tui import present
from tui.actions import Action, Context
from tui.config import Config
from tui.controllers.annotations import Annotations
from tui.controllers.base import Handler
from tui.controllers.desk import Desk
from tui.controllers.finding import Finding
from tui.controllers.guide import Guide
from tui.controllers.keeping import Keeping
from tui.controllers.library_search import LibrarySearch
from tui.controllers.linking import Linking
from tui.controllers.looks import Looks
from tui.controllers.marking import Marking
from tui.controllers.opening import Opening
from tui.controllers.outlining import Outlining
from tui.controllers.program import Program
from tui.controllers.reading import Reading
from tui.controllers.reanchoring import Reanchoring
from tui.controllers.searches import Searches
from tui.controllers.selecting import Selecting
from tui.controllers.standing import Standing
from tui.controllers.together import ScrollTogether
from tui.controllers.travel import Travel
from tui.controllers.windows import Windows
from tui.dispatcher import Dispatcher, Fired, Han, Ignored, Pending, Unmatched
from tui.messages import (
    CursorMoved,
    EdgeDragged,
    EntrySelected,
    FilterClosed,
    GoToMarkRequested,
    LibrarySearchClosed,
    LibrarySearchTyped,
    MarkClicked,
    NextPaneRequested,
    OutlineLeft,
    PlaceRequested,
    PromptActionRequested,
    ReadyForKeys,
    ResultChosen,
    ShareClicked,
    SignClicked,
)
from tui.motions import MOTIONS
from tui.theming import StyleBook, textual_theme
from tui.widgets.annotation_pane import AnnotationPane
from tui.widgets.bars import StatusBar, WhichKey
from tui.widgets.find_bar import MODES, FindBar
from tui.widgets.outline_pane import OutlinePane
from tui.widgets.pane import Body, PaneRow
from tui.widgets.reader import Reader
from tui.widgets.search_panel import SearchPanel

_SETTLED = 0.5
"""Seconds after which what a later key needs may be made ready."""
_HINTS = (
    *(("app.help", "help"), ("app.palette", "palette"), ("reader.mark_claim", "claim")),
    *(("reader.mark_highlight", "highlight"), ("reader.pin", "link"), ("library.digest", "digest")),
)
"""What the status line offers when there is nothing else to say."""


_TELLING = 0.03
"""Seconds until title, mode and annotation pane follow the cursor; what moves it meanwhile is told with it."""

_HESITATION = 0.25
"""Seconds after the first keys of a sequence until those that may follow are shown: nobody needs them who types on."""


_EARLY = ("app.", "panes.", "library.open", "reader.script", "reader.wider", "reader.narrower", "reader.spacing")
"""What can be done, besides moving, with a text that is not in the library yet."""


class ReadingScreen(Screen[None], inherit_bindings=False):
    # Without the bindings of Textual, Tab is no way out of a prompt: what was typed would be lost by it.
    BLANK = True

    def __init__(
        self,
        workspace: Workspace,
        sources: Sequence[SourceId | Path],
        config: Config,
        styles: StyleBook,
        notices: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.book = styles
        self.config = config
        self.keymap = config.keymap
        self.dispatcher = Dispatcher(config.keymap)
        self.panes = PaneRow(styles, config.look, len(sources))
        self.outline = OutlinePane(styles)
        self.annotations = AnnotationPane(styles)
        self.status = StatusBar(id="status")
        self.which_key = WhichKey(id="which-key")
        modes = {mode: " ".join(self.keymap.keys_of(f"prompt.{mode}")) for mode in MODES}
        self.find_bar = FindBar(self.keymap.prompt_actions(), modes)
        self.search_panel = SearchPanel(self.keymap.prompt_actions(), modes, styles)
        self.views = present.Views(workspace)
        self._first = list(sources)
        self.sources = [source for source in sources if not isinstance(source, Path)]  # also those opened since
        self._notices = list(notices)
        self._telling = False
        self._hesitating: Timer | None = None
        self._early: list[events.Key] | None = []
        self._is_ready = False
        self.travel = Travel(self)
        self.reanchoring = Reanchoring(self)
        self.linking, self.marking = Linking(self), Marking(self)
        self.searches, self.finding = Searches(self), Finding(self)
        self.library_search = LibrarySearch(self)
        self.listing = Annotations(self)
        self.outlining = Outlining(self)
        self.together = ScrollTogether(self)
        self.standing = Standing(self)
        self.program = Program(self)
        self.windows = Windows(self)
        self.opening = Opening(self)
        self.keeping = Keeping(self)
        self.guide = Guide(self)
        self.desk = Desk(self)
        controllers = (
            *(Reading(self), self.finding, self.searches, self.library_search, self.travel, self.linking),
            *(self.marking, self.reanchoring, Selecting(self), Looks(self), self.outlining, self.together),
            *(self.listing, self.windows, self.opening, self.program, self.keeping, self.guide),
        )
        self._handlers: dict[str, Handler] = {
            id: handler for controller in controllers for id, handler in controller.handlers().items()
        }

    def compose(self) -> ComposeResult:
        with Body(id="body"):
            yield self.outline
            yield self.panes
            yield self.annotations
        yield self.search_panel
        yield self.which_key
        yield self.find_bar
        yield self.status

    def on_mount(self) -> None:
        self.find_bar.display = self.search_panel.display = False
        self.which_key.display = False
        keys = ((self.keymap.keys_of(action), words) for action, words in _HINTS)
        self.status.hint = " · ".join(f"{shown[0]} {words}" for shown, words in keys if shown)
        self.workspace.subscribe(self._on_transaction)
        waiting = []
        for source, pane in zip(self._first, self.panes.all, strict=False):
            if isinstance(source, Path):
                self.opening.read_into(pane, source)
                waiting.append(pane)
            elif document := self.desk.document(source):
                self.desk.fill(pane, source, document, None)
        self.panes.close_empty(waiting)
        restored = not self._first and self.desk.restore()
        if not restored:
            self.panes.focus_pane(self.panes.all[0])
        self.fold()
        self.listing.show()
        self.show_state()
        if self._notices:
            self.say(" ".join(self._notices))
        if not self._first and not restored:
            self.program.open_first()
        self.opening.watch()
        self.marking.offer_draft()
        self.set_timer(_SETTLED, self.searches.prepare)
        self.set_timer(6 * _SETTLED, self.library_search.bring_up)
        self.call_after_refresh(self._take_early_keys)

    def _take_early_keys(self) -> None:
        """What was typed before there was a text to move in."""
        self._is_ready = True
        self.post_message(ReadyForKeys())
        self.keeping.watch()

    def early_keys(self) -> list[events.Key]:
        """The keys that came before there was a text, once there is one. They are the caller's then."""
        if not self._is_ready or self._early is None:
            return []
        early, self._early = self._early, None
        return early

    # ---- keys ----------------------------------------------------------------------------------------------

    def contexts(self) -> tuple[Context, ...]:
        tour = (Context.TOUR,) if self.guide.on else ()
        if self.in_marks:
            return (Context.MARKS, Context.PINNED, *tour) if self.linking.pin else (Context.MARKS, *tour)
        view = self.panes.current.reader.view
        visual: tuple[Context, ...] = (Context.VISUAL,) if view.selection else ()
        visual = (Context.BEGUN, *visual) if view.has_begun else visual
        pinned = (Context.PINNED,) if self.linking.pin else ()
        placing = (Context.PLACING,) if self.reanchoring.by_hand else ()
        return (Context.READER, *visual, *pinned, *placing, *tour)

    @property
    def in_marks(self) -> bool:
        """Whether the annotation pane's list has the focus. Textual's `has_focus` says so only some events later."""
        return self.focused is self.annotations.list

    def takes(self, event: events.Key) -> bool:
        """Whether a key begins or is something that can be done now."""
        return self.app.screen is self and self.dispatcher.takes(event.key, event.character, self.contexts())

    def press(self, event: events.Key) -> None:
        """Takes a key that no prompt has taken."""
        if self._early is not None:
            self._early.append(event)
            return
        if self.focused is None:
            self.set_focus(self.panes.current.reader)
        outcome = self.dispatcher.feed(event.key, event.character, self.contexts())
        match outcome:
            case Ignored():
                return
            case Han():
                palette = self.keymap.hint("app.palette")
                self.say(f"The input method is on: switch it off for the keys, or go on with {palette}, the palette.")
                return
        if self._hesitating:
            self._hesitating.stop()
            self._hesitating = None
        self.status.keys = ""
        self.which_key.entries = ()
        if not isinstance(outcome, Fired):
            self.panes.current.reader.hide_labels()
        match outcome:
            case Fired():
                self.status.say("")
                self.act(outcome)
                self.status.keys = self.dispatcher.pending
            case Pending():
                self._show_pending(outcome)
            case Unmatched() if outcome.keys_shown == "Esc":
                self.opening.stop()
            case Unmatched():
                self.say(f"{outcome.keys_shown} does nothing here: {self.keymap.hint('app.help')} shows the keys.")

    def _show_pending(self, pending: Pending, *, jump: bool = False) -> None:
        keys = pending.keys_shown.lstrip("0123456789")
        if jump or keys in self.keymap.keys_of("reader.jump"):
            self.panes.current.reader.show_labels()
            keys = ""
        self._hesitating = self.set_timer(_TELLING, partial(self._tell_keys, pending.continuations if keys else ()))

    def _tell_keys(self, continuations: tuple[tuple[str, str], ...]) -> None:
        """Shows the keys pressed, and those that may follow when the next one is long in coming."""
        self.status.keys = self.dispatcher.pending
        self._hesitating = self.set_timer(_HESITATION, partial(self._show_keys, continuations))

    def _show_keys(self, continuations: tuple[tuple[str, str], ...]) -> None:
        self._hesitating = None
        self.which_key.entries = continuations

    @property
    def is_settled(self) -> bool:
        """Whether all that follows the cursor and the keys has done so."""
        return not self._telling and self._hesitating is None

    def expect(self, action: Action) -> None:
        """The character that an action takes is typed next."""
        self._show_pending(self.dispatcher.expect(action, self.contexts()), jump=action.id == "reader.jump")
        self.status.keys = self.dispatcher.pending

    def act(self, fired: Fired) -> None:
        """Does what a key or the palette asked for."""
        early = self.panes.current.reader.document.text and not self.panes.current.reader.source
        if early and not (fired.action.id in MOTIONS or fired.action.id.startswith(_EARLY)):
            self.say("The text is still being read: until then it can be moved in.")
            return
        self._handlers[fired.action.id](fired)
        self.guide.acted(fired)
        if fired.action.id not in MOTIONS:  # which tell by CursorMoved
            self.fold()
            self.show_state()

    # ---- what happened -------------------------------------------------------------------------------------

    def _on_transaction(self, transaction: Transaction) -> None:
        self.views.forget(transaction)
        self.opening.follow(transaction)
        for pane in self.panes.all:
            pane.reader.show_marks(self.views.marks(SourceId(pane.reader.source)))
        self.together.forget()
        self.listing.show()
        self.guide.happened(transaction)

    @on(CursorMoved)
    def _on_cursor_moved(self, event: CursorMoved) -> None:
        """What is told of the cursor comes some frames after it: drawn with the text it would double a key's cost."""
        if isinstance(event.reader, Reader):
            self.together.follow(event.reader)
        if not self._telling:
            self._telling = True
            self.set_timer(_TELLING, self._tell_where)

    def _tell_where(self) -> None:
        self._telling = False
        self.show_state()
        self.listing.follow_cursor()
        self.outlining.follow()
        self._look_ahead()

    def _look_ahead(self) -> None:
        if not self._telling and self.panes.current.reader.look_ahead():
            self.set_timer(_TELLING, self._look_ahead)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """However the focus came to a pane (keys, mouse, a dialog that closed), that pane is the current one."""
        if event.widget is not self.focused:
            return
        if self.find_bar.display and event.widget is not self.find_bar.input:
            self.finding.hide()
        if self.search_panel.display and event.widget is not self.search_panel.input:
            self.library_search.hide()
        self.annotations.settle_filter()
        pane = next((pane for pane in self.panes.all if pane.reader is event.widget), None)
        if pane:
            self.panes.current = pane
            self.panes.fit_panes()
            self.listing.show()
            self.outlining.show()
        self.fold()
        self.show_state()

    @on(GoToMarkRequested)
    def _on_go_to_mark(self, event: GoToMarkRequested) -> None:
        self.travel.go_to_mark(event.mark)

    @on(MarkClicked)
    def _on_mark_clicked(self, event: MarkClicked) -> None:
        if self.annotations.display:
            self.annotations.list.select(event.mark)
        else:
            self.travel.tell_of(event.mark)

    @on(SignClicked)
    def _on_sign_clicked(self, event: SignClicked) -> None:
        self.travel.show_ties(event.mark)

    @on(EdgeDragged)
    def _on_edge_dragged(self, event: EdgeDragged) -> None:
        if event.pane is self.annotations:
            self.listing.resize(self.annotations.region.right - event.column)
        elif event.pane is self.outline:
            self.outlining.resize(event.column + 1)

    @on(ShareClicked)
    def _on_share_clicked(self, event: ShareClicked) -> None:
        pane = next(pane for pane in self.panes.all if pane.overview is event.overview)
        self.panes.focus_pane(pane)
        self.travel.remember()
        pane.reader.go(int(len(pane.reader.document.text) * event.share))

    @on(PlaceRequested)
    def _on_place_requested(self, event: PlaceRequested) -> None:
        self.outlining.go(event.offset)

    @on(OutlineLeft)
    def _on_outline_left(self) -> None:
        self.outlining.leave()

    @on(NextPaneRequested)
    def _on_next_pane_requested(self, event: NextPaneRequested) -> None:
        self.windows.focus_next(event.step)

    @on(EntrySelected)
    def _on_entry_selected(self) -> None:
        self.listing.follow_list()

    @on(Input.Changed, "#find")
    def _on_find_typed(self, event: Input.Changed) -> None:
        self.finding.typed(event.value)

    @on(FilterClosed)
    def _on_find_closed(self, event: FilterClosed) -> None:
        self.finding.closed(accepted=event.accepted)

    @on(LibrarySearchTyped)
    def _on_library_search_typed(self, event: LibrarySearchTyped) -> None:
        self.library_search.typed(event.text)

    @on(LibrarySearchClosed)
    def _on_library_search_closed(self, event: LibrarySearchClosed) -> None:
        self.library_search.closed(accepted=event.accepted)

    @on(ResultChosen)
    def _on_result_chosen(self) -> None:
        self.library_search.chosen()

    @on(PromptActionRequested)
    def _on_prompt_action(self, event: PromptActionRequested) -> None:
        self._handlers[event.action](Fired(self.keymap.action(event.action)))

    def on_resize(self) -> None:
        self.fold()
        self.guide.show()
        self.show_state()

    # ---- showing -------------------------------------------------------------------------------------------

    def say(self, message: str, *, error: bool = False) -> None:
        self.status.say(message, error=error)

    def show_state(self) -> None:
        self.standing.show()

    def fold(self) -> None:
        """Which of outline and annotation pane stand beside the text."""
        self.outlining.fold()
        self.listing.fold()

    def use_theme(self, name: str) -> None:
        """One of the configuration's themes, for the whole program."""
        self.app.register_theme(textual_theme(self.config.palette(name)))
        self.app.theme = name

    def use_styles(self, styles: StyleBook) -> None:
        """Another theme: everything that draws with the palette itself is handed the new styles."""
        self.book = styles
        self.panes.use_styles(styles)
        self.outline.use_styles(styles)
        self.listing.show()
        self.guide.show()

    def keep(self) -> None:
        """Everything that is found again at the next start."""
        self.desk.keep()
        self.searches.save()
