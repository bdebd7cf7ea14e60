"""The one-line text field of every prompt: Textual's Input, made fit for an input method."""

from __future__ import annotations

from textual import events
from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Input

from tui.messages import FilterClosed

_SCROLLING = ("scroll_", "page_")
"""How the actions begin that every widget of Textual has keys for: these keys mean something to what is above it."""


class AtCursor(Widget):
    """Keeps the terminal's own, hidden cursor where the next character will stand, for there an input method shows its
    candidates. Textual moves it when something is typed; but the first word is composed before that."""

    @property
    def cursor_screen_offset(self) -> Offset:
        raise NotImplementedError

    def on_focus(self) -> None:
        self.call_after_refresh(self._move_terminal_cursor)

    def on_resize(self) -> None:
        self.call_after_refresh(self._move_terminal_cursor)

    async def edits(self, event: events.Key) -> bool:
        """Does what a key means to the field itself: the arrows, deleting. Textual first asks all that is above it,
        and then it would come after what was typed behind it."""
        bound = () if event.is_printable else self._bindings.key_to_bindings.get(event.key, ())
        if not bound or bound[0].action.startswith(_SCROLLING):
            return False
        event.stop()
        event.prevent_default()
        await self.run_action(bound[0].action)
        return True

    def _move_terminal_cursor(self) -> None:
        if self.has_focus and self.app.cursor_position != self.cursor_screen_offset:
            self.app.cursor_position = self.cursor_screen_offset
            self.refresh()  # the cursor goes with what is drawn


class PromptInput(Input, AtCursor):
    """Enter and Escape post FilterClosed. A typed U+3000 is kept: Textual drops it as not printable."""

    def __init__(self, *, placeholder: str, id: str | None = None, select_on_focus: bool = True) -> None:
        # Nothing typed here is invalid.
        super().__init__(placeholder=placeholder, id=id, compact=True, select_on_focus=select_on_focus, validate_on=())
        self._taken = ""

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the next character will stand; Textual's own is a cell further on at the end of the text."""
        x, y, _, _ = self.content_region
        return Offset(x + self._position_to_cell(self.cursor_position) - self.scroll_offset.x, y)

    def take(self, event: events.Key) -> bool:
        """Inserts what was typed, if it is that: where the key's way through the queues takes milliseconds, at once,
        together with the keys that wait behind it. After any other key, all that was typed before it is there."""
        if not event.is_printable or event.key.startswith("alt+") or not self.selection.is_empty:
            self._insert_taken()
            return False
        if not self._taken:
            self.app.call_later(self._insert_taken)
        self._taken += event.character or ""
        return True

    def end(self) -> str:
        """All that was typed, by a key that ends the typing: what was not inserted yet need not be drawn any more."""
        taken, self._taken = self._taken, ""
        return self.value[: self.cursor_position] + taken + self.value[self.cursor_position :]

    def _insert_taken(self) -> None:
        if self._taken:
            taken, self._taken = self._taken, ""
            self._restart_blink()
            self.insert_text_at_cursor(taken)

    async def _on_key(self, event: events.Key) -> None:
        if event.character == "\u3000":
            event.stop()
            event.prevent_default()
            self.insert_text_at_cursor("\u3000")
        elif event.key in ("enter", "escape"):
            event.stop()
            event.prevent_default()
            self.post_message(FilterClosed(accepted=event.key == "enter"))
        elif await self.edits(event):
            return
        elif event.key.startswith("alt+"):
            event.prevent_default()  # Textual would type the letter; it may mean something to what is above
        else:
            await super()._on_key(event)
