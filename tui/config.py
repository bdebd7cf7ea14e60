"""What holds for this run: settings, keys and themes, from config.toml, the environment and earlier choices.

Every bad entry is named in `problems` with the nearest good one and the rest applies, so that a bad file costs what is
bad in it and never the program. `tui.settings` says what there is to set, `themes.reading` reads the themes.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from annotations.commands import CommandError
from sources.script import Script
from themes.palette import Palette, builtin, builtin_palette
from tui.choices import Choices
from tui.keymap import Keymap
from tui.look import Look
from tui.settings import RULES, Settings, Value, check

FILE = "config.toml"
LARGEST = 256 * 1024
"""Bytes of config.toml; what is larger is none."""

VARIABLE = "CROSSREAD_CONFIG"
DEFAULT, CHOSEN = "default", "chosen in the reader"
ENVIRONMENT = {"CROSSREAD_THEME": "theme"}
"""Variables that go before the file, by the setting that each gives."""

_TABLES = ("keys",)


@dataclass(frozen=True)
class Config:
    """`origins` says of each setting where its value comes from; `path` is the file, whether or not it is there.

    `configured` is what the file says, as far as it is good.
    """

    settings: Settings = field(default_factory=Settings)
    path: Path | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    configured: Mapping[str, Any] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own_palettes: Mapping[str, Palette] = field(default_factory=dict)
    file_problems: tuple[str, ...] = ()
    choices: Choices = field(default_factory=lambda: Choices(None))

    @cached_property
    def keymap(self) -> Keymap:
        return Keymap.of(self.settings.preset, self.keys)

    @property
    def problems(self) -> tuple[str, ...]:
        """One sentence for each entry that was left out."""
        keys = tuple(f"{FILE}: {problem}" for problem in self.keymap.problems)
        return (*self.file_problems, *keys)

    @property
    def look(self) -> Look:
        """How a source that is opened is shown."""
        wanted = self.settings
        script = None if wanted.script == "as-written" else Script(wanted.script)
        return Look(script, width=wanted.width, spacing=wanted.line_spacing)

    # ---- themes --------------------------------------------------------------------------------------------

    @property
    def themes(self) -> tuple[str, ...]:
        """The names of all themes; a person's own goes before one of the program's with its name."""
        return tuple(dict.fromkeys((*builtin(), *self.own_palettes)))

    def palette(self, name: str) -> Palette:
        """Raises UnknownPaletteError for a name that is not in `themes`."""
        return self.own_palettes.get(name) or builtin_palette(name)

    def chosen(self, name: str, value: Value) -> Config:
        """With another value of a setting, which is remembered until config.toml is changed to say otherwise."""
        self.choices.keep(name, value, self.configured.get(name))
        changed: dict[str, Any] = {name: value}
        settings = replace(self.settings, **changed)
        return replace(self, settings=settings, origins={**self.origins, name: CHOSEN})


def use_file(name: str) -> None:
    """For this run, `name` is the file: what `--config` asks for. Raises CommandError when there is none."""
    if not Path(name).is_file():
        raise CommandError(f"There is no file {name}: name your config.toml after --config, or leave it out.")
    os.environ[VARIABLE] = name


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """Reads what there is; whatever is wrong with it is in the result's `problems`."""
    named = environ.get(VARIABLE)
    path = Path(named or _usual_path())
    problems: list[str] = []
    if named and not path.is_file():
        problems.append(f"{VARIABLE} names {named}, which is no file: nothing was read.")
    table = _table(path, problems) if path.is_file() else {}  # never a pipe, which would be waited for
    own = _own_palettes(path.parent / "themes", problems)
    themes = tuple(dict.fromkeys((*builtin(), *own)))
    configured = _settings(table, themes, problems)
    keys = _keys(table.get("keys", {}), problems)
    choices = Choices(_state_folder())
    values, origins = dict(configured), dict.fromkeys(configured, str(path))
    for name in (name for name, rule in RULES.items() if rule.changes):
        chosen = choices.get(name, configured.get(name))
        if chosen is not None and not check(name, chosen, themes):
            values[name], origins[name] = chosen, CHOSEN
    for variable, name in ENVIRONMENT.items():
        if given := environ.get(variable):
            if wrong := check(name, given, themes):
                problems.append(f"{variable} is {given!r}, which is none: {wrong}")
            else:
                values[name], origins[name] = given, variable
    settings = replace(Settings(), **values)
    return Config(settings, path, origins, configured, keys, own, tuple(problems), choices)


def _usual_path() -> Path:
    from platformdirs import user_config_path

    return user_config_path("crossread") / FILE


def _state_folder() -> Path | None:
    from platformdirs import user_state_path

    folder = user_state_path("crossread")
    return folder if folder.is_absolute() else None


def _table(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            problems.append(f"{path} is larger than {LARGEST // 1024} KiB, so nothing in it was read.")
            return {}
        return tomllib.loads(data.decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        problems.append(f"{path} cannot be read: {error.strerror or error}.")
    except UnicodeDecodeError:
        problems.append(f"{path} is not UTF-8 text, so nothing in it was read: save it as UTF-8.")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.append(f"{path} is not TOML, so nothing in it was read: {error}.")
    return {}


def _own_palettes(folder: Path, problems: list[str]) -> Mapping[str, Palette]:
    if not folder.is_dir():
        return {}
    from themes.reading import read_folder

    palettes, told = read_folder(folder)
    problems += (f"themes/{sentence}" for sentence in told)
    return palettes


def _settings(table: Mapping[str, Any], themes: tuple[str, ...], problems: list[str]) -> dict[str, Any]:
    good = {}
    for name, value in table.items():
        if name in _TABLES:
            continue
        if name not in RULES:
            near = get_close_matches(name, (*RULES, *_TABLES), n=1, cutoff=0.7)
            advice = f"did you mean {near[0]}?" if near else f"there are {', '.join(RULES)} and [keys]."
            problems.append(f"{FILE}: {name} is not a setting; {advice}")
        elif wrong := check(name, value, themes):
            problems.append(f"{FILE}: {name} is {_shown(value)}, which cannot be; {wrong}")
        else:
            good[name] = value
    return good


def _keys(table: object, problems: list[str]) -> dict[str, tuple[str, ...]]:
    """Keys by action id. Without quotes TOML reads `reader.down` as a table in a table, which is as good."""
    if not isinstance(table, Mapping):
        problems.append(f'{FILE}: keys is {_shown(table)}; write a table: [keys] and lines like "reader.pin" = "p".')
        return {}
    keys: dict[str, tuple[str, ...]] = {}
    for name, value in table.items():
        for id, written in value.items() if isinstance(value, Mapping) else [("", value)]:
            action = f"{name}.{id}" if id else name
            if isinstance(written, str):
                keys[action] = (written,) if written.strip() else ()
            elif isinstance(written, list) and all(isinstance(one, str) for one in written):
                keys[action] = tuple(written)
            else:
                problems.append(
                    f'{FILE}: the keys of {action} are {_shown(written)}; write text: "g g", or ["j", "<Down>"].'
                )
    return keys


def _shown(value: object) -> str:
    """A value of the file in a sentence, cut where it is long."""
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"
