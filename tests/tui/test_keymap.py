"""What a keymap refuses, with which words, and what still works beside it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.actions import ACTIONS, Action, Context
from tui.keymap import Binding, Keymap, bindings


def action(name: str, *keys: str, context: Context = Context.READER, argument: bool = False) -> Action:
    return Action(name, name.capitalize(), f"{name}.", keys, context, "Test", argument=argument)


def held(keymap: Keymap, *contexts: Context) -> dict[tuple[str, ...], str]:
    return {binding.keys: binding.action.id for binding in bindings(keymap.trie(contexts))}


def test_the_default_keymap_has_no_problems() -> None:
    keymap = Keymap.default()
    assert keymap.problems == ()
    assert all(len(keymap.keys_of(action.id)) == len(action.keys) for action in ACTIONS)


def test_same_keys_twice_in_a_context() -> None:
    keymap = Keymap([action("one", "x"), action("two", "x", "y")])
    assert keymap.problems == ("In reader, x (one) hides x (two): give one of them other keys.",)
    assert held(keymap, Context.READER) == {("x",): "one", ("y",): "two"}


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        ("x", "x y", "In reader, x (one) hides xy (two): give one of them other keys."),
        ("x y", "x", "In reader, xy (one) hides x (two): give one of them other keys."),
        ("x y z", "x", "In reader, xyz (one) hides x (two): give one of them other keys."),
        ("x <1-9>", "x 3", "In reader, x 1–9 (one) hides x3 (two): give one of them other keys."),
        ("x 3", "x <1-9>", "In reader, x3 (one) hides x 1–9 (two): give one of them other keys."),
        ("<C-i>", "<Tab>", "In reader, Tab (one) hides Tab (two): give one of them other keys."),
    ],
)
def test_one_sequence_cannot_begin_another(first: str, second: str, problem: str) -> None:
    keymap = Keymap([action("one", first), action("two", second)])
    assert keymap.problems == (problem,)
    assert set(held(keymap, Context.READER).values()) == {"one"}


def test_the_same_keys_in_two_contexts_are_no_clash_and_the_particular_one_wins() -> None:
    keymap = Keymap(
        [
            action("everywhere", "x", "q", context=Context.EVERYWHERE),
            action("reader", "x", "p", "z"),
            action("pinned", "p r", "<Esc>", context=Context.PINNED),
            action("visual", "<Esc>", "z z", context=Context.VISUAL),
        ]
    )
    assert keymap.problems == ()
    assert held(keymap) == {("x",): "everywhere", ("q",): "everywhere"}
    assert held(keymap, Context.READER) == {("x",): "reader", ("p",): "reader", ("z",): "reader", ("q",): "everywhere"}
    assert held(keymap, Context.READER, Context.PINNED, Context.VISUAL) == {
        ("<Esc>",): "visual",
        ("z", "z"): "visual",
        ("p", "r"): "pinned",
        ("x",): "reader",
        ("q",): "everywhere",
    }


def test_the_order_of_contexts_does_not_matter() -> None:
    keymap = Keymap.default()
    assert keymap.trie((Context.PINNED, Context.READER)) == keymap.trie(frozenset({Context.READER, Context.PINNED}))


def test_overrides_replace_the_keys_of_an_action() -> None:
    keymap = Keymap.default({"reader.down": ["<C-n>", "z j"], "reader.pin": []})
    assert keymap.problems == ()
    assert keymap.keys_of("reader.down") == ("Ctrl-n", "zj")
    assert keymap.keys_of("reader.pin") == ()
    keys = held(keymap, Context.READER)
    assert keys["<C-n>",] == "reader.down"
    assert ("j",) not in keys and ("p",) not in keys


def test_two_actions_can_swap_keys() -> None:
    keymap = Keymap.default({"reader.down": ["k"], "reader.up": ["j"]})
    assert keymap.problems == ()
    assert held(keymap, Context.READER)["j",] == "reader.up"


def test_a_persons_key_goes_before_the_registrys_and_one_message_names_all_that_it_hides() -> None:
    keymap = Keymap.default({"reader.top": ["g"]})
    assert keymap.problems == (
        "In reader, g (reader.top) hides g( (reader.previous_clause), g) (reader.next_clause), "
        "gv (reader.select_again), g< (reader.start_back), g> (reader.start_forward), gd (reader.other_end), "
        "gr (reader.all_ends), g/ (library.search): give one of them other keys.",
    )
    assert keymap.keys_of("reader.start_back") == ("Alt-,",)
    assert keymap.keys_of("reader.other_end") == ()


@pytest.mark.parametrize(
    ("overrides", "problem", "hidden"),
    [
        (
            {"library.digest": ["g g"]},
            "In reader, gg (reader.top) hides gg (library.digest): give one of them other keys.",
            "library.digest",
        ),
        (
            {"reader.pin": [":"]},
            "In reader, : (reader.pin) hides : (app.palette): give one of them other keys.",
            "app.palette",
        ),
    ],
)
def test_a_key_that_cannot_be_typed_where_one_reads_is_named(
    overrides: dict[str, list[str]], problem: str, hidden: str
) -> None:
    keymap = Keymap.default(overrides)
    assert keymap.problems == (problem,)
    assert not {"gg", ":"} & set(keymap.keys_of(hidden))


def test_a_key_of_ones_own_that_begins_those_of_the_library_hides_them() -> None:
    (problem,) = Keymap.default({"reader.mark_claim": [","]}).problems
    assert "In reader, , (reader.mark_claim) hides ,o (library.open)" in problem


def test_each_bad_entry_has_its_message_and_the_rest_applies() -> None:
    keymap = Keymap.default(
        {
            "reader.dwn": ["x"],
            "xyzzy": ["x"],
            "reader.note": ["gg", "1 x", "x <Esc>", "x <1-9> x", "x"],
        }
    )
    assert keymap.problems == (
        "There is no action 'reader.dwn'; did you mean 'reader.down'?",
        "There is no action 'xyzzy'; crossread keys lists them all.",
        "The keys 'gg' of reader.note are left out: 'gg' is not one key; write 'g g' for keys one after the other.",
        "The keys '1 x' of reader.note are left out: a digit at the start is a count; begin with another key.",
        "The keys 'x <Esc>' of reader.note are left out: Esc drops the keys before it; use it alone or not at all.",
        "The keys 'x <1-9> x' of reader.note are left out: <1-9> can only be the last key; put it there.",
    )
    assert keymap.keys_of("reader.note") == ("x",)


def test_the_digit_is_the_argument() -> None:
    keymap = Keymap([action("focus", "<C-w> <1-9>", argument=True)])
    assert bindings(keymap.trie((Context.READER,))) == (
        Binding(action("focus", "<C-w> <1-9>", argument=True), ("<C-w>", "<1-9>")),
    )
    node = keymap.trie((Context.READER,))["<C-w>"]
    assert isinstance(node, dict)
    leaf = node["7"]
    assert isinstance(leaf, Binding) and leaf.argument == "7" and not leaf.waits


written = st.lists(
    st.sampled_from(["g", "x", "j", "1", "<C-w>", "<Esc>", "<1-9>", "<S-a>"]) | st.text(max_size=6), max_size=4
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from([action.id for action in ACTIONS]), st.lists(written.map(" ".join), max_size=3)))
def test_any_overrides_are_taken_and_what_is_lost_is_said(overrides: dict[str, list[str]]) -> None:
    keymap = Keymap.default(overrides)
    said = "\n".join(keymap.problems)
    for action in ACTIONS:
        wanted = set(overrides.get(action.id, action.keys))
        assert len(keymap.keys_of(action.id)) == len(wanted) or action.id in said
