"""`keys` and `config`: what holds for this user on this machine, and what in their files was left out."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tui.actions import ACTIONS
from tui.config import DEFAULT, FILE, Config, load
from tui.headless.output import one_line, say_json, say_table, say_wrapped, tell
from tui.settings import RULES


def print_keys(as_json: bool) -> int:
    """Every action with its keys. The exit code is 1 when an entry of [keys] was left out."""
    config = load()
    for action in ACTIONS:
        record = {
            "action": action.id,
            "keys": list(config.keymap.keys_of(action.id)),
            "context": action.context.value,
            "title": action.title,
            "help": action.help,
            "from": _origin(config, action.id),
        }
        if as_json:
            say_json(record)
    if not as_json:
        say_table(
            ("where", "keys", "what it does", "action", "from"),
            [
                (
                    action.context.value,
                    " · ".join(config.keymap.keys_of(action.id)),
                    action.title,
                    action.id,
                    _origin(config, action.id),
                )
                for action in ACTIONS
            ],
        )
    for problem in config.keymap.problems:
        tell(f"{FILE}: {problem}")
    return 1 if config.keymap.problems else 0


def _origin(config: Config, action: str) -> str:
    return FILE if action in config.keymap.own else config.settings.preset


def print_config(as_json: bool) -> int:
    """Every setting. The exit code is 1 when something was left out."""
    config = load()
    if as_json:
        for name in RULES:
            say_json({"setting": name, "value": getattr(config.settings, name), "from": _from(config, name)})
        say_json({"path": str(config.path), "themes": list(config.themes), "problems": list(config.problems)})
    else:
        for line, hang in config_lines(config):
            say_wrapped(line, hang=hang)
    return 1 if config.problems else 0


def config_lines(config: Config) -> Iterator[tuple[str, int]]:
    """All about the configuration in lines as config.toml would have them, each with the indent of its further rows."""
    there = "" if config.path and config.path.is_file() else ", which is not there"
    yield f"# {config.path}{there}", 2
    if config.problems:
        yield from (("", 0), ("# What is wrong:", 2))
        yield from ((f"# {one_line(problem)}", 2) for problem in config.problems)
    for name in RULES:
        yield "", 0
        yield f"# {rule_words(config, name)}", 2
        yield f"{name} = {_toml(getattr(config.settings, name))}  # {_from(config, name)}", 4
    yield "", 0
    yield "[keys]  # crossread keys prints all", 4
    for action in sorted(config.keymap.own):
        yield f'"{action}" = {_list(config.keys[action])}', 4


def _from(config: Config, name: str) -> str:
    origin = config.origins.get(name, DEFAULT)
    return "from this file" if origin == str(config.path) else origin


def _list(keys: tuple[str, ...]) -> str:
    return "[" + ", ".join(_toml(key) for key in keys) + "]"


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)  # TOML's strings, numbers and truth values are JSON's


def rule_words(config: Config, name: str) -> str:
    """What the setting is for, and what it may be."""
    rule = RULES[name]
    choices = config.themes if rule.themes else rule.choices
    allowed = ", ".join(choices) or (f"{rule.least} to {rule.most}" if rule.most else "true, false")
    return f"{rule.help.rstrip('.')}: {allowed}."
