"""The Textual application: themes, terminal safety, the reading screen. What it does is in screens and controllers."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from textual import events
from textual.driver import Driver
from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from annotations.commands import CommandError
from annotations.workspace import Workspace
from sources.turns import key_came
from tui import input_method, memory
from tui.config import Config
from tui.controllers.guide import REQUEST
from tui.handover import Typed, driver_class
from tui.named import First
from tui.safety import ControlFilter
from tui.screens.reading import ReadingScreen
from tui.theming import StyleBook, default_variables, textual_theme
from tui.whole_screen import ChangedAtOnce
from tui.widgets.prompt import PromptInput

input_method.prepare()


class CrossreadApp(ChangedAtOnce):
    CSS_PATH = Path(__file__).with_name("crossread.tcss")
    ENABLE_COMMAND_PALETTE = False
    # The reader selects by itself. Textual's own selection fails on a widget that was closed a moment before the press.
    ALLOW_SELECT = False
    TITLE = "crossread"
    _filter = ControlFilter()

    def __init__(
        self,
        workspace: Workspace,
        sources: Sequence[First],
        *,
        notices: Sequence[str] = (),
        config: Config | None = None,
        tour: bool = False,
    ) -> None:
        self._typed = Typed()
        super().__init__()
        self.workspace = workspace
        self.config = config or Config()
        self._tour = tour
        theme = self.config.settings.theme
        self.register_theme(textual_theme(self.config.palette(theme)))
        self.theme = theme
        self.reading = ReadingScreen(workspace, sources, self.config, self._book(), notices)

    def get_driver_class(self) -> type[Driver]:
        return driver_class(super().get_driver_class(), self._typed)

    @property
    def more_keys(self) -> bool:
        return self._typed.more()

    def on_mount(self) -> None:
        if not self.is_headless:
            from tui import departure

            departure.watch(self)
        self.call_after_refresh(self._after_first_frame)
        if self._tour:
            self.call_after_refresh(self.reading.guide.begin)

    def get_default_screen(self) -> Screen[None]:
        """The reading screen itself, not an empty one under it that would be laid out and drawn first."""
        return self.reading

    def _after_first_frame(self) -> None:
        """What can wait until there is a text to read."""
        if not self.reading.beginning.waited:
            self._start_library()
        memory.settle()

    def on_library_read(self) -> None:
        self._start_library()

    def _start_library(self) -> None:
        self.reading.desk.remember_shown()
        self.workspace.start(spare_folders())

    async def on_event(self, event: events.Event) -> None:
        """Keys take effect one after the other; those for the text go straight to the reading screen.

        Textual posts a key to the focused widget, whence it bubbles up through four queues; a fast typist's next keys
        would then overtake a prompt that this one opens or closes, and do things to the text instead of being typed,
        or the other way round.
        """
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        self._typed.take()
        if self._is_own(event):
            await super().on_event(event)
            return
        key_came()
        await self._take_early_keys()
        await self._take_key(event)

    async def on_ready_for_keys(self) -> None:
        await self._take_early_keys()

    async def _take_early_keys(self) -> None:
        """Those that were typed before there was a text to move in; the first may have opened a prompt for the next."""
        for event in self.reading.keyboard.early_keys():
            await self._take_key(event)

    async def _take_key(self, event: events.Key) -> None:
        if self._exit:
            return  # the key before it ended the program, which opens nothing any more and would wait for it
        if self.screen is not self.reading:
            await self.screen._mounted_event.wait()
        elif not isinstance(self.focused, Input) or not self.reading.keyboard.ready:
            self.reading.keyboard.press(event)
            return
        if self.screen is self.reading and self.reading.keyboard.help_asked(event):
            return
        if self.reading.finding.press(event):
            return
        if isinstance(self.focused, PromptInput) and self.focused.take(event):
            return
        taker = self.focused or self.screen
        await super().on_event(event)
        await self._answered(taker)

    def action_help_quit(self) -> None:
        """Ctrl-C where no action has it: it ends nothing and says what does, as all else is said."""
        leaves, closes = (self.config.keymap.hint(action) for action in ("app.quit", "app.close"))
        self.reading.say(f"{leaves} leaves, and all panes are there the next time; {closes} closes only this one.")

    def _is_own(self, event: events.Key) -> bool:
        """Whether Textual's own meaning of a key counts: where no action has it, and before any can be done."""
        keyboard = self.reading.keyboard
        return event.key in ("ctrl+q", "ctrl+c") and not (keyboard.ready and keyboard.takes(event))

    async def _answered(self, taker: Widget) -> None:
        """Waits until the widget has taken a key, and all above it what the widget said about that."""
        for pump in [taker, *taker.ancestors_with_self]:
            done = asyncio.Event()
            if pump is not self and pump.call_later(done.set):
                # One that closes meanwhile may never call.
                with suppress(TimeoutError):
                    await asyncio.wait_for(done.wait(), 0.2)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return default_variables()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """One filter object as long as nothing changes: under it, Textual finds a strip's filtered form again."""
        others = super().get_line_filters()
        if self.native_ansi_color:
            # Greys cannot be made of colours that only the terminal knows.
            others = [NoColor() if isinstance(other, Monochrome) else other for other in others]
        if others != self._filter.others:
            self._filter = ControlFilter(others)
        return [self._filter]

    def restyle_texts(self) -> None:
        self.reading.restyle_texts(self._book())

    def restyled(self) -> None:
        self.reading.restyle()
        if self.screen is not self.reading:
            from tui.screens.modal import Modal

            for screen in self.screen_stack:
                if isinstance(screen, Modal):
                    screen.restyle()

    def _book(self) -> StyleBook:
        return StyleBook(self.config.palette(self.theme))

    def on_unmount(self) -> None:
        self.reading.marking.keep_draft()
        self.reading.keep()
        self.reading.library_search.leave()
        self.reading.whole_library.stop()
        self.workspace.close()

    def _fatal_error(self) -> None:
        """Textual would print a traceback with the values of variables, which hold what sources say."""
        from rich.text import Text

        from tui.faults import report

        self._exit_renderables.append(Text(report(self._exception or RuntimeError("unknown"))))
        self._close_messages_no_wait()


def spare_folders() -> tuple[Path, ...]:
    """Where what the library's disk refuses may be left when the reader ends."""
    import tempfile

    from platformdirs import user_state_path

    return user_state_path("crossread"), Path(tempfile.gettempdir())


_SWITCH = 0.001
"""Seconds after which a thread that only computes lets the screen have its turn: Python's own 5 ms are felt."""


def run(
    workspace: Workspace,
    sources: Sequence[First],
    config: Config,
    *,
    notices: Sequence[str] = (),
    tour: bool = False,
) -> tuple[int, bool]:
    """Opens the reader, with the tour if asked. Returns its exit code, and whether it was left for the tour.

    Raises CommandError when nothing of what was named could be opened.
    """
    app = CrossreadApp(workspace, sources, notices=notices, config=config, tour=tour)
    sys.setswitchinterval(_SWITCH)
    app.run()
    if app.reading.failure:
        raise CommandError(app.reading.failure)
    return app.return_code or 0, app.return_value == REQUEST
