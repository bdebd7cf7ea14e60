"""Which keys do what, where: the registry's keys with a person's own in their place, checked and made into tries.

It is separate from the dispatcher because it is built once and says everything that is wrong with the keys as
messages, while the rest still applies; Textual's own keymap drops a clashing binding without a word.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
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
    sequences of one context are the same, or one begins the other, the first stays and `problems` names both.
    `problems` holds one sentence for each bad entry.
    """

    def __init__(self, actions: Iterable[Action], overrides: Mapping[str, Sequence[str]] | None = None) -> None:
        known = {action.id: action for action in actions}
        chosen = {id: keys for id, keys in (overrides or {}).items() if id in known}
        problems = [_unknown(id, known) for id in overrides or {} if id not in known]
        self._keys: dict[str, list[Tokens]] = {id: [] for id in known}
        self._tries: dict[Context, Trie] = {context: {} for context in Context}
        self._merged: dict[frozenset[Context], Trie] = {}
        hidden: dict[Binding, dict[Binding, None]] = {}
        for id in [*chosen, *(id for id in known if id not in chosen)]:
            action = known[id]
            for written in dict.fromkeys(chosen.get(id, action.keys)):
                try:
                    keys = _checked(written)
                except ValueError as error:
                    problems.append(f"The keys {written!r} of {id} are left out: {error}")
                    continue
                binding = Binding(action, keys)
                winners = _insert(self._tries[action.context], binding)
                for winner in winners:
                    hidden.setdefault(winner, {})[binding] = None
                if not winners:
                    self._keys[id].append(keys)
        problems += [_clash(winner, tuple(losers)) for winner, losers in hidden.items()]
        self.problems = tuple(problems)

    @classmethod
    def default(cls, overrides: Mapping[str, Sequence[str]] | None = None) -> Keymap:
        """The registry's keys, with a person's own where they gave some."""
        return cls(ACTIONS, overrides)

    def keys_of(self, action_id: str) -> tuple[str, ...]:
        """The keys that an action has, as shown to people; empty when it has none. KeyError for an unknown id."""
        return tuple(show(keys) for keys in self._keys[action_id])

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
    return f"There is no action {id!r}; " + (f"did you mean {close[0]!r}?" if close else "docs/keys.md lists them all.")


def _clash(winner: Binding, losers: tuple[Binding, ...]) -> str:
    lost = ", ".join(f"{show(loser.keys)} ({loser.action.id})" for loser in losers)
    where = winner.action.context
    return f"In {where}, {show(winner.keys)} ({winner.action.id}) hides {lost}: give one of them other keys."
