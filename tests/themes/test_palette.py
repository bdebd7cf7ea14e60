"""Palettes: reading them, refusing them entry by entry, and whether ours can be read."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import combinations

import pytest

from themes.palette import (
    COLOR_NAMES,
    TAG_COLORS,
    Palette,
    PaletteError,
    builtin,
    builtin_palette,
    contrast,
    load_palette,
)

PAPER = files("themes").joinpath("paper.toml").read_text(encoding="utf-8")
TINTS = ("claim", "highlight", "overlap", "active", "selection", "hit", "hit_current")
FOREGROUNDS = (
    *("text", "quiet", "accent", "heading", "speaker", "quote", "code", "link", "error", "warning", "success"),
    *(name for name in COLOR_NAMES if name.startswith("sign_")),
    *(f"tag_{index}" for index in range(TAG_COLORS)),
)


@pytest.fixture(params=builtin())
def palette(request: pytest.FixtureRequest) -> Palette:
    return builtin_palette(request.param)


def least(palette: Palette) -> float:
    """The contrast that a palette owes its text."""
    return 7.0 if palette.name == "high-contrast" else 4.5


def changed(entry: str, line: str) -> str:
    """The paper palette with the line of `entry` replaced."""
    text, count = re.subn(rf"(?m)^{entry} = .*\n", lambda _: line and f"{line}\n", PAPER)
    assert count == 1
    return text


def problems(toml: str | bytes) -> tuple[str, ...]:
    with pytest.raises(PaletteError) as caught:
        load_palette(toml, "mine.toml")
    return caught.value.problems


class TestReading:
    def test_gives_every_entry(self) -> None:
        palette = load_palette(changed("accent", 'accent = "#ABCDEF"'), "mine.toml")
        assert (palette.name, palette.title, palette.dark) == ("paper", "Paper", False)
        assert palette.accent == "#abcdef"
        assert len(palette.tags) == TAG_COLORS

    def test_takes_bytes_with_a_byte_order_mark(self) -> None:
        assert load_palette(b"\xef\xbb\xbf" + PAPER.encode(), "mine.toml") == load_palette(PAPER, "mine.toml")

    def test_colors_has_every_colour_once(self) -> None:
        palette = builtin_palette("paper")
        colors = palette.colors()
        assert set(colors) == {*COLOR_NAMES, *(f"tag_{index}" for index in range(TAG_COLORS))}
        assert (colors["hit_current"], colors["tag_7"]) == (palette.hit_current, palette.tags[7])

    def test_builtin_names(self) -> None:
        assert builtin() == ("high-contrast", "ink", "paper", "sepia")
        assert [builtin_palette(name).name for name in builtin()] == list(builtin())

    def test_builtin_palette_of_no_such_name(self) -> None:
        with pytest.raises(PaletteError, match="choose one of high-contrast, ink, paper, sepia"):
            builtin_palette("../paper")


class TestRefusing:
    @pytest.mark.parametrize(
        ("entry", "line", "problem"),
        [
            ("accent", "", 'accent is missing; add accent = "#1f5c7a".'),
            (
                "link",
                'link = "blue"',
                "link is 'blue', not a colour; write # and six hexadecimal digits, such as \"#1f5c7a\".",
            ),
            (
                "link",
                'link = "#fff"',
                "link is '#fff', not a colour; write # and six hexadecimal digits, such as \"#1f5c7a\".",
            ),
            ("link", "link = 7", 'link is 7, not a colour; write # and six hexadecimal digits, such as "#1f5c7a".'),
            ("dark", 'dark = "no"', "dark is 'no'; write true or false."),
            (
                "name",
                'name = "My Own"',
                "name is 'My Own'; write small letters, digits, hyphens, such as \"my-palette\".",
            ),
            ("title", 'title = "a\\u001bb"', "title is 'a\\x1bb'; write a line of text, such as \"My palette\"."),
        ],
    )
    def test_one_bad_entry_gives_one_sentence(self, entry: str, line: str, problem: str) -> None:
        assert problems(changed(entry, line)) == (problem,)

    def test_a_misspelt_entry_is_told_the_nearest_missing_name(self) -> None:
        told = problems(changed("sign_support", 'sign_suport = "#000000"'))
        assert told[0] == "sign_suport is not an entry of a palette; did you mean sign_support?"
        assert told[1].startswith("sign_support is missing")

    def test_an_entry_like_no_other_is_to_be_taken_out(self) -> None:
        assert problems(f'zzz = "#000000"\n{PAPER}') == ("zzz is not an entry of a palette; take it out.",)

    def test_tags_are_refused_one_by_one(self) -> None:
        colors = ['"#000000"'] * TAG_COLORS
        colors[2], colors[5] = '"red"', "5"
        told = problems(re.sub(r"(?s)tags = \[.*\]", f"tags = [{', '.join(colors)}]", PAPER))
        assert [problem.split(",")[0] for problem in told] == ["tags[2] is 'red'", "tags[5] is 5"]

    @pytest.mark.parametrize(("tags", "told"), [('["#000000"]', "1 colours"), ('"red"', "'red'")])
    def test_tags_of_another_shape(self, tags: str, told: str) -> None:
        assert problems(re.sub(r"(?s)tags = \[.*\]", f"tags = {tags}", PAPER)) == (
            f"tags is {told}; write a list of 8 colours.",
        )

    def test_everything_wrong_is_told_at_once(self) -> None:
        with pytest.raises(PaletteError) as caught:
            load_palette('name = "mine"\naccent = "red"\nlnk = 1', "mine.toml")
        lines = str(caught.value).splitlines()
        assert lines[0] == "The palette mine.toml cannot be used:"
        told = [line.split()[0] for line in lines[1:]]
        assert sorted(told) == sorted({*COLOR_NAMES, "title", "dark", "tags", "lnk"})

    @pytest.mark.parametrize(("toml", "told"), [("name = ", "not TOML"), (b"name = '\xff'", "not UTF-8")])
    def test_what_is_no_toml(self, toml: str | bytes, told: str) -> None:
        (problem,) = problems(toml)
        assert told in problem


class TestContrast:
    @pytest.mark.parametrize(
        ("foreground", "background", "ratio"),
        # #767676 and #777777 on white are the well-known greys on either side of 4.5.
        [
            ("#000000", "#ffffff", 21.0),
            ("#767676", "#ffffff", 4.54),
            ("#777777", "#ffffff", 4.48),
            ("#0A0A0A", "#0a0a0a", 1.0),
        ],
    )
    def test_known_ratios(self, foreground: str, background: str, ratio: float) -> None:
        assert contrast(foreground, background) == pytest.approx(ratio, abs=0.005)
        assert contrast(background, foreground) == contrast(foreground, background)


class TestLooks:
    """What WCAG 2.2 asks for text: 4.5:1 everywhere, 7:1 in the palette that promises high contrast."""

    @pytest.mark.parametrize("ground", ["background", "surface", "panel", "sentence"])
    @pytest.mark.parametrize("name", FOREGROUNDS)
    def test_foregrounds_are_readable_on_every_ground(self, palette: Palette, ground: str, name: str) -> None:
        colors = palette.colors()
        assert contrast(colors[name], colors[ground]) >= least(palette)

    @pytest.mark.parametrize("tint", TINTS)
    def test_text_is_readable_on_tints(self, palette: Palette, tint: str) -> None:
        assert contrast(palette.text, palette.colors()[tint]) >= least(palette)

    def test_the_cursor_is_readable_and_easy_to_find(self, palette: Palette) -> None:
        assert contrast(palette.cursor_text, palette.cursor) >= least(palette)
        for ground in ("background", "sentence", *TINTS):
            assert contrast(palette.cursor, palette.colors()[ground]) >= 2

    @pytest.mark.parametrize("tint", TINTS)
    def test_tints_stand_out_from_the_page(self, palette: Palette, tint: str) -> None:
        assert contrast(palette.colors()[tint], palette.background) >= 1.12

    def test_active_is_further_from_the_page_than_other_marks(self, palette: Palette) -> None:
        marks = (palette.claim, palette.highlight, palette.overlap)
        strongest = max(contrast(mark, palette.background) for mark in marks)
        assert contrast(palette.active, palette.background) >= 1.1 * strongest

    def test_the_sentence_is_fainter_than_any_mark(self, palette: Palette) -> None:
        marks = (palette.claim, palette.highlight, palette.overlap, palette.active)
        assert (
            contrast(palette.sentence, palette.background)
            < min(contrast(mark, palette.background) for mark in marks) - 0.05
        )

    def test_backgrounds_differ_from_each_other(self, palette: Palette) -> None:
        colors = palette.colors()
        for one, other in combinations(("background", "cursor", *TINTS), 2):
            assert distance(colors[one], colors[other]) >= 26, (one, other)

    def test_tags_differ_from_each_other(self, palette: Palette) -> None:
        for one, other in combinations(palette.tags, 2):
            assert distance(one, other) >= 30

    def test_dark_says_which_is_lighter(self, palette: Palette) -> None:
        assert palette.dark == (contrast(palette.background, "#000000") < contrast(palette.text, "#000000"))


def distance(one: str, other: str) -> float:
    """Euclidean distance of two colours in RGB, each channel 0–255."""
    channels = ((int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return float(sum(channel**2 for channel in channels) ** 0.5)
