"""What a person may set, with what each setting may be: the one table behind config.toml, `crossread config` and docs.

It is separate from reading the file so that a setting is declared once and its checks, words and default cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import Any

Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Rule:
    """What a setting may be: one of `choices`, a whole number from `least` to `most`, or, with neither, true or false.

    `help` is one sentence. `themes` marks the setting whose choices are the themes, which only the disk knows.
    `step` is what one step in the reader adds to a number; `changes` is whether it can be changed there.
    """

    help: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    themes: bool = False
    step: int = 1
    changes: bool = True


def _setting(default: Value, help: str, **rule: Any) -> Any:
    return field(default=default, metadata={"rule": Rule(help, **rule)})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its value. `width` is in cells, `ambiguous_width` in cells a character."""

    theme: str = _setting("paper", "How crossread looks; a key of the reader chooses it too.", themes=True)
    preset: str = _setting(
        "vim", "The keys to begin with: as in vim, or arrows and letters.", choices=("vim", "arrows")
    )
    script: str = _setting(
        "as-written", "How Chinese is shown when a source opens.", choices=("as-written", "simplified", "traditional")
    )
    width: int = _setting(84, "Cells of text in a row, where the pane is wider.", least=16, most=240, step=4)
    line_spacing: int = _setting(1, "Rows of the screen that a row of text takes.", least=1, most=2)
    ambiguous_width: int = _setting(
        1, "Cells that your terminal gives “ ” … — and their like; crossread doctor asks it.", least=1, most=2
    )
    tour: bool = _setting(True, "Whether the first start offers the tour.", changes=False)


RULES: dict[str, Rule] = {entry.name: entry.metadata["rule"] for entry in fields(Settings)}
"""The rule of every setting, in the order in which they are declared."""


def stepped(name: str, value: Value, by: int, themes: Sequence[str]) -> Value:
    """The value so many steps on: of choices the next, round and round; a number as far as it goes."""
    rule = RULES[name]
    choices = tuple(themes) if rule.themes else rule.choices
    if choices:
        return choices[(choices.index(str(value)) + by) % len(choices)]
    return min(max(int(value) + by * rule.step, rule.least), rule.most) if rule.most else not value


def check(name: str, value: object, themes: Sequence[str]) -> str:
    """What is wrong with a value: the end of a sentence, with the nearest good one; empty when nothing is."""
    rule = RULES[name]
    choices = tuple(themes) if rule.themes else rule.choices
    if choices:
        if value in choices:
            return ""
        near = get_close_matches(str(value).lower(), choices, n=1)
        return f"did you mean {near[0]!r}?" if near else f"choose one of {', '.join(choices)}."
    if rule.most:
        if isinstance(value, int) and not isinstance(value, bool) and rule.least <= value <= rule.most:
            return ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return f"the nearest that works is {_nearest(value, rule)}."
        return f"write a whole number from {rule.least} to {rule.most}."
    return "" if isinstance(value, bool) else "write true or false."


def _nearest(value: float, rule: Rule) -> int:
    return int(min(max(value, rule.least), rule.most)) if value == value else rule.least  # NaN differs from itself
