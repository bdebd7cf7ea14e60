"""`keys` and `config`: what holds for this user on this machine, and what in their files was left out."""

from __future__ import annotations

from tui.actions import ACTIONS
from tui.config import DEFAULT, FILE, Config, load
from tui.headless.output import counted, say, say_json, say_table, tell
from tui.settings import RULES


def print_keys(json: bool) -> int:
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
        if json:
            say_json(record)
    if not json:
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
    return FILE if action in config.keys else config.settings.preset


def print_config(json: bool) -> int:
    """Every setting. The exit code is 1 when something was left out."""
    config = load()
    rows = [(name, getattr(config.settings, name), config.origins.get(name, DEFAULT)) for name in RULES]
    if json:
        for name, value, origin in rows:
            say_json({"setting": name, "value": value, "from": origin})
        say_json({"path": str(config.path), "themes": list(config.themes), "problems": list(config.problems)})
        return 1 if config.problems else 0
    there = "" if config.path and config.path.is_file() else ", which is not there: the defaults hold"
    say(f"Settings are read from {config.path}{there}.")
    say("")
    say_table(
        ("setting", "value", "from", "what it is"),
        [(name, _toml(value), origin, _rule(config, name)) for name, value, origin in rows],
    )
    if own := sum(action.id in config.keys for action in ACTIONS):
        say("")
        say(f"{counted(own, 'action')} with keys of your own: `crossread keys` shows all.")
    if config.problems:
        say("")
        say("What was left out:")
        for problem in config.problems:
            say(f"  {problem}")
    return 1 if config.problems else 0


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)


def _rule(config: Config, name: str) -> str:
    """What the setting is for, and what it may be."""
    rule = RULES[name]
    choices = config.themes if rule.themes else rule.choices
    allowed = ", ".join(choices) or (f"{rule.least} to {rule.most}" if rule.most else "true, false")
    return f"{rule.help.rstrip('.')}: {allowed}."
