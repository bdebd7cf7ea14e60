"""Ready-made sets of keys. `vim` is the registry's own; the others say which actions have other keys.

`arrows` is for people who do not know vim: arrows, Home, End and Ctrl do what they do in an editor, F-keys what they do
in desktop programs, and a letter goes to the next thing of its kind, its capital to the previous one, as in the browse
mode of screen readers. What is not named here keeps its keys, so that every action has some: the menus under , g z and
Ctrl-w show what may follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tui.actions import ACTIONS, Action

Keys = tuple[str, ...]


def _steps(name: str, letter: str) -> dict[str, Keys]:
    return {f"reader.next_{name}": (letter,), f"reader.previous_{name}": (letter.upper(),)}


def _relations(pin: str, registry: Iterable[Action]) -> dict[str, Keys]:
    """The relations, behind the key that pins."""
    links = [action for action in registry if any(keys.startswith("p ") for keys in action.keys)]
    return {action.id: tuple(f"{pin}{keys[1:]}" for keys in action.keys) for action in links}


ARROWS: dict[str, Keys] = {
    "reader.down": ("<Down>",),
    "reader.up": ("<Up>",),
    "reader.page_down": ("<PgDn>", "<Space>"),
    "reader.page_up": ("<PgUp>",),
    "reader.half_page_down": ("<C-Down>",),
    "reader.half_page_up": ("<C-Up>",),
    "reader.scroll_down": ("<A-Down>",),
    "reader.scroll_up": ("<A-Up>",),
    "reader.top": ("<C-Home>",),
    "reader.bottom": ("<C-End>",),
    "reader.left": ("<Left>",),
    "reader.right": ("<Right>",),
    "reader.next_word": ("<C-Right>",),
    "reader.previous_word": ("<C-Left>",),
    "reader.line_start": ("<Home>",),
    "reader.line_end": ("<End>",),
    **_steps("sentence", "s"),
    **_steps("paragraph", "p"),
    **_steps("heading", "h"),
    **_steps("mark", "m"),
    **_steps("link", "l"),
    **_steps("turn", "w"),
    **_steps("lost", "o"),
    "panes.together": ("<C-w> S",),
    "reader.find": ("<C-f>", "/"),
    "reader.next_hit": ("n", "<F3>"),
    "reader.previous_hit": ("N", "<S-F3>"),
    "reader.delete_mark": ("<Del>", "D"),
    "reader.pin": ("k",),
    **_relations("k", ACTIONS),
    "reader.other_end": ("j",),
    "reader.peek": ("J",),
    "reader.all_ends": ("r",),
    "reader.back": ("<A-Left>", "<BS>"),
    "reader.forward": ("<A-Right>",),
    "reader.set_place": ("b",),
    "reader.go_to_place": ("B",),
    "reader.script": ("T",),
    "reader.toggle_fold": ("x",),
    "reader.toggle_folds": ("X",),
    "reader.copy_quote": ("<C-c>", "y"),
    "marks.down": ("<Down>",),
    "marks.up": ("<Up>",),
    "marks.top": ("<Home>",),
    "marks.bottom": ("<End>",),
    "marks.filter": ("<C-f>", "/"),
    "marks.delete": ("<Del>", "D"),
    "panes.next": ("<Tab>", "<F6>"),
    "panes.previous": ("<S-Tab>", "<S-F6>"),
    "library.open": ("<C-o>", ", o"),
    "library.refresh": ("<F5>", ", R"),
    "library.undo": ("<C-z>", "u"),
    "library.redo": ("<C-y>", "U"),
    "app.palette": ("<F2>", ":", "<C-p>"),
    "app.help": ("<F1>", "?"),
}

PRESETS: Mapping[str, Mapping[str, Keys]] = {"vim": {}, "arrows": ARROWS}


def actions_of(preset: str) -> tuple[Action, ...]:
    """The registry with the preset's keys. Raises KeyError for an unknown preset."""
    keys = PRESETS[preset]
    return tuple(replace(action, keys=keys[action.id]) if action.id in keys else action for action in ACTIONS)
