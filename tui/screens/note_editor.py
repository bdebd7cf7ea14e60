"""Writing a note on a mark, with the marked words in view. Nothing that was typed is lost by leaving."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from textual import events, on, work
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea

from annotations.store.drafts import SECONDS
from annotations.store.protocol import StoreError
from tui.keys import from_event
from tui.layout.cells import cut
from tui.screens.modal import Modal, styles_of
from tui.widgets.lines import Line, Lines, plain, rows_of
from tui.widgets.prompt import AtCursor

PASTE_LIMIT = 64 * 1024
"""Bytes of UTF-8 that one paste may add: a note is read in a margin, and the editor draws it whole."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_KEEP, _DISCARD = ("<Esc>", "<C-s>"), "<C-g>"
_QUOTE_ROWS = 3


class NoteArea(TextArea, AtCursor):
    """Textual's editor, made fit for an input method and for pasting from anywhere.

    A typed U+3000 is kept, which Textual drops as not printable; a paste loses control characters and what is over
    the limit.
    """

    class PasteCut(Message):
        """A paste was longer than the limit; only its beginning was kept."""

    def render_line(self, y: int) -> Strip:
        # Textual's own fails to wrap the placeholder where the terminal leaves it no column.
        return super().render_line(y) if self.content_size.width else Strip.blank(self.size.width)

    async def _on_key(self, event: events.Key) -> None:
        if event.character == "\u3000":
            event.stop()
            event.prevent_default()
            self._put("\u3000")
        elif from_event(event.key, event.character) in (*_KEEP, _DISCARD):
            event.prevent_default()
        elif not await self.edits(event):
            await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        data = event.text.encode("utf-8", errors="replace")
        text = data[:PASTE_LIMIT].decode("utf-8", errors="ignore").replace("\r\n", "\n").replace("\r", "\n")
        self._put(_CONTROLS.sub("", text))
        if len(data) > PASTE_LIMIT:
            self.post_message(self.PasteCut())

    def _put(self, text: str) -> None:
        self.replace(text, *self.selection, maintain_selection_offset=False)


class Drafting(Protocol):
    """Where what is typed is kept meanwhile."""

    def keep(self, note: str) -> None:
        """Raises StoreError. Called from a thread."""


class NoteEditor(Modal[str]):
    """Ends with the note as it stands, or with None when it was discarded.

    What is typed goes to `draft` every second. `found` says why `note` is one that was not saved.
    """

    DEFAULT_CSS = """
    NoteArea, NoteArea:focus {
        height: 1fr;
        border: none;
        padding: 0 1;
        background: $background;
        color: $foreground;
        scrollbar-size-vertical: 1;
    }
    NoteEditor Lines#quote { margin: 0 0 1 0; }
    """

    def __init__(self, quote: str, note: str, draft: Drafting | None = None, *, found: str = "") -> None:
        super().__init__("Note that was not saved" if found else "Note")
        self._quote = quote
        self._draft = draft
        self._found = found
        self._drafted = note
        self._drafting = False
        self.quote = Lines(id="quote")
        self.area = NoteArea(note, highlight_cursor_line=False, placeholder="your note")

    def body(self) -> Iterable[Widget]:
        return self.quote, self.area

    def rows_wanted(self, width: int) -> int:
        shown = len(self._quote_lines(width))
        self.quote.styles.height = shown
        return shown + 1 + max(10, min(20, self.area.document.line_count + 2))

    def on_mount(self) -> None:
        self.quote.show(self._quote_lines)
        self.set_focus(self.area)
        self.area.move_cursor(self.area.document.end)
        self.offer_keys(("Esc", "keep and close"), ("Ctrl-s", "the same"), ("Ctrl-g", "discard"), ("Ctrl-z", "undo"))
        if self._found:
            self.say(self._found)
        if self._draft:
            self.set_interval(SECONDS, self._keep_draft)

    def _quote_lines(self, width: int) -> list[Line]:
        style = styles_of(self.app)["quiet"]
        most = 2 if self.app.size.height < 20 else _QUOTE_ROWS
        rows = rows_of(" ".join(f"“{self._quote}”".split())[: most * width + 1], width, width)
        if len(rows) > most:
            rows = [*rows[: most - 1], cut("".join(rows[most - 1 :]), width)]
        return [plain(row, style) for row in rows]

    @on(TextArea.Changed)
    def _on_typed(self) -> None:
        self.hints.hush()

    @on(NoteArea.PasteCut)
    def _on_paste_cut(self) -> None:
        self.say(f"Only the first {PASTE_LIMIT // 1024} KiB of that were pasted.", error=True)

    # ---- the draft -----------------------------------------------------------------------------------------

    def _keep_draft(self) -> None:
        if self.area.text != self._drafted and not self._drafting:
            self._drafting = True
            self._drafted = self.area.text
            self._write_draft(self._drafted)

    @work(thread=True)
    def _write_draft(self, note: str) -> None:
        """In a thread, because the screen waits for no file. The next one starts when this one is done."""
        assert self._draft is not None
        try:
            self._draft.keep(note)
        except StoreError as problem:
            self.app.call_from_thread(self.say, str(problem), error=True)
        finally:
            self._drafting = False

    # ---- keys ----------------------------------------------------------------------------------------------

    def press(self, token: str) -> bool:
        if token in _KEEP:
            self.dismiss(self.area.text)
        elif token == _DISCARD:
            self.dismiss(None)
        else:
            return False
        return True
