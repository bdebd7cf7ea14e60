"""Key presses to actions: sequences, counts, characters that follow, Escape, input methods, any stream at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.actions import ACTIONS, Action, Context
from tui.dispatcher import Cancelled, Dispatcher, Fired, Han, Ignored, Outcome, Pending, Unmatched
from tui.keymap import Keymap
from tui.keys import parse

KEYMAP = Keymap.default()
BY_ID = {action.id: action for action in ACTIONS}
READER = (Context.READER,)
PINNED = (Context.READER, Context.PINNED)
VISUAL = (Context.READER, Context.VISUAL)
MARKS = (Context.MARKS,)
NAMES = {
    "Space": "space",
    "Esc": "escape",
    "BS": "backspace",
    "PgDn": "pagedown",
    "PgUp": "pageup",
    "S-Tab": "shift+tab",
    "A-,": "alt+comma",
    "A-.": "alt+full_stop",
}


def event(token: str) -> tuple[str, str | None]:
    """Textual's (key, character) for a token, near enough: characters as characters, the rest by name."""
    if len(token) == 1:
        return token, token
    name = token[1:-1]
    return NAMES.get(name, name.replace("C-", "ctrl+").replace("S-", "shift+").lower()), None


def press(dispatcher: Dispatcher, keys: str, contexts: tuple[Context, ...] = READER) -> Outcome:
    """Feeds keys written in the keymap's notation and returns the last outcome."""
    for token in keys.split():
        outcome = dispatcher.feed(*event(token), contexts)
    return outcome


@pytest.fixture
def dispatcher() -> Dispatcher:
    return Dispatcher(KEYMAP)


def fired(id: str, count: int | None = None, argument: str | None = None) -> Fired:
    return Fired(BY_ID[id], count, argument)


@pytest.mark.parametrize(
    ("keys", "contexts", "outcome"),
    [
        ("j", READER, fired("reader.down")),
        ("<Down>", READER, fired("reader.down")),
        ("g g", READER, fired("reader.top")),
        ("] c", READER, fired("reader.next_mark")),
        ("<C-w> v", READER, fired("panes.split")),
        (", d", READER, fired("library.digest")),
        ("<S-Tab>", READER, fired("panes.previous")),
        # counts
        ("5 j", READER, fired("reader.down", 5)),
        ("1 0 j", READER, fired("reader.down", 10)),
        ("0", READER, fired("reader.line_start")),
        ("5 0 %", READER, fired("reader.share", 50)),
        ("3 ] c", READER, fired("reader.next_mark", 3)),
        ("3 c", READER, fired("reader.mark_claim")),
        ("9 9 9 9 9 9 9 j", READER, fired("reader.down", 99_999)),
        # the character that follows
        ("m a", READER, fired("reader.set_place", None, "a")),
        ("' Z", READER, fired("reader.go_to_place", None, "Z")),
        ("f 5", READER, fired("reader.jump", None, "5")),
        ("f <Space>", READER, fired("reader.jump", None, " ")),
        ("f ａ", READER, fired("reader.jump", None, "a")),
        ("m <C-d>", READER, Unmatched("m Ctrl-d")),
        ("<C-w> 3", READER, fired("panes.focus", None, "3")),
        ("<C-w> 0", READER, Unmatched("Ctrl-w 0")),
        # contexts
        ("p", READER, fired("reader.pin")),
        ("p s", PINNED, fired("link.supports")),
        ("p S", PINNED, fired("link.supports_reversed")),
        ("p R", PINNED, fired("link.restates")),
        ("j", PINNED, fired("reader.down")),
        ("<Esc>", PINNED, fired("link.unpin")),
        ("<Esc>", VISUAL, fired("reader.leave_selection")),
        ("<Esc>", (*PINNED, Context.VISUAL), fired("reader.leave_selection")),
        ("o", VISUAL, fired("reader.swap_ends")),
        ("b", READER, fired("reader.page_up")),
        ("b", MARKS, fired("marks.group")),
        ("q", READER, fired("app.close")),
        ("q", MARKS, fired("marks.leave")),
        ("u", MARKS, fired("library.undo")),
        # what means nothing
        ("<Esc>", READER, Unmatched("Esc")),
        ("g x", READER, Unmatched("gx")),
        ("o", READER, Unmatched("o")),
        ("g 5", READER, Unmatched("g5")),
        # full-width twins
        ("：", READER, fired("app.palette")),
        ("？", READER, fired("app.help")),
        ("／", READER, fired("reader.find")),
        ("（", READER, fired("reader.previous_sentence")),
        ("」 ｃ", READER, fired("reader.next_mark")),
        ("５ ０ ％", READER, fired("reader.share", 50)),
        ("， ｏ", READER, fired("library.open")),
        ("。", READER, fired("reader.mark_again")),
        ("《", READER, fired("reader.end_back")),
        ("Ｇ", READER, fired("reader.bottom")),
    ],
)
def test_keys(dispatcher: Dispatcher, keys: str, contexts: tuple[Context, ...], outcome: Outcome) -> None:
    assert press(dispatcher, keys, contexts) == outcome
    assert dispatcher == Dispatcher(KEYMAP)


def active(action: Action) -> tuple[Context, ...]:
    return MARKS if action.context is Context.MARKS else tuple({Context.READER, action.context})


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_reached_by_all_its_keys(dispatcher: Dispatcher, action: Action) -> None:
    for written in action.keys:
        outcome = press(dispatcher, " ".join(parse(written)).replace("<1-9>", "2"), active(action))
        if action.argument and isinstance(outcome, Pending):
            outcome = press(dispatcher, "2", active(action))
        assert outcome == Fired(action, None, "2" if action.argument else None)


