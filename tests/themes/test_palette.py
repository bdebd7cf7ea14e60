"""Palettes: what every one of ours owes who reads with it."""

from __future__ import annotations

from itertools import combinations

import pytest

from themes.contrast import ENHANCED, READABLE, TINTS, contrast, hard_to_read
from themes.palette import (
    COLOR_NAMES,
    TAG_COLORS,
    TERMINAL_COLORS,
    Palette,
    UnknownPaletteError,
    builtin,
    builtin_palette,
)
from themes.reading import read_palette

OWN = [name for name in builtin() if name != "terminal"]
"""All but the one whose colours the terminal chooses."""

BACKGROUNDS = (*TINTS, "selection")

TERMINALS = {
    "xterm": ("#000000", "#ff0000", "#00ff00", "#ffff00", "#00ffff", "#ffffff", "#e5e5e5"),
    "linux": ("#000000", "#ff5555", "#55ff55", "#ffff55", "#55ffff", "#ffffff", "#aaaaaa"),
    "windows": ("#0c0c0c", "#e74856", "#16c60c", "#f9f1a5", "#61d6d6", "#f2f2f2", "#cccccc"),
    "macos": ("#000000", "#e50000", "#00d900", "#e5e500", "#00e5e5", "#e5e5e5", "#bfbfbf"),
    "gnome": ("#2e3436", "#ef2929", "#8ae234", "#fce94f", "#34e2e2", "#eeeeec", "#d3d7cf"),
    "gruvbox": ("#282828", "#fb4934", "#b8bb26", "#fabd2f", "#8ec07c", "#ebdbb2", "#a89984"),
}
"""Black, bright red, green, yellow, cyan and white, and white, as terminals have them from their makers."""


@pytest.fixture(params=OWN)
def palette(request: pytest.FixtureRequest) -> Palette:
    return builtin_palette(request.param)


class TestBuiltin:
    def test_names(self) -> None:
        assert builtin() == ("ember", "high-contrast", "ink", "paper", "sepia", "terminal", "tide")
        assert [builtin_palette(name).name for name in builtin()] == list(builtin())

    @pytest.mark.parametrize("name", builtin())
    def test_nothing_is_wrong_with_them_or_missing(self, name: str) -> None:
        palette = builtin_palette(name)
        assert all(color.startswith("#") or color in TERMINAL_COLORS for color in palette.colors().values())
        assert len(palette.tags) == TAG_COLORS
        written = "".join(f'{entry} = "{color}"\n' for entry, color in palette.colors().items() if "tag_" not in entry)
        read, problems = read_palette(f"{written}tags = {list(palette.tags)}".encode(), f"{name}.toml")
        assert problems == ()
        assert read is not None
        assert read.colors() == palette.colors()

    def test_no_such_name(self) -> None:
        with pytest.raises(UnknownPaletteError, match="choose one of ember, high-contrast, ink"):
            builtin_palette("../paper")

    def test_colors_has_every_colour_once(self) -> None:
        palette = builtin_palette("paper")
        colors = palette.colors()
        assert set(colors) == {*COLOR_NAMES, *(f"tag_{index}" for index in range(TAG_COLORS))}
        assert (colors["hit_current"], colors["tag_7"]) == (palette.hit_current, palette.tags[7])


class TestTerminal:
    """The palette of colours that only the terminal knows."""

    @pytest.mark.parametrize("terminal", TERMINALS)
    def test_marks_and_hits_can_be_read_in_terminals_as_they_come(self, terminal: str) -> None:
        names = ("black", "bright-red", "bright-green", "bright-yellow", "bright-cyan", "bright-white", "white")
        known = dict(zip(names, TERMINALS[terminal], strict=True))
        palette = builtin_palette("terminal")
        for tint in TINTS:
            assert contrast(known[palette.tinted_text], known[palette.colors()[tint]]) >= READABLE, tint
        assert contrast(known[palette.cursor_text], known[palette.cursor]) >= READABLE
        assert palette.cursor not in [palette.colors()[tint] for tint in TINTS]

    def test_all_other_text_has_the_terminals_own_foreground_and_background(self) -> None:
        colors = builtin_palette("terminal").colors()
        others = set(colors) - {*TINTS, "tinted_text", "border", "cursor", "cursor_text"}
        assert {colors[name] for name in others} == {"default"}


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

    def test_every_pair_that_text_is_drawn_in_can_be_read(self, palette: Palette) -> None:
        assert hard_to_read(palette, ENHANCED if palette.name == "high-contrast" else READABLE) == ()

    def test_the_cursor_is_easy_to_find(self, palette: Palette) -> None:
        for ground in ("background", "sentence", *BACKGROUNDS):
            assert contrast(palette.cursor, palette.colors()[ground]) >= 2

    @pytest.mark.parametrize("tint", BACKGROUNDS)
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
        for one, other in combinations(("background", "cursor", *BACKGROUNDS), 2):
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
