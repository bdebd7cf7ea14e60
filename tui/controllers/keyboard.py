"""The keyboard: what a key press does, from the dispatcher's answer to the action, and the keys shown on the way.

Apart from the screen, which knows what there is to act on; the rules of sequences and counts are the dispatcher's.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import events

from tui.actions import Action, Context
from tui.dispatcher import Dispatcher, Fired, Han, Ignored, Pending, Unmatched
from tui.keys import from_event, show, typed
from tui.messages import ReadyForKeys

if TYPE_CHECKING:
    from textual.timer import Timer

    from tui.screens.reading import ReadingScreen

TELLING = 0.03
"""Seconds until title, mode and annotation pane follow the cursor; what moves it meanwhile is told with it."""

HESITATION = 0.25
"""Seconds after the first keys of a sequence until those that may follow are shown: nobody needs them who types on."""


class Keyboard:
    def __init__(self, screen: ReadingScreen) -> None:
        self.screen = screen
        self.dispatcher = Dispatcher(screen.keymap)
        self._hesitating: Timer | None = None
        self._early: list[events.Key] | None = []
        self._is_ready = False
        self._held: Fired | None = None

    # ---- before there is a text ----------------------------------------------------------------------------

    def be_ready(self) -> bool:
        """There is a text, and room for it: what was typed before may be taken. True the first time."""
        was, self._is_ready = self._is_ready, True
        return not was

    @property
    def ready(self) -> bool:
        """Whether early keys were taken, and whatever has the focus may have the next."""
        return self._early is None

    def early_keys(self) -> list[events.Key]:
        """The keys that came before there was a text, once there is one. They are the caller's then."""
        if not self._is_ready or self._held or self._early is None:
            return []
        early, self._early = self._early, None
        return early

    # ---- while a text is about to come ---------------------------------------------------------------------

    def hold(self, fired: Fired) -> None:
        """An action, and all keys after it, wait until `release`: in the whole text they mean what was meant."""
        self._held = fired
        self._early = self._early or []

    def release(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self.screen.act(held)
            if self._held is None:
                self.screen.post_message(ReadyForKeys())

    def drop(self) -> bool:
        """Forgets what is held; False when nothing is."""
        held, self._held = self._held, None
        if held is not None:
            self._early = None
        return held is not None

    # ---- keys ----------------------------------------------------------------------------------------------

    def contexts(self) -> tuple[Context, ...]:
        """Where keys are typed now, the nearest first."""
        screen = self.screen
        tour = (Context.TOUR,) if screen.guide.on else ()
        pinned = (Context.PINNED,) if screen.linking.pin else ()
        if screen.in_marks:
            return (Context.MARKS, *pinned, *tour)
        view = screen.panes.current.reader.view
        visual: tuple[Context, ...] = (Context.VISUAL,) if view.selection else ()
        visual = (Context.BEGUN, *visual) if view.has_begun else visual
        placing = (Context.PLACING,) if screen.reanchoring.by_hand else ()
        return (Context.READER, *visual, *pinned, *placing, *tour)

    def help_asked(self, event: events.Key) -> bool:
        """Shows the help while a prompt has the focus, if the key asks for it and types nothing."""
        token = from_event(event.key, event.character)
        if token is None or typed(token) or show((token,)) not in self.screen.keymap.keys_of("app.help"):
            return False
        self.screen.act_in_prompt("app.help")
        return True

    def takes(self, event: events.Key) -> bool:
        """Whether a key begins or is something that can be done now."""
        screen = self.screen
        return screen.app.screen is screen and self.dispatcher.takes(event.key, event.character, self.contexts())

    def press(self, event: events.Key) -> None:
        """Takes a key that no prompt has taken."""
        screen = self.screen
        if self._early is not None:
            if event.key == "escape" and self.drop():
                return
            self._early.append(event)
            return
        if screen.focused is None:
            screen.set_focus(screen.panes.current.reader)
        outcome = self.dispatcher.feed(event.key, event.character, self.contexts())
        match outcome:
            case Ignored():
                return
            case Han():
                palette = screen.keymap.hint("app.palette")
                screen.say(f"The input method is on: switch it off for the keys, or go on with {palette}, the palette.")
                return
        if self._hesitating:
            self._hesitating.stop()
            self._hesitating = None
        screen.status.keys = ""
        screen.which_key.entries = ()
        if not isinstance(outcome, Fired):
            screen.panes.current.reader.hide_labels()
        match outcome:
            case Fired():
                screen.status.say("")
                screen.act(outcome)
                screen.status.keys = self.dispatcher.pending
            case Pending():
                self._show_pending(outcome)
            case Unmatched() if outcome.keys_shown == "Esc":
                screen.arriving.stop()
            case Unmatched():
                screen.say(f"{outcome.keys_shown} does nothing here: {screen.keymap.hint('app.help')} shows the keys.")

    def expect(self, action: Action) -> None:
        """The character that an action takes is typed next."""
        self._show_pending(self.dispatcher.expect(action, self.contexts()), action.id)
        self.screen.status.keys = self.dispatcher.pending

    def go_on(self, fired: Fired) -> None:
        """What was typed was only the beginning: the character that the action takes is awaited."""
        self.dispatcher.go_on(fired, self.contexts())

    @property
    def is_settled(self) -> bool:
        """Whether the keys pressed, and what may follow them, are shown."""
        return self._hesitating is None

    def _show_pending(self, pending: Pending, action: str = "") -> None:
        """`action` is the one that waits for a character, where none of its keys was pressed."""
        keys, continuations = pending.keys_shown.lstrip("0123456789"), pending.continuations
        keys_of = self.screen.keymap.keys_of
        if action == "reader.jump" or keys in keys_of("reader.jump"):
            self.screen.panes.current.reader.show_labels()
            continuations = ()
        elif action == "reader.go_to_place" or keys in keys_of("reader.go_to_place"):
            continuations = self.screen.travel.places() or continuations
        show = partial(self._tell_keys, continuations if keys else ())
        self._hesitating = self.screen.set_timer(TELLING, show)

    def _tell_keys(self, continuations: tuple[tuple[str, str], ...]) -> None:
        """Shows the keys pressed, and those that may follow when the next one is long in coming."""
        self.screen.status.keys = self.dispatcher.pending
        self._hesitating = self.screen.set_timer(HESITATION, partial(self._show_keys, continuations))

    def _show_keys(self, continuations: tuple[tuple[str, str], ...]) -> None:
        self._hesitating = None
        self.screen.which_key.entries = continuations
