"""Settings, keys and themes of a person's own: what is good applies, what is bad is named, nothing is fatal."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.commands import CommandError
from sources.script import Script
from tui import cli, config
from tui.choices import FILE, Choices
from tui.config import CHOSEN, Config, load
from tui.look import Look
from tui.settings import RULES, Settings, check

Write = Callable[..., Config]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CROSSREAD_CONFIG", "")  # `--config` sets it; so it is put back afterwards
    monkeypatch.delenv("CROSSREAD_THEME", raising=False)
    return tmp_path


@pytest.fixture
def written(home: Path) -> Write:
    """Loads a configuration with this text in its file, and with these variables."""

    def write(text: str | bytes, **environ: str) -> Config:
        path = home / "config.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load({"CROSSREAD_CONFIG": str(path), **environ})

    return write


def test_without_a_file_the_defaults_hold(home: Path) -> None:
    loaded = load({})
    assert loaded.settings == Settings()
    assert loaded.path is not None
    assert loaded.path.parts[-2:] == ("crossread", "config.toml")
    assert (loaded.problems, loaded.origins) == ((), {})
    assert loaded.keymap.keys_of("reader.down") == ("j", "Down")


def test_a_file_sets_what_it_names(written: Write) -> None:
    lines = ['theme = "ink"', "width = 60", 'script = "simplified"', "line_spacing = 2", 'preset = "arrows"']
    loaded = written("\n".join([*lines, "[keys]", '"reader.pin" = "P"']))
    assert loaded.settings == Settings(theme="ink", width=60, script="simplified", line_spacing=2, preset="arrows")
    assert loaded.origins["width"] == str(loaded.path)
    assert loaded.look == Look(Script.SIMPLIFIED, width=60, spacing=2)
    assert loaded.keymap.keys_of("reader.pin") == ("P",)
    assert loaded.keymap.keys_of("reader.next_sentence") == ("s",)


@pytest.mark.parametrize("line", ['"reader.down" = "x"', 'reader.down = "x"', 'reader.down = ["x"]'])
def test_keys_are_written_with_or_without_quotes(line: str, written: Write) -> None:
    loaded = written(f"[keys]\n{line}")
    assert loaded.keymap.keys_of("reader.down") == ("x",)
    assert loaded.problems == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('theme = "inc"', "theme is 'inc', which cannot be; did you mean 'ink'?"),
        ('theme = "zzz"', "theme is 'zzz', which cannot be; choose one of ember, high-contrast"),
        ('preset = "vi"', "did you mean 'vim'?"),
        ("width = 4000", "width is 4000, which cannot be; the nearest that works is 240."),
        ("width = 60.5", "width is 60.5, which cannot be; the nearest that works is 60."),
        ("width = nan", "the nearest that works is 16."),
        ("width = true", "write a whole number from 16 to 240."),
        ('tour = "no"', "tour is 'no', which cannot be; write true or false."),
        ("them = 1", "them is not a setting; did you mean theme?"),
        ("zzz = 1", "zzz is not a setting; there are theme, preset"),
        ("keys = 1", "keys is 1; write a table"),
        ("[keys]\nreader.down = 1", "the keys of reader.down are 1; write text"),
        ('[keys]\nreader.dwn = "x"', "There is no action 'reader.dwn'; did you mean 'reader.down'?"),
        ('[keys]\nreader.down = "<Dwn>"', "'<Dwn>' is not the name of a key; did you mean <Down>?"),
        ('[keys]\nreader.down = "c"', "c (reader.down) hides c (reader.mark_claim)"),
    ],
)
def test_each_bad_entry_is_named_and_the_rest_applies(text: str, told: str, written: Write) -> None:
    loaded = written(f'script = "traditional"\n{text}')
    assert len(loaded.problems) == 1
    assert loaded.problems[0].startswith("config.toml: ")
    assert told in loaded.problems[0]
    assert loaded.settings.script == "traditional"


def test_an_action_whose_own_keys_are_all_bad_keeps_its_keys(written: Write) -> None:
    loaded = written('[keys]\nreader.down = "<Dwn>"\nreader.up = ["<Upp>", "x"]\nreader.pin = []')
    assert loaded.keymap.keys_of("reader.down") == ("j", "Down")
    assert loaded.keymap.keys_of("reader.up") == ("x",)
    assert loaded.keymap.keys_of("reader.pin") == ()


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"theme = ", "is not TOML"), (b"\xff", "is not UTF-8"), (b"#" * 300_000, "is larger"), (b"a=" + b"[" * 9000, "")],
)
def test_a_file_that_cannot_be_read_at_all_is_named(data: bytes, told: str, written: Write) -> None:
    loaded = written(data)
    assert loaded.settings == Settings()
    assert told in loaded.problems[0]


def test_a_file_that_is_not_there_is_named_when_somebody_named_it(home: Path) -> None:
    assert "which is no file" in load({"CROSSREAD_CONFIG": str(home / "none.toml")}).problems[0]
    with pytest.raises(CommandError, match="There is no file"):
        config.use_file(str(home / "none.toml"))


def test_a_pipe_is_not_waited_for(home: Path) -> None:
    (home / "themes").mkdir()
    for name in ("config.toml", "themes/mine.toml"):
        os.mkfifo(home / name)
    loaded = load({"CROSSREAD_CONFIG": str(home / "config.toml")})
    assert len(loaded.problems) == 2


def test_themes_of_ones_own_stand_beside_the_file(home: Path, written: Write) -> None:
    (home / "themes").mkdir()
    (home / "themes" / "mine.toml").write_text('base = "ink"\naccent = "#ffffff"\nlnk = "#000000"', "utf-8")
    loaded = written('theme = "mine"')
    assert loaded.settings.theme == "mine"
    assert loaded.palette("mine").accent == "#ffffff"
    assert "mine" in loaded.themes
    assert loaded.problems == ("themes/mine.toml: lnk is not an entry of a palette; did you mean link?",)


class TestWhatGoesBeforeWhat:
    def test_a_variable_goes_before_the_file(self, written: Write) -> None:
        loaded = written('theme = "ink"', CROSSREAD_THEME="sepia")
        assert (loaded.settings.theme, loaded.origins["theme"]) == ("sepia", "CROSSREAD_THEME")
        loaded = written('theme = "ink"', CROSSREAD_THEME="seppia")
        assert loaded.settings.theme == "ink"
        assert "did you mean 'sepia'?" in loaded.problems[0]

    def test_a_choice_in_the_reader_holds_until_the_file_is_changed(self, written: Write) -> None:
        written('theme = "ink"').chosen("theme", "sepia")
        loaded = written('theme = "ink"')
        assert (loaded.settings.theme, loaded.origins["theme"]) == ("sepia", CHOSEN)
        assert written('theme = "paper"').settings.theme == "paper"
        assert written("").settings.theme == "paper"

    def test_a_choice_without_any_setting_in_the_file(self, written: Write) -> None:
        written("").chosen("theme", "tide")
        assert written("").settings.theme == "tide"
        assert written("width = 70").settings.theme == "tide"

    def test_a_theme_that_is_gone_was_not_chosen(self, written: Write) -> None:
        written("").chosen("theme", "gone")
        loaded = written("")
        assert (loaded.settings.theme, loaded.problems) == ("paper", ())


class TestChoices:
    def test_are_kept_beside_those_of_another_window(self, tmp_path: Path) -> None:
        one, other = Choices(tmp_path / "state"), Choices(tmp_path / "state")
        one.keep("theme", "ink")
        other.keep("tour", "seen")
        again = Choices(tmp_path / "state")
        assert (again.get("theme", None), again.get("tour", None)) == ("ink", "seen")
        assert [path.name for path in (tmp_path / "state").iterdir()] == [FILE]

    @pytest.mark.parametrize("data", [b"", b"[1]", b"\xff", b'{"theme": 1}', b"[" * 100_000])
    def test_of_a_damaged_file_are_none(self, data: bytes, tmp_path: Path) -> None:
        (tmp_path / FILE).write_bytes(data)
        choices = Choices(tmp_path)
        assert choices.get("theme", None) is None
        choices.keep("theme", "ink")
        assert json.loads((tmp_path / FILE).read_text("utf-8"))["theme"]["value"] == "ink"

    def test_that_cannot_be_written_cost_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way", "utf-8")
        Choices(tmp_path / "file").keep("theme", "ink")
        Choices(None).keep("theme", "ink")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(RULES)), st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_a_value_is_good_or_told_what_would_be(name: str, value: object) -> None:
    wrong = check(name, value, ("paper", "ink"))
    assert wrong == "" or wrong[-1] in ".?"


@pytest.mark.parametrize("name", RULES)
def test_the_default_of_every_setting_is_good(name: str) -> None:
    assert check(name, getattr(Settings(), name), ("paper",)) == ""
    assert RULES[name].help.endswith(".")


class TestCommands:
    def test_what_config_prints_is_a_file_that_means_the_same(
        self, home: Path, written: Write, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings = 'theme = "ink"\nwidth = 60\ntour = false\n"a\\nb" = 1\n'
        first = written(settings + '[keys]\nreader.pin = ["P", "\\""]\nreader.down = []\n')
        assert cli.run(["config", "--config", str(home / "config.toml")]) == 1
        printed = capsys.readouterr().out
        assert "# config.toml: a b is not a setting" in printed
        second = written(printed)
        assert (second.settings, second.keys) == (first.settings, first.keys)
        assert second.problems == ()
        assert cli.run(["config", "--config", str(home / "config.toml")]) == 0

    def test_each_setting_as_json(self, home: Path, written: Write, capsys: pytest.CaptureFixture[str]) -> None:
        written("width = 60")
        assert cli.run(["config", "--json", "--config", str(home / "config.toml")]) == 0
        *rows, about = map(json.loads, capsys.readouterr().out.splitlines())
        assert [row["setting"] for row in rows] == list(RULES)
        assert {row["setting"]: (row["value"], row["from"]) for row in rows}["width"] == (60, "from this file")
        assert about["path"] == str(home / "config.toml")

    def test_keys_prints_those_that_hold(self, home: Path, written: Write, capsys: pytest.CaptureFixture[str]) -> None:
        written('preset = "arrows"\n[keys]\nreader.pin = "P"\nreader.nonsense = "x"')
        assert cli.run(["keys", "--json", "--config", str(home / "config.toml")]) == 1
        answer = capsys.readouterr()
        rows = {row["action"]: row for row in map(json.loads, answer.out.splitlines())}
        assert (rows["reader.pin"]["keys"], rows["reader.pin"]["from"]) == (["P"], "config.toml")
        assert (rows["link.cites"]["keys"], rows["link.cites"]["from"]) == (["Pd"], "arrows")
        assert "There is no action 'reader.nonsense'" in answer.err
        assert cli.run(["keys", "--config", str(home / "config.toml")]) == 1
        assert "reader.next_sentence" in capsys.readouterr().out

    def test_a_file_that_is_not_there_is_one_sentence(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        for words in (["config", "--config", "none.toml"], ["--config", "none.toml", "x.txt"]):
            assert cli.run(words) == 2
            assert capsys.readouterr().err.startswith("crossread: There is no file none.toml")
