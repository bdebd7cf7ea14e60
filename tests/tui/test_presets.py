"""Ready-made keys: whoever chooses a set can do all that the program does."""

from __future__ import annotations

import pytest

from tui.actions import ACTIONS, Context
from tui.dispatcher import Dispatcher, Fired, Pending
from tui.keymap import Keymap
from tui.keys import parse, typed
from tui.presets import PRESETS, actions_of
from tui.settings import RULES


@pytest.mark.parametrize("preset", PRESETS)
def test_every_action_has_keys_and_none_hides_another(preset: str) -> None:
    keymap = Keymap.of(preset)
    assert keymap.problems == ()
    for action in ACTIONS:
        assert keymap.keys_of(action.id), f"{action.id} has no keys in the preset {preset}: see tui/presets.py"


@pytest.mark.parametrize("preset", PRESETS)
def test_every_action_is_fired_by_its_keys_in_its_own_context(preset: str) -> None:
    for action in actions_of(preset):
        around = [] if action.context in (Context.MARKS, Context.READER) else [Context.READER]
        for written in action.keys:
            dispatcher = Dispatcher(Keymap.of(preset))
            keys = [token.replace("<1-9>", "2") for token in parse(written)]
            for token in keys:
                outcome = dispatcher.feed(*_event(token), [action.context, *around])
            if isinstance(outcome, Pending) and action.argument:
                outcome = dispatcher.feed("2", "2", [action.context, *around])
            assert isinstance(outcome, Fired), (action.id, written)
            assert outcome.action.id == action.id


def _event(token: str) -> tuple[str, str | None]:
    """Textual's key and character for a token."""
    character = typed(token)
    if character:
        return ("space" if character == " " else character), character
    names = {"Esc": "escape", "BS": "backspace", "PgDn": "pagedown", "PgUp": "pageup", "Del": "delete"}
    names |= {",": "comma", ".": "full_stop"}
    *held, name = token[1:-1].split("-")
    held = [{"C": "ctrl", "A": "alt", "S": "shift"}[letter] for letter in held]
    return "+".join([*held, names.get(name, name.lower())]), None


def test_the_settings_know_the_presets() -> None:
    assert RULES["preset"].choices == tuple(PRESETS)


def test_presets_name_only_actions_that_there_are() -> None:
    known = {action.id for action in ACTIONS}
    assert all(set(keys) <= known for keys in PRESETS.values())


def test_arrows_move_without_letters_of_vim() -> None:
    keymap = Keymap.of("arrows")
    moves = [action for action in ACTIONS if action.group == "Move"]
    assert not {keys for action in moves for keys in keymap.keys_of(action.id)} & set("jkGb(){}0$")
    assert keymap.keys_of("reader.down") == ("Down",)
    assert keymap.keys_of("link.supports") == ("ks",)


def test_own_keys_go_before_a_presets() -> None:
    keymap = Keymap.of("arrows", {"reader.next_sentence": [")"], "reader.pin": ["P"]})
    assert keymap.keys_of("reader.next_sentence") == (")",)
    assert keymap.hint("reader.pin") == "P"


@pytest.mark.parametrize("preset", PRESETS)
def test_what_links_is_typed_after_the_pins_own_keys(preset: str) -> None:
    keymap = Keymap.of(preset, {"reader.pin": ["<C-k>", "Q"], "link.cites": ["g c"]})
    assert keymap.problems == ()
    assert keymap.keys_of("link.supports") == ("Ctrl-k s", "Qs")
    assert keymap.keys_of("link.cites") == ("gc",)
    assert keymap.keys_of("link.unpin") == ("Esc",)
    assert Keymap.of(preset, {"reader.pin": []}).keys_of("link.supports") == Keymap.of(preset).keys_of("link.supports")


def test_a_sentence_names_the_palette_where_an_action_has_no_keys() -> None:
    assert Keymap.default({"reader.pin": []}).hint("reader.pin") == ": Pin"
    assert Keymap.default({"reader.pin": [], "app.palette": ["<F2>"]}).hint("reader.pin") == "F2 Pin"
