"""The reading screen: panes, annotation pane, status line. It routes keys to actions and changes to widgets.

What an action does is in `tui.controllers`; what a motion does in `tui.motions`; how things look in the widgets.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.app import ComposeResult

from annotations.changes import Transaction
from annotations.commands import CommandError
from annotations.model import SourceId
from annotations.store.protocol import StoreError
from annotations.workspace import Workspace
from tui import present
from tui.config import Config
from tui.controllers.annotations import Annotations
from tui.controllers.arriving import Arriving
from tui.controllers.base import Handler
from tui.controllers.beginning import Beginning
from tui.controllers.deleted import Deleted
from tui.controllers.desk import Desk
from tui.controllers.finding import Finding
from tui.controllers.following import Following
from tui.controllers.guide import Guide
from tui.controllers.keeping import Keeping
from tui.controllers.keyboard import Keyboard
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
from tui.controllers.watching import Watching
from tui.controllers.whole_library import WholeLibrary
from tui.controllers.windows import Windows
from tui.dispatcher import Fired
from tui.messages import CursorMoved, ReadyForKeys
from tui.motions import MOTIONS
from tui.named import First
from tui.offers import Mode, offered
from tui.overlaid import Overlaid
from tui.screens.routes import Routes
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


class ReadingScreen(Routes, inherit_bindings=False):
    # Without the bindings of Textual, Tab is no way out of a prompt: what was typed would be lost by it.
    BLANK = True

    def __init__(
        self,
        workspace: Workspace,
        sources: Sequence[First],
        config: Config,
        styles: StyleBook,
        notices: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._compositor = Overlaid()
        self.workspace = workspace
        self.book = styles
        self.config = config
        self.keymap = config.keymap
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
        self.sources = [SourceId(source) for source in sources if isinstance(source, str)]  # also those opened since
        self._notices = list(notices)
        self.failure = ""
        self.keyboard = Keyboard(self)
        self.travel = Travel(self)
        self.reanchoring = Reanchoring(self)
        self.linking, self.marking = Linking(self), Marking(self)
        self.searches, self.finding = Searches(self), Finding(self)
        self.library_search = LibrarySearch(self)
        self.whole_library = WholeLibrary(self)
        self.listing = Annotations(self)
        self.outlining = Outlining(self)
        self.together = ScrollTogether(self)
        self.standing = Standing(self)
        self.program = Program(self)
        self.windows = Windows(self)
        self.arriving = Arriving(self)
        self.opening = Opening(self)
        self.watching = Watching(self)
        self.keeping, self.deleted = Keeping(self), Deleted(self)
        self.guide, self.following = Guide(self), Following(self)
        self.desk = Desk(self)
        self.beginning = Beginning(self, self._begun)
        controllers = (
            *(Reading(self), self.finding, self.searches, self.library_search, self.travel, self.linking),
            *(self.marking, self.reanchoring, Selecting(self), Looks(self), self.outlining, self.together),
            *(self.listing, self.windows, self.opening, self.program, self.keeping, self.deleted, self.guide),
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
        self.status.offers = offered(Mode.NORMAL, self.keymap)
        self.workspace.subscribe(self._on_transaction)
        if self._notices:
            self.say(" ".join(self._notices))
        self.beginning.begin(self._first)
        self.fold()
        self.listing.show()
        self.show_state()
        self.call_after_refresh(self.keeping.watch)
        self.call_after_refresh(self._drawn)

    def _begun(self) -> None:
        """The library is there, and what was named is on the screen or on its way: what asks about it may begin."""
        self.watching.begin()
        self.marking.offer_draft()
        self.set_timer(_SETTLED, self.searches.prepare)
        self.set_timer(6 * _SETTLED, self.library_search.bring_up)

    def _drawn(self) -> None:
        """The first frame is on the screen; a pane that was restored has its place only now."""
        self.arriving.be_ready()
        if self.keyboard.be_ready():
            self.post_message(ReadyForKeys())

    @property
    def in_marks(self) -> bool:
        """Whether the annotation pane's list has the focus. Textual's `has_focus` says so only some events later."""
        return self.focused is self.annotations.list

    @property
    def is_settled(self) -> bool:
        """Whether all that follows the cursor and the keys has done so."""
        return not self.following.is_due and self.keyboard.is_settled

    def act(self, fired: Fired) -> None:
        """Does what a key or the palette asked for."""
        try:
            if not self.arriving.act(fired, self._handlers[fired.action.id]):
                return
        except (CommandError, StoreError) as problem:  # as in a pane that shows no source
            self.say(str(problem), error=True)
        self.keeping.look_at_waiting()
        self.guide.acted(fired)
        if fired.action.id not in MOTIONS:  # which tell by CursorMoved
            self.fold()
            self.show_state()

    def act_in_prompt(self, action: str) -> None:
        self._handlers[action](Fired(self.keymap.action(action)))

    # ---- what happened -------------------------------------------------------------------------------------

    def _on_transaction(self, transaction: Transaction) -> None:
        self.views.forget(transaction)
        self.watching.follow(transaction)
        for pane in [pane for pane in self.panes.all if pane.reader.source]:
            pane.reader.show_marks(self.views.marks(SourceId(pane.reader.source)))
        self.together.forget()
        self.listing.show()
        self.guide.happened(transaction)

    @on(CursorMoved)
    def _on_cursor_moved(self, event: CursorMoved) -> None:
        if isinstance(event.reader, Reader):
            self.together.follow(event.reader)
        self.following.moved()

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

    def on_resize(self) -> None:
        if self.panes.current.reader.size and self.keyboard.be_ready():
            # What was typed meanwhile comes before all that is only told.
            self.post_message(ReadyForKeys())
            self.call_later(self._resized)
        else:
            self._resized()

    def _resized(self) -> None:
        self.fold()
        self.guide.show()
        self.show_state()

    def fit(self) -> None:
        self.fold()
        self.panes.fit_panes(self.app.size.width - self.outlining.beside - self.listing.beside)
        self.guide.show()

    def fitted(self) -> None:
        self.show_state()

    def texts(self) -> list[Reader]:
        return [pane.reader for pane in self.panes.seen()]

    # ---- showing -------------------------------------------------------------------------------------------

    def say(self, message: str, *, error: bool = False) -> None:
        self.status.say(message, error=error)

    def add_word(self, message: str) -> None:
        """Says what no key asked for, behind what the last key had for an answer."""
        said = self.status.message
        if message not in said:
            self.status.say(f"{said} {message}".strip(), error=self.status.is_error and bool(said))

    def show_state(self) -> None:
        self.standing.show()

    def fold(self) -> None:
        """Which of outline and annotation pane stand beside the text."""
        self.outlining.fold()
        self.listing.fold()

    def give_up(self, sentence: str) -> None:
        """Nothing that was named can be opened."""
        self.failure = sentence
        self.app.exit(return_code=2)

    def use_theme(self, name: str) -> None:
        """One of the configuration's themes, for the whole program."""
        self.host.show_theme(textual_theme(self.config.palette(name)))

    def restyle_texts(self, styles: StyleBook) -> None:
        """Another theme: the texts have it, and are drawn."""
        self.book = styles
        self.panes.use_styles(styles)
        for text in self.texts():
            text.draw_now()

    def restyle(self) -> None:
        """What is around the texts and draws with the palette itself has the theme of the texts."""
        self.outline.use_styles(self.book)
        self.listing.show()
        self.guide.show()

    def keep(self) -> None:
        """Everything that is found again at the next start."""
        self.desk.keep()
        self.searches.save()
