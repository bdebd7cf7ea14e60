"""Palettes that people write: what is bad is named and costs only itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from themes.palette import COLOR_NAMES, TERMINAL_COLORS, Palette, builtin_palette
from themes.reading import LARGEST, read_folder, read_palette

PAPER, INK = builtin_palette("paper"), builtin_palette("ink")


def read(toml: str) -> tuple[Palette, tuple[str, ...]]:
    palette, problems = read_palette(toml.encode(), "mine.toml")
    assert palette is not None
    return palette, problems


def test_two_colours_make_a_theme() -> None:
    palette, problems = read('accent = "#0B5C3A"\nlink = "bright-blue"')
    assert problems == ()
    assert (palette.name, palette.title) == ("mine", "Mine")
    assert (palette.accent, palette.link, palette.text) == ("#0b5c3a", "bright-blue", PAPER.text)


def test_what_one_ground_makes_hard_to_read_is_one_sentence() -> None:
    _, problems = read('background = "#888888"')
    (sentence,) = problems
    assert sentence.startswith(
        "mine.toml: background is a ground on which others are hard to read: contrast 1.8 quiet, "
    )
    assert "tag_7" in sentence and sentence.endswith("; 4.5 is enough.")


def test_what_is_left_out_comes_from_the_base() -> None:
    assert read('base = "ink"\naccent = "#ffffff"')[0].background == INK.background
    assert read('background = "#101010"\ntext = "#ffffff"')[0].quote == INK.quote
    assert read('background = "#101010"\ntext = "#ffffff"')[0].dark
    assert read("dark = true")[0].background == INK.background


def test_marks_have_the_texts_own_colour() -> None:
    assert read('text = "#000000"')[0].tinted_text == "#000000"
    assert read('text = "#000000"\ntinted_text = "#111111"')[0].tinted_text == "#111111"


def test_takes_a_byte_order_mark() -> None:
    assert read_palette(b"\xef\xbb\xbfdark = false", "mine.toml")[1] == ()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('link = "#20F"', "link is '#20F', not a colour; did you mean '#2200ff'? It stays #205b7f."),
        ('link = "1f5c7a"', "link is '1f5c7a', not a colour; did you mean '#1f5c7a'? It stays #205b7f."),
        ('link = "bright_bleu"', "link is 'bright_bleu', not a colour; did you mean 'bright-blue'? It stays #205b7f."),
        (
            "link = 7",
            "link is 7, not a colour; write # and six hexadecimal digits, or a colour of the terminal such as "
            '"bright-blue". It stays #205b7f.',
        ),
        ('sign_suport = "#000000"', "sign_suport is not an entry of a palette; did you mean sign_support?"),
        ("zzz = 1", "zzz is not an entry of a palette; take it out."),
        ('dark = "no"', "dark is 'no'; write true or false."),
        ('name = "My Own"', "name is 'My Own'; write small letters, digits and hyphens, such as 'mine'."),
        ('title = "a\\u001bb"', "title is 'a\\x1bb'; write a line of text, such as 'My theme'."),
        ('base = "inc"', "base is 'inc', which does not come with the program; did you mean 'ink'?"),
        ('tags = "red"', "tags is 'red'; write a list of up to 8 colours."),
        ('tags = ["red", "grene"]', "tags[1] is 'grene', not a colour; did you mean 'green'? It stays #89511b."),
        (
            'quiet = "#d8d0c0"',
            "quiet is hard to read: contrast 1.4 on background, 1.3 on surface, 1.2 on panel, 1.3 on sentence; "
            "4.5 is enough.",
        ),
        ('foreground = "#000000"', "foreground is not an entry of a palette; did you mean text?"),
    ],
)
def test_one_bad_entry_gives_one_sentence_and_the_rest_applies(line: str, problem: str) -> None:
    palette, problems = read(f'accent = "#174b72"\n{line}')
    assert problems[0] == f"mine.toml: {problem}"
    assert palette.accent == "#174b72"
    assert palette.link == PAPER.link


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        (b"name = ", "mine.toml is not TOML"),
        (b"name = '\xff'", "mine.toml is not UTF-8"),
        (b"#" * (LARGEST + 1), "mine.toml is larger than 64 KiB"),
        (b"a = " + b"[" * 5000, "mine.toml is not TOML"),
    ],
)
def test_what_is_no_palette_at_all(toml: bytes, told: str) -> None:
    palette, (problem,) = read_palette(toml, "mine.toml")
    assert palette is None
    assert problem.startswith(told)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from((*COLOR_NAMES, "tags", "dark", "name", "title", "base")),
        st.one_of(st.text(max_size=9), st.integers(), st.booleans(), st.sampled_from(TERMINAL_COLORS)),
        max_size=6,
    )
)
def test_whatever_is_written_a_palette_of_good_colours_comes_out(table: dict[str, object]) -> None:
    import json

    toml = "\n".join(f"{entry} = {json.dumps(value)}" for entry, value in table.items())
    palette, _ = read_palette(toml.encode("utf-8", "replace"), "mine.toml")
    if palette:
        assert all(color in TERMINAL_COLORS or len(color) == 7 for color in palette.colors().values())


def test_a_folder_of_palettes(tmp_path: Path) -> None:
    (tmp_path / "Night Sky.toml").write_text('base = "ink"\nacent = "#ffffff"', "utf-8")
    (tmp_path / "bad.toml").write_text("=", "utf-8")
    (tmp_path / "notes.txt").write_text("not a palette", "utf-8")
    (tmp_path / "folder.toml").mkdir()
    palettes, problems = read_folder(tmp_path)
    assert list(palettes) == ["night-sky"]
    assert [problem.split()[0] for problem in problems] == ["Night", "bad.toml", "folder.toml"]
    assert read_folder(tmp_path / "none") == ({}, ())
