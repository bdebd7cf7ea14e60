"""One token for a key, however it is written and whichever way the terminal sends it."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from tui.keys import from_event, is_composed, parse, show, typed


@pytest.mark.parametrize(
    ("sent", "token"),
    [
        ("g", "g"),
        ("G", "G"),
        (" ", "<Space>"),
        ("<", "<"),
        ("+", "+"),
        ("\x04", "<C-d>"),
        ("\t", "<Tab>"),
        ("\x1b[Z", "<S-Tab>"),
        ("\x7f", "<BS>"),
        ("\x08", "<BS>"),
        ("\r", "<Enter>"),
        ("\x1b[5~", "<PgUp>"),
        ("\x1bOP", "<F1>"),
        ("\x1bd", "<A-d>"),
        ("\x1bD", "<A-D>"),
        # the kitty protocol
        ("\x1b[103;2;71u", "G"),
        ("\x1b[47;2;63u", "?"),
        ("\x1b[91u", "["),
        ("\x1b[103;2u", "G"),
        ("\x1b[32;2;32u", "<Space>"),
        ("\x1b[44;3u", "<A-,>"),
        ("\x1b[105;5u", "<Tab>"),
        ("\x1b[100;5u", "<C-d>"),
        ("\x1b[9;2u", "<S-Tab>"),
        ("\x1b[57441u", None),
        ("\x1b[57358u", None),
        # an input method left on
        ("：", ":"),
        ("？", "?"),
        ("，", ","),
        ("。", "."),
        ("、", "\\"),
        ("《", "<"),
        ("」", "]"),
        ("￥", "$"),
        ("’", "'"),
        ("ｇ", "g"),
        ("Ｇ", "G"),
        ("０", "0"),
        ("\u3000", "<Space>"),
        ("漢", "漢"),
    ],
)
def test_what_a_terminal_sends(sent: str, token: str | None) -> None:
    parser = XTermParser(False)
    sent_events = [*parser.feed(sent), *parser.feed("")]
    keys = [event for event in sent_events if isinstance(event, events.Key)]
    assert [from_event(event.key, event.character) for event in keys] == [token]


@pytest.mark.parametrize(
    ("key", "token"),
    [
        ("question_mark", "?"),
        ("left_square_bracket", "["),
        ("fullwidth_colon", ":"),
        ("ideographic_space", "<Space>"),
        ("upper_g", "G"),
        ("minus", "-"),
        ("space", "<Space>"),
        ("pagedown", "<PgDn>"),
        ("ctrl+shift+d", "<C-S-d>"),
        ("ctrl+left_square_bracket", "<Esc>"),
        ("ctrl+space", "<C-Space>"),
        ("+", "+"),
    ],
)
def test_the_name_decides_without_a_character(key: str, token: str) -> None:
    assert from_event(key, None) == token


@pytest.mark.parametrize(
    ("notation", "tokens", "shown"),
    [
        ("g g", ("g", "g"), "gg"),
        ("] c", ("]", "c"), "]c"),
        ("<C-w> v", ("<C-w>", "v"), "Ctrl-w v"),
        ("z <C-w> v w", ("z", "<C-w>", "v", "w"), "z Ctrl-w vw"),
        ("<c-D>", ("<C-d>",), "Ctrl-d"),
        ("<A-,>", ("<A-,>",), "Alt-,"),
        ("<S-tab>", ("<S-Tab>",), "Shift-Tab"),
        ("<S-C-Up>", ("<C-S-Up>",), "Ctrl-Shift-Up"),
        ("<S-g>", ("G",), "G"),
        ("<C-i>", ("<Tab>",), "Tab"),
        ("<C-->", ("<C-->",), "Ctrl--"),
        ("<BS>", ("<BS>",), "Backspace"),
        ("<C-w> <1-9>", ("<C-w>", "<1-9>"), "Ctrl-w 1–9"),
        ("< >", ("<", ">"), "<>"),
        ("：", (":",), ":"),
    ],
)
def test_notation(notation: str, tokens: tuple[str, ...], shown: str) -> None:
    assert parse(notation) == tokens
    assert show(tokens) == shown


@pytest.mark.parametrize(
    ("notation", "message"),
    [
        (" ", "no key is named; write one, such as <Space> or g g."),
        ("gg", "'gg' is not one key; write 'g g' for keys one after the other."),
        ("<Spce>", "'<Spce>' is not the name of a key; did you mean <Space>?"),
        ("漢", "'漢' cannot be a key; use a character of the keyboard."),
        ("\x07", "'\\x07' cannot be a key; use a character of the keyboard."),
    ],
)
def test_bad_notation_says_what_to_write(notation: str, message: str) -> None:
    with pytest.raises(ValueError) as error:
        parse(notation)
    assert str(error.value) == message


def test_only_characters_are_typed() -> None:
    assert (typed("a"), typed("<Space>"), typed("<C-d>")) == ("a", " ", None)


@pytest.mark.parametrize("letter", "漢𠀀々〇のㄅ한")
def test_composed_letters(letter: str) -> None:
    assert is_composed(letter)


@pytest.mark.parametrize("token", ["a", "é", "я", "א", "—", "<C-d>", "5"])
def test_other_keyboards_are_not_input_methods(token: str) -> None:
    assert not is_composed(token)
