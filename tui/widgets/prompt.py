"""The one-line text field of every prompt: Textual's Input, made fit for an input method."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from tui.messages import FilterClosed


class PromptInput(Input):
    """Enter and Escape post FilterClosed. A typed U+3000 is kept: Textual drops it as not printable."""

    def take(self, event: events.Key) -> bool:
        """Inserts what was typed, if it is that: at once, where the key's way through the queues takes milliseconds."""
        if not event.is_printable or event.key.startswith("alt+") or not self.selection.is_empty:
            return False
        self._restart_blink()
        self.insert_text_at_cursor(event.character or "")
        return True

    async def _on_key(self, event: events.Key) -> None:
        if event.character == "\u3000":
            event.stop()
            event.prevent_default()
            self.insert_text_at_cursor("\u3000")
        elif event.key in ("enter", "escape"):
            event.stop()
            event.prevent_default()
            self.post_message(FilterClosed(accepted=event.key == "enter"))
        else:
            await super()._on_key(event)
