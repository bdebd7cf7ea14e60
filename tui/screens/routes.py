"""Routes: which controller hears what the widgets of the reading screen say. Apart from the screen, which is the place
where all of them meet, so that neither grows with the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from tui.messages import (
    EdgeDragged,
    EntrySelected,
    GoToMarkRequested,
    LibrarySearchClosed,
    LibrarySearchTyped,
    MarkClicked,
    NextPaneRequested,
    OfferClicked,
    OutlineLeft,
    PlaceRequested,
    PromptActionRequested,
    ResultChosen,
    ShareClicked,
    SignClicked,
)
from tui.whole_screen import DrawnOnce

if TYPE_CHECKING:
    from tui.controllers.annotations import Annotations
    from tui.controllers.finding import Finding
    from tui.controllers.library_search import LibrarySearch
    from tui.controllers.outlining import Outlining
    from tui.controllers.standing import Standing
    from tui.controllers.travel import Travel
    from tui.controllers.windows import Windows
    from tui.widgets.annotation_pane import AnnotationPane
    from tui.widgets.outline_pane import OutlinePane
    from tui.widgets.pane import PaneRow


class Routes(DrawnOnce, inherit_bindings=False):
    annotations: AnnotationPane
    outline: OutlinePane
    panes: PaneRow
    finding: Finding
    library_search: LibrarySearch
    listing: Annotations
    outlining: Outlining
    standing: Standing
    travel: Travel
    windows: Windows

    def act_in_prompt(self, action: str) -> None:
        """Does what a key asked for while a prompt was open."""
        raise NotImplementedError

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

    @on(OfferClicked)
    def _on_offer_clicked(self, event: OfferClicked) -> None:
        self.standing.take(event.offer)

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
        self.act_in_prompt(event.action)