def test_pending_keys_are_shown_with_what_may_follow(dispatcher: Dispatcher) -> None:
    assert (dispatcher.pending, dispatcher.continuations()) == ("", ())
    outcome = press(dispatcher, "2 z")
    view = (("a", "Fold"), ("A", "All folds"), ("s", "A line a sentence"), ("l", "Line spacing"))
    rows = (("z", "To the middle"), ("t", "To the top"), ("b", "To the bottom"))
    follow = (*rows, *view, ("m", "Zoom"), ("n", "Zen"))
    assert outcome == Pending("2z", follow)
    assert (dispatcher.pending, dispatcher.continuations()) == ("2z", follow)


def test_the_digits_are_one_line_of_what_may_follow(dispatcher: Dispatcher) -> None:
    press(dispatcher, "<C-w>")
    assert dispatcher.pending == "Ctrl-w"
    assert dispatcher.continuations()[-2:] == (("=", "Equal widths"), ("1–9", "Focus by number"))


def test_pinned_offers_relations(dispatcher: Dispatcher) -> None:
    outcome = press(dispatcher, "p", PINNED)
    assert isinstance(outcome, Pending)
    assert outcome.continuations[:3] == (("r R", "Restates"), ("s", "Supports"), ("S", "Supports (reversed)"))


def test_after_a_count_only_what_takes_one_is_offered(dispatcher: Dispatcher) -> None:
    outcome = press(dispatcher, "5")
    assert isinstance(outcome, Pending)
    assert ("j Down", "Line down") in outcome.continuations
    assert ("] [", "Move …") in outcome.continuations
    assert "Mark claim" not in {title for _, title in outcome.continuations}


def test_a_character_to_follow_is_announced(dispatcher: Dispatcher) -> None:
    assert press(dispatcher, "m") == Pending("m", (("a character", "Set place"),))


@pytest.mark.parametrize("keys", ["5", "g", "5 g", "m", "<C-w>", "5 0 f"])
def test_escape_leaves_no_trace(dispatcher: Dispatcher, keys: str) -> None:
    assert isinstance(press(dispatcher, keys), Pending)
    assert press(dispatcher, "<Esc>") == Cancelled()
    assert dispatcher == Dispatcher(KEYMAP)


def test_escape_drops_keys_before_it_unpins(dispatcher: Dispatcher) -> None:
    assert press(dispatcher, "p <Esc>", PINNED) == Cancelled()
    assert press(dispatcher, "<Esc>", PINNED) == fired("link.unpin")


def test_a_composed_letter_keeps_what_is_pending(dispatcher: Dispatcher) -> None:
    assert press(dispatcher, "5 g 漢") == Han()
    assert dispatcher.pending == "5g"


def test_a_composed_letter_is_never_an_argument(dispatcher: Dispatcher) -> None:
    assert press(dispatcher, "m 中") == Han()
    assert press(dispatcher, "a") == fired("reader.set_place", None, "a")


def test_shift_by_itself_changes_nothing(dispatcher: Dispatcher) -> None:
    press(dispatcher, "<C-w>")
    assert dispatcher.feed("left_shift", None, READER) == Ignored()
    assert press(dispatcher, "H") == fired("panes.move_left")


def test_pending_keys_do_not_follow_into_another_pane(dispatcher: Dispatcher) -> None:
    press(dispatcher, "5 g", READER)
    assert press(dispatcher, "j", MARKS) == fired("marks.down")


def test_escape_cancels_in_another_pane_too(dispatcher: Dispatcher) -> None:
    press(dispatcher, "g", READER)
    assert press(dispatcher, "<Esc>", MARKS) == Cancelled()


def test_an_overridden_key_of_an_action_with_a_digit_waits_for_it() -> None:
    dispatcher = Dispatcher(Keymap.default({"panes.focus": ["z p"]}))
    assert isinstance(press(dispatcher, "z p"), Pending)
    assert press(dispatcher, "2") == fired("panes.focus", None, "2")


keys_like = st.sampled_from("0123456789gGzmpf'],[cqjv<>:漢：５　") | st.text(max_size=4)
named = st.sampled_from(["ctrl+w", "escape", "space", "left_shift", "alt+comma", "shift+tab", "ctrl++", "+", "f1"])
streams = st.lists(
    st.tuples(
        keys_like | named,
        st.none() | st.text(max_size=2),
        st.sampled_from([READER, PINNED, VISUAL, MARKS, (), tuple(Context)]),
    ),
    max_size=30,
)


@settings(max_examples=200, deadline=None)
@given(streams)
def test_any_stream_is_taken_and_one_escape_clears_it(
    stream: list[tuple[str, str | None, tuple[Context, ...]]],
) -> None:
    dispatcher = Dispatcher(KEYMAP)
    for key, character, contexts in stream:
        outcome = dispatcher.feed(key, character, contexts)
        if isinstance(outcome, Fired | Unmatched | Cancelled):
            assert dispatcher == Dispatcher(KEYMAP)
        if isinstance(outcome, Pending):
            assert outcome == Pending(dispatcher.pending, dispatcher.continuations())
            assert outcome.keys_shown.isdigit() or outcome.continuations
        if isinstance(outcome, Pending | Unmatched):
            assert outcome.keys_shown.isprintable()
    dispatcher.feed("escape", None, READER)
    assert dispatcher == Dispatcher(KEYMAP)
