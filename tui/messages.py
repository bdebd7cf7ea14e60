"""Everything our widgets say, on one screen. What happened is in the past tense; what is wanted ends in Requested."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget

from tui.offers import Offer


class LibraryRead(Message):
    """The library, which took long to be read, is there now."""


@dataclass
class CursorMoved(Message):
    """A reader's cursor stands elsewhere now; `offset` in code points of its document."""

    reader: Widget
    offset: int


@dataclass
class MarkClicked(Message):
    mark: str


@dataclass
class SignClicked(Message):
    """The sign of a mark in the margin."""

    mark: str


@dataclass
class EntrySelected(Message):
    """Another mark is the selected one of the annotation pane."""

    mark: str


@dataclass
class ShareClicked(Message):
    """Somebody wants to go to a share, 0.0 to 1.0, of the text that an overview is of."""

    overview: Widget
    share: float


@dataclass
class PlaceRequested(Message):
    """Somebody wants to go to this code point of the current source."""

    offset: int


@dataclass
class NextPaneRequested(Message):
    """On to the next pane, or with -1 back to the one before."""

    step: int


@dataclass
class OutlineLeft(Message):
    """Back from the outline to the text."""


@dataclass
class EdgeDragged(Message):
    """The mouse holds a pane's edge at this column of the screen."""

    pane: Widget
    column: int


@dataclass
class GoToMarkRequested(Message):
    mark: str


@dataclass
class OfferClicked(Message):
    """One of the keys that the status line offers."""

    offer: Offer


@dataclass
class FilterClosed(Message):
    """Typing in a filter or prompt ended: kept with Enter (`accepted`) or left with Escape."""

    accepted: bool


@dataclass
class PromptActionRequested(Message):
    """A key of the registry was pressed in a prompt; `action` is its id."""

    action: str


@dataclass
class LibrarySearchTyped(Message):
    text: str


@dataclass
class LibrarySearchClosed(Message):
    """`accepted`: the chosen hit is to be opened, else everything is to be as it was."""

    accepted: bool


@dataclass
class ResultChosen(Message):
    """Another hit of the library search is the chosen one, by its id."""

    result: int


class ReadyForKeys(Message):
    """There is a text to move in: keys that were typed before take effect."""
