"""Turns key presses into actions: counts, sequences, the character that follows. A state machine without a screen.

It is separate from the app because Textual's bindings know no sequences, and so that every key stream can be tested
without one. It has no clock: a sequence waits until it is finished, fails, or Escape drops it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tui.actions import Action, Context
from tui.keymap import Binding, Keymap, Trie, bindings
from tui.keys import DIGIT, ESCAPE, Tokens, from_event, is_composed, show, typed

_COUNTS = frozenset("123456789")
MOST = 99_999
"""Counts stop here: a digit key held down must not build a number that takes time."""


@dataclass(frozen=True, slots=True)
class Fired:
    """An action to perform. `count` is None when none was typed or the action takes none."""

    action: Action
    count: int | None = None
    argument: str | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """Keys that may go on. `continuations` are pairs (key as shown, title of what it does or leads to)."""

    keys_shown: str
    continuations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Keys that mean nothing here; what was pending is gone."""

    keys_shown: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Escape dropped what was pending."""


@dataclass(frozen=True, slots=True)
class Han:
    """A composed letter came, so an input method is on; what was pending stays for when it is off."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A modifier or lock key by itself, as kitty-protocol terminals report them; nothing changed."""


Outcome = Fired | Pending | Unmatched | Cancelled | Han | Ignored


@dataclass(frozen=True, slots=True)
class _Typed:
    """What has been typed towards an action, and the contexts in which that began."""

    count: int | None = None
    keys: Tokens = ()
    contexts: frozenset[Context] = frozenset()
    awaiting: Binding | None = None


@dataclass(slots=True)
class Dispatcher:
    """Equal dispatchers have the same keymap and the same keys pending."""

    keymap: Keymap
    _typed: _Typed = field(default=_Typed(), init=False)

    @property
    def pending(self) -> str:
        """The count and keys typed so far, as shown in the status bar; empty when nothing is pending."""
        if self._typed.awaiting:
            return f"{self._typed.awaiting.action.title} …"
        count = "" if self._typed.count is None else str(self._typed.count)
        return show((*count, *self._typed.keys))

    def feed(self, key: str, character: str | None, contexts: Iterable[Context]) -> Outcome:
        """Takes one key event (Textual's name of the key and its character) in the contexts now active.

        Any strings are accepted. When the contexts are not those in which the pending keys began (the mouse
        focused another pane), those keys are dropped and this one is the first.
        """
        token = from_event(key, character)
        if token is None:
            return Ignored()
        if is_composed(token):
            return Han()
        before, self._typed = self._typed, _Typed()
        if token == ESCAPE and before != _Typed():
            return Cancelled()
        active = frozenset(contexts)
        return self._advance(before if before.contexts == active else _Typed(contexts=active), token)

    def expect(self, action: Action, contexts: Iterable[Context]) -> Pending:
        """Goes on as if the keys of an action that takes a character had been typed; it may have none."""
        return self._wait(_Typed(contexts=frozenset(contexts), awaiting=Binding(action, ())))

    def takes(self, key: str, character: str | None, contexts: Iterable[Context]) -> bool:
        """Whether this key may come next, without taking it."""
        token = from_event(key, character)
        node = self._node(self._typed) if self._typed.keys else self.keymap.trie(contexts)
        return token is not None and (isinstance(node, Binding) or token in node)

    def go_on(self, fired: Fired, contexts: Iterable[Context]) -> None:
        """Waits for one more character for an action that takes one: what was typed was the beginning of it."""
        active = frozenset(contexts)
        for binding in bindings(self.keymap.trie(active)):
            if binding.action == fired.action:
                self._typed = _Typed(fired.count, binding.keys, active)
                return

    def continuations(self) -> tuple[tuple[str, str], ...]:
        """What may follow the pending keys, as in `Pending`; empty when nothing is pending."""
        if self._typed == _Typed():
            return ()
        node = self._node(self._typed)
        if isinstance(node, Binding):
            return (("a character", node.action.title),)
        counting = self._typed.count is not None and not self._typed.keys
        return tuple(_leads(node, counting))

    def _advance(self, before: _Typed, token: str) -> Outcome:
        node = self._node(before)
        keys = (*before.keys, token)
        if isinstance(node, Binding):
            argument = typed(token)
            if before.awaiting and argument not in _COUNTS and any(DIGIT in keys for keys in node.action.keys):
                argument = None
            return Unmatched(show(keys)) if argument is None else _fired(node, before.count, argument)
        if not before.keys and (token in _COUNTS or (token == "0" and before.count is not None)):
            return self._wait(_Typed(min((before.count or 0) * 10 + int(token), MOST), (), before.contexts))
        child = node.get(token)
        if child is None:
            return Unmatched(show(keys))
        if isinstance(child, Binding) and not child.waits:
            return _fired(child, before.count, child.argument)
        return self._wait(_Typed(before.count, keys, before.contexts))

    def _wait(self, state: _Typed) -> Pending:
        self._typed = state
        return Pending(self.pending, self.continuations())

    def _node(self, state: _Typed) -> Trie | Binding:
        if state.awaiting:
            return state.awaiting
        node: Trie | Binding = self.keymap.trie(state.contexts)
        for key in state.keys:
            assert not isinstance(node, Binding)
            node = node[key]
        return node


def _fired(binding: Binding, count: int | None, argument: str | None) -> Fired:
    return Fired(binding.action, count if binding.action.count else None, argument)


def _leads(node: Trie, counting: bool) -> Iterable[tuple[str, str]]:
    """Pairs for the keys of a node, the alternatives of one action together; after a count, what takes one."""
    shown: dict[str, list[str]] = {}
    for key, child in node.items():
        found = [binding.action for binding in bindings(child) if binding.action.count or not counting]
        if not found:
            continue
        if isinstance(child, Binding):
            title = child.action.title
            key = child.keys[-1]
        else:
            title = ", ".join(dict.fromkeys(action.group for action in found)) + " …"
        keys = shown.setdefault(title, [])
        if show((key,)) not in keys:
            keys.append(show((key,)))
    return ((" ".join(keys), title) for title, keys in shown.items())
