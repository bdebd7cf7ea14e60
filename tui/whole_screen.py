"""What changes the whole screen, another size or another theme, drawn once, the text first.

Left to itself, Textual waits for further sizes before it looks at the first; then it draws all widgets in the new size
as they were made for the old one, tells them of it, and lays all out and draws it again because they have heard of it.
For another theme it draws all in the old one, then the screen in front before those behind it have the new styles,
and then all again, several times; see also `rules`.

Apart from the app and its screens because it knows the inside of Textual, as `at_once` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget

from tui.rules import Rules
from tui.widgets.canvas import Canvas

_KINDS = ("dark", "light", "ansi")
"""The pseudo classes by which a rule may ask what kind of theme there is."""


class ChangedAtOnce(App[str]):
    """The first of several sizes counts at once; those that come while it is drawn are one, the last.

    Another theme is there when the line that sets it has been carried out.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._rules = Rules(variables=self.get_css_variables())
        self.stylesheet = self._rules
        self._kind = self._kind_of_theme()

    @property
    def more_keys(self) -> bool:
        """Whether another key is about to be taken: what is to be drawn is drawn with what that changes."""
        return False

    def restyle_texts(self) -> None:
        """There is another theme: what is drawn before all else is told of it, and drawn."""

    def restyled(self) -> None:
        """There is another theme: all else that draws with styles of its own is told of it."""

    async def on_event(self, event: events.Event) -> None:
        first = isinstance(event, events.Resize) and self._resize_timer is None
        await super().on_event(event)
        if first:
            self._check_resize()

    def prepare_theme(self, theme: Theme) -> None:
        """Reads the style sheets for a theme that may come; meant for a thread."""
        self._rules.prepare(self._variables_of(theme))

    def forget_prepared(self) -> None:
        self._rules.forget_prepared()

    def _variables_of(self, theme: Theme) -> dict[str, str]:
        return {**self.get_theme_variable_defaults(), **theme.to_color_system().generate(), **theme.variables}

    def get_css_variables(self) -> dict[str, str]:
        self.theme_variables = self._variables_of(self.current_theme)
        return self.theme_variables

    def _kind_of_theme(self) -> frozenset[str]:
        return frozenset(kind for kind in _KINDS if self._PSEUDO_CLASSES[kind](self))

    def _watch_theme(self, theme_name: str) -> None:
        super()._watch_theme(theme_name)
        before, self._kind = self._kind, self._kind_of_theme()
        if self._screen_stack:
            self._change(before ^ self._kind)

    def refresh_css(self, animate: bool = True) -> None:
        """Textual asks for it at the start, before there is a screen, and after each change of the theme."""
        if not self._screen_stack:
            super().refresh_css(animate)

    def _change(self, asked: frozenset[str]) -> None:
        """Another theme, `asked` of which has another answer now."""
        self.restyle_texts()
        screens = self.screen_stack
        nodes = [self, *(node for screen in screens for node in screen.walk_children(DOMNode, with_self=True))]
        self._rules.change(self.get_css_variables(), nodes, asked)
        for screen in screens:
            screen._css_update_count = self._css_update_count
        self.restyled()

    def show_theme(self, theme: Theme) -> None:
        """Draws all in another theme."""
        self.register_theme(theme)
        self.theme = theme.name
        if self._batch_count or not self._screen_stack:
            return
        self.screen._compositor.update_widgets({self.screen})
        self.screen._compositor_refresh()
        for screen in self.screen_stack:
            for widget in screen.walk_children(Widget, with_self=True):
                widget._repaint_required = False  # all is drawn


class DrawnOnce(Screen[None]):
    _sizing = False

    @property
    def host(self) -> ChangedAtOnce:
        """The app, as what it is here."""
        assert isinstance(self.app, ChangedAtOnce)
        return self.app

    def fit(self) -> None:
        """What a size decides before anything is laid out for it: which widgets are seen."""

    def fitted(self) -> None:
        """What a size decides afterwards, without moving anything: what is written where."""

    def texts(self) -> Iterable[Canvas]:
        """What is drawn before all else."""
        return ()

    def _on_timer_update(self) -> None:
        if not self.host.more_keys:
            super()._on_timer_update()

    def _screen_resized(self, size: Size) -> None:
        if size == self._size or not self.is_current or not self.is_attached:
            super()._screen_resized(size)
            return
        self.fit()
        widgets = [self, *self.walk_children(Widget)]
        waiting = {widget for widget in widgets if widget._layout_required}
        self._sizing = True
        try:
            super()._screen_resized(size)
        finally:
            self._sizing = False
        for widget in widgets:
            # All is laid out and drawn; that each widget wants it because its size is another need not be heard.
            widget._repaint_required = False
            if widget not in waiting:
                widget._layout_required = False

    def _compositor_refresh(self) -> None:
        if self._sizing:
            _ = self._compositor.full_map  # Textual would find out only where it draws who stands where
            for text in self.texts():
                text.draw_now()
            self.fitted()
        super()._compositor_refresh()
