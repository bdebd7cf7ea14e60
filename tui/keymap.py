"""Which keys do what, where: the registry's keys with a person's own in their place, checked and made into tries.

It is separate from the dispatcher because it is built once and says everything that is wrong with the keys as
messages, while the rest still applies; Textual's own keymap drops a clashing binding without a word.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tui.actions import ACTIONS, Action, Context
from tui.keys import DIGIT, ESCAPE, Tokens, parse, show


@dataclass(frozen=True, slots=True)
class Binding:
    """An action at the end of a sequence. `argument` is the digit typed for a `<1-9>`; `keys` are as written."""

    action: Action
    keys: Tokens
    argument: str | None = None

    @property
    def waits(self) -> bool:
        """Whether the character that follows still has to be typed."""
        return self.action.argument and self.argument is None


Trie = dict[str, "Trie | Binding"]


class Keymap:
    """Sequences of every context.

    `overrides` gives actions, by id, other keys (an empty list: none) and goes before the registry's: where two
    sequences of one context are the same, or one begins the other, the first stays and `problems` names both. An
    action of whose own keys none can be typed keeps the registry's. What a source's key hides of those that hold
    everywhere is named as well where either is a person's own.
    `problems` holds one sentence for each bad entry, `own` the actions that have keys of a person's own.
    """

    def __init__(self, actions: Iterable[Action], overrides: Mapping[str, Sequence[str]] | None = None) -> None:
        known = self._actions = {action.id: action for action in actions}
        chosen: dict[str, list[Tokens]] = {}
        problems: list[str] = []
        for id, written in (overrides or {}).items():
            if id not in known:
                problems.append(_unknown(id, known))
            elif (good := _good(id, written, problems)) or not written:
                chosen[id] = good
        self._keys: dict[str, list[Tokens]] = {id: [] for id in known}
        self._titles = {action.id: action.title for action in known.values()}
        self._tries: dict[Context, Trie] = {context: {} for context in Context}
        self._merged: dict[frozenset[Context], Trie] = {}
        hidden: dict[Binding, dict[Binding, None]] = {}
        for id in [*chosen, *(id for id in known if id not in chosen)]:
            action = known[id]
            for keys in dict.fromkeys(chosen[id] if id in chosen else _usual(action, known, chosen)):
                binding = Binding(action, keys)
                winners = _insert(self._tries[action.context], binding)
                for winner in winners:
                    hidden.setdefault(winner, {})[binding] = None
                if not winners:
                    self._keys[id].append(keys)
        if chosen:
            self._hide(frozenset(chosen), hidden)
        problems += [_clash(winner, tuple(losers)) for winner, losers in hidden.items()]
        self.problems = tuple(problems)
        self.own = frozenset(chosen)

    def _hide(self, own: frozenset[str], hidden: dict[Binding, dict[Binding, None]]) -> None:
        """Of what holds everywhere, whatever a source's keys are in the way of where one of the two is a person's own:
        it could not be typed where people read."""
        merged: Trie = {}
        for binding in bindings(self._tries[Context.READER]):
            _insert(merged, binding)
        for binding in bindings(self._tries[Context.EVERYWHERE]):
            for winner in _insert(merged, binding):
                if {winner.action.id, binding.action.id} & own:
                    hidden.setdefault(winner, {})[binding] = None
                    with suppress(ValueError):
                        self._keys[binding.action.id].remove(binding.keys)

    @classmethod
    def of(cls, preset: str, overrides: Mapping[str, Sequence[str]] | None = None) -> Keymap:
        """A preset's keys, with a person's own where they gave some. Raises KeyError for an unknown preset."""
        if preset == "vim":
            return cls.default(overrides)
        from tui.presets import actions_of

        return cls(actions_of(preset), overrides)

    @classmethod
    def default(cls, overrides: Mapping[str, Sequence[str]] | None = None) -> Keymap:
        """The registry's keys, with a person's own where they gave some."""
        return cls(ACTIONS, overrides)

    def keys_of(self, action_id: str) -> tuple[str, ...]:
        """The keys that an action has, as shown to people; empty when it has none. KeyError for an unknown id."""
        return tuple(show(keys) for keys in self._keys[action_id])

    def hint(self, action_id: str) -> str:
        """The keys to name in a sentence: the first that the action has, else how the palette finds it: `: Pin`."""
        keys = self.keys_of(action_id)
        palette = self.keys_of("app.palette") if "app.palette" in self._keys else ()
        return keys[0] if keys else f"{palette[0] if palette else ''} {self._titles[action_id]}".strip()

    def action(self, action_id: str) -> Action:
        """KeyError for an unknown id."""
        return self._actions[action_id]

    def prompt_actions(self) -> dict[str, str]:
        """Ids of the actions that a prompt knows besides typing, by their one key."""
        found = bindings(self._tries[Context.PROMPT])
        return {binding.keys[0]: binding.action.id for binding in found if len(binding.keys) == 1}

    def trie(self, contexts: Iterable[Context]) -> Trie:
        """The sequences that hold in these contexts and everywhere; the more particular context wins.

        A sequence of a less particular context is left out where it equals, begins or continues one that wins.
        Nobody changes what is returned.
        """
        active = frozenset(contexts) | {Context.EVERYWHERE}
        if active not in self._merged:
            merged: Trie = {}
            for context in Context:
                if context in active:
                    for binding in bindings(self._tries[context]):
                        _insert(merged, binding)
            self._merged[active] = merged
        return self._merged[active]


def bindings(node: Trie | Binding) -> tuple[Binding, ...]:
    """Every binding at and below a node, in the order of the registry; one written with `<1-9>` only once."""
    if isinstance(node, Binding):
        return (Binding(node.action, node.keys),)
    return tuple(dict.fromkeys(found for child in node.values() for found in bindings(child)))


def _insert(trie: Trie, binding: Binding) -> tuple[Binding, ...]:
    """Adds a binding and returns (), or leaves the trie as it is and returns the bindings that are in the way."""
    node = trie
    *path, last = binding.keys
    for key in path:
        child = node.get(key, {})
        if isinstance(child, Binding):
            return bindings(child)
        node = child
    # The digits are checked together, so that a `<1-9>` is taken whole or not at all.
    lasts = tuple("123456789") if last == DIGIT else (last,)
    if taken := tuple(dict.fromkeys(found for key in lasts if key in node for found in bindings(node[key]))):
        return taken
    node = trie
    for key in path:
        child = node.setdefault(key, {})
        assert not isinstance(child, Binding)
        node = child
    for key in lasts:
        node[key] = Binding(binding.action, binding.keys, key if last == DIGIT else None)
    return ()


def _good(id: str, written: Sequence[str], problems: list[str]) -> list[Tokens]:
    """Those of the sequences written for an action that can be typed."""
    good = []
    for sequence in written:
        try:
            good.append(_checked(sequence))
        except ValueError as error:
            problems.append(f"The keys {sequence!r} of {id} are left out: {error}")
    return good


PIN = "reader.pin"
"""What links two passages is typed after the keys of this action, whichever they are."""


def _usual(action: Action, known: Mapping[str, Action], chosen: Mapping[str, Sequence[Tokens]]) -> Iterator[Tokens]:
    """The registry's keys of an action; those that begin with the pin's follow the pin's own."""
    own = chosen.get(PIN, ()) if action.context is Context.PINNED else ()
    begins = parse(known[PIN].keys[0]) if own else ()
    for written in action.keys:
        keys = _checked(written)
        if own and len(keys) > len(begins) and keys[: len(begins)] == begins:
            yield from ((*pin, *keys[len(begins) :]) for pin in own)
        else:
            yield keys


def _checked(written: str) -> Tokens:
    """The tokens of a sequence that can be typed; ValueError says why it cannot be."""
    keys = parse(written)
    if keys[0] in {*"123456789", DIGIT}:
        raise ValueError("a digit at the start is a count; begin with another key.")
    if DIGIT in keys[:-1]:
        raise ValueError("<1-9> can only be the last key; put it there.")
    if ESCAPE in keys[1:]:
        raise ValueError("Esc drops the keys before it; use it alone or not at all.")
    return keys


def _unknown(id: str, known: Mapping[str, Action]) -> str:
    close = difflib.get_close_matches(id, known, n=1)
    return f"There is no action {id!r}; " + (
        f"did you mean {close[0]!r}?" if close else "crossread keys lists them all."
    )


def _clash(winner: Binding, losers: tuple[Binding, ...]) -> str:
    lost = ", ".join(f"{show(loser.keys)} ({loser.action.id})" for loser in losers)
    where = winner.action.context
    return f"In {where}, {show(winner.keys)} ({winner.action.id}) hides {lost}: give one of them other keys."
