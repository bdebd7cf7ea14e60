"""The prompt to search in the source: what is typed, how it is compared, and which of how many hits is shown."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult, RenderResult
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widget import Widget

from sources.safe import one_line
from tui.keys import from_event
from tui.layout.cells import cell_len, cut
from tui.messages import PromptActionRequested
from tui.widgets.prompt import PromptInput

MODES = ("exact", "regex")
_WIDE = 76
"""Columns from which on there is room for what the modes are called."""


class SearchInput(PromptInput):
    """A prompt whose actions have keys in the registry: `actions` are action ids by key."""

    def __init__(self, actions: Mapping[str, str], *, placeholder: str, id: str) -> None:
        super().__init__(placeholder=placeholder, id=id, select_on_focus=False)
        self._actions = actions

    def closes(self, event: events.Key) -> bool:
        """Whether this key ends the typing, and is none of an action."""
        return event.key in ("enter", "escape") and self._action(event) is None

    def _action(self, event: events.Key) -> str | None:
        return self._actions.get(from_event(event.key, event.character) or "")

    async def _on_key(self, event: events.Key) -> None:
        action = self._action(event)
        if action is None:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        self.post_message(PromptActionRequested(action))

    def put(self, text: str) -> None:
        """Replaces what is typed, with the cursor at its end."""
        self.value = text
        self.cursor_position = len(text)


class SearchState(Widget):
    """`exact` and `regex` with their keys, ticked where they are on; before them, how many hits or what is wrong."""

    COMPONENT_CLASSES = {"search--on", "search--error"}

    words: reactive[str] = reactive("", layout=True)
    is_error: reactive[bool] = reactive(False)
    mode: reactive[str] = reactive("")

    def __init__(self, keys: Mapping[str, str]) -> None:
        super().__init__()
        self._keys = keys

    def say(self, words: str, *, error: bool = False) -> None:
        self.is_error = error
        self.words = one_line(words)

    def get_content_width(self, *_: object) -> int:
        return cell_len(self._text().plain)

    def render(self) -> RenderResult:
        return self._text()

    def _text(self) -> Text:
        wide = self.app.size.width >= _WIDE
        text = Text(no_wrap=True, overflow="crop", end="")
        if self.words:
            room = max(20, self.app.size.width // 2)
            text.append(f" {cut(self.words, room)} ", self._style("search--error", on=self.is_error))
        for mode, key in self._keys.items():
            on = mode == self.mode
            if on or wide:
                text.append(f" [{'x' if on else ' '}] {mode}", self._style("search--on", on=on))
                text.append(f" {key} " if wide else " ")
        return text

    def _style(self, name: str, *, on: bool) -> Style:
        return self.get_component_rich_style(name) if on else Style()


class FindBar(Horizontal):
    """`keys` are, by mode, the keys as shown that switch it."""

    BLANK = True

    def __init__(self, actions: Mapping[str, str], keys: Mapping[str, str]) -> None:
        super().__init__(id="find-bar")
        self.input = SearchInput(actions, placeholder="find in this source", id="find")
        self.state = SearchState(keys)

    def compose(self) -> ComposeResult:
        yield self.input
        yield self.state
