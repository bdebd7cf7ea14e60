"""Looks: palettes as Textual themes, and layers of style that remain apart when the colours are taken away."""

from __future__ import annotations

import re
from itertools import combinations, product

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor
from textual.theme import BUILTIN_THEMES
from textual.widgets import Static

from annotations.model import Relation
from sources.document import StyleKind
from themes.contrast import contrast
from themes.palette import Palette, builtin, builtin_palette
from tui.layout.cells import cell_len
from tui.signs import SIGNS as SIGNS_SHOWN
from tui.theming import DEFAULT_PALETTE, StyleBook, css_variables, default_variables, textual_theme

BLOCKS = ("text", "heading-1", "heading-2", "heading-3", "quote", "code", "speaker", "quiet", "accent")
INLINE = ("strong", "emphasis", "inline-code", "strike", "link")
MARKS = ("claim", "highlight", "overlap", "active")
MOVING = ("hit", "hit-current", "selection", "cursor")
SIGNS = ("claim", "highlight", "restates", "lost", *(relation.value for relation in Relation))


OWN = [name for name in builtin() if not builtin_palette(name).from_terminal]
"""The palettes whose colours are known."""


@pytest.fixture(params=OWN)
def palette(request: pytest.FixtureRequest) -> Palette:
    return builtin_palette(request.param)


@pytest.fixture
def book(palette: Palette) -> StyleBook:
    return StyleBook(palette)


def filtered(style: Style, by: LineFilter) -> Style:
    """The style after one of Textual's line filters."""
    (segment,) = by.apply([Segment("字", style)], Color(0, 0, 0))
    assert segment.style is not None
    return segment.style


def shown(style: Style, system: ColorSystem = ColorSystem.TRUECOLOR) -> tuple[str, str]:
    """Foreground and background as they arrive at the eye, in a terminal of so many colours."""
    assert style.color is not None
    assert style.bgcolor is not None
    foreground, background = (color.downgrade(system).get_truecolor().hex for color in (style.color, style.bgcolor))
    return (background, foreground) if style.reverse else (foreground, background)


class TestTheme:
    def test_takes_its_colours_from_the_palette(self, palette: Palette) -> None:
        theme = textual_theme(palette)
        assert (theme.name, theme.dark) == (palette.name, palette.dark)
        generated = theme.to_color_system().generate()
        assert generated["background"].lower() == palette.background
        assert generated["foreground"].lower() == palette.text
        assert generated["surface"].lower() == palette.surface
        assert generated["panel"].lower() == palette.panel
        assert theme.variables["cr-hit-current"] == palette.hit_current
        assert theme.variables["cr-tag-7"] == palette.tags[7]

    def test_no_name_hides_one_of_textuals_themes(self) -> None:
        assert not set(builtin()) & set(BUILTIN_THEMES)

    def test_every_theme_has_a_value_for_every_default(self, palette: Palette) -> None:
        assert default_variables().items() >= css_variables(builtin_palette(DEFAULT_PALETTE)).items()
        assert set(css_variables(palette)) == {name for name in default_variables() if name.startswith("cr-")}

    @pytest.mark.parametrize("name", builtin())
    def test_no_theme_lacks_a_variable_that_textuals_widgets_use(self, name: str) -> None:
        usual = set(BUILTIN_THEMES["textual-dark"].to_color_system().generate())
        assert usual <= {*textual_theme(builtin_palette(name)).to_color_system().generate(), *default_variables()}

    def test_widgets_variables_exist_in_textual(self, palette: Palette) -> None:
        known = BUILTIN_THEMES["textual-dark"].to_color_system().generate()
        ours = {name for name in textual_theme(palette).variables if not name.startswith("cr-")}
        assert ours <= set(known)

    async def test_css_may_use_our_variables_under_any_theme(self) -> None:
        class Sample(App[None]):
            CSS = "Static { background: $cr-sign-other; color: $cr-claim; }"

            def get_theme_variable_defaults(self) -> dict[str, str]:
                return default_variables()

            def compose(self) -> ComposeResult:
                yield Static("字")

        app = Sample()
        async with app.run_test() as pilot:
            label = app.query_one(Static)
            assert label.styles.color.hex.lower() == builtin_palette(DEFAULT_PALETTE).claim
            for name in OWN:
                app.register_theme(textual_theme(builtin_palette(name)))
                app.theme = name
                await pilot.pause()
                assert label.styles.color.hex.lower() == builtin_palette(name).claim
                assert label.styles.background.hex.lower() == builtin_palette(name).sign_other


class TestStyleBook:
    def test_has_a_layer_for_every_sign_and_inline_style(self, book: StyleBook) -> None:
        assert {f"sign-{sign}" for sign in SIGNS} <= set(book.named)
        assert {"strong", "emphasis", "inline-code", "strike", "link", "picture"} >= {
            "inline-code" if kind is StyleKind.CODE else kind.value for kind in StyleKind
        }
        assert {*BLOCKS, *INLINE, *MARKS, *MOVING, "sentence", "error", "warning", "success", "tag-0", "tag-7"} <= set(
            book.named
        )

    def test_nothing_combined_is_plain_text_on_the_page(self, palette: Palette, book: StyleBook) -> None:
        assert shown(book.combine(())) == (palette.text, palette.background)

    def test_later_layers_win_and_earlier_attributes_stay(self, palette: Palette, book: StyleBook) -> None:
        style = book.combine(("heading-1", "claim", "hit"))
        assert shown(style) == (palette.text, palette.hit)
        assert style.bold
        assert style.underline
        assert shown(book.combine(("hit", "claim"))) == (palette.text, palette.claim)

    def test_reversed_layers_show_their_own_colours(self, palette: Palette, book: StyleBook) -> None:
        assert shown(book.combine(("selection",))) == (palette.text, palette.selection)
        assert shown(book.combine(("link", "selection", "cursor"))) == (palette.cursor_text, palette.cursor)

    def test_one_tuple_gives_one_style(self, book: StyleBook) -> None:
        assert book.combine(("quote", "claim")) is book.combine(("quote", "claim"))

    def test_an_unknown_layer_is_an_error(self, book: StyleBook) -> None:
        with pytest.raises(KeyError, match="clam"):
            book.combine(("clam",))

    def test_every_layer_over_every_other_is_readable(self, palette: Palette, book: StyleBook) -> None:
        least = 7.0 if palette.name == "high-contrast" else 4.5
        stacks = product(
            BLOCKS,
            ((), ("sentence",)),
            ((), *((name,) for name in INLINE)),
            ((), *((name,) for name in MARKS + MOVING)),
        )
        for block, sentence, inline, over in stacks:
            names = (block, *sentence, *inline, *over)
            assert contrast(*shown(book.combine(names))) >= least, names

    def test_256_colours_keep_marks_apart_from_the_page(self, book: StyleBook) -> None:
        _, page = shown(book.combine(()), ColorSystem.EIGHT_BIT)
        for name in MARKS + MOVING:
            foreground, background = shown(book.combine((name,)), ColorSystem.EIGHT_BIT)
            assert background != page, name
            assert contrast(foreground, background) >= 4.5, name


class TestWithoutColour:
    """Textual's two answers to NO_COLOR: greys for our themes, nothing at all in a terminal with its own colours."""

    @pytest.mark.parametrize("under", [(), ("heading-1",), ("quote",), ("speaker",), ("link",), ("strike",)])
    def test_attributes_alone_tell_layers_from_what_they_lie_on(self, book: StyleBook, under: tuple[str, ...]) -> None:
        bare = filtered(book.combine(under), NoColor())
        for name in ("claim", "overlap", "selection", "cursor", "hit-current"):
            assert filtered(book.combine((*under, name)), NoColor()) != bare, name

    def test_attributes_alone_tell_layers_from_each_other(self, book: StyleBook) -> None:
        styles = {
            name: filtered(book.combine((name,)), NoColor())
            for name in ("text", "claim", "overlap", "hit", "selection")
        }
        for one, other in combinations(styles, 2):
            assert styles[one] != styles[other], (one, other)

    @pytest.mark.parametrize("under", [("selection",), ("hit-current",), ("claim",), ("claim", "selection")])
    def test_the_cursor_is_seen_inside_other_layers(self, book: StyleBook, under: tuple[str, ...]) -> None:
        around, cursor = (filtered(book.combine(names), NoColor()) for names in (under, (*under, "cursor")))
        assert bool(around.reverse) != bool(cursor.reverse)

    def test_an_overlap_keeps_an_underline_where_double_ones_are_unknown(self, book: StyleBook) -> None:
        codes = re.match(r"\x1b\[([\d;]*)m", filtered(book.combine(("overlap",)), NoColor()).render("字"))
        assert codes is not None
        assert codes[1].split(";")[:2] == ["4", "21"]

    def test_greys_keep_marks_apart_from_the_page_by_lightness(self, book: StyleBook) -> None:
        _, page = shown(filtered(book.combine(()), Monochrome()))
        for name in MARKS + MOVING:
            _, background = shown(filtered(book.combine((name,)), Monochrome()))
            assert contrast(background, page) >= 1.12, name

    def test_greys_keep_the_active_mark_apart_from_other_marks(self, book: StyleBook) -> None:
        _, active = shown(filtered(book.combine(("claim", "active")), Monochrome()))
        for name in ("claim", "highlight", "overlap"):
            _, background = shown(filtered(book.combine((name,)), Monochrome()))
            assert contrast(active, background) >= 1.1, name

    def test_signs_are_told_apart_by_their_characters_which_are_a_cell_wide(self) -> None:
        assert len(set(SIGNS_SHOWN.values())) == len(SIGNS_SHOWN)
        assert {cell_len(sign) for sign in SIGNS_SHOWN.values()} == {1}

    def test_headings_speakers_and_strong_text_are_bold(self, book: StyleBook) -> None:
        for name in ("heading-1", "heading-2", "heading-3", "speaker", "strong"):
            assert book.combine((name,)).bold
